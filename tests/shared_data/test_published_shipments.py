"""Worldwide PC shipments as a publisher printed and later restated them (data/08): growth depends on which base is meant."""

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.homes import Home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    return shared / "08_pc_shipments_published" / "gartner_pc_shipments.csv"


@pytest.fixture(scope="module")
def printed(file: Path) -> dict[tuple[str, str], int]:
    """Thousands of units by (release, quarter), summed over the vendors of that release."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    with file.open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            if row["vendor"] != "Total":
                found[row["published"], row["period"]] += int(row["units"])
    return found


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home], file: Path) -> Home:
    home = new_home()
    home.answer("import", file)
    return home


def growth(answer: dict[str, Any]) -> float:
    figure = answer["rows"][0]["kpis"]["market_units"]
    return float(figure["value"]) / float(figure["base"]) - 1


def ask(home: Home, *words: str) -> dict[str, Any]:
    return home.answer("ask", "market_units", "--period", "2023-Q4", "--vs", "prior_year", *words)


def test_growth_is_taken_on_the_base_as_restated(home: Home, printed: dict[tuple[str, str], int]) -> None:
    answer = ask(home)
    assert growth(answer) == pytest.approx(printed["2024-01", "2023Q4"] / printed["2024-01", "2022Q4"] - 1, rel=1e-9)
    assert round(100 * growth(answer), 1) == 0.3
    assert answer["base"]["known_on"].startswith("2024-01")


def test_growth_on_the_base_as_first_printed_says_so(home: Home, printed: dict[tuple[str, str], int]) -> None:
    answer = ask(home, "--base-as-of", "first")
    assert growth(answer) == pytest.approx(printed["2024-01", "2023Q4"] / printed["2023-01", "2022Q4"] - 1, rel=1e-9)
    assert round(100 * growth(answer), 1) == -2.9
    assert answer["base"]["known_on"].startswith("2023-01")


def test_as_known_in_2023_the_quarter_is_not_reported(home: Home) -> None:
    figure = home.answer("ask", "market_units", "--period", "2023-Q4", "--as-of", "2023-12-31")["rows"][0]["kpis"]["market_units"]
    assert (figure["value"], bool(figure["why"])) == (None, True)


def test_the_base_of_the_second_quarter_is_restated_too(home: Home, printed: dict[tuple[str, str], int]) -> None:
    answer = home.answer("ask", "market_units", "--period", "2024-Q2", "--vs", "prior_year")
    assert growth(answer) == pytest.approx(printed["2024-07", "2024Q2"] / printed["2024-07", "2023Q2"] - 1, rel=1e-9)
