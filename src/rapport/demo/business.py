"""The fabricated business: what Contoso ships, sells and stocks through four distributors in 26 months.

All names are invented. The same seed gives the same business.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rapport.core.periods import add_months

ACCOUNT = "Contoso"
FIRST, LAST = date(2024, 9, 1), date(2026, 10, 1)
MONTHS = tuple(add_months(FIRST, ahead) for ahead in range(26))
SEASON = (0.93, 0.82, 1.02, 0.97, 1.00, 1.06, 0.94, 0.95, 1.08, 1.03, 1.12, 1.14)
"""How a calendar month compares with an average one."""


@dataclass(frozen=True)
class Product:
    """A computer and its platform; `price` in USD is what the platform earns on one."""

    name: str
    edition: str
    platform: str
    premium: str
    pro: str
    price: float


HOME = Product("Book 13", "Home", "own", "no", "no", 46.0)
PRO = Product("Book 14 Pro", "Pro", "own", "yes", "yes", 92.0)
ULTRA = Product("Studio 16", "Ultimate", "own", "yes", "no", 128.0)
FREE = Product("Book 11 L", "", "other", "no", "no", 0.0)
BARE = Product("Tower B", "", "none", "no", "no", 0.0)
PRODUCTS = (HOME, PRO, ULTRA, FREE, BARE)
LAUNCH = date(2026, 3, 1)
"""The month in which Studio 16 is first shipped."""


@dataclass(frozen=True)
class Channel:
    """A distributor: PCs a month at the start, yearly growth, its own-platform share and its yearly change, suites a PC."""

    name: str
    country: str
    units: int
    growth: float
    share: float
    gain: float
    attach: float


CHANNELS = (
    Channel("Northwind", "CN", 38_000, 0.14, 0.78, 0.03, 0.055),
    Channel("Fabrikam", "CN", 24_000, -0.16, 0.71, -0.03, 0.030),
    Channel("Tailspin", "HK", 4_200, 0.09, 0.90, 0.01, 0.105),
    Channel("Proseware", "TW", 7_500, 0.05, 0.84, 0.00, 0.070),
)
MARKETS = {"CN": (410_000, -0.03), "HK": (26_000, 0.01), "TW": (61_000, 0.02)}
"""All makers' PCs a month at the start, and their yearly growth."""


@dataclass(frozen=True)
class Sold:
    """What one distributor took of one product in a month; `suites` are the licences that went with it."""

    month: date
    channel: Channel
    product: Product
    units: int
    suites: int

    @property
    def revenue(self) -> float:
        """What the platform earned, in USD; prices fall by 3% a year."""
        return round(self.units * self.product.price * math.pow(0.97, _years(self.month)), 2)


@dataclass(frozen=True)
class Stock:
    """A distributor's month of one product: what came in, what went on, what lies there at the end."""

    month: date
    channel: Channel
    product: Product
    sell_in: int
    sell_through: int
    closing: int


@dataclass(frozen=True)
class Planned:
    """A month's plan of one product in one country; revenue in USD."""

    month: date
    country: str
    product: Product
    units: int
    revenue: float


def sales(seed: int) -> list[Sold]:
    """Every month of every distributor, by product."""
    chance = random.Random(seed)  # noqa: S311 — a fabricated business, no secret
    return [sold for month in MONTHS for channel in CHANNELS for sold in _month_of(month, channel, chance)]


def _month_of(month: date, channel: Channel, chance: random.Random) -> Iterator[Sold]:
    years = _years(month)
    total = channel.units * (1 + channel.growth) ** years * SEASON[month.month - 1] * chance.uniform(0.96, 1.04)
    own = min(channel.share + channel.gain * years + chance.uniform(-0.01, 0.01), 0.97)
    premium = 0.30 + 0.05 * years
    ultra = 0.07 if month >= LAUNCH else 0.0
    parts = (own * (1 - premium - ultra), own * premium, own * ultra, (1 - own) * 0.6, (1 - own) * 0.4)
    for product, part in zip(PRODUCTS, parts, strict=True):
        if units := round(total * part):
            yield Sold(month, channel, product, units, round(units * channel.attach * (1 + 0.15 * years)))


def stocks(sold: list[Sold], seed: int) -> list[Stock]:
    """What became of it at the distributors: closing = opening + sell-in − sell-through, for each product."""
    chance = random.Random(seed + 1)  # noqa: S311
    lying: dict[tuple[str, str], int] = {}
    found = []
    for one in sold:
        key = (one.channel.name, one.product.name)
        opening = lying.get(key, round(one.units * 0.9))
        through = min(opening + one.units, round(one.units * chance.uniform(0.92, 1.06)))
        lying[key] = opening + one.units - through
        found.append(Stock(one.month, one.channel, one.product, one.units, through, lying[key]))
    return found


def markets(seed: int) -> Iterator[tuple[date, str, int]]:
    """All makers' PCs by month and country, as a publisher counts them."""
    chance = random.Random(seed + 2)  # noqa: S311
    for month in MONTHS:
        for country, (units, growth) in MARKETS.items():
            yield (
                month,
                country,
                round(units * (1 + growth) ** _years(month) * SEASON[month.month - 1] * chance.uniform(0.98, 1.02)),
            )


def plans(sold: list[Sold]) -> Iterator[Planned]:
    """What was planned from July 2025 on: 6% more than a year before, or than in the first month that is known."""
    for month in MONTHS[10:]:
        before = [one for one in sold if one.month == max(add_months(month, -12), FIRST)]
        for country, product in dict.fromkeys((one.channel.country, one.product) for one in before):
            same = [one for one in before if (one.channel.country, one.product) == (country, product)]
            units, revenue = sum(one.units for one in same), sum(one.revenue for one in same)
            yield Planned(month, country, product, round(1.06 * units), round(1.06 * revenue, 2))


def _years(month: date) -> float:
    return ((month.year - FIRST.year) * 12 + month.month - FIRST.month) / 12
