"""From the amounts of a driver tree's steps, leaf by leaf, to the movements of its drivers: the bridge in plain Python."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from rapport.core.bridge import Key, Movement, Tag
from rapport.core.kpi import Aggregate, Formula
from rapport.core.pack import DriverTree
from rapport.core.shapley import Share, integrals, mean_worth, shapley

Amounts = Sequence[float]
"""The amounts of a tree's steps, coarsest first, the last one the KPI's own; 0 where there is nothing."""


class Leaf(NamedTuple):
    """The finest cell: `cell` tells where its movements are shown, `within` the coarser cell that its mix is a share of."""

    cell: tuple[Key, ...]
    within: tuple[Key, ...]
    base: Amounts
    actual: Amounts


def mix_step(tree: DriverTree) -> int | None:
    """The place of the tree's finest mix: the last step that has the formula of the step before it, at finer cells."""
    steps = range(len(tree.factors) - 1, 0, -1)
    return next((k for k in steps if tree.factors[k].of == tree.factors[k - 1].of), None)


def is_part(formula: Formula, whole: Formula) -> bool:
    """Whether a formula adds up some of the facts of the `whole`: the same amount under more conditions."""
    if not (isinstance(formula, Aggregate) and isinstance(whole, Aggregate)):
        return False
    return replace(formula, conditions=whole.conditions) == whole and set(formula.conditions) > set(whole.conditions)


def are_apart(one: Formula, other: Formula) -> bool:
    """Whether no fact can belong to both: some field must have one of these values here, and one of others there."""
    conditions = [leaf.conditions for leaf in (one, other) if isinstance(leaf, Aggregate)]
    return len(conditions) == 2 and any(
        a.field == b.field and not (a.negated or b.negated) and not set(a.values) & set(b.values)
        for a in conditions[0]
        for b in conditions[1]
    )


def known_steps(tree: DriverTree, known: Collection[Formula]) -> DriverTree | None:
    """The tree from the first step on by which it can be told with the amounts that are known; None where it cannot."""
    for start, first in enumerate(tree.factors):
        if (start == 0 or first.alone) and all(factor.of in known for factor in tree.factors[start:]):
            alone = first if start == 0 else replace(first, driver=first.alone)
            return replace(tree, factors=(alone, *tree.factors[start + 1 :]))
    return None


def counted(amounts: Amounts) -> list[float]:
    """The amounts up to the first that is zero, and zeros after it: below nothing no step can be told as a factor."""
    found: list[float] = []
    for amount in amounts:
        found.append(amount if all(found) else 0.0)
    return found


def factors(base: Amounts, actual: Amounts) -> tuple[list[float], list[float]]:
    """Each step over the step before it, on both sides.

    A factor that a side lacks, as the step before is zero there, is taken from the other side: it does nothing, and the
    product stays zero as an earlier factor is.
    """
    sides = [[b / a if a else None for a, b in zip((1.0, *side), side, strict=False)] for side in (base, actual)]
    filled = [(a if a is not None else b or 0.0, b if b is not None else a or 0.0) for a, b in zip(*sides, strict=True)]
    return [a for a, _ in filled], [b for _, b in filled]


def tag(base: Amounts, actual: Amounts) -> Tag:
    """new or lost where the leaf is on one side only: neither an amount nor the step under it."""
    if any(base[-2:]) == any(actual[-2:]):
        return None
    return "new" if any(actual[-2:]) else "lost"


def movements(drivers: Sequence[str], leaves: Sequence[Leaf]) -> Iterator[Movement]:
    """What each driver does in each leaf; the leaves' movements sum to the change of their last amounts.

    What a side has below a step that is zero there (revenue without units) goes into `other`.
    """
    for leaf in leaves:
        side = tag(leaf.base, leaf.actual)
        effects = shapley(*_factors(leaf))
        yield from (Movement(leaf.cell, driver, side, effect) for driver, effect in zip(drivers, effects, strict=True))
        uncounted = [amounts[-1] - counted(amounts)[-1] for amounts in (leaf.base, leaf.actual)]
        if any(uncounted):
            yield Movement(leaf.cell, "other", side, uncounted[1] - uncounted[0])


def centred(driver: str, mix: int, leaves: Sequence[Leaf]) -> Iterator[Movement]:
    """Which shift of the step `mix` helped: its effects less what units did at the mean worth of all.

    Over the leaves of one `within` they come to the same sum as the effects.
    """
    centres = _centres(mix, leaves)
    for leaf in leaves:
        base, actual = _factors(leaf)
        units = (actual[mix] - base[mix]) * centres[leaf.within]
        yield Movement(leaf.cell, driver, tag(leaf.base, leaf.actual), shapley(base, actual)[mix] - units)


def _factors(leaf: Leaf) -> tuple[list[float], list[float]]:
    return factors(counted(leaf.base), counted(leaf.actual))


def _centres(mix: int, leaves: Sequence[Leaf]) -> dict[tuple[Key, ...], float]:
    shares: dict[tuple[Key, ...], list[Share]] = {}
    for leaf in leaves:
        base, actual = _factors(leaf)
        shares.setdefault(leaf.within, []).append(Share(base[mix], actual[mix], integrals(base, actual)[mix]))
    return {within: mean_worth(found) for within, found in shares.items()}
