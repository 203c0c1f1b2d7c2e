"""The bridge in SQL says what the bridge in Python says, on random leaves."""

import math
from collections import defaultdict
from functools import cache

import duckdb
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from rapport.core.attribution import Leaf, centred, movements, tag
from rapport.core.bridge import Movement
from rapport.core.shapley import Ratio, rate_and_mix
from rapport.facts.effects import cell_amounts, centred_mix, tree_effects
from rapport.facts.ladder import Ladder
from rapport.facts.ratios import ratio_effects
from rapport.facts.sql import written

DRIVERS = ("shipments", "channel_mix", "edition_mix", "price")
units = st.one_of(st.integers(0, 1000), st.just(0), st.integers(-20, 20))
money = st.one_of(st.integers(-100_000, 10_000_000), st.just(0))
sides = st.tuples(st.tuples(units, money), st.tuples(units, money))
worlds = st.dictionaries(st.tuples(st.integers(1, 3), st.integers(1, 6)), sides, min_size=1, max_size=12)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def put(connection, keys, rows, table="leaf"):
    """A table: the keys, then each step before and after."""
    width = len(rows[0]) - keys
    columns = [f"by_{i} INTEGER" for i in range(keys)] + [
        f"{name}_{step} DECIMAL(38, 4)" for step in range(width // 2) for name in ("base", "actual")
    ]
    connection.execute(f"CREATE OR REPLACE TABLE {table} ({', '.join(columns)})")
    connection.execute(f"INSERT INTO {table} VALUES " + ", ".join(str(tuple(row)) for row in rows))


def in_sql(connection, query, drivers):
    found = connection.execute(query).fetchall()
    return {(tuple(cell), drivers[place], side): float(amount) for *cell, place, side, amount in found if amount}


def in_python(found, shown):
    sums = defaultdict(float)
    for movement in found:
        sums[movement.cell[:shown], movement.driver, movement.tag] += movement.amount
    return {key: amount for key, amount in sums.items() if abs(amount) > 5e-11}


def agree(one, other, largest):
    close = 1e-9 * max(1, largest)
    assert {key: pytest.approx(one.get(key, 0), abs=close) for key in {*one, *other}} == {
        key: other.get(key, 0) for key in {*one, *other}
    }


def leaves_of(world):
    total, group = [0, 0], defaultdict(lambda: [0, 0])
    for (name, _), both in world.items():
        for when in (0, 1):
            total[when] += both[when][0]
            group[name][when] += both[when][0]
    return [
        Leaf(key, key[:1], *((total[when], group[key[0]][when], *both[when]) for when in (0, 1))) for key, both in world.items()
    ]


def label(world):
    kinds = {
        "zero": any(0 in side for both in world.values() for side in both),
        "negative": any(min(side) < 0 for both in world.values() for side in both),
        "new": any(tag(*both) == "new" for both in world.values()),
        "lost": any(tag(*both) == "lost" for both in world.values()),
        "sign change": any(before[1] * after[1] < 0 for before, after in world.values()),
    }
    for kind in (kind for kind, found in kinds.items() if found):
        event(kind)


@cache
def tree_query(shown):
    """The tree shipments × channel mix × edition mix × price, over the leaves of groups."""
    return written(tree_effects(Ladder(((), (0,), (0, 1), (0, 1)), 2, shown, 2)))


@cache
def centred_query(shown):
    return written(centred_mix(Ladder(((), (0,), (0, 1), (0, 1)), 2, shown, 2)))


RATIO_QUERY = written(ratio_effects(Ladder(((0,), (0,)), 1, 1, is_ratio=True)))


@given(worlds, st.integers(0, 2))
def test_a_tree_of_steps(connection, world, shown):
    label(world)
    rows = [(*key, units0, units1, units0, units1, units0, units1, money0, money1)
            for key, ((units0, money0), (units1, money1)) in world.items()]  # fmt: skip
    put(connection, 2, rows)
    found = in_sql(connection, tree_query(shown), (*DRIVERS, "other"))
    expected = in_python(movements(DRIVERS, leaves_of(world)), shown)
    largest = max(abs(amount) for both in world.values() for _, amount in both)
    agree(found, expected, largest)
    change = sum(after - before for (_, before), (_, after) in world.values())
    assert math.fsum(found.values()) == pytest.approx(change, abs=1e-9 * max(1, largest))
    told = connection.execute(centred_query(shown)).fetchall()
    shift = [Movement(move.cell, move.driver, None, move.amount) for move in centred("edition_mix", 2, leaves_of(world))]
    agree({(tuple(cell), "edition_mix", None): float(amount or 0) for *cell, amount in told}, in_python(shift, shown), largest)


ratio_worlds = st.lists(st.tuples(units, units, units, units), min_size=1, max_size=10).filter(
    lambda cells: sum(c[1] for c in cells) > 0 and sum(c[3] for c in cells) > 0
)


@given(ratio_worlds)
def test_rate_and_mix(connection, cells):
    put(connection, 1, [(i, above0, above1, below0, below1) for i, (above0, below0, above1, below1) in enumerate(cells)])
    found = in_sql(connection, RATIO_QUERY, ("rate", "mix", "other"))
    parts = rate_and_mix([Ratio(a, b) for a, b, _, _ in cells], [Ratio(c, d) for _, _, c, d in cells])
    expected = {
        ((i,), driver, tag(cell[1::-1], cell[:1:-1])): amount
        for i, (cell, told) in enumerate(zip(cells, parts, strict=True))
        for driver, amount in told._asdict().items()
        if abs(amount) > 5e-16
    }
    agree(found, expected, max(abs(amount) for amount in expected.values()) if expected else 1)


parted_worlds = st.dictionaries(
    st.integers(1, 4),
    st.tuples(units, units, st.dictionaries(st.integers(1, 3), st.tuples(units, units), min_size=1)),
    min_size=1,
    max_size=6,
).filter(lambda world: all(sum(leaf[side] for leaf in world.values()) > 0 for side in (0, 1)))


def parted_query(shown):
    """Parts and places, of which the denominators know the places only."""
    return written(ratio_effects(Ladder(((0, 1), (1,)), 2, shown, is_ratio=True)))


PARTED = {shown: parted_query(shown) for shown in (1, 2)}


@given(parted_worlds, st.integers(1, 2))
def test_parts_of_a_numerator_move_with_the_leaves_of_the_denominator(connection, world, shown):
    rows = [(part, place, *above, 0, 0) for place, (_, _, parts) in world.items() for part, above in parts.items()]
    rows += [(0, place, 0, 0, below0, below1) for place, (below0, below1, _) in world.items()]
    put(connection, 2, rows)
    found = defaultdict(float)
    for (cell, driver, _), amount in in_sql(connection, PARTED[shown], ("rate", "mix", "other")).items():
        found[cell, driver] += amount
    wholes = [sum(leaf[side] for leaf in world.values()) for side in (0, 1)]
    sums = {place: [sum(part[side] for part in leaf[2].values()) for side in (0, 1)] for place, leaf in world.items()}
    leaves = [[Ratio(sums[place][side], world[place][side]) for place in world] for side in (0, 1)]
    largest = max(1, *(abs(ratio.numerator) / whole for side, whole in zip(leaves, wholes, strict=True) for ratio in side))
    close = 1e-9 * max(largest, *(abs(part) for cell in rate_and_mix(*leaves) for part in cell))
    for place, driver in enumerate(("rate", "mix", "other")):
        whole = math.fsum(cell[place] for cell in rate_and_mix(*leaves))
        assert math.fsum(amount for (_, of), amount in found.items() if of == driver) == pytest.approx(whole, abs=close)
    if any(side.denominator < 0 or (not side.denominator and any(p[n] for p in world[place][2].values()))
           for n, of in enumerate(leaves) for place, side in zip(world, of, strict=True)):  # fmt: skip
        return
    for part in {part for leaf in world.values() for part in leaf[2]}:
        own = [[Ratio(leaf[2].get(part, (0, 0))[side], leaf[side]) for leaf in world.values()] for side in (0, 1)]
        for place, moved in zip(world, rate_and_mix(*own), strict=True):
            cell = (part, place) if shown == 2 else (part,)
            for driver, amount in zip(("rate", "mix", "other"), moved, strict=True):
                found[cell, driver] -= amount
    assert all(abs(amount) <= close for amount in found.values())


def test_cells_add_up_their_own_leaves(connection):
    put(connection, 2, [(1, 1, 2, 3, 20, 30), (1, 2, 4, 5, 40, 50), (2, 1, 6, 7, 60, 70)], "amounts")
    query = cell_amounts(1, 2, ("base", "actual"))
    assert sorted(connection.execute(written(query)).fetchall()) == [(1, 6, 8, 60, 80), (2, 6, 7, 60, 70)]
