"""A home proved whole, kept in an archive and brought back; each command a process of its own, as a scheduler runs them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from tests.cli.conftest import ONE, Rapport
from tests.homes import Home


@pytest.mark.slow
def test_a_home_comes_back_from_its_archive(new_home: Callable[[], Home], tmp_path: Path) -> None:
    home, other, archive = new_home(), new_home(), tmp_path / "home.zip"
    (tmp_path / "one.csv").write_text(ONE)
    home.answer("import", tmp_path / "one.csv")
    digest = home.answer("verify")["digest"]
    assert home.answer("backup", archive) == {"file": str(archive), "digest": digest}
    assert home.run("backup", archive).code == 2
    assert other.answer("restore", archive)["digest"] == digest
    assert other.answer("verify") == {"digest": digest, "unfinished": [], "problems": []}
    again = other.run("restore", archive, "--json")
    assert again.code == 2
    assert "empty" in again.json["problems"][0]["text"]


def test_a_home_that_contradicts_itself_is_refused(new_home: Callable[[], Home], tmp_path: Path) -> None:
    home = new_home()
    (tmp_path / "one.csv").write_text(ONE)
    batch = home.answer("import", tmp_path / "one.csv")["batch"]
    next((home.path / "facts").glob(f"{batch}*")).unlink()
    refused = home.run("verify", "--json")
    assert refused.code == 2
    assert any("missing" in problem["text"] for problem in refused.json["problems"])
    assert "Traceback" not in refused.err


@pytest.mark.parametrize(
    "words", [("ask", "pc_shipments"), ("explain", "pc_shipments", "--period", "2026-10", "--vs", "prior_year")]
)
@pytest.mark.parametrize(("left", "flaw"), [(None, "is missing"), (0, "is damaged"), (100, "is damaged")])
def test_a_question_whose_facts_were_taken_away_names_the_file_and_the_way_out(
    rapport: Rapport, loaded: str, words: list[str], left: int | None, flaw: str
) -> None:
    file = next((Path(settings.HOME) / "facts").glob(f"{loaded}*"))
    first = file.read_bytes()[:left]
    file.unlink()
    if left is not None:
        file.write_bytes(first)
    refused = rapport(*words)
    assert (refused.code, refused.err) == (
        2,
        f"rapport: {file}: the file with the facts of batch {loaded} (one.csv) {flaw}; put it back, or the home "
        "from a backup (rapport restore); rapport verify says what else is wrong\n",
    )


def test_what_is_no_archive_is_refused(new_home: Callable[[], Home], tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    refused = new_home().run("restore", tmp_path / "photo.jpg")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
