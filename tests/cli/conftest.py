"""The command line in this process, and the first slice: three distributors, two Octobers."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rapport.cli.app import run
from tests.homes import Ran

Rapport = Callable[..., Ran]
Load = Callable[..., str]

ONE = """month,account,country,channel,product,category,platform,units
2025-10,Contoso,CN,D1,P-own,pc,own,80000
2025-10,Contoso,CN,D1,P-other,pc,other,20000
2025-10,Contoso,CN,D2,P-own,pc,own,42000
2025-10,Contoso,CN,D2,P-other,pc,other,18000
2025-10,Contoso,HK,D3,P-own,pc,own,9000
2025-10,Contoso,HK,D3,P-other,pc,other,1000
2026-10,Contoso,CN,D1,P-own,pc,own,96600
2026-10,Contoso,CN,D1,P-other,pc,other,18400
2026-10,Contoso,CN,D2,P-own,pc,own,31680
2026-10,Contoso,CN,D2,P-other,pc,other,16320
2026-10,Contoso,HK,D3,P-own,pc,own,10920
2026-10,Contoso,HK,D3,P-other,pc,other,1080
"""


def runner(capsys: pytest.CaptureFixture[str]) -> Rapport:
    """Runs a command and answers its exit code, stdout and stderr."""

    def run_command(*words: str | Path) -> Ran:
        code = run([str(word) for word in words])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run_command


@pytest.fixture
def rapport(db: None, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Rapport:
    """The command line on an empty home of the test's own."""
    settings.HOME = tmp_path / "home"
    return runner(capsys)


@pytest.fixture
def load(rapport: Rapport, tmp_path: Path) -> Load:
    """Loads lines as a file and answers the batch."""

    def load_lines(head: str, *rows: str, words: tuple[str, ...] = (), name: str = "file.csv") -> str:
        path = tmp_path / name
        path.write_text("\n".join((head, *rows)), encoding="utf-8")
        ran = rapport("import", path, *words, "--json")
        assert ran.code == 0, ran.err
        return str(ran.json["batch"])

    return load_lines


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """The file of the first slice."""
    path = tmp_path / "one.csv"
    path.write_text(ONE, encoding="utf-8")
    return path


@pytest.fixture
def loaded(rapport: Rapport, one: Path) -> str:
    """Its batch, loaded."""
    return str(rapport("import", one, "--json").json["batch"])


@pytest.fixture(scope="module")
def _contoso(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from django.db import transaction
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("contoso")
    (folder / "one.csv").write_text(ONE, encoding="utf-8")
    with django_db_blocker.unblock(), override_settings(HOME=folder / "home"), transaction.atomic():
        assert run(["import", str(folder / "one.csv")]) == 0
        yield folder / "home"
        transaction.set_rollback(True)


@pytest.fixture
def contoso(_contoso: Path, db: None, settings: Any, capsys: pytest.CaptureFixture[str]) -> Rapport:
    """The command line on a home with the first slice in it, which the tests of a module share and only read."""
    settings.HOME = _contoso
    capsys.readouterr()
    return runner(capsys)


def stranger() -> str:
    """The name of a new user without an assignment."""
    from rapport.book.team.actions import add_user

    return str(add_user(by=None, username="stranger", password="secret").username)  # noqa: S106


def in_china() -> str:
    """The name of a new user who sees Contoso in China."""
    from rapport.book.accounts.actions import assign
    from rapport.book.accounts.queries import account
    from rapport.book.team.actions import add_user

    user = add_user(by=None, username="chen", password="secret")  # noqa: S106
    assign(by=None, user=user, account=account("Contoso"), country="CN", starts_on=date(2024, 1, 1))
    return str(user.username)
