"""Who was expected to report, and who did: the ground under a figure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from rapport.core.kpi import Aggregate, Leaf, leaves
from rapport.core.pack import Kpi
from rapport.core.periods import add_months
from rapport.core.question import Coverage
from rapport.facts.lines import Key, Line
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
    """Who reported the measures of a question, before and in each group of time.

    `told`: what the question's own reading told, its windows and those of `reported_in` among them. A filter on what nobody
    reports for would leave out reporters; then they are read on their own.
    """

    def __init__(self, side: Side, told: Told, connection: "DuckDBPyConnection") -> None:
        self.side, self.told = side, told
        kept = tuple(kept for kept in side.asked.where if kept.field in (*REPORTED_FOR, "channel", *ALWAYS))
        fields = tuple(field for field in side.asked.fields if field in REPORTED_FOR)
        if kept != side.asked.where:
            self.told = Told(replace(side.reading(reported_in(side), [], fields), where=kept), connection)
        self.places = [side.asked.fields.index(field) for field in fields]
        self._fields = [self.told.reading.by.index(field) for field in fields]
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
            before = self._volumes(_before(self.side, leaf, group), cell)
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
        place = self.told.reading.conditions.index(())
        for window in windows:
            own = self.told.own(window)
            known = tuple(value if i in own else None for i, value in zip(self._fields, cell, strict=True))
            for line in self._lines.get((window, known), ()):
                volumes[line.reporter] += line.sums[place]
        return dict(volumes)

    @cached_property
    def _lines(self) -> Mapping[tuple[Window, Key], list[Line]]:
        """The lines that count, by window and by the fields that are reported for."""
        found: dict[tuple[Window, Key], list[Line]] = defaultdict(list)
        for window in reported_in(self.side):
            for key, lines in self.told.lines[window].items():
                found[window, tuple(key[i] for i in self._fields)] += [line for line in lines if line.counts]
        return found


def reported_in(side: Side) -> tuple[Window, ...]:
    """The windows that reporters are looked for in: those of the question's actuals, and the months before."""
    found = (
        window
        for leaf in side.asked.aggregates
        if _is_actual(leaf)
        for group in side.asked.groups
        for window in (*side.windows(leaf, group), *_before(side, leaf, group))
    )
    return tuple(dict.fromkeys(found))


def _before(side: Side, leaf: Aggregate, group: Group) -> tuple[Window, ...]:
    """The months before the first that an aggregate reads."""
    starts = [window.start for window in side.windows(leaf, group)]
    if not starts:
        return ()
    first = min(starts).replace(day=1)
    return (Window(leaf.measure, "actual", add_months(first, -HISTORY), first),)


def _is_actual(leaf: Leaf) -> bool:
    return isinstance(leaf, Aggregate) and all(condition.field != "scenario" for condition in leaf.conditions)
