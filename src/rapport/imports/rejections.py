"""The rows of a typed sheet that are not loaded, or hardly can be right, told one by one."""

from collections.abc import Iterator

import duckdb

from rapport.imports import signs, words
from rapport.imports.amounts import Amount
from rapport.imports.problems import (
    FAR_YEARS,
    MOST,
    Problem,
    bad_moment,
    bad_number,
    bad_share,
    failed,
    far_moment,
    missing,
    other_sign,
    two_currencies,
    unknown_currency,
    unknown_scenario,
    unnamed_currency,
)
from rapport.imports.rows import TypedSheet, needed


def rejections(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> list[Problem]:
    """Why rows of the sheet were rejected, in the order of the sheet, as many as are told; also of totals that are no number."""
    found: list[Problem] = []
    for amount in sheet.amounts:
        found += _amounts(db, sheet, amount)
        if amount.is_money:
            found += _currencies(db, sheet, amount)
    found += [*_times(db, sheet), *_scenarios(db, sheet)]
    for field in sheet.layout.of_role("dimension", "code"):
        for row, raw in _rows(db, sheet, f"failed_{field.index}", f"is_bad AND failed_{field.index} IS NOT NULL"):
            found.append(failed(sheet.sheet.name, row, field.heading, str(raw)))
    for field in needed(sheet.layout):
        for row, _ in _rows(db, sheet, "NULL", f"is_bad AND {field.column.to} IS NULL"):
            found.append(missing(sheet.sheet.name, row, field.heading, field.column.to))
    found += [*_far(db, sheet), *_left_out(db, sheet), *_unused_currency(sheet), *_in_doubt(sheet)]
    return sorted(found, key=lambda problem: problem.row or 0)


def _amounts(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, amount: Amount) -> Iterator[Problem]:
    """The cells that are no amount, or one in another currency than is told."""
    bad = bad_number if amount.adds_up else bad_share
    rows = db.execute(
        f"""SELECT row, {amount.raw}, {amount.currency}, {amount.marks.bare(amount.raw)}, {amount.marks.word(amount.raw)}
            FROM {sheet.table} WHERE {amount.raw} IS NOT NULL ORDER BY row LIMIT {MOST}"""
    )
    for row, raw, currency, bare, named in rows.fetchall():
        if currency and (named not in {None, currency} or signs.contradicting(raw, currency)):
            yield other_sign(sheet.sheet.name, row, amount.field.heading, raw, currency)
        else:
            yield bad(sheet.sheet.name, row, amount.field.heading, bare, amount.sign, amount.scale)


def _currencies(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, amount: Amount) -> list[Problem]:
    """The rows whose amount has no currency, one that nobody knows, or another than its heading says."""
    rows = _rows(db, sheet, "raw_currency", f"is_bad AND {amount.value} IS NOT NULL AND {amount.currency} IS NULL")
    return [_bad_currency(sheet, amount, row, raw) for row, raw in rows]


def _bad_currency(sheet: TypedSheet, amount: Amount, row: int, raw: str | None) -> Problem:
    name, column, heading = sheet.sheet.name, _heading(sheet, "currency"), amount.field.heading
    if amount.marks.named and not sheet.layout.of_role("currency"):
        return unnamed_currency(name, row, heading, min(amount.marks.named.values()))
    if raw is None:
        return missing(name, row, column, f"currency of {heading}")
    if (said := amount.field.unit.currency or amount.field.unit.sign) and words.currency(raw):
        return two_currencies(name, row, column, raw, heading, said)
    return unknown_currency(name, row, column, raw)


def _left_out(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> list[Problem]:
    """One line each for all rows that hold no amount, and for all that say the headings again: there is nothing to load."""
    kinds = {
        "no-amount": ("is_empty AND NOT is_repeated AND NOT is_total", "rows without an amount were left out"),
        "repeated-headings": ("is_repeated", "rows that say the headings again were left out"),
    }
    problems = []
    for rule, (condition, text) in kinds.items():
        if rows := [row for row, _ in _rows(db, sheet, "NULL", condition)]:
            some = ", ".join(map(str, rows[:10])) + (", …" if len(rows) > 10 else "")
            problems.append(Problem(sheet.sheet.name, rows[0], None, None, rule, f"{text}: {some}"))
    return problems


def _times(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> list[Problem]:
    heading, released = _heading(sheet, "time", "year"), _heading(sheet, "release")
    name = sheet.sheet.name
    told = [
        bad_moment(name, row, heading, str(raw), sheet.periods.refused.get(str(raw)))
        for row, raw in _rows(db, sheet, "raw_time", "is_bad AND raw_time IS NOT NULL")
    ]
    told += [
        missing(name, row, heading, "month") for row, _ in _rows(db, sheet, "NULL", "is_bad AND day IS NULL AND raw_time IS NULL")
    ]
    return told + [
        bad_moment(name, row, released, str(raw))
        for row, raw in _rows(db, sheet, "raw_release", "is_bad AND raw_release IS NOT NULL")
    ]


def _scenarios(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> list[Problem]:
    """The rows that name no scenario, or none that is known."""
    name, heading = sheet.sheet.name, _heading(sheet, "scenario")
    return [
        missing(name, row, heading, "scenario") if raw is None else unknown_scenario(name, row, heading, raw)
        for row, raw in _rows(db, sheet, "raw_scenario", "is_bad AND scenario IS NULL")
    ]


def _far(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> list[Problem]:
    """The loaded rows that tell an actual amount of a far future."""
    found = db.execute(
        f"""SELECT row, day, known_on FROM {sheet.table} WHERE NOT is_total AND NOT is_bad AND NOT is_empty
            AND scenario = 'actual' AND day > known_on + to_years({FAR_YEARS}) ORDER BY row LIMIT {MOST}"""
    ).fetchall()
    heading = _heading(sheet, "time", "year")
    return [far_moment(sheet.sheet.name, row, heading, day, release) for row, day, release in found]


def _heading(sheet: TypedSheet, *roles: str) -> str:
    return " / ".join(field.heading for field in sheet.layout.of_role(*roles)) or roles[0]


def _rows(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, value: str, condition: str) -> list[tuple[int, str | None]]:
    return db.execute(f"SELECT row, {value} FROM {sheet.table} WHERE {condition} ORDER BY row LIMIT {MOST}").fetchall()


def _in_doubt(sheet: TypedSheet) -> list[Problem]:
    """The columns whose numbers may be meant in another way than they were read."""
    return [
        Problem(sheet.sheet.name, doubt.row or sheet.headings.row, amount.field.heading, None, "two-readings", doubt.text)
        for amount in sheet.amounts
        if (doubt := amount.doubt) and doubt.is_told
    ]


def _unused_currency(sheet: TypedSheet) -> list[Problem]:
    """A column of currencies that speaks for another amount is not used for one whose heading names its own; that is said."""
    money = [amount.field for amount in sheet.amounts if amount.is_money]
    named, others = ([f for f in money if bool(f.unit.currency) == said] for said in (True, False))
    columns = sheet.layout.of_role("currency")
    if not named or not others or not columns:
        return []
    text = f"“{named[0].heading}” names its currency, so column “{columns[0].heading}” was not used for it"
    return [Problem(sheet.sheet.name, sheet.headings.row, columns[0].heading, None, "currency-unused", text)]
