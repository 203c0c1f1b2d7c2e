"""What the facts told of a reading: exact amounts by group and window, or the reason why there is none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from rapport.core.kpi import Aggregate
from rapport.core.pack import Measure
from rapport.core.periods import Period, add_months
from rapport.facts.asked import conditions_of
from rapport.facts.sql import ALWAYS, Reading, can_have, depth, totals, written
from rapport.facts.windows import Window

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Key = tuple[int | str | None, ...]
"""A group: the value of each field of the reading's `by`, in order; None where facts are not broken down by it."""


MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""How many months a fact of that grain speaks of; those of days are told by their month."""


@dataclass(frozen=True)
class Line:
    """What one reporter's facts of one window, group and currency come to (see `sql.totals`)."""

    reporter: str
    currency: str | None
    rank: str
    facts: int
    cut: str | None
    batches: frozenset[int]
    months: frozenset[date]
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


def mixed(currencies: frozenset[str]) -> str | None:
    """Why money of these currencies has no sum; None where there is at most one."""
    return f"{' and '.join(sorted(currencies))} are never added" if len(currencies) > 1 else None


class Told:
    """The lines of a reading, found by window and group."""

    def __init__(self, reading: Reading, connection: "DuckDBPyConnection") -> None:
        self.reading, self.connection = reading, connection
        self.lines: dict[Window, dict[Key, list[Line]]] = {window: {} for window in reading.windows}
        for row in connection.execute(written(totals(reading))).fetchall() if reading.windows else ():
            window, key, line = self._line(row)
            self.lines[window].setdefault(key, []).append(line)

    def _line(self, row: tuple[Any, ...]) -> tuple[Window, Key, Line]:
        groups, sums = 1 + len(self.reading.by), 9 + len(self.reading.by) + len(self.reading.conditions)
        sender, outlet, currency, rank, facts, cut, batches, spoken_of = row[groups : groups + 8]
        line = Line(
            reporter=str(sender if outlet is None else outlet),
            currency=currency,
            rank=rank,
            facts=int(facts or 0),
            cut=cut,
            batches=frozenset(batches or ()),
            months=frozenset(add_months(first, n) for first, grain in spoken_of or () for n in range(MONTHS[grain])),
            sums=tuple(value or Decimal(0) for value in row[groups + 8 : sums]),
            without=tuple(int(value or 0) for value in row[sums::2]),
            lost=tuple(value or Decimal(0) for value in row[sums + 1 :: 2]),
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
        lines = [line for window in windows for line in self.at(window, key)]
        counted = [line for line in lines if line.facts and line.rank != "outranked"]
        if cut := next((line.cut for line in lines if line.cut), None):
            return Amount(None, f"{leaf.measure} is reported by {cut}")
        if not counted:
            return Amount(None, self._absent(windows))
        currencies = frozenset(line.currency for line in counted if line.currency is not None)
        batches = frozenset[int]().union(*(line.batches for line in counted))
        if why := mixed(currencies) or self._unknown(leaf, windows, counted):
            return Amount(None, why, currencies, batches)
        place = self.reading.conditions.index(conditions_of(leaf))
        value = sum((line.sums[place] for line in counted), Decimal(0))
        beside = (self._without(leaf, windows, lines), _contested(lines, place), self._by_week(leaf, windows, key))
        notes = (*chain(*beside), *(f"no facts of {gap}" for window in windows for gap in self._gaps[window]))
        return Amount(value / leaf.weeks if leaf.weeks else value, None, currencies, batches, notes)

    def _unknown(self, leaf: Aggregate, windows: Sequence[Window], counted: Sequence[Line]) -> str | None:
        """Why the facts cannot be judged by a condition of the formula: none of them has its field."""
        facts = sum(line.facts for line in counted)
        for condition in conditions_of(leaf):
            if sum(line.without[self.reading.tested.index(condition.field)] for line in counted) == facts:
                return self._only_by(windows[0], condition.field)
        return None

    def _absent(self, windows: Iterable[Window]) -> str:
        """Why a group has no facts: nothing was reported, or nothing that a filter can judge."""
        trade = self.reading.world.trade
        for window in windows:
            known = self.depths.get(window)
            if known is None:
                continue
            for kept in self.reading.where:
                if kept.field not in (*known, *ALWAYS) and can_have(trade, self.measure(window), kept.field):
                    return self._only_by(window, kept.field)
        return "not reported"

    def _only_by(self, window: Window, field: str) -> str:
        """Why facts cannot be told by a field: their dimension is not broken down, or nobody told the attribute."""
        trade, known = self.reading.world.trade, self.depths.get(window, frozenset())
        of = window.measure if window.scenario == "actual" else f"{window.measure} ({window.scenario})"
        if trade.dimension_of(field) in known:
            return f"{of}: no {field} is known of any {trade.dimension_of(field)}"
        dimensions = [name for name in trade.dimensions if name in known]
        return f"{of} exists only by {', '.join(dimensions)}" if dimensions else f"{of} exists only as a whole"

    @cached_property
    def depths(self) -> Mapping[Window, frozenset[str]]:
        """The fields by which the facts of each window are broken down at all; a window without facts is not in it."""
        query = depth(self.reading)
        fields = query.named_selects[1:]
        rows = self.connection.execute(written(query)).fetchall()
        return {
            self.reading.windows[row[0]]: frozenset(f for f, told in zip(fields, row[1:], strict=True) if told) for row in rows
        }

    def _without(self, leaf: Aggregate, windows: Sequence[Window], lines: Sequence[Line]) -> Iterator[str]:
        """What stands beside the amount because a filter or condition cannot judge it."""
        measure = self.measure(windows[0])
        judged = (*(kept.field for kept in self.reading.where), *(c.field for c in conditions_of(leaf)))
        for field in dict.fromkeys(judged):
            place = self.reading.tested.index(field)
            left_out = [line for line in lines if line.without[place] and line.rank != "outranked"]
            if left_out and can_have(self.reading.world.trade, measure, field):
                unit = " and ".join(sorted({line.currency or measure.unit for line in left_out}))
                yield f"{plain(sum((line.lost[place] for line in left_out), Decimal(0)))} {unit} without {field}"

    @cached_property
    def _gaps(self) -> Mapping[Window, tuple[str, ...]]:
        """The stretches of months within each window of which no group has any facts."""
        return {window: tuple(_stretches(_missing_months(window, by_key.values()))) for window, by_key in self.lines.items()}

    def _by_week(self, leaf: Aggregate, windows: Sequence[Window], key: Key) -> Iterator[str]:
        is_monthly = any(line.facts for window in windows if window.grains == "longer" for line in self.at(window, key))
        if leaf.weeks and is_monthly:
            yield f"facts are monthly: the last month ÷ {leaf.weeks}"


def _contested(lines: Sequence[Line], place: int) -> Iterator[str]:
    """What less trusted reporters say, which is not added, and how far it is from what counts in the same months."""
    counted = [line for line in lines if line.rank == "contested"]
    for reporter in sorted({line.reporter for line in lines if line.rank == "outranked" and line.facts}):
        theirs = [line for line in lines if line.rank == "outranked" and line.reporter == reporter]
        said = sum((line.sums[place] for line in theirs), Decimal(0))
        beyond = said - sum((line.sums[place] for line in counted), Decimal(0))
        if beyond:
            more = "more" if beyond > 0 else "less"
            yield f"{reporter} reports {plain(said)}, {plain(abs(beyond))} {more} than counted; not added"


def _missing_months(window: Window, groups: Iterable[list[Line]]) -> list[date]:
    told = frozenset[date]().union(*(line.months for lines in groups for line in lines))
    return [month for month in Period(window.start, window.stop).months() if told and month not in told]


def _stretches(months: Sequence[date]) -> Iterator[str]:
    """Months in order as the words for periods: 2026-05, or 2026-11..2027-06."""
    start = 0
    for place, month in enumerate(months):
        if place + 1 == len(months) or months[place + 1] != add_months(month, 1):
            yield f"{months[start]:%Y-%m}" + (f"..{month:%Y-%m}" if place > start else "")
            start = place + 1


def plain(value: Decimal | int) -> str:
    """A number in a note: grouped by thousands, without trailing zeros."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
