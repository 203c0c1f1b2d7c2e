"""The steps of a bridge as people see them: which drivers stand for themselves, rounded together at one scale."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count, takewhile
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
    """The scale of a bridge: that of its base and its actual.

    It has more decimals where its steps, which add up, would else not be printed as what each of them is on its own: a
    figure that a sentence names is the same rounded from any table.
    """
    scale = fitting((found.base, found.actual), found.unit, found.currency)
    if found.delta is None:
        return scale
    stored = Decimal(1).scaleb(int(found.delta.as_tuple().exponent))
    finer = takewhile(lambda one: one.step >= stored, (replace(scale, decimals=scale.decimals + more) for more in count()))
    return next((one for one in finer if _is_true(found, one)), scale)


def steps(found: Explanation) -> list[Step]:
    """The drivers that moved something, in their order, with amounts that add up to the change as it is printed.

    A driver that a sentence names always stands for itself, printed as it is; the others take what that leaves of the change.
    Nothing without a base or an actual.
    """
    return [] if found.change is None else _at(scale_of(found), found)


def _at(scale: Scale, found: Explanation) -> list[Step]:
    alone, named = _unrounded(found), _named(found)
    change = scale.rounded(found.change or 0) if alone else Decimal(0)
    others = [step for step in alone if step.driver not in named] or alone
    own = {step.driver: scale.rounded(step.amount) for step in alone if step not in others}
    shared = scale.rounded_together([step.amount for step in others], change - sum(own.values()))
    own |= {step.driver: amount for step, amount in zip(others, shared, strict=True)}
    return [step._replace(amount=own[step.driver]) for step in alone]


def _is_true(found: Explanation, scale: Scale) -> bool:
    """Whether what sentences name is printed as it rounds on its own, and the others as the next figure up or down."""
    off = [
        (step.driver, abs(shown.amount - step.amount)) for step, shown in zip(_unrounded(found), _at(scale, found), strict=True)
    ]
    named = _named(found)
    return all(2 * amount <= scale.step if driver in named else amount < scale.step for driver, amount in off)


def _named(found: Explanation) -> set[str]:
    return {effect.driver for effect in named_drivers(found.effects, found.delta or Decimal(0))}


def _unrounded(found: Explanation) -> list[Step]:
    effects = [effect for effect in found.effects if effect.amount]
    most = len(effects)
    if most > MOST:
        most = max(MOST - 1, len(_named(found)))
    drawn = sorted(effects, key=lambda effect: -abs(effect.amount))[:most]
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
