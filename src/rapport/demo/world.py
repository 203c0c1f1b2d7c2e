"""The fabricated world: who ships, who distributes, who buys, where and since when. All names are invented.

What stands here is the same for every seed; sizes, growth and noise are drawn elsewhere, each from its own chance.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rapport.core.periods import add_months
from rapport.demo.devices import Device

FIRST, LAST = date(2023, 11, 1), date(2026, 10, 1)
MONTHS = tuple(add_months(FIRST, ahead) for ahead in range(36))
AHEAD = tuple(add_months(LAST, ahead) for ahead in range(1, 4))
"""The months that partners forecast at the end."""
PUBLISHER = "Trey Research"


def chance(seed: int, *subject: object) -> random.Random:
    """The chance of one subject: what is drawn for another never moves it."""
    return random.Random(" ".join(map(str, (seed, *subject))))  # noqa: S311 — a fabricated business, no secret


def years(month: date) -> float:
    """The time since the first month."""
    return ((month.year - FIRST.year) * 12 + month.month - FIRST.month) / 12


def grown(factor: float, month: date) -> float:
    """What one has become that is multiplied by `factor` each year."""
    return math.pow(factor, years(month))


@dataclass(frozen=True)
class Country:
    """A country: its region, its PCs a month at the start from all makers, and their yearly growth."""

    code: str
    name: str
    name_zh: str
    region: str
    units: int
    growth: float


COUNTRIES = {
    one.code: one
    for one in (
        Country("CN", "China", "中国", "Greater China", 940_000, -0.02),
        Country("HK", "Hong Kong SAR", "香港", "Greater China", 46_000, 0.01),
        Country("TW", "Taiwan", "台湾", "Greater China", 104_000, 0.02),
        Country("JP", "Japan", "日本", "North Asia", 420_000, -0.01),
        Country("KR", "Korea", "韩国", "North Asia", 168_000, 0.01),
        Country("SG", "Singapore", "新加坡", "South Asia Pacific", 52_000, 0.03),
        Country("IN", "India", "印度", "South Asia Pacific", 510_000, 0.07),
        Country("AU", "Australia", "澳大利亚", "South Asia Pacific", 152_000, 0.00),
        Country("DE", "Germany", "德国", "Europe", 335_000, -0.01),
        Country("GB", "United Kingdom", "英国", "Europe", 290_000, 0.00),
        Country("FR", "France", "法国", "Europe", 245_000, 0.01),
        Country("US", "United States", "美国", "North America", 1_650_000, 0.02),
    )
}

PAR = {
    "USD": 1.0, "CNY": 7.15, "HKD": 7.80, "TWD": 31.8, "JPY": 149.0, "KRW": 1345.0, "SGD": 1.34, "INR": 83.2, "AUD": 1.52,
    "EUR": 0.92, "GBP": 0.79,
}  # fmt: skip
"""What a US dollar is worth at the start, and at what local price lists were made."""


def rounded(amount: float, currency: str) -> float:
    """An amount as it is invoiced: yen and won have no cents."""
    return round(amount, 0 if currency in {"JPY", "KRW"} else 2)


@dataclass(frozen=True)
class Distributor:
    """Who takes the partners' devices in some countries, with its part of each; `is_chinese`: its reports are."""

    name: str
    parts: Mapping[str, float]
    is_chinese: bool = False


DISTRIBUTORS = (
    Distributor("Proseware Distribution", {"CN": 0.58}, is_chinese=True),
    Distributor("Wide World Importers", {"CN": 0.42, "HK": 0.55}, is_chinese=True),
    Distributor("Tailspin Trading", {"TW": 1.0, "HK": 0.45}, is_chinese=True),
    Distributor("Coho Supply", {"JP": 1.0}),
    Distributor("Humongous Wholesale", {"KR": 1.0}),
    Distributor("Southridge Trading", {"IN": 1.0, "SG": 0.4}),
    Distributor("Blue Yonder Supply", {"AU": 1.0, "SG": 0.6}),
    Distributor("VanArsdel Handel", {"DE": 1.0, "FR": 0.35}),
    Distributor("Consolidated Trading", {"GB": 1.0, "FR": 0.65}),
    Distributor("Alpine Wholesale", {"US": 1.0}),
)


@dataclass(frozen=True)
class Outlet:
    """A distributor in a country, and its part of what is shipped there."""

    channel: str
    country: str
    part: float


OUTLETS = tuple(Outlet(one.name, country, part) for one in DISTRIBUTORS for country, part in one.parts.items())


@dataclass(frozen=True)
class Partner:
    """A maker of devices that ships the vendor's platform.

    `shares`: its units by country, as a part of all makers' PCs. `own`: the part of them with the own platform at the start, and
    its yearly gain. `attach`: suites for each device. `is_445`: its year has quarters of four, four and five weeks.
    """

    name: str
    name_zh: str
    home: str
    currency: str
    devices: tuple[Device, ...]
    shares: Mapping[str, float]
    own: float
    gain: float
    attach: float
    is_445: bool = False

    @property
    def category(self) -> str:
        """What it makes."""
        return self.devices[0].category

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """Where its devices are sold, the largest first."""
        return tuple(sorted((one for one in OUTLETS if one.country in self.shares), key=self._size, reverse=True))

    def _size(self, outlet: Outlet) -> float:
        return COUNTRIES[outlet.country].units * self.shares[outlet.country] * outlet.part


@dataclass(frozen=True)
class Customer:
    """A global customer: its annual recurring revenue at the start in its currency, and each country's part of it."""

    name: str
    name_zh: str
    home: str
    currency: str
    revenue: int
    parts: Mapping[str, float]
    seats: int


CUSTOMERS = (
    Customer(
        "Northwind Traders", "北风贸易", "GB", "GBP", 23_400_000,
        {"GB": 0.22, "DE": 0.15, "FR": 0.12, "US": 0.18, "SG": 0.09, "IN": 0.10, "CN": 0.14}, 64_000,
    ),
    Customer(
        "Woodgrove Bank", "木林银行", "HK", "HKD", 148_000_000,
        {"HK": 0.24, "CN": 0.17, "SG": 0.14, "TW": 0.11, "JP": 0.13, "AU": 0.11, "US": 0.10}, 41_000,
    ),
)  # fmt: skip
