"""Periods: half-open ranges of days, the words for them, and the fiscal calendar."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from rapport.core.refusals import Refused

Grain = Literal["day", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]
"""How fine a moment is told; `quarter` and `year` are of the calendar, the fiscal ones are the home's."""

GRAINS: tuple[Grain, ...] = get_args(Grain)
FORMS = "2026-10, 2026, FY27, FY27-Q2, FY27-H1, 2026-Q4, 2026-01..2026-10, ytd:2026-10"
FIRST_YEAR, LAST_YEAR = 1900, 2099
_YEAR = r"([0-9]{4})"


def add_months(day: date, months: int) -> date:
    """The first day of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to but not including `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Refused(f"a period ends after it starts: {self.start} .. {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def months(self) -> Iterator[date]:
        """The first day of each month that the period touches, in order."""
        month = self.start.replace(day=1)
        while month < self.end:
            yield month
            month = add_months(month, 1)

    @property
    def length(self) -> int:
        """How many months the period touches."""
        return sum(1 for _ in self.months())

    @property
    def working_days(self) -> int:
        """How many days from Monday to Friday it has; public holidays are no part of it."""
        weeks, rest = divmod((self.end - self.start).days, 7)
        return weeks * 5 + sum((self.start.weekday() + day) % 7 < 5 for day in range(rest))

    def shifted(self, months: int) -> "Period":
        """The period of whole months that lies `months` later (negative: earlier)."""
        return Period(add_months(self.start, months), add_months(self.end, months))

    def as_json(self) -> dict[str, str]:
        """The JSON contract's form."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat()}


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    return Period(day.replace(day=1), add_months(day, 1))


def runs(months: Iterable[date]) -> list[str]:
    """Months in order as a person writes them, those that follow each other together: 2026-05, 2026-11..2027-06."""
    return [f"{first:%Y-%m}" + (f"..{last:%Y-%m}" if last > first else "") for first, last in _unbroken(months, 1)]


def are_quarters(months: Collection[date]) -> bool:
    """Whether months are whole calendar quarters."""
    return all(add_months(month, n - (month.month - 1) % 3) in months for month in months for n in range(3))


def quarter_runs(months: Iterable[date]) -> list[str]:
    """The calendar quarters of months in order, those that follow each other together: 2023-Q1, 2022-Q4..2023-Q2."""
    starts = (month for month in months if month.month % 3 == 1)
    named = ([f"{day.year}-Q{(day.month + 2) // 3}" for day in run] for run in _unbroken(starts, 3))
    return ["..".join(dict.fromkeys(names)) for names in named]


def _unbroken(starts: Iterable[date], length: int) -> list[tuple[date, date]]:
    """The first and last of each run of stretches of so many months that follow each other."""
    found: list[tuple[date, date]] = []
    for start in starts:
        if found and start == add_months(found[-1][1], length):
            found[-1] = (found[-1][0], start)
        else:
            found.append((start, start))
    return found


@dataclass(frozen=True)
class FiscalCalendar:
    """A fiscal year that starts on the first day of `first_month` and is named by the calendar year in which it ends.

    With the default, July, FY27 is July 2026 to June 2027 and its first quarter July to September.
    """

    first_month: int = 7

    def __post_init__(self) -> None:
        if not 1 <= self.first_month <= 12:
            raise Refused(f"the fiscal year starts in a month from 1 to 12: {self.first_month} is no month")

    def year_start(self, name: int) -> date:
        """The first day of the fiscal year named `name` (2027 for FY27)."""
        return date(name if self.first_month == 1 else name - 1, self.first_month, 1)

    def year_of(self, day: date) -> int:
        """The name of the fiscal year that holds `day`."""
        return day.year + (self.first_month > 1 and day.month >= self.first_month)

    def quarter_of(self, day: date) -> int:
        """The fiscal quarter, 1 to 4, that holds `day`."""
        return (day.month - self.first_month) % 12 // 3 + 1

    def year(self, name: int) -> Period:
        """The fiscal year named `name`."""
        return Period(self.year_start(name), add_months(self.year_start(name), 12))

    def to_date(self, day: date) -> Period:
        """From the start of the fiscal year to the end of the month of `day`."""
        return Period(self.year_start(self.year_of(day)), add_months(day, 1))

    def bucket(self, day: date, grain: Grain) -> str:
        """The name of the `grain` that holds `day`, as answers print it: 2026-10, 2026-Q4, 2026, FY27-Q2, FY27."""
        names = {
            "day": day.isoformat(),
            "month": f"{day:%Y-%m}",
            "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
            "year": f"{day.year}",
            "fiscal_quarter": f"FY{self.year_of(day) % 100:02}-Q{self.quarter_of(day)}",
            "fiscal_year": f"FY{self.year_of(day) % 100:02}",
        }
        return names[grain]

    def parse(self, text: str) -> Period:
        """The period that `text` names (see FORMS); refuses anything else with the forms that are understood."""
        words = text.strip()
        if match := re.fullmatch(r"([^.\s]+)\s*\.\.\s*([^.\s]+)", words):
            return self._range(match[1], match[2], text)
        if match := re.fullmatch(rf"(ytd:)?{_YEAR}-([0-9]{{2}})", words, re.I):
            first = _first_of(match[2], match[3], text)
            return self.to_date(first) if match[1] else month_of(first)
        if match := re.fullmatch(rf"{_YEAR}-?Q([0-9])", words, re.I):
            _check_part("Q", int(match[2]), text)
            start = date(_year(match[1], text), int(match[2]) * 3 - 2, 1)
            return Period(start, add_months(start, 3))
        if re.fullmatch(_YEAR, words):
            return Period(date(_year(words, text), 1, 1), date(int(words) + 1, 1, 1))
        if match := re.fullmatch(r"FY(?:20)?([0-9]{2})(?:-?([QH])([0-9]))?", words, re.I):
            return self._fiscal(match, text)
        raise Refused(f"“{text}” is no period; write {FORMS}")

    def _range(self, first: str, last: str, text: str) -> Period:
        start, end = self.parse(first).start, self.parse(last).end
        if end <= start:
            raise Refused(f"“{text}” ends before it starts; write {last}..{first}")
        return Period(start, end)

    def _fiscal(self, match: re.Match[str], text: str) -> Period:
        year = self.year(2000 + int(match[1]))
        if match[2] is None:
            return year
        _check_part(match[2].upper(), int(match[3]), text)
        months = 3 if match[2].upper() == "Q" else 6
        start = add_months(year.start, (int(match[3]) - 1) * months)
        return Period(start, add_months(start, months))

    def prior_year(self, period: Period) -> Period:
        """The same months one year earlier."""
        return period.shifted(-12)

    def prior_period(self, period: Period) -> Period:
        """As many months, just before."""
        return period.shifted(-period.length)


def _first_of(year: str, month: str, text: str) -> date:
    if not 1 <= int(month) <= 12:
        raise Refused(f"“{text}” is no period: {month} is no month; write {FORMS}")
    return date(_year(year, text), int(month), 1)


def _year(year: str, text: str) -> int:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise Refused(f"“{text}” is no period: years are those from {FIRST_YEAR} to {LAST_YEAR}; write {FORMS}")
    return int(year)


def _check_part(kind: str, number: int, text: str) -> None:
    most = 4 if kind == "Q" else 2
    if not 1 <= number <= most:
        raise Refused(f"“{text}” is no period: a year has {kind}1 to {kind}{most}; write {FORMS}")
