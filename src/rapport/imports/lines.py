"""True line numbers of a delimited text, and the lines that do not fit its table."""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from rapport.core.refusals import Refused
from rapport.imports.tables import Flaw, columns

MOST = 1_000
MOST_BROKEN = 100_000
"""More broken lines are not even counted."""


@dataclass(frozen=True)
class Shape:
    """What a line should be like, and how many lines stand above the first."""

    delimiter: str
    width: int
    above: int


@dataclass(frozen=True)
class Numbered:
    """The cells with the line each row begins on; the lines that were left out, as many as are told, and how many were rows.

    `running_from`: every line is a row, from this line on, and `part` has no column `row`.
    """

    part: Path
    flaws: list[Flaw]
    rejected: int
    running_from: int | None = None


def number(db: duckdb.DuckDBPyConnection, body: Path, cut: Path, rows: int, shape: Shape) -> Numbered:
    """Give each of the `rows` of `cut` its line where blank, broken or quoted lines put it off the count.

    `reject_errors` holds the broken lines. Refuses a text most of whose lines are broken, or whose quotes do not close.
    """
    db.execute("CREATE TEMP TABLE broken AS SELECT line, any_value(error_type) AS kind FROM reject_errors GROUP BY line")
    broken = _count(db, "SELECT count(*) FROM broken")
    if broken > max(rows, 100) or broken >= MOST_BROKEN:
        raise Refused(f"{broken:,} lines do not have {shape.width} cells as the others; it is no table, or lost its quotes")
    if not any(_lay_out_records(db, body, rows + broken, shape, is_quoted=is_quoted) for is_quoted in (True, False)):
        raise Refused("its lines cannot be told apart: quotes open inside of cells, or one is endless; export it again")
    _refuse_open_quote(db)
    numbered = cut.with_name("numbered.parquet")
    db.execute(
        f"""COPY (
            SELECT line::INTEGER AS row, {", ".join(columns(shape.width))}
            FROM read_parquet($cut, file_row_number = true) AS cut JOIN (
                SELECT line, row_number() OVER (ORDER BY line) AS number FROM record
                WHERE NOT is_blank AND logical NOT IN (SELECT line FROM broken)
            ) ON number = file_row_number + 1
        ) TO $part (FORMAT parquet, COMPRESSION lz4)""",
        {"cut": str(cut), "part": str(numbered)},
    )
    flaws = [_ragged(*line, shape) for line in _broken_lines(db)]
    remarks = sum(not flaw.is_rejected for flaw in flaws)
    return Numbered(numbered, flaws, broken - remarks)


def _count(db: duckdb.DuckDBPyConnection, query: str) -> int:
    return int((db.execute(query).fetchone() or (0,))[0])


def _lay_out_records(db: duckdb.DuckDBPyConnection, body: Path, expected: int, shape: Shape, *, is_quoted: bool) -> bool:
    """Make the table `record` of the line that each record begins on and its number in the reader's count.

    A line end inside quotes (if `is_quoted`) begins no record. Says whether the `expected` number came out.
    """
    db.execute(
        """CREATE OR REPLACE TEMP TABLE record AS
        WITH read AS (
            SELECT row_number() OVER () AS line, text, length(text) - length(replace(text, '"', '')) AS quotes
            FROM read_csv($body, header = false, auto_detect = false, columns = {'text': 'VARCHAR'}, delim = chr(1), quote = '',
                escape = '', max_line_size = 100000000)
        ), opened AS (
            SELECT line, text, sum(quotes) OVER (ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM read
        )
        SELECT line + $above AS line, row_number() OVER (ORDER BY line) AS logical, text IS NULL AND NOT $narrow AS is_blank,
            trim(coalesce(text, '')) = '' AS is_white
        FROM opened WHERE NOT $quoted OR coalesce(before, 0) % 2 = 0""",
        {"body": str(body), "above": shape.above, "narrow": shape.width == 1, "quoted": is_quoted},
    )
    return _count(db, "SELECT count(*) FROM record WHERE NOT is_blank") == expected


def _refuse_open_quote(db: duckdb.DuckDBPyConnection) -> None:
    found = db.execute(
        """SELECT min(record.line) FROM reject_errors JOIN record ON logical = reject_errors.line
        WHERE error_type = 'UNQUOTED VALUE' AND contains(trim(csv_line, chr(10) || chr(13)), chr(10))"""
    ).fetchone()
    if found and found[0]:
        raise Refused(f"the quote that opens on line {found[0]} is never closed; close it and import again")


def _broken_lines(db: duckdb.DuckDBPyConnection) -> list[tuple[int, str, str]]:
    """Line, kind of fault and words of the first broken lines that are not white."""
    return db.execute(
        """SELECT record.line, kind, any_value(csv_line) FROM broken JOIN record ON logical = broken.line
        JOIN reject_errors ON reject_errors.line = broken.line
        WHERE NOT is_white GROUP BY ALL ORDER BY record.line LIMIT $most""",
        {"most": MOST},
    ).fetchall()


def _ragged(line: int, kind: str, words: str, shape: Shape) -> Flaw:
    """What is wrong with a line that has too few or too many cells; a lone remark is no row."""
    if kind == "LINE SIZE OVER MAXIMUM":
        return Flaw(line, "ragged", "the line is longer than 2 MB, as no row of a table is", is_rejected=True)
    cells = next(csv.reader([words.strip("\r\n")], delimiter=shape.delimiter), [])
    said = words.strip()[:80]
    if len(cells) == 1:
        return Flaw(line, "not-a-row", f"“{said}” stands alone on its line and was left out")
    return Flaw(line, "ragged", f"the line has {len(cells)} cells, the table {shape.width} columns: “{said}”", is_rejected=True)
