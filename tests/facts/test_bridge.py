"""Explanations from the facts: what they add up to, restatements, scopes, and what cannot be explained."""

from collections.abc import Sequence
from dataclasses import replace
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
    assert (found.actual, found.why) == (None, "EUR and USD are never added")


def test_what_a_base_was_restated_by_is_a_driver(small: Small) -> None:
    at = {"measure": "market_units", "vendor": "Acme"}
    before = small.world([fact("2025-10", 67_000, **at)])
    now = small.world([fact("2025-10", 65_000, **at), fact("2026-10", 66_000, **at)])
    found = why(small, now, "market_units", before=before, base_as_of="first", by=("vendor",))
    assert (found.base, found.actual, found.notes) == (67_000, 66_000, ("base as first printed",))
    assert amounts(found) == {"restatement": -2_000, "volume": 1_000}
    assert sum(totals(small, found).values()) == found.delta


def moved_line(small: Small, sold: Sequence[tuple[str, str, int]]) -> World:
    """Facts of products, of which Pro moves from line A to line B in July 2026."""
    facts = [fact(month, units, product=product) for month, product, units in sold]
    lines = {"A1": "A", "Pro": [("2025-01", "A"), ("2026-07", "B")], "B1": "B"}
    return small.world(facts, attributes={product: {"line": line, "category": "pc"} for product, line in lines.items()})


SOLD = [("2025-10", "A1", 6), ("2025-10", "Pro", 4), ("2025-10", "B1", 20), ("2026-10", "A1", 7), ("2026-10", "Pro", 5),
        ("2026-10", "B1", 16)]  # fmt: skip
"""10 of A and 20 of B before, 7 and 21 after."""


def test_what_moved_between_lines_is_scope_where_facts_are_told_as_they_were(small: Small) -> None:
    by_line = {"by": ("line",), "structure": "as_was"}
    found = why(small, moved_line(small, SOLD), "pc_shipments", **by_line)
    assert amounts(found) == {"scope": 0, "volume": -2}
    effects = {cell.by["line"]: {e.driver: e.amount for e in cell.effects} for cell in found.cells}
    assert effects == {"A": {"scope": -4, "volume": 1}, "B": {"scope": 4, "volume": -3}}
    only_b = why(small, moved_line(small, SOLD), "pc_shipments", where=(Filter("line", frozenset({"B"})),), structure="as_was")
    assert (only_b.base, only_b.actual, amounts(only_b)) == (20, 21, {"scope": 4, "volume": -3})


def test_what_moved_in_the_middle_of_the_actual_is_scope_on_both_sides(small: Small) -> None:
    """June of Pro is told by line A, July by line B; the base stands beside them as told in July."""
    sold = [("2025-06", "Pro", 4), ("2025-07", "Pro", 3), ("2026-06", "Pro", 5), ("2026-07", "Pro", 6)]
    sold += [(month, product, units) for month in ("2025-07", "2026-07") for product, units in (("A1", 2), ("B1", 20))]
    found = why(small, moved_line(small, sold), "pc_shipments", by=("line",), structure="as_was", period="2026-06..2026-07")
    effects = {cell.by["line"]: {e.driver: e.amount for e in cell.effects} for cell in found.cells}
    assert effects == {"A": {"scope": -2, "volume": 0}, "B": {"scope": 2, "volume": 4}}


def test_an_attribute_that_changed_after_the_period_counts_as_it_was(small: Small) -> None:
    facts = [fact(month, units, product="Pro") for month, units in (("2025-10", 4), ("2026-10", 5))]
    world = small.world(facts, attributes={"Pro": {"category": [("2025-01", "pc"), ("2026-11", "tablet")]}})
    for by in ((), ("product",)):
        assert amounts(why(small, world, "pc_shipments", by=by, structure="as_was")) == {"scope": 0, "volume": 1}
    assert why(small, world, "pc_shipments").why == "shipped_units: reported for others, not for this category"


def test_as_things_are_now_nothing_moved_in_or_out(small: Small) -> None:
    found = why(small, moved_line(small, SOLD), "pc_shipments", by=("line",))
    assert amounts(found) == {"volume": -2}
    assert totals(small, found) == {("A",): 1, ("B",): -3}


def test_working_days_are_told_apart_where_asked(small: Small) -> None:
    """October 2025 has 23 days from Monday to Friday, October 2026 has 22."""
    facts = [fact(month, units, product="Pro") for month, units in (("2025-10", 2300), ("2026-10", 2250))]
    world = small.world(facts, attributes={"Pro": {"category": "pc"}})
    found = why(small, world, "pc_shipments", calendar=True)
    assert amounts(found) == {"calendar": -100, "volume": 50}
    assert found.notes == ("base moved by its working days: 22 ÷ 23",)
    assert amounts(why(small, world, "pc_shipments")) == {"volume": -50}


def test_working_days_of_one_country_are_without_its_holidays(small: Small) -> None:
    """In China February 2025 had 19 working days and February 2026 has 16: its New Year lies in the middle of it."""
    facts = [fact(month, units, product="Pro") for month, units in (("2025-02", 1900), ("2026-02", 1650))]
    world = small.world(facts, attributes={"Pro": {"category": "pc"}})
    found = why(small, world, "pc_shipments", calendar=True, period="2026-02", country="CN")
    assert amounts(found) == {"calendar": -300, "volume": 50}
    assert found.notes == ("base moved by its working days of CN: 16 ÷ 19",)


def test_working_days_move_no_ratio_and_no_stock(small: Small, platform: World) -> None:
    assert amounts(why(small, platform, "platform_share", calendar=True)) == amounts(why(small, platform, "platform_share"))
    stock = small.world([fact(month, units, measure="inventory_units") for month, units in (("2025-10", 100), ("2026-10", 120))])
    assert amounts(why(small, stock, "channel_inventory", calendar=True)) == {"other": 20}


def test_the_calendar_moves_every_step_of_a_tree(small: Small, platform: World) -> None:
    found = why(small, platform, calendar=True, by=("country", "channel"))
    assert found.base is not None
    assert amounts(found)["calendar"] == pytest.approx(-found.base / 23, abs=Decimal("0.01"))
    assert sum(amounts(found).values()) == found.delta == sum(totals(small, found).values())


def test_without_units_it_is_said_that_volume_is_not_known(small: Small) -> None:
    facts = [fact(month, amount, measure="revenue", currency="USD") for month, amount in (("2025-10", 5), ("2026-10", 7))]
    found = why(small, small.world(facts))
    assert amounts(found) == {"other": 2}
    assert "other movements: sold_units not reported" in found.notes
    assert found.notes[0].startswith("other movements: amounts of products that no driver counts")


def test_a_base_that_was_taken_back_is_not_explained(small: Small) -> None:
    before = small.world([fact("2025-10", 5, measure="market_units")])
    now = small.world([fact("2026-10", 6, measure="market_units")])
    found = why(small, now, "market_units", before=before, base_as_of="first")
    assert (found.base, found.actual, found.delta, found.why) == (5, 6, 1, "base as restated: not reported")


def test_only_what_the_scope_sees_is_explained(small: Small, platform: World) -> None:
    hong_kong = frozenset({Grant(countries=frozenset({small.id("HK")}))})
    found = why(small, platform, scope=hong_kong, by=("country",))
    assert (found.base, list(totals(small, found))) == (Decimal("557280.00"), [("HK",)])
    no_units = frozenset({Grant(classes=frozenset({"money"}))})
    assert list(amounts(why(small, platform, scope=no_units))) == ["other"]
    assert why(small, platform, scope=frozenset()).why == "not visible to you"


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


LOCAL = [
    fact(month, value, measure=measure, currency=currency, product=product)
    for month, product, units, revenue, money in (
        ("2025-10", "A", 10, 1000, "CNY"), ("2026-10", "A", 12, 1300, "CNY"),
        ("2025-10", "B", 5, 400, "USD"), ("2026-10", "B", 4, 350, "USD"),
    )
    for measure, value, currency in (("sold_units", units, None), ("revenue", revenue, money))
]  # fmt: skip


def test_where_no_rate_moves_there_is_no_effect_of_currency(small: Small) -> None:
    world = small.world(LOCAL, rates=[("2025-10", "CNY", "USD", 0.16), ("2026-10", "CNY", "USD", 0.16)])
    found = why(small, world, currency="USD", by=("product",))
    assert amounts(found)["currency"] == 0
    assert found.delta == Decimal("-2.00") == sum(amounts(found).values())  # 300 × 0.16 − 50


def test_where_only_rates_move_all_is_currency(small: Small) -> None:
    same = [f for f in LOCAL if f.when == "2025-10"]
    world = small.world([*same, *(replace(f, when="2026-10") for f in same)], rates=RATES)
    found = why(small, world, currency="USD", by=("product",))
    assert {driver: amount for driver, amount in amounts(found).items() if amount} == {"currency": Decimal("-20.00")}
    assert totals(small, found) == {("A",): -20, ("B",): 0}


RATES = [("2025-10", "CNY", "USD", 0.16), ("2026-10", "CNY", "USD", 0.14)]


def test_currency_ties_to_constant_currency(small: Small) -> None:
    world = small.world(LOCAL, rates=RATES)
    found, asked = why(small, world, currency="USD"), {"vs": "prior_year", "period": "2026-10", "currency": "USD"}
    now, constant = (
        small.ask(world, "revenue", constant_currency=is_constant, **asked).rows[0].kpis["revenue"].value
        for is_constant in (False, True)
    )
    assert float(amounts(found)["currency"]) == pytest.approx(now - constant) == -26


def test_a_rate_of_the_base_that_is_missing_is_named(small: Small) -> None:
    facts = [fact(month, 5, measure="revenue", currency=money) for month, money in (("2025-10", "USD"), ("2026-10", "CNY"))]
    found = why(small, small.world(facts, rates=RATES[1:]), currency="USD")
    assert (found.effects, found.why) == ((), "no rate CNY→USD for 2025-10")


def test_measures_that_are_never_of_one_product_are_not_called_unreported(small: Small) -> None:
    """Suites over PCs move, but no product is both."""
    facts = [
        fact(month, amount, country="CN", product=product, **told)
        for month, licences, pcs in (("2025-10", 46, 1000), ("2026-10", 55, 1000))
        for product, amount, told in (("S", licences, {"measure": "licence_units"}), ("P", pcs, {}))
    ]
    world = small.world(facts, attributes={"P": {"category": "pc"}, "S": {"category": "suite"}})
    found = why(small, world, "suite_attach", by=("country", "product"))
    assert (found.delta, found.effects) == (Decimal("0.009"), ())
    assert found.why == "licence_units and shipped_units: never of the same product"
    assert amounts(why(small, world, "suite_attach", by=("country",))) == {"rate": Decimal("0.009"), "mix": 0}
