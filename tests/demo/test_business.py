"""The fabricated business holds together: what is stocked is what came in and did not go out, and a seed is a business."""

from collections import defaultdict
from itertools import pairwise

import pytest

from rapport.demo import business


@pytest.mark.parametrize("seed", [1, 2, 99])
def test_closing_stock_is_opening_plus_sell_in_minus_sell_through(seed: int) -> None:
    months = defaultdict(list)
    for stock in business.stocks(business.sales(seed), seed):
        months[stock.channel.name, stock.product.name].append(stock)
    assert len(months) == len(business.CHANNELS) * len(business.PRODUCTS)
    for followed in months.values():
        for before, after in pairwise(followed):
            assert before.closing + after.sell_in - after.sell_through == after.closing >= 0


def test_the_same_seed_is_the_same_business() -> None:
    assert business.sales(1) == business.sales(1)
    assert business.sales(1) != business.sales(2)


def test_it_spans_26_months_and_a_launch() -> None:
    sold = business.sales(1)
    assert (min(one.month for one in sold), max(one.month for one in sold)) == (business.FIRST, business.LAST)
    assert len({one.month for one in sold}) == len(business.MONTHS) == 26
    assert min(one.month for one in sold if one.product is business.ULTRA) == business.LAUNCH


def test_no_country_ships_more_than_its_market() -> None:
    shipped: dict[tuple[object, str], int] = defaultdict(int)
    for one in business.sales(1):
        shipped[one.month, one.channel.country] += one.units
    assert all(shipped[month, country] < units for month, country, units in business.markets(1))
