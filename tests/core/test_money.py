"""Rounding of money: printed parts add up to the printed whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.money import minor_digits, round_together, rounded

amounts = st.decimals(-(10**9), 10**9, places=6)


def decimals(*texts):
    return [Decimal(text) for text in texts]


def test_three_thirds_add_up_and_the_first_takes_the_cent():
    assert round_together([1 / 3, 1 / 3, 1 / 3], Decimal("1.00"), 2) == decimals("0.34", "0.33", "0.33")


def test_the_largest_remainder_is_raised():
    assert round_together(decimals("1.001", "1.008", "1.001"), Decimal("3.01"), 2) == decimals("1.00", "1.01", "1.00")


def test_negative_parts_keep_the_sum():
    assert round_together(decimals("-0.335", "0.335"), Decimal("0.00"), 2) == decimals("-0.33", "0.33")


def test_a_whole_rounded_away_from_the_sum_takes_a_unit_from_the_least_remainder():
    assert round_together(decimals("1.004", "1.001"), Decimal("1.99"), 2) == decimals("1.00", "0.99")


def test_nothing_adds_up_to_nothing():
    assert round_together([], Decimal("0.00"), 2) == []
    with pytest.raises(ValueError, match="0 parts"):
        round_together([], Decimal("0.01"), 2)


def test_a_whole_with_more_digits_is_refused():
    with pytest.raises(ValueError, match="with 2 digits"):
        round_together(decimals("1.005"), Decimal("1.005"), 2)


@given(st.lists(amounts, min_size=1, max_size=40), st.integers(0, 4))
def test_parts_add_up_and_none_moves_a_whole_unit(parts, digits):
    whole = rounded(sum(parts, Decimal(0)), digits)
    printed = round_together(parts, whole, digits)
    assert sum(printed) == whole
    assert all(abs(a - b) <= Decimal(1).scaleb(-digits) for a, b in zip(parts, printed, strict=True))


@given(st.lists(amounts, min_size=2, max_size=20), st.integers(0, 4))
def test_the_order_of_the_parts_is_kept(parts, digits):
    printed = round_together(parts, rounded(sum(parts, Decimal(0)), digits), digits)
    assert all(x <= y for a, x in zip(parts, printed, strict=True) for b, y in zip(parts, printed, strict=True) if a < b)


def test_halves_go_away_from_zero():
    assert [rounded(value, 0) for value in decimals("0.5", "1.5", "-0.5", "-0.4")] == decimals("1", "2", "-1", "0")
    assert str(rounded(-0.001, 2)) == "0.00"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ((77_000 * (1 / 7.2) / (80_000 * (1 / 7.2)) - 1) * 100, "-3.8"),
        (Decimal("3.749999"), "3.7"),
        (Decimal("12345678901234567.25"), "12345678901234567.3"),
    ],
)
def test_a_half_that_floats_lost_is_one(value, printed):
    """77,000 on 80,000 is −3.75% in any currency."""
    assert str(rounded(value, 1)) == printed


def test_currencies_know_their_digits():
    assert [minor_digits(currency) for currency in ("USD", "CNY", "JPY", "KWD", None)] == [2, 2, 0, 3, 2]
