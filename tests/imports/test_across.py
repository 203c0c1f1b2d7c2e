"""Sheets whose months or countries stand across are refused in plain words, and what these offer works."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rapport.core.refusals import Refused
from rapport.imports.mapping import MapFile, Target

Workbook = Callable[..., Path]
Import = Callable[..., Any]
Rows = list[list[Any]]

SEEN: dict[str, tuple[Rows, str]] = {
    "months": (
        [["account", "country", "product", "2026-07", "2026-08", "2026-09"], ["Contoso", "CN", "P1", 1, 2, 3]],
        "months or other periods stand across, in cells D1..F1 (“2026-07”, “2026-08”, …)",
    ),
    "two months": (
        [["account", "product", "Jul 26", "Aug 26"], ["Contoso", "P1", 1, 2]],
        "months or other periods stand across, in cells C1..D1 (“Jul 26”, “Aug 26”, …)",
    ),
    "below a title": (
        [["Units by month"], ["Partner", "Jul 26", "Aug 26", "Sep 26"], ["Contoso", 1, 2, 3]],
        "in cells B2..D2 (“Jul 26”, “Aug 26”, …)",
    ),
    "beside an amount": (
        [["account", "country", "units 2026-07", "units 2026-08"], ["Contoso", "CN", 1, 2]],
        "in cells C1..D1 (“units 2026-07”, “units 2026-08”, …)",
    ),
    "quarters": ([["account", "FY27-Q1", "FY27-Q2"], ["Contoso", 1, 2]], "in cells B1..C1 (“FY27-Q1”, “FY27-Q2”, …)"),
    "countries": (
        [["month", "account", "product", "CN", "HK", "DE"], ["2026-10", "Contoso", "P1", 1, 2, 3]],
        "countries stand across, in cells D1..F1 (“CN”, “HK”, …)",
    ),
    "their names": (
        [["month", "account", "China", "Germany"], ["2026-10", "Contoso", 1, 2]],
        "countries stand across, in cells C1..D1 (“China”, “Germany”, …)",
    ),
    "in Chinese": ([["月份", "客户", "中国", "德国"], ["2026-10", "Contoso", 1, 2]], "in cells C1..D1 (“中国”, “德国”, …)"),
}


@pytest.mark.parametrize(("rows", "seen"), SEEN.values(), ids=SEEN.keys())
def test_what_stands_across_is_said_with_what_to_do_and_that_works(
    workbook: Workbook, imported: Import, rows: Rows, seen: str
) -> None:
    path = workbook({"Sheet1": rows})
    with pytest.raises(Refused, match=re.escape(f"{seen}, and a sheet is not read this way yet: write one row")) as refusal:
        imported(path)
    (problem,) = refusal.value.problems
    assert f"Sheet1: {problem['text']}" in str(refusal.value)
    (heading, to), (key, value) = re.findall(r'(?:\[\w+\]) "?([^"]+?)"? = "(.+?)"', str(refusal.value))
    said = MapFile(dataset="shipments", columns={heading: Target(to)}, constants={key: value})
    assert imported(path, mapping=said).column("value") == [Decimal(1)]


def test_as_rows_they_load(workbook: Workbook, imported: Import) -> None:
    head = ["Month", "account", "Country", "product", "Units"]
    assert imported(workbook({"Sheet1": [head, ["2026-07", "Contoso", "CN", "P1", 1]]})).column("value") == [Decimal(1)]


@pytest.mark.parametrize(
    "rows",
    [
        [["Account", "Country", "Product", "Jul", "Aug", "Sep"], ["Contoso", "CN", "P1", 1, 2, 3]],
        [["客户", "国家", "7月", "8月"], ["Contoso", "CN", 1, 2]],
        [["Account", "Country", "Q1", "Q2"], ["Contoso", "CN", None, None]],
    ],
)
def test_months_without_a_year_are_asked_for_it_and_are_no_list(workbook: Workbook, imported: Import, rows: Rows) -> None:
    with pytest.raises(Refused, match=r'periods stand across, .* \[constants\] month = its month, such as "2026-07"$'):
        imported(workbook({"Sheet1": rows}))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["IT", "No", "account", "month"], [1, 2, "Contoso", "2026-10"]], "it lacks a column for"),
        ([["Country", "Capital"], ["China", "Beijing"], ["Germany", "Berlin"]], "no row of headings"),
        ([["a", "b", "c"], ["2026-01", "2026-02", "2026-03"], ["2026-04", "2026-05", "2026-06"]], "no row of headings"),
    ],
)
def test_what_is_no_heading_stands_not_across(workbook: Workbook, imported: Import, rows: Rows, said: str) -> None:
    with pytest.raises(Refused, match=said):
        imported(workbook({"Sheet1": rows}))


@pytest.mark.django_db
def test_days_in_the_rows_of_a_list_stand_not_across(workbook: Workbook, imported: Import) -> None:
    days = ["2026-01-01", "2026-02-01", "2026-03-01"]
    rows = [
        ["Account", "Country", "Valid From", "Zebra", "Yak"],
        ["Contoso", "CN", *days],
        *([name, "CN", None, "x", "y"] for name in "ABC"),
    ]
    assert imported(workbook({"Sheet1": rows})).report["rows"]["loaded"] == 4
