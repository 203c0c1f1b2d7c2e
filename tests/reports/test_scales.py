"""Figures of a block: one scale that its caption names, and shares that add up as printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.money import rounded
from rapport.core.scales import Scale, fitting
from rapport.reports.scales import column, contributions, shown, words
from rapport.reports.writers.cells import written
from tests.reports.contoso import money

CENTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("largest", "unit", "english", "chinese", "printed"),
    [
        ("9780329.75", "money", "$M", "百万美元", "9.78"),
        ("412300000", "money", "$M", "百万美元", "412.3"),
        ("61946.28", "money", "$K", "千美元", "61.9"),
        ("930.5", "money", "$", "美元", "930.50"),
        ("175000", "units", "thousands", "千", "175.0"),
        ("930", "units", "units", "台（件）", "930"),
    ],
)
def test_a_scale_leaves_the_largest_a_few_digits(largest, unit, english, chinese, printed):
    values = (Decimal(largest), None, Decimal(1))
    scale = fitting(values, unit, "USD")

    assert words(scale, unit, "USD", "en") == english
    assert words(scale, unit, "USD", "zh-hans") == chinese
    number = shown(scale, money(largest, unit=unit, currency=None, decimals=None))
    assert written(number, "en") == printed


def test_shares_are_printed_with_the_decimals_of_their_scale():
    for decimals, printed in ((3, "6.8%"), (4, "6.84%")):
        number = shown(Scale(1, decimals), money("0.0684", unit="percent", currency=None, decimals=None))
        assert written(number, "en") == printed


@given(parts=st.lists(CENTS, min_size=1, max_size=9), base=st.decimals(min_value="0.01", max_value=10**9, places=2))
def test_contributions_of_all_parts_add_up_to_the_growth_as_printed(parts, base):
    whole = sum(parts)

    assert sum(contributions(parts, whole, base)) == rounded(whole / base, 3)


def test_contributions_of_some_parts_stand_for_themselves():
    assert contributions([Decimal(1), None], Decimal(3), Decimal(10)) == [Decimal("0.1"), None]
    assert contributions([Decimal(1)], Decimal(1), Decimal(0)) == [None]
    assert contributions([Decimal(1)], None, None) == [None]


@given(parts=st.lists(st.decimals(-(10**6), 10**6, places=4), min_size=1, max_size=9))
def test_the_amounts_of_a_column_add_up_to_its_total_as_printed(parts):
    printed, total = column([*parts, None], sum(parts), 2)

    assert (sum(printed[:-1]), printed[-1]) == (total, None)
    assert total == rounded(sum(parts), 2)


def test_amounts_that_are_no_parts_of_the_total_are_rounded_by_themselves():
    assert column([Decimal("1.004"), Decimal("1.004")], Decimal("9.001"), 2) == ([Decimal("1.00")] * 2, Decimal("9.00"))
    assert column([Decimal("1.004"), None], None, 2) == ([Decimal("1.00"), None], None)
