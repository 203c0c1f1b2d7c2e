"""Explanations from the facts: what they add up to, restatements, scopes, and what cannot be explained."""

from decimal import Decimal

import pytest

from rapport.core.question import Filter, Grant
from rapport.core.refusals import Refused
from rapport.facts.world import World
from tests.facts.small import Small, fact
from tests.facts.worked import PRODUCTS, amounts, platform_facts, totals, why


@pytest.fixture
def platform(small: Small) -> World:
    return small.world(platform_facts(), attributes=PRODUCTS)


def test_cells_are_their_own_change(small: Small, platform: World) -> None:
    found = why(small, platform, by=("country", "channel"))
    assert list(amounts(found)) == ["shipments", "channel_mix", "platform_share", "edition_mix", "platform_price"]
    asked = small.ask(platform, "revenue", by=("country", "channel"), vs="prior_year", period="2026-10")
    deltas = {small.named(row): row.kpis["revenue"].delta for row in asked.rows}
    assert totals(small, found) == {cell: pytest.approx(delta, abs=Decimal("0.03")) for cell, delta in deltas.items()}
    assert sum(amounts(found).values()) == found.delta == sum(totals(small, found).values())


def test_a_filter_keeps_to_its_cells(small: Small, platform: World) -> None:
    found = why(small, platform, where=(Filter("country", frozenset({small.id("HK")})),))
    assert found.base == Decimal("557280.00")
    assert found.delta == sum(amounts(found).values())


def test_no_base_and_no_figure_say_why(small: Small, platform: World) -> None:
    found = why(small, platform, period="2025-10")
    assert (found.base, found.delta, found.why) == (None, None, "not reported")
    assert why(small, platform, period="2027-10").why == "not reported"


def test_money_of_two_currencies_is_not_explained(small: Small) -> None:
    facts = [fact("2026-10", 5, measure="revenue", currency=currency) for currency in ("USD", "EUR")]
    found = why(small, small.world(facts))
    assert (found.actual, found.why) == (None, "EUR and USD are never added: use --by currency")


def test_what_a_base_was_restated_by_is_a_driver(small: Small) -> None:
    at = {"measure": "market_units", "vendor": "Acme"}
    before = small.world([fact("2025-10", 67_000, **at)])
    now = small.world([fact("2025-10", 65_000, **at), fact("2026-10", 66_000, **at)])
    found = why(small, now, "market_units", before=before, base_as_of="first", by=("vendor",))
    assert (found.base, found.actual, found.notes) == (67_000, 66_000, ("base as first printed",))
    assert amounts(found) == {"restatement": -2_000, "volume": 1_000}
    assert sum(totals(small, found).values()) == found.delta


def test_only_what_the_scope_sees_is_explained(small: Small, platform: World) -> None:
    hong_kong = frozenset({Grant(countries=frozenset({small.id("HK")}))})
    found = why(small, platform, scope=hong_kong, by=("country",))
    assert (found.base, list(totals(small, found))) == (Decimal("557280.00"), [("HK",)])
    no_units = frozenset({Grant(classes=frozenset({"money"}))})
    assert list(amounts(why(small, platform, scope=no_units))) == ["other"]
    assert why(small, platform, scope=frozenset()).why == "not reported"


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"by": ("month",)}, "cannot go by month"),
        ({"vs": None}, "needs what to compare with"),
        ({"kpi": "revenu"}, "unknown KPI “revenu”; nearest: revenue"),
        ({"by": ("contry",)}, "unknown dimension “contry”; nearest: country"),
    ],
)
def test_questions_that_cannot_be_explained_are_refused(small: Small, platform: World, told: dict, message: str) -> None:
    with pytest.raises(Refused, match=message):
        why(small, platform, **told)
