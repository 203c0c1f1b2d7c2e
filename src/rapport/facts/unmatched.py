"""The table `unmatched` in SQL: the cells that a window leaves out, under the number that the window has as `apart`."""

from sqlglot import exp

CELL = ("account", "country", "channel")
"""The dimensions that the cells of matched facts are made of, beside the month."""

_SAME = " AND ".join(f"unmatched.{field} IS NOT DISTINCT FROM {{table}}.{field}" for field in CELL)
_ON = f"unmatched.month = date_trunc('month', {{table}}.since) AND {_SAME}"


def leave_out(query: exp.Select, table: str) -> exp.Select:
    """A query of a table's rows beside `windows`, without those that their window holds whole and leaves out."""
    on = f"unmatched.apart = windows.apart AND since >= start AND until <= stop AND {_ON.format(table=table)}"
    return query.join(exp.to_table("unmatched"), on=on, join_type="anti", dialect="duckdb", copy=False)


def with_left_out(facts: exp.Select) -> exp.Select:
    """Facts with one column more: `left_out`, the numbers of the windows that leave a fact out."""
    cell = (*CELL, "month")
    numbers = exp.select(*cell, "array_agg(apart) AS left_out", dialect="duckdb").from_("unmatched").group_by(*cell)
    query = exp.select("fact.*", "left_out").from_(facts.subquery("fact"))
    return query.join(numbers.subquery("unmatched"), on=_ON.format(table="fact"), join_type="left", dialect="duckdb")


def is_in(apart: int) -> exp.Expr:
    """The condition that the window of that number does not leave a fact of `with_left_out` out."""
    listed: exp.Expr = exp.maybe_parse(f"coalesce(list_contains(left_out, {apart:d}), FALSE)", dialect="duckdb")
    return exp.not_(listed)
