"""The sums that a file itself holds: compared with its rows, never loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import duckdb

from rapport.imports.amounts import Amount
from rapport.imports.problems import MOST, Problem
from rapport.imports.rows import TypedSheet
from rapport.imports.total_keys import lay_out, row_currency


@dataclass(frozen=True)
class Check:
    """A total row beside the rows it sums.

    `found`: the sum of the `count` rows that share its filled cells (None: there are none, or of several currencies);
    `since`: of the rows between it and the total row before. `is_last`: no later total is of the same rows. `is_torn`: rows that
    share its cells were rejected. `is_settled`: it is a total because it is the sum of rows, be they of another sheet. `is_part`:
    its label says that it sums a part. `currency`: of money, which it names.
    """

    row: int
    total: Decimal
    count: int
    found: Decimal | None
    since: Decimal | None
    tolerance: Decimal
    is_last: bool
    is_torn: bool
    is_settled: bool
    is_part: bool
    currency: str | None


@dataclass(frozen=True)
class FileTotals:
    """By measure, the widest sum that the file tells; whether all its totals agree with its rows; those that do not.

    `apart`: how far at most a total that agrees is from the sum of its rows, for these were rounded.
    """

    sums: dict[str, Decimal | dict[str, Decimal]]
    agree: bool
    apart: Decimal
    problems: tuple[Problem, ...]


NOTHING_TOLD = FileTotals({}, agree=True, apart=Decimal(0), problems=())


def check(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> FileTotals:
    """Compare every total row of a sheet with the rows of what it names, or else with those since the total before."""
    if not sheet.amounts or not (db.execute(f"SELECT bool_or(is_total) FROM {sheet.table}").fetchone() or (False,))[0]:
        return NOTHING_TOLD
    keys = lay_out(db, sheet, "is_total")
    sums: dict[str, Decimal | dict[str, Decimal]] = {}
    problems: list[Problem] = []
    apart = Decimal(0)
    for amount in sheet.amounts:
        patterns = [_compare(db, sheet, amount, keys, mask) for mask in _patterns(db, amount)]
        for one in (one for checks in patterns for one in checks):
            if (difference := _difference(one)) is None:
                problems.append(_disagreement(sheet, amount, one))
            else:
                apart = max(apart, difference)
        if patterns:
            sums[amount.field.column.key] = _widest(patterns[0])
    return FileTotals(sums, agree=not problems, apart=apart, problems=tuple(problems[:MOST]))


def _widest(checks: Sequence[Check]) -> Decimal | dict[str, Decimal]:
    """The sum of the last totals of each kind, in each currency where they name several."""
    sums: dict[str | None, Decimal] = {}
    for one in checks:
        if one.is_last:
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.total
    return {str(code): value for code, value in sums.items()} if len(sums) > 1 else sum(sums.values(), Decimal(0))


def _difference(one: Check) -> Decimal | None:
    """How far a total that agrees is from the sum of its rows; None where it agrees with none."""
    apart = [abs(one.total - told) for told in (one.found, one.since) if told is not None]
    nearest = min(apart, default=one.tolerance + 1)
    return nearest if nearest <= one.tolerance else Decimal(0) if one.is_settled else None


class Doubted(NamedTuple):
    """Rows that may be totals, by the rows that share their filled cells: those that are no sum of them, one again, or alone.

    `near`: those that are nearly the sum of several.
    """

    differing: set[int]
    repeating: set[int]
    alone: set[int]
    near: set[int]


def doubted(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, condition: str) -> Doubted:
    """The total rows of `condition` (SQL) that are not the sums of two or more rows that share their filled cells."""
    checks = _checks(db, sheet, condition)
    alone = {one.row for one in checks if not one.count}
    differing = {one.row for one in checks if not _is_sum(one)} - alone
    near = {one.row for one in checks if one.count > 1 and one.found is not None and _is_near(one, one.found)}
    return Doubted(differing, {one.row for one in checks if one.count == 1} - differing, alone, near & differing)


def summing(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, condition: str) -> set[int]:
    """The total rows of `condition` (SQL) whose amounts, where they can be compared, are those of rows sharing their cells.

    A total may have slipped: by up to a tenth of two rows or more, or by any amount where rows that it sums were rejected.
    """
    checks = _checks(db, sheet, condition)
    apart = {one.row for one in checks if not one.count or (one.found is not None and not _is_near(one, one.found))}
    summed = {one.row for one in checks if one.count and one.found is not None}
    return (summed - apart) | {one.row for one in checks if one.is_torn}


def _is_near(one: Check, found: Decimal) -> bool:
    return abs(one.total - found) <= max(one.tolerance, abs(found) / 10 if one.count > 1 else 0)


def _checks(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, condition: str) -> list[Check]:
    keys = lay_out(db, sheet, condition)
    return [one for amount in sheet.amounts for mask in _patterns(db, amount) for one in _compare(db, sheet, amount, keys, mask)]


def _is_sum(one: Check) -> bool:
    return one.found is not None and abs(one.total - one.found) <= one.tolerance


def _patterns(db: duckdb.DuckDBPyConnection, amount: Amount) -> list[str]:
    """The masks of keys that totals of an amount have, the widest first."""
    found = db.execute(f"SELECT DISTINCT mask FROM total_row WHERE {amount.value} IS NOT NULL").fetchall()
    return sorted((mask for (mask,) in found), key=lambda mask: mask.count("1"))


def _compare(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, amount: Amount, keys: Sequence[str], mask: str) -> list[Check]:
    """The totals of one pattern of keys beside the sums of the rows that share these keys."""
    filled = [key for key, sign in zip(keys, mask, strict=True) if sign == "1"]
    shared, told = ", ".join(filled), ", ".join(_told(sheet, key) for key in filled)
    currency = "total.currency" if "currency" in filled else "NULL"
    value, places = amount.value, amount.places
    partition, group = (f"PARTITION BY {shared}", f"GROUP BY {shared}") if shared else ("", "")
    rows = db.execute(
        f"""SELECT total.row, total.{value}, if(currencies < 2, found, NULL), coalesce(rows, 0), coalesce(fineness, 1),
            {places(f"total.{value}")}, row_number() OVER ({partition} ORDER BY total.row DESC) = 1,
            (SELECT if(count(DISTINCT {amount.currency}) < 2, sum({value}), NULL) FROM {sheet.table} AS near
                WHERE NOT is_total AND near.row > total.after AND near.row < total.row
                AND coalesce({row_currency(sheet)} = {currency}, true)), coalesce(torn, 0) > 0, is_perhaps, is_part,
            {f"{currency}" if amount.is_money else "NULL"}
        FROM total_row AS total LEFT JOIN (
            SELECT {f"{told}," if shared else ""} sum({value}) FILTER (NOT is_bad) AS found,
                count({value}) FILTER (NOT is_bad) AS rows, min({places(value)}) FILTER (NOT is_bad) AS fineness,
                count(DISTINCT {amount.currency}) FILTER (NOT is_bad) AS currencies, count_if(is_bad) AS torn
            FROM {sheet.table} WHERE NOT is_total {group}
        ) AS part {f"USING ({shared})" if shared else "ON true"}
        WHERE mask = '{mask}' AND total.{value} IS NOT NULL ORDER BY total.row"""
    ).fetchall()
    return [
        Check(row, total, count, found, since, _tolerance(amount, count, fineness, own), is_last, *others)
        for row, total, found, count, fineness, own, is_last, since, *others in rows
    ]


def _told(sheet: TypedSheet, key: str) -> str:
    """SQL: what a row that is no total has for a key."""
    return f"{row_currency(sheet)} AS currency" if key == "currency" else key


def _tolerance(amount: Amount, count: int, fineness: Decimal, own: Decimal) -> Decimal:
    """Half a unit of the last printed place for each number that was rounded; counts of single pieces are never rounded."""
    if not amount.is_money and fineness == own == 1:
        return Decimal(0)
    return (count * fineness + own) / 2


def _disagreement(sheet: TypedSheet, amount: Amount, one: Check) -> Problem:
    if (one.is_part or not one.is_last) and one.since is not None:
        text = (
            f"the file says {plain(one.total)} for {amount.field.heading} of the rows between this total and the one before, "
            f"they come to {plain(one.since)}"
        )
    elif one.found is None:
        text = f"the total {plain(one.total)} of {amount.field.heading} does not say which rows it sums"
    else:
        text = f"the file says {plain(one.total)} in all for {amount.field.heading}, its rows come to {plain(one.found)}"
    return Problem(sheet.sheet.name, one.row, amount.field.heading, plain(one.total), "total-differs", text)


def plain(value: Decimal) -> str:
    """A number without the zeros that only storage needs."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
