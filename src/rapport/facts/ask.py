"""The one question to the facts: KPIs by fields over a period, beside a base, within a scope."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from rapport.core.periods import Period, add_months, month_of
from rapport.core.question import Answer, Base, Question, Row, Scope
from rapport.core.refusals import Refused
from rapport.facts.asked import Asked, every_aggregate, fields_kept, made_out
from rapport.facts.cells import cells
from rapport.facts.engine import opened
from rapport.facts.figures import figure, valued
from rapport.facts.sides import Heard, Side
from rapport.facts.sql import DIALECT, Reading, latest
from rapport.facts.windows import Group, Window
from rapport.facts.world import World


def ask(question: Question, world: World, scope: Scope, *, base_world: World | None = None) -> Answer:
    """Answer a question from a world, seeing only what the scope lets through.

    `base_world`: the world in which the base is read (as first printed, or as known on another day); else the same.
    Refuses unknown KPIs and fields, and a question without a period where no measure asked has actuals.
    """
    period = question.period or last_period(question, world, scope)
    asked = made_out(question, world, period)
    now, base = Side(asked, world, scope), _base_side(asked, base_world or world, scope)
    sides = _heard(now, base, is_same_world=base_world is None)
    rows = [_row(asked, sides, group, key) for group in asked.groups for key in cells(group, sides)]
    return Answer(
        period=period,
        known_on=world.known_on,
        ledger=world.ledger,
        currency=question.currency or _only_currency(rows),
        base=_base(asked, base_world or world),
        rows=tuple(_ordered(asked, rows)),
    )


def last_period(question: Question, world: World, scope: Scope) -> Period:
    """The last month with actuals of the measures asked; where facts speak only of longer stretches, the last of those."""
    measures = dict.fromkeys(a.measure for a in every_aggregate(tuple(world.trade.kpi(name) for name in question.kpis)))
    if world.files:
        first, last = min(f.first for f in world.files), add_months(max(f.last for f in world.files), 13)
        spans = tuple(Window(measure, "actual", first, last) for measure in measures)
        reading = Reading(world, scope, question.structure, spans, where=fields_kept(question))
        with opened(world, reading.days) as connection:
            found = connection.execute(latest(reading).sql(DIALECT)).fetchone()
        if found:
            since, until = found
            return Period(since, until) if until > add_months(since, 1) else month_of(until - timedelta(days=1))
    raise Refused(f"there are no actuals of {', '.join(measures)} to take the last month of; name a period, such as 2026-10")


def _base_side(asked: Asked, world: World, scope: Scope) -> Side | None:
    base = _base(asked, world)
    if base is None:
        return None
    shift = (base.period.start.year - asked.period.start.year) * 12 + base.period.start.month - asked.period.start.month
    return Side(asked, world, scope, base.kind if base.kind in ("plan", "forecast") else "actual", shift)


def _base(asked: Asked, world: World) -> Base | None:
    against, calendar = asked.question.vs, world.calendar
    if against is None:
        return None
    period = asked.period
    if against in ("prior_year", "prior_period"):
        period = calendar.prior_year(period) if against == "prior_year" else calendar.prior_period(period)
    return Base(against, period, world.known_on)


def _heard(now: Side, base: Side | None, *, is_same_world: bool) -> list[Heard]:
    """Both sides, read in one go where they lie in the same world."""
    fields, aggregates = now.asked.fields, now.asked.aggregates
    if base is None or is_same_world:
        found = (*now.all_windows(), *(base.all_windows() if base else ()))
        told = now.read(found, aggregates, fields)
        return [Heard(side, told) for side in (now, base) if side]
    return [Heard(side, side.read(side.all_windows(), aggregates, fields)) for side in (now, base)]


def _row(asked: Asked, sides: Sequence[Heard], group: Group, key: tuple[int | str | None, ...]) -> Row:
    now, *others = sides
    names = {number: name.code for heard in sides for number, name in heard.side.world.batches.items()}
    figures = {}
    for kpi in asked.kpis:
        base = next((valued(kpi, other, group, key) for other in others), None)
        figures[kpi.key] = figure(kpi, valued(kpi, now, group, key), base, None, names)
    return Row(asked.at(group, key), figures)


def _only_currency(rows: Iterable[Row]) -> str | None:
    found = {figure.currency for row in rows for figure in row.kpis.values() if figure.currency}
    return found.pop() if len(found) == 1 else None


def _ordered(asked: Asked, rows: list[Row]) -> list[Row]:
    """Largest first by the first KPI, what is missing last; groups of time come first where there are any."""
    first = asked.kpis[0].key

    def size(row: Row) -> tuple[bool, float, str]:
        value = row.kpis[first].value
        return value is None, -float(value or 0), str([str(part) for part in row.by.values()])

    found = sorted(rows, key=size)[: asked.question.top]
    place = {group.labels: number for number, group in enumerate(asked.groups)}
    return sorted(found, key=lambda row: place[tuple(str(row.by[grain]) for grain in asked.times)])
