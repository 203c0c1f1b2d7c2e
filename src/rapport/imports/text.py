"""Delimited text as a table: separator and width by counting, every line kept or named, true line numbers."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import duckdb

from rapport.core.refusals import Refused
from rapport.imports import encoding as encodings
from rapport.imports import lines, tables
from rapport.imports.heads import DELIMITERS, NO_HEADS, Heads, lines_above
from rapport.imports.lines import Numbered
from rapport.imports.tables import MOST_COLUMNS, Flaw, TextTable

SAMPLE = 262_144
PIECE = 4_000_000
LONGEST_LINE = 4_000_000
SAMPLED = 500
"""So many rows say how a text is cut."""


@dataclass(frozen=True)
class Layout:
    """How a text is cut: `above` holds the (line, cells) of titles that stand before the table, which starts at byte `start`."""

    delimiter: str
    width: int
    above: tuple[tuple[int, tuple[str, ...]], ...]
    start: int
    first_line: int


def read(file: Path, folder: Path, *, is_packed: bool, encoding: str | None, heads: Heads = NO_HEADS) -> TextTable:
    """The table of a delimited text file; refuses one whose lines do not make a table."""
    source = encodings.recode(file, folder, is_packed=is_packed, encoding=encoding)
    layout = layout_of(source.path, heads)
    if layout.width > MOST_COLUMNS:
        raise Refused(f"{file.name}: has {layout.width:,} columns; at most {MOST_COLUMNS:,} are read")
    body = _body(source.path, folder, layout)
    db = duckdb.connect(config={"memory_limit": "400MB", "threads": 2, "temp_directory": str(folder)})
    try:
        numbered = _numbered(db, body, folder / "cells.parquet", layout)
    except Refused as refusal:
        raise Refused(f"{file.name}: {refusal}") from None
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise Refused(f"{file.name}: its lines cannot be cut into cells ({reason}); export it again") from None
    flaws = [_inferred(source.inferred)] if source.inferred else []
    _write_titles(db, folder / "titles.parquet", layout)
    parts = (str(folder / "titles.parquet"), str(numbered.part))
    flaws += numbered.flaws
    return TextTable(
        file.name,
        parts,
        layout.width,
        is_typed=False,
        flaws=tuple(flaws),
        rejected=numbered.rejected,
        running_from=numbered.running_from,
    )


def _numbered(db: duckdb.DuckDBPyConnection, body: Path, part: Path, layout: Layout) -> Numbered:
    """Cut the text into cells, each row with the line it begins on."""
    there = _lines(body)
    rows = _cut(db, body, part, layout)
    if rows == there:
        return Numbered(part, [], 0, layout.first_line)
    return lines.number(db, body, part, rows, lines.Shape(layout.delimiter, layout.width, layout.first_line - 1))


def layout_of(path: Path, heads: Heads = NO_HEADS) -> Layout:
    """The separator by which most lines from the headings on have equally many cells, and where the first of these begins."""
    whole = _sample(path, heads)
    whole_lines = whole.splitlines(keepends=True)
    above = lines_above(whole_lines, heads)
    records = partial(_records, b"".join(whole_lines[above:]), above)
    samples = {delimiter: records(delimiter, SAMPLED) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda d: _regularity(samples[d]))
    sampled = samples[delimiter]
    width = _width(sampled)
    first = next((index for index, (_, cells) in enumerate(sampled) if len(cells) == width), 0)
    titles = [*_records(b"".join(whole_lines[:above]), 0, delimiter, above), *sampled[:first]]
    first_line = sampled[first][0] if titles else 1
    start = sum(len(line) for line in whole_lines[: first_line - 1])
    return Layout(delimiter, width, tuple((line, tuple(cells)) for line, cells in titles), start, first_line)


def _sample(path: Path, heads: Heads) -> bytes:
    """The first lines of a text, as far as they tell how it is cut: to those below a line that is named."""
    least = heads.line + SAMPLED if heads.line else 0
    with path.open("rb") as raw:
        piece = whole = raw.read(SAMPLE)
        while len(piece) == SAMPLE and max(whole.count(b"\n"), whole.count(b"\r")) < least:
            piece = raw.read(SAMPLE)
            whole += piece
    whole = whole if len(piece) < SAMPLE else whole[: whole.rfind(b"\n") + 1]
    if piece and not whole:
        raise Refused(f"{path.name}: its first line is longer than {SAMPLE // 1000} kB, as no table's is")
    return whole


def _records(piece: bytes, above: int, delimiter: str, most: int) -> list[tuple[int, list[str]]]:
    """The first records of a text, `above` so many lines, with the line that each begins on; blank lines left out."""
    text = piece.decode("utf-8", errors="ignore").removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records, line = [], above + 1
    try:
        for cells in islice(reader, most):
            if any(cell.strip() for cell in cells):
                records.append((line, cells))
            line = above + reader.line_num + 1
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
    """The text from the first line of the table on, its lines all ended alike."""
    is_mixed = _ends_lines_unlike(path)
    if not layout.start and not is_mixed:
        return path
    body = folder / "body.csv"
    with path.open("rb") as raw, body.open("wb") as out:
        raw.seek(layout.start)
        while piece := raw.read(PIECE):
            piece += raw.read(1) if piece.endswith(b"\r") else b""
            out.write(piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if is_mixed else piece)
    return body


def _ends_lines_unlike(path: Path) -> bool:
    """Whether a text ends its lines in more than one way, or as no program does any more."""
    windows = feeds = returns = 0
    with path.open("rb") as raw:
        while piece := raw.read(PIECE):
            piece += raw.read(1) if piece.endswith(b"\r") else b""
            windows, feeds, returns = windows + piece.count(b"\r\n"), feeds + piece.count(b"\n"), returns + piece.count(b"\r")
    return windows not in {0, feeds} or returns > windows


def _cut(db: duckdb.DuckDBPyConnection, body: Path, part: Path, layout: Layout) -> int:
    """Write the cells of the well-formed lines, in their order; how many there are."""
    names = tables.columns(layout.width)
    kept = ", ".join(f"nullif(trim({name}), '') AS {name}" for name in names)
    source = (
        f"read_csv($body, header = false, auto_detect = false, columns = {dict.fromkeys(names, 'VARCHAR')}, delim = $delimiter, "
        "quote = '\"', escape = '\"', strict_mode = true, "
        f"store_rejects = true, rejects_limit = {lines.MOST_BROKEN})"
    )
    values = {"body": str(body), "delimiter": layout.delimiter, "part": str(part)}
    copied = db.execute(f"COPY (SELECT {kept} FROM {source}) TO $part (FORMAT parquet, COMPRESSION lz4)", values).fetchone()
    return int(copied[0]) if copied else 0


def _lines(body: Path) -> int:
    """How many lines the text has; refuses one that would have to be held whole to find its end."""
    count, last = 0, b"\n"
    with body.open("rb") as raw:
        while piece := raw.read(LONGEST_LINE):
            found = piece.count(b"\n")
            if not found and len(piece) == LONGEST_LINE:
                raise Refused(f"line {count + 1:,} is longer than {LONGEST_LINE // 1_000_000} MB, as no row of a table is")
            count, last = count + found, piece[-1:]
    return count + (last != b"\n")


def _write_titles(db: duckdb.DuckDBPyConnection, part: Path, layout: Layout) -> None:
    """Write the lines above the table, cut or filled up to its width."""
    filled = [[cell.strip() or None for cell in (*cells, *[""] * layout.width)][: layout.width] for _, cells in layout.above]
    names = ", ".join(f"cells[{index + 1}] AS c{index}" for index in range(layout.width))
    db.execute(
        f"""COPY (SELECT row, {names} FROM (SELECT unnest($lines::INTEGER[]) AS row, unnest($filled::VARCHAR[][]) AS cells))
        TO $part (FORMAT parquet)""",
        {"lines": [line for line, _ in layout.above], "filled": filled, "part": str(part)},
    )


def _inferred(encoding: str) -> Flaw:
    return Flaw(
        None, "encoding", f"read as {encoding} by its letters; if they look wrong, name another in a map file: encoding = …"
    )
