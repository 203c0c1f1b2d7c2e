"""Which currencies a sheet's rates are of, and which way round: by heading, by column, by what is said for all rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from rapport.core.refusals import Refused
from rapport.imports import pairs, words
from rapport.imports.columns import Field
from rapport.imports.headings import Headings
from rapport.imports.layouts import Layout
from rapport.imports.sql import literal


@dataclass(frozen=True)
class Direction:
    """SQL of a rate column's currencies by row: `units` of `base` are priced in `quote`. `join`: what they need."""

    base: str
    quote: str
    units: str
    join: str


def direction(
    db: duckdb.DuckDBPyConnection, source: str, field: Field, layout: Layout, found: Headings, constants: Mapping[str, str]
) -> Direction:
    """Which way round the rates of a column are quoted. Refuses, with both readings, where nothing says it."""
    said = pairs.pair(field.heading) or pairs.Pair(None, None)
    if said.is_whole:
        return Direction(literal(said.base or ""), literal(said.quote or ""), str(said.units), "")
    columns = {role: f"c{of.index}" for role in ("pair", "base", "quote", "currency") for of in layout.of_role(role)}
    if "pair" in columns:
        return Direction("pair.base", "pair.quote", "pair.units", _pairs(db, source, columns["pair"]))
    title = next((told for text in found.above.values() if (told := pairs.pair(text))), pairs.Pair(None, None))
    spoken = said if said.base or said.quote else title
    sides = {"base": spoken.base or constants.get("base"), "quote": spoken.quote or constants.get("quote")}
    texts = {side: columns.get(side) or (literal(code) if code else None) for side, code in sides.items()}
    for side, other in (("base", "quote"), ("quote", "base")):
        if texts[side] is None and texts[other] is not None:
            texts[side] = columns.get("currency")
    base, quote = texts["base"], texts["quote"]
    if base is None or quote is None:
        raise _two_readings(db, source, field, columns.get("currency"))
    joins = " ".join(_currencies(db, source, side, text) for side, text in (("base", base), ("quote", quote)))
    return Direction("of_base.code", "of_quote.code", str(spoken.units), joins)


def _pairs(db: duckdb.DuckDBPyConnection, source: str, cell: str) -> str:
    """Make the table of what the pairs of a column mean; the join to it."""
    db.execute("CREATE OR REPLACE TEMP TABLE pair (text VARCHAR, base VARCHAR, quote VARCHAR, units INTEGER)")
    told = [(text, pairs.pair(text)) for text in _texts(db, source, cell)]
    whole = [(text, found.base, found.quote, found.units) for text, found in told if found and found.is_whole]
    if whole:
        db.executemany("INSERT INTO pair VALUES (?, ?, ?, ?)", whole)
    return f"LEFT JOIN pair ON pair.text = {cell}"


def _currencies(db: duckdb.DuckDBPyConnection, source: str, side: str, text: str) -> str:
    """Make the table of which currency each text of a side names; the join to it."""
    db.execute(f"CREATE OR REPLACE TEMP TABLE of_{side} (text VARCHAR, code VARCHAR)")
    known = [(said, code) for said in _texts(db, source, text) if (code := words.currency(said))]
    if known:
        db.executemany(f"INSERT INTO of_{side} VALUES (?, ?)", known)
    return f"LEFT JOIN of_{side} ON of_{side}.text = {text}"


def _texts(db: duckdb.DuckDBPyConnection, source: str, cell: str) -> list[str]:
    return [text for (text,) in db.execute(f"SELECT DISTINCT {cell} FROM {source} WHERE {cell} IS NOT NULL").fetchall()]


def _two_readings(db: duckdb.DuckDBPyConnection, source: str, field: Field, currency: str | None) -> Refused:
    """The refusal of a rate whose direction nothing says: both readings of its first row, and what would decide."""
    rate = f"c{field.index}"
    row = db.execute(
        f"SELECT {currency or 'NULL'}, {rate} FROM {source} WHERE {rate} IS NOT NULL ORDER BY row LIMIT 1"
    ).fetchone()
    code, value = row or (None, None)
    if code is None:
        return Refused(
            f"column “{field.heading}”: nothing says of which currencies its rates are; head it “USD per EUR”, "
            "or say --set base=EUR (what is priced) and --set quote=USD (in what)"
        )
    return Refused(
        f"column “{field.heading}”: “{code} {value}” can be read in two ways: one unit of the home currency is {value} {code} "
        f"(say --set base=USD, if that is the home currency), or one {code} is {value} of the home currency (say --set quote=USD)"
    )
