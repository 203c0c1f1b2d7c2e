"""What the facts told of a reading: exact amounts by group and window, or the reason why there is none."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from rapport.core.kpi import Aggregate, Condition
from rapport.core.mentions import mention
from rapport.core.pack import Measure
from rapport.core.periods import add_months
from rapport.core.question import UNSEEN, Number
from rapport.facts.asked import conditions_of
from rapport.facts.lines import Amount, Key, Line, mixed
from rapport.facts.published import Published
from rapport.facts.rates import Conversion, Rates
from rapport.facts.reading import ALWAYS, Reading, can_have
from rapport.facts.remarks import contested, gaps, left_out, of_others, shared, together, uncounted, uncovered
from rapport.facts.scope import hides
from rapport.facts.sql import depth, totals, written
from rapport.facts.windows import Window
from rapport.facts.world import MONTHS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@lru_cache(maxsize=4096)
def _months(first: date, grain: str) -> tuple[date, ...]:
    return tuple(add_months(first, n) for n in range(MONTHS.get(grain, 1)))


def _without(key: Key, places: Collection[int]) -> Key:
    return tuple(value for place, value in enumerate(key) if place not in places)


class Told:
    """The lines of a reading, found by window and group."""

    def __init__(self, reading: Reading, connection: "DuckDBPyConnection") -> None:
        self.reading, self.connection = reading, connection
        self.lines: dict[Window, dict[Key, list[Line]]] = {window: {} for window in reading.windows}
        for row in connection.execute(written(totals(reading))).fetchall() if reading.windows else ():
            window, key, line = self._line(row)
            self.lines[window].setdefault(key, []).append(line)

    def _line(self, row: tuple[Any, ...]) -> tuple[Window, Key, Line]:
        groups, sums = 1 + len(self.reading.by), 12 + len(self.reading.by) + len(self.reading.conditions)
        sender, outlet, currency, is_outranked, contested_by, stretch, facts, cut, batches, spoken_of, shared = row[
            groups : groups + 11
        ]
        tests = sums + len(self.reading.tested)
        line = Line(
            reporter=sender if outlet is None else mention("channel", outlet),
            sender=sender,
            currency=currency,
            is_outranked=is_outranked,
            contested_by=frozenset(contested_by or ()),
            facts=int(facts or 0),
            cut=cut,
            batches=frozenset(batches or ()),
            months=frozenset(month for first, grain in spoken_of or () for month in _months(first, grain)),
            sums=tuple(value or Decimal(0) for value in row[groups + 11 : sums]),
            without=tuple(int(value or 0) for value in row[sums:tests]),
            lost=tuple(row[tests:]),
            stretch=tuple(stretch) if stretch else None,
            shared=frozenset(shared or ()),
        )
        return self.reading.windows[row[0]], row[1:groups], line

    def measure(self, window: Window) -> Measure:
        """The measure that a window reads."""
        return self.reading.world.trade.measures[window.measure]

    def own(self, window: Window) -> tuple[int, ...]:
        """The places of the group's fields that a window's measure can be broken down by."""
        return self._own[window.measure]

    @cached_property
    def _own(self) -> Mapping[str, tuple[int, ...]]:
        trade, by = self.reading.world.trade, self.reading.by
        return {m.key: tuple(i for i, field in enumerate(by) if can_have(trade, m, field)) for m in self.reading.measures}

    def keys(self, window: Window) -> list[Key]:
        """The groups of a window in which there are facts that count, or that it cuts through."""
        by_key = self.lines[window].items()
        return [key for key, lines in by_key if any((line.facts or line.cut) and not line.is_outranked for line in lines)]

    @cached_property
    def _missing(self) -> Mapping[Window, tuple[int, ...]]:
        keys = {window: self.keys(window) for window in self.lines}
        return {
            window: tuple(i for i in self.own(window) if found and all(key[i] is None for key in found))
            for window, found in keys.items()
        }

    def missing(self, window: Window) -> tuple[int, ...]:
        """The places of fields that a window's measure can have, but none of these facts has."""
        return self._missing[window]

    def at(self, window: Window, key: Key) -> Sequence[Line]:
        """The lines of a window in a group; a field that never breaks the measure down leaves it whole."""
        return self.lines[window].get(self._own_key(window, key), ())

    def _own_key(self, window: Window, key: Key) -> Key:
        own = self.own(window)
        return tuple(value if i in own else None for i, value in enumerate(key))

    def all(self, window: Window) -> Sequence[Line]:
        """The lines of a window in all groups."""
        return list(chain(*self.lines[window].values()))

    def amount(self, leaf: Aggregate, windows: Sequence[Window], key: Key, conversion: Conversion | None = None) -> Amount:
        """What an aggregate comes to in a group: an exact sum over its windows, never a part of what was asked for.

        `conversion`: how money in other currencies is added up with it.
        """
        if leaf.kind == "months_left":
            return self._months_left(windows)
        if leaf.kind == "latest":
            windows = windows[max(0, self._told_of(windows) - 1) :][:1]
        for window in windows:
            if lacking := self.missing(window):
                return Amount(None, self._only_by(window, self.reading.by[lacking[0]]))
        told = [(window, line) for window in windows for line in (self.all(window) if leaf.is_whole else self.at(window, key))]
        if cut := next((line.cut for _, line in told if line.cut and not line.is_outranked), None):
            return Amount(None, f"{leaf.measure} is reported by {cut}")
        if not any(line.counts for _, line in told):
            return Amount(None, self._of_others(leaf, windows, key) or self._absent(windows))
        if leaf.kind == "published":
            return self._as_published(leaf, windows, key, [(window, line) for window, line in told if line.counts])
        return self._added(leaf, told, conversion, tuple(self._notes(leaf, windows, [line for _, line in told], key)))

    def _added(
        self, leaf: Aggregate, told: Sequence[tuple[Window, Line]], conversion: Conversion | None, notes: tuple[str, ...]
    ) -> Amount:
        """The sum of lines, each beside its window: exact, or in the currency that money is converted to."""
        counted = [(window, line) for window, line in told if line.counts]
        currencies = frozenset(line.currency for _, line in counted if line.currency is not None)
        batches = frozenset[int]().union(*(line.batches for _, line in counted))
        if why := (mixed(currencies) if conversion is None else None) or self._unknown(leaf, counted):
            return Amount(None, why, currencies, batches)
        place = self._place(leaf)
        if conversion is None or currencies <= {conversion.currency}:
            value: Number = sum((line.sums[place] for _, line in counted), Decimal(0))
            return Amount(value / leaf.weeks if leaf.weeks else value, None, currencies, batches, notes)
        found = conversion.total([(window.scenario, line) for window, line in counted], place, self.rates)
        value = found.value / leaf.weeks if leaf.weeks else found.value
        to, others = frozenset({conversion.currency}), currencies - {conversion.currency}
        return Amount(None if found.why else value, found.why, to, batches, (*found.notes, *notes), others)

    def _as_published(
        self, leaf: Aggregate, windows: Sequence[Window], key: Key, counted: Sequence[tuple[Window, Line]]
    ) -> Amount:
        """The one published figure of a group; lines only tell whether there are any, for their sums mean nothing."""
        batches = frozenset[int]().union(*(line.batches for _, line in counted))
        if why := self._unknown(leaf, counted):
            return Amount(None, why, batches=batches)
        return self._published.amount(leaf, windows, self._own_key(windows[0], key), batches)

    @cached_property
    def _published(self) -> Published:
        return Published(self.reading, self.connection)

    def _place(self, leaf: Aggregate) -> int:
        """The place of an aggregate's sum in each line."""
        return self.reading.conditions.index(conditions_of(leaf))

    @cached_property
    def rates(self) -> Rates:
        """The rates of this reading's world."""
        return Rates(self.connection)

    def _months_left(self, windows: Sequence[Window]) -> Amount:
        """How many months there are after the last one of which there are facts in any group."""
        told = self._told_of(windows)
        return Amount(Decimal(len(windows) - told)) if told else Amount(None, self._absent(windows))

    def _told_of(self, windows: Sequence[Window]) -> int:
        """How many of the windows there are up to the last one that has facts in any group."""
        return max((place for place, window in enumerate(windows, 1) if self.keys(window)), default=0)

    def _unknown(self, leaf: Aggregate, counted: Sequence[tuple[Window, Line]]) -> str | None:
        """Why the facts cannot be judged by a condition of the formula: none of them has its field."""
        facts, tested = sum(line.facts for _, line in counted), self.reading.tested
        filtered = {kept.field for kept in self.reading.where}
        for condition in conditions_of(leaf):
            lacking = sum(line.without[tested.index(condition.field)] for _, line in counted)
            if lacking == facts and condition.field not in filtered:
                return self._only_by(counted[0][0], condition.field)
        return None

    def _absent(self, windows: Iterable[Window]) -> str:
        """Why a group has no facts: nothing may be seen, nothing was reported, or nothing that a filter can judge."""
        trade, windows = self.reading.world.trade, tuple(windows)
        if windows and all(hides(self.reading.scope, self.measure(window)) for window in windows):
            return UNSEEN
        for window in windows:
            for kept in self.reading.where:
                if can_have(trade, self.measure(window), kept.field) and self._is_untold(window, kept.field):
                    return self._only_by(window, kept.field)
        return "not recorded yet" if any(self.measure(window).is_recorded for window in windows) else "not reported"

    def _of_others(self, leaf: Aggregate, windows: Sequence[Window], key: Key) -> str | None:
        """Why a group has nothing of what a formula takes of some products alone: there is some, but of other products."""
        fields = self._judged(conditions_of(leaf))
        if fields and any(_without(self._own_key(one, key), fields) in self._reported[one, fields] for one in windows):
            return of_others(leaf.measure, self.reading.by[fields[0]])
        return None

    def _judged(self, conditions: Sequence[Condition]) -> tuple[int, ...]:
        """The places of the group's fields that stand on dimensions by which conditions tell facts apart."""
        dimension_of = self.reading.world.trade.dimension_of
        judged = {dimension_of(condition.field) for condition in conditions}
        return tuple(place for place, field in enumerate(self.reading.by) if dimension_of(field) in judged)

    @cached_property
    def _reported(self) -> Mapping[tuple[Window, tuple[int, ...]], frozenset[Key]]:
        """By window and places of fields the groups in which something counts, without these fields."""
        return {
            (window, fields): frozenset(_without(key, fields) for key in self.keys(window))
            for fields in {self._judged(conditions) for conditions in self.reading.conditions}
            for window in self.lines
        }

    def _is_untold(self, window: Window, field: str) -> bool:
        """Whether a window has facts, and none of them is told by a field. What a lone filter cannot judge is in the lines."""
        if len(self.reading.where) == 1 and not self.lines[window]:
            return False
        return window in self.depths and field not in (*self.depths[window], *ALWAYS)

    def _only_by(self, window: Window, field: str) -> str:
        """Why facts cannot be told by a field: their dimension is not broken down, or nobody told the attribute."""
        trade, known = self.reading.world.trade, self.depths.get(window, frozenset())
        of = window.measure if window.scenario == "actual" else f"{window.measure} ({window.scenario})"
        below = trade.below(field) if self.reading.world.ancestors else ()
        if finer := next((one for one in (trade.dimension_of(field), *below) if one in known), None):
            return f"{of}: no {field} is known of any {finer}"
        dimensions = [name for name in trade.dimensions if name in known]
        exists = f"by {', '.join(dimensions)}" if dimensions else "as a whole"
        return f"{of} exists only {exists}, not by {field}"

    @cached_property
    def depths(self) -> Mapping[Window, frozenset[str]]:
        """The fields by which the facts of each window are broken down at all; a window without facts is not in it."""
        query = depth(self.reading)
        fields = query.named_selects[1:]
        rows = self.connection.execute(written(query)).fetchall()
        return {
            self.reading.windows[row[0]]: frozenset(f for f, told in zip(fields, row[1:], strict=True) if told) for row in rows
        }

    @cached_property
    def _alone(self) -> Mapping[Window, tuple[Line, ...]]:
        """The lines of each window that are outranked, in groups where nothing counts."""
        return {
            window: tuple(chain(*(lines for lines in by_key.values() if all(line.is_outranked for line in lines))))
            for window, by_key in self.lines.items()
        }

    def _of_nobody_else(self, windows: Sequence[Window], lines: Sequence[Line]) -> list[Line]:
        """What is outranked and stands beside nothing that counts: alone in its group, or among `lines` alone in its place."""
        alone = [line for window in windows for line in self._alone[window]]
        among = (line for line in lines if line.is_outranked and not line.contested_by)
        return list({id(line): line for line in (*alone, *among)}.values())

    @cached_property
    def _gaps(self) -> Mapping[Window, tuple[str, ...]]:
        return {window: (*gaps(window, self.all(window)), *self._uncovered(window)) for window in self.lines}

    def _uncovered(self, window: Window) -> Iterator[str]:
        if self.measure(window).kind == "flow":
            yield from uncovered(window, self.all(window), self.reading.world.trade)

    def _notes(self, leaf: Aggregate, windows: Sequence[Window], lines: Sequence[Line], key: Key) -> Iterator[str]:
        measure, trade = self.measure(windows[0]), self.reading.world.trade
        for place, (part, field) in enumerate(self.reading.unjudged):
            if part in ((), conditions_of(leaf)) and can_have(trade, measure, field):
                yield from left_out(lines, place, field, measure.unit)
        yield from contested(lines, self._place(leaf))
        yield from uncounted(self._of_nobody_else(windows, lines), self._place(leaf))
        if any(line.counts for window in windows if window.grains == "longer" for line in self.at(window, key)):
            yield f"facts are monthly: the last month ÷ {leaf.weeks}"
        yield from together(measure, lines, self._place(leaf))
        yield from shared(measure, lines)
        for window in windows:
            yield from self._gaps[replace(window, apart=0)]
