"""Which days a question reads: its groups of time, and the windows that each aggregate takes from the facts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Literal

from rapport.core.kpi import Aggregate
from rapport.core.periods import FiscalCalendar, Grain, Period, add_months, month_of
from rapport.core.question import Filter
from rapport.core.refusals import Refused

TIMES: tuple[Grain, ...] = ("month", "quarter", "year", "fiscal_quarter", "fiscal_year")
"""The grains of time that an answer can be grouped by or filtered on."""


@dataclass(frozen=True)
class Group:
    """A group of time of the answer: its labels in the question's order, and the stretches of days that it covers.

    Where filters keep no month there is one without labels and days.
    """

    labels: tuple[int | str | None, ...]
    stretches: tuple[Period, ...]


@dataclass(frozen=True, order=True)
class Window:
    """Facts of a measure and scenario that lie within [start, stop): of all grains, only of days, or all but days.

    `apart`: where not 0, all but those in the cells that the table `unmatched` lists under this number (see `matching`).
    """

    measure: str
    scenario: str
    start: date
    stop: date
    grains: Literal["all", "days", "longer"] = "all"
    apart: int = 0


def groups(period: Period, by: Sequence[Grain], where: Collection[Filter], calendar: FiscalCalendar) -> tuple[Group, ...]:
    """The groups of time of `period`, in order: one a combination of the labels asked for, one in all where none is."""
    months = [
        month
        for month in period.months()
        if all(calendar.bucket(month, grain) in kept.values for kept in where if (grain := _grain(kept.field)))
    ]
    if not by or not months:
        return (Group((None,) * len(by), _stretches(months, period)),)
    labelled = groupby(months, key=lambda month: tuple(calendar.bucket(month, grain) for grain in by))
    return tuple(Group(labels, _stretches(list(of), period)) for labels, of in labelled)


def _grain(field: str) -> Grain | None:
    return next((grain for grain in TIMES if grain == field), None)


def _stretches(months: Sequence[date], period: Period) -> tuple[Period, ...]:
    """The months as unbroken stretches, cut to the period."""
    found: list[Period] = []
    for month in months:
        start, end = max(month, period.start), min(add_months(month, 1), period.end)
        if found and found[-1].end == start:
            found[-1] = Period(found[-1].start, end)
        else:
            found.append(Period(start, end))
    return tuple(found)


@lru_cache(maxsize=4096)
def windows(leaf: Aggregate, group: Group, scenario: str, shift: int, *, is_stock: bool) -> tuple[Window, ...]:
    """What `leaf` adds up for a group of time moved by `shift` months; `scenario` holds unless the formula names one.

    A stock is read at one moment, whatever the function: `opening` before the first month, else at the last month end.
    """
    if not group.stretches:
        return ()
    moved = [_shifted(stretch, shift - leaf.lag) for stretch in group.stretches]
    return tuple(
        Window(leaf.measure, named, start, stop, grains)
        for named in _scenarios(leaf, scenario)
        for start, stop, grains in _days(leaf, moved, is_stock=is_stock)
    )


def _shifted(period: Period, months: int) -> Period:
    return period.shifted(months) if months else period


def _scenarios(leaf: Aggregate, default: str) -> tuple[str, ...]:
    named = [condition for condition in leaf.conditions if condition.field == "scenario"]
    if any(condition.negated for condition in named):
        raise Refused(f"a formula names the scenario that it takes, not one that it leaves out ({leaf.measure})")
    return named[0].values if named else (default,)


def _days(
    leaf: Aggregate, stretches: Sequence[Period], *, is_stock: bool
) -> Iterator[tuple[date, date, Literal["all", "days", "longer"]]]:
    first, end = stretches[0].start, stretches[-1].end
    last_month = (end - timedelta(days=1)).replace(day=1)
    if leaf.kind == "opening":
        yield add_months(first, -1), first.replace(day=1), "all"
    elif leaf.kind in ("latest", "months_left"):
        months = (month_of(month) for stretch in stretches for month in stretch.months())
        yield from ((month.start, month.end, "all") for month in months)
    elif leaf.kind == "per_week":
        yield end - timedelta(weeks=leaf.weeks), end, "days"
        yield last_month, end, "longer"
    elif leaf.kind == "closing" or is_stock:
        yield last_month, end, "all"
    else:
        yield from ((stretch.start, stretch.end, "all") for stretch in stretches)
