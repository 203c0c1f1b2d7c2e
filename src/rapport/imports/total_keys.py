"""What each total row of a sheet says that it sums: the words of its cells, be they in the column of something else."""

from collections.abc import Mapping, Sequence

import duckdb

from rapport.core.workdays import country_of
from rapport.imports import words
from rapport.imports.labels import BESIDE, LABEL, PART, narrow, says
from rapport.imports.rows import TypedSheet
from rapport.imports.sql import literal

SAID = "said"
"""The column of what a label in the column of times names."""
MOST = 1_000
"""So many different words of labels are looked up."""


def lay_out(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, condition: str) -> Sequence[str]:
    """Make `total_row`: the totals of `condition`, what they sum (labels taken off), a mask of these keys, the total before.

    That is one of its currency, where rows have one of their own. Attributes tell what is summed where they stand for a
    dimension that the row does not name. “Total CN” and “Total USD” name a country and a currency in whatever column they
    stand. `is_part`: the label says that it does not sum all, or names what no row has.
    """
    listed = {"day": "day", "release": "release"} | ({"scenario": "scenario"} if sheet.layout.of_role("scenario") else {})
    listed |= {"currency": row_currency(sheet)} if sheet.layout.of_role("currency") else {}
    for dimension in sheet.dimensions:
        kinds = [f"attribute_{key}" for key in sheet.kinds.get(dimension, ())]
        listed[dimension] = _bare(sheet.own_text(dimension))
        listed |= {kind: f"CASE WHEN {listed[dimension]} IS NULL THEN {_bare(kind)} END" for kind in kinds}
    keys = tuple(listed)
    columns = ", ".join(f"{expression} AS {key}" for key, expression in listed.items())
    amounts = ", ".join(f"{amount.value}, {amount.currency}" for amount in sheet.amounts)
    own = {"raw_time": "raw_time"} | {key: sheet.own_text(key) for key in sheet.dimensions}
    is_part = " OR ".join(says(text, PART) for text in own.values())
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE told_total AS
        SELECT row, is_perhaps, {columns}, {amounts}, {_bare("raw_time")} AS {SAID}, {is_part} AS is_part
        FROM {sheet.table} WHERE {condition}"""
    )
    for source in (SAID, *sheet.dimensions):
        _move(db, sheet, source, keys)
    for dimension in sheet.dimensions:
        _widen(db, sheet, dimension)
    mask = " || ".join(f"if({key} IS NULL, '0', '1')" for key in keys)
    alike = "PARTITION BY currency" if "currency" in keys else ""
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE total_row AS
        SELECT * REPLACE (is_part OR {SAID} IS NOT NULL AS is_part), {mask} AS mask,
            lag(row, 1, 0) OVER ({alike} ORDER BY row) AS after
        FROM told_total"""
    )
    return keys


def row_currency(sheet: TypedSheet) -> str:
    """SQL: the currency of a row, whatever of its amounts tells it."""
    return f"coalesce({', '.join(amount.currency for amount in sheet.amounts if amount.is_money) or 'NULL::VARCHAR'}, NULL)"


def _bare(text: str) -> str:
    """SQL: a text without the label, NULL where nothing is left."""
    return f"nullif(trim(regexp_replace({narrow(text)}, {literal(LABEL)}, '', 'g')), '')"


def _move(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, source: str, keys: Sequence[str]) -> None:
    """Put the words of a column that none of its own rows has to what they name: a currency, a value of another dimension."""
    told = f"SELECT DISTINCT {source} AS text FROM told_total WHERE {source} IS NOT NULL"
    own = f"SELECT {source} FROM {sheet.table} WHERE NOT is_total" if source != SAID else "SELECT NULL"
    texts = db.execute(f"{told} EXCEPT {own} ORDER BY 1 LIMIT {MOST}").fetchall()
    for key, named in _named(db, sheet, [text for (text,) in texts], keys).items():
        for text, value in named.items():
            change = "" if key == source else f", {source} = NULL WHERE {key} IS NULL AND"
            db.execute(
                f"UPDATE told_total SET {key} = $value {change or 'WHERE'} {source} = $text", {"value": value, "text": text}
            )


def _widen(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, dimension: str) -> None:
    """Let what may be a total and names nothing that its column has (“Total D” beside D1 and D2) sum all that is beside it."""
    db.execute(
        f"""UPDATE told_total SET {dimension} = NULL WHERE is_perhaps
            AND {dimension} NOT IN (SELECT {dimension} FROM {sheet.table} WHERE NOT is_total AND {dimension} IS NOT NULL)
            AND row IN (SELECT row FROM {sheet.table} WHERE is_perhaps AND {says(dimension, BESIDE)})"""
    )


def _named(
    db: duckdb.DuckDBPyConnection, sheet: TypedSheet, texts: Sequence[str], keys: Sequence[str]
) -> Mapping[str, Mapping[str, str]]:
    """By key, the values of rows that some texts name."""
    found: dict[str, dict[str, str]] = {}
    for key in (*sheet.dimensions, "currency") if texts else ():
        if key in keys:
            expression = row_currency(sheet) if key == "currency" else key
            query = f"SELECT DISTINCT {expression} FROM {sheet.table} WHERE NOT is_total ORDER BY 1"
            meaning = {_meant(value, key): value for (value,) in db.execute(query).fetchall() if value}
            found[key] = {text: meaning[_meant(text, key)] for text in texts if _meant(text, key) in meaning}
    return found


def _meant(text: str, key: str) -> str:
    """What a word names, without the brackets around it: countries and currencies go by several names."""
    plain = text.strip("()（）[]【】 ")
    of = {"country": country_of, "currency": words.currency}.get(key)
    return (of and of(plain)) or plain
