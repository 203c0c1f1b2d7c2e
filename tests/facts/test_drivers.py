"""Drivers that the facts at hand allow: trees, one driver for what has none, rate and mix; cells and their own facts."""

import math
from dataclasses import replace
from decimal import Decimal

import pytest

from rapport.core.kpi import parse
from rapport.core.pack import DriverTree, Factor
from rapport.facts.world import World
from tests.core.worked import all_movements
from tests.facts.small import TRADE, Fact, Small, fact
from tests.facts.worked import CELLS, PRODUCTS, amounts, platform_facts, totals, why


@pytest.fixture
def platform(small: Small) -> World:
    return small.world(platform_facts(), attributes=PRODUCTS)


def test_the_worked_example_with_its_market(small: Small) -> None:
    fields = (*TRADE.dimensions, *TRADE.attributes)
    pcs, own, revenue, market = (
        parse(text, TRADE.measures, fields)
        for text in (
            "sum(shipped_units[category = 'pc'])",
            "sum(shipped_units[category = 'pc', platform = 'own'])",
            "sum(revenue)",
            "sum(market_units)",
        )
    )
    cell, leaf = ("country", "channel"), ("country", "channel", "product")
    steps = (
        Factor("market", market, ()), Factor("partner_share", pcs, ()), Factor("channel_mix", pcs, cell),
        Factor("platform_share", own, cell), Factor("edition_mix", own, leaf), Factor("platform_price", revenue, leaf),
    )  # fmt: skip
    small.trade = replace(TRADE, trees=(DriverTree("market", "revenue", steps, ("market_units",)),))
    size = [fact("2025-10", 1_000_000, measure="market_units"), fact("2026-10", 980_000, measure="market_units")]
    world = small.world([*platform_facts(), *size], attributes=PRODUCTS)
    found = why(small, world, by=("country", "channel"))
    # product of shares and prices: what the suite beside it does not touch is as printed in the worked example
    assert {driver: amounts(found)[driver] for driver in ("platform_share", "edition_mix", "platform_price")} == {
        "platform_share": Decimal("163246.71"),
        "edition_mix": Decimal("377839.69"),
        "platform_price": Decimal("-42053.06"),
    }
    assert found.residual == 0
    [mix] = [effect for effect in found.cells[2].effects if effect.driver == "edition_mix"]
    assert mix.parts is not None
    ent = math.fsum(m.amount for m in all_movements() if m.cell == ("HK", "D3", "Ent") and m.driver == "edition_mix")
    assert abs(mix.parts["new"] - Decimal(ent)) < Decimal("0.01")  # 141,204.155, rounded together with the other parts


def test_a_cell_tells_its_own_facts(small: Small, platform: World) -> None:
    d2 = next(c for c in why(small, platform, by=("country", "channel")).cells if small.named(c) == ("CN", "D2"))
    assert d2.facts["shipments"] == (60_000, 48_000)
    assert d2.facts["platform_share"] == (0.70, 0.66)
    assert "edition_mix" not in d2.facts


def test_drivers_stay_whatever_the_cells(small: Small, platform: World) -> None:
    whole = amounts(why(small, platform))
    for by in (("country",), ("channel",), ("product",), ("line",), ("line", "country")):
        assert amounts(why(small, platform, by=by)) == whole


def test_a_new_product_is_tagged_and_priced_as_it_came(small: Small, platform: World) -> None:
    ent = next(cell for cell in why(small, platform, by=("product",)).cells if small.named(cell) == ("Ent",))
    assert {effect.tag for effect in ent.effects if effect.amount} == {"new"}
    assert {effect.driver: effect.amount for effect in ent.effects}["platform_price"] == 0


def test_without_shipments_sold_units_make_volume_mix_and_price(small: Small) -> None:
    rows = [("2025-10", "A", 10, 100), ("2026-10", "A", 12, 120), ("2025-10", "B", 10, 300), ("2026-10", "B", 8, 256)]
    facts = [
        fact(month, value, measure=measure, currency=currency, product=product)
        for month, product, units, revenue in rows
        for measure, value, currency in (("sold_units", units, None), ("revenue", revenue, "USD"))
    ]
    found = why(small, small.world(facts), by=("product",))
    # 20 units before and after: no volume; the shift of 2 from B (30 → 32) to A (10); B dearer by 2 on 9 units
    assert amounts(found) == {"volume": 0, "mix": -42, "price": 18}
    assert totals(small, found) == {("B",): -44, ("A",): 20}
    assert [c.facts["price"] for c in found.cells] == [(30, 32), (10, 10)]


def test_a_tree_whose_units_are_of_other_products_gives_way(small: Small) -> None:
    services = [
        fact(month, value, measure=measure, currency=currency, product="Service")
        for month, units, revenue in (("2025-10", 10, 50_000), ("2026-10", 12, 60_000))
        for measure, value, currency in (("sold_units", units, None), ("revenue", revenue, "USD"))
    ]
    shipped = [fact(month, 1000, product="Home") for month in ("2025-10", "2026-10")]
    found = why(small, small.world([*services, *shipped], attributes=PRODUCTS))
    assert amounts(found) == {"volume": 10_000, "mix": 0, "price": 0}


Units = dict[str, tuple[tuple[int, int], tuple[int, int]]]
"""By product: units and price before and after."""


def price_of(small: Small, told: Units, by: tuple[str, ...] = ("country",)) -> tuple[float | None, float | None]:
    """What a cell of these products says of its price."""
    facts = [
        fact(month, value, measure=measure, currency=currency, country="FR", product=product)
        for product, sides in told.items()
        for month, (units, price) in zip(("2025-10", "2026-10"), sides, strict=True)
        for measure, value, currency in (("sold_units", units, None), ("revenue", units * price, "USD"))
        if units
    ]
    return why(small, small.world(facts), by=by).cells[0].facts["price"]


def test_the_price_of_a_cell_is_told_at_constant_mix(small: Small) -> None:
    """Revenue a unit rose from 60 to 64 as P took the place of H; each price fell by a fifth."""
    before, after = price_of(small, {"H": ((80, 50), (50, 40)), "P": ((20, 100), (50, 80))})
    assert after / before == pytest.approx(0.8)
    # where no units move, they are what prices are weighed by: 10 × 10 + 30 × 20 and 10 × 12 + 30 × 19 over 40
    assert price_of(small, {"A": ((10, 10), (10, 12)), "B": ((30, 20), (30, 19))}) == pytest.approx((17.5, 17.25))


def test_the_price_of_one_product_is_its_own(small: Small) -> None:
    alone = {"A": ((10, 10), (30, 8))}
    for by in (("country",), ("country", "product")):
        assert price_of(small, alone, by) == pytest.approx((10, 8))
    assert price_of(small, {**alone, "New": ((0, 0), (10, 50))}) == pytest.approx((10, 8))
    assert price_of(small, {"A": ((-10, 10), (-30, 8))}) == pytest.approx((10, 8))


def test_of_units_that_are_partly_returns_no_price_is_told(small: Small) -> None:
    assert price_of(small, {"A": ((10, 10), (10, 12)), "B": ((-3, 20), (-3, 19))}) == (None, None)


def test_shipments_of_what_has_no_platform_make_volume_mix_and_price(small: Small) -> None:
    """150 accessories become 180: 30 more at 16.67, two thirds of them half a unit of money dearer, one third a whole cheaper."""
    told = {"K": ((100, 1000), (120, 1260)), "M": ((50, 1500), (60, 1740))}
    facts = [
        fact(month, value, measure=measure, currency=currency, country="DE", product=product)
        for product, sides in told.items()
        for month, (units, revenue) in zip(("2025-10", "2026-10"), sides, strict=True)
        for measure, value, currency in (("shipped_units", units, None), ("revenue", revenue, "EUR"))
    ]
    world = small.world(facts, attributes={key: {"category": "accessory"} for key in told})
    found = why(small, world, by=("product",))
    assert (amounts(found), found.notes) == ({"volume": 500, "mix": 0, "price": 0}, ())
    assert {small.named(cell): {e.driver: e.amount for e in cell.effects}["price"] for cell in found.cells} == {
        ("K",): 55,
        ("M",): -55,
    }


def test_revenue_without_units_is_one_driver(small: Small) -> None:
    facts = [
        fact(month, value, measure="revenue", currency="USD", country="CN") for month, value in (("2025-10", 5), ("2026-10", 7))
    ]
    assert amounts(why(small, small.world(facts), by=("country",))) == {"other": 2}


def sold(*rows: tuple[str, str, int, int]) -> list[Fact]:
    """Units and what they brought, of (month, product, units, revenue)."""
    return [
        fact(month, value, measure=measure, currency=currency, product=product)
        for month, product, units, revenue in rows
        for measure, value, currency in (("sold_units", units, None), ("revenue", revenue, "USD"))
        if value
    ]


def test_returns_are_units_as_others(small: Small) -> None:
    """At one price all is volume, whatever came back."""
    rows = sold(("2025-10", "A", 10, 100), ("2026-10", "A", 10, 100), ("2025-10", "B", 5, 50), ("2026-10", "B", -1, -10))
    found = why(small, small.world(rows), by=("product",))
    assert (amounts(found), found.notes) == ({"volume": -60, "mix": 0, "price": 0}, ())


def test_revenue_without_units_goes_into_other(small: Small) -> None:
    rows = sold(("2025-10", "A", 10, 100), ("2026-10", "A", 12, 120), ("2025-10", "B", 5, 50), ("2026-10", "B", 0, 30))
    found = why(small, small.world(rows))
    assert (found.delta, amounts(found)["other"]) == (0, 30)
    assert found.notes[0].startswith("other movements: amounts of products that no driver counts, without the units")


def test_a_place_without_a_rate_brings_no_products_that_it_lacks(small: Small) -> None:
    """More came back to Neg than it sold, all of A: nothing is told of its B."""
    rows = [("Neg", "A", -10, 20), ("Two", "A", 50, 60), ("Two", "B", 50, 90)]
    facts = [
        fact(month, count * each, measure=measure, currency=currency, product=product, account=account)
        for account, product, *units in rows
        for month, count in zip(("2025-10", "2026-10"), units, strict=True)
        for measure, each, currency in (("shipped_units", 1, None), ("revenue", 100 + len(product + account), "USD"))
    ]
    world = small.world(facts, attributes={name: {"category": "pc", "platform": "own"} for name in ("A", "B")})
    found = why(small, world, "platform_asp", by=("account", "product"))
    assert set(totals(small, found)) == {("Neg", "A"), ("Two", "A"), ("Two", "B")}
    assert sum(amounts(found).values()) == found.delta


def test_what_belongs_to_no_part_goes_into_other(small: Small) -> None:
    """Services are no PCs: what the tree of PCs explains leaves them over, with the reason."""
    services = [
        fact(month, amount, measure="revenue", currency="USD", product="Care")
        for month, amount in (("2025-10", 100), ("2026-10", 60))
    ]
    world = small.world([*platform_facts(), *services], attributes={**PRODUCTS, "Care": {"category": "service"}})
    found = why(small, world)
    pcs = why(small, small.world(platform_facts(), attributes=PRODUCTS))
    assert amounts(found) == {**amounts(pcs), "other": -40}
    assert any(note.startswith("other movements: amounts of products that no driver counts") for note in found.notes)


def test_units_by_cells(small: Small, platform: World) -> None:
    found = why(small, platform, "pc_shipments", by=("channel",))
    assert amounts(found) == {"volume": 5000}
    assert totals(small, found) == {("D1",): 15_000, ("D2",): -12_000, ("D3",): 2_000}
    assert [cell.facts["volume"] for cell in found.cells] == [(100_000, 115_000), (60_000, 48_000), (10_000, 12_000)]


def test_a_ratio_moves_by_rate_and_mix_over_the_finest_cells(small: Small, platform: World) -> None:
    found = why(small, platform, "platform_share")
    assert amounts(found) == {"rate": Decimal("0.0130"), "mix": Decimal("0.0118")}
    by_cell = why(small, platform, "platform_share", by=("country", "channel"))
    assert amounts(by_cell) == amounts(found)
    rates = {small.named(cell): cell.effects[0].amount for cell in by_cell.cells}
    assert rates == {("CN", "D1"): Decimal("0.0249"), ("CN", "D2"): Decimal("-0.0125"), ("HK", "D3"): Decimal("0.0006")}
    assert next(c for c in by_cell.cells if small.named(c) == ("CN", "D2")).facts["rate"] == (0.70, 0.66)


@pytest.mark.parametrize(
    "by", [("country",), ("channel",), ("sender",), ("product",), ("line", "country"), ("account", "product")]
)
def test_drivers_of_a_ratio_stay_whatever_the_cells(small: Small, platform: World, by: tuple[str, ...]) -> None:
    found = why(small, platform, "platform_share", by=by)
    assert amounts(found) == {"rate": Decimal("0.0130"), "mix": Decimal("0.0118")}
    assert sum(totals(small, found).values()) == Decimal("0.0248")


def test_a_ratio_by_coarser_cells_adds_up_leaves(small: Small, platform: World) -> None:
    fine, coarse = (why(small, platform, "platform_share", by=by) for by in (("country", "channel"), ("country",)))
    cn = sum(amount for cell, amount in totals(small, fine).items() if cell[0] == "CN")
    assert totals(small, coarse)["CN",] == cn


def test_what_stands_above_places_adds_up_their_leaves(small: Small) -> None:
    world = small.world([replace(f, of={**f.of, "region": "GCR"}) for f in platform_facts()], attributes=PRODUCTS)
    both = why(small, world, "platform_share", by=("region", "channel"))
    assert [cell.facts["rate"] for cell in both.cells if small.named(cell) == ("GCR", "D2")] == [(0.70, 0.66)]
    parted = [
        fact(month, 1, region=region, country="CN", channel="D1", product=product)
        for month in ("2025-10", "2026-10")
        for region, product in (("North", "Home"), ("South", "Other"))
    ]
    world = small.world([*platform_facts(), *parted], attributes=PRODUCTS)
    found = why(small, world, "platform_share", by=("region",))
    assert amounts(found) == amounts(why(small, world, "platform_share"))
    assert [cell.facts for cell in found.cells] == [{}] * 3


def test_a_ratio_by_what_is_no_place_splits_the_numerators_of_its_places(small: Small, platform: World) -> None:
    found = why(small, platform, "platform_share", by=("product",))
    # the whole share is that of Home, Pro and Ent: each over all PCs, 94,100 ÷ 170,000 and so on
    pcs = {when: sum(Decimal(sides[when][0]) for sides in CELLS.values()) for when in (0, 1)}
    own = {
        name: [sum(pc * Decimal(share) * Decimal(mix[name][0]) for pc, share, mix in at[when] if name in mix) / pcs[when]
               for when in (0, 1)]
        for at in [[[sides[when] for sides in CELLS.values()] for when in (0, 1)]] for name in ("Home", "Pro", "Ent")
    }  # fmt: skip
    assert {cell[0]: total for cell, total in totals(small, found).items()} == {
        "Other": 0, **{name: pytest.approx(after - before, abs=Decimal("0.0001")) for name, (before, after) in own.items()}
    }  # fmt: skip
    assert not any("rate" in cell.facts for cell in found.cells)


def test_a_share_of_a_market_by_country_splits_its_units_by_channel(small: Small) -> None:
    market = [("2025-10", "CN", 1000), ("2025-10", "HK", 1000), ("2026-10", "CN", 1500), ("2026-10", "HK", 500)]
    shipped = [("2025-10", "CN", "A", 400), ("2025-10", "HK", "B", 100), ("2026-10", "CN", "A", 450), ("2026-10", "CN", "B", 150),
               ("2026-10", "HK", "B", 50)]  # fmt: skip
    world = small.world(
        [
            *(fact(month, size, measure="market_units", country=country) for month, country, size in market),
            *(fact(month, n, country=country, channel=channel, product="Home") for month, country, channel, n in shipped),
        ],
        attributes=PRODUCTS,
    )
    # 40% of CN before and after, 10% of HK; CN grew from half of the market to three quarters
    for by in ((), ("country",), ("channel",), ("country", "channel")):
        assert amounts(why(small, world, "partner_share", by=by)) == {"rate": 0, "mix": Decimal("0.0750")}, by
    by_channel = why(small, world, "partner_share", by=("channel",))
    # A fell by 10 points in CN, on (1/2 + 3/4) / 2 of the market, and gained with CN: 1/4 of 35%
    told = {small.named(cell): {e.driver: e.amount for e in cell.effects} for cell in by_channel.cells}
    assert told == {
        ("A",): {"rate": Decimal("-0.0625"), "mix": Decimal("0.0875")},
        ("B",): {"rate": Decimal("0.0625"), "mix": Decimal("-0.0125")},
    }


def test_a_share_of_a_whole_moves_by_the_rates_of_its_cells(small: Small) -> None:
    market = [fact(month, units, measure="market_units") for month, units in (("2025-10", 1000), ("2026-10", 800))]
    shipped = [("2025-10", "A", 100), ("2026-10", "A", 100), ("2025-10", "B", 50), ("2026-10", "B", 20)]
    facts = [*market, *(fact(month, units, account=account, product="Home") for month, account, units in shipped)]
    world = small.world(facts, attributes=PRODUCTS)
    found = why(small, world, "partner_share", by=("account",))
    assert amounts(found) == {"rate": 0}
    assert totals(small, found) == {("A",): Decimal("0.0250"), ("B",): Decimal("-0.0250")}


def test_facts_that_are_broken_down_on_one_side_only_are_compared_where_both_are(small: Small) -> None:
    facts = [
        fact("2026-10", 300, measure="sold_units", country="CN", scenario="plan"),
        fact("2026-10", 600, measure="revenue", currency="USD", country="CN", scenario="plan"),
        *(fact("2026-10", 200, measure="sold_units", country="CN", product=product) for product in "AB"),
        *(fact("2026-10", 500, measure="revenue", currency="USD", country="CN", product=product) for product in "AB"),
    ]
    world = small.world(facts)
    found = why(small, world, vs="plan", by=("country",))
    assert amounts(found) == {"volume": 225, "mix": 0, "price": 175}  # 100 units at 2.25, 0.50 dearer on 350
    by_product = why(small, world, vs="plan", by=("product",))
    assert (by_product.delta, by_product.effects) == (400, ())
    assert by_product.why == "revenue (plan) exists only by country, not by product"


def test_a_ratio_of_a_stock_to_a_flow(small: Small) -> None:
    told = [("2025-10", "D1", 400, 400), ("2025-10", "D2", 100, 400), ("2026-10", "D1", 600, 400), ("2026-10", "D2", 100, 400)]
    facts = [
        fact(month, value, measure=measure, channel=channel)
        for month, channel, stock, sold in told
        for measure, value in (("inventory_units", stock), ("sell_through_units", sold))
    ]
    found = why(small, small.world(facts), "weeks_of_inventory", by=("channel",))
    # 500 and 700 in stock over 200 a week: D1 alone moved, from 4 weeks to 6 on half of the sales
    assert (found.base, found.actual) == (Decimal("2.5"), Decimal("3.5"))
    assert amounts(found) == {"rate": 1, "mix": 0}
    assert totals(small, found) == {("D1",): 1, ("D2",): 0}


def shares_of(sizes: dict[str, tuple[int, int]]) -> list[Fact]:
    """A tenth of each market is shipped, all with the own platform at 10 USD: DE 100 and then 80, CN 200 and then 240."""
    facts = []
    for country, sides in {"DE": (1000, 800), "CN": (2000, 2400)}.items():
        for month, size in zip(("2025-10", "2026-10"), sides, strict=True):
            at = {"account": "Contoso", "country": country, "channel": f"D-{country}", "product": "Home"}
            facts += [fact(month, size // 10, **at), fact(month, size, measure="revenue", currency="USD", **at)]
    told = [
        (country, month, size) for country, two in sizes.items() for month, size in zip(("2025-10", "2026-10"), two, strict=True)
    ]
    at = {country: {"country": country} if country else {} for country in sizes}
    return [*facts, *(fact(month, size, measure="market_units", **at[country]) for country, month, size in told if size)]


def by_country(small: Small, sizes: dict[str, tuple[int, int]]) -> dict[str, dict[str, Decimal]]:
    """What each driver did in each country, where it did anything."""
    found = why(small, small.world(shares_of(sizes), attributes=PRODUCTS), by=("country",))
    assert {driver: amount for driver, amount in amounts(found).items() if amount} == {
        driver: amount
        for driver, amount in amounts(why(small, small.world(shares_of(sizes), attributes=PRODUCTS))).items()
        if amount
    }
    return {small.named(cell)[0]: {e.driver: e.amount for e in cell.effects if e.amount} for cell in found.cells}


def test_a_market_that_is_known_by_country_moves_each_by_its_own(small: Small) -> None:
    """The German one fell by a fifth, and so did what a tenth of it brings."""
    told = by_country(small, {"DE": (1000, 800), "CN": (2000, 2400)})
    assert told == {"CN": {"market": Decimal(400)}, "DE": {"market": Decimal(-200)}}


def test_a_market_that_is_one_figure_is_that_of_all(small: Small) -> None:
    told = by_country(small, {"": (3000, 3200)})
    assert all(set(drivers) == {"market", "channel_mix"} for drivers in told.values())


def test_a_market_that_lacks_a_country_is_that_of_all(small: Small) -> None:
    """Nothing is left without a driver for it."""
    told = by_country(small, {"DE": (1000, 800), "FR": (500, 500)})
    assert all("other" not in drivers for drivers in told.values())
    assert all({"market", "partner_share", "channel_mix"} == set(drivers) for drivers in told.values())


def test_without_a_market_each_country_has_its_own_shipments(small: Small) -> None:
    told = by_country(small, {})
    assert told == {"CN": {"shipments": Decimal(400)}, "DE": {"shipments": Decimal(-200)}}
