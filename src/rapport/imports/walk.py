"""The cells of a sheet's XML one by one, for XML of any form."""

import re
from collections.abc import Iterator
from typing import IO

import polars as pl

from rapport.imports import markup, places

FIELDS = ("column", "row", "style", "type", "formula", "value", "inline")
"""What is known of a cell, all of it text."""
PIECE = 4_000_000
FLUSH = 200_000


def cells(sheet: IO[bytes], hidden: list[int], merges: list[str]) -> Iterator[pl.DataFrame]:
    """The cells one by one, for XML of any form."""
    walk = _Walk(hidden, merges)
    parser = markup.parser(walk.start, walk.end, walk.text)
    while piece := sheet.read(PIECE):
        parser.Parse(piece, False)
        if len(walk.cells) > FLUSH:
            yield walk.take()
    parser.Parse(b"", True)
    yield walk.take()


class _Walk:
    """The state of a walk through a sheet: the place, and the cell that is open."""

    def __init__(self, hidden: list[int], merges: list[str]) -> None:
        self.cells: list[dict[str, str | None]] = []
        self.hidden, self.merges = hidden, merges
        self.row, self.column = 0, -1
        self.cell: dict[str, str | None] | None = None
        self.into: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A row, a cell or a part of one begins; a place that is not told is the next one."""
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1
            if attributes.get("hidden") in {"1", "true"}:
                self.hidden.append(self.row)
        elif tag == "c":
            place = re.fullmatch(r"([A-Z]+)(\d+)", attributes.get("r", ""))
            self.column = places.number_of(place[1]) if place else self.column + 1
            letters = places.letters_of(self.column)
            self.cell = {"column": letters, "row": str(self.row), "style": attributes.get("s"), "type": attributes.get("t")}
        elif tag == "mergeCell":
            self.merges.append(f'<mergeCell ref="{attributes.get("ref", "")}"')
        elif self.cell is not None and tag in {"v", "t"}:
            self.into = None if self.into == "phonetic" else "value" if tag == "v" else "inline"
            if self.into:
                self.cell[self.into] = self.cell.get(self.into) or ""
        elif self.cell is not None and tag == "f":
            self.cell["formula"] = "<f"
        elif tag == "rPh":
            self.into = "phonetic"

    def text(self, text: str) -> None:
        """Characters of a value or of a run of inline text."""
        if self.cell is not None and self.into in {"value", "inline"}:
            self.cell[self.into] = (self.cell.get(self.into) or "") + text

    def end(self, tag: str) -> None:
        """A cell is complete."""
        if tag in {"v", "t", "rPh"}:
            self.into = None
        elif tag == "c" and self.cell is not None:
            self.cells.append(self.cell)
            self.cell = None

    def take(self) -> pl.DataFrame:
        """The cells met since the last time."""
        taken, self.cells = self.cells, []
        return pl.DataFrame(taken, schema=dict.fromkeys(FIELDS, pl.String))
