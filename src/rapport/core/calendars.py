"""Calendars of senders: years of 52 or 53 weeks or of any twelve months, their periods, and the months these lie in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import Literal, get_args

from rapport.core.periods import Period, add_months, month_of
from rapport.core.refusals import Refused

Pattern = Literal["4-4-5", "4-5-4", "5-4-4", "months"]
Anchor = Literal["last", "nearest"]
NamedBy = Literal["end", "start"]
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
ANCHORS: tuple[Anchor, ...] = get_args(Anchor)
NAMED_BY: tuple[NamedBy, ...] = get_args(NamedBy)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PARTS = {"H": 2, "Q": 4, "P": 12}
"""Into how many parts of each letter a year is cut, beside its weeks W01 to W52 or W53."""


@dataclass(frozen=True)
class Years:
    """How fiscal years lie from the one named `since` on.

    With `pattern` months a year ends with month `ends_in`. Else its quarters have 4, 4 and 5 weeks (or as the pattern orders
    them), and it ends on the weekday `ends_on` (0: Monday) that is the last of that month, or nearest to its end; the 53rd week
    that some years have belongs to period `long_period`. A year is named by the calendar year in which the month `ends_in` is,
    or by that of the first of its twelve months.
    """

    pattern: Pattern
    ends_in: int
    ends_on: int = 5
    anchor: Anchor = "last"
    long_period: int = 12
    named_by: NamedBy = "end"
    since: int = 0

    def last_day(self, name: int) -> date:
        """The last day of the year named `name`."""
        year = name + (self.named_by == "start" and self.ends_in < 12)
        month_end = month_of(date(year, self.ends_in, 1)).end - DAY
        if self.pattern == "months":
            return month_end
        beyond = (month_end.weekday() - self.ends_on) % 7
        is_later = self.anchor == "nearest" and beyond > 3
        return month_end - beyond * DAY + is_later * WEEK

    def year(self, name: int) -> Period:
        """The year named `name`."""
        return Period(self.last_day(name - 1) + DAY, self.last_day(name) + DAY)

    def starts(self, name: int) -> tuple[date, ...]:
        """The first days of the twelve periods of a year, and the day after its last."""
        year = self.year(name)
        if self.pattern == "months":
            return (*year.months(), year.end)
        weeks = [int(count) for count in self.pattern.split("-")] * 4
        weeks[self.long_period - 1] += (year.end - year.start) // WEEK - sum(weeks)
        return tuple(year.start + count * WEEK for count in accumulate(weeks, initial=0))


@dataclass(frozen=True)
class Share:
    """The part of a period that lies in the calendar month that begins on `month`: its days up to `until`, after `before` ones.

    A period's `length` is in days, so that (until − before) ÷ length is the weight of the month.
    """

    month: date
    before: int
    until: int
    length: int

    @property
    def weight(self) -> str:
        """How many days of how many: 7/28."""
        return f"{self.until - self.before}/{self.length}"


def shares(period: Period) -> tuple[Share, ...]:
    """How the days of a period lie in calendar months: weights that add up to one."""
    length = (period.end - period.start).days
    ends = [(min(add_months(month, 1), period.end) - period.start).days for month in period.months()]
    return tuple(
        Share(month, before, until, length) for month, (before, until) in zip(period.months(), pairwise([0, *ends]), strict=True)
    )


def untold(periods: Iterable[Period], within: Period) -> Iterator[Period]:
    """The stretches of days within a period that lie in a month which some `periods` touch, and in none of these."""
    told = {day for period in periods for day in _days(period)}
    months = sorted({day.replace(day=1) for day in told})
    silent = [day for month in months for day in _days(month_of(month)) if day in within and day not in told]
    ends = [place for place, day in enumerate(silent, 1) if silent[place : place + 1] != [day + DAY]]
    for first, after in pairwise([0, *ends]):
        yield Period(silent[first], silent[after - 1] + DAY)


def _days(period: Period) -> Iterator[date]:
    return (period.start + DAY * place for place in range((period.end - period.start).days))


def month_end_near(day: date) -> date:
    """The first day of the month whose end is nearest to the end of `day`, where a stock that is read then is taken to stand."""
    month = month_of(day)
    return month.start if month.end - DAY - day <= day - (month.start - DAY) else add_months(day, -1)


@dataclass(frozen=True)
class Calendar:
    """The fiscal calendar of `senders`; where it changed, `years` in order of the year from which each holds."""

    key: str
    senders: tuple[str, ...]
    years: tuple[Years, ...]

    def year(self, name: int) -> Period:
        """The fiscal year named `name` (2026 for FY26); refuses one that is before the first that is known."""
        return self._of(name).year(name)

    def period(self, name: str) -> Period:
        """The days of FY26, FY26-H1, FY26-Q2, FY26-P03 or FY26-W07; refuses a part that the year does not have."""
        match = re.fullmatch(r"FY(\d{2})(?:-([HQPW])(\d{1,2}))?", name)
        if match is None:
            raise Refused(f"“{name}” is no period; write FY26, FY26-H1, FY26-Q2, FY26-P03 or FY26-W07")
        year, letter, number = 2000 + int(match[1]), match[2], int(match[3] or 1)
        starts = self._starts(year, letter)
        if not 1 <= number < len(starts):
            raise Refused(self._lacking(name, self.year(year), letter, len(starts) - 1))
        return Period(starts[number - 1], starts[number])

    def _starts(self, year: int, letter: str | None) -> Sequence[date]:
        """The first days of the parts of a year, and the day after the last."""
        days, rule = self.year(year), self._of(year)
        if letter is None:
            return days.start, days.end
        if letter == "W":
            weeks = (days.end - days.start) // WEEK if rule.pattern != "months" else 0
            return [days.start + count * WEEK for count in range(weeks + 1)]
        return rule.starts(year)[:: 12 // PARTS[letter]]

    def _of(self, year: int) -> Years:
        held = [rule for rule in self.years if rule.since <= year]
        if not held:
            first, asked = whole_name(str(self.years[0].since)), whole_name(str(year))
            raise Refused(f"{asked} is no year: the calendar “{self.key}” begins with {first}")
        return held[-1]

    def _lacking(self, name: str, year: Period, letter: str, count: int) -> str:
        whole = f"{name[:4]} of the calendar “{self.key}” ({year.start}..{year.end - DAY})"
        has = f"has {_numbered(letter, 1)} to {_numbered(letter, count)}" if count else "has no weeks, but months"
        apart = "".join(f"; {gap.start}..{gap.end - DAY} is in no year of it: tell it by month" for gap in self.between())
        return f"{name} is no period: {whole} {has}{apart}"

    def known(self, names: Iterable[str]) -> Iterator[Period]:
        """The days of those names that are periods of it."""
        for name in names:
            with suppress(Refused):
                yield self.period(name)

    def between(self) -> Iterator[Period]:
        """The days between an old and a new way of cutting years, which belong to no year."""
        for old, new in pairwise(self.years):
            before, after = old.year(new.since - 1), new.year(new.since)
            if before.end < after.start:
                yield Period(before.end, after.start)

    def overlap(self) -> tuple[Period, Period] | None:
        """The last year of an old way and the first of a new one where they share days, so that neither can be right."""
        for old, new in pairwise(self.years):
            before, after = old.year(new.since - 1), new.year(new.since)
            if after.start < before.end:
                return before, after
        return None


def whole_name(year: str, letter: str = "", number: str = "") -> str:
    """The name of a period as facts carry it: FY26-P03, FY26-Q2, FY26."""
    return f"FY{int(year) % 100:02}" + (f"-{_numbered(letter, int(number))}" if letter else "")


def _numbered(letter: str, number: int) -> str:
    return f"{letter}{number:0{1 if letter in 'HQ' else 2}}"
