"""Windows in time: stocks are read at a moment, flows are added, nothing is told of a part of a fact's own stretch."""

from dataclasses import replace
from datetime import date

import pytest

from rapport.core.kpi import Aggregate
from rapport.core.periods import FiscalCalendar, Period
from rapport.core.question import Filter
from rapport.facts.windows import Window, groups, windows
from tests.facts.small import Small, day, fact, with_kpis

JULY, CALENDAR = FiscalCalendar(), FiscalCalendar(1)


def stock(when: str, value: int, **told: object) -> object:
    return fact(when, value, measure="inventory_units", **told)


# Distributors D1 and D2 together: 40,000 in stock, 63,000 in, 51,000 out, 52,000 left; 51,000 in four weeks is 12,750 a week.
CHANNEL = [
    stock("2026-09", 25_000, channel="D1"),
    stock("2026-09", 15_000, channel="D2"),
    stock("2026-10", 30_000, channel="D1"),
    stock("2026-10", 22_000, channel="D2"),
    *(fact("2026-10", 63_000 // 2, measure="sell_in_units", channel=channel) for channel in ("D1", "D2")),
    *(fact("2026-10", 51_000 // 2, measure="sell_through_units", channel=channel) for channel in ("D1", "D2")),
]


@pytest.mark.parametrize(
    ("kpi", "value"),
    [
        ("channel_inventory", 52_000),
        ("sell_through_rate", 51_000 / 103_000),
        ("sell_through_to_sell_in", 51_000 / 63_000),
        ("weeks_of_inventory", 52_000 / 12_750),
    ],
)
def test_the_channel_of_the_worked_example(small: Small, kpi: str, value: float) -> None:
    figure = small.ask(small.world(CHANNEL), kpi, period="2026-10").rows[0].kpis[kpi]
    assert figure.value == pytest.approx(value, rel=1e-12)


def test_a_stock_is_never_summed_over_time(small: Small) -> None:
    world = small.world([stock("2026-08", 7), stock("2026-09", 8), stock("2026-10", 9)])
    assert small.ask(world, "channel_inventory", period="2026-08..2026-10").rows[0].kpis["channel_inventory"].value == 9
    by_month = small.ask(world, "channel_inventory", by=("month",), period="2026-08..2026-10")
    assert list(small.table(by_month, "channel_inventory").values()) == [7, 8, 9]


def test_a_stock_of_a_month_that_was_not_reported_is_missing(small: Small) -> None:
    figure = small.ask(small.world([stock("2026-09", 8)]), "channel_inventory", period="2026-08..2026-10").rows[0].kpis
    assert (figure["channel_inventory"].value, figure["channel_inventory"].why) == (None, "not reported")


def test_of_the_days_of_a_stock_the_last_of_each_slice_counts(small: Small) -> None:
    weekly = [("2026-10-12", 5, 1), ("2026-10-26", 7, 1), ("2026-10-19", 4, 2)]
    world = small.world([stock(when, value, grain="day", slice=part) for when, value, part in weekly])
    assert small.ask(world, "channel_inventory", period="2026-10").rows[0].kpis["channel_inventory"].value == 7 + 4


def test_monthly_facts_give_a_week_as_the_month_over_its_weeks_and_say_so(small: Small) -> None:
    figure = small.ask(small.world(CHANNEL), "weeks_of_inventory", period="2026-10").rows[0].kpis["weeks_of_inventory"]
    assert figure.denominator == 12_750
    assert "facts are monthly: the last month ÷ 4" in figure.notes


def test_weekly_facts_give_the_mean_of_the_last_weeks(small: Small) -> None:
    weeks = ["2026-09-28", "2026-10-04", "2026-10-11", "2026-10-18", "2026-10-25"]
    sold = [fact(week, 100 * n, measure="sell_through_units", grain="day") for n, week in enumerate(weeks)]
    figure = small.ask(small.world([stock("2026-10", 1_000), *sold]), "weeks_of_inventory", period="2026-10").rows[0].kpis
    assert figure["weeks_of_inventory"].denominator == (100 + 200 + 300 + 400) / 4
    assert figure["weeks_of_inventory"].notes == ()


def test_a_lag_reads_earlier_months(small: Small) -> None:
    small = replace(small, trade=with_kpis(before="lag(sum(shipped_units), 1)"))
    world = small.world([fact("2026-09", 5), fact("2026-10", 7)])
    answer = small.ask(world, "before", by=("month",), period="2026-10..2026-11")
    assert small.table(answer, "before") == {("2026-10",): 5, ("2026-11",): 7}


def market(when: str, value: int, grain: str) -> object:
    return fact(when, value, measure="market_units", grain=grain, country="CN")


def test_a_quarter_is_told_whole_or_not_at_all(small: Small) -> None:
    world = small.world([market("2026-07", 90, "quarter"), market("2026-10", 60, "quarter")])
    assert small.ask(world, "market_units", period="2026-07..2026-12").rows[0].kpis["market_units"].value == 150
    for period in ("2026-10", "2026-08..2026-12"):
        figure = small.ask(world, "market_units", period=period).rows[0].kpis["market_units"]
        assert (figure.value, figure.why) == (None, "market_units is reported by quarter")


def test_by_quarter_a_ratio_of_months_over_a_quarter(small: Small) -> None:
    months = [fact(f"2026-{month:02}", 6, country="CN", product="P") for month in range(7, 10)]
    world = small.world([*months, market("2026-07", 90, "quarter")], attributes={"P": {"category": "pc"}})
    answer = small.ask(world, "partner_share", by=("quarter", "country"), period="2026-07..2026-09")
    assert small.table(answer, "partner_share") == {("2026-Q3", "CN"): 0.2}


def test_without_a_period_quarterly_facts_are_asked_by_their_last_quarter(small: Small) -> None:
    assert small.ask(small.world([market("2026-07", 9, "quarter")]), "market_units").period == JULY.parse("2026-Q3")


def test_ytd_is_the_sum_of_its_months_in_any_fiscal_year(small: Small) -> None:
    small = replace(small, calendar=FiscalCalendar(4))
    world = small.world(
        [fact(f"2026-{month:02}", month, product="P") for month in range(1, 11)], attributes={"P": {"category": "pc"}}
    )
    assert small.ask(world, "pc_shipments", period="ytd:2026-10").rows[0].kpis["pc_shipments"].value == sum(range(4, 11))
    by_year = small.ask(world, "pc_shipments", by=("fiscal_year",), period="2026-01..2026-10")
    assert small.table(by_year, "pc_shipments") == {("FY26",): 6, ("FY27",): 49}


def test_prior_period_is_as_many_months_just_before(small: Small) -> None:
    world = small.world(
        [fact(f"2026-{month:02}", month, product="P") for month in (8, 9, 10)], attributes={"P": {"category": "pc"}}
    )
    figure = small.ask(world, "pc_shipments", period="2026-10", vs="prior_period").rows[0].kpis["pc_shipments"]
    assert (figure.value, figure.base, figure.delta) == (10, 9, 1)


def test_groups_of_time_are_cut_to_the_period_and_filtered() -> None:
    period = JULY.parse("2026-06..2026-10")
    kept = [Filter("month", frozenset({"2026-06", "2026-08", "2026-09"}))]
    assert [group.labels for group in groups(period, ("quarter",), (), CALENDAR)] == [("2026-Q2",), ("2026-Q3",), ("2026-Q4",)]
    [whole] = groups(period, (), kept, CALENDAR)
    assert whole.stretches == (JULY.parse("2026-06"), JULY.parse("2026-08..2026-09"))


@pytest.mark.parametrize(
    ("kind", "start", "stop"),
    [("sum", "2026-08-01", "2026-11-01"), ("closing", "2026-10-01", "2026-11-01"), ("opening", "2026-07-01", "2026-08-01")],
)
def test_what_an_aggregate_reads_of_a_period(kind: str, start: str, stop: str) -> None:
    [group] = groups(Period(day("2026-08"), day("2026-11")), (), (), JULY)
    found = windows(Aggregate(kind, "m"), group, "actual", 0, is_stock=False)  # type: ignore[arg-type]
    assert found == (Window("m", "actual", date.fromisoformat(start), date.fromisoformat(stop)),)
