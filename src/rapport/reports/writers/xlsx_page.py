"""One sheet of a workbook, filled from the top: words, tables whose changes and totals are formulas, lines of months."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from typing import assert_never
from urllib.parse import parse_qsl

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from rapport.core.figures import ABSENT
from rapport.core.pack import Band
from rapport.core.wording import reason
from rapport.reports.blocks import Banded, Cell, Column, Delta, Line, Number, Sentence, State, Table
from rapport.reports.writers.cells import arrow, mark, number_of, plain, written
from rapport.reports.writers.xlsx_styles import (
    BETTER_INK,
    INK,
    INK_2,
    INK_3,
    PALE,
    PALE_BETTER,
    PALE_WORSE,
    TOTAL,
    WORSE_INK,
    Styles,
    places_of,
    shown,
)

FIRST, OTHER, LETTERS = 34, 13, 165
"""Widths of the first column and of the others, and how many Latin letters a line of prose has over all of them."""
ACROSS = 9
"""The last column of what stands across a sheet."""
MONTHS_FROM = 16
"""The column from which the months of lines stand, to the right of what is printed."""
NEAR = 1e-9
Look = Mapping[str, object]
USUAL: Look = MappingProxyType({})
"""Cells that are told from others by nothing."""


@dataclass
class Page:
    """A sheet and the next empty row.

    `changes`: cells whose colour says better or worse, by whether a rise is better; `widths`: of columns whose figures need
    more than others; `breaks`: rows before which paper is cut; `heads`: rows of heads.
    """

    sheet: Worksheet
    styles: Styles
    row: int = 0
    changes: dict[bool, list[tuple[int, int]]] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)

    def text(self, row: int, column: int, words: str, style: Format) -> None:
        """Words as words, whatever they begin with. Fails where a cell cannot hold all of them."""
        if not words:
            self.sheet.write_blank(row, column, None, style)
        elif self.sheet.write_string(row, column, words, style) < 0:
            raise ValueError(f"a cell of {self.sheet.name} cannot hold {len(words):,} characters")

    def across(self, words: str, style: Format, *, points: float = 15) -> None:
        """A line of words over the width of the sheet, as high as they need; `points` a line."""
        self.sheet.merge_range(self.row, 0, self.row, ACROSS, "", style)
        self.text(self.row, 0, words, style)
        self.sheet.set_row(self.row, points * lines(words, LETTERS))
        self.row += 1

    def table(self, table: Table) -> tuple[int, int]:
        """A table with its caption; answers the first and the last row of its cells."""
        caption = table.caption + (f" · {table.unit}" if table.unit else "")
        self.text(self.row, 0, caption, self.styles.caption())
        self.sheet.set_row(self.row, 22)
        self.head(table.columns, self.row + 1)
        lines_of = [place for place, cell in enumerate(table.rows[0] if table.rows else ()) if isinstance(cell, Line)]
        for place in lines_of:
            self.text(self.row + 1, MONTHS_FROM, table.columns[place].words, self.styles.head(is_figures=True))
        first, last = self.row + 2, self.row + 1 + len(table.rows)
        for place, row in enumerate(table.rows):
            is_total = table.has_total and place == len(table.rows) - 1
            self._row(first + place, row, TOTAL if is_total else USUAL)
        for column in (place for place, head in enumerate(table.columns) if head.has_bars):
            self._bars(first, last - table.has_total, column, table)
        if table.has_total:
            self._totals(table, first, last)
        self.row = last + 2
        return first, last

    def head(self, columns: Sequence[Column], row: int) -> None:
        """The heads of columns."""
        self.heads.append(row)
        for place, column in enumerate(columns):
            self.text(row, place, column.words, self.styles.head(is_figures=column.is_figures))
        self.sheet.set_row(row, 15 * max(lines(column.words, 13 if place else 34) for place, column in enumerate(columns)))

    def _row(self, row: int, cells: Sequence[Cell], look: Look) -> None:
        for column, cell in enumerate(cells):
            match cell:
                case Number():
                    self.number(row, column, cell, look)
                case Banded(number, band):
                    self.number(row, column, number, look)
                    self._band(row, column, number, band)
                case Delta():
                    self._delta(row, column, cell, cells, look)
                case State():
                    self.text(row, column, f"{mark(cell)} {cell.words}", self.styles.cell(indent=1, **look))
                case Line():
                    self._line(row, column, cell)
                case str() | Sentence():
                    words = cell if isinstance(cell, str) else plain(cell, self.styles.lang)
                    self.text(row, column, words, self.styles.cell(text_wrap=True, indent=int(column > 0), **look))
                case _:
                    assert_never(cell)
        name = cells[0] if cells and isinstance(cells[0], str) else ""
        self.sheet.set_row(row, 15 * lines(name, FIRST - 2) + 3)

    def number(
        self, row: int, column: int, number: Number, look: Look = USUAL, *, formula: str = "", is_delta: bool = False
    ) -> None:
        """A figure as a number, with the formula that it is the result of; a missing one as a dash with its reason."""
        if number.value is None:
            self.text(row, column, ABSENT, self.styles.cell(align="right", font_color=INK_3, **look))
            if number.why:
                self.sheet.write_comment(row, column, reason(number.why, self.styles.lang), {"author": "Rapport"})
            return
        style = self.styles.figure(number, is_delta=is_delta, **look)
        self.widths[column] = max(
            self.widths.get(column, OTHER), wide(written(number, self.styles.lang)) + (5 if is_delta else 2)
        )
        if formula:
            self.sheet.write_formula(row, column, formula, style, shown(number))
        else:
            self.sheet.write_number(row, column, shown(number), style)

    def _delta(self, row: int, column: int, delta: Delta, cells: Sequence[Cell], look: Look) -> None:
        """A change, as the difference of two cells of its row where these are its operands."""
        self.number(row, column, delta.number, look, formula=difference(row, delta.number, cells), is_delta=True)
        if delta.verdict != "neutral" and delta.number.value and arrow(delta, self.styles.lang):
            is_rise_better = (delta.number.value > 0) == (delta.verdict == "better")
            self.changes.setdefault(is_rise_better, []).append((column, row))

    def _band(self, row: int, column: int, number: Number, band: Band) -> None:
        """The colour of a figure that prints as one outside its band: it follows a number that somebody changes."""
        printed = f"ROUND({xl_rowcol_to_cell(row, column)},{places_of(number, self.styles.lang)})"
        rule = {"type": "formula", "criteria": f"=OR({printed}<{band.low},{printed}>{band.high})"}
        ink = self.styles.book.add_format({"font_color": WORSE_INK})
        self.sheet.conditional_format(row, column, row, column, {**rule, "format": ink})

    def _totals(self, table: Table, first: int, last: int) -> None:
        """The last row of a table as sums, wherever the figures above add up to what it says."""
        for column in range(1, len(table.columns)):
            total, parts = table.rows[-1][column], [row[column] for row in table.rows[:-1]]
            if isinstance(total, Number | Delta) and number_of(total).value is not None and _adds_up(total, parts):
                above = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last - 1, column)}"
                number = number_of(total)
                self.number(last, column, number, TOTAL, formula=f"=SUM({above})", is_delta=isinstance(total, Delta))

    def _bars(self, first: int, last: int, column: int, table: Table) -> None:
        """Bars behind the changes of a column, if it has any, to the right of the middle and to the left."""
        changes = [cell for row in table.rows if isinstance(cell := row[column], Delta) and cell.number.value]
        if not changes:
            return
        rises = {(change.number.value or 0) > 0 for change in changes if change.verdict == "better"}
        rises |= {(change.number.value or 0) < 0 for change in changes if change.verdict == "worse"}
        up, down = (
            (PALE_BETTER, PALE_WORSE) if rises == {True} else (PALE_WORSE, PALE_BETTER) if rises == {False} else (PALE, PALE)
        )
        drawn = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_axis_position": "middle"}
        self.sheet.conditional_format(
            first, column, last, column, {**drawn, "bar_color": up, "bar_negative_color": down, "bar_axis_color": INK_3}
        )

    def _line(self, row: int, column: int, line: Line) -> None:
        """Months to the right of the page, and the small line of them."""
        self.sheet.write_blank(row, column, None, self.styles.cell())
        for place, number in enumerate(line.numbers):
            if number is not None and number.value is not None:
                self.sheet.write_number(row, MONTHS_FROM + place, shown(number), self.styles.figure(number))
        last = MONTHS_FROM + len(line.numbers) - 1
        cells = f"{xl_rowcol_to_cell(row, MONTHS_FROM)}:{xl_rowcol_to_cell(row, last)}"
        drawn = {"range": f"{quoted(self.sheet.name)}!{cells}", "series_color": INK_2, "last_point": True, "last_color": INK}
        self.sheet.add_sparkline(row, column, {**drawn, "weight": 1.5, "empty_cells": "gaps"})

    def finish(self) -> None:
        """Give columns their widths, and changes the colour of what they are now: it follows a number that somebody changes."""
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, width)
        self.sheet.set_h_pagebreaks(self.breaks)
        for is_rise_better, cells in self.changes.items():
            for criteria in (">", "<"):
                ink = BETTER_INK if (criteria == ">") == is_rise_better else WORSE_INK
                rule = {
                    "type": "cell",
                    "criteria": criteria,
                    "value": 0,
                    "format": self.styles.book.add_format({"font_color": ink}),
                }
                ranges = list(_runs(cells))
                self.sheet.conditional_format(ranges[0], {**rule, "multi_range": " ".join(ranges)})


def _runs(cells: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Cells (column, row) as ranges of those that stand below each other."""
    for (column, _), run in groupby(enumerate(sorted(cells)), key=lambda one: (one[1][0], one[1][1] - one[0])):
        rows = [row for _, (_, row) in run]
        first, last = xl_rowcol_to_cell(rows[0], column), xl_rowcol_to_cell(rows[-1], column)
        yield first if first == last else f"{first}:{last}"


def difference(row: int, delta: Number, cells: Sequence[Cell]) -> str:
    """The formula of a change from the figure and the base beside it; nothing where it is not what these come to."""
    place = _place(delta, "part")
    value = _operand(cells, "value", {key: word for key, word in place.items() if key != "vs"}, delta)
    base = _operand(cells, "base", place, delta)
    if not value or not base or delta.value is None:
        return ""
    (at, now), (before_at, before) = value, base
    now_cell, base_cell = xl_rowcol_to_cell(row, at), xl_rowcol_to_cell(row, before_at)
    if place_part(delta) == "change" and before and _near(now / before - 1, delta.value):
        return f"={now_cell}/{base_cell}-1"
    if place_part(delta) == "delta" and _near(now - before, delta.value):
        return f"=({now_cell}-{base_cell})*100" if delta.unit == "points" else f"={now_cell}-{base_cell}"
    return ""


def _operand(cells: Sequence[Cell], part: str, place: Mapping[str, str], delta: Number) -> tuple[int, float] | None:
    """Where in a row the figure of that KPI, place and part stands, and its value."""
    for column, cell in enumerate(cells):
        is_it = isinstance(cell, Number) and cell.value is not None and cell.kpi == delta.kpi and place_part(cell) == part
        if is_it and isinstance(cell, Number):
            found = _place(cell, "part", *(("vs",) if part == "value" else ()))
            if found == place:
                return column, float(cell.value or 0)
    return None


def place_part(number: Number) -> str:
    """Which part of an answer a figure is."""
    return dict(parse_qsl(number.cell, keep_blank_values=True)).get("part", "")


def _place(number: Number, *without: str) -> dict[str, str]:
    return {key: word for key, word in parse_qsl(number.cell, keep_blank_values=True) if key not in without}


def _near(one: float, other: object) -> bool:
    return abs(one - float(other)) <= NEAR * max(1.0, abs(one))  # type: ignore[arg-type]


def _adds_up(total: Number | Delta, parts: Iterable[Cell]) -> bool:
    known = [number_of(part) for part in parts if isinstance(part, Number | Delta)]
    is_same = all(number.unit == number_of(total).unit for number in known)
    return is_same and bool(known) and _near(sum(float(number.value or 0) for number in known), number_of(total).value)


def quoted(name: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + name.replace("'", "''") + "'"


def lines(words: str, room: int) -> int:
    """About how many lines words need where `room` Latin letters stand on one; a Han character is two."""
    return max(1, -(-wide(words) // room))


def wide(words: str) -> int:
    """How wide words are in Latin letters; a Han character is two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
