"""Rows of several depths in one file: what ROLLUP and pivot tables write, subtotals that nothing but their empty cells tells.

A row is beside those that name all that it names and more. What they come to decides, and is told in any case:

- It is a total, checked and not loaded, where its amounts are the sums of several such rows; of a single one only where at
  least half of the places of its pattern have such a row, since two amounts may be equal by chance.
- It is a wrong total, and not loaded, where at least half of them have and it slipped by up to a tenth, or rows were rejected.
- Else it is what is not broken down (a rest), and is loaded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from rapport.imports import blocks
from rapport.imports.amounts import Amount
from rapport.imports.problems import Problem
from rapport.imports.rows import TypedSheet
from rapport.imports.sql import literal
from rapport.imports.totals import plain

SHOWN = 20
"""So many rows are named one by one."""


@dataclass(frozen=True)
class Level:
    """A pattern of filled cells: the keys that its rows name, and those besides that rows beside them name.

    `finer`: SQL that tells the rows beside them.
    """

    mask: int
    filled: tuple[str, ...]
    left: tuple[str, ...]
    finer: str


def settle(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet]) -> list[Problem]:
    """Mark the totals among the rows of one scenario in a file's sheets of facts; tell them and the rests."""
    problems: list[Problem] = []
    for scenario in dict.fromkeys(scenario for sheet in sheets for scenario in sheet.scenarios):
        same = [sheet for sheet in sheets if scenario in sheet.scenarios and not sheet.is_list and _summed(sheet)]
        keys = list(dict.fromkeys(key for sheet in same for key in keys_of(sheet)))
        rows = f"NOT is_total AND NOT is_empty AND scenario = {literal(scenario)}"
        levels = _levels(db, same, keys, rows)
        if levels:
            _lay_out(db, same, keys, rows)
        problems += [problem for level in levels for problem in _settle(db, same, level)]
    return problems


def _summed(sheet: TypedSheet) -> list[Amount]:
    return [amount for amount in sheet.amounts if amount.adds_up]


def keys_of(sheet: TypedSheet) -> dict[str, str]:
    """The SQL of all that a row can name."""
    named = {dimension: sheet.own_text(dimension) for dimension in sheet.dimensions}
    kinds = {f"attribute_{kind}": f"attribute_{kind}" for kinds in sheet.kinds.values() for kind in kinds}
    return {"day": "day", "grain": "grain", "release": "release", "currency": "raw_currency", **named, **kinds}


def _stands_for(sheets: Sequence[TypedSheet]) -> dict[str, str]:
    """The dimension that each kind can stand for."""
    return {f"attribute_{kind}": key for sheet in sheets for key, kinds in sheet.kinds.items() for kind in kinds}


def _mask(sheet: TypedSheet, keys: Sequence[str]) -> str:
    """SQL: a bit for each key that a row names; who names a product names its kinds too."""
    told, of = keys_of(sheet), _stands_for([sheet])
    said = {key: f"coalesce({told[key]}, {told[of[key]]})" if key in of else f"({told[key]})" for key in told}
    bits = [f"if({said[key]} IS NULL, 0, {1 << place})" for place, key in enumerate(keys) if key in told]
    return f"({' + '.join(bits)})::BIGINT"


def _levels(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], keys: Sequence[str], rows: str) -> list[Level]:
    """The patterns that others of the file break down, the finest first; none where all `rows` (SQL) name the same."""
    masks: set[int] = set()
    for sheet in sheets:
        found = db.execute(f"SELECT DISTINCT {_mask(sheet, keys)} FROM {sheet.table} WHERE {rows}")
        masks |= {mask for (mask,) in found.fetchall()}
    down = sum(1 << place for place, key in enumerate(keys) if key not in {"release", "currency"})
    of, levels = _stands_for(sheets), []
    for mask in sorted(masks, key=lambda mask: (-mask.bit_count(), mask)):
        finer = [other for other in masks if other & mask == mask and (other ^ mask) & down]
        filled = [key for place, key in enumerate(keys) if mask >> place & 1]
        left = [key for place, key in enumerate(keys) if key not in filled and any(other >> place & 1 for other in finer)]
        if finer:
            shared = tuple(key for key in filled if of.get(key) not in filled)
            levels.append(Level(mask, shared, tuple(left), f"mask IN ({', '.join(map(str, finer))})"))
    return levels


def _lay_out(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], keys: Sequence[str], rows: str) -> None:
    """Make `depth`: the `rows` (SQL) of the sheets by what they name, with each measure, its currency, how finely it is told."""
    parts = []
    for number, sheet in enumerate(sheets):
        listed = keys_of(sheet)
        for amount in _summed(sheet):
            listed[f"value_{amount.measure}"] = amount.value
            listed[f"currency_{amount.measure}"] = amount.currency
            listed[f"places_{amount.measure}"] = f"CASE WHEN {amount.value} IS NOT NULL THEN {amount.places(amount.value)} END"
        is_read = " AND ".join(f"{text} IS NULL" for text in sheet.unread)
        columns = ", ".join(f"{expression} AS {name}" for name, expression in listed.items())
        parts.append(
            f"SELECT {number} AS sheet, row, {_mask(sheet, keys)} AS mask, is_bad, {is_read} AS is_read, false AS is_total, "
            f"false AS is_rest, {columns} FROM {sheet.table} WHERE {rows}"
        )
    db.execute(f"CREATE OR REPLACE TEMP TABLE depth AS {' UNION ALL BY NAME '.join(parts)}")


def _settle(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], level: Level) -> list[Problem]:
    """Judge the rows of a level, mark them where they are totals, and tell them."""
    amounts = {amount.measure: amount for sheet in sheets for amount in _summed(sheet)}
    _judge(db, level, list(amounts.values()))
    blocks.judge(db, level.mask, level.filled, level.finer, list(amounts.values()))
    db.execute(
        """UPDATE depth SET is_total = (verdict <> 'rest'), is_rest = (verdict = 'rest') FROM judged
        WHERE depth.sheet = judged.sheet AND depth.row = judged.row"""
    )
    for number, sheet in enumerate(sheets):
        db.execute(
            f"""UPDATE {sheet.table} SET is_total = true, is_perhaps = (verdict IN ('total', 'block')), is_bad = false FROM judged
            WHERE sheet = {number} AND judged.row = {sheet.table}.row AND verdict <> 'rest'"""
        )
    told = db.execute(
        f"""SELECT sheet, verdict, count(*), list(row ORDER BY row)[:{SHOWN}], arg_min(differing, row) FROM judged
        GROUP BY 1, 2 ORDER BY 1, 2 DESC"""
    ).fetchall()
    return [_told(sheets[number], level, verdict, count, rows, said) for number, verdict, count, rows, said in told]


def _judge(db: duckdb.DuckDBPyConnection, level: Level, amounts: Sequence[Amount]) -> None:
    """Make `judged`: of the rows of a level that stand beside finer ones what each is, and the first amount that differs."""
    keys = ", ".join(level.filled)
    sums = ", ".join(_sums(amount.measure) for amount in amounts)
    compared = {amount.measure: _is_compared(amount.measure) for amount in amounts}
    equal = {amount.measure: f"{compared[amount.measure]} AND ({_is_equal(amount)})" for amount in amounts}
    is_sum = " AND ".join(
        f"(value_{key} IS NULL OR value_{key} = 0 AND count_{key} = 0 OR {test})" for key, test in equal.items()
    )
    is_near = " AND ".join(f"(value_{key} IS NULL OR {test} AND {_is_near(key)})" for key, test in compared.items())
    several = " OR ".join(f"value_{key} IS NOT NULL AND count_{key} > 1" for key in compared)
    differing = " ".join(
        f"WHEN {compared[key]} AND NOT ({test}) "
        f"THEN {{'measure': '{key}', 'said': value_{key}, 'others': coalesce(fine_{key}, all_{key})}}"
        for key, test in equal.items()
    )
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE judged AS WITH part AS (
            SELECT {f"{keys}," if keys else ""} row_number() OVER () AS place, count_if(is_bad) AS torn, {sums}
            FROM depth WHERE {level.finer} AND NOT is_total {f"GROUP BY {keys}" if keys else ""} HAVING NOT bool_and(is_bad)
        ), beside AS (
            SELECT sheet, row, is_bad, place, torn, {is_sum} AS is_sum, {is_near} AS is_near, {several} AS is_of_several,
                CASE {differing} END AS differing
            FROM depth JOIN part {f"USING ({keys})" if keys else "ON true"}
            WHERE mask = {level.mask} AND is_read AND ({" OR ".join(compared.values())})
        ), most AS (SELECT 2 * (SELECT count(DISTINCT place) FROM beside WHERE is_sum) >= (SELECT count(*) FROM part) AS are_sums)
        SELECT sheet, row, differing, CASE WHEN is_sum AND (is_of_several OR are_sums) THEN 'total'
            WHEN are_sums AND (is_near OR torn > 0) THEN 'wrong' WHEN NOT is_bad THEN 'rest' END AS verdict
        FROM beside, most WHERE verdict IS NOT NULL"""
    )


def _sums(key: str) -> str:
    """SQL: of the finer rows of a place the sum of a measure, with and without rests; how many, how fine, which currencies."""
    return f"""sum(value_{key}) FILTER (NOT is_bad) AS all_{key},
        sum(value_{key}) FILTER (NOT is_bad AND NOT is_rest) AS fine_{key},
        count(value_{key}) FILTER (NOT is_bad) AS count_{key}, min(places_{key}) FILTER (NOT is_bad) AS fineness_{key},
        min(currency_{key}) FILTER (NOT is_bad) AS low_{key}, max(currency_{key}) FILTER (NOT is_bad) AS high_{key}"""


def _is_compared(key: str) -> str:
    """SQL: whether a row has a measure that finer rows of its place have in one currency, its own where it names one."""
    same = f"low_{key} IS NOT DISTINCT FROM high_{key} AND coalesce(currency_{key} = low_{key}, true)"
    return f"(value_{key} IS NOT NULL AND count_{key} > 0 AND {same})"


def _is_equal(amount: Amount) -> str:
    """SQL: whether an amount is the sum of finer ones but for the rounding of several."""
    key = amount.measure
    rounded = f"(count_{key} * fineness_{key} + places_{key}) / 2"
    exact = f"count_{key} = 1" + ("" if amount.is_money else f" OR fineness_{key} = 1 AND places_{key} = 1")
    return " OR ".join(f"abs(value_{key} - {found}_{key}) <= if({exact}, 0, {rounded})" for found in ("all", "fine"))


def _is_near(key: str) -> str:
    return f"count_{key} > 1 AND abs(value_{key} - fine_{key}) <= abs(fine_{key}) / 10"


def _told(
    sheet: TypedSheet, level: Level, verdict: str, count: int, rows: Sequence[int], differing: dict[str, Any] | None
) -> Problem:
    """One line for the rows of a pattern that were judged alike."""
    headings = {key: _heading(sheet, key) for key in (*level.filled, *level.left)}
    left, filled = (", ".join(dict.fromkeys(headings[key] for key in keys)) for keys in (level.left, level.filled))
    named = ", ".join(map(str, rows)) + (f" and {count - len(rows):,} more" if count > len(rows) else "")
    many = count > 1
    who = f"{'rows' if many else 'row'} {named} {'leave' if many else 'leaves'} {left} empty"
    others = f"the rows{f' of the same {filled}' if filled else ''} that name {'them' if len(level.left) > 1 else 'it'}"
    own = f"give {'them' if many else 'it'} a name there, such as “Other”"
    beside = ""
    if differing:
        heading = next((a.field.heading for a in sheet.amounts if a.measure == differing["measure"]), differing["measure"])
        said, sums = plain(differing["said"]), plain(differing["others"])
        beside = f" (row {rows[0]} says {said} of {heading}, the others come to {sums})"
    what = f"{'are the sums' if many else 'is the sum'} of {others}"
    no_sum = f"{'are not the sums' if many else 'is not the sum'} of {others}{beside}"
    if verdict == "block":
        what = f"{'are the sums' if many else 'is the sum'} of the rows above"
    if verdict in {"total", "block"}:
        text = f"{who} and {what}: taken for {'totals' if many else 'a total'}, checked and not loaded; if not so, {own}"
    elif verdict == "wrong":
        text = f"{who} and {no_sum}, though most like it are: taken for wrong totals and not loaded; if not so, {own}"
    else:
        text = (
            f"{who} and {no_sum}: loaded as what is not broken down; take {'them' if many else 'it'} out if "
            f"{'they are totals' if many else 'it is a total'}, else {own}"
        )
    rule = "mixed-depth" if verdict == "rest" else "unlabelled-total"
    return Problem(sheet.sheet.name, rows[0], headings[level.left[0]], None, rule, text)


def _heading(sheet: TypedSheet, key: str) -> str:
    to = key.removeprefix("attribute_")
    role = {"day": "time", "grain": "time", "release": "release", "currency": "currency"}.get(key)
    fields = [f for f in sheet.layout.fields if (f.column.role == role if role else f.column.to == to)]
    return fields[0].heading if fields else to
