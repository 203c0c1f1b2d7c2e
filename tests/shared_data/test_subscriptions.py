"""Recurring revenue out of a register of subscriptions (data/03): expected sums are read by the csv module alone."""

import csv
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.homes import Home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    return shared / "03_saas_subscriptions_ravenstack" / "ravenstack_subscriptions.csv"


@pytest.fixture(scope="module")
def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home]) -> Home:
    return new_home()


@pytest.fixture(scope="module")
def report(home: Home, file: Path) -> dict[str, Any]:
    report: dict[str, Any] = home.answer("import", file, "--set", "currency=USD")
    return report


def open_on(rows: list[dict[str, str]], day: str, **kept: str) -> Decimal:
    """ISO days are ordered as texts."""
    found = [row for row in rows if row["start_date"] <= day and (not row["end_date"] or day < row["end_date"])]
    return sum((Decimal(row["arr_amount"]) for row in found if kept.items() <= row.items()), Decimal(0))


def asked(answer: dict[str, Any], *by: str) -> dict[tuple[str, ...], Decimal]:
    return {tuple(row["by"][key] for key in by): Decimal(row["kpis"]["arr"]["value"]) for row in answer["rows"]}


def test_at_the_end_of_2024_the_open_ones_count(home: Home, report: dict[str, Any], rows: list[dict[str, str]]) -> None:
    answer = home.answer("ask", "arr", "--period", "2024-12")
    assert asked(answer) == {(): Decimal(121_915_296)} == {(): open_on(rows, "2024-12-31")}


def test_each_month_end_has_its_sum(home: Home, report: dict[str, Any], rows: list[dict[str, str]]) -> None:
    answer = home.answer("ask", "arr", "--by", "month", "--period", "2023-01..2024-12")
    months = [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
    ends = {month: f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}" for month in months}
    assert asked(answer, "month") == {(month,): open_on(rows, day) for month, day in ends.items()}


def test_by_account_and_plan_too(home: Home, report: dict[str, Any], rows: list[dict[str, str]]) -> None:
    answer = home.answer("ask", "arr", "--by", "account,product", "--period", "2024-06")
    told = asked(answer, "account", "product")
    assert len(told) == len({(row["account_id"], row["plan_tier"]) for row in rows})
    assert told == {(a, p): open_on(rows, "2024-06-30", account_id=a, plan_tier=p) for a, p in told}


def test_what_the_register_holds_is_said(report: dict[str, Any]) -> None:
    told = {problem["rule"]: problem["text"] for problem in report["problems"]}
    assert "5,000 subscriptions of 136,064,964 a year" in told["register"]
    assert "121,915,296" in told["register"]
    assert told["no-amount"].startswith("778 of them")
    assert told["never-open"].startswith("13 of them")


def test_twice_is_the_same_as_once(home: Home, report: dict[str, Any], file: Path) -> None:
    again = home.answer("import", file, "--set", "currency=USD")
    assert (again["batch"], again["rows"]["loaded"], again["restates"]) == (None, 0, [])
