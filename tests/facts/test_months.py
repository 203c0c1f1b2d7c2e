"""Months of which one side was told nothing stand apart; drivers explain the months that stand on both."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from rapport.core.bridge import Explanation
from rapport.core.question import Filter
from tests.facts.small import Fact, Small, fact
from tests.facts.worked import amounts, totals, why

PCS = {product: {"category": "pc", "platform": "own"} for product in ("Home", "Pro")}


def sold(months: Iterable[str], units: int, price: int, **told: object) -> Iterable[Fact]:
    """Sales of so many units at this price in each of these months."""
    at = {"account": "A", "country": "DE", "product": "Home", **told}
    for month in months:
        yield fact(month, units, measure="sold_units", **at)
        yield fact(month, units * price, measure="revenue", currency="EUR", **at)


def quarter(small: Small, facts: Iterable[Fact], kpi: str = "revenue", **told: object) -> Explanation:
    """The last quarter of 2026 explained against the one before a year, unless told otherwise."""
    return why(small, small.world(facts, attributes=PCS), kpi, **{"period": "2026-Q4", **told})


LAST_YEAR = ("2025-10", "2025-11", "2025-12")
BY_HAND = {"unreported": Decimal(-44_000), "volume": Decimal(-12_600), "mix": 0, "price": Decimal(1_600)}
"""220 at 100 in each month of the base; 100 at 110 in October alone: 120 fewer at 105 in the mean, 10 more for 160."""


@pytest.mark.parametrize("by", [(), ("country",), ("product",)])
def test_months_that_are_not_reported_yet_are_no_lower_volume(small: Small, by: tuple[str, ...]) -> None:
    found = quarter(small, [*sold(LAST_YEAR, 220, 100), *sold(["2026-10"], 100, 110)], by=by)
    assert amounts(found) == BY_HAND
    assert {effect.driver: effect.tag for effect in found.effects}["unreported"] == "not reported yet"
    assert "no facts of 2026-11..2026-12" in found.notes
    [cell] = found.cells
    assert cell.facts["volume"] == (220, 100)


def test_months_that_the_base_lacks_are_no_higher_volume(small: Small) -> None:
    """October alone a year before, 220 at 100; 100 at 110 in each month since."""
    facts = [*sold(["2025-10"], 220, 100), *sold(("2026-10", "2026-11", "2026-12"), 100, 110)]
    found = quarter(small, facts)
    assert amounts(found) == {**BY_HAND, "unreported": Decimal(22_000)}
    assert {effect.driver: effect.tag for effect in found.effects}["unreported"] == "not reported in the base"


def test_months_without_a_plan_have_none(small: Small) -> None:
    facts = [*sold(["2026-10"], 220, 100, scenario="plan"), *sold(("2026-10", "2026-11"), 100, 110)]
    assert amounts(quarter(small, facts, vs="plan")) == {
        "no_plan": Decimal(11_000), "volume": Decimal(-12_600), "mix": 0, "price": Decimal(1_600),
    }  # fmt: skip


def test_both_sides_may_lack_months(small: Small) -> None:
    """October on both sides; November a year before alone, December now alone."""
    facts = [*sold(LAST_YEAR[:2], 220, 100), *sold(("2026-10", "2026-12"), 100, 110)]
    found = quarter(small, facts, by=("country",))
    assert amounts(found) == {**BY_HAND, "unreported": Decimal(-11_000)}
    assert found.effects[0].parts == {"not reported in the base": Decimal(11_000), "not reported yet": Decimal(-22_000)}


def test_a_month_of_which_somebody_told_is_not_lacking(small: Small) -> None:
    """Pro was sold in each month, Home in October alone: what of Home is gone is gone."""
    pro = [*sold(LAST_YEAR, 5, 100, product="Pro"), *sold(("2026-10", "2026-11", "2026-12"), 5, 100, product="Pro")]
    home = [*sold(LAST_YEAR, 220, 100), *sold(["2026-10"], 100, 110)]
    found = quarter(small, [*pro, *home], by=("product",))
    assert "unreported" not in amounts(found)
    assert totals(small, found)["Home",] == -55_000
    alone = quarter(small, [*pro, *home], where=(Filter("product", frozenset({small.id("Home")})),))
    assert set(amounts(alone)) == {"volume", "mix", "price"}


def test_working_days_are_those_of_the_months_that_both_sides_have(small: Small) -> None:
    """22 days from Monday to Friday in October 2026, 23 the year before."""
    facts = [*sold(LAST_YEAR, 230, 100), *sold(["2026-10"], 100, 110)]
    found = quarter(small, facts, calendar=True)
    assert (amounts(found)["unreported"], amounts(found)["calendar"]) == (-46_000, -1_000)
    assert "base moved by its working days: 22 ÷ 23" in found.notes


def test_a_ratio_of_fewer_months_is_told_of_those_that_both_sides_have(small: Small) -> None:
    """100/100, 25/100 and 25/100 are 50%; October alone 100%, and 105/110 a year later."""
    told = {"2025-10": (100, 100), "2025-11": (25, 100), "2025-12": (25, 100), "2026-10": (105, 110)}
    facts = [
        fact(month, units, measure=measure, account="A", country="DE", channel="D1", product="Home")
        for month, pair in told.items()
        for measure, units in zip(("sell_through_units", "sell_in_units"), pair, strict=True)
    ]
    found = quarter(small, facts, "sell_through_to_sell_in", by=("channel",))
    assert amounts(found) == {"unreported": Decimal("0.5000"), "rate": Decimal("-0.0455"), "mix": 0}


def test_where_no_month_stands_on_both_sides_nothing_can_be_told_apart(small: Small) -> None:
    found = quarter(small, [*sold(["2025-12"], 220, 100), *sold(["2026-10"], 100, 110)])
    assert set(amounts(found)) == {"volume", "mix", "price"}


def test_the_search_tells_what_is_not_reported(small: Small) -> None:
    found = quarter(small, [*sold(LAST_YEAR, 220, 100), *sold(["2026-10"], 100, 110)], search=True)
    assert found.places is not None
    assert ("unreported", -44_000) in [(place.driver, place.amount) for place in found.places.found]
