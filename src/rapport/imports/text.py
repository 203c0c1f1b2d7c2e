"""Delimited text as a table: separator and width by counting, every line kept or named, true line numbers."""

import csv
import io
import shutil
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from rapport.core.refusals import Refused
from rapport.imports import encoding as encodings
from rapport.imports.tables import MOST_COLUMNS, Flaw, TextTable

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 262_144
MOST_FLAWS = 1_000


@dataclass(frozen=True)
class Layout:
    """How a text is cut: `above` holds the (line, cells) of titles that stand before the table, which starts at byte `start`."""

    delimiter: str
    width: int
    above: tuple[tuple[int, tuple[str, ...]], ...]
    start: int
    first_line: int


def read(file: Path, folder: Path, *, is_packed: bool, encoding: str | None) -> TextTable:
    """The table of a delimited text file; refuses one whose lines do not make a table."""
    source = encodings.recode(file, folder, is_packed=is_packed, encoding=encoding)
    layout = layout_of(source.path)
    if layout.width > MOST_COLUMNS:
        raise Refused(f"{file.name}: has {layout.width:,} columns; at most {MOST_COLUMNS:,} are read")
    body = _body(source.path, folder, layout)
    db = duckdb.connect(config={"memory_limit": "400MB", "threads": 2, "temp_directory": str(folder)})
    cut = folder / "cells.parquet"
    rows = _cut(db, body, cut, layout)
    flaws, rejected = [_inferred(source.inferred)] if source.inferred else [], 0
    if rows != _lines(body):
        cut, ragged = _number_lines(db, file, body, cut, rows, layout)
        flaws, rejected = [*flaws, *ragged[:MOST_FLAWS]], sum(flaw.is_rejected for flaw in ragged)
    _write_titles(db, folder / "titles.parquet", layout)
    parts = (str(folder / "titles.parquet"), str(cut))
    return TextTable(file.name, parts, layout.width, is_typed=False, flaws=tuple(flaws), rejected=rejected)


def layout_of(path: Path) -> Layout:
    """The separator by which most of the first lines have equally many cells, and where these lines begin."""
    with path.open("rb") as raw:
        piece = raw.read(SAMPLE)
    whole = piece if len(piece) < SAMPLE else piece[: piece.rfind(b"\n") + 1]
    text = whole.decode("utf-8", errors="ignore").removeprefix("\ufeff")
    samples = {delimiter: _records(text, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda d: _regularity(samples[d]))
    records = samples[delimiter]
    width = _width(records)
    first = next((index for index, (_, cells) in enumerate(records) if len(cells) == width), 0)
    above = tuple((line, tuple(cells)) for line, cells in records[:first])
    first_line = records[first][0] if above else 1
    start = sum(len(line) for line in whole.splitlines(keepends=True)[: first_line - 1])
    return Layout(delimiter, width, above, start, first_line)


def _records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The first records with the line that each begins on; blank lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records, line = [], 1
    try:
        for cells in islice(reader, 500):
            if any(cell.strip() for cell in cells):
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:  # a cell beyond the reader's limit: what was cut so far must do
        pass
    return records


def _width(records: list[tuple[int, list[str]]]) -> int:
    """The commonest number of cells; where that is a tie, the larger."""
    counts = Counter(len(cells) for _, cells in records)
    return max(counts, key=lambda width: (counts[width], width), default=1)


def _regularity(records: list[tuple[int, list[str]]]) -> tuple[float, int]:
    """How well a separator explains the lines: the share that have the common width (if that is more than one cell)."""
    width = _width(records)
    if width < 2:
        return (0.0, 0)
    return (sum(len(cells) == width for _, cells in records) / len(records), width)


def _body(path: Path, folder: Path, layout: Layout) -> Path:
    """The text from the first line of the table on."""
    if not layout.start:
        return path
    body = folder / "body.csv"
    with path.open("rb") as raw, body.open("wb") as out:
        raw.seek(layout.start)
        shutil.copyfileobj(raw, out, 4_000_000)
    return body


def _cut(db: duckdb.DuckDBPyConnection, body: Path, part: Path, layout: Layout) -> int:
    """Write the cells of the well-formed lines, numbered as if each were one line; how many there are."""
    names = columns(layout.width)
    kept = ", ".join(f"nullif(trim({name}), '') AS {name}" for name in names)
    source = (
        f"read_csv($body, header = false, auto_detect = false, columns = {dict.fromkeys(names, 'VARCHAR')}, delim = $delimiter, "
        "quote = '\"', escape = '\"', strict_mode = true, store_rejects = true)"
    )
    query = f"SELECT (row_number() OVER () + $above)::INTEGER AS row, {kept} FROM {source}"
    values = {"body": str(body), "delimiter": layout.delimiter, "above": layout.first_line - 1, "part": str(part)}
    copied = db.execute(f"COPY ({query}) TO $part (FORMAT parquet, COMPRESSION lz4)", values).fetchone()
    return int(copied[0]) if copied else 0


def columns(width: int) -> list[str]:
    """The names under which the cells of a row stand."""
    return [f"c{index}" for index in range(width)]


def _lines(body: Path) -> int:
    """How many lines the text has."""
    count, last = 0, b"\n"
    with body.open("rb") as raw:
        while piece := raw.read(4_000_000):
            count, last = count + piece.count(b"\n"), piece[-1:]
    return count + (last != b"\n")


def _number_lines(
    db: duckdb.DuckDBPyConnection, file: Path, body: Path, cut: Path, rows: int, layout: Layout
) -> tuple[Path, list[Flaw]]:
    """Give each row the line it begins on where blank, broken or quoted lines put it off the count; and name the broken ones."""
    broken = db.execute("SELECT DISTINCT ON (line) line, error_type, csv_line FROM reject_errors ORDER BY line").fetchall()
    if not any(_lay_out_records(db, body, rows + len(broken), layout, is_quoted=is_quoted) for is_quoted in (True, False)):
        raise Refused(
            f"{file.name}: its quotes open and close inside of cells, so that lines cannot be told apart; export it again"
        )
    lines = dict(db.execute("SELECT logical, line FROM record WHERE logical IN (SELECT line FROM reject_errors)").fetchall())
    for line, kind, words in broken:
        if kind == "UNQUOTED VALUE" and "\n" in words.strip():
            raise Refused(f"{file.name}: the quote that opens on line {lines[line]} is never closed; close it and import again")
    numbered = cut.with_name("numbered.parquet")
    db.execute(
        f"""COPY (
            SELECT line::INTEGER AS row, {", ".join(columns(layout.width))}
            FROM read_parquet($cut) AS cut JOIN (
                SELECT line, row_number() OVER (ORDER BY line) AS number FROM record
                WHERE NOT is_blank AND logical NOT IN (SELECT line FROM reject_errors)
            ) ON number = cut.row - $above
        ) TO $part (FORMAT parquet, COMPRESSION lz4)""",
        {"cut": str(cut), "part": str(numbered), "above": layout.first_line - 1},
    )
    return numbered, [_ragged(lines[line], words, layout) for line, _, words in broken if words.strip()]


def _lay_out_records(db: duckdb.DuckDBPyConnection, body: Path, expected: int, layout: Layout, *, is_quoted: bool) -> bool:
    """Make the table `record` of the line that each record begins on and its number in the reader's count.

    A line end inside quotes (if `is_quoted`) begins no record. Says whether the `expected` number came out.
    """
    db.execute(
        """CREATE OR REPLACE TEMP TABLE record AS
        WITH read AS (
            SELECT row_number() OVER () AS line, text, length(text) - length(replace(text, '"', '')) AS quotes
            FROM read_csv($body, header = false, auto_detect = false, columns = {'text': 'VARCHAR'}, delim = chr(1), quote = '',
                escape = '')
        ), opened AS (
            SELECT line, text, sum(quotes) OVER (ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM read
        )
        SELECT line + $above AS line, row_number() OVER (ORDER BY line) AS logical, text IS NULL AND NOT $narrow AS is_blank
        FROM opened WHERE NOT $quoted OR coalesce(before, 0) % 2 = 0""",
        {"body": str(body), "above": layout.first_line - 1, "narrow": layout.width == 1, "quoted": is_quoted},
    )
    return db.execute("SELECT count(*) FROM record WHERE NOT is_blank").fetchone() == (expected,)


def _ragged(line: int, words: str, layout: Layout) -> Flaw:
    """What is wrong with a line that has too few or too many cells; a lone remark is no row."""
    cells = next(csv.reader([words.strip("\r\n")], delimiter=layout.delimiter), [])
    if len(cells) == 1:
        return Flaw(line, "not-a-row", f"“{words.strip()[:80]}” stands alone on its line and was left out")
    return Flaw(
        line,
        "ragged",
        f"the line has {len(cells)} cells, the table {layout.width} columns: “{words.strip()[:80]}”",
        is_rejected=True,
    )


def _write_titles(db: duckdb.DuckDBPyConnection, part: Path, layout: Layout) -> None:
    """Write the lines above the table, cut or filled up to its width."""
    names = columns(layout.width)
    db.execute(f"CREATE TEMP TABLE title (row INTEGER, {', '.join(f'{name} VARCHAR' for name in names)})")
    for line, cells in layout.above:
        filled = [cell.strip() or None for cell in (*cells, *[""] * layout.width)][: layout.width]
        db.execute(f"INSERT INTO title VALUES ({', '.join('?' * (layout.width + 1))})", [line, *filled])
    db.execute("COPY title TO $part (FORMAT parquet)", {"part": str(part)})


def _inferred(encoding: str) -> Flaw:
    return Flaw(
        None, "encoding", f"read as {encoding} by its letters; if they look wrong, name another in a map file: encoding = “…”"
    )
