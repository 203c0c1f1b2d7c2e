"""Whose facts lack months of a side, or all of them, in SQL."""

from collections.abc import Mapping

from sqlglot import exp

from rapport.core.mentions import mentioned
from rapport.core.pack import Trade
from rapport.core.question import Gap

Place = tuple[tuple[str, int | str | None], ...]
"""The fields and values that say where."""

Unheard = Mapping[Place, frozenset[Gap]]
"""What expected reporters have not told, by the fields and values that say where."""

TOLD_BY = ("sender", "channel", "account", "country")
"""The fields of a fact that tell its reporter, and what it is reported for."""


MISSED = {"missed_base": True, "missed_actual": False}
"""The columns that tell what is missed of the reporter's side, whether that is the base: `SOME` of its months, `ALL`, or 0."""

SOME, ALL = 1, 2


def missed(unheard: Unheard, trade: Trade) -> list[exp.Expr]:
    """The columns of a fact that tell what its reporter missed of its measure, there."""
    return [_missed(unheard, trade, is_base=is_base).as_(name) for name, is_base in MISSED.items()]


def _missed(unheard: Unheard, trade: Trade, *, is_base: bool) -> exp.Expr:
    case = exp.case()
    for is_whole, much in ((True, ALL), (False, SOME)):
        found = (
            exp.and_(*(_stands(field, value) for field, value in (*place, *gap.place)), _is_of(gap.measure, gap.reporter, trade))
            for place, gaps in unheard.items()
            for gap in sorted(gaps, key=str)
            if (gap.is_base, gap.is_whole) == (is_base, is_whole)
        )
        case = case.when(exp.or_(exp.false(), *found), exp.Literal.number(much))
    return case.else_(exp.Literal.number(0))


def _stands(field: str, value: int | str | None) -> exp.Expr:
    return exp.column(field).is_(exp.null()) if value is None else exp.column(field).eq(value)


def _is_of(measure: str, reporter: str, trade: Trade) -> exp.Expr:
    """The condition that a distributor reports a fact of a measure; where none is named, its sender does."""
    of_measure = exp.column("measure").eq(measure)
    if channels := [value for _, value in mentioned(reporter)]:
        return exp.and_(of_measure, exp.column("channel").isin(*channels))
    of_sender = exp.and_(of_measure, exp.column("sender").eq(reporter))
    return exp.and_(of_sender, exp.column("channel").is_(exp.null())) if trade.measures[measure].is_of_distributors else of_sender
