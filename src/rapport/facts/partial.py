"""Months that are not over: facts by day up to some day, beside as many working days of the base."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeGuard
from weakref import WeakKeyDictionary

from rapport.core.periods import Period, month_of
from rapport.core.question import Scope
from rapport.facts.asked import Asked, every_aggregate
from rapport.facts.engine import opened
from rapport.facts.reading import Reading
from rapport.facts.sql import latest, telling, written
from rapport.facts.windows import Window
from rapport.facts.world import World

DAY = timedelta(days=1)

_known: WeakKeyDictionary[World, dict[Period, frozenset[str]]] = WeakKeyDictionary()


def with_partial(asked: Asked, world: World, scope: Scope) -> Asked:
    """What is asked, with the measures whose last month is told by day and only up to a day, by files that came before its end.

    A month that was over when its last figures came is whole, whatever the last day is that something was sold on.
    """
    last = month_of(asked.period.end - DAY)
    if not any(_is_within(_released(batch, world), last) for batch in world.batches):
        return asked
    measures = dict.fromkeys(aggregate.measure for aggregate in every_aggregate(asked.kpis))
    flows = [measure for measure in measures if world.trade.measures[measure].kind == "flow" and measure in _daily(world, last)]
    return replace(asked, partial=dict(_told_by_day(flows, asked, world, scope)))


def _daily(world: World, month: Period) -> frozenset[str]:
    """The measures of which a world has facts by day in a month: of few, so that most questions need not look any closer."""
    found = _known.setdefault(world, {})
    if month not in found:
        with opened(world, month) as connection:
            rows = connection.execute(
                "SELECT DISTINCT measure FROM facts WHERE grain = 'day' AND day >= $1 AND day < $2", [month.start, month.end]
            )
            found[month] = frozenset(measure for (measure,) in rows.fetchall())
    return found[month]


def _told_by_day(measures: list[str], asked: Asked, world: World, scope: Scope) -> Iterator[tuple[str, date]]:
    """The measures that are told by day and not to the end, with the day after the last."""
    last = month_of(asked.period.end - DAY)
    for measure in measures:
        window = Window(measure, "actual", last.start, last.end)
        reading = Reading(world, scope, asked.question.structure, (window,))
        with opened(world, reading.days) as connection:
            found = connection.execute(written(latest(reading))).fetchone()
            if not found or found[1] != found[0] + DAY or not last.start < found[1] < last.end:
                continue
            batches = [batch for (batch,) in connection.execute(written(telling(reading))).fetchall()]
        released = max((day for batch in batches if (day := _released(batch, world))), default=None)
        if _is_within(released, last) and found[0] <= released:
            yield measure, found[1]


def _released(batch: int, world: World) -> date | None:
    """When a batch was released; where nobody knows, when all that counts was."""
    return world.batches[batch].known_on or world.known_on


def _is_within(released: date | None, month: Period) -> TypeGuard[date]:
    """Whether something was released in a month that was not over."""
    return released is not None and released in month and released + DAY != month.end
