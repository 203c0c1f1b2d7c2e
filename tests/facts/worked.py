"""The platform of the worked example as facts, and the words to ask why it moved."""

from collections.abc import Iterator
from decimal import Decimal

from rapport.core.bridge import Explanation
from rapport.core.question import EVERYTHING, Question, Scope
from rapport.facts.bridge import explain
from rapport.facts.world import World
from tests.facts.small import Fact, Small, fact

PRODUCTS = {
    "Home": {"category": "pc", "platform": "own", "line": "consumer"},
    "Pro": {"category": "pc", "platform": "own", "line": "business"},
    "Ent": {"category": "pc", "platform": "own", "line": "business"},
    "Other": {"category": "pc", "platform": "other"},
}
# The platform of the worked example: PCs, share of the own platform, share and price in USD of each edition; before and after.
CELLS = {
    ("CN", "D1"): (
        (100_000, "0.80", {"Home": ("0.70", "48"), "Pro": ("0.30", "96")}),
        (115_000, "0.84", {"Home": ("0.62", "48"), "Pro": ("0.38", "94.4")}),
    ),
    ("CN", "D2"): (
        (60_000, "0.70", {"Home": ("0.80", "46.4"), "Pro": ("0.20", "92.8")}),
        (48_000, "0.66", {"Home": ("0.82", "46.4"), "Pro": ("0.18", "92.8")}),
    ),
    ("HK", "D3"): (
        (10_000, "0.90", {"Home": ("0.50", "41.28"), "Pro": ("0.50", "82.56")}),
        (12_000, "0.91", {"Home": ("0.45", "42.57"), "Pro": ("0.45", "82.56"), "Ent": ("0.10", "141.9")}),
    ),
}


def platform_facts() -> Iterator[Fact]:
    """Shipments and revenue of the worked example, at the rates of the base."""
    for (country, channel), sides in CELLS.items():
        at = {"account": "Contoso", "country": country, "channel": channel}
        for month, (pcs, share, editions) in zip(("2025-10", "2026-10"), sides, strict=True):
            own = pcs * Decimal(share)
            yield fact(month, pcs - own, product="Other", **at)
            for product, (mix, price) in editions.items():
                units = own * Decimal(mix)
                yield fact(month, units, product=product, **at)
                yield fact(month, units * Decimal(price), measure="revenue", currency="USD", product=product, **at)


def why(
    small: Small,
    world: World,
    kpi: str = "revenue",
    *,
    scope: Scope = EVERYTHING,
    before: World | None = None,
    calendar: bool = False,
    search: bool = False,
    **told: object,
) -> Explanation:
    """Explain October 2026 against the year before, unless told otherwise."""
    period = small.calendar.parse(str(told.pop("period", "2026-10")))
    question = Question((kpi,), period=period, **{"vs": "prior_year", **told})
    return explain(question, world, scope, base_world=before, calendar=calendar, search=search)


def amounts(found: Explanation) -> dict[str, Decimal]:
    return {effect.driver: effect.amount for effect in found.effects}


def totals(small: Small, found: Explanation) -> dict[tuple[object, ...], Decimal]:
    return {small.named(cell): cell.total for cell in found.cells}
