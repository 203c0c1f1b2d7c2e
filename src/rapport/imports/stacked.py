"""A second table under the first one of a sheet, whose amounts would be taken for those of the first."""

import duckdb

from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.imports import words
from rapport.imports.headings import vocabulary
from rapport.imports.rows import TypedSheet

FEWEST = 2
"""So many known headings in a row that cannot be read head another table."""


def refuse(db: duckdb.DuckDBPyConnection, typed: TypedSheet, trade: Trade) -> None:
    """Refuse a sheet with other headings further down than a second line of its own; those that are said again are left out."""
    cells = ", ".join(f"c{index}" for index in typed.headings.texts)
    rows = f"""SELECT row, [{cells}] AS cells FROM {typed.sheet.view} SEMI JOIN (FROM {typed.table} WHERE is_bad) USING (row)
        WHERE row > {typed.headings.row + 1}"""
    texts = db.execute(f"SELECT DISTINCT unnest(cells) FROM ({rows})").fetchall()
    known = vocabulary(trade.datasets.values())
    heads = [text for (text,) in texts if text and words.fold(text) in known]
    second = f"SELECT * FROM ({rows}) WHERE len(list_intersect(cells, $1)) >= {FEWEST} ORDER BY row LIMIT 1"
    if found := db.execute(second, [heads]).fetchone():
        row, said = found[0], [text for text in found[1] if text in heads]
        raise Refused(
            f"row {row} heads another table (“{'”, “'.join(said)}”), and a sheet is read as one: "
            "put each table on a sheet of its own, or in a file of its own, and import again"
        )
