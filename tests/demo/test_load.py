"""The demo in a home: everything loads without a map, twice is once, and its users see their part."""

from pathlib import Path

import pytest

from tests.homes import Home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(new_home) -> Home:
    home = new_home()
    home.answer("demo")
    return home


def test_every_file_becomes_a_batch_without_a_problem(home: Home) -> None:
    batches = home.answer("batches")["batches"]
    assert [batch["file"] for batch in batches] == [file.name for file in sorted((home.path / "demo").iterdir(), key=_written)]


def _written(file: Path) -> float:
    return file.stat().st_mtime_ns


def test_twice_is_the_same_as_once(home: Home) -> None:
    before, batches = home.answer("verify"), home.answer("batches")
    home.answer("demo")
    assert (home.answer("verify"), home.answer("batches")) == (before, batches)


def test_the_commands_it_names_work(home: Home, tmp_path: Path) -> None:
    for line in home.answer("demo")["try"]:
        ran = home.run(*line.removeprefix("./rapport ").replace("--out update", f"--out {tmp_path}").split())
        assert (ran.code, ran.err) == (0, "")
        assert ran.out


def test_its_users_see_their_part(home: Home) -> None:
    def countries(user: str) -> set[str]:
        rows = home.answer("ask", "revenue", "--by", "country", "--period", "2026-10", "--as", user)["rows"]
        return {row["by"]["country"] for row in rows if row["kpis"]["revenue"]["value"]}

    assert countries("lin") == {"CN", "HK", "TW"}
    assert countries("chen") == {"CN"}
