"""Tables whose rows and columns are printed so that both add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.margins import round_both_ways
from rapport.core.money import round_together, rounded

amounts = st.one_of(st.decimals(-(10**6), 10**6, places=6), st.integers(-200, 200).map(lambda n: Decimal(n) / 200))
tables = st.integers(1, 9).flatmap(
    lambda width: st.lists(st.lists(amounts, min_size=width, max_size=width), min_size=1, max_size=25)
)


def whole(parts):
    return sum((part for part in parts if part is not None), Decimal(0))


def printed(table, digits=2):
    """The table, and its totals as printed: rows and columns each rounded together."""
    change = rounded(sum(map(whole, table)), digits)
    rows = round_together(list(map(whole, table)), change, digits)
    columns = round_together(list(map(whole, zip(*table, strict=True))), change, digits)
    return round_both_ways(table, rows, columns, digits), rows, columns


def decimals(*rows):
    return [[None if text is None else Decimal(text) for text in row.split()] if isinstance(row, str) else row for row in rows]


def test_a_unit_moves_within_a_column_until_each_row_holds():
    # by columns alone the first row would print 0.01 and 0.01, and come to 0.02
    found, rows, columns = printed(decimals("0.005 0.005", "0.005 0.005"))
    assert (rows, columns) == ([Decimal("0.01")] * 2, [Decimal("0.01")] * 2)
    assert found == decimals("0.00 0.01", "0.01 0.00")


def test_the_unit_moves_where_it_costs_least():
    # the second column gave 0.006 and 0.004 a cent and none: to turn that round costs less than 0.009 and 0.001
    found = round_both_ways(decimals("0.009 0.006", "0.001 0.004"), *decimals("0.01 0.01", "0.01 0.01"), 2)
    assert found == decimals("0.01 0.00", "0.00 0.01")


def test_what_is_printed_exactly_stays():
    table = decimals("1.25 -3.10", "0.00 2.00")
    assert printed(table)[0] == table


def test_a_missing_part_gets_a_unit_only_where_no_other_can():
    table = [[Decimal("0.005"), None], [None, Decimal("0.005")]]
    assert round_both_ways(table, decimals("0.00 0.01")[0], decimals("0.01 0.00")[0], 2) == decimals("0.00 0", "0.01 0.00")


def test_margins_of_two_tables_are_refused():
    with pytest.raises(ValueError, match="no one table"):
        round_both_ways([[Decimal(1)]], [Decimal(2)], [Decimal(1)], 2)


@given(tables, st.integers(0, 4))
def test_rows_and_columns_hold_and_parts_stay_near(table, digits):
    found, rows, columns = printed(table, digits)
    assert [sum(row) for row in found] == rows
    assert [sum(column) for column in zip(*found, strict=True)] == columns
    near = 2 * Decimal(1).scaleb(-digits)
    assert all(abs(a - b) <= near for own, shown in zip(table, found, strict=True) for a, b in zip(own, shown, strict=True))


@given(tables, st.randoms(use_true_random=False))
def test_margins_hold_where_parts_are_missing(table, random):
    holes = [[part if random.random() < 0.5 or not row else None for part in own] for row, own in enumerate(table)]
    found, rows, columns = printed(holes)
    assert [sum(row) for row in found] == rows
    assert [sum(column) for column in zip(*found, strict=True)] == columns
