"""Of what a figure counts of some products alone: the cells in which nobody ever told any of these."""

from dataclasses import replace
from functools import cached_property

from rapport.core.kpi import Aggregate
from rapport.core.pack import Kpi
from rapport.core.periods import Period, add_months
from rapport.core.question import Filter
from rapport.facts.asked import conditions_of
from rapport.facts.engine import LONGEST_GRAIN, opened
from rapport.facts.figures import Valued
from rapport.facts.lines import Key
from rapport.facts.remarks import of_others
from rapport.facts.sides import Side
from rapport.facts.told import Told
from rapport.facts.windows import Window


class Never:
    """What one side is never told: asked for only where a sum of some products alone comes to nothing."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self._known: dict[Aggregate, tuple[Told, Window]] = {}

    def judged(self, kpi: Kpi, found: Valued, key: Key) -> Valued:
        """A sum with its reason in place of 0 where all that was ever told in its cell is of other products."""
        leaf = kpi.formula
        if not isinstance(leaf, Aggregate) or found.value != 0 or self.side.scenario != "actual" or not self._fields(leaf):
            return found
        if leaf not in self._known:
            self._known[leaf] = self._told(leaf)
        told, window = self._known[leaf]
        if any(line.counts for line in told.at(window, key)):
            return found
        return replace(found, value=None, why=of_others(leaf.measure, self._fields(leaf)[0]), currency=None)

    def _fields(self, leaf: Aggregate) -> list[str]:
        """The fields by which a formula takes some alone."""
        conditions = conditions_of(leaf)
        return [] if any(one.negated for one in conditions) else [one.field for one in conditions]

    def _told(self, leaf: Aggregate) -> tuple[Told, Window]:
        """What was told of it at any time."""
        window = Window(leaf.measure, "actual", self._days.start, self._days.end)
        reading = self.side.reading((window,), (), self.side.asked.fields)
        kept = tuple(Filter(one.field, frozenset(one.values)) for one in conditions_of(leaf))
        with opened(self.side.world, self._days) as connection:
            return Told(replace(reading, where=(*reading.where, *kept)), connection), window

    @cached_property
    def _days(self) -> Period:
        files = self.side.world.files
        return Period(min(file.first for file in files), add_months(max(file.last for file in files), 1 + LONGEST_GRAIN))
