"""What all tests share: one engine a run (`--db`), a home of its own for each test, and how hard the laws are tried."""

import os
import tempfile
from collections.abc import Callable, Iterator

import django
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as laws

from tests import postgresql
from tests.homes import Home

for name, examples in {"fast": 20, "test": 200, "laws": 5_000}.items():
    laws.register_profile(
        name, max_examples=examples, derandomize=name != "laws", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
# Whether a planted fault is caught is all that counts, not its smallest example.
laws.register_profile("faults", laws.get_profile("test"), phases=[Phase.generate], report_multiple_bugs=False, database=None)
laws.load_profile("test")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite", help="the engine under the records")


def pytest_configure(config: pytest.Config) -> None:
    """Settings are read from the environment, so this stands before Django is set up; workers inherit the server."""
    config.stash[_place] = tempfile.TemporaryDirectory(prefix="rapport-tests-")
    os.environ["RAPPORT_HOME"] = config.stash[_place].name
    if config.getoption("db") == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = postgresql.start()
    os.environ["DJANGO_SETTINGS_MODULE"] = "rapport.config.settings"
    django.setup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    """On PostgreSQL run only what touches a database: pytest-django refuses one to all others, so they are the same on both."""
    if config.getoption("db") == "postgresql":
        touching = {item for item in items if touches_a_database(item)}
        config.hook.pytest_deselected(items=[item for item in items if item not in touching])
        items[:] = [item for item in items if item in touching]


def touches_a_database(item: pytest.Function) -> bool:
    """Whether a test has the records of its process, or homes of its own that the command line opens."""
    has_one = {"db", "transactional_db", "new_home"} & set(item.fixturenames) or item.get_closest_marker("django_db")
    return bool(has_one) or vars(item.module).get("Home") is Home


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_place].cleanup()


@pytest.fixture(autouse=True)
def _own_home(request: pytest.FixtureRequest) -> None:
    """A test that touches the database writes its files to a folder of its own: numbers of batches start anew there too."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("settings").HOME = request.getfixturevalue("tmp_path") / "home"


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Home]]:
    """Makes homes that are driven by the command line, each with a database of the run's engine."""
    made: list[Home] = []

    def make() -> Home:
        made.append(Home.make(tmp_path_factory.mktemp("home"), os.environ.get("DATABASE_URL")))
        return made[-1]

    yield make
    for home in made:
        home.drop()


_place = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()
