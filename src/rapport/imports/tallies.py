"""What a typed sheet comes to: its rows counted, its amounts summed, its own totals compared."""

from decimal import Decimal
from typing import Any

import duckdb

from rapport.imports.amounts import Amount
from rapport.imports.places import letters_of
from rapport.imports.report import Counts, TableReport
from rapport.imports.rows import TypedSheet
from rapport.imports.sql import literal
from rapport.imports.totals import NOTHING_TOLD, FileTotals


def tallies(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, told: FileTotals) -> list[TableReport]:
    """The report on a sheet for each scenario that it tells; what is of none, and the file's own totals, stand with the first."""
    first, *others = sheet.scenarios
    of_first = f"coalesce(scenario NOT IN ({', '.join(map(literal, others))}), true)" if others else "true"
    rest = [_tally(db, sheet, one, f"scenario = {literal(one)}", NOTHING_TOLD, 0) for one in others]
    return [_tally(db, sheet, first, of_first, told, sheet.sheet.text.rejected), *rest]


def rows_by_group(db: duckdb.DuckDBPyConnection, rows: str, *group: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """How many different rows of each sheet the `rows` (SQL with `sheet` and `row`) have in each group, in order."""
    names = ", ".join(group)
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    for *key, sheet, count in db.execute(
        f"SELECT {names}, sheet, count(DISTINCT row) FROM ({rows}) GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        found.setdefault(tuple(key), {})[sheet] = count
    return found


def _tally(
    db: duckdb.DuckDBPyConnection, sheet: TypedSheet, scenario: str, rows: str, told: FileTotals, torn: int
) -> TableReport:
    """The report on the `rows` (SQL) of a sheet that are of a scenario."""
    found = db.execute(
        f"""SELECT count(*), count(*) FILTER (is_bad), count(*) FILTER (NOT is_bad AND (is_total OR is_empty)),
            (SELECT coalesce(max(row), {sheet.headings.row}) FROM {sheet.table}) FROM {sheet.table} WHERE {rows}"""
    ).fetchone()
    read, rejected, ignored, last = found or (0, 0, 0, 0)
    doubts = {amount.field.index: f"; {amount.doubt.text}" for amount in sheet.amounts if amount.doubt}
    columns = {
        field.heading: {
            "to": field.column.key,
            "confidence": field.confidence,
            "why": field.why + doubts.get(field.index, ""),
        }
        for field in sheet.layout.fields
    }
    return TableReport(
        sheet=sheet.sheet.name,
        range=f"{letters_of(min(sheet.headings.texts))}{sheet.headings.row}:{letters_of(max(sheet.headings.texts))}{last}",
        dataset=sheet.layout.dataset.key,
        scenario=scenario,
        rows=Counts(read + torn, read - rejected - ignored, rejected + torn, ignored),
        columns=columns,
        totals={
            amount.field.column.key: _sum(db, sheet, amount, rows) for amount in sheet.amounts if _has_sum(db, sheet, amount)
        },
        file_totals=told.sums,
        agree=told.agree,
        apart=told.apart,
        ignored_columns=sheet.layout.ignored,
        skipped=sheet.headings.above,
        mapped=sheet.periods.as_json({amount.kind for amount in sheet.amounts}),
    )


def _has_sum(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, amount: Amount) -> bool:
    """Whether the loaded rows of an amount have a sum: those of a stock do on one day alone."""
    if amount.kind != "stock":
        return amount.adds_up
    days = db.execute(
        f"SELECT count(DISTINCT day) FROM {sheet.table} WHERE NOT is_bad AND NOT is_total AND {amount.value} IS NOT NULL"
    ).fetchone()
    return days is not None and days[0] == 1


def _sum(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, amount: Amount, rows: str) -> Decimal | dict[str, Decimal]:
    """The sum of the loaded rows, by currency where it is money."""
    found = dict(
        db.execute(
            f"""SELECT {amount.currency}, sum({amount.value}) FROM {sheet.table}
            WHERE {rows} AND NOT is_bad AND NOT is_total AND {amount.value} IS NOT NULL GROUP BY 1 ORDER BY 1"""
        ).fetchall()
    )
    return found if amount.is_money else sum(found.values(), Decimal(0))
