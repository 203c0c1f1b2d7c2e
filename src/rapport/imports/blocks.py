"""Subtotals without a label, each below the block of rows that it sums."""

from collections.abc import Sequence

import duckdb

from rapport.imports.amounts import Amount

FEWEST = 2
"""So many rows of a sheet that are sums of what stands above them are no chance, where one of them sums several."""


def judge(db: duckdb.DuckDBPyConnection, mask: int, filled: Sequence[str], finer: str, amounts: Sequence[Amount]) -> None:
    """Judge in `judged` the rows of a level (see `depths`) where each of a sheet sums the block above it, or all above it.

    Those of a sheet of which each is a total already stay so.
    """
    place = ", ".join(("sheet", *filled))
    each = [amount.measure for amount in amounts]
    above = ", ".join(
        f"coalesce(sum(value_{key}) FILTER (is_part) OVER place, 0) AS above_{key}, "
        f"count(value_{key}) FILTER (is_part) OVER place AS upto_{key}"
        for key in each
    )
    since = ", ".join(
        f"above_{key} - lag(above_{key}, 1, 0) OVER place AS since_{key}, "
        f"upto_{key} - lag(upto_{key}, 1, 0) OVER place AS count_{key}"
        for key in each
    )
    is_sum = " AND ".join(f"(value_{amount.measure} IS NULL OR {_is_equal(amount)})" for amount in amounts)
    alike = " AND ".join(f"(SELECT count(DISTINCT currency_{key}) < 2 FROM depth)" for key in each)
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE block AS WITH placed AS (
            SELECT *, {above} FROM (SELECT *, {finer} AND NOT is_total AND NOT is_bad AS is_part FROM depth)
            WINDOW place AS (PARTITION BY {place} ORDER BY row)
        ), one AS (
            SELECT *, {since} FROM placed WHERE mask = {mask} AND is_read AND NOT is_total
            WINDOW place AS (PARTITION BY {place} ORDER BY row)
        )
        SELECT sheet, row FROM one WHERE {alike} QUALIFY count(*) OVER (PARTITION BY sheet) >= {FEWEST}
            AND bool_and({is_sum}) OVER (PARTITION BY sheet)
            AND bool_or({" OR ".join(f"count_{key} > 1" for key in each)}) OVER (PARTITION BY sheet)"""
    )
    others = "SELECT sheet FROM block ANTI JOIN (FROM judged WHERE verdict = 'total') USING (sheet, row)"
    db.execute(f"DELETE FROM block WHERE sheet NOT IN ({others})")
    db.execute("DELETE FROM judged WHERE (sheet, row) IN (FROM block)")
    db.execute("INSERT INTO judged (sheet, row, verdict) SELECT sheet, row, 'block' FROM block")


def _is_equal(amount: Amount) -> str:
    """SQL: whether an amount is the sum of what stands above it, since the row before or in all, but for rounding of several."""
    key = amount.measure
    pairs = ((f"since_{key}", f"count_{key}"), (f"above_{key}", f"upto_{key}"))
    exact = "false" if amount.is_money else f"places_{key} = 1"
    return "({})".format(
        " OR ".join(
            f"{count} > 0 AND abs(value_{key} - {told}) <= if({count} = 1 OR {exact}, 0, ({count} + 1) * places_{key} / 2)"
            for told, count in pairs
        )
    )
