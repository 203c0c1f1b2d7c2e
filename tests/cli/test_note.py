"""`rapport note` and `rapport waive`: written, listed, taken back."""

from pathlib import Path

import pytest

from tests.cli.conftest import Rapport

pytestmark = pytest.mark.django_db
OF = ("--account", "Contoso", "--period", "2026-10")


@pytest.fixture
def contoso_month(rapport: Rapport, tmp_path: Path) -> Rapport:
    (tmp_path / "revenue.csv").write_text("month,account,country,currency,revenue\n2026-10,Contoso,CN,USD,5\n")
    assert rapport("import", tmp_path / "revenue.csv").code == 0
    return rapport


def test_a_note_is_written_listed_and_taken_back(contoso_month: Rapport) -> None:
    made = contoso_month("note", *OF, "--section", "red_flags", "--what", "Recall", "--why-zh", "电池", "--json").json["notes"]
    assert [one["texts"]["what"]["en"] for one in made] == ["Recall"]
    number = str(made[0]["number"])
    assert contoso_month("note", *OF).out == f"note {number} red_flags what: Recall\nnote {number} red_flags why: 电池\n"
    assert contoso_month("note", *OF, "--withdraw", number).out == f"note {number}: withdrawn\n"
    assert contoso_month("note", *OF, "--json").json == {"notes": []}
    assert contoso_month("verify").code == 0


def test_a_waiver_is_written_listed_and_taken_back(contoso_month: Rapport) -> None:
    said = ("--section", "performance", "--item", "plan", "--why", "No plan this year")
    (made,) = contoso_month("waive", *OF, *said, "--json").json["waivers"]
    assert (made["section"], made["item"], made["why"], made["author"]) == ("performance", "plan", "No plan this year", "")
    assert contoso_month("waive", *OF).out == f"waiver {made['number']} performance plan: No plan this year\n"
    assert contoso_month("waive", *OF, "--withdraw", str(made["number"])).code == 0
    assert contoso_month("waive", *OF, "--json").json == {"waivers": []}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--what", "x"), "give --section"),
        (("--period", "2026-Q4", "--section", "plan", "--what", "x"), "a note belongs to one month"),
        (("--account", "Nobody", "--section", "plan", "--what", "x"), "Nobody"),
        (("--account", "all", "--section", "plan", "--what", "x"), "name one account"),
        (("--section", "plan", "--what", "x", "--correction", "y", "--owner", "Ann", "--due", "soon"), "“soon” is no day"),
        (("--withdraw", "7"), "there is no note 7"),
    ],
)
def test_what_cannot_be_written_says_why(contoso_month: Rapport, words: tuple[str, ...], says: str) -> None:
    refused = contoso_month("note", *OF, *words)
    assert (refused.code, says in refused.err) == (2, True), refused.err


def test_a_table_is_brought_from_a_file(contoso_month: Rapport, tmp_path: Path) -> None:
    (tmp_path / "rivals.csv").write_text("Rival,Units\nNorthwind,1200\n", "utf-8")
    brought = ("note", *OF, "--section", "market", "--table", tmp_path / "rivals.csv")
    (made,) = contoso_month(*brought, "--json").json["notes"]
    assert made["given"] == {"file": "rivals.csv", "title": "", "heads": ["Rival", "Units"], "rows": [["Northwind", "1200"]]}
    assert f"note {made['number']} market table: rivals.csv" in contoso_month("note", *OF).out
    refused = contoso_month("note", *OF, "--section", "market", "--table", tmp_path / "none.csv")
    assert (refused.code, refused.out) == (2, "")
    assert "none.csv" in refused.err
