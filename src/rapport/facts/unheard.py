"""Whose facts stand on one side alone as they told nothing on the other, in SQL."""

from collections.abc import Mapping

from sqlglot import exp

from rapport.core.mentions import mentioned
from rapport.core.pack import Trade

Unheard = Mapping[tuple[tuple[str, int | str | None], ...], frozenset[tuple[str, str]]]
"""Measures and reporters of whom one side has nothing though it was expected there, by the fields and values that say where."""

TOLD_BY = ("sender", "channel")
"""The fields of a fact that tell its reporter."""


def is_unheard(unheard: Unheard, trade: Trade) -> exp.Expr:
    """The condition that a fact is of such a measure and reporter, there."""
    found = (
        exp.and_(*(_stands(field, value) for field, value in place), _is_of(measure, reporter, trade))
        for place, reporters in unheard.items()
        for measure, reporter in sorted(reporters)
    )
    return exp.func("coalesce", exp.or_(*found), exp.false())


def _stands(field: str, value: int | str | None) -> exp.Expr:
    return exp.column(field).is_(exp.null()) if value is None else exp.column(field).eq(value)


def _is_of(measure: str, reporter: str, trade: Trade) -> exp.Expr:
    """The condition that a distributor reports a fact of a measure; where none is named, its sender does."""
    of_measure = exp.column("measure").eq(measure)
    if channels := [value for _, value in mentioned(reporter)]:
        return exp.and_(of_measure, exp.column("channel").isin(*channels))
    of_sender = exp.and_(of_measure, exp.column("sender").eq(reporter))
    return exp.and_(of_sender, exp.column("channel").is_(exp.null())) if trade.measures[measure].is_of_distributors else of_sender
