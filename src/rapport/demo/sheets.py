"""Files as people send them: text and workbooks, with titles on top and totals below, written the same way every time."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

Cell = str | int | float | None
Row = Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """A table: its headings and rows, the title above it, the word of the total row under it (if there is one)."""

    headings: Sequence[str]
    rows: Sequence[Row]
    title: str = ""
    total: str = ""
    tab: str = "Sheet1"


@dataclass(frozen=True)
class Sent:
    """A file as it comes in: who sends it, when it was published, and its sheets; text has one, and its own delimiter."""

    name: str
    sender: str
    published: date
    sheets: Sequence[Sheet]
    delimiter: str = ","


def write(sent: Sent, folder: Path) -> Path:
    """Write a file into `folder`: a workbook or text, as its name says. The same content is the same bytes."""
    path = folder / sent.name
    if path.suffix == ".xlsx":
        _write_workbook(sent, path)
    else:
        with path.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, delimiter=sent.delimiter).writerows([sent.sheets[0].headings, *sent.sheets[0].rows])
    return path


def _write_workbook(sent: Sent, path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime.combine(sent.published, datetime.min.time())})
        bold, amount = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.##"})
        for sheet in sent.sheets:
            page = book.add_worksheet(sheet.tab)
            page.write(0, 0, sheet.title, bold)
            page.write_row(2, 0, sheet.headings, bold)
            page.freeze_panes(3, 0)
            for place, row in enumerate(sheet.rows, start=3):
                page.write_row(place, 0, row, amount)
            if sheet.total:
                page.write_row(len(sheet.rows) + 3, 0, [sheet.total, *_totals(sheet.rows)], bold)


def _totals(rows: Sequence[Row]) -> list[Cell]:
    return [_total(column) for column in list(zip(*rows, strict=True))[1:]]


def _total(column: Row) -> Cell:
    amounts = [cell for cell in column if isinstance(cell, int | float)]
    return round(sum(amounts), 2) if len(amounts) == len(column) else None
