"""Numbers that can be read in two ways, and are read as a few other cells say: it is told which."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from rapport.imports.mapping import MapFile
from tests.imports.conftest import Outcome

Import = Callable[..., Outcome]
Text = Callable[..., Path]


def sheet(cells: list[str]) -> str:
    return "month;account;country;units\n" + "".join(f"2026-10;A{number};CN;{cell}\n" for number, cell in enumerate(cells))


@pytest.mark.parametrize(
    ("cells", "total", "row", "said"),
    [
        (["1,234", "12,5", "2,000"], "15.734", 3, "“1,234” is read as 1.234, since “12,5” in row 3 can only have “,”"),
        (["1,234", "12,5"], "13.734", 3, "“1,234” is read as 1.234, since “12,5” in row 3 can only have “,”"),
        (["1,5", "12,5", "2,000", "3,125"], "19.125", 2, "“2,000” is read as 2.000, since “1,5” in row 2 can only have “,”"),
        (["1.234", "12,5", "2.000"], "3246.5", 3, "“1.234” is read as 1234, since “12,5” in row 3 can only have “,”"),
        (["1.234", "2.000", "12.5"], "15.734", 4, "“1.234” is read as 1.234, since “12.5” in row 4 can only have “.”"),
    ],
)
def test_a_cell_that_decides_how_others_are_read_is_named(
    text: Text, imported: Import, cells: list[str], total: str, row: int, said: str
) -> None:
    found = imported(text(sheet(cells)))
    assert sum(found.column("value")) == Decimal(total)
    (problem,) = found.report["problems"]
    assert (problem["rule"], problem["row"], problem["column"]) == ("two-readings", row, "units")
    mark = "." if "only have “,”" in said else ","
    assert problem["text"] == f'{said} as decimal sign; say decimal = "{mark}" in a map file if that is a slip'


@pytest.mark.parametrize(
    "cells",
    [
        ["1,234", "12.5", "2,000"],  # thousands and decimals as English writes them
        ["1,5", "12,5", "2,25", "3,125"],
        ["1.234,5", "12,5", "1.000"],
        ["1.234", "2.5", "12.5"],
        ["12,5", "7"],
    ],
)
def test_what_many_cells_decide_is_in_no_doubt(text: Text, imported: Import, cells: list[str]) -> None:
    assert imported(text(sheet(cells))).rules == []


def test_a_cell_of_another_column_may_decide(text: Text, imported: Import) -> None:
    rows = "2026-10;A;CN;1,234;10\n2026-10;B;CN;2,000;12,5\n"
    found = imported(text(f"month;account;country;units;revenue (EUR)\n{rows}"), dataset="shipments")
    assert found.column("value", "shipped_units") == [Decimal("1.234"), Decimal(2)]
    (problem,) = found.report["problems"]
    assert (problem["row"], problem["column"]) == (3, "units")
    assert "since “12,5” in row 3 of column “revenue (EUR)” can only have “,” as decimal sign" in problem["text"]


def test_what_a_map_file_says_is_in_no_doubt(text: Text, imported: Import) -> None:
    found = imported(text(sheet(["1,234", "12,5", "2,000"])), mapping=MapFile(decimal=","))
    assert (sum(found.column("value")), found.rules) == (Decimal("15.734"), [])
