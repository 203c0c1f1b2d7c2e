"""The change of a product or a ratio, shared out among its factors: exact, in no order, at home with zeros and negatives.

The method is that of Aumann, Shapley and Shubik, the only one that is fair in the sense of Sun and Sundararajan, *Axiomatic
Attribution for Multilinear Functions* (2011): each factor counts by what the others are worth on the straight line from base
to actual. For a product this equals the Shapley value over all orders, and Gauss–Legendre quadrature computes it exactly.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

Node = tuple[float, float]
"""A place between 0 and 1, and its weight; the weights of a rule add up to 1."""


@cache
def nodes(factors: int) -> tuple[Node, ...]:
    """The least Gauss–Legendre rule on 0..1 that is exact for a product of `factors` factors, one of which is constant."""
    count = max(1, (factors + 1) // 2)
    return tuple(_node(count, math.cos(math.pi * (i + 0.75) / (count + 0.5))) for i in reversed(range(count)))


def _node(count: int, guess: float) -> Node:
    """The root of the Legendre polynomial of degree `count` near `guess`, by Newton's method, moved from −1..1 to 0..1."""
    x = guess
    for _ in range(10):
        before, value = 1.0, x
        for degree in range(2, count + 1):
            before, value = value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree
        slope = count * (x * value - before) / (x * x - 1)
        x -= value / slope
    return (1 + x) / 2, 1 / ((1 - x * x) * slope * slope)


def integrals(base: Sequence[float], actual: Sequence[float]) -> list[float]:
    """What one unit of each factor is worth: the mean, on the line from base to actual, of the product of the others."""
    worth = [0.0] * len(base)
    for place, weight in nodes(len(base)):
        at = [a + place * (b - a) for a, b in zip(base, actual, strict=True)]
        for k in range(len(at)):
            worth[k] += weight * math.prod(at[:k]) * math.prod(at[k + 1 :])
    return worth


def shapley(base: Sequence[float], actual: Sequence[float]) -> list[float]:
    """The effect of each factor on the change of their product, from all `base` to all `actual`; they sum to the change."""
    return [(b - a) * worth for a, b, worth in zip(base, actual, integrals(base, actual), strict=True)]


class Share(NamedTuple):
    """One share of a whole: on both sides, and what a unit of it is worth (see `integrals`)."""

    base: float
    actual: float
    worth: float


def mean_worth(shares: Sequence[Share]) -> float:
    """What a unit of the whole is worth on average: the centre that tells good shifts from bad ones.

    A share that grows at the cost of dearer ones is a bad shift, so a shift counts by worth − mean worth. As shares sum to
    1 on both sides, the sum of all shifts is the same with and without the centre.
    """
    weight = sum(share.base + share.actual for share in shares)
    return sum((share.base + share.actual) * share.worth for share in shares) / weight if weight else 0.0


class Ratio(NamedTuple):
    """Numerator and denominator of one cell."""

    numerator: float
    denominator: float


class RateMix(NamedTuple):
    """A cell's part in the change of a ratio: by its own rate, by its weight, and what is neither."""

    rate: float
    mix: float
    other: float


def rate_and_mix(base: Sequence[Ratio], actual: Sequence[Ratio]) -> list[RateMix]:
    """The change of a ratio of sums, shared out among its cells; all parts of all cells sum to the change.

    A cell's weight is its share of the denominators. Mix is centred: a cell that gains weight helps if its rate is above
    the whole's. A cell with a negative denominator, or a numerator over none, has no rate: what it brings to the ratio goes
    whole into `other`, and the weight that all others gain or lose by it shifts nothing between them. The denominators of each
    side must sum to more than zero.
    """
    whole0, whole1 = (Ratio(sum(c.numerator for c in side), sum(c.denominator for c in side)) for side in (base, actual))
    centre = (whole0.numerator / whole0.denominator + whole1.numerator / whole1.denominator) / 2
    cells = list(zip(base, actual, strict=True))
    weights = [(cell0.denominator / whole0.denominator, cell1.denominator / whole1.denominator) for cell0, cell1 in cells]
    rated = [pair for cell, pair in zip(cells, weights, strict=True) if all(map(_has_rate, cell))]
    gained = sum(weight1 - weight0 for weight0, weight1 in rated) / (sum(map(sum, rated)) or 1.0)
    return [
        _rate_and_mix(cell0, cell1, *pair, centre, gained)
        if _has_rate(cell0) and _has_rate(cell1)
        else RateMix(0.0, 0.0, cell1.numerator / whole1.denominator - cell0.numerator / whole0.denominator)
        for (cell0, cell1), pair in zip(cells, weights, strict=True)
    ]


def _has_rate(cell: Ratio) -> bool:
    return cell.denominator > 0 or cell == Ratio(0, 0)


def _rate_and_mix(cell0: Ratio, cell1: Ratio, weight0: float, weight1: float, centre: float, gained: float) -> RateMix:
    """A cell missing on one side takes the other side's rate: all it does is mix.

    `gained`: what a unit of weight, of before and after together, has gained from cells without a rate.
    """
    known = cell0 if cell0.denominator else cell1
    rate0 = known.numerator / known.denominator if known.denominator else 0.0
    rate1 = cell1.numerator / cell1.denominator if cell1.denominator else rate0
    weight, shift = weight0 + weight1, weight1 - weight0
    return RateMix((rate1 - rate0) * weight / 2, shift * (rate0 + rate1) / 2 - (shift - weight * gained) * centre, 0.0)
