"""What makes a month unlike the same month of another year: Chinese New Year, and how many working days it has."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from rapport.core.periods import month_of

FIRST_YEAR = 1990
_NEW_YEARS = (
    127, 215, 204, 123, 210, 131, 219, 207, 128, 216,
    205, 124, 212, 201, 122, 209, 129, 218, 207, 126,
    214, 203, 123, 210, 131, 219, 208, 128, 216, 205,
    125, 212, 201, 122, 210, 129, 217, 206, 126, 213,
    203, 123, 211, 131, 219, 208, 128, 215, 204, 124,
    212, 201, 122, 210, 130, 217, 206, 126, 214, 202,
    123,
)  # fmt: skip
"""New Year's Day of the Chinese calendar as month and day (127: 27 January), ten years a line, from FIRST_YEAR on."""

AROUND = 7
"""Days before and after New Year's Day in which business winds down and stands still."""

USUAL_DAYS = 365.25 * 5 / 7 / 12
"""Working days of a month on average."""


def new_year(year: int) -> date | None:
    """New Year's Day of the Chinese calendar in that year; None beyond the table, which ends with 2050."""
    place = year - FIRST_YEAR
    if not 0 <= place < len(_NEW_YEARS):
        return None
    return date(year, *divmod(_NEW_YEARS[place], 100))


def new_year_share(month: date) -> float:
    """Which share of the fifteen days around Chinese New Year lies in the month of `month`, from 0 to 1."""
    day = new_year(month.year)
    if day is None:
        return 0.0
    around = (day + timedelta(days=days) for days in range(-AROUND, AROUND + 1))
    return sum(one in month_of(month) for one in around) / (2 * AROUND + 1)


def exposures(months: Sequence[date]) -> NDArray[np.float64]:
    """What each month is exposed to (2, months): the share of Chinese New Year, and working days over the usual number."""
    days = [month_of(month).working_days / USUAL_DAYS for month in months]
    return np.array([[new_year_share(month) for month in months], days])
