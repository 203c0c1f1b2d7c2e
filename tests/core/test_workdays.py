"""Working days: of the week, and of countries as their governments published them."""

import pytest

from rapport.core.periods import FiscalCalendar
from rapport.core.workdays import Workdays, country_of

CALENDAR = FiscalCalendar()


@pytest.mark.parametrize(
    ("country", "month", "days"),
    [
        (None, "2026-02", 20),
        ("CN", "2026-02", 16),  # 16 to 20 and 23 February are off, Saturdays 14 and 28 are made up for
        ("CN", "2026-10", 18),  # 1, 2 and 5 to 7 October are off, Saturday 10 is made up for
        ("HK", "2026-02", 17),  # 17 to 19 February are off; by law, Saturdays are not
        ("DE", "2026-05", 18),  # 1, 14 and 25 May are off
        ("US", "2026-11", 19),  # Veterans Day and Thanksgiving
    ],
)
def test_working_days_of_a_month(country: str | None, month: str, days: int) -> None:
    assert Workdays(country).count(CALENDAR.parse(month)) == days


@pytest.mark.parametrize(
    ("word", "code"), [("CN", "CN"), ("cn", "CN"), ("China", "CN"), ("中国", "CN"), ("Germany", "DE"), ("EMEA", None), ("", None)]
)
def test_a_country_is_known_by_its_code_and_its_names(word: str, code: str | None) -> None:
    assert country_of(word) == code


def test_where_a_year_is_not_published_yet_it_is_monday_to_friday() -> None:
    both = CALENDAR.parse("2025-10"), CALENDAR.parse("2026-10")
    assert Workdays("CN").over(*both) == Workdays("CN")
    assert Workdays("CN").over(both[1], CALENDAR.parse("2039-10")) == Workdays()
    assert Workdays("DE").over(CALENDAR.parse("2039-10")) == Workdays("DE")
    assert Workdays("DE").over(CALENDAR.parse("2050-10")) == Workdays("EU").over(both[0]) == Workdays()
