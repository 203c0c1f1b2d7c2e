"""What the child process hands back: each sheet as a table of text, and what it met on the way."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rapport.core.refusals import Refused

RESULT = "tables.json"
MOST_COLUMNS = 2_000
"""A table has no more; cells far to the right are strays."""


@dataclass(frozen=True)
class Flaw:
    """A row (None: the whole sheet) that is not in the table, or something of it that a person should know: `text`.

    `is_rejected`: the row was meant to be a fact, so no slice that it may belong to is complete.
    """

    row: int | None
    rule: str
    text: str
    is_rejected: bool = False


@dataclass(frozen=True)
class TextTable:
    """A sheet as text: Parquet files with `row INTEGER` (as the person sees it) and `c0`, `c1`, … VARCHAR (NULL: empty).

    `is_typed`: numbers and dates were such in the file, so their text is ours and has one reading. `flaws`: at most as many
    as a person would read; `rejected`: how many rows could not be read. `merges`: ranges (first row, first column, last row,
    last column) that show one value. `running_from`: the last part has no `row`; its rows follow each other from this one on.
    `is_document`: the file is a document that was written from facts.
    """

    sheet: str
    parts: tuple[str, ...]
    width: int
    is_typed: bool
    flaws: tuple[Flaw, ...] = ()
    rejected: int = 0
    merges: tuple[tuple[int, int, int, int], ...] = ()
    running_from: int | None = None
    is_document: bool = False


def columns(width: int) -> list[str]:
    """The names under which the cells of a row stand."""
    return [f"c{index}" for index in range(width)]


def write(folder: Path, tables: list[TextTable]) -> None:
    """Leave `tables` for the parent."""
    (folder / RESULT).write_text(json.dumps({"tables": [asdict(table) for table in tables]}), encoding="utf-8")


def write_refusal(folder: Path, message: str) -> None:
    """Leave the reason why the file is refused."""
    (folder / RESULT).write_text(json.dumps({"refused": message}), encoding="utf-8")


def read(folder: Path) -> list[TextTable]:
    """What the child left; raises its refusal."""
    answer = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    if "refused" in answer:
        raise Refused(answer["refused"])
    return [_table(entry) for entry in answer["tables"]]


def _table(entry: Mapping[str, object]) -> TextTable:
    fields = dict(entry)
    fields["flaws"] = tuple(Flaw(**flaw) for flaw in entry["flaws"])  # type: ignore[attr-defined]
    fields["parts"] = tuple(entry["parts"])  # type: ignore[arg-type]
    fields["merges"] = tuple(tuple(merge) for merge in entry["merges"])  # type: ignore[attr-defined]
    return TextTable(**fields)  # type: ignore[arg-type]
