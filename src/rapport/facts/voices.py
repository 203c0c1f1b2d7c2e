"""What each reporter told, as the readings have it: the ground of who was expected to report, and who did."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property, partial

from rapport.core.kpi import Aggregate
from rapport.core.question import Filter
from rapport.facts.asked import conditions_of
from rapport.facts.lines import Key
from rapport.facts.places import Alike, Places, reach
from rapport.facts.reading import ALWAYS, Reading
from rapport.facts.said import Lines, at_once, told_of
from rapport.facts.sides import Heard
from rapport.facts.spoken import Part, Parts, Spoken
from rapport.facts.told import Told
from rapport.facts.windows import Window

REPORTED_FOR = ("account", "country")
"""What is reported for: a reporter without a single product or customer still reported."""

FEW = 500
"""So many values of a field are asked for one by one."""


class Voices:
    """Who told what of the measures of a question, of each cell and window: reporters as a whole, and part by part.

    What the question's own reading told holds the windows. A filter on what nobody reports for would leave out reporters; then
    they are read on their own. `asked`: those fields asked by that are reported for, `apart` the others.
    """

    def __init__(self, heard: Heard, windows: tuple[Window, ...]) -> None:
        side, told, self.connection, self.windows = heard.side, heard.told, heard.connection, windows
        self.asked = tuple(field for field in side.asked.fields if field in REPORTED_FOR)
        self.apart = tuple(field for field in REPORTED_FOR if field not in self.asked)
        kept = tuple(kept for kept in side.asked.where if kept.field in (*REPORTED_FOR, "channel", "source", *ALWAYS))
        self._aggregates = side.asked.aggregates
        own = side.reading(windows, side.asked.aggregates, (*self.asked, *self.apart))
        self._reading = replace(own, where=kept)
        if kept != side.asked.where and windows:
            told = Told(replace(self._reading, by=self.asked), heard.connection)
        self._lines = Lines(told, self.asked)

    def spoken(self, leaf: Aggregate, windows: Sequence[Window], cell: Key, *, is_before: bool = False) -> dict[str, Spoken]:
        """What each reporter told of an aggregate in a cell; `is_before`: of months before those that are asked for."""
        found = self._lines.spoken(leaf, windows, cell, is_before=is_before)
        return {part.reporter: spoken for part, spoken in found.items()}

    def parts(self, leaf: Aggregate, before: Sequence[Window], windows: Sequence[Window], cell: Key) -> Parts:
        """The accounts and countries of which each told an aggregate's measure in a cell, before and in its windows."""

        def told(of: Sequence[Window], once: frozenset[date] | None, *, with_cut: bool) -> dict[Alike, frozenset[date]]:
            found: defaultdict[Alike, frozenset[date]] = defaultdict(frozenset)
            for window in of:
                reached = reach(window)
                for alike in self._places.of(window, self._lines.own(window, cell)):
                    if months := alike.told(reached, with_cut=with_cut):
                        found[alike] |= once or months
            return found

        once = at_once(leaf, windows)
        anywhere = cache(partial(self._told_anywhere, before, windows, once))
        first = min((window.start for window in (*before, *windows)), default=date.max).replace(day=1)
        return Parts(self.apart, told(before, None, with_cut=True), told(windows, once, with_cut=False), anywhere, first)

    def monthly(
        self, leaf: Aggregate, before: Sequence[Window], windows: Sequence[Window], cell: Key, parts: Iterable[Part]
    ) -> dict[Part, Decimal]:
        """What a month stands for of each of these parts that has something that meets the aggregate's conditions."""
        lines = self._of_parts if conditions_of(leaf) else self._of_places
        earlier, now = lines.spoken(leaf, before, cell, is_before=True), lines.spoken(leaf, windows, cell, is_before=False)
        found: dict[Part, Decimal] = {}
        for part in parts:
            told = [one for one in (earlier.get(part), now.get(part)) if one]
            if told and (not conditions_of(leaf) or any(one.volume for one in told)):
                found[part] = next((one for one in told if one.volume), told[0]).monthly
        return found

    @cached_property
    def cells(self) -> tuple[Key, ...]:
        """The cells that anybody told of, by the fields that are asked by and reported for."""
        return tuple(dict.fromkeys(cell for window, cell in self._lines.by_cell if window in self.windows and None not in cell))

    @cached_property
    def heard_in(self) -> Mapping[Window, frozenset[date]]:
        """The months of each window of which anybody told anything, wherever."""
        told: dict[Window, frozenset[date]] = dict.fromkeys(self.windows, frozenset())
        for (window, _), lines in self._lines.by_cell.items():
            if window in told:
                told[window] = told[window].union(*(told_of(window, line) for _, line in lines if line.counts))
        return told

    @cached_property
    def _of_parts(self) -> Lines:
        """What was told part by part: of those accounts and countries of which somebody did not speak whenever he spoke."""
        return self._apart_from(self._reading, {leaf.measure for leaf in self._aggregates if conditions_of(leaf)})

    @cached_property
    def _of_places(self) -> Lines:
        """The same without the products, for what has no conditions."""
        return self._apart_from(self._where, {leaf.measure for leaf in self._aggregates if not conditions_of(leaf)})

    def _apart_from(self, reading: Reading, measures: Collection[str]) -> Lines:
        patchy = [frozenset(values) for values in zip(*self._places.patchy, strict=True)]
        among = zip(self.apart, patchy, strict=False)
        few = (Filter(field, values) for field, values in among if len(values) <= FEW and None not in values)
        windows = tuple(window for window in reading.windows if window.measure in measures)
        read = replace(reading, windows=windows, where=(*reading.where, *few))
        return Lines(Told(read, self.connection), self.asked, self.apart)

    @property
    def _where(self) -> Reading:
        return replace(self._reading, conditions=((),), table="places")

    @cached_property
    def _places(self) -> Places:
        return Places(self._where, len(self.asked), self.connection)

    def _told_anywhere(
        self, before: Sequence[Window], windows: Sequence[Window], once: frozenset[date] | None, reporter: str
    ) -> frozenset[date]:
        """The months of which a reporter told anything, wherever."""
        earlier, now = (
            frozenset[date]().union(
                *(alike.told(reach(window), with_cut=True) for window in of for alike in self._everywhere.by(window, reporter))
            )
            for of in (before, windows)
        )
        return earlier | (once or now if now else now)

    @cached_property
    def _everywhere(self) -> Places:
        """Who spoke of any account and country: asked for only where some are missing."""
        anywhere = tuple(kept for kept in self._reading.where if kept.field not in REPORTED_FOR)
        if anywhere == self._reading.where:
            return self._places
        return Places(replace(self._where, by=(), where=anywhere), 0, self.connection)
