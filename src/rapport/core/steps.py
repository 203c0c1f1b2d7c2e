"""The steps of a bridge as people see them: which drivers stand for themselves, rounded together at one scale."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from rapport.core.bridge import Effect, Explanation
from rapport.core.scales import Scale, fitting

MOST = 7
"""So many steps stand for themselves; of more, the smallest are taken together."""

SMALLER = "smaller"
RESIDUAL = "residual"


class Step(NamedTuple):
    """A driver's amount as printed; `driver` is SMALLER for those taken together, RESIDUAL for what none explains."""

    driver: str
    amount: Decimal


def scale_of(found: Explanation) -> Scale:
    """The scale of a bridge: that of its base and its actual."""
    return fitting((found.base, found.actual), found.unit, found.currency)


def steps(found: Explanation) -> list[Step]:
    """The drivers that moved something, in their order, with amounts that add up to the change as it is printed.

    A driver that a sentence names always stands for itself. Nothing without a base or an actual.
    """
    if found.change is None:
        return []
    scale, alone = scale_of(found), _unrounded(found)
    change = scale.rounded(found.change) if alone else Decimal(0)
    shown = scale.rounded_together([step.amount for step in alone], change)
    return [step._replace(amount=amount) for step, amount in zip(alone, shown, strict=True)]


def _unrounded(found: Explanation) -> list[Step]:
    effects = [effect for effect in found.effects if effect.amount]
    count = len(effects)
    if count > MOST:
        count = max(MOST - 1, len(named_drivers(effects, found.delta or Decimal(0))))
    drawn = sorted(effects, key=lambda effect: -abs(effect.amount))[:count]
    smaller = sum((effect.amount for effect in effects if effect not in drawn), Decimal(0))
    return [
        *(Step(effect.driver, effect.amount) for effect in effects if effect in drawn),
        *([Step(SMALLER, smaller)] if smaller else []),
        *([Step(RESIDUAL, found.residual)] if found.residual else []),
    ]


def named_drivers(effects: Sequence[Effect], delta: Decimal) -> list[Effect]:
    """The drivers that a sentence names, largest first: each of at least 10% of the change, and on until 80% of all is named."""
    found = sorted((effect for effect in effects if effect.amount), key=lambda effect: -abs(effect.amount))
    gross, said, named = sum(abs(effect.amount) for effect in found), Decimal(0), []
    for effect in found:
        if said >= gross * Decimal("0.8") and (not delta or abs(effect.amount) < abs(delta) / 10):
            break
        named.append(effect)
        said += abs(effect.amount)
    return named
