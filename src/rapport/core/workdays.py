"""Working days: from Monday to Friday, or those of a country, without its holidays and with the days that it makes up for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from rapport.core.periods import Period

if TYPE_CHECKING:
    from holidays import HolidayBase

FIRST_YEAR, LAST_YEAR = 2000, 2040
"""Holidays are looked up between these years."""


@dataclass(frozen=True)
class Workdays:
    """Which days are worked: Monday to Friday, or as in `country` (ISO code of two letters)."""

    country: str | None = None

    def count(self, period: Period) -> int:
        """How many working days a period has."""
        if self.country is None:
            return period.working_days
        days = (period.start + timedelta(days=place) for place in range((period.end - period.start).days))
        return sum(_is_worked(_holidays(self.country), day) for day in days)

    def over(self, *periods: Period) -> "Workdays":
        """Itself where the holidays of all years of these periods are known, else Monday to Friday.

        Countries that move working days to weekends, such as China, publish them year by year.
        """
        years = {day.year for period in periods for day in (period.start, period.end - timedelta(days=1))}
        return self if self.country is None or all(_is_known(self.country, year) for year in years) else Workdays()

    def unknown(self, country: str | None) -> Iterator[str]:
        """What is to be said where these stand for those of a country whose holidays are not known."""
        if country and self.country is None:
            yield f"weekdays alone: holidays of {country} are not known for all years"

    @property
    def of(self) -> str:
        """What is added to “working days”: whose they are, where not of Monday to Friday."""
        return f" of {self.country}" if self.country else ""


def country_of(word: str) -> str | None:
    """The ISO code of a country, from its code or its name in English or Chinese; None for any other word."""
    return _countries().get(word.strip().casefold())


@cache
def _countries() -> dict[str, str]:
    named = (Locale.parse(language).territories.items() for language in ("en", "zh_Hans"))
    return {word.casefold(): code for names in named for code, name in names if code.isalpha() for word in (code, name)}


@cache
def _holidays(country: str) -> "HolidayBase":
    from holidays import country_holidays

    known = country_holidays(country)
    for year in _years(known):
        known.get(f"{year}-01-01")
    return known


def _is_worked(known: "HolidayBase", day: date) -> bool:
    """Where by law only one day a week is off, as in Hong Kong, offices have Saturday and Sunday off all the same."""
    off = known.weekend if len(known.weekend) > 1 else {5, 6}
    return day in known.weekend_workdays or (day.weekday() not in off and day not in known)


def _years(known: "HolidayBase") -> Iterator[int]:
    yield from range(max(FIRST_YEAR, known.start_year), min(LAST_YEAR, known.end_year) + 1)


@cache
def _is_known(country: str, year: int) -> bool:
    from holidays import list_supported_countries

    if country not in list_supported_countries():
        return False
    known = _holidays(country)
    made_up = {day.year for day in known.weekend_workdays}
    return year in _years(known) and (not made_up or year <= max(made_up))
