"""A question to the facts: sums, ratios of sums, groups, filters and bases, on the worked example of a partner's PCs."""

from decimal import Decimal

import pytest

from rapport.core.periods import Period
from rapport.core.refusals import Refused
from rapport.facts.world import World
from tests.facts.small import Small, day, fact

# Units with the own platform and without, by month, country and channel.
ONE = {
    ("2025-10", "CN", "D1"): (80_000, 20_000),
    ("2025-10", "CN", "D2"): (42_000, 18_000),
    ("2025-10", "HK", "D3"): (9_000, 1_000),
    ("2026-10", "CN", "D1"): (96_600, 18_400),
    ("2026-10", "CN", "D2"): (31_680, 16_320),
    ("2026-10", "HK", "D3"): (10_920, 1_080),
}
PRODUCTS = {"P-own": {"category": "pc", "platform": "own"}, "P-other": {"category": "pc", "platform": "other"}}


@pytest.fixture
def one(small: Small) -> World:
    """The twelve facts of the worked example."""
    return small.world(
        [
            fact(month, units, account="Contoso", country=country, channel=channel, product=product)
            for (month, country, channel), both in ONE.items()
            for product, units in zip(PRODUCTS, both, strict=True)
        ],
        attributes=PRODUCTS,
    )


def test_a_ratio_is_the_sum_over_the_sum(small: Small, one: World) -> None:
    answer = small.ask(one, "platform_share", period="2026-10")
    [row] = answer.rows
    figure = row.kpis["platform_share"]
    assert (row.by, figure.numerator, figure.denominator) == ({}, 139_200, 175_000)
    assert figure.value == pytest.approx(0.795, abs=5e-4)
    assert (answer.ledger, answer.known_on, figure.batches) == (1, day("2026-11-03"), ("B1",))


def test_by_country_against_the_year_before(small: Small, one: World) -> None:
    answer = small.ask(one, "platform_share", by=("country",), vs="prior_year", period="2026-10")
    cn, hk = sorted((row.kpis["platform_share"] for row in answer.rows), key=lambda f: -f.denominator)
    assert (cn.numerator, cn.denominator, cn.base) == (128_280, 163_000, 0.7625)
    assert (hk.numerator, hk.denominator, hk.base) == (10_920, 12_000, 0.90)
    assert cn.delta == pytest.approx(128_280 / 163_000 - 0.7625)
    assert answer.base is not None
    assert answer.base.period == Period(day("2025-10"), day("2025-11"))


def test_rows_stand_largest_first(small: Small, one: World) -> None:
    answer = small.ask(one, "pc_shipments", by=("channel",), period="2026-10")
    assert small.table(answer, "pc_shipments") == {("D1",): 115_000, ("D2",): 48_000, ("D3",): 12_000}
    assert [small.named(row) for row in answer.rows] == [("D1",), ("D2",), ("D3",)]


def test_top_keeps_the_largest(small: Small, one: World) -> None:
    answer = small.ask(one, "pc_shipments", by=("channel",), period="2026-10", top=2)
    assert [small.named(row) for row in answer.rows] == [("D1",), ("D2",)]


def test_a_group_of_time_stands_in_its_order(small: Small, one: World) -> None:
    answer = small.ask(one, "pc_shipments", by=("year", "country"), period="2025-10..2026-10")
    assert small.table(answer, "pc_shipments") == {
        ("2025", "CN"): 160_000,
        ("2025", "HK"): 10_000,
        ("2026", "CN"): 163_000,
        ("2026", "HK"): 12_000,
    }


def test_a_filter_on_a_dimension_and_an_attribute(small: Small, one: World) -> None:
    answer = small.ask(one, "pc_shipments", where={"channel": "D1|D3", "platform": "own"}, period="2026-10")
    assert answer.rows[0].kpis["pc_shipments"].value == 96_600 + 10_920


def test_without_a_period_the_last_month_with_actuals(small: Small, one: World) -> None:
    assert small.ask(one, "pc_shipments").period == Period(day("2026-10"), day("2026-11"))
    assert small.ask(one, "pc_shipments", where={"country": "HK"}).rows[0].kpis["pc_shipments"].value == 12_000


def test_an_exact_decimal_stays_exact(small: Small) -> None:
    world = small.world([fact("2026-10", "0.1", measure="revenue", currency="USD") for _ in range(3)])
    assert small.ask(world, "revenue", period="2026-10").rows[0].kpis["revenue"].value == Decimal("0.3")


def test_nothing_reported_is_no_zero(small: Small, one: World) -> None:
    figure = small.ask(one, "platform_share", by=("country",), period="2026-09").rows[0].kpis["platform_share"]
    assert (figure.value, figure.why) == (None, "not reported")


def test_words_that_mean_nothing_are_refused_with_the_nearest(small: Small, one: World) -> None:
    with pytest.raises(Refused, match="platform_share"):
        small.ask(one, "platfrom_share", period="2026-10")
    with pytest.raises(Refused, match="country"):
        small.ask(one, "platform_share", by=("contry",), period="2026-10")
    with pytest.raises(Refused, match="channel"):
        small.ask(one, "platform_share", where={"chanel": "D1"})
