"""Of which accounts and countries each reporter spoke, and when: read from the table `places`, without the facts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from rapport.core.mentions import mention
from rapport.core.periods import Period, add_months
from rapport.facts.engine import LONGEST_GRAIN, make_places
from rapport.facts.lines import Key
from rapport.facts.reading import Reading
from rapport.facts.sql import day_of, group_of, outlet_of, passes, standing, written
from rapport.facts.windows import Window

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SPANS = {"days": 0, "months": 1, "quarters": 3, "years": 12}
"""How many months facts speak of: those that begin in a month are told apart by that."""


class Reach(NamedTuple):
    """What a window reaches: its first month, the months that it touches by days and holds whole, and where those quarters begin
    of which it is part, if it lies within a month."""

    start: date
    touched: frozenset[date]
    whole: frozenset[date]
    quarters: frozenset[date]


@lru_cache(maxsize=4096)
def reach(window: Window) -> Reach:
    """What a window reaches of facts of its grains."""
    months, start = list(Period(window.start, window.stop).months()), window.start.replace(day=1)
    whole = (month for month in months if window.start <= month and add_months(month, 1) <= window.stop)
    is_in_month = window.grains != "days" and window.stop <= add_months(start, 1)
    return Reach(
        start,
        frozenset(months if window.grains != "longer" else ()),
        frozenset(whole if window.grains != "days" else ()),
        frozenset(add_months(start, -ago) for ago in range(3) if is_in_month),
    )


@dataclass(frozen=True, eq=False)
class Alike:
    """Places of which a reporter spoke at the same times: in which months facts of days, months, quarters and years begin."""

    reporter: str
    places: tuple[Key, ...]
    days: frozenset[date]
    months: frozenset[date]
    quarters: frozenset[date]
    years: frozenset[date]

    @property
    def spans(self) -> tuple[frozenset[date], ...]:
        """The months in which they begin, by how long they speak."""
        return self.days, self.months, self.quarters, self.years

    def told(self, reach: Reach, *, with_cut: bool) -> frozenset[date]:
        """The months of a window that were told; `with_cut`: a month also by the quarter that it is part of."""
        found = self.days & reach.touched | self.months & reach.whole
        if self.quarters or self.years:
            cut = frozenset({reach.start}) if with_cut and self.quarters & reach.quarters else frozenset()
            return found | self._of_longer(reach) | cut
        return found

    def _of_longer(self, reach: Reach) -> frozenset[date]:
        spans = ((begun, _SPANS[span]) for span, told in (("quarters", self.quarters), ("years", self.years)) for begun in told)
        months = (frozenset(add_months(begun, i) for i in range(n)) for begun, n in spans)
        return frozenset[date]().union(*(told for told in months if told <= reach.whole))


@dataclass(frozen=True)
class Places:
    """Who spoke of which places by a reading of the table `places`: its fields are those asked by, then those of the places.

    `asked`: how many fields are asked by.
    """

    reading: Reading
    asked: int
    connection: "DuckDBPyConnection"

    def of(self, window: Window, cell: Key) -> tuple[Alike, ...]:
        """Those who spoke of a window's measure and scenario in a cell of the fields that are asked by."""
        return self._found.get((window.measure, window.scenario, cell), ())

    def by(self, window: Window, reporter: str) -> Sequence[Alike]:
        """Those places of which a reporter spoke, of a window's measure and scenario, in any cell."""
        return self._by_reporter.get((window.measure, window.scenario, reporter), ())

    @cached_property
    def patchy(self) -> frozenset[Key]:
        """The places of which somebody did not speak whenever he spoke in a cell."""
        return frozenset(place for found in self._found.values() for alike in _behind(found) for place in alike.places)

    @cached_property
    def _by_reporter(self) -> Mapping[tuple[str, str, str], Sequence[Alike]]:
        found: dict[tuple[str, str, str], list[Alike]] = defaultdict(list)
        for (measure, scenario, _), several in self._found.items():
            for alike in several:
                found[measure, scenario, alike.reporter].append(alike)
        return found

    @cached_property
    def _found(self) -> Mapping[tuple[str, str, Key], tuple[Alike, ...]]:
        make_places(self.reading.world, self.connection)
        months = cache(partial(_begun_in, _first(self.reading)))
        found: dict[tuple[str, str, Key], list[Alike]] = defaultdict(list)
        for measure, scenario, sender, outlet, *row in self.connection.execute(
            written(_alike(self.reading, self.asked))
        ).fetchall():
            cell, told = tuple(row[: self.asked]), row[self.asked :]
            reporter = sender if outlet is None else mention("channel", outlet)
            alike = Alike(reporter, tuple(told[-1] or ((),)), *map(months, told[:-1]))
            found[measure, scenario, cell].append(alike)
        return {where: tuple(alike) for where, alike in found.items()}


def _behind(several: Iterable[Alike]) -> Iterator[Alike]:
    """Those that lack something that their reporter told of others."""
    of_reporter: dict[str, list[Alike]] = defaultdict(list)
    for alike in several:
        of_reporter[alike.reporter].append(alike)
    for own in of_reporter.values():
        whole = [frozenset[date]().union(*told) for told in zip(*(alike.spans for alike in own), strict=True)]
        yield from (alike for alike in own if list(alike.spans) != whole)


def _first(reading: Reading) -> date:
    """The earliest month that what speaks of the reading's days may begin in."""
    return add_months(reading.days.start.replace(day=1), -LONGEST_GRAIN)


def _begun_in(first: date, bits: str | None) -> frozenset[date]:
    """The months that a string of bits stands for, from the first of them on."""
    return frozenset(add_months(first, n) for n, bit in enumerate(bits or "") if bit == "1")


def _alike(reading: Reading, asked: int) -> exp.Select:
    """The places of each measure, scenario, reporter and cell that were told at the same times, as a list of rows.

    Columns: `measure scenario sender outlet`, the first `asked` fields, one string of bits for each of `_SPANS`, `places`.
    """
    fields = [f"by_{place}" for place in range(len(reading.by))]
    apart = ("measure", "scenario", "sender", "outlet")
    begun = exp.select("measure", "scenario", "sender", outlet_of(reading).as_("outlet"), _begun(reading).as_("begun"))
    begun.select(*(group_of(reading, field).as_(name) for field, name in zip(reading.by, fields, strict=True)), copy=False)
    begun.select("date_diff('month', since, until) AS span", dialect="duckdb", copy=False)
    begun.from_(standing(reading, (*reading.by, *reading.tested, "sender", "channel")).subquery("fact", copy=False), copy=False)
    begun.where(exp.not_(exp.column("is_outranked")), *(passes(reading, kept) for kept in reading.where), copy=False)
    spans = (f"max(begun) FILTER (WHERE span = {months}) AS {span}" for span, months in _SPANS.items())
    begun.group_by("ALL", copy=False)
    told = exp.select(*apart, *fields, *spans, dialect="duckdb").from_(begun.subquery("begun", copy=False), copy=False)
    told.group_by("ALL", copy=False)
    own = exp.func("row", *map(exp.column, fields[asked:]))
    each = exp.func("array_agg", own) if fields[asked:] else exp.null()
    query = exp.select(*apart, *fields[:asked], *_SPANS, each.as_("places")).from_(told.subquery("told", copy=False), copy=False)
    return query.group_by("ALL", copy=False)


def _begun(reading: Reading) -> exp.Expr:
    """The months in which facts begin, as bits from the first to the last that may be: of a stock the last that it speaks of."""
    first, last = _first(reading), add_months(reading.days.end.replace(day=1), LONGEST_GRAIN)
    length = (last.year - first.year) * 12 + last.month - first.month
    number = exp.cast(
        exp.Anonymous(this="date_diff", expressions=[exp.Literal.string("month"), day_of(first), exp.column("since")]), "INT"
    )
    return exp.Anonymous(this="bitstring_agg", expressions=[number, exp.Literal.number(0), exp.Literal.number(length)])
