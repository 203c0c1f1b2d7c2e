"""A table that an author gives to a document: read as text through the same door as any file, and never computed with."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from rapport.core.refusals import Refused
from rapport.imports import reading, sheets
from rapport.imports.tables import TextTable

MOST_ROWS, MOST_COLUMNS = 200, 12
"""A larger table is no part of a page."""

LONGEST = 500
"""So many characters a cell may have."""


@dataclass(frozen=True)
class Given:
    """A table as its cells stand: the words above it, its heads, and its rows, each as wide as the heads."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read(path: Path, sheet: str | None = None) -> Given:
    """The first table of a file, or that of `sheet`; refuses one that is empty or too large to be printed whole."""
    with tempfile.TemporaryDirectory(prefix="rapport-given-") as place:
        texts = reading.read(path, Path(place))
        chosen = [text for text in texts if sheet in {None, text.sheet}]
        if not chosen:
            raise Refused(f"{path.name}: has no sheet “{sheet}”; its sheets: {', '.join(text.sheet for text in texts)}")
        lines = _lines(path, Path(place), chosen[0])
    titles = []
    while len(lines) > 1 and sum(map(bool, lines[0])) == 1 < len(lines[0]):
        titles.append(next(filter(None, lines.pop(0))))
    if len(lines) < 2:
        raise Refused(f"{path.name}: is no table: a row of heads and at least one row under it are printed")
    heads, *rows = lines
    if len(heads) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise Refused(
            f"{path.name}: has {len(rows):,} rows and {len(heads)} columns; a section takes one of at most {MOST_ROWS} rows and "
            f"{MOST_COLUMNS} columns: leave out what nobody reads"
        )
    if longest := max((cell for line in lines for cell in line if len(cell) > LONGEST), default=""):
        raise Refused(f"{path.name}: a cell has {len(longest):,} characters, at most {LONGEST} are printed: “{longest[:40]}…”")
    return Given(" · ".join(titles), heads, tuple(rows))


def _lines(path: Path, folder: Path, text: TextTable) -> list[tuple[str, ...]]:
    """The rows and columns that are not empty, as far as a page could hold them, in order."""
    if text.rejected:
        raise Refused(
            f"{path.name}: {text.flaws[0].text if text.flaws else 'some rows cannot be read'}; nothing of it is printed"
        )
    cells = ", ".join(f"c{index}" for index in range(text.width))
    with sheets.connect(folder) as db:
        view = sheets.open_sheet(db, text, 0).view
        found = db.execute(f"SELECT {cells} FROM {view} WHERE coalesce({cells}) IS NOT NULL ORDER BY row").fetchall()
    kept = [place for place in range(text.width) if any(line[place] for line in found)]
    return [tuple(line[place] or "" for place in kept) for line in found]
