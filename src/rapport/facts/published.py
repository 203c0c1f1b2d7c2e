"""Ratios that others published: each figure stands for itself, at the grain and by the definition of its source."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from rapport.core.kpi import Aggregate
from rapport.facts.asked import conditions_of
from rapport.facts.lines import Amount, Key
from rapport.facts.reading import Reading
from rapport.facts.sql import group_of, meets, passes, standing, written
from rapport.facts.windows import Window

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DEFINITION = "definition"
"""The attribute of a source in which it says what its figures count."""


class _Figure(NamedTuple):
    """One published figure: its days, its place in each dimension, and which sets of conditions it meets."""

    measure: str
    scenario: str
    since: date
    until: date
    value: Decimal
    definition: str | None
    at: Key
    meets: tuple[bool, ...]

    @property
    def days(self) -> tuple[date, date]:
        """The first of its days, and the day after the last."""
        return self.since, self.until

    @property
    def grain(self) -> str:
        """The grain of time that it speaks of."""
        length = (self.until - self.since).days
        return "day" if length < 28 else "month" if length <= 31 else "quarter" if length <= 92 else "year"

    def is_in(self, window: Window) -> bool:
        """Whether a window has all of its days."""
        same = (self.measure, self.scenario) == (window.measure, window.scenario)
        return same and window.start <= self.since and self.until <= window.stop


class Published:
    """The published figures of a reading, one by one."""

    def __init__(self, reading: Reading, connection: "DuckDBPyConnection") -> None:
        self.reading, self.connection = reading, connection
        self.dimensions = tuple(reading.world.trade.dimensions)

    def amount(self, leaf: Aggregate, windows: Sequence[Window], key: Key, batches: frozenset[int]) -> Amount:
        """The figure of a group and its days, with its definition; where there are several, by what to tell them apart."""
        place = self.reading.conditions.index(conditions_of(leaf))
        found = [one for one in self._figures.get(key, ()) if one.meets[place] and any(map(one.is_in, windows))]
        if not found:
            return Amount(None, "not reported")
        days = windows[0].start, windows[-1].stop
        if len(found) > 1 or found[0].days != days:
            return Amount(None, self._why(leaf.measure, days, found), batches=batches)
        [one] = found
        said = f"as its source defines it: {one.definition}" if one.definition else "its source gave no definition"
        return Amount(one.value, None, batches=batches, notes=(said,))

    def _why(self, measure: str, days: tuple[date, date], found: Sequence[_Figure]) -> str:
        """Why figures are not the one that was asked for: by what they are published, and how to ask for each."""
        fields = {field: len({one.at[place] for one in found}) for place, field in enumerate(self.dimensions)}
        by = {field: f"{field} ({count})" for field, count in fields.items() if count > 1}
        if any(one.days != days for one in found):
            by = {found[0].grain: found[0].grain, **by}
        if not by or "day" in by:
            return f"{measure} is published several times a month: never added or averaged"
        own = ", each with its own definition" if "source" in by else ""
        return f"{measure} is published by {' and '.join(by.values())}{own}: never added or averaged; ask --by {','.join(by)}"

    @cached_property
    def _figures(self) -> Mapping[Key, list[_Figure]]:
        """All figures, by group."""
        by_key: defaultdict[Key, list[_Figure]] = defaultdict(list)
        for key, figure in self._read():
            by_key[key].append(figure)
        return by_key

    def _read(self) -> Iterator[tuple[Key, _Figure]]:
        trade, width = self.reading.world.trade, len(self.reading.by)
        windows = tuple(window for window in self.reading.windows if trade.measures[window.measure].kind == "published")
        more = (DEFINITION,) if DEFINITION in trade.attributes else ()
        reading = replace(self.reading, windows=windows, by=(*self.reading.by, *self.dimensions, *more))
        for row in self.connection.execute(written(_each(reading))).fetchall():
            at, told = row[width : width + len(self.dimensions)], row[len(reading.by) :]
            measure, scenario, since, until, value, *meets = told
            definition = row[len(reading.by) - 1] if more else None
            yield row[:width], _Figure(measure, scenario, since, until, value, definition, at, tuple(map(bool, meets)))


def _each(reading: Reading) -> exp.Select:
    """The figures that the filters let through and no more trusted sender speaks of, one row each.

    Columns: the fields of the reading, `measure scenario since until value`, and for each set of conditions whether it is met.
    """
    query = exp.select(
        *(group_of(reading, field).as_(f"by_{place}") for place, field in enumerate(reading.by)),
        *map(exp.column, ("measure", "scenario", "since", "until", "value")),
        *(
            exp.and_(exp.true(), *(meets(c, exp.column(c.field)) for c in part)).as_(f"meets_{n}")
            for n, part in enumerate(reading.conditions)
        ),
    )
    facts = standing(reading, (*reading.by, *reading.tested)).subquery("fact")
    kept = (passes(reading, kept) for kept in reading.where)
    return query.from_(facts, copy=False).where(exp.not_(exp.column("is_outranked")), *kept, copy=False)
