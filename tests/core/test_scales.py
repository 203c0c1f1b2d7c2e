"""Figures that stand together: one scale for all, and parts that add up as printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.scales import Scale, fitting

CENTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("largest", "unit", "currency", "scale", "step"),
    [
        ("412300000", "money", "USD", Scale(10**6, 1), "100000"),
        ("-9780329.75", "money", "USD", Scale(10**6, 2), "10000"),
        ("61946.28", "money", "USD", Scale(10**3, 1), "100"),
        ("930.5", "money", "USD", Scale(1, 2), "0.01"),
        ("930", "money", "JPY", Scale(1, 0), "1"),
        ("175000", "units", None, Scale(10**3, 1), "100"),
        ("930", "units", None, Scale(1, 0), "1"),
        ("0.7954", "percent", None, Scale(1, 3), "0.001"),
    ],
)
def test_the_largest_chooses_the_scale(largest, unit, currency, scale, step):
    assert fitting((Decimal(largest), None, Decimal(1)), unit, currency) == scale
    assert scale.step == Decimal(step)


@given(parts=st.lists(CENTS, min_size=1, max_size=9), base=CENTS)
def test_parts_of_a_change_add_up_as_printed(parts, base):
    actual = base + sum(parts)
    scale = fitting((base, actual), "money", "USD")
    whole = scale.rounded(actual) - scale.rounded(base)

    drawn = scale.rounded_together(parts, whole)

    assert sum(drawn) == whole
    assert all(part == scale.rounded(part) for part in drawn)
