"""Rates of exchange as a relation: the same whichever way round they were told, direct before crossed, never across months."""

from datetime import date

import pytest

from rapport.core.periods import Period
from rapport.facts.engine import opened
from rapport.facts.rates import Kind, relation
from rapport.facts.sql import written
from rapport.facts.world import World
from tests.facts.small import Small, day

# What the European Central Bank published for the last working day of October 2026.
EUR = [("2026-10", "EUR", "CNY", 7.4326), ("2026-10", "EUR", "USD", 1.0875), ("2026-10", "EUR", "JPY", 164.2)]


def worth(world: World, currency: str, kind: Kind = "average") -> dict[tuple[str, date], float]:
    with opened(world, Period(day("2026-10"), day("2026-11"))) as connection:
        rows = connection.execute(written(relation(currency, kind))).fetchall()
    return {(row[0], row[1]): row[2] for row in rows}


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
