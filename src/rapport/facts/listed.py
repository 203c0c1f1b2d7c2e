"""Facts one by one, as they were loaded: whole slices, as far as someone may see all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rapport.core.periods import Period
from rapport.core.question import Scope
from rapport.facts.engine import opened
from rapport.facts.scope import lets_through
from rapport.facts.sql import day_of, written
from rapport.facts.world import World


class Fact(NamedTuple):
    """One fact: what was told of which days by which batch; `cell` has its value of each dimension of the trade, in order."""

    batch: int
    scenario: str
    day: date
    grain: str
    currency: str | None
    measure: str
    value: Decimal
    cell: tuple[int | None, ...]


@dataclass(frozen=True)
class Listed:
    """The facts of whole slices, in a fixed order; `partial`: how many more slices there are of which one sees only a part."""

    facts: tuple[Fact, ...]
    partial: int


def listed(world: World, scope: Scope, period: Period, accounts: Collection[int], measures: Collection[str]) -> Listed:
    """The slices that count and hold a fact of a period, of any of the measures, and of any of the accounts or of none."""
    from sqlglot import exp

    seen = lets_through(scope, world.trade.measures.values())
    of_account = exp.or_(exp.column("account").isin(*sorted(accounts)), exp.column("account").is_(exp.null()))
    in_period = exp.and_(exp.column("day") >= day_of(period.start), exp.column("day") < day_of(period.end))
    meant = exp.and_(exp.column("is_seen"), exp.column("measure").isin(*sorted(measures)), of_account, in_period)
    live = exp.select("*", seen.as_("is_seen")).from_("facts").join("dead", using=["slice"], join_type="anti")
    chosen = (
        exp.select("slice", exp.LogicalAnd(this=exp.column("is_seen")).as_("is_whole"))
        .from_("live")
        .group_by("slice")
        .having(exp.LogicalOr(this=meant))
    )
    fixed, dimensions = ("batch", "scenario", "day", "grain", "currency", "measure", "value"), tuple(world.trade.dimensions)
    query = (
        exp.select(exp.column("is_whole"), exp.column("slice"), *map(exp.column, (*fixed, *dimensions)))
        .from_("live")
        .join("chosen", using=["slice"])
        .order_by(*map(exp.column, (*fixed[:-1], *dimensions, "value", "sheet", "row")))
        .with_("live", as_=live)
        .with_("chosen", as_=chosen)
    )
    with opened(world, period) as connection:
        rows = connection.execute(written(query)).fetchall()
    partial = {row[1] for row in rows if not row[0]}
    facts = (Fact._make((*row[2 : 2 + len(fixed)], row[2 + len(fixed) :])) for row in rows if row[0])
    return Listed(tuple(facts), len(partial))
