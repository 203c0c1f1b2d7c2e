"""The row of the headings, wherever it stands."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rapport.core.refusals import Refused
from rapport.imports.mapping import MapFile, Target
from tests.imports.conftest import Outcome

Import = Callable[..., Outcome]
Text = Callable[..., Path]
Workbook = Callable[..., Path]

TABLE = "month,account,country,units\n2026-10,A,CN,5\n2026-10,B,CN,6\n2026-10,A,HK,7\n"
NOTES = ["Note {}", "Note {},,,", "Note {}: net of returns, in pieces", '"Note {}, of ""us"""', "Note {}; Note; Note\n"]


def notes(template: str, count: int) -> str:
    return "".join(f"{template.format(number)}\n" for number in range(1, count + 1))


@pytest.mark.parametrize("template", NOTES)
@pytest.mark.parametrize("count", [1, 150, 700])
def test_a_text_may_have_many_lines_above_its_headings(text: Text, imported: Import, template: str, count: int) -> None:
    found = imported(text(notes(template, count) + TABLE))
    first = notes(template, count).count("\n") + 1
    assert found.column("value") == [5, 6, 7]
    assert found.column("row") == [first + 1, first + 2, first + 3]
    (table,) = found.report["tables"]
    assert (table["range"], len(table["skipped"])) == (f"A{first}:D{first + 3}", count)
    assert found.report["rows"] == {"read": 3, "loaded": 3, "rejected": 0, "ignored": 0}


@pytest.mark.parametrize("count", [100, 2500])
def test_a_workbook_may_have_many_rows_above_its_headings(workbook: Workbook, imported: Import, count: int) -> None:
    rows: list[list[Any]] = [[f"Note {number}"] for number in range(count)]
    found = imported(workbook({"Sales": [*rows, ["month", "account", "units"], ["2026-10", "A", 5], ["2026-10", "B", 6]]}))
    assert (found.column("value"), found.column("row")) == ([5, 6], [count + 2, count + 3])
    assert len(found.report["tables"][0]["skipped"]) == count


def test_headings_that_nobody_could_know_stand_where_the_map_file_says(text: Text, imported: Import) -> None:
    columns = {"When": Target("month"), "Who": Target("account"), "N": Target("units")}
    path = text("month,account\n" + notes("Note {}, said, by, us", 12_000) + "When,Who,N\n2026-10,A,5\n")
    found = imported(path, mapping=MapFile(dataset="shipments", header_row=12_002, columns=columns))
    assert (found.column("value"), found.column("row")) == ([Decimal(5)], [12_003])


def test_the_row_that_a_map_file_names_wins_over_a_better_one(workbook: Workbook, imported: Import) -> None:
    better = ["month", "account", "country", "product", "category", "units"]
    rows = [better, ["so it was once"], ["month", "account", "units"], ["2026-10", "A", 5]]
    found = imported(workbook({"Sales": rows}), mapping=MapFile(header_row=3))
    assert found.column("value") == [Decimal(5)]
    assert [line["row"] for line in found.report["tables"][0]["skipped"]] == [1, 2]


@pytest.mark.parametrize("row", [2, 900])
def test_a_map_file_that_names_an_empty_row_is_refused(workbook: Workbook, imported: Import, row: int) -> None:
    path = workbook({"Sales": [["month", "account", "units"], [], ["2026-10", "A", 5]]})
    with pytest.raises(Refused, match=rf"the map file says that row {row} has the headings, and nothing stands there"):
        imported(path, mapping=MapFile(header_row=row))


def test_a_heading_of_two_lines_is_no_line_of_its_own(text: Text, imported: Import) -> None:
    found = imported(text('"Month\n(posted)","Units\n(pcs)",account,country\n2026-10,5,A,CN\n'))
    assert (found.column("value"), found.column("account"), found.column("country")) == ([Decimal(5)], ["A"], ["CN"])
