"""The steps of a bridge: which stand for themselves, and that sentences and drawings print the same."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rapport.core.bridge import DRIVERS, Effect
from rapport.core.scales import fitting
from rapport.core.steps import RESIDUAL, SMALLER, Step, named_drivers, steps
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


@given(
    base=st.decimals(0, 10**9, places=2),
    amounts=st.lists(st.decimals(-(10**8), 10**8, places=2), min_size=1, max_size=len(DRIVERS), unique_by=abs),
)
def test_steps_add_up_to_the_change_as_printed(base, amounts):
    found = bridge(base, amounts)
    scale = fitting((found.base, found.actual), "money", "USD")
    drawn = steps(found)

    assert sum(step.amount for step in drawn) == scale.rounded(found.delta)
    assert {effect.driver for effect in named_drivers(found.effects, found.delta)} <= {step.driver for step in drawn}


def test_drivers_are_named_from_a_tenth_of_the_change_on_and_until_four_fifths_of_all():
    effects = [Effect(str(i), Decimal(amount)) for i, amount in enumerate((100, -95, 9, 8, 7, 0))]
    assert [effect.driver for effect in named_drivers(effects, Decimal(100))] == ["0", "1"]
    even = [Effect(str(i), Decimal(9)) for i in range(10)] + [Effect("big", Decimal(110))]
    assert len(named_drivers(even, Decimal(200))) == 7
