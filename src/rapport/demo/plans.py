"""What was planned, promised and forecast: from what would have happened without any event."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapport.core.periods import add_months
from rapport.demo.customers import Recurring, billed
from rapport.demo.flows import Billed, Sold
from rapport.demo.world import AHEAD, MONTHS, chance, rounded

STARTS = (date(2025, 7, 1), date(2026, 7, 1))
"""The fiscal years that were planned, each from the year before."""


@dataclass(frozen=True)
class Planned:
    """A month's plan of a device or licence of an account in a country; `units` of devices, money in its currency."""

    month: date
    account: str
    country: str
    product: str
    currency: str
    units: int | None
    revenue: float | None


Key = tuple[date, str, str, str, str]


def plan(seed: int, start: date, sold: Sequence[Sold], earned: Sequence[Billed], books: Sequence[Recurring]) -> Iterator[Planned]:
    """The fiscal year that starts in a month: the year before, grown. Months of it that were still to come are not planned on."""
    units: dict[Key, int] = defaultdict(int)
    money: dict[Key, float] = defaultdict(float)
    year = {add_months(start, ahead - 12): add_months(start, ahead) for ahead in range(12)}
    for one in sold:
        if month := year.get(one.cell.month):
            units[month, one.cell.partner.name, one.cell.outlet.country, one.device.name, one.cell.partner.currency] += one.units
    for each in earned:
        if month := year.get(each.cell.month):
            partner = each.cell.partner
            money[month, partner.name, each.cell.outlet.country, each.product, partner.currency] += each.amount
    for book, licence, billed_amount, _ in billed(seed, books):
        if month := year.get(book.month):
            money[month, book.customer.name, book.country, licence.name, book.customer.currency] += billed_amount
    for key in dict.fromkeys((*units, *money)):
        growth = 1 + chance(seed, "plan", start, key[1], key[2]).uniform(0.02, 0.06)
        amount = rounded(growth * money[key], key[4]) if key in money else None
        yield Planned(*key, round(growth * units[key]) if key in units else None, amount)


def quotas(planned: Iterable[Planned]) -> dict[tuple[date, str, str, str], float]:
    """What sellers owe, by month, account, country and currency: a little less than the plan."""
    found: dict[tuple[date, str, str, str], float] = defaultdict(float)
    for one in planned:
        found[one.month, one.account, one.country, one.currency] += one.revenue or 0.0
    return {key: round(0.98 * amount, 2) for key, amount in found.items()}


@dataclass(frozen=True)
class Foreseen:
    """What a partner said that it would ship of a device in a country."""

    month: date
    partner: str
    country: str
    device: str
    units: int


def forecasts(seed: int, calm: Iterable[Sold]) -> Iterator[Foreseen]:
    """A partner's forecast of the last year and of the months ahead: near to what would come without any event."""
    units: dict[tuple[date, str, str, str], int] = defaultdict(int)
    for one in calm:
        if one.cell.month in {*MONTHS[-12:], *AHEAD}:
            units[one.cell.month, one.cell.partner.name, one.cell.outlet.country, one.device.name] += one.units
    for key, count in units.items():
        yield Foreseen(*key, round(count * chance(seed, "forecast", *key).uniform(0.94, 1.08)))
