"""A month that is not over is said to be so, and stands beside as many working days of its base.

The worlds are known up to Tuesday 2026-11-03: the second working day of November 2026. That of November 2025 is the 4th.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapport.core.question import EVERYTHING, Figure, Question
from rapport.facts.bridge import explain
from tests.facts.small import Fact, Small, fact
from tests.facts.worked import amounts, why


def sold(when: str, units: int, grain: str = "day") -> Fact:
    return fact(when, units, measure="sell_through_units", grain=grain, channel="D1")


NOW = [sold("2026-11-02", 30), sold("2026-11-03", 20)]
RUN_RATE = "run-rate 525 at 2 of 21 working days"
"""50 ÷ 2 × 21."""
BEFORE = [sold("2025-11-03", 10), sold("2025-11-04", 15), sold("2025-11-05", 99), sold("2025-11-28", 900)]


def figure(small: Small, facts: list[Fact], period: str = "2026-11", vs: str | None = "prior_year", **told: object) -> Figure:
    return small.ask(small.world(facts), "sell_through", period=period, vs=vs, **told).rows[-1].kpis["sell_through"]


def test_a_partial_month_is_compared_with_as_many_working_days(small: Small) -> None:
    told = figure(small, [*NOW, *BEFORE])
    assert (told.value, told.base, told.delta) == (50, 25, 25)
    assert told.notes == (
        "2026-11 only up to 2026-11-03",
        RUN_RATE,
        "base: 2025-11 up to 2025-11-04, as many working days",
    )


def test_a_base_by_month_has_no_such_days(small: Small) -> None:
    told = figure(small, [*NOW, sold("2025-11", 1_000, "month")])
    assert (told.value, told.base, told.delta) == (50, None, None)
    assert "base: sell_through_units is reported by month" in told.notes


def test_the_year_to_date_ends_on_the_same_weekday(small: Small) -> None:
    months = [sold("2026-10", 200, "month"), sold("2025-10", 100, "month")]
    assert figure(small, [*NOW, *BEFORE, *months], "2026-10..2026-11").base == 125
    by_month = figure(small, [*NOW, *BEFORE, *months], "2026-10..2026-11", by=("month",))
    assert (by_month.value, by_month.base) == (50, 25)


def test_a_plan_stands_whole_beside_a_month_that_is_said_to_be_partial(small: Small) -> None:
    told = figure(small, [*NOW, fact("2026-11", 400, measure="sell_through_units", scenario="plan")], vs="plan")
    assert (told.base, told.notes) == (400, ("2026-11 only up to 2026-11-03", RUN_RATE))


@pytest.mark.parametrize("period", ["2026-10", "2026-12"])
def test_a_month_that_was_over_and_one_that_has_not_begun_are_not_partial(small: Small, period: str) -> None:
    told = figure(small, [sold("2026-10-15", 7), sold("2026-12-01", 5), sold("2025-10-30", 9), sold("2025-12-30", 4)], period)
    assert told.notes == ()
    assert told.base in (9, 4)


def test_what_moved_a_partial_month_ties_to_what_is_asked(small: Small) -> None:
    world = small.world([*NOW, *BEFORE])
    found = why(small, world, "sell_through", period="2026-11")
    assert (found.base, found.actual) == (25, 50)
    assert sum(effect.amount for effect in found.effects) == Decimal(25)
    question = Question(("sell_through",), period=small.calendar.parse("2026-11"), vs="prior_year")
    assert "calendar" not in amounts(explain(question, world, EVERYTHING, calendar=True))


def test_the_pace_of_a_partial_month_is_said_beside_its_value_and_of_that_month_alone(small: Small) -> None:
    months = [sold("2026-10", 200, "month")]
    assert figure(small, [*NOW, *months], "2026-10..2026-11", None).notes == ("2026-11 only up to 2026-11-03",)
    by_month = figure(small, [*NOW, *months], "2026-10..2026-11", None, by=("month",))
    assert (by_month.value, by_month.notes) == (50, ("2026-11 only up to 2026-11-03", RUN_RATE))


def test_money_has_a_pace_in_its_currency_and_a_quotient_has_none(small: Small) -> None:
    money = [fact("2026-11-03", 100, measure="revenue", grain="day", currency=code) for code in ("USD", "JPY")]
    world = small.world([*NOW, *money])
    rows = small.ask(world, "revenue", "sell_through_rate", period="2026-11", by=("currency",)).rows
    notes = {row.by["currency"]: row.kpis["revenue"].notes[-1] for row in rows if row.kpis["revenue"].value}
    assert notes == {code: f"run-rate 1,050 {code} at 2 of 21 working days" for code in ("USD", "JPY")}
    assert not any("run-rate" in note for row in rows for note in row.kpis["sell_through_rate"].notes)


def test_before_the_first_working_day_there_is_no_pace(small: Small) -> None:
    """2026-11-01 is a Sunday."""
    assert figure(small, [sold("2026-11-01", 5)], vs=None).notes == ("2026-11 only up to 2026-11-01",)


def known_up_to(small: Small, day: date, facts: list[Fact], **told: object) -> Figure:
    world = replace(small.world(facts), known_on=day)
    return small.ask(world, "sell_through", period=f"{day:%Y-%m}", **told).rows[0].kpis["sell_through"]


def test_of_one_country_its_holidays_and_made_up_days_count(small: Small) -> None:
    """In China four days were worked up to 2026-10-12, of 18, and up to 2025-10-13: each with a Saturday made up for."""
    facts = [sold("2026-10-12", 40), sold("2025-10-13", 30), sold("2025-10-14", 99)]
    told = known_up_to(small, date(2026, 10, 12), facts, vs="prior_year", country="CN")
    assert (told.value, told.base) == (40, 30)
    assert told.notes == (
        "2026-10 only up to 2026-10-12",
        "run-rate 180 at 4 of 18 working days of CN",
        "base: 2025-10 up to 2025-10-13, as many working days of CN",
    )
    assert known_up_to(small, date(2026, 10, 12), facts).notes[1] == "run-rate 110 at 8 of 22 working days"


def test_a_year_whose_holidays_are_not_published_is_told_by_weekdays_and_says_so(small: Small) -> None:
    told = known_up_to(small, date(2038, 10, 12), [sold("2038-10-12", 40)], country="CN")
    assert told.notes[1:] == (
        "run-rate 105 at 8 of 21 working days",
        "weekdays alone: holidays of CN are not known for all years",
    )


@pytest.mark.parametrize(("came", "base"), [("2026-11-03", 25), ("2026-11-29", 25), ("2026-11-30", 1_024), ("2026-12-05", 1_024)])
def test_a_month_is_over_when_its_own_figures_came_after_it_whatever_else_came(small: Small, came: str, base: int) -> None:
    """Facts of another measure and of another month came in December; those of November on the day that is told."""
    later = [fact("2026-11", 9, batch=2), replace(sold("2026-10", 7, "month"), batch=3)]
    world = small.world([*NOW, *BEFORE, *later])
    released = {1: date.fromisoformat(came), 2: date(2026, 12, 2), 3: date(2026, 12, 3)}
    batches = {number: replace(world.batches[number], known_on=day) for number, day in released.items()}
    known = replace(world, batches=batches, known_on=max(released.values()))
    told = small.ask(known, "sell_through", period="2026-11", vs="prior_year").rows[0].kpis["sell_through"]
    assert (told.value, told.base) == (50, base)
