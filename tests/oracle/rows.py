"""All that is known, row by row, and which days a row and an aggregate speak of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rapport.core.kpi import Aggregate
from rapport.core.pack import Measure, Trade
from rapport.core.periods import FiscalCalendar, Period, add_months

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Fact:
    """One row: `cells` by dimension (absent: not broken down); what a fact says of a grain starts on `day`."""

    day: date
    grain: str
    scenario: str
    measure: str
    value: Decimal
    currency: str | None
    slice: int
    sender: str
    cells: Mapping[str, int]


@dataclass(frozen=True)
class Change:
    """From `valid_from` on, an attribute of a value is `text`; the earliest change holds for the time before it too."""

    value: int
    attribute: str
    text: str
    valid_from: date


@dataclass(frozen=True)
class Rows:
    """All that is known: facts, what describes their cells, the slices that do not count, and the less trusted reports.

    `outranked`: of a slice's measure another slice, of a more trusted sender, speaks too.
    """

    facts: tuple[Fact, ...]
    changes: tuple[Change, ...]
    dead: frozenset[int]
    outranked: frozenset[tuple[int, str, int]]
    trade: Trade
    calendar: FiscalCalendar


def stretch(fact: Fact, measure: Measure) -> Period:
    """The days that a fact speaks of; a stock stands at the end of the last month of its grain."""
    end = fact.day + timedelta(days=1) if fact.grain == "day" else add_months(fact.day, MONTHS[fact.grain])
    if measure.kind == "flow":
        return Period(fact.day, end)
    last = (end - timedelta(days=1)).replace(day=1)
    return Period(last, add_months(last, 1))


def touches(fact: Fact, measure: Measure, leaf: Aggregate, months: Sequence[Period]) -> str:
    """Whether what a fact says lies "inside" the days that an aggregate reads, "outside", or is "cut" by them."""
    said = stretch(fact, measure)
    hits = {_lies(said, window) for window in windows(fact, measure, leaf, months)}
    return "inside" if "inside" in hits else "cut" if "cut" in hits else "outside"


def windows(fact: Fact, measure: Measure, leaf: Aggregate, months: Sequence[Period]) -> list[Period]:
    """The unbroken stretches of days that an aggregate reads."""
    first, last = months[0], months[-1]
    if leaf.kind == "opening":
        return [first.shifted(-1)]
    if leaf.kind == "per_week" and fact.grain == "day":
        return [Period(last.end - timedelta(weeks=leaf.weeks), last.end)]
    if leaf.kind in ("closing", "per_week") or measure.kind == "stock":
        return [last]
    joined: list[Period] = []
    for month in months:
        if joined and joined[-1].end == month.start:
            joined[-1] = Period(joined[-1].start, month.end)
        else:
            joined.append(month)
    return joined


def _lies(said: Period, window: Period) -> str:
    if said.end <= window.start or said.start >= window.end:
        return "outside"
    return "inside" if window.start <= said.start and said.end <= window.end else "cut"
