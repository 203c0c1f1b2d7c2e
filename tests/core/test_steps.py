"""The steps of a bridge: which stand for themselves, and that sentences and drawings print the same."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rapport.core.bridge import DRIVERS, Effect
from rapport.core.scales import fitting
from rapport.core.steps import RESIDUAL, SMALLER, Step, named_drivers, scale_of, steps
from tests.core.worked import explanation


def bridge(base, amounts, residual=0):
    """An explanation whose drivers did these amounts."""
    effects = tuple(Effect(driver, Decimal(amount)) for driver, amount in zip(DRIVERS, amounts, strict=False))
    delta = sum((effect.amount for effect in effects), Decimal(residual))
    base = Decimal(base)
    return replace(
        explanation(), computed=None, base=base, actual=base + delta, delta=delta, effects=effects, residual=Decimal(residual)
    )


def test_the_worked_example_to_the_second_decimal_of_a_million():
    """Nine drivers: the six largest stand for themselves; 8.75 + 1.03 = 9.78 as printed."""
    assert steps(explanation()) == [
        Step("market", Decimal(-190000)),
        Step("partner_share", Decimal(460000)),
        Step("channel_mix", Decimal(260000)),
        Step("platform_share", Decimal(160000)),
        Step("edition_mix", Decimal(380000)),
        Step("suite_attach", Decimal(130000)),
        Step("currency", Decimal(-110000)),
        Step(SMALLER, Decimal(-60000)),
    ]


def test_what_no_driver_explains_is_a_step():
    assert steps(bridge(5000, [100, 0], residual=7)) == [Step(DRIVERS[0], Decimal(100)), Step(RESIDUAL, Decimal(7))]


def test_nothing_leads_from_nothing():
    assert steps(replace(explanation(), base=None, computed=None)) == []
    assert steps(bridge(5000, [])) == []


def test_a_share_moves_by_its_points_as_printed():
    """77.06% to 79.54% is +2.5 pp, not 79.5 − 77.1."""
    share = replace(bridge("0.7706", ["0.0130", "0.0118"]), unit="percent", currency=None)
    assert [step.amount for step in steps(share)] == [Decimal("0.013"), Decimal("0.012")]


def test_a_driver_that_is_named_is_printed_as_it_rounds_on_its_own():
    """The sentence names the rate of −6.84 pp alone: as −6.8; what is left of −6.7 is the mix."""
    share = replace(bridge("0.9421", ["-0.0684", "0.0018"]), unit="percent", currency=None)
    assert [step.amount for step in steps(share)] == [Decimal("-0.068"), Decimal("0.001")]


def test_where_all_are_named_more_decimals_make_them_add_up():
    """5.24 and 7.24 make 12.48: as 5.2 and 7.2 they would not make 12.5."""
    assert [step.amount for step in steps(bridge(20_000, [5_240, 7_240]))] == [5_240, 7_240]
    assert [step.amount for step in steps(bridge(20_000, [5_240, 7_160]))] == [5_200, 7_200]
    share = replace(bridge("0.5", ["0.0324", "0.0224"]), unit="percent", currency=None)
    assert [step.amount for step in steps(share)] == [Decimal("0.0324"), Decimal("0.0224")]


@given(
    base=st.decimals(0, 10**9, places=2),
    amounts=st.lists(st.decimals(-(10**8), 10**8, places=2), min_size=1, max_size=len(DRIVERS), unique_by=abs),
)
def test_steps_add_up_to_the_change_as_printed(base, amounts):
    found = bridge(base, amounts)
    scale, drawn = scale_of(found), steps(found)
    named = {effect.driver: effect.amount for effect in named_drivers(found.effects, found.delta)}

    assert scale.decimals >= fitting((found.base, found.actual), "money", "USD").decimals
    assert sum(step.amount for step in drawn) == scale.rounded(found.delta)
    assert set(named) <= {step.driver for step in drawn}
    assert all(abs(step.amount - named[step.driver]) * 2 <= scale.step for step in drawn if step.driver in named)


def test_drivers_are_named_from_a_tenth_of_the_change_on_and_until_four_fifths_of_all():
    effects = [Effect(str(i), Decimal(amount)) for i, amount in enumerate((100, -95, 9, 8, 7, 0))]
    assert [effect.driver for effect in named_drivers(effects, Decimal(100))] == ["0", "1"]
    even = [Effect(str(i), Decimal(9)) for i in range(10)] + [Effect("big", Decimal(110))]
    assert len(named_drivers(even, Decimal(200))) == 7
