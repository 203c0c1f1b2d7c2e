"""Why a figure moved adds up, whatever the facts: effects to the change, cells to effects, the change to what `ask` answers."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from rapport.core.bridge import Explanation
from rapport.core.money import exact, rounded
from rapport.core.question import EVERYTHING, Question
from rapport.facts.drivers import moved_by
from rapport.facts.world import World
from tests.facts.small import TRADE, Fact, Small, fact
from tests.facts.worked import PRODUCTS, why
from tests.laws.homes import seldom

pytestmark = pytest.mark.slow

BEFORE, NOW = "2025-10", "2026-10"
KPIS = ("revenue", "pc_shipments", "platform_share", "platform_asp")
LABELS = ("zero", "negative", "new", "lost", "sign change")

Cell = tuple[str, str, str]
Sides = dict[Cell, tuple[int | None, int | None]]

units = st.one_of(st.none(), st.just(0), st.integers(1, 9_999), st.integers(1, 9_999), st.integers(-999, -1))
cells = st.tuples(st.sampled_from(["CN", "HK"]), st.sampled_from(["D1", "D2"]), st.sampled_from(sorted(PRODUCTS)))
sides = st.dictionaries(cells, st.tuples(units, units), min_size=3, max_size=12)
prices = st.decimals(1, 900, places=2)


def facts(told: Sides, price: Decimal) -> Iterator[Fact]:
    """Shipments of both Octobers, and what they brought: a little more a unit in the second."""
    for place, ((country, channel, product), pair) in enumerate(told.items()):
        at = {"account": "Contoso", "country": country, "channel": channel, "product": product}
        for month, amount in zip((BEFORE, NOW), pair, strict=True):
            if amount is not None:
                yield fact(month, amount, **at)
                paid = amount * price + (place if month == NOW else 0)
                yield fact(month, paid, measure="revenue", currency="USD", **at)


def labels(told: Sides) -> set[str]:
    pairs = list(told.values())
    found = {
        "zero": any(0 in pair for pair in pairs),
        "negative": any(side is not None and side < 0 for pair in pairs for side in pair),
        "new": any(before is None and now for before, now in pairs),
        "lost": any(before and now is None for before, now in pairs),
        "sign change": any(before and now and (before < 0) != (now < 0) for before, now in pairs),
    }
    return {label for label, is_in in found.items() if is_in}


def small_world(folder: str, told: Sides, price: Decimal) -> tuple[Small, World]:
    small = Small(Path(folder))
    return small, small.world(facts(told, price), attributes=PRODUCTS)


def check(found: Explanation) -> None:
    assert found.delta is not None
    assert found.computed is not None
    base, actual = found.computed
    digits = -int(found.delta.as_tuple().exponent)
    assert (found.base, found.actual, found.delta) == tuple(rounded(one, digits) for one in (base, actual, actual - base))
    assert sum((effect.amount for effect in found.effects), Decimal(0)) == found.delta
    assert found.residual == 0
    by_driver: Counter[str] = Counter()
    for cell in found.cells:
        assert sum((effect.amount for effect in cell.effects), Decimal(0)) == cell.total
        for effect in cell.effects:
            by_driver[effect.driver] += effect.amount
    for effect in found.effects:
        assert by_driver[effect.driver] == effect.amount, effect.driver
        if effect.parts:
            assert sum(effect.parts.values()) == effect.amount


def test_effects_sum_to_the_change_and_cells_to_the_effects() -> None:
    seen: Counter[str] = Counter()

    @given(
        sides, prices, st.sampled_from(KPIS), st.sampled_from([("country",), ("country", "channel"), ("product",), ("channel",)])
    )
    def law(told: Sides, price: Decimal, kpi: str, by: tuple[str, ...]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            small, world = small_world(folder, told, price)
            found = why(small, world, kpi, by=by)
            figure = small.ask(world, kpi, period=NOW, vs="prior_year").rows[0].kpis[kpi]
            rows = small.ask(world, kpi, period=NOW, vs="prior_year", by=by).rows
        note(str(found))
        if figure.value is None or figure.base is None:
            assert found.why
            return
        seen.update(["all", *labels(told)])
        check(found)
        assert abs(exact(figure.value) - exact(found.actual)) <= Decimal("0.005")
        if kpi in SUMS and not found.why:
            own = {tuple(row.by.values()): exact(row.kpis[kpi].value or 0) - exact(row.kpis[kpi].base or 0) for row in rows}
            totals = {tuple(cell.by.values()): cell.total for cell in found.cells}
            assert all(totals.get(cell, 0) == change for cell, change in own.items())

    law()
    if seen["all"] >= 100:
        assert all(seen[label] >= seen["all"] / 10 for label in LABELS), seen


CENT = Decimal("0.01")
SUMS = ("revenue", "pc_shipments")
RATIOS = ("platform_share", "platform_asp", "partner_share")


def by_tag(found: Explanation) -> dict[tuple[str, str], Decimal]:
    """What each driver did on continuing, new and lost cells."""
    return {
        (effect.driver, tag): amount
        for effect in found.effects
        for tag, amount in (effect.parts or {effect.tag or "continuing": effect.amount}).items()
        if amount
    }


@given(sides, prices, st.sampled_from(KPIS))
def test_backwards_in_time_every_effect_turns_round(told: Sides, price: Decimal, kpi: str) -> None:
    turned = {"new": "lost", "lost": "new"}
    with tempfile.TemporaryDirectory() as folder:
        small, world = small_world(folder, told, price)
        there = why(small, world, kpi)
        back = [replace(f, when=NOW if f.when == BEFORE else BEFORE) for f in facts(told, price)]
        again = why(small, small.world(back, attributes=PRODUCTS), kpi)
    note(f"{there}\n{again}")
    if there.why:
        assert again.why
        return
    assert again.delta == -there.delta
    one, other = by_tag(there), {(driver, turned.get(tag, tag)): -amount for (driver, tag), amount in by_tag(again).items()}
    least = Decimal("0.0001") if there.unit == "percent" else CENT if there.unit == "money" else Decimal(1)
    assert all(abs(one.get(at, Decimal(0)) - other.get(at, Decimal(0))) <= least for at in {*one, *other})


@seldom
@given(sides, prices, st.sampled_from(SUMS))
def test_drivers_and_places_do_not_depend_on_how_cells_are_grouped(told: Sides, price: Decimal, kpi: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, world = small_world(folder, told, price)
        whole = why(small, world, kpi, search=True)
        by_country, by_cell = (why(small, world, kpi, by=by) for by in (("country",), ("country", "channel", "product")))
    if whole.why or by_cell.why or by_country.why:
        return
    effects = {effect.driver: effect.amount for effect in whole.effects}
    assert effects == {effect.driver: effect.amount for effect in by_cell.effects}
    assert effects == {effect.driver: effect.amount for effect in by_country.effects}
    for coarse in by_country.cells:
        fine = [cell for cell in by_cell.cells if cell.by["country"] == coarse.by["country"]]
        assert abs(sum((cell.total for cell in fine), Decimal(0)) - coarse.total) <= CENT * 10 * (len(fine) + 1)
    assert whole.places is not None
    assert sum((place.amount for place in whole.places.found), whole.places.other) == whole.delta


GROUPINGS = [("country",), ("channel",), ("product",), ("line",), ("country", "product"), ("channel", "line", "country")]


@seldom
@given(sides, prices, st.sampled_from(RATIOS), st.sampled_from(GROUPINGS))
def test_drivers_of_a_ratio_do_not_depend_on_how_cells_are_grouped(
    told: Sides, price: Decimal, kpi: str, by: tuple[str, ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, world = small_world(folder, told, price)
        size = [fact(month, 9_999, measure="market_units", country=at) for month in (BEFORE, NOW) for at in ("CN", "HK")]
        world = replace(world, files=(*world.files, *small.world(size).files))
        whole = why(small, world, kpi)
        if whole.why:
            return
        question = Question((kpi,), period=small.calendar.parse(NOW), vs="prior_year")
        one, parted = (moved_by(TRADE.kpi(kpi), replace(question, by=by), world, EVERYTHING) for by in ((), by))
    by_driver = [Counter(dict.fromkeys(("rate", "mix", "other"), 0.0)) for _ in range(2)]
    for sums, moved in zip(by_driver, (one, parted), strict=True):
        for movement in moved.movements:
            sums[movement.driver] += float(movement.amount)
    assert whole.delta is not None
    largest = max(1.0, *(abs(float(end or 0)) for end in whole.ends), *map(abs, by_driver[0].values()))
    assert by_driver[1] == {driver: pytest.approx(amount, abs=1e-9 * largest) for driver, amount in by_driver[0].items()}
    assert sum(by_driver[1].values()) == pytest.approx(float(whole.change or 0), abs=1e-9 * largest)


@seldom
@given(sides, sides, prices, st.sampled_from(KPIS))
def test_what_a_base_was_restated_by_is_the_difference_of_the_two_bases(
    told: Sides, first: Sides, price: Decimal, kpi: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, world = small_world(folder, told, price)
        before = small.world([f for f in facts(first, price) if f.when == BEFORE], attributes=PRODUCTS)
        plain, found = why(small, world, kpi), why(small, world, kpi, before=before, base_as_of="first")
        by_cell = why(small, world, kpi, before=before, base_as_of="first", by=("country",))
    if plain.why or found.why:
        return
    assert plain.base is not None
    assert found.base is not None
    effects = {effect.driver: effect.amount for effect in found.effects}
    least = Decimal("0.0001") if found.unit in ("percent", "ratio") else CENT
    assert abs(effects["restatement"] - (plain.base - found.base)) <= least
    assert next(iter(effects)) == "restatement"
    assert all(abs(effects[effect.driver] - effect.amount) <= least for effect in plain.effects)
    check(found)
    if not by_cell.why:
        check(by_cell)
        assert None not in {cell.by["country"] for cell in by_cell.cells}
