"""How a month compares with an average one: the time of year, the ends of quarters, Chinese New Year."""

from datetime import date

from rapport.core.periods import add_months

_YEAR = (0.95, 0.90, 1.00, 0.97, 1.00, 1.03, 0.96, 0.97, 1.05, 1.03, 1.10, 1.12)
_QUARTER_END, _QUARTER_START = 1.06, 0.97
_NEW_YEARS = (date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6))
_CELEBRATING = frozenset({"CN", "HK", "TW", "SG"})


def season(country: str, month: date) -> float:
    """The factor of a month in a country."""
    end = {0: _QUARTER_END, 1: _QUARTER_START}.get(month.month % 3, 1.0)
    return _YEAR[month.month - 1] * end * (_new_year(month) if country in _CELEBRATING else 1.0)


def _new_year(month: date) -> float:
    """Shops are filled in the month before Chinese New Year and closed in its own."""
    feasts = {day.replace(day=1) for day in _NEW_YEARS}
    return 0.84 if month in feasts else 1.07 if add_months(month, 1) in feasts else 1.0
