"""Cells that have nothing on one side as things stood then, though what stands there on the other side was told elsewhere."""

from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from rapport.core.kpi import aggregates
from rapport.core.pack import Kpi
from rapport.core.periods import month_of
from rapport.facts.figures import Valued
from rapport.facts.lines import Key
from rapport.facts.sides import Heard
from rapport.facts.told import Told
from rapport.facts.windows import Group

ELSEWHERE = "nothing that was told stood under it then"
"""Why a cell has nothing on a side where things stood elsewhere, in place of that nothing was reported."""


class Elsewhere:
    """What one side of a question was told, in the structure of the other: looked up only where a cell has nothing."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard

    def judged(self, kpi: Kpi, found: Valued, group: Group, key: Key) -> Valued:
        """A figure that is not reported, with the reason that what stands in its cell stood elsewhere, where that is so."""
        asked, side = self.heard.side.asked, self.heard.side
        if not (found.why or "").endswith("not reported") or asked.question.structure != "as_was" or not asked.base_shift:
            return found
        windows = (window for leaf in aggregates(kpi.formula) for window in side.all_of(leaf, group))
        is_told = any(line.counts for window in windows for line in self._told.at(window, key))
        return replace(found, why=ELSEWHERE) if is_told else found

    @cached_property
    def _told(self) -> Told:
        side = self.heard.side
        other = side.asked.period if side.is_base else side.asked.base_period
        reading = side.reading(side.all_windows(side.asked.aggregates), side.asked.aggregates, side.asked.fields)
        month = month_of(other.end - timedelta(days=1)).start
        return Told(replace(reading, structure=month), self.heard.connection)
