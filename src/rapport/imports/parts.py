"""Parts of a year that stand beside it: July, 7月, 七月, P3, W07 or a number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from rapport.core.calendars import DAY, Calendar
from rapport.core.periods import FiscalCalendar, Period, month_of
from rapport.core.refusals import Refused
from rapport.imports import dates, periods, words

_NAMED = r"(?:m|(?=.*月))(\d{1,2})(?:月份?|\.)?"
_QUARTER = r"q([1-4])|第?([1-4])季度?"
_NUMBER = r"m?0?(\d{1,2})"
_NUMERALS = {"十二": "12", "十一": "11", "十": "10"} | {sign: str(n) for n, sign in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True)
class Part:
    """What a row says beside its year; `said`: the cell as the forms see it, `row` the first that has it."""

    year: str
    cell: str
    said: str
    row: int


@dataclass(frozen=True)
class Column:
    """The column of parts, by its heading, and the twelve months or periods of fiscal years: of the home, or of its sender."""

    heading: str
    calendar: FiscalCalendar
    senders: Calendar | None

    def moment(self, part: Part) -> str:
        """The moment that a part and its year come to; refuses a month that can be two."""
        said = re.sub("|".join(_NUMERALS), lambda found: _NUMERALS[found[0]], part.said)
        if quarter := re.fullmatch(_QUARTER, said):
            return f"{part.year}-Q{quarter[1] or quarter[2]}"
        is_literal = re.fullmatch(r"(?i)\s*m?\d{1,2}\s*", part.cell) is not None
        month = re.fullmatch(_NUMBER if is_literal else _NAMED, said)
        if month is None:
            return f"{part.year}-{part.cell}"
        number = int(month[1])
        if is_literal and not says_month(self.heading):
            return f"{part.year}-P{number}"
        if not 1 <= number <= 12 or not re.fullmatch(r"FY\d{2}|\d{4}", part.year):
            return f"{part.year} / {part.cell}"
        return self._fiscal(part, number, is_literal) if part.year.startswith("FY") else f"{part.year}-{number:02}"

    def _fiscal(self, part: Part, number: int, is_literal: bool) -> str:
        """The calendar month of a fiscal year, unless a period of the year is as likely meant and has other days."""
        told = self._periods(part.year)
        month = _most(number, Period(told[0].start, told[-1].end))
        meant = number if is_literal else 1 + max(range(12), key=lambda place: _days(month, told[place]))
        if told[meant - 1] != month:
            raise Refused(self._doubt(part, month, meant, told[meant - 1]))
        return f"{month.start:%Y-%m}"

    def _periods(self, year: str) -> Sequence[Period]:
        """The twelve periods of a fiscal year, or its months."""
        if self.senders:
            return [self.senders.period(f"{year}-P{number:02}") for number in range(1, 13)]
        return [month_of(day) for day in self.calendar.year(2000 + int(year[2:])).months()]

    def _doubt(self, part: Part, month: Period, number: int, period: Period) -> str:
        """The refusal of a month that can be two, with both and the way out."""
        is_month = period == month_of(period.start)
        other = f"{period.start:%Y-%m}" if is_month else f"{period.start}..{period.end - DAY}"
        name = f"{part.year}-P{number:02}"
        ways = f"“{month.start:%Y-%m}” or “{other if is_month else name}”"
        return (
            f"column “{self.heading}”: “{part.cell}” in row {part.row} beside {part.year} may be the calendar month "
            f"{month.start:%Y-%m} or month {number} of the fiscal year, {other}; write {ways}"
            + (", or the month by its name" if is_month else "")
        )


def _most(number: int, year: Period) -> Period:
    """The calendar month of that number of which most lies in a year."""
    return max((month_of(day) for day in year.months() if day.month == number), key=lambda month: _days(month, year))


def _days(one: Period, other: Period) -> int:
    """How many days two periods share."""
    return max(0, (min(one.end, other.end) - max(one.start, other.start)).days)


def says_month(heading: str) -> bool:
    """Whether a heading is of months, so that a column of first days under it means their months."""
    folded = words.fold(heading)
    return "month" in folded or ("月" in folded and "日" not in folded)


def says_part(heading: str) -> bool:
    """Whether a heading is of other parts of a year: quarters, periods or weeks."""
    return any(word in words.fold(heading) for word in ("quarter", "period", "week", "季", "周", "期"))


def resembling() -> str:
    """One pattern of all that may be a part of a year, for a folded text."""
    return f"{dates.YEARLESS}|{_NUMBER}|{periods.ALONE}"


def read(db: duckdb.DuckDBPyConnection, source: str, year: str, cell: str, column: Column) -> str:
    """Make the table `part` of what the parts of a column come to beside their years (SQL); answers the join that it needs."""
    found = db.execute(
        f"""SELECT year, cell, said, row FROM (
            SELECT {year} AS year, {cell} AS cell, {dates.folded(cell)} AS said, min(row) AS row FROM {source} GROUP BY 1, 2, 3
        ) WHERE year IS NOT NULL AND regexp_full_match(said, $parts) ORDER BY row""",
        {"parts": resembling()},
    ).fetchall()
    told = [(part.year, part.cell, column.moment(part)) for part in (Part(*row) for row in found)]
    db.execute("CREATE OR REPLACE TEMP TABLE part (year VARCHAR, cell VARCHAR, told VARCHAR)")
    if told:
        db.executemany("INSERT INTO part VALUES (?, ?, ?)", told)
    return f"LEFT JOIN part ON part.year = {year} AND part.cell = {cell}"
