"""From a fact's own values to those that stand above them in dated trees, as SQL."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from sqlglot import exp

from rapport.core.question import Filter

Structure = Literal["as_is", "as_was"] | date
"""As attributes and trees are now, as the month of each fact had them, or as they were on a day."""

_NOW = "9999-12-31"
"""The end of what still holds."""


def dated(table: str, month: exp.Expr, structure: Structure) -> exp.Expr:
    """The condition that a stretch of `table` is the one that holds now, or that held in the month of a fact or on a day."""
    since, until = exp.column("valid_from", table), exp.column("valid_to", table)
    if structure == "as_is":
        return until.eq(_day(_NOW))
    day = month if structure == "as_was" else _day(str(structure))
    return exp.and_(day >= since, day.copy() < until, copy=False)


def _day(text: str) -> exp.Expr:
    return exp.cast(exp.Literal.string(text), exp.DataType.Type.DATE)


def risen(dimension: str, sources: Mapping[str, tuple[str, ...]]) -> exp.Expr:
    """The value of a dimension for a fact of `live`: its own, else what the nearest of its finer dimensions stands under."""
    own = exp.column(dimension, "live")
    above = [exp.column("ancestor", _way(source, dimension)) for source in sources.get(dimension, ())]
    return exp.func("coalesce", own, *above) if above else own


def rises(structure: Structure, sources: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """The joins to `live` that `risen` reads: at most one row each, so that no fact counts twice."""
    for dimension, finer in sources.items():
        for source in finer:
            way = _way(source, dimension)
            yield (
                exp.to_table("ancestors").as_(way),
                exp.and_(
                    exp.column("value", way).eq(exp.column(source, "live")),
                    exp.column("level", way).eq(dimension),
                    exp.column("is_nearest", way),
                    dated(way, exp.column("since", "live"), structure),
                    copy=False,
                ),
            )


def stands_under(kept: Filter, structure: Structure) -> exp.Expr:
    """The condition that the value of the filter's field stands at any depth under one of the filter's values."""
    found = exp.select("1").from_(exp.to_table("ancestors").as_("above"))
    return exp.Exists(
        this=found.where(
            exp.column("value", "above").eq(exp.column(kept.field)),
            exp.column("level", "above").eq(kept.field),
            exp.column("ancestor", "above").isin(*sorted(kept.values, key=str)),
            dated("above", exp.column("since"), structure),
        )
    )


def _way(source: str, dimension: str) -> str:
    return f"{source}_to_{dimension}"
