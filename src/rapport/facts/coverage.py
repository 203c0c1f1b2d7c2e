"""Who was expected to report, and who did: the ground under a figure."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from rapport.core.kpi import Aggregate, Leaf, leaves
from rapport.core.pack import Kpi
from rapport.core.periods import add_months
from rapport.core.question import Coverage
from rapport.facts.lines import Key
from rapport.facts.sides import Side
from rapport.facts.sql import ALWAYS
from rapport.facts.told import Told
from rapport.facts.windows import Group, Window

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HISTORY = 3
"""Months before a group of time in which whoever reported is expected to report again."""

REPORTED_FOR = ("account", "country")
"""What is reported for: a reporter without a single product or customer still reported."""


class Reporters:
    """Who reported the measures of a question, before and in each group of time."""

    def __init__(self, side: Side, connection: "DuckDBPyConnection") -> None:
        self.side = side
        fields = tuple(field for field in side.asked.fields if field in REPORTED_FOR)
        aggregates = [leaf for leaf in side.asked.aggregates if _is_actual(leaf)]
        found = [
            window
            for leaf in aggregates
            for group in side.asked.groups
            for window in (*side.windows(leaf, group), *self._before(leaf, group))
        ]
        kept = tuple(kept for kept in side.asked.where if kept.field in (*REPORTED_FOR, "channel", *ALWAYS))
        self.places = [side.asked.fields.index(field) for field in fields]
        self.told = Told(replace(side.reading(found, [], fields), where=kept, conditions=((),)), connection)
        self._known: dict[tuple[str, Group, Key], Coverage | None] = {}

    def coverage(self, kpi: Kpi, group: Group, key: Key) -> Coverage | None:
        """How many of those expected reported all measures of a KPI; None where nobody was expected.

        `volume`: what those who reported stood for in the months before, as a share; None where there were no such months.
        """
        cell = tuple(key[place] for place in self.places)
        if (kpi.key, group, cell) not in self._known:
            self._known[kpi.key, group, cell] = self._coverage(kpi, group, cell)
        return self._known[kpi.key, group, cell]

    def _coverage(self, kpi: Kpi, group: Group, cell: Key) -> Coverage | None:
        expected: set[str] = set()
        silent: set[str] = set()
        volume: dict[str, Decimal] = {}
        for leaf in (leaf for leaf in leaves(kpi.formula) if isinstance(leaf, Aggregate) and _is_actual(leaf)):
            before = self._volumes(self._before(leaf, group), cell)
            now = self._volumes(self.side.windows(leaf, group), cell)
            expected |= {*before, *now}
            silent |= before.keys() - now.keys()
            volume = volume or before
        if not expected:
            return None
        whole = sum(volume.values())
        share = sum(amount for reporter, amount in volume.items() if reporter not in silent)
        return Coverage(len(expected - silent), len(expected), float(share / whole) if whole > 0 else None)

    def _volumes(self, windows: tuple[Window, ...], cell: Key) -> dict[str, Decimal]:
        volumes: dict[str, Decimal] = defaultdict(Decimal)
        for line in (line for window in windows for line in self.told.at(window, cell)):
            if line.counts:
                volumes[line.reporter] += line.sums[0]
        return dict(volumes)

    def _before(self, leaf: Aggregate, group: Group) -> tuple[Window, ...]:
        """The months before the first that an aggregate reads."""
        starts = [window.start for window in self.side.windows(leaf, group)]
        if not starts:
            return ()
        first = min(starts).replace(day=1)
        return (Window(leaf.measure, "actual", add_months(first, -HISTORY), first),)


def _is_actual(leaf: Leaf) -> bool:
    return isinstance(leaf, Aggregate) and all(condition.field != "scenario" for condition in leaf.conditions)
