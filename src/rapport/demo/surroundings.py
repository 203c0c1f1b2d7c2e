"""What surrounds the business: the markets as published, the rates of exchange, listings at distributors, marketing funds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapport.demo.events import Event
from rapport.demo.flows import Cell, market
from rapport.demo.partners import PARTNERS
from rapport.demo.plans import STARTS, Planned
from rapport.demo.world import COUNTRIES, MONTHS, PAR, Outlet, Partner, chance


def markets(seed: int) -> Iterator[tuple[date, str, int]]:
    """All makers' PCs by month and country, as a publisher counts them."""
    for code in COUNTRIES:
        draw = chance(seed, "market", code)
        yield from ((month, code, round(market(seed, code, month) * draw.uniform(0.985, 1.015))) for month in MONTHS)


def rates(seed: int, events: Sequence[Event]) -> Iterator[tuple[date, str, float]]:
    """What a US dollar cost in each currency, on average of the month."""
    for currency, rate in PAR.items():
        if currency == "USD":
            continue
        draw, moves = chance(seed, "rate", currency), 0.0005 if currency == "HKD" else 0.006
        for month in MONTHS:
            rate *= 1 + draw.uniform(-moves, moves)  # noqa: PLW2901 — a walk
            shock = next((e for e in events if e.kind == "currency_shock" and e.currency == currency and e.holds(month)), None)
            yield month, currency, round(rate * (1 + shock.size if shock else 1), 4)


@dataclass(frozen=True)
class Listed:
    """How many models a distributor should carry and does; each `live` is the one before + won − lost."""

    cell: Cell
    target: int
    live: int
    won: int
    lost: int


def listings(seed: int, events: Sequence[Event]) -> Iterator[Listed]:
    """The last thirteen months of each partner at each distributor."""
    for partner in PARTNERS:
        for outlet in partner.outlets:
            yield from _listed(seed, events, partner, outlet)


def _listed(seed: int, events: Sequence[Event], partner: Partner, outlet: Outlet) -> Iterator[Listed]:
    draw = chance(seed, "listings", partner.name, outlet.channel, outlet.country)
    target = draw.randint(32, 48)
    live = round(target * draw.uniform(0.80, 0.88))
    for month in MONTHS[-13:]:
        won, lost = draw.choice((0, 0, 1, 1)), draw.choice((0, 0, 0, 1))
        for one in events:
            if one.month == month and one.account == partner.name:
                won += 2 if one.kind == "new_sku" else 0
                lost += 4 if one.kind == "delisted_sku" and (one.channel, one.country) == (outlet.channel, outlet.country) else 0
        won = min(won, target - live + lost)
        live += won - lost
        yield Listed(Cell(month, partner, outlet), target, live, won, lost)


@dataclass(frozen=True)
class Funded:
    """A month of the joint marketing money of an account in a country, in its currency, and its claims."""

    month: date
    partner: Partner
    country: str
    budget: float
    approved: float
    due: int
    proved: int
    margin: float
    cost: float


def funds(seed: int, planned: Sequence[Planned]) -> Iterator[Funded]:
    """Two parts in a hundred of what is planned, and what came of it; since the first planned year."""
    partners = {one.name: one for one in PARTNERS}
    money: dict[tuple[date, str, str], float] = {}
    for one in planned:
        if one.account in partners and STARTS[0] <= one.month <= MONTHS[-1] and one.revenue:
            key = (one.month, one.account, one.country)
            money[key] = money.get(key, 0.0) + one.revenue
    for (month, account, country), revenue in money.items():
        draw = chance(seed, "funds", account, country, month)
        budget = round(0.02 * revenue, 0)
        approved, due = round(budget * draw.uniform(0.78, 0.96), 0), draw.randint(3, 8)
        proved = due - (draw.random() < 0.5) - (draw.random() < 0.2)
        yield Funded(month, partners[account], country, budget, approved, due, proved, round(1.4 * approved), approved)
