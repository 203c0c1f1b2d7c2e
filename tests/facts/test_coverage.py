"""Coverage: who reported before is expected again; the share of volume is of those who did."""

import pytest

from rapport.core.question import Coverage
from tests.facts.small import Small, fact


def sold(month: str, channel: str, units: int) -> object:
    return fact(month, units, measure="sell_through_units", channel=channel)


def test_three_of_four_distributors(small: Small) -> None:
    before = [sold("2026-09", "D1", 40), sold("2026-08", "D2", 30), sold("2026-07", "D3", 12), sold("2026-09", "D4", 18)]
    now = [sold("2026-10", channel, 10) for channel in ("D1", "D2", "D3")]
    figure = small.ask(small.world([*before, *now]), "sell_through", period="2026-10").rows[0].kpis["sell_through"]
    assert figure.coverage == Coverage(reporting=3, expected=4, volume=0.82)


def test_who_was_silent_for_longer_is_expected_no_more(small: Small) -> None:
    world = small.world([sold("2026-06", "D1", 40), sold("2026-10", "D2", 10)])
    assert small.ask(world, "sell_through", period="2026-10").rows[0].kpis["sell_through"].coverage == Coverage(1, 1, None)


def test_other_measures_are_reported_by_senders(small: Small) -> None:
    facts = [
        fact("2026-09", 60, product="P", batch=1),
        fact("2026-09", 40, product="P", batch=2),
        fact("2026-10", 9, product="P"),
    ]
    world = small.world(facts, attributes={"P": {"category": "pc"}}, senders={2: "Contoso"})
    assert small.ask(world, "pc_shipments", period="2026-10").rows[0].kpis["pc_shipments"].coverage == Coverage(1, 2, 0.6)


def test_a_quotient_is_covered_as_its_least_covered_measure(small: Small) -> None:
    before = [sold("2026-09", channel, 10) for channel in ("D1", "D2")]
    now = [sold("2026-10", "D1", 10), fact("2026-10", 12, measure="sell_in_units")]
    figure = small.ask(small.world([*before, *now]), "sell_through_to_sell_in", period="2026-10").rows[0].kpis
    assert figure["sell_through_to_sell_in"].coverage == Coverage(1, 2, 0.5)


def test_a_reporter_without_the_product_asked_for_still_reported(small: Small) -> None:
    facts = [sold("2026-09", "D1", 5), sold("2026-10", "D1", 5), fact("2026-09", 5, measure="sell_through_units", product="P")]
    figure = small.ask(small.world(facts), "sell_through", period="2026-10", where={"product": "P"}).rows[0].kpis["sell_through"]
    assert figure.coverage is not None
    assert (figure.value, figure.coverage.reporting) == (None, 1)


def test_where_nobody_reports_nobody_is_expected(small: Small) -> None:
    world = small.world([sold("2025-10", "D1", 5)])
    assert small.ask(world, "sell_through", period="2026-10").rows[0].kpis["sell_through"].coverage is None


@pytest.mark.parametrize(
    ("measure", "kpi"),
    [("sell_in_units", "sell_in"), ("sell_through_units", "sell_through"), ("inventory_units", "channel_inventory")],
)
def test_the_distributors_are_expected_whoever_sends_their_file(small: Small, measure: str, kpi: str) -> None:
    """One sender's file tells D1 up to September and D2 up to October."""
    told = [("2026-09", "D1", 60), ("2026-09", "D2", 40), ("2026-10", "D2", 40)]
    facts = [fact(month, units, measure=measure, channel=channel) for month, channel, units in told]
    (row,) = small.ask(small.world(facts), kpi, period="2026-10").rows
    assert (row.kpis[kpi].value, row.kpis[kpi].coverage) == (40, Coverage(1, 2, 0.4))
