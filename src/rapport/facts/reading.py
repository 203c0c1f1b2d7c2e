"""What a question reads of the facts: its windows, the fields of its groups, its filters and conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapport.core.kpi import Condition
from rapport.core.pack import Measure, Trade
from rapport.core.periods import Period
from rapport.core.question import Filter, Scope
from rapport.facts.rollup import Structure
from rapport.facts.windows import Window
from rapport.facts.world import World

ALWAYS = ("sender", "currency")
"""Fields that facts have besides the trade's dimensions and attributes."""


def can_have(trade: Trade, measure: Measure, field: str) -> bool:
    """Whether facts of a measure can be broken down by a field at all: every fact has a sender, money a currency."""
    if field == "currency":
        return measure.unit == "money"
    return field == "sender" or trade.dimension_of(field) in measure.dimensions


@dataclass(frozen=True)
class Reading:
    """What a question reads: its windows, the fields of its groups, its filters, and the sets of conditions it adds up by.

    `currency`: money in any other one is added up by the months that it speaks of, to be converted. `table`: that of all facts,
    or that of places, which has but some of the dimensions (see `engine`).
    """

    world: World
    scope: Scope
    structure: Structure
    windows: tuple[Window, ...]
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    conditions: tuple[tuple[Condition, ...], ...] = ()
    currency: str | None = None
    table: Literal["facts", "places"] = "facts"

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures of its windows, each once."""
        return tuple(self.world.trade.measures[key] for key in sorted({window.measure for window in self.windows}))

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios of its windows, each once."""
        return tuple(sorted({window.scenario for window in self.windows}))

    @property
    def days(self) -> Period:
        """The days that its windows span."""
        return Period(min(window.start for window in self.windows), max(window.stop for window in self.windows))

    @cached_property
    def tested(self) -> tuple[str, ...]:
        """The fields that filters and conditions look at, each once."""
        named = (*(kept.field for kept in self.where), *(c.field for part in self.conditions for c in part))
        return tuple(dict.fromkeys(named))

    @cached_property
    def unjudged(self) -> tuple[tuple[tuple[Condition, ...], str], ...]:
        """What may be left out: by each filter (no conditions) and by each condition of a set, facts without its field."""
        filtered = dict.fromkeys(kept.field for kept in self.where)
        by_conditions = ((part, c.field) for part in self.conditions for c in part if c.field not in filtered)
        return (*(((), field) for field in filtered), *dict.fromkeys(by_conditions))

    @property
    def is_matched(self) -> bool:
        """Whether some of its windows leave unmatched cells out."""
        return any(window.apart for window in self.windows)

    @property
    def bounds(self) -> Mapping[str, frozenset[int | str]]:
        """The values that filters keep of dimensions under whose values nothing else stands."""
        trade, has_trees = self.world.trade, self.world.ancestors is not None
        return {kept.field: kept.values for kept in self.where if not (has_trees and trade.nests(kept.field))}

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """For each dimension asked for, the finer ones whose values stand under its own in the world's trees."""
        trade = self.world.trade
        asked = dict.fromkeys(trade.dimension_of(field) for field in (*self.by, *self.tested))
        return {key: trade.below(key) for key in asked} if self.world.ancestors else {}

    def without(self, field: str) -> list[str]:
        """The measures that a field never breaks down: it leaves them whole."""
        return [measure.key for measure in self.measures if not can_have(self.world.trade, measure, field)]
