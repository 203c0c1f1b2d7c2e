"""The worked example of a bridge: three cells of a PC maker, the platform by edition and the suite, in two currencies."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rapport.core.attribution import Leaf, movements
from rapport.core.bridge import Explanation, Movement, explained
from rapport.core.periods import month_of

PLATFORM = ("market", "partner_share", "channel_mix", "platform_share", "edition_mix", "platform_price")
SUITE = ("market", "partner_share", "channel_mix", "suite_attach", "suite_price")


class Side(NamedTuple):
    """One cell in one period. `editions`: share of the platform's units and local price, by edition; `fx`: USD per local."""

    pcs: int
    share: float
    editions: dict[str, tuple[float, int]]
    attach: float
    suite_price: int
    fx: float


MARKET = (1_000_000, 980_000)
CELLS = {
    ("CN", "D1"): (
        Side(100_000, 0.80, {"Home": (0.70, 300), "Pro": (0.30, 600)}, 0.05, 700, 0.160),
        Side(115_000, 0.84, {"Home": (0.62, 300), "Pro": (0.38, 590)}, 0.06, 680, 0.158),
    ),
    ("CN", "D2"): (
        Side(60_000, 0.70, {"Home": (0.80, 290), "Pro": (0.20, 580)}, 0.03, 700, 0.160),
        Side(48_000, 0.66, {"Home": (0.82, 290), "Pro": (0.18, 580)}, 0.03, 700, 0.158),
    ),
    ("HK", "D3"): (
        Side(10_000, 0.90, {"Home": (0.50, 320), "Pro": (0.50, 640), "Ent": (0, 0)}, 0.10, 800, 0.129),
        Side(12_000, 0.91, {"Home": (0.45, 330), "Pro": (0.45, 640), "Ent": (0.10, 1100)}, 0.11, 800, 0.129),
    ),
}


def steps(cell: Side, market: int, pcs: int, fx: float) -> tuple[dict[str, list[float]], list[float]]:
    """The amounts of the steps of the platform's leaves by edition, and those of the suite's one leaf, at one rate."""
    top, own, suite = [market, pcs, cell.pcs], cell.pcs * cell.share, cell.pcs * cell.attach
    editions = {name: [*top, own, own * mix, own * mix * price * fx] for name, (mix, price) in cell.editions.items()}
    return editions, [*top, suite, suite * cell.suite_price * fx]


def leaves() -> tuple[list[Leaf], list[Leaf]]:
    """The leaves of the platform and of the suite, both sides at the rate of the base; `cell` is country, channel, edition."""
    platform, suite = [], []
    for cell, (before, after) in CELLS.items():
        editions0, suite0 = steps(before, MARKET[0], 170_000, before.fx)
        editions1, suite1 = steps(after, MARKET[1], 175_000, before.fx)
        platform += [Leaf((*cell, name), cell, editions0[name], editions1[name]) for name in editions0]
        suite.append(Leaf((*cell, "Suite"), cell, suite0, suite1))
    return platform, suite


def all_movements(depth: int = 3) -> list[Movement]:
    """Every movement, currency by the finance convention; shown by the first `depth` of country, channel and edition."""
    platform, suite = leaves()
    found = [*movements(PLATFORM, platform), *movements(SUITE, suite)]
    for before_fx, after_fx, leaf in ((*_rates(leaf), leaf) for leaf in (*platform, *suite)):
        found.append(Movement(leaf.cell, "currency", None, leaf.actual[-1] / before_fx * (after_fx - before_fx)))
    return [movement._replace(cell=movement.cell[:depth]) for movement in found]


def revenue(when: int) -> Decimal:
    """Revenue in USD before (0) and after (1), straight from the table of the example, in decimals."""
    total = Decimal(0)
    for cell in (sides[when] for sides in CELLS.values()):
        editions = (Decimal(str(mix)) * price for mix, price in cell.editions.values())
        a_pc = Decimal(str(cell.share)) * sum(editions) + Decimal(str(cell.attach)) * Decimal(cell.suite_price)
        total += cell.pcs * a_pc * Decimal(str(cell.fx))
    return total


def explanation(depth: int = 2) -> Explanation:
    """October 2026 against October 2025 in USD, by country and channel."""
    moved = Explanation(
        "revenue", "money", "USD", month_of(date(2026, 10, 1)), month_of(date(2025, 10, 1)), "prior_year",
        revenue(0), revenue(1), None,
    )  # fmt: skip
    return explained(moved, ("country", "channel", "product")[:depth], all_movements(depth), facts(), digits=2)


def facts() -> dict[tuple[str, str], dict[str, tuple[float, float]]]:
    """What the cells themselves say: PCs, platform share and suite attach before and after."""
    return {
        cell: {
            "shipments": (before.pcs, after.pcs),
            "platform_share": (before.share, after.share),
            "suite_attach": (before.attach, after.attach),
        }
        for cell, (before, after) in CELLS.items()
    }


def _rates(leaf: Leaf) -> tuple[float, float]:
    before, after = CELLS[leaf.within]
    return before.fx, after.fx
