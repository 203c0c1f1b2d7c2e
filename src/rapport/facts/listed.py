"""Facts one by one, as they were loaded: whole slices, as far as someone may see all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from rapport.core.periods import Period
from rapport.core.question import Scope
from rapport.facts.engine import opened
from rapport.facts.rollup import dated
from rapport.facts.scope import lets_through
from rapport.facts.sql import day_of, of_value, written
from rapport.facts.world import World

if TYPE_CHECKING:
    from sqlglot.expressions import Select


class Fact(NamedTuple):
    """One fact: what was told of which days by which batch; `cell` has its value of each dimension of the trade, in order.

    `words`: of each attribute that was asked for, as its value had it in the fact's month.
    """

    batch: int
    scenario: str
    day: date
    grain: str
    currency: str | None
    measure: str
    value: Decimal
    cell: tuple[int | None, ...]
    words: tuple[str | None, ...]


@dataclass(frozen=True)
class Listed:
    """The facts of whole slices, in a fixed order; `partial`: how many more slices there are of which one sees only a part.

    `total`: how many facts there are. Where that is more than was to be listed, none is.
    """

    facts: tuple[Fact, ...]
    partial: int
    total: int


def listed(
    world: World,
    scope: Scope,
    period: Period,
    accounts: Collection[int],
    measures: Collection[str],
    attributes: Sequence[str] = (),
    *,
    most: int,
) -> Listed:
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
    told = (exp.column(name, "live") for name in (*fixed, *dimensions))
    words = (exp.column("text", attribute).as_(f"word_{attribute}") for attribute in attributes)
    query = exp.select(*told, *words).from_("live").join("chosen", using=["slice"])
    for attribute in attributes:
        month = exp.cast(exp.func("date_trunc", exp.Literal.string("month"), exp.column("day", "live")), "DATE")
        of = exp.column(world.trade.attributes[attribute].of, "live")
        on = exp.and_(of_value(attribute, of), dated(attribute, month, "as_was"))
        query = query.join(exp.to_table("attributes").as_(attribute), on=on, join_type="left")
    order = (exp.column(name, "live") for name in (*fixed[:-1], *dimensions, "value", "sheet", "row"))
    query = query.where(exp.column("is_whole")).order_by(*order).with_("live", as_=live).with_("chosen", as_=chosen)
    with opened(world, period) as connection:
        whole, total, partial = connection.execute(written(_counts(live, chosen))).fetchone() or (0, 0, 0)
        rows = connection.execute(written(query)).fetchall() if whole and total <= most else []
    return Listed(tuple(_fact(row, len(fixed), len(dimensions)) for row in rows), partial, total)


def _counts(live: "Select", chosen: "Select") -> "Select":
    """How many whole slices there are, how many facts they hold, and how many slices are not seen wholly."""
    from sqlglot import exp

    tally = exp.select("slice", "is_whole", exp.Count(this=exp.Star()).as_("facts")).from_("live").join("chosen", using=["slice"])
    query = exp.select(
        exp.CountIf(this=exp.column("is_whole")),
        exp.func(
            "coalesce",
            exp.Sum(this=exp.func("if", exp.column("is_whole"), exp.column("facts"), exp.Literal.number(0))),
            exp.Literal.number(0),
        ),
        exp.CountIf(this=exp.not_(exp.column("is_whole"))),
    )
    return query.from_(tally.group_by("ALL").subquery("tally")).with_("live", as_=live).with_("chosen", as_=chosen)


def _fact(row: tuple[Any, ...], fixed: int, dimensions: int) -> Fact:
    return Fact._make((*row[:fixed], row[fixed : fixed + dimensions], row[fixed + dimensions :]))
