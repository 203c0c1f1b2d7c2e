"""Laws of fair shares: exact, the same as all orders averaged, blind to order and time."""

import math
from itertools import permutations

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from rapport.core.shapley import Ratio, nodes, rate_and_mix, shapley

positive = st.one_of(st.floats(0.001, 1), st.floats(1, 1000)).map(lambda x: round(x, 3))
factor = st.one_of(positive, st.just(0.0), positive.map(lambda x: -x))


def pair(base, actual):
    return st.tuples(base, actual)


def product_with(special):
    """Up to 8 factors, each before and after, one of them out of the ordinary."""
    others = st.lists(pair(positive, positive), min_size=1, max_size=7)
    return st.tuples(others, special, st.integers(0, 7)).map(lambda t: [*t[0][: t[2]], t[1], *t[0][t[2] :]])


products = st.one_of(
    st.lists(pair(factor, factor), min_size=1, max_size=8),
    product_with(pair(st.just(0.0), positive)),
    product_with(pair(positive, st.just(0.0))),
    product_with(pair(positive, positive.map(lambda x: -x))),
)


def all_orders(base, actual):
    """The Shapley value by its definition: the mean over all orders of what each factor adds when it is its turn."""
    effects, orders = [0.0] * len(base), list(permutations(range(len(base))))
    for order in orders:
        now = list(base)
        for k in order:
            before = math.prod(now)
            now[k] = actual[k]
            effects[k] += (math.prod(now) - before) / len(orders)
    return effects


def all_coalitions(base, actual):
    """The same by sums over coalitions, for up to 8 factors."""
    n, effects = len(base), []
    for k in range(n):
        others, effect = [j for j in range(n) if j != k], 0.0
        for mask in range(2 ** (n - 1)):
            taken = [j for i, j in enumerate(others) if mask >> i & 1]
            weight = math.factorial(len(taken)) * math.factorial(n - 1 - len(taken)) / math.factorial(n)
            effect += weight * math.prod(actual[j] if j in taken else base[j] for j in others) * (actual[k] - base[k])
        effects.append(effect)
    return effects


def size(base, actual):
    """The largest amount that can appear on the way: what errors are measured against."""
    return max(1.0, math.prod(max(abs(a), abs(b), 1e-3) for a, b in zip(base, actual, strict=True)))


def label(pairs):
    """Says which kinds of products the laws were tried on."""
    base, actual = math.prod(a for a, _ in pairs), math.prod(b for _, b in pairs)
    kinds = {
        "zero": any(0.0 in both for both in pairs),
        "negative": any(min(both) < 0 for both in pairs),
        "new": base == 0 != actual,
        "lost": base != 0 == actual,
        "sign change": base * actual < 0,
    }
    for kind in (kind for kind, found in kinds.items() if found):
        event(kind)


@pytest.mark.parametrize(
    ("factors", "expected"),  # Abramowitz and Stegun, table 25.4, moved from −1..1 to 0..1
    [
        (2, [(0.0, 2.0)]),
        (4, [(-0.577350269189626, 1.0), (0.577350269189626, 1.0)]),
        (6, [(-0.774596669241483, 0.555555555555556), (0.0, 0.888888888888889), (0.774596669241483, 0.555555555555556)]),
        (8, [(-0.861136311594053, 0.347854845137454), (-0.339981043584856, 0.652145154862546),
             (0.339981043584856, 0.652145154862546), (0.861136311594053, 0.347854845137454)]),
    ],
)  # fmt: skip
def test_nodes_are_those_of_the_tables(factors, expected):
    assert nodes(factors) == nodes(factors - 1)
    found = [(2 * place - 1, 2 * weight) for place, weight in nodes(factors)]
    assert found == [pytest.approx(pair, abs=1e-15) for pair in expected]


@pytest.mark.parametrize("power", range(12))
def test_a_rule_for_twelve_factors_integrates_powers_up_to_eleven(power):
    assert math.fsum(weight * place**power for place, weight in nodes(12)) == pytest.approx(1 / (power + 1), rel=1e-14)


def test_two_factors_are_the_midpoint_rule():
    assert shapley([10, 5], [12, 4]) == pytest.approx([2 * 4.5, -1 * 11])


@given(products)
def test_effects_sum_to_the_change(pairs):
    label(pairs)
    base, actual = zip(*pairs, strict=True)
    assert math.fsum(shapley(base, actual)) == pytest.approx(math.prod(actual) - math.prod(base), abs=1e-12 * size(base, actual))


@given(products)
def test_effects_equal_all_coalitions(pairs):
    base, actual = zip(*pairs, strict=True)
    assert shapley(base, actual) == pytest.approx(all_coalitions(base, actual), abs=1e-12 * size(base, actual))


@given(st.lists(st.tuples(factor, factor), min_size=1, max_size=5))
def test_effects_equal_all_orders(pairs):
    base, actual = zip(*pairs, strict=True)
    assert shapley(base, actual) == pytest.approx(all_orders(base, actual), abs=1e-12 * size(base, actual))


@given(products)
def test_backwards_in_time_every_effect_turns_its_sign(pairs):
    base, actual = zip(*pairs, strict=True)
    backwards = [-effect for effect in shapley(actual, base)]
    assert shapley(base, actual) == pytest.approx(backwards, abs=1e-12 * size(base, actual))


@given(products, factor)
def test_a_factor_that_stands_still_does_nothing(pairs, still):
    base, actual = zip(*pairs, strict=True)
    effects = shapley([*base, still], [*actual, still])
    assert effects[-1] == 0
    scaled = [effect * still for effect in shapley(base, actual)]
    assert effects[:-1] == pytest.approx(scaled, abs=1e-12 * size([*base, still], [*actual, still]))


@given(products, st.randoms())
def test_the_order_of_the_factors_does_not_matter(pairs, random):
    order = random.sample(range(len(pairs)), len(pairs))
    base, actual = zip(*pairs, strict=True)
    mixed = shapley([base[k] for k in order], [actual[k] for k in order])
    effects = shapley(base, actual)
    assert mixed == pytest.approx([effects[k] for k in order], abs=1e-12 * size(base, actual))


amount = st.integers(0, 10_000)
ratio_cells = st.lists(st.tuples(amount, amount, amount, amount), min_size=1, max_size=12).filter(
    lambda cells: sum(c[1] for c in cells) > 0 and sum(c[3] for c in cells) > 0
)


def sides(cells):
    return [Ratio(a, b) for a, b, _, _ in cells], [Ratio(c, d) for _, _, c, d in cells]


def ratio(side):
    return sum(cell.numerator for cell in side) / sum(cell.denominator for cell in side)


@given(ratio_cells)
def test_rates_and_mixes_sum_to_the_change_of_the_ratio(cells):
    base, actual = sides(cells)
    parts = math.fsum(part for cell in rate_and_mix(base, actual) for part in cell)
    assert parts == pytest.approx(ratio(actual) - ratio(base), abs=1e-9 * max(1, ratio(base), ratio(actual)))


@given(ratio_cells)
def test_backwards_in_time_rate_and_mix_turn_their_signs(cells):
    base, actual = sides(cells)
    backwards = [tuple(-part for part in cell) for cell in rate_and_mix(actual, base)]
    assert rate_and_mix(base, actual) == [
        pytest.approx(cell, abs=1e-9 * max(1, ratio(base), ratio(actual))) for cell in backwards
    ]


def test_a_new_cell_is_all_mix_and_a_numerator_over_nothing_is_neither():
    parts = rate_and_mix([Ratio(60, 100), Ratio(0, 0), Ratio(0, 0)], [Ratio(60, 100), Ratio(90, 100), Ratio(2, 0)])
    assert [(cell.rate, cell.other) for cell in parts[:2]] == [(0, 0), (0, 0)]
    assert parts[2] == (0, 0, 2 / 200)
    assert parts[1].mix == pytest.approx(0.5 * (0.9 - (0.6 + 152 / 200) / 2))


def test_returns_that_outweigh_a_cell_are_neither_rate_nor_mix():
    base, actual = [Ratio(50, 100), Ratio(5, 10)], [Ratio(55, 100), Ratio(-1, -2)]
    parts = rate_and_mix(base, actual)
    assert (parts[1].rate, parts[1].mix) == (0, 0)
    assert math.fsum(part for cell in parts for part in cell) == pytest.approx(54 / 98 - 55 / 110)


def test_platform_share_of_the_worked_example():
    base = [Ratio(80_000, 100_000), Ratio(42_000, 60_000), Ratio(9_000, 10_000)]
    actual = [Ratio(96_600, 115_000), Ratio(31_680, 48_000), Ratio(10_920, 12_000)]
    parts = rate_and_mix(base, actual)
    assert [round(cell.rate * 100, 2) for cell in parts] == [2.49, -1.25, 0.06]
    assert round(sum(cell.rate for cell in parts) * 100, 2) == 1.30
    assert round(sum(cell.mix for cell in parts) * 100, 2) == 1.18
    assert round((ratio(actual) - ratio(base)) * 100, 2) == 2.48
