"""A written workbook read back: its cells, its formulas worked out anew, its tables."""

import re
import warnings
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

CELL = re.compile(r"\$?([A-Z]{1,2})\$?(\d+)(?::\$?([A-Z]{1,2})\$?(\d+))?")


FUNCTIONS = {
    "SUM": lambda *parts: sum(one for part in parts for one in (part if isinstance(part, list) else [part]) if is_number(one)),
    "MIN": min,
    "ROUND": round,
    "NA": lambda: "#N/A",
    "IF": lambda test, then, other: then if test else other,
    "ISNUMBER": lambda one: isinstance(one, int | float),
}


def is_number(one):
    return isinstance(one, int | float)


def _opened(content, *, data_only):
    with warnings.catch_warnings(action="ignore", category=UserWarning):  # sparklines are nothing that it reads
        return load_workbook(BytesIO(content), data_only=data_only)


@dataclass
class Book:
    """A workbook from its bytes."""

    content: bytes

    @cached_property
    def values(self):
        """What the cells show: of formulas the results that stand in the file."""
        return _opened(self.content, data_only=True)

    @cached_property
    def formulas(self):
        """What the cells hold."""
        return _opened(self.content, data_only=False)

    def part(self, name):
        """A part of the file as text."""
        with ZipFile(BytesIO(self.content)) as archive:
            return archive.read(name).decode()

    def parts(self, start):
        """The parts whose names begin so."""
        with ZipFile(BytesIO(self.content)) as archive:
            return [archive.read(name).decode() for name in sorted(archive.namelist()) if name.startswith(start)]

    def written(self):
        """Every formula: its sheet, its cell, its text and the result that stands in the file."""
        return [
            (sheet.title, cell.coordinate, cell.value, self.values[sheet.title][cell.coordinate].value)
            for sheet in self.formulas
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]

    def result(self, sheet, formula):
        """What a formula comes to, from the results of the cells that it names."""
        cells = self.values[sheet]

        def read(match):
            if match[3]:
                left, top, right, bottom = range_boundaries(match[0].replace("$", ""))
                return repr(
                    [cells.cell(row, column).value for row in range(top, bottom + 1) for column in range(left, right + 1)]
                )
            return repr(cells[f"{match[1]}{match[2]}"].value)

        text = CELL.sub(read, formula.removeprefix("="))
        return eval(text, {"__builtins__": {}}, FUNCTIONS)  # noqa: S307 — formulas that we wrote

    def rows(self, sheet, table):
        """The rows of a table as mappings from its headings."""
        ref = self.formulas[sheet].tables[table].ref
        heads, *rows = ([cell.value for cell in row] for row in self.values[sheet][ref])
        return [dict(zip(heads, row, strict=True)) for row in rows]
