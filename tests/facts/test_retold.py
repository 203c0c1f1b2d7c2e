"""What restatement and structure did to a ratio, cell by cell: rate and mix between the two bases, worked by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapport.facts.world import ANCESTOR_COLUMNS, World
from tests.facts.small import Fact, Small, fact
from tests.facts.worked import PRODUCTS, amounts, totals, why
from tests.parquet import write

Sold = dict[str, tuple[int, int]]
"""By country: PCs with the own platform, and without."""


def shipped(month: str, told: Sold, **at: str) -> Iterator[Fact]:
    for country, pcs in told.items():
        for product, units in zip(("Home", "Other"), pcs, strict=True):
            yield fact(month, units, country=country, product=product, **at)


def by_cell(small: Small, found: object) -> dict[tuple[object, ...], dict[str, Decimal]]:
    return {small.named(cell): {effect.driver: effect.amount for effect in cell.effects} for cell in found.cells}


def restated(small: Small, first: Sold, base: Sold, actual: Sold) -> tuple[World, World]:
    """The world as first printed, and as it is known now."""
    before = small.world(shipped("2025-10", first), attributes=PRODUCTS)
    return before, small.world([*shipped("2025-10", base), *shipped("2026-10", actual)], attributes=PRODUCTS)


def test_a_ratio_is_restated_where_its_figures_were(small: Small) -> None:
    before, now = restated(small, *({"DE": (n, 200 - n), "FR": (80, 20)} for n in (100, 90, 120)))
    found = why(small, now, "platform_share", before=before, base_as_of="first", by=("country",))
    # 180, 170 and 200 of 300 PCs
    assert amounts(found) == {"restatement": Decimal("-0.0333"), "rate": Decimal("0.1000"), "mix": 0}
    assert by_cell(small, found) == {
        ("DE",): {"restatement": Decimal("-0.0333"), "rate": Decimal("0.1000"), "mix": 0},
        ("FR",): {"restatement": 0, "rate": 0, "mix": 0},
    }


def test_a_restated_denominator_moves_the_weight_of_every_cell(small: Small) -> None:
    before, now = restated(small, {"DE": (100, 100), "FR": (80, 20)}, *[{"DE": (100, 0), "FR": (80, 20)}] * 2)
    found = why(small, now, "platform_share", before=before, base_as_of="first", by=("country",))
    # 60% to 90%: DE from half of 2/3 of the PCs to all of 1/2, 1/2 × 7/12; FR 1/6 more at 5 points above the mean of 75%
    assert totals(small, found) == {("DE",): Decimal("0.2917"), ("FR",): Decimal("0.0083")}
    assert amounts(found)["restatement"] == Decimal("0.3000")


def test_by_what_is_no_place_the_restated_numerators_are_told(small: Small) -> None:
    before, now = restated(small, *({"DE": (n, 200 - n)} for n in (100, 90, 120)))
    found = why(small, now, "platform_share", before=before, base_as_of="first", by=("product",))
    assert {cell: told["restatement"] for cell, told in by_cell(small, found).items()} == {
        ("Home",): Decimal("-0.0500"),
        ("Other",): 0,
    }


def test_places_that_were_not_told_at_first_are_none(small: Small) -> None:
    """First printed as one figure a country, then by channel: the countries can be told, channels are not broken down."""
    before = small.world(shipped("2025-10", {"DE": (100, 100), "FR": (80, 20)}), attributes=PRODUCTS)
    later = [
        *shipped("2025-10", {"DE": (40, 60), "FR": (80, 20)}, channel="D1"),
        *shipped("2025-10", {"DE": (50, 50)}, channel="D2"),
        *shipped("2026-10", {"DE": (120, 80), "FR": (80, 20)}, channel="D1"),
    ]
    found = why(
        small, small.world(later, attributes=PRODUCTS), "platform_share", before=before, base_as_of="first", by=("country",)
    )
    assert {cell: told["restatement"] for cell, told in by_cell(small, found).items()} == {
        ("DE",): Decimal("-0.0333"),
        ("FR",): 0,
    }


def test_a_price_is_restated_at_the_rates_of_its_own_month(small: Small) -> None:
    """EUR 1,000 of 100 PCs become 1,100; a euro is 2 dollars in the base and 3 now."""

    def told(month: str, amount: int) -> Iterator[Fact]:
        yield fact(month, 100, country="DE", product="Home")
        yield fact(month, amount, measure="revenue", currency="EUR", country="DE", product="Home")

    rates = [("2025-10", "EUR", "USD", 2.0), ("2026-10", "EUR", "USD", 3.0)]
    before = small.world(told("2025-10", 1_000), attributes=PRODUCTS, rates=rates)
    now = small.world([*told("2025-10", 1_100), *told("2026-10", 1_100)], attributes=PRODUCTS, rates=rates)
    found = why(small, now, "platform_asp", before=before, base_as_of="first", by=("country",), currency="USD")
    assert (found.base, found.actual) == (20, 33)
    assert by_cell(small, found) == {("DE",): {"restatement": 2, "currency": 11, "rate": 0, "mix": 0}}


def test_money_that_moved_is_told_at_the_rates_of_its_own_side(small: Small) -> None:
    """Pro is of line A up to June 2026; EUR 100 for 10 PCs each month, a euro is 2 dollars in the base and 3 after."""
    months = ["2025-06", "2025-07", "2026-06", "2026-07"]
    facts = [fact(month, 10, country="DE", product="Pro") for month in months]
    facts += [fact(month, 100, measure="revenue", currency="EUR", country="DE", product="Pro") for month in months]
    lines = {"category": "pc", "platform": "own", "line": [("2025-01", "A"), ("2026-07", "B")]}
    rates = [(month, "EUR", "USD", 2.0 if month < "2026" else 3.0) for month in months]
    world = small.world(facts, attributes={"Pro": lines}, rates=rates)
    found = why(small, world, "platform_asp", by=("line",), structure="as_was", currency="USD", period="2026-06..2026-07")
    # of the base all 20 dollars were told as A and are B; of the actual June, half of the PCs, is 15 dollars of A
    assert {cell: told["scope"] for cell, told in by_cell(small, found).items()} == {("A",): -5, ("B",): 5}
    assert (found.delta, amounts(found)["currency"]) == (10, 10)


def test_a_ratio_is_told_as_it_was_by_the_places_whose_products_moved(small: Small) -> None:
    """From July on Pro is premium: 1/2 of DE's and 3/4 of FR's classified units in the base, all of them after."""
    at = {"Home": {"category": "pc", "platform": "own", "premium": "yes"}}
    at["Pro"] = {"category": "pc", "platform": "own", "premium": [("2025-01", "no"), ("2026-07", "yes")]}
    units = {"DE": {"Home": 100, "Pro": 100}, "FR": {"Home": 150, "Pro": 50}}
    facts = [
        fact(month, n, country=country, product=product)
        for month in ("2025-10", "2026-10")
        for country, told in units.items()
        for product, n in told.items()
    ]
    world = small.world(facts, attributes=at)
    found = why(small, world, "premium_mix", by=("country",), structure="as_was")
    # 250 of 400 were premium, all are
    assert amounts(found) == {"scope": Decimal("0.3750"), "rate": 0, "mix": 0}
    assert {cell: told["scope"] for cell, told in by_cell(small, found).items()} == {
        ("DE",): Decimal("0.2500"),
        ("FR",): Decimal("0.1250"),
    }


@pytest.fixture
def moved_region(small: Small) -> World:
    """TR stands under Europe until the end of 2025, then under MEA."""
    told = {"DE": (50, 50), "TR": (10, 90), "AE": (20, 30)}
    world = small.world([f for month in ("2025-10", "2026-10") for f in shipped(month, told)], attributes=PRODUCTS)
    stretches = [("DE", "Europe", date.min, date.max), ("AE", "MEA", date.min, date.max)]
    stretches += [("TR", "Europe", date.min, date(2026, 1, 1)), ("TR", "MEA", date(2026, 1, 1), date.max)]
    rows = [(small.id(value), "region", small.id(above), True, since, until) for value, above, since, until in stretches]
    path = small.folder / "ancestors.parquet"
    write(path, ANCESTOR_COLUMNS, [dict(zip(ANCESTOR_COLUMNS, row, strict=True)) for row in rows])
    return replace(world, ancestors=path)


def test_what_moved_between_regions_is_scope_in_both(small: Small, moved_region: World) -> None:
    found = why(small, moved_region, "platform_share", by=("region",), structure="as_was")
    # Europe: from 60 of 200 of 250 PCs to 50 of 100, 1/5 × 3/5 by rate, −2/5 × (2/5 − 8/25) by weight; MEA the other way
    assert {cell: told["scope"] for cell, told in by_cell(small, found).items()} == {
        ("Europe",): Decimal("0.0880"),
        ("MEA",): Decimal("-0.0880"),
    }
    assert amounts(found) == {"scope": 0, "rate": 0, "mix": 0}
