"""Rows that are loaded as they stand, and may be slips."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.imports.conftest import Outcome

Import = Callable[..., Outcome]
Text = Callable[..., Path]
HEAD = "month,account,country,units,remark\n"


def told(found: Outcome, rule: str) -> list[tuple[int, str]]:
    return [(problem["row"], problem["text"]) for problem in found.report["problems"] if problem["rule"] == rule]


def test_exact_repeats_are_added_up_and_told(text: Text, imported: Import) -> None:
    rows = "2026-10,A,CN,5,x\n2026-10,A,CN,7,x\n2026-10,A,CN,5,x\n2026-10,B,CN,5,x\n2026-10,A,CN,5,x\n2026-10,B,CN,5,x\n"
    found = imported(text(HEAD + rows))
    assert sum(found.column("value")) == Decimal(32)
    said = "exact repeats of other rows: 3, the first is row 4; they were added up, so take them out if they stand there twice"
    assert told(found, "repeated-rows") == [(4, f"{said} by mistake")]


@pytest.mark.parametrize(
    "rows",
    [
        "2026-10,A,CN,5,x\n2026-10,A,CN,5,y\n",  # one key, and told apart by a cell that is not loaded
        "2026-10,A,CN,5,x\n2026-10,A,CN,5.0,x\n",
        "2026-10,A,CN,,x\n2026-10,A,CN,,x\n2026-10,A,CN,z,x\n2026-10,A,CN,z,x\n"
        + "".join(f"2026-10,A,CN,{n},x\n" for n in range(9)),  # none of them is loaded
    ],
)
def test_rows_that_differ_or_are_not_loaded_are_no_repeats(text: Text, imported: Import, rows: str) -> None:
    assert told(imported(text(HEAD + rows)), "repeated-rows") == []


def test_cells_that_a_merge_hides_tell_rows_apart(tmp_path: Path, imported: Import) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "merged.xlsx") as book:
        sheet = book.add_worksheet("Sales")
        sheet.write_row(0, 0, ["account", "month", "units"])
        for top, name in ((1, "A"), (3, "B")):
            sheet.merge_range(top, 0, top + 1, 0, name)
            for row, units in ((top, 1), (top + 1, 5)):
                sheet.write_row(row, 1, ["2026-10", units])
    found = imported(tmp_path / "merged.xlsx")
    assert (sum(found.column("value")), told(found, "repeated-rows")) == (Decimal(12), [])


def test_rows_without_an_account_are_loaded_and_told(text: Text, imported: Import) -> None:
    found = imported(text(f"{HEAD}2026-10,A,CN,5,\n2026-10,,HK,6,\n2026-09,,US,7,\nTotal,,,18,\n2026-10,,JP,z,\n"))
    assert sum(found.column("value")) == Decimal(18)
    said = "rows without an account: 2, the first is row 3; loaded as figures of no account, so fill the cells in if they were"
    assert told(found, "no-account") == [(3, f"{said} forgotten")]


def test_a_file_without_a_column_of_accounts_says_nothing_of_them(text: Text, imported: Import) -> None:
    assert told(imported(text("month,country,units\n2026-10,CN,5\n2026-10,HK,6\n")), "no-account") == []


ROWS = [["2026-10", "A", "CN", 5], ["2026-10", "B", "CN", 7]]
HEADS = ["month", "account", "country", "units"]


def test_rows_that_another_sheet_tells_are_added_up_and_told(workbook: Callable[..., Path], imported: Import) -> None:
    """A copied sheet, its columns in another order; a third sheet tells one of its rows, and one of its own."""
    copied = [[heading, *cells] for heading, *cells in zip(HEADS, *ROWS, strict=True)]
    turned = [list(row) for row in zip(*reversed(copied), strict=True)]
    found = imported(workbook({"Data": [HEADS, *ROWS], "Data (2)": turned, "Late": [HEADS, ROWS[1], ["2026-11", "A", "CN", 5]]}))
    assert sum(found.column("value")) == Decimal(2 * (5 + 7) + 7 + 5)
    end = "they were added up, so take them out of one of the sheets if they stand there twice by mistake"
    assert [(problem["sheet"], problem["rule"], problem["text"]) for problem in found.report["problems"]] == [
        ("Data (2)", "repeated-rows", f"rows that sheet “Data” tells, too: 2, the first is row 2; {end}"),
        ("Late", "repeated-rows", f"rows that sheet “Data” tells, too: 1, the first is row 2; {end}"),
        ("Late", "repeated-rows", f"rows that sheet “Data (2)” tells, too: 1, the first is row 2; {end}"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        [HEADS, ["2026-11", "A", "CN", 5], ["2026-10", "B", "HK", 7]],
        [[*HEADS, "channel"], ["2026-10", "A", "CN", 5, "D1"]],
        [HEADS, ["2026-10", "A", "CN", "x"], ["2026-11", "A", "CN", 5]],
    ],
    ids=["another month or country", "told by channel", "not loaded"],
)
def test_what_sheets_tell_apart_is_no_repeat(workbook: Callable[..., Path], imported: Import, other: list[list[object]]) -> None:
    found = imported(workbook({"Data": [HEADS, *ROWS], "More": other}))
    assert "repeated-rows" not in found.rules
