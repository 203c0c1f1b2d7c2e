"""Figures of the two packs asked of small worlds: what is left of a year, shares of a whole, and reasons for what is missing."""

from decimal import Decimal

import pytest

from rapport.core.question import EVERYTHING, Question
from rapport.core.refusals import Refused
from rapport.core.wording import reason
from rapport.facts.bridge import explain
from rapport.facts.world import World
from tests.facts.small import Fact, Small, fact

AFTER_EIGHT_MONTHS = [
    *(fact(f"2026-{month:02}", 1_000_000, measure="quota_amount", currency="USD", account="Contoso") for month in range(1, 11)),
    *(fact(f"2026-{month:02}", 850_000, measure="revenue", currency="USD", account="Contoso") for month in range(1, 9)),
    fact("2026-07", 12_000_000, measure="pipeline_amount", currency="USD", account="Contoso"),
    fact("2026-08", 9_600_000, measure="pipeline_amount", currency="USD", account="Contoso"),
    fact("2026-08", 4_650_000, measure="expected_landing", currency="USD", account="Contoso"),
]
"""Quota 10M of ten months and 6.8M of it in after eight: the gap of 3.2M is asked of a year of twelve months."""


@pytest.fixture
def year(small: Small) -> World:
    return small.world(AFTER_EIGHT_MONTHS)


@pytest.mark.parametrize(
    ("kpi", "printed"),
    [("required_run_rate", 800_000), ("pipeline_coverage", 3.0), ("risk_adjusted_coverage", 1.453125)],
)
def test_what_is_left_of_a_year(small: Small, year: World, kpi: str, printed: float) -> None:
    [row] = small.ask(year, kpi, period="2026").rows
    assert row.kpis[kpi].value == pytest.approx(printed)
    assert row.kpis[kpi].currency == ("USD" if kpi == "required_run_rate" else None)


def test_the_latest_stock_is_that_of_the_last_month_with_facts_for_every_group(small: Small) -> None:
    told = {"measure": "pipeline_amount", "currency": "USD"}
    world = small.world(
        [
            fact("2026-07", 5, account="A", **told),
            fact("2026-08", 7, account="B", **told),
            fact("2026-08", 10, account="A", measure="quota_amount", currency="USD"),
            fact("2026-08", 10, account="B", measure="quota_amount", currency="USD"),
            fact("2026-08", 0, account="A", measure="revenue", currency="USD"),
            fact("2026-08", 0, account="B", measure="revenue", currency="USD"),
        ]
    )
    rows = small.ask(world, "pipeline_coverage", by=("account",), period="2026").rows
    found = {small.named(row): (row.kpis["pipeline_coverage"].value, row.kpis["pipeline_coverage"].why) for row in rows}
    assert found == {("B",): (0.7, None), ("A",): (None, "pipeline_amount not reported")}


def test_a_quota_that_is_met_has_no_coverage_and_says_so(small: Small) -> None:
    facts = [*AFTER_EIGHT_MONTHS, fact("2026-08", 9_000_000, measure="revenue", currency="USD", account="Contoso")]
    [row] = small.ask(small.world(facts), "pipeline_coverage", period="2026").rows
    assert (row.kpis["pipeline_coverage"].value, row.kpis["pipeline_coverage"].why) == (None, "quota met")
    assert reason("quota met", "zh-hans") == "配额已完成"


def test_weeks_of_a_stock_that_does_not_move_say_no_movement(small: Small) -> None:
    facts = [fact("2026-10", 52_000, measure="inventory_units"), fact("2026-10", 0, measure="sell_through_units")]
    [row] = small.ask(small.world(facts), "weeks_of_inventory", period="2026-10").rows
    assert (row.kpis["weeks_of_inventory"].value, row.kpis["weeks_of_inventory"].why) == (None, "no movement")


def test_contributions_add_up_to_the_growth_of_the_whole(small: Small) -> None:
    amounts = {"D1": (5_552_000, "7002136.56"), "D2": (2_790_720, "2122685.60"), "D3": (409_920, "655507.59")}
    facts = [
        fact(month, amount, measure="revenue", currency="USD", channel=channel)
        for channel, both in amounts.items()
        for month, amount in zip(("2025-10", "2026-10"), both, strict=True)
    ]
    world = small.world(facts)
    [whole] = small.ask(world, "contribution_to_growth", period="2026-10").rows
    parts = {
        small.named(row): row.kpis["contribution_to_growth"].value
        for row in small.ask(world, "contribution_to_growth", by=("channel",), period="2026-10").rows
    }
    assert round(float(whole.kpis["contribution_to_growth"].value or 0), 3) == 0.117
    assert round(float(parts["D1",] or 0), 3) == 0.166
    assert sum(map(float, (part or 0 for part in parts.values()))) == pytest.approx(
        float(whole.kpis["contribution_to_growth"].value or 0)
    )


HEALTH = {"our_cos_credit": 90, "our_cos_weight": 100, "their_cos_credit": 60, "their_cos_weight": 100}


def test_what_only_records_tell_is_not_recorded_yet(small: Small, year: World) -> None:
    [row] = small.ask(year, "cos_health").rows
    assert (row.kpis["cos_health"].value, row.kpis["cos_health"].why) == (None, "not recorded yet")
    assert reason("not recorded yet", "zh-hans") == "尚未记录"


def test_once_it_is_recorded_the_lesser_side_is_told(small: Small) -> None:
    recorded: list[Fact] = [fact("2026-10", value, measure=measure) for measure, value in HEALTH.items()]
    [row] = small.ask(small.world(recorded), "cos_health").rows
    assert row.kpis["cos_health"].value == pytest.approx(0.60)


def test_product_currency_weighs_what_is_deployed(small: Small) -> None:
    ages = {"P3": "current", "P2": "previous", "P0": "unsupported"}
    world = small.world(
        [
            fact("2026-10", units, measure="deployed_units", product=product)
            for product, units in zip(ages, (600, 300, 100), strict=True)
        ],
        attributes={product: {"release_age": age} for product, age in ages.items()},
    )
    [row] = small.ask(world, "product_currency", period="2026-10").rows
    figure = row.kpis["product_currency"]
    assert (figure.value, figure.numerator, figure.denominator) == (0.75, Decimal("750.0"), 1000)


def test_a_figure_that_does_not_add_up_over_parts_has_no_drivers(small: Small) -> None:
    years = [fact(f"{year}-10", value, measure=measure) for year in (2025, 2026) for measure, value in HEALTH.items()]
    question = Question(("cos_health",), period=small.calendar.parse("2026-10"), vs="prior_year")
    with pytest.raises(Refused, match="cos_health does not add up over its parts"):
        explain(question, small.world(years), EVERYTHING)


def test_a_base_without_a_counterpart_keeps_its_currency(small):
    at = {"measure": "revenue", "account": "A", "currency": "EUR"}
    facts = [
        fact("2025-10", 19_000, country="DE", **at),
        fact("2025-10", 5, country="FR", **at),
        fact("2026-10", 7, country="FR", **at),
    ]
    found = small.ask(small.world(facts), "revenue", period="2026-10", vs="prior_year", by=("country",))
    assert {small.named(row): (row.kpis["revenue"].value, row.kpis["revenue"].currency) for row in found.rows} == {
        ("FR",): (7, "EUR"), ("DE",): (None, "EUR"),
    }  # fmt: skip
