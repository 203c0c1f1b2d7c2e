"""Leaves to movements: new and lost leaves, leaves that are no product, mix that says which shift helped."""

import math
from collections import defaultdict

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from rapport.core.attribution import Leaf, centred, counted, factors, mix_step, movements, tag
from rapport.core.kpi import parse
from rapport.core.pack import DriverTree, Factor
from tests.core.worked import all_movements, leaves, revenue

PLAIN = ("volume", "mix", "price")


def plain(*sides):
    """Leaves of volume × mix × price from (units, revenue) before and after, all in one whole."""
    whole0, whole1 = (sum(side[k][0] for side in sides) for k in (0, 1))
    return [Leaf((i,), (), (whole0, *base), (whole1, *actual)) for i, (base, actual) in enumerate(sides)]


def by_driver(found):
    sums = defaultdict(float)
    for movement in found:
        sums[movement.driver] += movement.amount
    return sums


def by(found, *keys):
    return math.fsum(movement.amount for movement in found if {*keys} <= {*movement.cell, movement.driver})


def test_the_worked_example_to_the_cent():
    expected = {
        "market": -187_893.79,
        "partner_share": 457_166.09,
        "channel_mix": 260_727.83,
        "platform_share": 163_246.71,
        "edition_mix": 377_839.69,
        "platform_price": -42_053.06,
        "suite_attach": 129_941.74,
        "suite_price": -18_953.03,
        "currency": -112_332.43,
    }
    assert by_driver(all_movements()) == pytest.approx(expected, abs=0.01)  # the cents are rounded together in test_bridge
    change = float(revenue(1) - revenue(0))
    assert math.fsum(movement.amount for movement in all_movements()) == pytest.approx(change, abs=1e-8)


def test_the_worked_example_by_cell():
    found = all_movements()
    assert [round(by(found, cell), 1) for cell in ("D1", "D2", "D3")] == [1_450_136.6, -668_034.4, 245_587.6]


def test_centred_mix_says_which_edition_helped():
    found = list(centred("edition_mix", 4, leaves()[0]))
    assert round(by(found, "D1"), -2) == 332_700
    assert round(by(found, "D1", "Home"), -2) == 113_100
    assert round(by(found, "D1", "Pro"), -2) == 219_600
    assert round(by(found, "D3"), -2) == 79_300
    assert round(by(found, "D3", "Ent"), -2) == 75_300


def test_a_mix_is_told_by_edition_as_it_was():
    found = all_movements()
    assert round(by(found, "D1", "edition_mix"), -2) == 332_700
    assert round(by(found, "D1", "Home", "edition_mix"), -2) == -338_600
    assert round(by(found, "D1", "Pro", "edition_mix"), -2) == 671_300
    assert round(by(found, "D3", "edition_mix"), -2) == 79_300


def test_a_new_leaf_has_no_price_effect_and_is_tagged():
    found = list(movements(PLAIN, plain(((10, 100.0), (10, 100.0)), ((0, 0.0), (5, 150.0)))))
    new = [movement for movement in found if movement.cell == (1,)]
    assert {movement.tag for movement in new} == {"new"}
    assert by(new, "price") == 0
    assert by(new, "volume") + by(new, "mix") == pytest.approx(150)
    assert {movement.tag for movement in found if movement.cell == (0,)} == {None}


def test_a_lost_leaf_mirrors_a_new_one():
    forth = list(movements(PLAIN, plain(((10, 100.0), (10, 100.0)), ((0, 0.0), (5, 150.0)))))
    back = list(movements(PLAIN, plain(((10, 100.0), (10, 100.0)), ((5, 150.0), (0, 0.0)))))
    assert [(m.cell, m.driver, -m.amount) for m in back] == [(m.cell, m.driver, pytest.approx(m.amount)) for m in forth]
    assert {movement.tag for movement in back if movement.cell == (1,)} == {"lost"}


@pytest.mark.parametrize(
    ("base", "actual", "effects", "other"),
    [
        ((10, 100.0), (0, 30.0), -100, 30),  # revenue without units: all units are lost
        ((0, -15.0), (4, 40.0), 40, 15),  # a credit without units: all units are new
        ((10, 100.0), (-2, -20.0), -120, 0),  # net returns at the price of before
        ((-1, 0.0), (4, 40.0), 40, 0),  # returned for nothing
        ((0, 5.0), (0, 8.0), 0, 3),
    ],
)
def test_what_has_no_units_goes_into_other_and_returns_are_units(base, actual, effects, other):
    found = [m for m in movements(PLAIN, plain(((10, 100.0), (12, 110.0)), (base, actual))) if m.cell == (1,)]
    assert by(found, "other") == other
    assert math.fsum(movement.amount for movement in found) == pytest.approx(effects + other)


def test_returns_move_volume_and_mix_as_units_do():
    """At one price all is volume; of two prices the units at the dearer one move the mix (by hand from the integral of 4.3)."""
    found = by_driver(movements(PLAIN, plain(((-10, -1000.0), (20, 2000.0)))))
    assert found == {"volume": pytest.approx(3000), "mix": pytest.approx(0), "price": pytest.approx(0)}
    leaves = plain(((100, 10_000.0), (100, 10_000.0)), ((20, 1_000.0), (-4, -200.0)))
    found = by_driver(movements(PLAIN, leaves))
    assert found == {"volume": pytest.approx(-2_325), "mix": pytest.approx(1_125), "price": pytest.approx(0)}
    assert math.fsum(movement.amount for movement in centred("mix", 1, leaves)) == pytest.approx(1_125)


def test_a_credit_with_units_is_a_price():
    found = list(movements(PLAIN, plain(((10, 100.0), (10, -50.0)))))
    assert by_driver(found) == {"volume": 0, "mix": 0, "price": pytest.approx(-150)}


def test_a_missing_factor_takes_the_other_sides():
    assert factors((100, 0, 0), (100, 50, 500)) == ([100, 0, 10], [100, 0.5, 10])
    assert factors((100, 0, 0), (100, 0, 0)) == ([100, 0, 0], [100, 0, 0])


def test_giving_away_is_not_being_new():
    assert tag((100, 5, 0), (100, 5, 50)) is None
    assert counted((100, 5, 0)) == [100, 5, 0]
    assert counted((100, 0, 7)) == [100, 0, 0]


def test_the_finest_mix_of_a_tree():
    units, revenue = (parse(text, ["units", "revenue"], []) for text in ("sum(units)", "sum(revenue)"))
    volume, mix, price = Factor("volume", units, ()), Factor("mix", units, ("product",)), Factor("price", revenue, ("product",))
    assert mix_step(DriverTree("plain", "revenue", (volume, mix, price), ("units",))) == 1
    assert mix_step(DriverTree("short", "revenue", (volume, price), ("units",))) is None


units = st.one_of(st.integers(0, 1000), st.just(0), st.integers(-20, 20))
money = st.one_of(st.floats(-1000, 1000), st.floats(0, 1_000_000), st.just(0.0)).map(lambda x: round(x, 2))
leaf_sides = st.tuples(st.tuples(units, money), st.tuples(units, money))
worlds = st.lists(st.tuples(st.integers(0, 2), leaf_sides), min_size=1, max_size=12)


def grouped(world):
    """Leaves of total × group × mix × price: (group, ((units, revenue) before, after))."""
    total, group = [0, 0], defaultdict(lambda: [0, 0])
    for name, sides in world:
        for side in (0, 1):
            total[side] += sides[side][0]
            group[name][side] += sides[side][0]
    return [
        Leaf((name, i), (name,), *((total[side], group[name][side], *sides[side]) for side in (0, 1)))
        for i, (name, sides) in enumerate(world)
    ]


def label(world):
    kinds = {
        "zero": any(0 in side for _, sides in world for side in sides),
        "negative": any(min(side) < 0 for _, sides in world for side in sides),
        "new": any(tag(*sides) == "new" for _, sides in world),
        "lost": any(tag(*sides) == "lost" for _, sides in world),
        "sign change": any(before[1] * after[1] < 0 for _, (before, after) in world),
    }
    for kind in (kind for kind, found in kinds.items() if found):
        event(kind)


FOUR = ("shipments", "channel_mix", "edition_mix", "price")


@given(worlds)
def test_each_leaf_sums_to_its_own_change(world):
    label(world)
    found = defaultdict(list)
    for movement in movements(FOUR, grouped(world)):
        found[movement.cell].append(movement.amount)
    for i, (name, (before, after)) in enumerate(world):
        assert math.fsum(found[name, i]) == pytest.approx(after[1] - before[1], abs=1e-6)


@given(worlds)
def test_a_driver_that_stands_still_does_nothing_anywhere(world):
    """The axiom of the dummy : all units are in one group on both sides, so that no share of it moves."""
    found = list(movements(FOUR, grouped([(0, sides) for _, sides in world])))
    assert all(movement.amount == pytest.approx(0, abs=1e-6) for movement in found if movement.driver == "channel_mix")


@given(worlds)
def test_drivers_do_not_depend_on_how_cells_are_grouped(world):
    fine = list(movements(FOUR, grouped(world)))
    coarse = list(movements(FOUR, [leaf._replace(cell=leaf.cell[:1]) for leaf in grouped(world)]))
    assert by_driver(fine) == by_driver(coarse)
    for name, *_ in world:
        alone = math.fsum(m.amount for m in fine if m.cell[0] == name)
        assert alone == pytest.approx(math.fsum(m.amount for m in coarse if m.cell == (name,)), abs=1e-6)


@given(worlds)
def test_a_centre_moves_nothing_within_what_it_is_the_centre_of(world):
    told, shift = list(movements(FOUR, grouped(world))), list(centred("edition_mix", 2, grouped(world)))
    for name, *_ in world:
        own = [math.fsum(m.amount for m in found if m.cell[0] == name and m.driver == "edition_mix") for found in (told, shift)]
        assert own[0] == pytest.approx(own[1], abs=1e-5)
