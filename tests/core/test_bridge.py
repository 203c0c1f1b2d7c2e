"""Explanations: rounded once and together, checked, and in the JSON contract's form."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.bridge import TOGETHER, Explanation, Movement, as_json, explained, printed_digits
from rapport.core.kpi import parse
from rapport.core.money import rounded
from rapport.core.pack import Kpi, Label
from rapport.core.periods import month_of
from rapport.core.refusals import Refused
from tests.core.worked import explanation

UNITS = Explanation(
    "pc_shipments", "units", None, month_of(date(2026, 10, 1)), month_of(date(2025, 10, 1)), "prior_year",
    Decimal("170000.0000"), Decimal("175000.0000"), None,
)  # fmt: skip


def test_the_worked_example_as_printed():
    found = explanation()
    assert (found.base, found.actual, found.delta) == (Decimal("8752640.00"), Decimal("9780329.75"), Decimal("1027689.75"))
    assert found.residual == 0
    assert [(effect.driver, str(effect.amount), effect.tag) for effect in found.effects] == [
        ("market", "-187893.79", None),
        ("partner_share", "457166.09", None),
        ("channel_mix", "260727.83", None),
        ("platform_share", "163246.71", None),
        ("edition_mix", "377839.69", None),
        ("platform_price", "-42053.06", None),
        ("suite_attach", "129941.74", None),
        ("suite_price", "-18953.03", None),
        ("currency", "-112332.43", None),
    ]
    assert sum(effect.amount for effect in found.effects) == found.delta


def test_cells_come_largest_first_and_sum_to_the_effects():
    found = explanation()
    assert [(cell.by["channel"], round(cell.total, 1)) for cell in found.cells] == [
        ("D1", Decimal("1450136.6")), ("D2", Decimal("-668034.4")), ("D3", Decimal("245587.6")),
    ]  # fmt: skip
    for effect in found.effects:
        assert sum(e.amount for cell in found.cells for e in cell.effects if e.driver == effect.driver) == effect.amount


def test_a_new_edition_is_told_apart_inside_its_driver():
    mix = next(effect for effect in explanation().effects if effect.driver == "edition_mix")
    assert set(mix.parts) == {"continuing", "new"}
    assert sum(mix.parts.values()) == mix.amount


def test_an_effect_that_is_all_new_is_tagged():
    found = explained(UNITS, ("channel",), [Movement(("D9",), "channel_mix", "new", 5000.0)], {}, digits=0)
    assert [(effect.tag, effect.parts) for effect in found.effects] == [("new", None)]
    assert found.cells[0].effects[0].tag == "new"


def test_effects_that_miss_the_change_are_refused():
    with pytest.raises(Refused, match=r"pc_shipments: the effects miss its change by 1\.0"):
        explained(UNITS, (), [Movement((), "volume", None, 4999.0)], {}, digits=0)


def test_without_a_base_there_is_nothing_to_explain():
    found = explained(replace(UNITS, base=None, why="no base"), (), [], {}, digits=0)
    assert (found.base, found.actual, found.delta, found.effects) == (None, 175000, None, ())


def test_a_change_of_nothing_has_no_effects():
    found = explained(replace(UNITS, actual=UNITS.base), (), [], {}, digits=0)
    assert (found.delta, found.effects, found.cells) == (0, (), ())


def kpi(unit, formula):
    label = Label("", "")
    read = parse(formula, ["units", "revenue"], [])
    return Kpi("x", label, label, read, formula, unit, "higher", 1, date(2026, 1, 1), Decimal(0), 1)


@pytest.mark.parametrize(
    ("unit", "formula", "currency", "amounts", "digits"),
    [
        ("money", "sum(revenue)", "USD", ["80450596.9823"], 2),
        ("money", "sum(revenue)", "JPY", ["100.0000"], 0),
        ("money", "sum(revenue) / sum(units)", "USD", ["62.7873563218"], 4),
        ("units", "sum(units)", None, ["170000.0000", "12.5000"], 1),
        ("units", "sum(units)", None, ["170000.0000"], 0),
        ("percent", "sum(units) / sum(units)", None, ["0.770588235294"], 4),
    ],
)
def test_sums_print_to_the_cent_units_as_stored_and_quotients_to_four_decimals(unit, formula, currency, amounts, digits):
    assert printed_digits(kpi(unit, formula), currency, list(map(Decimal, amounts))) == digits


amounts = st.decimals(-(10**9), 10**9, places=7)
cells = st.tuples(st.sampled_from(["CN", "HK", None]), st.sampled_from(["D1", "D2"]))
found_movements = st.lists(
    st.builds(Movement, cells, st.sampled_from(["volume", "mix", "price"]), st.sampled_from([None, "new", "lost"]), amounts)
)


@given(amounts, found_movements)
def test_printed_drivers_sum_to_the_change_and_printed_cells_to_their_drivers(base, found):
    moved = replace(UNITS, unit="money", currency="USD", base=base, actual=base + sum(m.amount for m in found))
    shown = explained(moved, ("country", "channel"), found, {}, digits=2)
    assert sum(effect.amount for effect in shown.effects) == shown.delta == rounded(moved.actual - moved.base, 2)
    for effect in shown.effects:
        in_cells = [e for cell in shown.cells for e in cell.effects if e.driver == effect.driver]
        assert sum(e.amount for e in in_cells) == effect.amount
        assert all(sum(e.parts.values()) == e.amount for e in (effect, *in_cells) if e.parts)
        tags = by_tag(in_cells)
        assert {tag: amount for tag, amount in tags.items() if amount} == by_tag([effect])
    assert all(sum(effect.amount for effect in cell.effects) == cell.total for cell in shown.cells)


def by_tag(effects):
    """What the effects did on continuing, new and lost cells, where that is anything."""
    told = Counter()
    for effect in effects:
        told.update(effect.parts or {effect.tag or "continuing": effect.amount})
    return {tag: amount for tag, amount in told.items() if amount}


def test_a_third_of_a_cent_in_each_of_three_cells_is_told_with_that_the_parts_add_up():
    """0.3333, 0.3333 and 0.3334 come to 1.00: one of them prints as 0.34 here, and as 0.33 where it stands alone."""
    found = [
        Movement((place, None), "price", None, Decimal(amount))
        for place, amount in (("DE", "0.3333"), ("FR", "0.3333"), ("GB", "0.3334"))
    ]
    moved = replace(UNITS, unit="money", currency="USD", base=Decimal(1), actual=Decimal(2))
    shown = explained(moved, ("country", "channel"), found, {}, digits=2)
    assert sorted(str(cell.total) for cell in shown.cells) == ["0.33", "0.33", "0.34"]
    assert shown.notes == (TOGETHER,)
    exactly = [movement._replace(amount=Decimal("0.25")) for movement in found[:2]]
    whole = explained(replace(moved, actual=Decimal("1.50")), ("country", "channel"), exactly, {}, digits=2)
    assert [str(cell.total) for cell in whole.cells] == ["0.25", "0.25"]
    assert whole.notes == ()


@given(st.lists(st.tuples(cells, *[st.integers(-(10**9), 10**9)] * 3), min_size=1, max_size=9))
def test_a_cell_whose_change_has_as_many_digits_is_told_exactly(changes):
    own = Counter()
    found = []
    for cell, volume, price, cents in changes:
        own[cell] += Decimal(cents) / 100
        told = {"volume": Decimal(volume) / 7, "price": Decimal(price) / 7}
        found += [Movement(cell, driver, None, amount) for driver, amount in told.items()]
        found.append(Movement(cell, "mix", None, Decimal(cents) / 100 - sum(told.values())))
    moved = replace(UNITS, unit="money", currency="USD", base=Decimal(0), actual=sum(own.values()))
    shown = explained(moved, ("country", "channel"), found, {}, digits=2)
    assert {tuple(cell.by.values()): cell.total for cell in shown.cells} == own


def test_json_of_money_is_text_and_of_units_a_number():
    money = as_json(explanation(), {"en": "Up."})
    assert (money["base"], money["residual"], money["sentences"]) == ("8752640.00", "0.00", {"en": "Up."})
    assert money["effects"][6] == {"driver": "suite_attach", "amount": "129941.74", "tag": None}
    assert set(money["effects"][1]["parts"]) == {"continuing", "new"}
    assert money["cells"][0]["by"] == {"country": "CN", "channel": "D1"}
    assert as_json(explained(UNITS, (), [Movement((), "volume", None, 5000.0)], {}, digits=0), {})["delta"] == 5000


def test_the_change_is_rounded_once_and_not_what_is_left_of_rounded_ends():
    """0.0070 less 0.0040 is 0.0030: 0.00 as everywhere, though 0.01 less 0.00 is another."""
    at = replace(UNITS, unit="money", currency="USD", base=Decimal("0.0040"), actual=Decimal("0.0070"))
    found = explained(at, (), [Movement((), "volume", None, Decimal("0.003"))], {}, digits=2)
    assert (found.base, found.actual, found.delta) == (Decimal("0.00"), Decimal("0.01"), Decimal("0.00"))
    assert [effect.amount for effect in found.effects] == [Decimal("0.00")]
