"""The bridge in SQL says what the bridge in Python says, on random leaves."""

import math
from collections import defaultdict
from functools import cache

import duckdb
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from rapport.core.attribution import Leaf, movements, tag
from rapport.core.shapley import Ratio, rate_and_mix
from rapport.facts.effects import Ladder, cell_amounts, ratio_effects, tree_effects
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
def tree_query(shown, mix):
    """The tree shipments × channel mix × edition mix × price, over the leaves of groups."""
    return written(tree_effects(Ladder(((), (0,), (0, 1), (0, 1)), 2, shown, mix)))


RATIO_QUERY = written(ratio_effects(Ladder(((0,), (0,)), 1, 1)))


@given(worlds, st.integers(0, 2), st.sampled_from([None, 2]))
def test_a_tree_of_steps(connection, world, shown, mix):
    label(world)
    rows = [(*key, units0, units1, units0, units1, units0, units1, money0, money1)
            for key, ((units0, money0), (units1, money1)) in world.items()]  # fmt: skip
    put(connection, 2, rows)
    found = in_sql(connection, tree_query(shown, mix), (*DRIVERS, "other"))
    expected = in_python(movements(DRIVERS, mix, leaves_of(world), is_fine=shown == 2), shown)
    largest = max(abs(amount) for both in world.values() for _, amount in both)
    agree(found, expected, largest)
    change = sum(after - before for (_, before), (_, after) in world.values())
    assert math.fsum(found.values()) == pytest.approx(change, abs=1e-9 * max(1, largest))


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


def test_cells_add_up_their_own_leaves(connection):
    put(connection, 2, [(1, 1, 2, 3, 20, 30), (1, 2, 4, 5, 40, 50), (2, 1, 6, 7, 60, 70)], "amounts")
    query = cell_amounts(1, 2, ("base", "actual"))
    assert sorted(connection.execute(written(query)).fetchall()) == [(1, 6, 8, 60, 80), (2, 6, 7, 60, 70)]
