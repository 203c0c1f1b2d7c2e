"""The rows of a sheet in which its headings are looked for."""

from collections.abc import Iterator
from itertools import takewhile

import duckdb

from rapport.imports.headings import FAR, WITHIN, Headings
from rapport.imports.sheets import Sheet

Row = tuple[int, tuple[str | None, ...]]


def first_rows(db: duckdb.DuckDBPyConnection, sheet: Sheet) -> list[Row]:
    """The first rows that are not empty, with their cells."""
    return _rows(db, sheet, f"ORDER BY row LIMIT {WITHIN}")


def stretches(db: duckdb.DuckDBPyConnection, sheet: Sheet, last: int | None) -> Iterator[list[Row]]:
    """The rows that are not empty, a stretch at a time, as far down as headings are looked for; down to a `last` one, in one."""
    if last is not None:
        yield _rows(db, sheet, f"AND row <= {last} ORDER BY row DESC LIMIT {FAR}")[::-1]
        return
    yield first_rows(db, sheet)
    rest = range(WITHIN, FAR, WITHIN)
    further = (_rows(db, sheet, f"ORDER BY row LIMIT {WITHIN} OFFSET {passed}") for passed in rest)
    yield from takewhile(bool, further)


def around(db: duckdb.DuckDBPyConnection, sheet: Sheet, found: Headings | None) -> list[Row]:
    """The rows above the headings, these and the row below them; the first rows where there are no headings."""
    if found is None:
        return first_rows(db, sheet)
    above = _rows(db, sheet, f"AND row < {found.row} ORDER BY row DESC LIMIT {WITHIN}")[::-1]
    return above + _rows(db, sheet, f"AND row >= {found.row} ORDER BY row LIMIT 2")


def _rows(db: duckdb.DuckDBPyConnection, sheet: Sheet, which: str) -> list[Row]:
    """Those that are not empty, as further said by `which` (SQL)."""
    cells = ", ".join(f"c{index}" for index in range(sheet.text.width))
    found = db.execute(f"SELECT row, {cells} FROM {sheet.view} WHERE coalesce({cells}) IS NOT NULL {which}")
    return [(row[0], row[1:]) for row in found.fetchall()]
