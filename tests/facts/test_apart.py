"""What stands on one side because the other was not told is a driver of its own, and moves no other."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from rapport.core.bridge import Explanation
from tests.facts.small import Fact, Small, fact
from tests.facts.worked import amounts, totals, why

PCS = {product: {"category": "pc", "platform": "own"} for product in ("Home", "Pro")}


def sold(month: str, country: str, product: str, units: int, money: int, **told: object) -> Iterable[Fact]:
    """Sales of a product, in units and in EUR."""
    at = {"account": "A", "country": country, "product": product, **told}
    yield fact(month, units, measure="sold_units", **at)
    yield fact(month, money, measure="revenue", currency="EUR", **at)


def planned() -> list[Fact]:
    """DE: 10 at 10.00 planned, 8 at 8.75 sold. FR: 9 for 95 sold, and no plan."""
    return [
        *sold("2026-10", "DE", "Home", 10, 100, scenario="plan"),
        *sold("2026-10", "DE", "Home", 8, 70),
        *sold("2026-10", "FR", "Home", 9, 95),
    ]


BY_HAND = {"no_plan": Decimal(95), "volume": Decimal("-18.75"), "mix": Decimal(0), "price": Decimal("-11.25")}
"""DE alone: 2 units fewer at 9.375 in the mean, 1.25 less for 9 in the mean."""


@pytest.mark.parametrize("by", [(), ("country",), ("product",), ("country", "product")])
def test_what_has_no_plan_stands_apart_and_the_rest_is_held_against_its_own_plan(small: Small, by: tuple[str, ...]) -> None:
    found = why(small, small.world(planned(), attributes=PCS), vs="plan", by=by)
    assert amounts(found) == BY_HAND
    assert {cell.total for cell in found.cells} == ({Decimal(95), Decimal(-30)} if "country" in by else {Decimal(65)})


def test_what_has_no_forecast_is_called_so(small: Small) -> None:
    facts = [replaced(one, scenario="forecast") if one.scenario == "plan" else one for one in planned()]
    found = why(small, small.world(facts, attributes=PCS), vs="forecast")
    assert amounts(found)["no_forecast"] == 95


def replaced(one: Fact, **told: object) -> Fact:
    return replace(one, **told)


def test_beside_another_year_what_is_new_moves_volume_and_mix(small: Small) -> None:
    facts = [replaced(one, scenario="actual", when="2025-10") if one.scenario == "plan" else one for one in planned()]
    found = why(small, small.world(facts, attributes=PCS))
    assert set(amounts(found)) == {"volume", "mix", "price"}
    assert sum(amounts(found).values()) == 65


def monthly(small: Small, absent: str, by: tuple[str, ...], **told: object) -> Explanation:
    """D1 sells 100 and then 120; D2 sells 50 in each month but tells nothing of the absent one."""
    before = [(f"2026-0{month}", channel) for month in range(4, 9) for channel in ("D1", "D2")]
    later = {("2026-09", "D1"): 100, ("2026-10", "D1"): 120, ("2026-09", "D2"): 50, ("2026-10", "D2"): 50}
    facts = [
        fact(month, units, measure="sell_through_units", account="A", country="DE", channel=channel, product="Home")
        for (month, channel), units in {**dict.fromkeys(before, 50), **later}.items()
        if (month, channel) != (absent, "D2")
    ]
    return why(small, small.world(facts, attributes=PCS), "sell_through", **{"vs": "prior_period", "by": by, **told})


@pytest.mark.parametrize("by", [(), ("country",), ("channel",)])
def test_what_is_not_reported_yet_is_no_lower_volume(small: Small, by: tuple[str, ...]) -> None:
    found = monthly(small, "2026-10", by)
    assert amounts(found) == {"unreported": Decimal(-50), "volume": Decimal(20)}
    assert {effect.tag for effect in found.effects} == {"not reported yet", None}


@pytest.mark.parametrize("by", [(), ("country",), ("channel",)])
def test_what_was_not_reported_in_the_base_is_no_higher_volume(small: Small, by: tuple[str, ...]) -> None:
    assert amounts(monthly(small, "2026-09", by)) == {"unreported": Decimal(50), "volume": Decimal(20)}


def test_other_working_days_move_what_is_not_reported_first(small: Small) -> None:
    """21 working days in August, 22 in September: of 50 and 50 that makes 52.4 each, of which one is late and one is 100."""
    found = amounts(monthly(small, "2026-09", ("channel",), period="2026-09", calendar=True))
    by_hand = {"unreported": -50 * 22 / 21, "calendar": 100 / 21, "volume": 100 - 50 * 22 / 21}
    assert found.keys() == by_hand.keys()
    assert all(abs(float(found[driver]) - amount) < 1 for driver, amount in by_hand.items())
    assert sum(found.values()) == 0


def test_a_cell_tells_the_units_of_what_stands_on_both_sides(small: Small) -> None:
    """DE as a country: 8 of 10 units; FR stands apart, so that in all it is 8 of 10, too."""
    world = small.world(planned(), attributes=PCS)
    [whole] = why(small, world, vs="plan", by=("product",)).cells
    assert whole.facts["volume"] == (10, 8)
    by_country = why(small, world, vs="plan", by=("country",))
    assert totals(small, by_country) == {("DE",): Decimal(-30), ("FR",): Decimal(95)}
    assert [cell.facts.get("volume") for cell in by_country.cells] == [None, (10, 8)]


def through(small: Small, of_d2: dict[str, tuple[int, int]], by: tuple[str, ...], **told: object) -> Explanation:
    """Sell-through over sell-in of October beside September: D1 100/100 and then 105/110; D2 as told, 300/300 before these."""
    channels = {"D1": {"2026-09": (100, 100), "2026-10": (105, 110)}, "D2": of_d2}
    at = {"account": "A", "product": "Home"}
    facts = [
        fact(month, units, measure=measure, channel=channel, country="DE" if channel == "D1" else "FR", **at)
        for channel, later in channels.items()
        for month, pair in {**{f"2026-0{month}": (300, 300) for month in range(4, 9)}, **later}.items()
        for measure, units in zip(("sell_through_units", "sell_in_units"), pair, strict=True)
    ]
    world = small.world(facts, attributes=PCS)
    return why(small, world, "sell_through_to_sell_in", **{"vs": "prior_period", "by": by, **told})


@pytest.mark.parametrize("by", [(), ("country",), ("channel",), ("product",), ("channel", "product")])
@pytest.mark.parametrize(
    ("of_d2", "apart"),
    [
        ({"2026-09": (300, 300)}, "0"),  # 400/400 without D2: as much
        ({"2026-09": (300, 400)}, "0.2"),  # 400/500 without the 400 that sold 300: 100/100
        ({"2026-10": (110, 330)}, "-0.4659"),  # 105/110 with 110/330: 215/440, 0.9545 and then 0.4886
    ],
)
def test_what_a_ratio_lacks_is_neither_its_rate_nor_its_mix(
    small: Small, by: tuple[str, ...], of_d2: dict[str, tuple[int, int]], apart: str
) -> None:
    """D1 alone stands on both sides: 100% and then 95.45%."""
    found = through(small, of_d2, by)
    moved = {driver: amount for driver, amount in amounts(found).items() if amount}
    assert moved == {**({"unreported": Decimal(apart)} if Decimal(apart) else {}), "rate": Decimal("-0.0455")}
    assert sum(cell.total for cell in found.cells) == found.delta
    for effect in found.effects:
        own = [one.amount for cell in found.cells for one in cell.effects if one.driver == effect.driver]
        assert sum(own) == effect.amount


def test_a_place_that_a_ratio_lacks_says_so(small: Small) -> None:
    d1, d2 = sorted(through(small, {"2026-09": (300, 400)}, ("channel",)).cells, key=lambda cell: cell.total)
    assert (d1.total, d1.facts["rate"]) == (Decimal("-0.0455"), (1, 105 / 110))
    assert (d2.total, [(e.driver, e.tag) for e in d2.effects if e.amount]) == (
        Decimal("0.2000"), [("unreported", "not reported yet")],
    )  # fmt: skip


def test_where_nobody_stands_on_both_sides_of_a_ratio_all_of_it_is_not_reported(small: Small) -> None:
    """D1 told September alone, 100/100, and D2 October alone, 300/400."""
    told = {"D1": ([4, 5, 6, 7, 8, 9], (100, 100)), "D2": ([4, 5, 6, 7, 8, 10], (300, 400))}
    facts = [
        fact(f"2026-{month:02}", units, measure=measure, channel=channel, account="A", country="DE", product="Home")
        for channel, (months, pair) in told.items()
        for month in months
        for measure, units in zip(("sell_through_units", "sell_in_units"), pair, strict=True)
    ]
    world = small.world(facts, attributes=PCS)
    found = why(small, world, "sell_through_to_sell_in", vs="prior_period", by=("channel",))
    assert {driver: amount for driver, amount in amounts(found).items() if amount} == {"unreported": Decimal("-0.2500")}


def test_where_it_moved_most_names_them_too(small: Small) -> None:
    found = why(small, small.world(planned(), attributes=PCS), vs="plan", search=True)
    assert found.places is not None
    assert ("no_plan", 95) in [(place.driver, place.amount) for place in found.places.found]


def test_where_it_moved_most_what_is_late_is_not_volume(small: Small) -> None:
    found = monthly(small, "2026-10", (), search=True)
    assert found.places is not None
    assert [(place.driver, place.amount) for place in found.places.found] == [("unreported", -50), ("volume", 20)]


def test_what_stands_apart_makes_no_tree_better(small: Small) -> None:
    """Sold units tell 30 of the 110 by which DE misses its plan, shipped units all of it, whatever FR has without a plan."""
    at = {"account": "A", "country": "DE", "product": "Pro"}
    money = {"measure": "revenue", "currency": "EUR", **at}
    facts = [
        *planned(), *sold("2026-10", "FR", "Pro", 100, 1000), fact("2026-10", 100, scenario="plan", **money),
        fact("2026-10", 20, **money), fact("2026-10", 10, scenario="plan", **at), fact("2026-10", 2, **at),
        fact("2026-10", 10, scenario="plan", **{**at, "product": "Home"}), fact("2026-10", 8, **{**at, "product": "Home"}),
    ]  # fmt: skip
    found = amounts(why(small, small.world(facts), vs="plan"))
    assert set(found) == {"no_plan", "volume", "mix", "price"}
    assert found["no_plan"] == 1095


def test_the_other_platform_of_a_place_without_a_plan_moves_no_platform_share(small: Small) -> None:
    """DE: 6 of 10 own planned, 6 of 10 shipped, at 10.00. FR: 4 own and 6 others shipped, 40.00, and no plan."""
    own, other = {"product": "Home"}, {"product": "Linux"}
    facts = [
        *shipped("DE", 6, own, scenario="plan"), *shipped("DE", 4, other, scenario="plan"), *shipped("DE", 6, own),
        *shipped("DE", 4, other), *shipped("FR", 4, own), *shipped("FR", 6, other),
    ]  # fmt: skip
    world = small.world(facts, attributes={**PCS, "Linux": {"category": "pc", "platform": "other"}})
    found = amounts(why(small, world, vs="plan"))
    assert {driver: amount for driver, amount in found.items() if amount} == {"no_plan": Decimal(40)}


def shipped(country: str, units: int, product: dict[str, str], **told: object) -> Iterable[Fact]:
    """Shipments of a product, the own one with its revenue at 10 EUR."""
    at = {"account": "A", "country": country, "channel": "D1", **product, **told}
    yield fact("2026-10", units, measure="shipped_units", **at)
    if product["product"] == "Home":
        yield fact("2026-10", 10 * units, measure="revenue", currency="EUR", **at)
