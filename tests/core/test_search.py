"""The fewest places and drivers that tell most of a movement: against every set there is, on small worlds."""

from datetime import date
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.bridge import Explanation, Movement, explained
from rapport.core.periods import month_of
from rapport.core.search import ENOUGH, MOST, smallest, with_places

FIELDS = ("country", "channel", "product")


def moved(amounts, driver="volume"):
    return [Movement(tuple(cell), driver, None, amount) for cell, amount in amounts.items()]


def told(found):
    return {(dict(term.path).get("country"), dict(term.path).get("channel"), term.driver): term.amount for term in found.terms}


def test_what_moved_everywhere_is_told_once():
    found = smallest(FIELDS[:1], moved({("CN",): 10, ("HK",): 12, ("SG",): 11}), {("CN",): 10, ("HK",): 12, ("SG",): 11})
    assert [(term.path, term.driver, term.amount) for term in found.terms] == [((), "volume", 33)]
    assert found.share == 1


def test_what_moved_in_one_place_is_told_there():
    amounts = {("CN", "D1"): 90, ("CN", "D2"): 2, ("HK", "D3"): -3}
    found = smallest(FIELDS[:2], moved(amounts), dict.fromkeys(amounts, 100))
    assert told(found) == {(None, "D1", "volume"): 90}
    assert found.share == pytest.approx(90 / 95)


def test_ups_and_downs_are_not_hidden_in_their_sum():
    found = smallest(FIELDS[:1], moved({("CN",): 50, ("HK",): -49}), {("CN",): 1, ("HK",): 1})
    assert told(found) == {("CN", None, "volume"): 50, ("HK", None, "volume"): -49}


def test_drivers_are_told_apart():
    found = smallest(FIELDS[:1], [*moved({("CN",): 50}), *moved({("CN",): -45, ("HK",): 1}, "price")], {("CN",): 1, ("HK",): 1})
    assert {(term.driver, term.amount) for term in found.terms} == {("volume", 50), ("price", -45)}


def test_where_too_much_goes_up_and_down_what_it_comes_to_is_told_first():
    """Twenty customers gain 100 and twenty others lose 95 each: no five of them say anything, all of them gain 100."""
    world = {(f"A{n}",): 100 if n % 2 else -95 for n in range(40)}
    found = smallest(FIELDS[:1], moved(world), dict.fromkeys(world, 1))
    assert told(found) == {(None, None, "volume"): 100}
    assert found.share == pytest.approx(100 / 3900)


def test_nothing_moved():
    assert smallest(FIELDS, moved({("CN", "D1", "A"): 0}), {}).terms == ()


amounts = st.one_of(st.integers(-100, 100), st.just(0), st.integers(-3, 3))
cells = st.tuples(st.sampled_from("AB"), st.sampled_from("XY"), st.sampled_from("pq"))
worlds = st.dictionaries(st.tuples(cells, st.sampled_from(["volume", "price"])), amounts, min_size=1, max_size=7)


def every_term(world):
    """All there is to say: what each driver did in each place of at most three fields, and what that covers."""
    found = {}
    for driver, width in product(("volume", "price"), range(4)):
        for fields in combinations(range(3), width):
            places = {}
            for (cell, of), amount in world.items():
                if of == driver and amount:
                    places.setdefault(tuple(cell[i] for i in fields), []).append((cell, of))
            for within in places.values():
                found[frozenset(within)] = abs(sum(world[at] for at in within))
    return list(found.items())


def fewest(world):
    """The size of the smallest set that tells enough, by trying every one."""
    gross, terms = sum(map(abs, world.values())), every_term(world)
    for size in range(1, len(world) + 1):
        for chosen in combinations(terms, size):
            covered = [at for covers, _ in chosen for at in covers]
            if len(covered) == len(set(covered)) and sum(amount for _, amount in chosen) >= ENOUGH * gross - 1e-9:
                return size
    return None


@given(worlds)
def test_no_smaller_set_tells_enough(world):
    movements = [Movement(cell, driver, None, amount) for (cell, driver), amount in world.items()]
    found = smallest(FIELDS, movements, {cell: 1 for cell, _ in world})
    if not any(world.values()):
        assert found.terms == ()
        return
    if (fewest(world) or MOST + 1) > MOST:
        assert len(found.terms) <= MOST
        assert any(abs(term.amount) == max(amount for _, amount in every_term(world)) for term in found.terms)
    else:
        assert found.share >= ENOUGH - 1e-12
        assert len(found.terms) == fewest(world)
    covered = [
        (cell, term.driver)
        for term in found.terms
        for cell, driver in world
        if driver == term.driver and world[cell, driver] and all(cell[FIELDS.index(name)] == value for name, value in term.path)
    ]
    assert len(covered) == len(set(covered))


REVENUE = Explanation(
    "revenue", "money", "USD", month_of(date(2026, 10, 1)), month_of(date(2025, 10, 1)), "prior_year", Decimal(0), None, None
)
thirds = st.decimals(-(10**4), 10**4, places=4)


@given(st.dictionaries(cells, thirds, min_size=1, max_size=7), st.integers(0, 3))
def test_places_are_printed_as_the_cells_that_they_are_and_add_up(changes, width):
    """Asked by the first fields, searched by all of them."""
    finest = [Movement(cell, "volume", None, amount) for cell, amount in changes.items()]
    asked = [one._replace(cell=one.cell[:width]) for one in finest]
    found = explained(Explanation(**{**vars(REVENUE), "actual": sum(changes.values())}), FIELDS[:width], asked, {}, digits=2)
    terms = smallest(FIELDS, finest, dict.fromkeys(changes, 1.0))
    told = with_places(found, terms, digits=2).places
    assert sum(place.amount for place in told.found) + told.other == found.delta
    for place, term in zip(told.found, terms.terms, strict=True):
        assert abs(place.amount - Decimal(repr(term.amount))) < Decimal("0.08")
        if set(place.at) <= set(FIELDS[:width]):
            within = [cell for cell in found.cells if dict(place.at).items() <= cell.by.items()]
            assert place.amount == sum(effect.amount for cell in within for effect in cell.effects)
    if len(terms.terms) == 1 and not terms.terms[0].path:
        assert told.other == 0
