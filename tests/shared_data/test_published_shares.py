"""The share of one operating system as five sources publish it (data/09): expected figures are read by the json module alone."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.homes import Home

pytestmark = pytest.mark.slow
KPI = "windows_share"


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    return shared / "09_os_share" / "combined_sources.json"


@pytest.fixture(scope="module")
def printed(file: Path) -> dict[tuple[str, str], float]:
    """Percents by source and month; of several days of a month the first."""
    found: dict[tuple[str, str], float] = {}
    for record in sorted(json.loads(file.read_text(encoding="utf-8"))["data"], key=lambda record: record["date"]):
        found.setdefault((record["source"], record["date"][:7]), record["windows_share"])
    return found


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home], file: Path) -> Home:
    home = new_home()
    pack = home.path / "packs" / "own" / "pack.toml"
    pack.parent.mkdir(parents=True)
    pack.write_text('[pack.own]\nversion = 1\nuse = ["microsoft_era"]\n', encoding="utf-8")
    home.answer("import", file)
    return home


def ask(home: Home, *words: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = home.answer("ask", KPI, *words)["rows"]
    return rows


def test_the_same_name_has_five_answers(home: Home) -> None:
    rows = ask(home, "--by", "source", "--period", "2026-06")
    found = {row["by"]["source"]: row["kpis"]["published_platform_share"] for row in rows}
    assert {source: round(100 * figure["value"], 1) for source, figure in found.items()} == {
        "Cloudflare": 35.2,
        "DAP": 40.3,
        "StatCounter": 56.5,
        "Firefox": 85.2,
        "Steam": 94.1,
    }
    assert all("as its source defines it: " in figure["notes"][0] for figure in found.values())


def test_every_month_of_every_source_is_as_it_was_printed(home: Home, printed: dict[tuple[str, str], float]) -> None:
    rows = ask(home, "--by", "source,month", "--period", "2018-12..2026-07")
    told = {(row["by"]["source"], row["by"]["month"]): row["kpis"]["published_platform_share"]["value"] for row in rows}
    assert {cell: round(100 * value, 2) for cell, value in told.items() if value is not None} == printed


@pytest.mark.parametrize("words", [("--period", "2026-06"), ("--period", "2026", "--where", "source=Steam")])
def test_above_the_grain_of_its_source_there_is_none(home: Home, words: tuple[str, ...]) -> None:
    figure = ask(home, *words)[0]["kpis"]["published_platform_share"]
    assert (figure["value"], "never added or averaged" in figure["why"]) == (None, True)


def test_the_versions_of_a_survey_stand_beside_its_platforms_and_change_none(home: Home, file: Path) -> None:
    """Fractions under the heading “percentage”; a few are told finer than a fact can hold."""
    survey = file.with_name("steam_os_version.csv")
    report = home.answer("import", survey)
    with survey.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if round(float(row["percentage"]), 12) == round(float(row["percentage"]), 4)]
    assert (report["rows"]["read"], report["rows"]["loaded"]) == (3481, len(rows))
    words = ("--by", "month", "--where", "source=Steam,product=Windows 11 64 bit", "--period", "2021-01..2026-04")
    answer = home.answer("ask", "published_share", *words)["rows"]
    told = {row["by"]["month"]: row["kpis"]["published_share"]["value"] for row in answer}
    expected = {row["date"][:7]: float(row["percentage"]) for row in rows if row["name"] == "Windows 11 64 bit"}
    assert {month: value for month, value in told.items() if value is not None} == pytest.approx(expected)
    figure = ask(home, "--where", "source=Steam", "--period", "2026-04")[0]["kpis"]["published_platform_share"]
    assert round(100 * figure["value"], 2) == 93.47


def test_several_answers_in_a_survey_are_loaded_as_published_and_said(home: Home, file: Path) -> None:
    again = home.answer("import", file, "--dry-run")
    odd = {problem["text"].partition(":")[0] for problem in again["problems"] if problem["rule"] == "not-a-whole"}
    assert odd == {"Cloudflare", "JetBrains", "StackOverflow"}
    assert (again["batch"], again["rows"]["rejected"]) == (None, 0)
