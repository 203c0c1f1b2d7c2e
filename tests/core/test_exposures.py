"""Chinese New Year by its own rule, from where sun and moon stand over Beijing."""

from datetime import date, datetime, timedelta
from math import radians, sin

import pytest

from rapport.core.exposures import FIRST_YEAR, exposures, new_year, new_year_share

EPOCH = datetime(2000, 1, 1, 12)  # noqa: DTZ001
BEIJING = timedelta(hours=8)
CLOCKS = timedelta(seconds=70)
"""How far the even time of astronomers is ahead of ours in these years."""


def new_moon(number: int) -> datetime:
    """The new moon of that number after January 2000 (Meeus, Astronomical Algorithms, chapter 49, the largest terms)."""
    t = number / 1236.85
    sun = radians(2.5534 + 29.10535670 * number)
    moon = radians(201.5643 + 385.81693528 * number + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * number)
    days = 2451550.09766 + 29.530588861 * number + 0.00015437 * t * t - 2451545
    days += -0.40720 * sin(moon) + 0.17241 * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
    days += 0.00739 * sin(moon - sun) - 0.00514 * sin(moon + sun) + 0.00208 * sin(2 * sun)
    return EPOCH + timedelta(days=days) - CLOCKS + BEIJING


def longitude(moment: datetime) -> float:
    """The apparent longitude of the sun in degrees (Meeus, chapter 25, low accuracy)."""
    t = (moment - BEIJING + CLOCKS - EPOCH) / timedelta(days=36525)
    mean, anomaly = 280.46646 + 36000.76983 * t, radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * sin(anomaly) + 0.019993 * sin(2 * anomaly)
    return (mean + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))) % 360


def sign(day: date) -> int:
    """Which twelfth of its way the sun has reached when a day begins."""
    return int(longitude(datetime(day.year, day.month, day.day)) // 30)  # noqa: DTZ001


def by_the_rule(year: int) -> date:
    """The eleventh month holds the solstice (270°); of thirteen to the next, the first without a twelfth is a leap month.

    New Year is the first day of the second month after the eleventh that is none.
    """
    near = round((year - 2000) * 12.3685)
    days = [new_moon(near + n).date() for n in range(-4, 16)]
    twelfths = [sign(day) for day in days]
    eleventh, later = (n for n in range(19) if twelfths[n] in (7, 8) and twelfths[n + 1] in (9, 10))
    leap = next((n for n in range(eleventh, later) if twelfths[n] == twelfths[n + 1]), later) if later - eleventh == 13 else later
    return days[eleventh + 2 + (leap <= eleventh + 2)]


@pytest.mark.parametrize("year", range(FIRST_YEAR, 2051))
def test_the_table_says_what_the_heavens_say(year: int) -> None:
    assert new_year(year) == by_the_rule(year)


def test_beyond_the_table_nothing_is_said() -> None:
    assert (new_year(1989), new_year(2051), new_year_share(date(2060, 1, 1))) == (None, None, 0.0)


@pytest.mark.parametrize(
    ("month", "share"),
    [
        (date(2023, 1, 1), 1.0),  # 22 January: the 15th to the 29th
        (date(2022, 1, 1), 7 / 15),  # 1 February: from the 25th of January on
        (date(2022, 2, 1), 8 / 15),
        (date(2026, 2, 1), 1.0),  # 17 February
        (date(2026, 1, 1), 0.0),
        (date(2026, 10, 1), 0.0),
    ],
)
def test_the_days_around_new_year_fall_into_one_month_or_two(month: date, share: float) -> None:
    assert new_year_share(month) == pytest.approx(share)


def test_a_month_is_exposed_to_new_year_and_to_its_working_days() -> None:
    found = exposures([date(2026, 1, 1), date(2026, 2, 1)])
    assert found[0].tolist() == [0.0, 1.0]
    assert found[1] * 365.25 * 5 / 7 / 12 == pytest.approx([22, 20])
