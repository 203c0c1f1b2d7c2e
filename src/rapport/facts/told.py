"""What the facts told of a reading: exact amounts by group and window, or the reason why there is none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from rapport.core.kpi import Aggregate
from rapport.core.pack import Measure
from rapport.facts.engine import opened
from rapport.facts.sql import ALWAYS, DIALECT, Reading, can_have, depth, totals
from rapport.facts.windows import Window

Key = tuple[int | str | None, ...]
"""A group: the value of each field of the reading's `by`, in order; None where facts are not broken down by it."""


@dataclass(frozen=True)
class Line:
    """What one reporter's facts of one window, group and currency come to (see `sql.totals`)."""

    reporter: str
    currency: str | None
    is_outranked: bool
    facts: int
    cut: str | None
    batches: frozenset[int]
    sums: tuple[Decimal, ...]
    without: tuple[int, ...]
    lost: tuple[Decimal, ...]


@dataclass(frozen=True)
class Amount:
    """The value of one aggregate in one cell, or None and why; with the currencies and batches it rests on."""

    value: Decimal | None
    why: str | None = None
    currencies: frozenset[str] = frozenset()
    batches: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


class Told:
    """The lines of a reading, found by window and group."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.lines: dict[Window, dict[Key, list[Line]]] = {window: {} for window in reading.windows}
        for row in _fetched(reading, totals(reading).sql(DIALECT)) if reading.windows else ():
            self._take(row)

    def _take(self, row: tuple[Any, ...]) -> None:
        width, tests = len(self.reading.by), len(self.reading.tested)
        window, key, rest = self.reading.windows[row[0]], row[1 : 1 + width], row[1 + width :]
        sender, outlet, currency, is_outranked, facts, cut, batches = rest[:7]
        sums = rest[7 : len(rest) - 2 * tests]
        tested = rest[len(rest) - 2 * tests :]
        line = Line(
            reporter=str(sender if outlet is None else outlet),
            currency=currency,
            is_outranked=bool(is_outranked),
            facts=int(facts or 0),
            cut=cut,
            batches=frozenset(batches or ()),
            sums=tuple(Decimal(value or 0) for value in sums),
            without=tuple(int(value or 0) for value in tested[::2]),
            lost=tuple(Decimal(value or 0) for value in tested[1::2]),
        )
        self.lines[window].setdefault(key, []).append(line)

    def measure(self, window: Window) -> Measure:
        """The measure that a window reads."""
        return self.reading.world.trade.measures[window.measure]

    def own(self, window: Window) -> tuple[int, ...]:
        """The places of the group's fields that a window's measure can be broken down by."""
        trade = self.reading.world.trade
        return tuple(i for i, field in enumerate(self.reading.by) if can_have(trade, self.measure(window), field))

    @cached_property
    def _missing(self) -> Mapping[Window, tuple[int, ...]]:
        return {
            window: tuple(i for i in self.own(window) if by_key and all(key[i] is None for key in by_key))
            for window, by_key in self.lines.items()
        }

    def missing(self, window: Window) -> tuple[int, ...]:
        """The places of fields that a window's measure can have, but none of these facts has."""
        return self._missing[window]

    def at(self, window: Window, key: Key) -> Sequence[Line]:
        """The lines of a window in a group; a field that never breaks the measure down leaves it whole."""
        own = self.own(window)
        return self.lines[window].get(tuple(key[i] if i in own else None for i in range(len(key))), ())

    def amount(self, leaf: Aggregate, windows: Sequence[Window], key: Key) -> Amount:
        """What an aggregate comes to in a group: an exact sum over its windows, never a part of what was asked for."""
        for window in windows:
            if lacking := self.missing(window):
                return Amount(None, self._only_by(window, self.reading.by[lacking[0]]))
        lines = [line for window in windows for line in self.at(window, key) if not line.is_outranked]
        cut = next((line.cut for line in lines if line.cut), None)
        if cut:
            return Amount(None, f"{leaf.measure} is reported by {cut}")
        lines = [line for line in lines if line.facts]
        if not lines:
            return Amount(None, self._absent(windows))
        return self._added(leaf, windows, lines)

    def _added(self, leaf: Aggregate, windows: Sequence[Window], lines: Sequence[Line]) -> Amount:
        currencies = frozenset(line.currency for line in lines if line.currency is not None)
        batches = frozenset[int]().union(*(line.batches for line in lines))
        if len(currencies) > 1:
            return Amount(None, f"{' and '.join(sorted(currencies))} are never added", currencies, batches)
        conditions = tuple(c for c in leaf.conditions if c.field != "scenario")
        facts = sum(line.facts for line in lines)
        for condition in conditions:
            if sum(line.without[self.reading.tested.index(condition.field)] for line in lines) == facts:
                return Amount(None, self._only_by(windows[0], condition.field), currencies, batches)
        place = self.reading.conditions.index(conditions)
        value = sum((line.sums[place] for line in lines), Decimal(0))
        return Amount(value / leaf.weeks if leaf.weeks else value, None, currencies, batches)

    def _absent(self, windows: Iterable[Window]) -> str:
        trade = self.reading.world.trade
        for window in windows:
            known = self._depth.get(window)
            if known is None:
                continue
            for kept in self.reading.where:
                if kept.field not in (*known, *ALWAYS) and can_have(trade, self.measure(window), kept.field):
                    return self._only_by(window, kept.field)
        return "not reported"

    def _only_by(self, window: Window, field: str) -> str:
        """Why facts cannot be told by a field: their dimension is not broken down, or nobody told the attribute."""
        trade, known = self.reading.world.trade, self._depth.get(window, frozenset())
        of = window.measure if window.scenario == "actual" else f"{window.measure} ({window.scenario})"
        if trade.dimension_of(field) in known:
            return f"{of}: no {field} is known of any {trade.dimension_of(field)}"
        dimensions = [name for name in trade.dimensions if name in known]
        return f"{of} exists only by {', '.join(dimensions)}" if dimensions else f"{of} exists only as a whole"

    @cached_property
    def _depth(self) -> Mapping[Window, frozenset[str]]:
        query = depth(self.reading)
        fields = query.named_selects[1:]
        rows = _fetched(self.reading, query.sql(DIALECT))
        return {
            self.reading.windows[row[0]]: frozenset(f for f, told in zip(fields, row[1:], strict=True) if told) for row in rows
        }


def _fetched(reading: Reading, query: str) -> list[tuple[Any, ...]]:
    with opened(reading.world, reading.days) as connection:
        return connection.execute(query).fetchall()
