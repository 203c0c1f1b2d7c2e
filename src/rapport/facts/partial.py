"""Months that are not over: facts by day up to some day, beside as many working days of the base."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from rapport.core.periods import month_of
from rapport.core.question import Scope
from rapport.facts.asked import Asked, every_aggregate
from rapport.facts.engine import opened
from rapport.facts.reading import Reading
from rapport.facts.sql import latest, written
from rapport.facts.windows import Window
from rapport.facts.world import World

DAY = timedelta(days=1)


def with_partial(asked: Asked, world: World, scope: Scope) -> Asked:
    """What is asked, with the measures whose last month is told by day and only up to a day, in a world that ends before it does.

    A month that was over when the last figures came is whole, whatever the last day is that something was sold on.
    """
    last = month_of(asked.period.end - DAY)
    if world.known_on is None or world.known_on not in last or world.known_on + DAY == last.end:
        return asked
    measures = dict.fromkeys(aggregate.measure for aggregate in every_aggregate(asked.kpis))
    flows = [measure for measure in measures if world.trade.measures[measure].kind == "flow"]
    return replace(asked, partial=dict(_told_by_day(flows, asked, world, scope)))


def _told_by_day(measures: list[str], asked: Asked, world: World, scope: Scope) -> Iterator[tuple[str, date]]:
    """The measures that are told by day and not to the end, with the day after the last."""
    last = month_of(asked.period.end - DAY)
    for measure in measures:
        window = Window(measure, "actual", last.start, last.end)
        reading = Reading(world, scope, asked.question.structure, (window,))
        with opened(world, reading.days) as connection:
            found = connection.execute(written(latest(reading))).fetchone()
        if found and found[1] == found[0] + DAY and last.start < found[1] < last.end and found[0] <= (world.known_on or found[0]):
            yield measure, found[1]
