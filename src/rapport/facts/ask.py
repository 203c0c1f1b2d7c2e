"""The one question to the facts: KPIs by fields over a period, beside a base, within a scope."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapport.core.periods import Period, add_months, month_of
from rapport.core.question import UNSEEN, Answer, Base, Question, Row, Scope
from rapport.core.refusals import Refused
from rapport.facts.asked import Asked, check_fields, every_aggregate, fields_kept, made_out
from rapport.facts.cells import cells
from rapport.facts.coverage import Reporters, reported_in
from rapport.facts.elsewhere import Elsewhere
from rapport.facts.engine import opened
from rapport.facts.figures import figure, valued
from rapport.facts.lines import Key
from rapport.facts.matching import matches
from rapport.facts.never import Never
from rapport.facts.partial import with_partial
from rapport.facts.reading import Reading
from rapport.facts.scope import hides
from rapport.facts.sides import Heard, Side
from rapport.facts.spoken import HISTORY
from rapport.facts.sql import latest, written
from rapport.facts.told import Told
from rapport.facts.unplanned import Unplanned
from rapport.facts.windows import Group, Window
from rapport.facts.world import World

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Unreported(Refused):
    """There are no actuals of what is asked."""


def ask(question: Question, world: World, scope: Scope, *, base_world: World | None = None) -> Answer:
    """Answer a question from a world, seeing only what the scope lets through.

    `base_world`: the world in which the base is read (as first printed, or as known on another day); else the same.
    Refuses unknown KPIs and fields, and a question without a period where no measure asked has actuals.
    """
    if question.constant_currency and question.vs is None:
        raise Refused("constant currency compares with a base; say which: --vs prior_year, prior_period, plan or forecast")
    asked = with_partial(made_out(question, world, question.period or last_period(question, world, scope)), world, scope)
    if base_world and question.constant_currency:  # both sides by the same rates: those that the base is told by
        world = replace(world, rates=base_world.rates)
    now, base = Side(asked, world, scope), base_side(asked, base_world or world, scope)
    with ExitStack() as stack:
        here = there = stack.enter_context(opened(world, days_of(now, base)))
        if base and base_world:
            there = stack.enter_context(opened(base_world, days_of(base)))
        if base is None or here is there:
            sides = _heard([now, *([base] if base else [])], here)
        else:
            sides = [*_heard([now], here), *_heard([base], there)]
        reporters = [Reporters(heard) for heard in sides]
        unplanned, nevers = Unplanned(sides[0], sides[-1]), [Never(heard.side) for heard in sides]
        elsewhere = list(map(Elsewhere, sides))
        names = {number: name.code for heard in sides for number, name in heard.side.world.batches.items()}
        places = [(group, key) for group in asked.groups for key in cells(group, sides)]
        nowhere = [(group, (None,) * len(asked.fields)) for group in asked.groups]
        rows = [_row(sides, reporters, unplanned, nevers, elsewhere, names, *place) for place in places or nowhere]
        known_on = sides[-1].known_on
        keys = {group: [key for of, key in places if of == group] for group in asked.groups}
        absent = (note for kpi in asked.kpis for group in asked.groups for note in reporters[0].absent(kpi, group, keys[group]))
        notes = (*_base_known(question), *(dict.fromkeys(absent) if asked.fields else ()))
    return Answer(
        period=asked.period,
        known_on=world.known_on,
        ledger=world.ledger,
        currency=question.currency or _only_currency(rows),
        base=Base(question.vs, asked.base_period, known_on) if question.vs else None,
        rows=tuple(_ordered(asked, rows)),
        notes=notes,
    )


def _base_known(question: Question) -> Iterator[str]:
    if question.vs is not None and question.base_as_of is not None:
        at = ", at the rates known now" if question.currency else ""
        yield f"base as first printed{at}" if question.base_as_of == "first" else f"base as known on {question.base_as_of}"


def last_period(question: Question, world: World, scope: Scope) -> Period:
    """The last month with actuals of the measures asked; where facts speak only of longer stretches, the last of those.

    Of what only records tell, the last month with any actuals.
    """
    check_fields(question, world)
    measures = dict.fromkeys(a.measure for a in every_aggregate(tuple(world.trade.kpi(name) for name in question.kpis)))
    if all(world.trade.measures[measure].is_recorded for measure in measures):
        measures = dict.fromkeys((*measures, *world.trade.measures))
    if all(hides(scope, world.trade.measures[measure]) for measure in measures):
        raise Unreported(f"{', '.join(measures)}: {UNSEEN}")
    if world.files:
        first, last = min(f.first for f in world.files), add_months(max(f.last for f in world.files), 13)
        spans = tuple(Window(measure, "actual", first, last) for measure in measures)
        reading = Reading(world, scope, question.structure, spans, where=fields_kept(question))
        with opened(world, reading.days) as connection:
            found = connection.execute(written(latest(reading))).fetchone()
        if found:
            since, until = found
            return Period(since, until) if until > add_months(since, 1) else month_of(until - timedelta(days=1))
    told = ", ".join(measures)
    raise Unreported(
        f"there are no actuals of {told} to take the last month of; import a file of them, or name a period (2026-10)"
    )


def base_side(asked: Asked, world: World, scope: Scope) -> Side | None:
    """The side that a question compares with; None where it compares with nothing."""
    against = asked.question.vs
    if against is None:
        return None
    scenario = against if against in ("plan", "forecast") else "actual"
    return Side(asked, world, scope, scenario, asked.base_shift, is_base=True)


def days_of(*sides: Side | None) -> Period:
    """The days that the sides read, with the months before in which reporters are looked for."""
    found = [window for side in sides if side for window in side.all_windows(every_aggregate(side.asked.kpis))]
    if not found:
        return next(side.asked.period for side in sides if side)
    return Period(add_months(min(w.start for w in found), -HISTORY), max(w.stop for w in found))


def _heard(sides: Sequence[Side], connection: "DuckDBPyConnection") -> list[Heard]:
    """Sides of one world, read in one go, and with each who reported it."""
    asked = sides[0].asked
    found = matches(asked.kpis, sides, connection)
    plain = (window for side in sides for window in side.all_windows(asked.aggregates))
    apart = (window for of_side in found for match in of_side.values() for window in match.windows.values())
    reported = (window for side in sides for window in reported_in(side))
    read = (*plain, *apart, *reported)
    told = Told(sides[0].reading(read, asked.aggregates, asked.fields), connection)
    return [Heard(side, told, connection, of_side) for side, of_side in zip(sides, found, strict=True)]


def _row(
    sides: Sequence[Heard],
    reporters: Sequence[Reporters],
    unplanned: Unplanned,
    nevers: Sequence[Never],
    elsewhere: Sequence[Elsewhere],
    names: Mapping[int, str],
    group: Group,
    key: Key,
) -> Row:
    asked = sides[0].side.asked
    figures = {}
    for kpi in asked.kpis:
        now, *base = (
            (
                other.judged(kpi, never.judged(kpi, valued(kpi, heard.of(kpi, key), group, key), key), group, key),
                one.reported(kpi, group, key),
            )
            for heard, one, never, other in zip(sides, reporters, nevers, elsewhere, strict=True)
        )
        found = figure(kpi, now, base[0] if base else None, names)
        if found.delta is not None:
            found = replace(found, notes=(*found.notes, *unplanned.notes(kpi, group, key)))
        figures[kpi.key] = found
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
    return sorted(found, key=lambda row: place[tuple(row.by[grain] for grain in asked.times)])
