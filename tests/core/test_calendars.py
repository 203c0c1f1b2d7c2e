"""Calendars of senders: published years, periods that tile them, weights that add up to one."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.calendars import ANCHORS, NAMED_BY, PATTERNS, Calendar, Years, month_end_near, shares, untold, whole_name
from rapport.core.periods import Period, add_months
from rapport.core.refusals import Refused

DAY = timedelta(days=1)
RETAIL = Years("4-5-4", ends_in=1, ends_on=5, anchor="nearest", named_by="start")
"""The calendar that the National Retail Federation publishes."""
SEPTEMBER = Years("4-4-5", ends_in=9, ends_on=5, anchor="last", long_period=3)
"""Years that end on the last Saturday of September, with the 53rd week in the first quarter."""
NOVEMBER = Years("months", ends_in=10)


def of(*years: Years) -> Calendar:
    return Calendar("contoso", ("Contoso",), years)


YEARS = st.builds(
    Years,
    pattern=st.sampled_from(PATTERNS),
    ends_in=st.integers(1, 12),
    ends_on=st.integers(0, 6),
    anchor=st.sampled_from(ANCHORS),
    long_period=st.integers(1, 12),
    named_by=st.sampled_from(NAMED_BY),
)
NAMES = st.integers(2001, 2098)


@pytest.mark.parametrize(
    ("name", "start", "weeks"),
    [
        (2006, "2006-01-29", 53),
        (2012, "2012-01-29", 53),
        (2017, "2017-01-29", 53),
        (2022, "2022-01-30", 52),
        (2023, "2023-01-29", 53),
        (2024, "2024-02-04", 52),
        (2025, "2025-02-02", 52),
    ],
)
def test_retail_years_as_published(name: int, start: str, weeks: int) -> None:
    year = RETAIL.year(name)
    assert (year.start, (year.end - year.start).days) == (date.fromisoformat(start), weeks * 7)


def test_the_53rd_week_of_retail_is_the_fifth_of_january() -> None:
    """Published: fiscal January 2023 is 2023-12-31 to 2024-02-03."""
    assert of(RETAIL).period("FY23-P12") == Period(date(2023, 12, 31), date(2024, 2, 4))
    assert of(RETAIL).period("FY23-W53") == Period(date(2024, 1, 28), date(2024, 2, 4))


@pytest.mark.parametrize(
    ("name", "end"), [(2021, "2021-09-25"), (2022, "2022-09-24"), (2023, "2023-09-30"), (2024, "2024-09-28")]
)
def test_years_that_end_on_the_last_saturday_of_september_as_filed(name: int, end: str) -> None:
    assert SEPTEMBER.last_day(name) == date.fromisoformat(end)


@pytest.mark.parametrize(("quarter", "end"), [(1, "2022-12-31"), (2, "2023-04-01"), (3, "2023-07-01"), (4, "2023-09-30")])
def test_a_year_of_53_weeks_has_them_where_the_calendar_puts_the_last(quarter: int, end: str) -> None:
    """As filed for a fiscal 2023 of 53 weeks whose first quarter had fourteen."""
    assert of(SEPTEMBER).period(f"FY23-Q{quarter}").end - DAY == date.fromisoformat(end)


def test_a_partners_second_quarter_is_february_to_april() -> None:
    assert of(NOVEMBER).period("FY26-Q2") == Period(date(2026, 2, 1), date(2026, 5, 1))
    assert of(NOVEMBER).period("FY26-P04") == Period(date(2026, 2, 1), date(2026, 3, 1))
    assert of(NOVEMBER).period("FY26") == Period(date(2025, 11, 1), date(2026, 11, 1))


def test_calendar_years_are_named_by_themselves_either_way() -> None:
    for named_by in NAMED_BY:
        assert Years("months", ends_in=12, named_by=named_by).year(2026) == Period(date(2026, 1, 1), date(2027, 1, 1))


def test_the_days_of_a_period_lie_in_months() -> None:
    period = of(Years("4-4-5", ends_in=10, ends_on=5)).period("FY26-P04")
    assert (period.start, period.end) == (date(2026, 1, 25), date(2026, 2, 22))
    assert [(share.month.month, share.weight) for share in shares(period)] == [(1, "7/28"), (2, "21/28")]


@given(YEARS, NAMES, st.sampled_from(["H", "Q", "P", "W"]))
def test_parts_tile_their_year_and_years_follow_each_other(years: Years, name: int, letter: str) -> None:
    calendar, year = of(years), years.year(name)
    assert years.year(name + 1).start == year.end
    counts = {"H": 2, "Q": 4, "P": 12, "W": (year.end - year.start).days // 7 if years.pattern != "months" else 0}
    parts = [calendar.period(whole_name(str(name), letter, str(n + 1))) for n in range(counts[letter])]
    assert all(one.end == other.start for one, other in pairwise(parts))
    assert not parts or (parts[0].start, parts[-1].end) == (year.start, year.end)


@given(YEARS, NAMES)
def test_years_have_52_or_53_weeks_and_end_near_their_month(years: Years, name: int) -> None:
    year, month_end = years.year(name), add_months(years.last_day(name), 1) - DAY
    if years.pattern == "months":
        assert year.length == 12
        return
    assert (year.end - year.start).days in (364, 371)
    assert years.last_day(name).weekday() == years.ends_on
    if years.anchor == "last":
        assert 0 <= (month_end - years.last_day(name)).days < 7


@given(YEARS, NAMES)
def test_weights_add_up_to_one_and_those_of_a_year_to_its_days(years: Years, name: int) -> None:
    days: dict[date, int] = {}
    for number in range(1, 13):
        parts = shares(of(years).period(f"FY{name % 100:02}-P{number:02}"))
        assert sum(Fraction(part.until - part.before, part.length) for part in parts) == 1
        for part in parts:
            days[part.month] = days.get(part.month, 0) + part.until - part.before
    year = years.year(name)
    assert {part.month: part.until - part.before for part in shares(year)} == days
    assert sum(days.values()) == (year.end - year.start).days


@given(YEARS, NAMES)
def test_the_ends_of_the_periods_of_a_year_are_near_the_ends_of_twelve_months(years: Years, name: int) -> None:
    ends = [of(years).period(f"FY{name % 100:02}-P{number:02}").end - DAY for number in range(1, 13)]
    months = [month_end_near(end) for end in ends]
    assert all(later == add_months(month, 1) for month, later in pairwise(months))


def test_the_nearest_month_end() -> None:
    assert month_end_near(date(2026, 2, 3)) == date(2026, 1, 1)
    assert month_end_near(date(2026, 2, 21)) == date(2026, 2, 1)
    assert month_end_near(date(2026, 2, 28)) == date(2026, 2, 1)
    assert month_end_near(date(2026, 1, 1)) == date(2025, 12, 1)


@pytest.mark.parametrize(
    ("years", "name", "said"),
    [
        (RETAIL, "FY26-P14", "FY26 of the calendar “contoso” (2026-02-01..2027-01-30) has P01 to P12"),
        (RETAIL, "FY26-W53", "has W01 to W52"),
        (RETAIL, "FY26-Q5", "has Q1 to Q4"),
        (RETAIL, "FY26-P00", "has P01 to P12"),
        (NOVEMBER, "FY26-W01", "has no weeks, but months"),
        (RETAIL, "FY26-M03", "“FY26-M03” is no period"),
    ],
)
def test_what_a_year_does_not_have_is_refused(years: Years, name: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        of(years).period(name)
    assert said in str(refusal.value)


CHANGED = of(Years("4-4-5", ends_in=9, ends_on=5), Years("months", ends_in=12, since=2027))


def test_years_before_and_after_a_change_lie_as_they_lay_then() -> None:
    assert CHANGED.period("FY26").end == date(2026, 9, 27)
    assert CHANGED.period("FY27-Q1") == Period(date(2027, 1, 1), date(2027, 4, 1))
    assert CHANGED.year(2025).end == CHANGED.year(2026).start


def test_the_days_between_an_old_and_a_new_calendar_are_said() -> None:
    assert list(CHANGED.between()) == [Period(date(2026, 9, 27), date(2027, 1, 1))]
    with pytest.raises(Refused, match=r"2026-09-27\.\.2026-12-31 is in no year of it: tell it by month"):
        CHANGED.period("FY26-P13")


def test_years_that_would_share_days_are_seen() -> None:
    late = of(Years("months", ends_in=9), Years("months", ends_in=6, since=2027))
    assert late.overlap() == (Period(date(2025, 10, 1), date(2026, 10, 1)), Period(date(2026, 7, 1), date(2027, 7, 1)))
    assert CHANGED.overlap() is None


def test_a_year_before_the_first_known_one_is_refused() -> None:
    with pytest.raises(Refused, match="FY23 is no year: the calendar “contoso” begins with FY24"):
        of(Years("months", ends_in=9, since=2024)).period("FY23-Q1")


def test_the_days_of_a_month_of_which_no_period_speaks() -> None:
    calendar = of(Years("4-4-5", ends_in=10, ends_on=5))
    third, fourth, sixth = (calendar.period(f"FY26-P{number:02}") for number in (3, 4, 6))
    within = Period(date(2025, 12, 1), date(2026, 4, 1))
    assert list(untold([sixth, third, fourth], within)) == [
        Period(date(2025, 12, 1), date(2025, 12, 21)),
        Period(date(2026, 2, 22), date(2026, 3, 22)),
    ]
