"""A table for a section is read whole and as it is, or refused."""

from pathlib import Path

import pytest
import xlsxwriter

from rapport.core.refusals import Refused
from rapport.imports import given


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_titles_stand_above_and_cells_as_they_are(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "rivals.xlsx") as book:
        sheet = book.add_worksheet("对手")
        for row, line in enumerate([["Rivals in October"], [], ["Rival", "", "Units", "Note"], ["Northwind", "", 1200, "=1+1"]]):
            for column, cell in enumerate(line):
                if cell != "":
                    sheet.write(row, column, cell) if not isinstance(cell, str) else sheet.write_string(row, column, cell)
    found = given.read(tmp_path / "rivals.xlsx")
    assert (found.title, found.heads) == ("Rivals in October", ("Rival", "Units", "Note"))
    assert found.rows == (("Northwind", "1200", "=1+1"),)


def test_a_line_of_separators_is_no_row(tmp_path: Path) -> None:
    found = given.read(written(tmp_path / "a.csv", "Rival,Units", "Northwind,5", ",", "Fabrikam,"))
    assert found.rows == (("Northwind", "5"), ("Fabrikam", ""))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["Rival,Units"], "is no table"),
        (["Rival,Units", *(f"R{row},1" for row in range(5000))], r"has 5,000 rows and 2 columns; .* at most 200 rows and 12"),
        ([",".join(f"h{n}" for n in range(13)), ",".join("1" * 13)], "has 1 rows and 13 columns"),
        (["Rival,Units", f"{'x' * 501},1"], "a cell has 501 characters"),
        (["Rival,Units", "Northwind,5", "Fabrikam,5,6"], "nothing of it is printed"),
    ],
)
def test_what_cannot_be_printed_whole_is_refused(tmp_path: Path, lines: list[str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        given.read(written(tmp_path / "a.csv", *lines))


def test_a_sheet_is_chosen_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"has no sheet “B”; its sheets: a\.csv"):
        given.read(written(tmp_path / "a.csv", "Rival,Units", "Northwind,5"), "B")
