"""Periods and the fiscal calendar: July by default, any month; half-open; every stretch is made of whole months."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.periods import GRAINS, FiscalCalendar, Period, add_months, month_of
from rapport.core.refusals import Refused

JULY = FiscalCalendar()


def months(first: tuple[int, int], last: tuple[int, int]) -> Period:
    """From the first to the last month, both in."""
    return Period(date(*first, 1), month_of(date(*last, 1)).end)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-10", months((2026, 10), (2026, 10))),
        ("2026-12", months((2026, 12), (2026, 12))),
        ("2026", months((2026, 1), (2026, 12))),
        ("2026-Q4", months((2026, 10), (2026, 12))),
        ("2023Q4", months((2023, 10), (2023, 12))),
        ("FY27", months((2026, 7), (2027, 6))),
        ("fy2027", months((2026, 7), (2027, 6))),
        ("FY13", months((2012, 7), (2013, 6))),
        ("FY13-Q1", months((2012, 7), (2012, 9))),
        ("FY13-Q4", months((2013, 4), (2013, 6))),
        ("FY13-H1", months((2012, 7), (2012, 12))),
        ("FY27-H2", months((2027, 1), (2027, 6))),
        ("2026-01..2026-10", months((2026, 1), (2026, 10))),
        ("FY26 .. FY27", months((2025, 7), (2027, 6))),
        ("ytd:2026-10", months((2026, 7), (2026, 10))),
        ("ytd:2026-07", months((2026, 7), (2026, 7))),
        ("ytd:2026-06", months((2025, 7), (2026, 6))),
        (" 2026-10 ", months((2026, 10), (2026, 10))),
    ],
)
def test_the_words_for_periods(text: str, period: Period) -> None:
    assert JULY.parse(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-00", "0000-01", "9999-12", "FY27-Q5", "FY27-H3", "2026-Q0", "ytd:2026", "ytd:2026-13", "October",
     "2026-10-05", "2026-01..", "2026-01..2026-02..2026-03", "2026-10..2026-01", "FY1999", "1"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        JULY.parse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9999-12", "“9999-12” is no period: years are those from 1900 to 2099; write 2026-10, "),
        ("1066", "“1066” is no period: years are those from 1900 to 2099; write 2026-10, "),
        ("ytd:2100-01", "“ytd:2100-01” is no period: years are those from 1900 to 2099; write 2026-10, "),
        ("2026-Q5", "“2026-Q5” is no period: a year has Q1 to Q4; write 2026-10, "),
        ("FY27-Q0", "“FY27-Q0” is no period: a year has Q1 to Q4; write 2026-10, "),
        ("FY27-H3", "“FY27-H3” is no period: a year has H1 to H2; write 2026-10, "),
        ("2026-01..2026-Q5", "“2026-Q5” is no period: a year has Q1 to Q4; write 2026-10, "),
        ("2026-10..2026-01", "“2026-10..2026-01” ends before it starts; write 2026-01..2026-10"),
        ("FY27-Q2 .. 2026-Q3", "“FY27-Q2 .. 2026-Q3” ends before it starts; write 2026-Q3..FY27-Q2"),
    ],
)
def test_the_refusal_says_what_is_wrong_and_what_is_right(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        JULY.parse(text)
    assert str(refused.value).startswith(said)


def test_the_refusal_says_the_forms() -> None:
    with pytest.raises(Refused, match=r"“October” is no period; write 2026-10, 2026, FY27, .*ytd:2026-10"):
        JULY.parse("October")


@pytest.mark.parametrize(
    ("first_month", "text", "period"),
    [
        (1, "FY27", months((2027, 1), (2027, 12))),
        (1, "ytd:2026-10", months((2026, 1), (2026, 10))),
        (4, "FY27-Q1", months((2026, 4), (2026, 6))),
        (4, "ytd:2026-03", months((2025, 4), (2026, 3))),
        (12, "FY27", months((2026, 12), (2027, 11))),
        (12, "FY27-H2", months((2027, 6), (2027, 11))),
    ],
)
def test_the_fiscal_year_may_start_in_any_month(first_month: int, text: str, period: Period) -> None:
    assert FiscalCalendar(first_month).parse(text) == period


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2026, 10, 5), ("2026-10-05", "2026-10", "2026-Q4", "2026", "FY27-Q2", "FY27")),
        (date(2026, 6, 30), ("2026-06-30", "2026-06", "2026-Q2", "2026", "FY26-Q4", "FY26")),
        (date(2012, 7, 1), ("2012-07-01", "2012-07", "2012-Q3", "2012", "FY13-Q1", "FY13")),
    ],
)
def test_the_names_of_the_stretches_that_hold_a_day(day: date, names: tuple[str, ...]) -> None:
    assert tuple(JULY.bucket(day, grain) for grain in GRAINS) == names


def test_a_fiscal_year_starts_in_a_month_that_is_one() -> None:
    with pytest.raises(Refused, match="13 is no month"):
        FiscalCalendar(13)


def test_half_open() -> None:
    october = JULY.parse("2026-10")
    assert date(2026, 10, 1) in october
    assert date(2026, 10, 31) in october
    assert date(2026, 11, 1) not in october
    assert october.as_json() == {"start": "2026-10-01", "end": "2026-11-01"}
    with pytest.raises(Refused):
        Period(date(2026, 11, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("text", "year_before", "just_before"),
    [
        ("2026-10", "2025-10", "2026-09"),
        ("2026-01", "2025-01", "2025-12"),
        ("2026-Q1", "2025-Q1", "2025-Q4"),
        ("FY27", "FY26", "FY26"),
        ("FY27-H1", "FY26-H1", "FY26-H2"),
        ("ytd:2026-10", "ytd:2025-10", "2026-03..2026-06"),
        ("2026-01..2026-10", "2025-01..2025-10", "2025-03..2025-12"),
    ],
)
def test_what_a_period_is_compared_with(text: str, year_before: str, just_before: str) -> None:
    assert JULY.prior_year(JULY.parse(text)) == JULY.parse(year_before)
    assert JULY.prior_period(JULY.parse(text)) == JULY.parse(just_before)


days = st.dates(date(1995, 1, 1), date(2090, 12, 31))
calendars = st.builds(FiscalCalendar, st.integers(1, 12))
spans = st.builds(lambda day, length: Period(day.replace(day=1), add_months(day, length)), days, st.integers(1, 30))


@given(calendars, days)
def test_a_fiscal_year_is_its_twelve_months_its_quarters_and_its_halves(calendar: FiscalCalendar, day: date) -> None:
    name = calendar.bucket(day, "fiscal_year")
    year = calendar.year(calendar.year_of(day))
    assert day in year
    assert year.length == 12
    assert year.start.month == calendar.first_month
    assert (year.end - timedelta(days=1)).year == calendar.year_of(day)
    if 2000 <= calendar.year_of(day) < 2100:
        quarters = [calendar.parse(f"{name}-Q{number}") for number in (1, 2, 3, 4)]
        halves = [calendar.parse(f"{name}-H{number}") for number in (1, 2)]
        for stretches in (quarters, halves):
            assert (stretches[0].start, stretches[-1].end) == (year.start, year.end)
            assert all(earlier.end == later.start for earlier, later in pairwise(stretches))
        assert day in calendar.parse(calendar.bucket(day, "fiscal_quarter"))


@given(calendars, days)
def test_a_year_to_date_starts_with_the_year_and_ends_with_the_month(calendar: FiscalCalendar, day: date) -> None:
    to_date = calendar.parse(f"ytd:{day:%Y-%m}")
    assert to_date.start == calendar.year_start(calendar.year_of(day))
    assert to_date.end == month_of(day).end
    assert day in to_date


@given(calendars, days, st.sampled_from(["month", "quarter", "year"]))
def test_a_printed_name_is_read_as_the_stretch_that_holds_the_day(calendar: FiscalCalendar, day: date, grain: str) -> None:
    assert day in calendar.parse(calendar.bucket(day, grain))  # type: ignore[arg-type]


@given(calendars, spans)
def test_the_period_before_ends_where_this_one_starts_and_is_as_long(calendar: FiscalCalendar, period: Period) -> None:
    before = calendar.prior_period(period)
    assert before.end == period.start
    assert before.length == period.length == len(list(period.months()))


@given(calendars, spans)
def test_the_prior_year_holds_the_same_months(calendar: FiscalCalendar, period: Period) -> None:
    before = calendar.prior_year(period)
    assert [(month.year + 1, month.month) for month in before.months()] == [
        (month.year, month.month) for month in period.months()
    ]


@given(spans, st.integers(-40, 40))
def test_shifting_there_and_back_is_no_change(period: Period, by: int) -> None:
    assert period.shifted(by).shifted(-by) == period


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 800))
def test_working_days_are_those_that_the_calendar_counts(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    assert period.working_days == sum((start + timedelta(days=n)).weekday() < 5 for n in range(length))
