"""Money in one currency: rates whichever way round they were told, each month at its own, and never a sum that lacks a part."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapport.core.periods import Period
from rapport.core.question import EVERYTHING, Figure, Question
from rapport.core.refusals import Refused
from rapport.facts.ask import ask
from rapport.facts.engine import opened
from rapport.facts.rates import Kind, Rates
from rapport.facts.world import World
from tests.facts.small import Fact, Small, day, fact

# What the European Central Bank published for the last working day of October 2026.
EUR = [("2026-10", "EUR", "CNY", 7.4326), ("2026-10", "EUR", "USD", 1.0875), ("2026-10", "EUR", "JPY", 164.2)]


def worth(world: World, currency: str, kind: Kind = "average") -> dict[tuple[str, date], float]:
    with opened(world, Period(day("2026-10"), day("2026-11"))) as connection:
        return {of: worth.rate for of, worth in Rates(connection).of(currency, kind).items()}


def test_both_directions_of_a_quote_say_the_same(small: Small) -> None:
    turned = [(month, quote, base, 1 / rate) for month, base, quote, rate in EUR]
    for currency in ("EUR", "USD", "CNY", "JPY"):
        assert worth(small.world([], rates=EUR), currency) == pytest.approx(worth(small.world([], rates=turned), currency))


def test_a_cross_goes_over_the_common_currency(small: Small) -> None:
    found = worth(small.world([], rates=EUR), "USD")
    assert found == pytest.approx(
        {("EUR", day("2026-10")): 1.0875, ("CNY", day("2026-10")): 1.0875 / 7.4326, ("JPY", day("2026-10")): 1.0875 / 164.2}
    )


def test_a_quote_of_the_two_counts_before_a_cross_and_a_cross_over_the_first_of_the_market_before_others(small: Small) -> None:
    direct = small.world([], rates=[*EUR, ("2026-10", "USD", "CNY", 7.0)])
    assert worth(direct, "USD")["CNY", day("2026-10")] == pytest.approx(1 / 7.0)
    dollars = [("2026-10", "USD", "CNY", 7.0), ("2026-10", "USD", "JPY", 150.0)]
    assert worth(small.world([], rates=[*EUR, *dollars]), "JPY")["CNY", day("2026-10")] == pytest.approx(164.2 / 7.4326)


def test_a_month_without_a_rate_and_the_currency_itself_have_no_row(small: Small) -> None:
    world = small.world([], rates=[("2026-09", "EUR", "CNY", 7.4), ("2026-10", "EUR", "USD", 1.1)])
    assert worth(world, "USD") == pytest.approx({("EUR", day("2026-10")): 1.1})
    assert worth(small.world([]), "USD") == {}


def test_budget_rates_are_kept_apart(small: Small) -> None:
    world = small.world([], rates=[("2026-10", "CNY", "USD", 0.158)], budget=[("2026-10", "CNY", "USD", 0.15)])
    assert worth(world, "USD") == pytest.approx({("CNY", day("2026-10")): 0.158})
    assert worth(world, "USD", "budget") == pytest.approx({("CNY", day("2026-10")): 0.15})


def money(when: str, value: str | int, currency: str, **told: object) -> Fact:
    return fact(when, value, **{"measure": "revenue", "currency": currency, **told})


def figure(small: Small, world: World, kpi: str = "revenue", **asked: object) -> Figure:
    return small.ask(world, kpi, **{"period": "2026-10", "currency": "USD", **asked}).rows[0].kpis[kpi]


YUAN = [("2025-10", "CNY", "USD", 0.160), ("2026-10", "CNY", "USD", 0.158)]
"""The worked example of constant currency: CNY 110M on 100M, 0.160 → 0.158."""
GROWN = [money("2025-10", 100_000_000, "CNY"), money("2026-10", 110_000_000, "CNY")]


def test_reported_growth_goes_by_the_rates_of_both_years_and_constant_currency_by_those_of_the_base(small: Small) -> None:
    world = small.world(GROWN, rates=YUAN)
    reported = figure(small, world, vs="prior_year")
    assert (reported.value, reported.base, reported.currency) == (pytest.approx(17_380_000), pytest.approx(16_000_000), "USD")
    assert reported.delta / reported.base == pytest.approx(0.086, abs=5e-4)
    constant = figure(small, world, vs="prior_year", constant_currency=True)
    assert constant.delta / constant.base == pytest.approx(0.100, abs=1e-12)
    assert "CNY in USD at monthly average rates of the base period" in constant.notes
    assert "CNY in USD at monthly average rates" in reported.notes


def test_a_base_as_it_was_known_and_the_actual_at_constant_currency_go_by_the_same_rates(small: Small) -> None:
    """CNY 110M on 100M is 10%, whatever the base was worth when it was printed and is worth since a rate was mended."""
    mended = small.world(GROWN, rates=[("2025-10", "CNY", "USD", 0.150), YUAN[1]])
    asked = Question(
        ("revenue",), period=small.calendar.parse("2026-10"), vs="prior_year", currency="USD", constant_currency=True
    )
    first = replace(asked, base_as_of="first")
    found = ask(first, mended, EVERYTHING, base_world=small.world(GROWN, rates=YUAN)).rows[0].kpis["revenue"]
    assert (found.value, found.base) == (pytest.approx(17_600_000), pytest.approx(16_000_000))


def test_a_base_as_first_printed_says_by_which_rates_it_is_told(small: Small) -> None:
    world = small.world(GROWN, rates=YUAN)
    asked = Question(("revenue",), period=small.calendar.parse("2026-10"), vs="prior_year", base_as_of="first")
    notes = [ask(replace(asked, currency=code), world, EVERYTHING, base_world=world).notes for code in (None, "USD")]
    assert notes == [("base as first printed",), ("base as first printed, at the rates known now",)]


def test_against_the_prior_period_each_month_goes_by_the_rate_of_the_month_it_is_compared_with(small: Small) -> None:
    facts = [money("2026-07", 10, "CNY"), money("2026-08", 20, "CNY"), money("2026-09", 30, "CNY"), money("2026-10", 40, "CNY")]
    rates = [(f"2026-{month}", "CNY", "USD", rate) for month, rate in (("07", 0.1), ("08", 0.2), ("09", 0.3), ("10", 0.4))]
    asked = {"period": "2026-09..2026-10", "vs": "prior_period", "constant_currency": True}
    found = figure(small, small.world(facts, rates=rates), **asked)
    assert (found.value, found.base) == (pytest.approx(30 * 0.1 + 40 * 0.2), pytest.approx(10 * 0.1 + 20 * 0.2))


def test_money_of_several_currencies_adds_up_in_the_one_asked_for_and_what_is_in_it_stays_exact(small: Small) -> None:
    world = small.world([money("2026-10", 110, "CNY", country="CN"), money("2026-10", "20.01", "USD", country="US")], rates=YUAN)
    answer = small.ask(world, "revenue", period="2026-10", currency="USD")
    assert answer.rows[0].kpis["revenue"].value == pytest.approx(110 * 0.158 + 20.01)
    by_country = small.ask(world, "revenue", by=("country",), period="2026-10", currency="USD").rows
    assert [(row.kpis["revenue"].value, row.kpis["revenue"].notes) for row in by_country] == [
        (Decimal("20.01"), ()),
        (pytest.approx(17.38), ("CNY in USD at monthly average rates",)),
    ]


def test_a_quarter_goes_by_the_mean_of_the_rates_of_its_months(small: Small) -> None:
    rates = [(f"2026-{month}", "CNY", "USD", rate) for month, rate in (("07", 0.1), ("08", 0.2), ("09", 0.6))]
    world = small.world([money("2026-07", 100, "CNY", grain="quarter")], rates=rates)
    assert figure(small, world, period="2026-Q3").value == pytest.approx(100 * 0.3)
    lacking = small.world([money("2026-07", 100, "CNY", grain="quarter")], rates=rates[:2])
    assert (figure(small, lacking, period="2026-Q3").value, figure(small, lacking, period="2026-Q3").why) == (
        None,
        "no rate CNY→USD for 2026-09",
    )


def test_a_missing_rate_is_named_and_makes_no_sum_of_the_rest(small: Small) -> None:
    months = [f"2026-{month:02}" for month in range(1, 13)]
    facts = [money(month, 100, "CNY") for month in months] + [money("2026-05", 7, "HKD"), money("2026-06", 50, "USD")]
    rates = [(month, "CNY", "USD", 0.158) for month in months if month not in ("2026-03", "2026-08", "2026-09")]
    found = figure(small, small.world(facts, rates=rates), period="2026")
    assert (found.value, found.numerator) == (None, None)
    assert found.why == "no rate CNY→USD for 2026-03, 2026-08..2026-09; no rate HKD→USD for 2026-05"
    assert figure(small, small.world(facts), period="2026-06", where={"currency": "USD"}).value == 50


def test_nothing_needs_no_rate(small: Small) -> None:
    """Of a product that is no PC the revenue of PCs is zero, at whatever rate."""
    attributes = {"P": {"category": "pc", "platform": "own"}, "Q": {"category": "server", "platform": "own"}}
    facts = [money("2026-10", 110, "CNY", product="P"), money("2026-10", 9, "HKD", product="Q"), fact("2026-10", 2, product="P")]
    found = figure(small, small.world(facts, attributes=attributes, rates=YUAN), "platform_asp")
    assert (found.value, found.denominator) == (pytest.approx(110 * 0.158 / 2), 2)


def test_both_sides_of_a_quotient_are_converted(small: Small) -> None:
    world = small.world([money("2026-10", 68, "CNY"), money("2026-10", 10, "USD", measure="quota_amount")], rates=YUAN)
    found = figure(small, world, "quota_attainment")
    assert (found.numerator, found.denominator) == (pytest.approx(68 * 0.158), 10)
    assert found.value == pytest.approx(68 * 0.158 / 10)


def test_a_plan_goes_by_budget_rates_and_by_no_others(small: Small) -> None:
    facts = [money("2026-10", 110, "CNY"), money("2026-10", 100, "CNY", scenario="plan")]
    budget = [("2026-10", "CNY", "USD", 0.15)]
    found = figure(small, small.world(facts, rates=YUAN, budget=budget), vs="plan")
    assert (found.value, found.base) == (pytest.approx(110 * 0.158), pytest.approx(100 * 0.15))
    assert "base: CNY in USD at budget rates" in found.notes
    without = figure(small, small.world(facts, rates=YUAN), vs="plan")
    assert (without.base, without.delta) == (None, None)
    assert "base: no budget rate CNY→USD for 2026-10" in without.notes


def test_at_constant_currency_against_plan_both_go_by_budget_rates(small: Small) -> None:
    facts = [money("2026-10", 110, "CNY"), money("2026-10", 100, "CNY", scenario="plan")]
    world = small.world(facts, rates=YUAN, budget=[("2026-10", "CNY", "USD", 0.15)])
    found = figure(small, world, vs="plan", constant_currency=True)
    assert (found.value, found.base) == (pytest.approx(110 * 0.15), pytest.approx(100 * 0.15))


@pytest.mark.parametrize("currency", [None, "USD"])
def test_where_all_is_in_one_currency_constant_currency_says_so_and_invents_nothing(small: Small, currency: str | None) -> None:
    world = small.world([money("2025-10", 100, "USD"), money("2026-10", 110, "USD")], rates=YUAN)
    found = figure(small, world, vs="prior_year", constant_currency=True, currency=currency)
    assert (found.value, found.base) == (110, 100)
    assert found.notes == ("all amounts are in USD already: nothing to convert",)


def test_constant_currency_needs_a_base(small: Small) -> None:
    with pytest.raises(Refused, match="--vs prior_year"):
        figure(small, small.world(GROWN, rates=YUAN), constant_currency=True)


def test_what_is_said_beside_a_sum_is_said_currency_by_currency(small: Small) -> None:
    facts = [
        money("2026-10", 110, "CNY", account="A", country="CN", slice=1),
        money("2026-10", 100, "CNY", account="A", country="CN", slice=2, batch=2),
        money("2026-10", 30, "USD", account="A", country="CN", slice=3),
        money("2026-10", 32, "USD", account="A", country="CN", slice=4, batch=2),
        money("2026-10", 5, "CNY", account="A"),
        money("2026-10", 6, "USD", account="A"),
    ]
    world = small.world(facts, rates=YUAN, outranked=[(2, "revenue", 1), (4, "revenue", 3)], senders={1: "self", 2: "D1"})
    assert set(figure(small, world, where={"country": "CN"}).notes) == {
        "CNY in USD at monthly average rates",
        "5 CNY without country",
        "6 USD without country",
        "D1 reports 100 CNY where 110 counts, 10 less; not added",
        "D1 reports 32 USD where 30 counts, 2 more; not added",
    }
