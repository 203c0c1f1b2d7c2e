"""Matched cells: of a quotient's facts only those count that stand where each of its measures is reported."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from rapport.core.kpi import Aggregate, divides, leaves
from rapport.core.pack import Kpi
from rapport.core.question import Filter
from rapport.facts.lines import Key
from rapport.facts.reading import Reading, can_have
from rapport.facts.sides import Match, Side
from rapport.facts.speakers import SPEAKERS, speakers, told_apart
from rapport.facts.sql import group_of, met, passes, standing, written
from rapport.facts.unmatched import CELL
from rapport.facts.windows import Group, Window

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MATCHED_KINDS = ("sum", "opening", "closing", "per_week")
"""Aggregates whose formulas are matched; the others look at other cells or months than their own."""

_GRAINS = {1: "month", 3: "quarter", 12: "year"}
_MONTHS = "CASE grain WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 ELSE 1 END"
_TOLD = """SELECT "window", bool_or(account IS NOT NULL), bool_or(country IS NOT NULL), bool_or(channel IS NOT NULL),
    max(months) FROM present GROUP BY "window" """
_SLOTS = {
    **dict.fromkeys(("apart", "quotient", "place"), "INTEGER"),
    "measure": "VARCHAR",
    **dict.fromkeys(("is_sum", "is_promised"), "BOOLEAN"),
    **dict.fromkeys(("lag", "sums", "others"), "INTEGER"),
    **dict.fromkeys((f"by_{field}" for field in (*CELL, "time")), "BOOLEAN"),
}
_UNMATCHED = """INSERT INTO unmatched
WITH cell AS (
    SELECT slots.*, account, country, channel, month, months,
        CASE WHEN by_account THEN account END AS a, CASE WHEN by_country THEN country END AS b,
        CASE WHEN by_channel THEN channel END AS c, CASE WHEN by_time AND is_sum THEN month + to_months(lag) END AS since,
        since + to_months(months) AS until
    FROM present JOIN slots ON present."window" = slots.place),
long AS (SELECT DISTINCT quotient, a, b, c, since, until FROM cell WHERE since IS NOT NULL AND months > 1),
timed AS (
    SELECT *, coalesce((SELECT min(long.since) FROM long WHERE long.quotient = cell.quotient
        AND long.a IS NOT DISTINCT FROM cell.a AND long.b IS NOT DISTINCT FROM cell.b AND long.c IS NOT DISTINCT FROM cell.c
        AND long.since <= cell.since AND long.until >= cell.until), since) AS stretch
    FROM cell),
told AS (
    SELECT *, count(DISTINCT measure) FILTER (WHERE is_sum) OVER (PARTITION BY quotient, a, b, c, stretch) >= sums AS has_sums,
        count(DISTINCT measure) FILTER (WHERE NOT is_sum) OVER (PARTITION BY quotient, a, b, c) >= others AS has_others
    FROM timed),
met AS (SELECT *, sums = 0 OR bool_or(is_sum AND has_sums) OVER (PARTITION BY quotient, a, b, c) AS has_some FROM told)
SELECT DISTINCT apart, account, country, channel, month FROM met
WHERE NOT (has_others AND CASE WHEN is_promised THEN TRUE WHEN is_sum THEN has_sums ELSE has_some END)"""


class _Slot(NamedTuple):
    """What an aggregate of a quotient reads on one side for a group of time."""

    group: Group
    lag: int
    window: Window
    is_sum: bool


def matches(kpis: Iterable[Kpi], sides: Sequence[Side], connection: "DuckDBPyConnection") -> list[dict[tuple[str, Key], Match]]:
    """For each side the KPIs of which something is left out, with the windows that leave it out.

    Beside a KPI stands who speaks, where the groups tell that apart: each is matched by itself. It fills the table `unmatched`,
    in which those windows are read. Only quotients of several measures are matched.
    """
    found: list[dict[tuple[str, Key], Match]] = [{} for _ in sides]
    alike: dict[tuple[tuple[Filter, ...], tuple[str, ...]], list[_Quotient]] = {}
    for kpi in kpis:
        for place, side in enumerate(sides):
            quotient = _Quotient(kpi, side, place)
            if len(quotient.measures) > 1:
                alike.setdefault((quotient.filters, quotient.speakers), []).append(quotient)
    if alike:
        columns = ", ".join(f"{field} INTEGER" for field in ("apart", *CELL))
        connection.execute(f"CREATE TEMP TABLE unmatched ({columns}, month DATE)")
    numbered = 1
    for quotients in alike.values():
        numbered = _match(quotients, numbered, connection, found)
    return found


def _match(
    quotients: Sequence["_Quotient"],
    first: int,
    connection: "DuckDBPyConnection",
    found: Sequence[dict[tuple[str, Key], Match]],
) -> int:
    """Match quotients that keep the same cells and speakers; `first`: the first free number of a window; the next is answered."""
    windows = tuple(dict.fromkeys(slot.window for quotient in quotients for slot in quotient.slots))
    if not windows:
        return first
    one = quotients[0]
    reading = replace(one.side.reading(windows, (), one.speakers), where=one.filters)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE spoken AS {written(present(reading))}")
    who = exp.select(*one.speakers).distinct().from_("spoken") if one.speakers else None
    for said in connection.execute(written(who)).fetchall() if who else [()]:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW present AS {written(_said_by(reading, said))}")
        first = _match_present(said, windows, quotients, first, connection, found)
    return first


def _match_present(
    said: Key,
    windows: Sequence[Window],
    quotients: Sequence["_Quotient"],
    first: int,
    connection: "DuckDBPyConnection",
    found: Sequence[dict[tuple[str, Key], Match]],
) -> int:
    """Match quotients by where the facts of one who speaks are `present`; numbers as for `_match`."""
    told = {windows[row[0]]: row[1:] for row in connection.execute(_TOLD).fetchall()}
    of = [(quotient, slot) for quotient in quotients if quotient.is_reported(told) for slot in quotient.slots]
    cells = {cell: number for number, cell in enumerate(dict.fromkeys((quotient, slot.group) for quotient, slot in of))}
    rows = [
        (first + number, cells[quotient, slot.group], windows.index(slot.window), *quotient.row(slot, told))
        for number, (quotient, slot) in enumerate(of)
    ]
    _slots(rows, connection)
    connection.execute(_UNMATCHED)
    left_out = {number for (number,) in connection.execute("SELECT DISTINCT apart FROM unmatched").fetchall()}
    for number, (quotient, slot) in enumerate(of, first):
        if number in left_out:
            match = found[quotient.place].setdefault((quotient.kpi.key, said), Match(quotient.matched_by(told), {}))
            match.windows[slot.group, slot.lag, slot.window] = replace(slot.window, apart=number)
    return first + len(rows)


def present(reading: Reading) -> exp.Select:
    """Where the facts that count stand, whatever they are of: `window`, the fields of `CELL`, who speaks where the reading
    tells that apart, `month`, and how many `months`. Only whole facts that the reading's filters let through.
    """
    kept = [passes(reading, kept) for kept in reading.where]
    read = ("measure", "scenario", "grain", "since", "until", *CELL)
    facts = standing(reading, (*CELL, *reading.tested)).subquery("fact")
    who = (group_of(reading, field).as_(field) for field in told_apart(reading))
    place = exp.select(*read, *who).distinct().from_(facts).where("NOT is_outranked", *kept)
    month, months = "CAST(date_trunc('month', since) AS DATE) AS month", f"max({_MONTHS}) AS months"
    at = (*CELL, *told_apart(reading))
    query = exp.select(exp.column("window"), *at, month, months, dialect="duckdb").from_("met").where("is_whole")
    query = query.group_by(exp.column("window"), *at, "month")
    return query.with_("place", as_=place).with_("met", as_=met(reading, "place"))


def _said_by(reading: Reading, said: Key) -> exp.Select:
    """What of the table `spoken` one who speaks says, beside the measures that nobody's name is told of."""
    query = exp.select("*").from_("spoken")
    for field, value in zip(told_apart(reading), said, strict=True):
        whole = [place for place, window in enumerate(reading.windows) if window.measure in reading.without(field)]
        is_said = exp.NullSafeEQ(this=exp.column(field), expression=exp.convert(value))
        query = query.where(exp.or_(exp.column("window").isin(*whole), is_said) if whole else is_said)
    return query


def _slots(rows: Sequence[tuple[object, ...]], connection: "DuckDBPyConnection") -> None:
    """Fill the table `slots`."""
    listed = ", ".join(f"unnest(${place}::{kind}[]) AS {column}" for place, (column, kind) in enumerate(_SLOTS.items(), 1))
    values = [[row[place] for row in rows] for place in range(len(_SLOTS))]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE slots AS SELECT {listed}", values)


@dataclass(frozen=True, eq=False)
class _Quotient:
    """A KPI that divides, on the side at `place`; one that is no quotient, or is matched by nothing, has no measures."""

    kpi: Kpi
    side: Side
    place: int

    @cached_property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """The aggregates that are matched: all of them, or none."""
        found = tuple(dict.fromkeys(leaves(self.kpi.formula)))
        own = tuple(leaf for leaf in found if isinstance(leaf, Aggregate) and leaf.kind in MATCHED_KINDS and not leaf.is_whole)
        return own if self.kpi.match and divides(self.kpi.formula) and own == found else ()

    @cached_property
    def measures(self) -> frozenset[str]:
        """The measures that must be reported in a cell."""
        return frozenset(leaf.measure for leaf in self.aggregates)

    @cached_property
    def slots(self) -> tuple[_Slot, ...]:
        """All that is read, for every group of time."""
        return tuple(dict.fromkeys(self._slots()))

    def _slots(self) -> Iterator[_Slot]:
        trade = self.side.world.trade
        for leaf in self.aggregates:
            is_sum = leaf.kind == "sum" and trade.measures[leaf.measure].kind == "flow"
            for group in self.side.asked.groups:
                yield from (_Slot(group, leaf.lag, window, is_sum) for window in self.side.windows(leaf, group))

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The dimensions to match by that each measure can have."""
        trade = self.side.world.trade
        measures = [trade.measures[key] for key in self.measures]
        return tuple(f for f in CELL if f in self.kpi.match and all(can_have(trade, measure, f) for measure in measures))

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The question's filters that cells are kept by before they are matched: on its fields, and on who is heard."""
        return tuple(kept for kept in self.side.asked.where if kept.field in (*self.fields, *SPEAKERS))

    @property
    def speakers(self) -> tuple[str, ...]:
        """The fields of the answer that tell who speaks of some measure."""
        return speakers(self.side.world.trade, self.measures, self.side.asked.fields)

    def is_reported(self, told: Mapping[Window, Sequence[int]]) -> bool:
        """Whether each measure has facts at all; else the figure is missing anyway, and nothing is left out."""
        return self.measures == {slot.window.measure for slot in self.slots if slot.window in told}

    @cached_property
    def is_by_time(self) -> bool:
        """Whether it is also matched by stretches of time: several measures of it are sums."""
        return "month" in self.kpi.match and len({slot.window.measure for slot in self.slots if slot.is_sum}) > 1

    def matched_by(self, told: Mapping[Window, Sequence[int]]) -> tuple[str, ...]:
        """The fields that the facts of every measure have, and the longest grain of what sums look at."""
        found = [
            field
            for field in self.fields
            if self.measures == {s.window.measure for s in self.slots if s.window in told and told[s.window][CELL.index(field)]}
        ]
        months = (told[slot.window][-1] for slot in self.slots if slot.is_sum and slot.window in told)
        return (*found, _GRAINS[max(months, default=1)]) if self.is_by_time else tuple(found)

    def row(self, slot: _Slot, told: Mapping[Window, Sequence[int]]) -> tuple[object, ...]:
        """What the table `slots` says of a slot, from its measure on."""
        by = self.matched_by(told)
        sums, others = ({s.window.measure for s in self.slots if s.is_sum is is_sum} for is_sum in (True, False))
        flags = (*(field in by for field in CELL), self.is_by_time)
        measure = slot.window.measure
        return measure, slot.is_sum, measure in self.kpi.promised, slot.lag, len(sums), len(others), *flags
