"""Which values of a dimension the facts that somebody sees speak of, and who tells them, at any time."""

from rapport.core.periods import Period, add_months
from rapport.core.question import Scope
from rapport.facts.engine import opened
from rapport.facts.scope import lets_through
from rapport.facts.sql import written
from rapport.facts.world import World


def occurring(dimension: str, world: World, scope: Scope) -> frozenset[int]:
    """The ids of the values of `dimension` in the facts that count and that the scope lets through."""
    return _told(dimension, world, scope)


def speaking(world: World, scope: Scope) -> frozenset[str]:
    """The senders of the facts that count and that the scope lets through."""
    return frozenset(world.batches[batch].sender for batch in _told("batch", world, scope))


def _told(column: str, world: World, scope: Scope) -> frozenset[int]:
    """The different values of a column."""
    from sqlglot import exp

    if not world.files:
        return frozenset()
    days = Period(min(file.first for file in world.files), add_months(max(file.last for file in world.files), 1))
    seen = exp.select(exp.column(column)).distinct().from_("facts").join("dead", using=["slice"], join_type="anti")
    query = seen.where(exp.column(column).is_(exp.null()).not_(), lets_through(scope, world.trade.measures.values()))
    with opened(world, days) as connection:
        return frozenset(pk for (pk,) in connection.execute(written(query)).fetchall())
