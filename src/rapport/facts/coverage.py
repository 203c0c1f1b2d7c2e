"""Who was expected to report, and who did: the ground under a figure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from rapport.core.kpi import Aggregate, Leaf, leaves
from rapport.core.pack import Kpi
from rapport.core.periods import add_months
from rapport.core.question import Coverage
from rapport.facts.lines import Key, Line
from rapport.facts.reading import ALWAYS
from rapport.facts.sides import Heard, Side
from rapport.facts.told import Told
from rapport.facts.windows import Group, Window

HISTORY = 3
"""Months before a group of time in which whoever reported is expected to report again."""

REPORTED_FOR = ("account", "country")
"""What is reported for: a reporter without a single product or customer still reported."""


class Reporters:
    """Who reported the measures of a question, before and in each group of time.

    What the question's own reading told holds the windows of `reported_in`. A filter on what nobody reports for would leave out
    reporters; then they are read on their own.
    """

    def __init__(self, heard: Heard) -> None:
        self.heard, self.told, side = heard, heard.told, heard.side
        apart = (window for match in heard.matches.values() for window in match.windows.values())
        self.windows = (*reported_in(side), *apart)
        kept = tuple(kept for kept in side.asked.where if kept.field in (*REPORTED_FOR, "channel", *ALWAYS))
        fields = tuple(field for field in side.asked.fields if field in REPORTED_FOR)
        if kept != side.asked.where:
            self.told = Told(replace(side.reading(self.windows, [], fields), where=kept), heard.connection)
        self.places = [side.asked.fields.index(field) for field in fields]
        self._fields = [self.told.reading.by.index(field) for field in fields]
        self._known: dict[tuple[str, Group, Key], Coverage | None] = {}

    def coverage(self, kpi: Kpi, group: Group, key: Key) -> Coverage | None:
        """How many of those expected reported what a figure rests on; None where nobody was expected.

        Of a formula with several measures that which is covered least; whose facts are left out unmatched counts as silent.
        `volume`: what those who count stood for in the months before (where nobody spoke before: now), as a share.
        """
        cell = tuple(key[place] for place in self.places)
        if (kpi.key, group, cell) not in self._known:
            found = [each for leaf in leaves(kpi.formula) if (each := self._coverage(kpi, leaf, group, cell))]
            self._known[kpi.key, group, cell] = min(found, key=_share)[0] if found else None
        return self._known[kpi.key, group, cell]

    def _coverage(self, kpi: Kpi, leaf: Leaf, group: Group, cell: Key) -> tuple[Coverage, int] | None:
        """The coverage of one aggregate, and how many told of it at all."""
        if not (isinstance(leaf, Aggregate) and _is_actual(leaf)) or leaf.kind == "published":
            return None
        before = self._volumes(_before(self.heard.side, leaf, group), cell)
        now = self._volumes(self.heard.side.windows(leaf, group), cell)
        counted = self._volumes(self.heard.of(kpi).side.windows(leaf, group), cell)
        expected = {*before, *now}
        if not expected:
            return None
        volume = before or (now if counted != now else {})
        whole = sum(volume.values())
        share = sum(amount * _part(counted.get(reporter), now.get(reporter)) for reporter, amount in volume.items())
        return Coverage(len(counted), len(expected), float(share / whole) if whole > 0 else None), len(now)

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
        for window in self.windows:
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


def _part(counted: Decimal | None, told: Decimal | None) -> Decimal:
    """How much of what a reporter told counts, from 0 to 1."""
    if counted is None or not told:
        return Decimal(counted is not None)
    return counted / told


def _share(found: tuple[Coverage, int]) -> tuple[float, float, float]:
    """What coverages are compared by: how many count, how many of them told at all, then what they stand for."""
    coverage, told = found
    volume = 1.0 if coverage.volume is None else coverage.volume
    return coverage.reporting / coverage.expected, told / coverage.expected, volume


def _is_actual(leaf: Leaf) -> bool:
    return isinstance(leaf, Aggregate) and all(condition.field != "scenario" for condition in leaf.conditions)
