"""The month written out."""

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import ONE, Rapport, stranger
from tests.homes import Home


def update(out: Path, *words: str) -> tuple[str | Path, ...]:
    return ("update", "--account", "Contoso", "--period", "2026-10", "--out", out, *words)


def test_each_language_and_format_is_a_file(contoso: Rapport, tmp_path: Path) -> None:
    words = update(tmp_path / "out", "--to", "md,html", "--lang", "en,zh-hans")
    written = contoso(*words, "--json").json
    files = [Path(name) for name in written["files"]]
    assert sorted(file.suffix for file in files) == [".html", ".html", ".md", ".md"]
    assert all(file.stat().st_size for file in files)
    assert 0 <= written["gate"]["score"] < 100
    assert {"section", "item", "what"} == written["gate"]["missing"][0].keys()


def test_a_person_reads_the_files_and_what_is_missing(contoso: Rapport, tmp_path: Path) -> None:
    said = contoso(*update(tmp_path))
    assert said.code == 0
    assert str(tmp_path) in said.out.splitlines()[0]
    assert "ready to publish: " in said.out


def test_several_accounts_and_one_country_stand_in_one_document(contoso: Rapport, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text(ONE.replace("Contoso", "Fabrikam"), encoding="utf-8")
    assert contoso("import", tmp_path / "two.csv").code == 0
    words = update(tmp_path / "out", "--account", "Fabrikam", "--document", "region", "--where", "country=HK", "--to", "md")
    [file] = contoso(*words, "--json").json["files"]
    assert Path(file).name == "2026-10_2-accounts-hk_region_en.md"
    text = Path(file).read_text(encoding="utf-8")
    assert "| All | 24,000 |" in text  # 10,920 and 1,080 of each
    refused = contoso(*update(tmp_path / "out", "--where", "country=HK"))
    assert (refused.code, "--where is for --document region" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--account", "Contosa"), "Contoso"),
        (("--to", "htm"), "html"),
        (("--lang", "zh"), "zh-hans"),
        (("--document", "updat"), "update"),
        (("--period", "FY27"), "one month"),
    ],
)
def test_a_wrong_word_is_refused_and_nothing_written(
    contoso: Rapport, tmp_path: Path, words: tuple[str, str], named: str
) -> None:
    refused = contoso(*update(tmp_path / "out", *words))
    assert (refused.code, refused.out) == (2, "")
    assert named in refused.err
    assert not (tmp_path / "out").exists()


def test_a_stranger_writes_about_nobody(contoso: Rapport, tmp_path: Path) -> None:
    refused = contoso(*update(tmp_path / "out", "--as", stranger()))
    assert refused.code == 2
    assert not (tmp_path / "out").exists()


PLAN = """month,account,country,units,revenue,currency
2026-10,Contoso,CN,150000,2000000.25,USD
2026-Q4,Contoso,HK,40000,500000,USD
"""
KPIS = ("pc_shipments", "platform_share", "revenue", "--where", "account=Contoso", "--period", "2026-10", "--by", "country")


@pytest.fixture(scope="module")
def told(new_home: Callable[[], Home], tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path]:
    """A home with two kinds of file, and the workbook of October."""
    home, folder = new_home(), tmp_path_factory.mktemp("told")
    for name, lines in (("one.csv", ONE), ("plan.csv", PLAN)):
        (folder / name).write_text(lines, encoding="utf-8")
        home.answer("import", folder / name, *(("--dataset", "plan") if name == "plan.csv" else ()))
    return home, Path(home.answer(*update(folder / "out", "--to", "xlsx"))["files"][0])


@pytest.mark.slow
def test_a_workbook_that_comes_back_into_its_home_changes_nothing(told: tuple[Home, Path]) -> None:
    home, workbook = told
    before = home.answer("verify")["digest"]
    said = home.answer("import", workbook)

    assert (said["batch"], said["restates"], said["unconfirmed"]) == (None, [], [])
    assert said["unchanged_slices"] == 8
    assert said["rows"] == {"read": 16, "loaded": 0, "rejected": 0, "ignored": 0}
    assert home.answer("verify")["digest"] == before


@pytest.mark.slow
@pytest.mark.parametrize("against", ["prior_year", "plan"])
def test_in_an_empty_home_it_gives_the_same_answers(told: tuple[Home, Path], new_home: Callable[[], Home], against: str) -> None:
    home, workbook = told
    empty = new_home()
    assert empty.answer("import", workbook)["rows"]["loaded"] == 16

    here, there = (one.answer("ask", *KPIS, "--vs", against)["rows"] for one in (home, empty))
    numbers = ("value", "numerator", "denominator", "base", "delta", "currency")
    told_here, told_there = (
        [(row["by"], {key: [one.get(name) for name in numbers] for key, one in row["kpis"].items()}) for row in rows]
        for rows in (here, there)
    )
    assert told_here == told_there
    assert told_here[0][1]["pc_shipments"][0] == 163_000


@pytest.mark.slow
def test_what_another_program_saved_comes_back_too_but_not_without_its_facts(told: tuple[Home, Path], tmp_path: Path) -> None:
    home, workbook = told
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        book = load_workbook(workbook)
    book.save(tmp_path / "saved.xlsx")
    assert home.answer("import", tmp_path / "saved.xlsx")["batch"] is None

    del book["Data"]
    book.save(tmp_path / "cut.xlsx")
    refused = home.run("import", tmp_path / "cut.xlsx")
    assert refused.code == 2
    assert "its sheet of facts is gone" in refused.err

    del book.defined_names["rapport_facts"]
    book.save(tmp_path / "stripped.xlsx")
    assert home.run("import", tmp_path / "stripped.xlsx").code == 2


@pytest.mark.slow
def test_a_fact_that_is_changed_in_the_workbook_restates_its_slice(told: tuple[Home, Path], tmp_path: Path) -> None:
    home, workbook = told
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        book = load_workbook(workbook)
    head = next(row for row in book["Data"].iter_rows() if row[0].value == "dataset")
    value = book["Data"].cell(head[0].row + 1, [cell.value for cell in head].index("value") + 1)
    value.value += 5
    book.save(tmp_path / "changed.xlsx")
    said = home.answer("import", tmp_path / "changed.xlsx", "--dry-run")

    assert (sum(one["slices"] for one in said["restates"]), said["unchanged_slices"]) == (1, 7)
