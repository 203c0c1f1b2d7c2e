"""By which fields to search for the places where a KPI moved."""

from typing import TYPE_CHECKING

from sqlglot import exp

from rapport.core.pack import Kpi
from rapport.core.question import Question, Scope
from rapport.facts.ask import days_of
from rapport.facts.asked import every_aggregate
from rapport.facts.drivers import sides, structure_on
from rapport.facts.engine import opened
from rapport.facts.reading import Reading
from rapport.facts.speakers import SPEAKERS
from rapport.facts.sql import standing, written
from rapport.facts.told import Told
from rapport.facts.world import World

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_CELLS = 5_000
"""Fields are taken as long as their values make no more cells together."""


def searched(kpi: Kpi, question: Question, world: World, scope: Scope) -> tuple[str, ...]:
    """The fields by which the KPI's facts are broken down on both sides: those asked for, dimensions, then their attributes.

    A field of one value says nothing, one of so many values that cells would get too many is left out, and who speaks is no
    place: the figures of those who speak of the same do not add up.
    """
    base, now = sides((kpi.formula,), kpi, structure_on(question), world, scope)
    aggregates = every_aggregate(now.asked.kpis)
    windows = [window for side in (base, now) for window in side.all_windows(aggregates)]
    with opened(world, days_of(base, now)) as connection:
        depths = Told(now.reading(windows, aggregates, ()), connection).depths.values()
        places = [field for field in world.trade.dimensions if field not in SPEAKERS]
        dimensions = [field for field in places if depths and all(field in depth for depth in depths)]
        attributes = [key for key, attribute in world.trade.attributes.items() if attribute.of in dimensions]
        fields = tuple(dict.fromkeys((*question.by, *dimensions, *attributes)))
        return _few(fields, _values(now.reading(windows, aggregates, fields), connection)) if fields else ()


def _values(reading: Reading, connection: "DuckDBPyConnection") -> tuple[int, ...]:
    """How many values each field has, about."""
    counts = [exp.func("approx_count_distinct", exp.column(field)) for field in reading.by]
    query = exp.select(*counts).from_(standing(reading, reading.by).subquery("fact"))
    found: tuple[int, ...] = connection.execute(written(query)).fetchall()[0]
    return found


def _few(fields: tuple[str, ...], values: tuple[int, ...]) -> tuple[str, ...]:
    chosen, cells = [], 1
    for field, count in zip(fields, values, strict=True):
        if count > 1 and cells * count <= MOST_CELLS:
            chosen.append(field)
            cells *= count
    return tuple(chosen)
