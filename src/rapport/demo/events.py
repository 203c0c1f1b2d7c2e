"""What is planted in a world: each event with its place, its month and its size, as the seed chooses them."""

import random
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from rapport.demo import agreements
from rapport.demo.partners import MAKERS, NEW_MODELS, PARTNERS
from rapport.demo.world import CUSTOMERS, DISTRIBUTORS, LAST, MONTHS, Outlet, chance

RECENT = MONTHS[-6:]


@dataclass(frozen=True)
class Event:
    """Something that happens to `account` (empty: to every account concerned), from `month` on or in `month` alone.

    `country channel product currency` say where, as far as it is told apart. `size` is positive: a part of what was before, or
    points of a share.
    """

    kind: str
    month: date
    size: float
    account: str = ""
    country: str = ""
    channel: str = ""
    product: str = ""
    currency: str = ""
    is_lasting: bool = True

    def holds(self, month: date) -> bool:
        """Whether it works in `month`."""
        return month >= self.month if self.is_lasting else month == self.month


@dataclass
class _Room:
    """What is still free: months of accounts, one story each; and where something happens already."""

    months: set[tuple[str, date]] = field(
        default_factory=lambda: {(one.name, month) for one in (*PARTNERS, *CUSTOMERS) for month in RECENT}
    )
    taken: set[tuple[str, str]] = field(default_factory=set)
    """The accounts at distributors to which something happens; of a distributor that fell silent, all of them."""

    def take(self, draw: random.Random, accounts: Iterable[str], months: Collection[date] = RECENT) -> tuple[str, date]:
        """A free month of one of the accounts that have had the fewest events."""
        left = {account: sum(one == account for one, _ in self.months) for account in accounts}
        most = max(left.values())
        account, month = draw.choice(sorted(one for one in self.months if left.get(one[0]) == most and one[1] in months))
        self.months.remove((account, month))
        return account, month

    def outlet(self, draw: random.Random, account: str) -> Outlet:
        """One of the two largest outlets of a partner at which nothing happens yet."""
        partner = next(one for one in PARTNERS if one.name == account)
        outlet = draw.choice([one for one in partner.outlets if (account, one.channel) not in self.taken][:2])
        self.taken.add((account, outlet.channel))
        return outlet


def planted(seed: int) -> tuple[Event, ...]:
    """The events of a seed, one of each kind."""
    room = _Room()
    return tuple(plant(seed, chance(seed, "event", plant.__name__), room) for plant in _PLANTS)


def _agreement_lapsed(seed: int, draw: random.Random, room: _Room) -> Event:
    expiring = [one for one in agreements.due(seed) if one.month in RECENT and one.is_large]
    one = draw.choice(expiring)
    room.months.remove((one.account, one.month))
    return Event("agreement_lapsed", one.month, round(draw.uniform(0.65, 0.9), 2), one.account, one.country)


def _stopped_reporting(_: int, draw: random.Random, room: _Room) -> Event:
    channel = draw.choice([one.name for one in DISTRIBUTORS])
    room.taken |= {(one.name, channel) for one in PARTNERS}
    return Event("stopped_reporting", draw.choice(MONTHS[-2:]), 1.0, channel=channel)


def _restatement(_: int, draw: random.Random, room: _Room) -> Event:
    """The last files say an earlier month again; that is the story of the last month."""
    account, _month = room.take(draw, [one.name for one in PARTNERS], (LAST,))
    outlet = room.outlet(draw, account)
    size, month = round(draw.uniform(0.08, 0.14), 3), draw.choice(MONTHS[-3:-1])
    return Event("restatement", month, size, account, outlet.country, outlet.channel, is_lasting=False)


def _currency_shock(_: int, draw: random.Random, room: _Room) -> Event:
    currencies = {one.name: one.currency for one in PARTNERS if one.currency != "USD"}
    account, month = room.take(draw, currencies)
    return Event("currency_shock", month, round(draw.uniform(0.10, 0.16), 3), account, currency=currencies[account])


def _new_sku(_: int, draw: random.Random, room: _Room) -> Event:
    account, month = room.take(draw, NEW_MODELS)
    return Event("new_sku", month, round(draw.uniform(0.14, 0.22), 3), account, product=NEW_MODELS[account])


def _delisted_sku(_: int, draw: random.Random, room: _Room) -> Event:
    """A distributor takes the model off that sells best."""
    account, month = room.take(draw, [one.name for one in MAKERS])
    outlet = room.outlet(draw, account)
    model = next(one for one in MAKERS if one.name == account).devices[0].name
    return Event("delisted_sku", month, 1.0, account, outlet.country, outlet.channel, model)


def _share_loss(_: int, draw: random.Random, room: _Room) -> Event:
    account, month = room.take(draw, [one.name for one in MAKERS])
    outlet = room.outlet(draw, account)
    return Event("share_loss", month, round(draw.uniform(0.14, 0.24), 3), account, outlet.country, outlet.channel)


def _bundle_ended(_: int, draw: random.Random, room: _Room) -> Event:
    account, month = room.take(draw, [one.name for one in MAKERS])
    return Event("bundle_ended", month, round(draw.uniform(0.45, 0.65), 2), account)


def _price_cut(_: int, draw: random.Random, room: _Room) -> Event:
    account, month = room.take(draw, [one.name for one in MAKERS])
    return Event("price_cut", month, round(draw.uniform(0.12, 0.20), 3), account)


def _channel_stuffing(_: int, draw: random.Random, room: _Room) -> Event:
    """More is pushed into a distributor than is sold on; the month after takes nothing back."""
    account, month = room.take(draw, [one.name for one in PARTNERS])
    outlet = room.outlet(draw, account)
    size = round(draw.uniform(0.6, 0.95), 2)
    return Event("channel_stuffing", month, size, account, outlet.country, outlet.channel, is_lasting=False)


_PLANTS: tuple[Callable[[int, random.Random, _Room], Event], ...] = (
    _agreement_lapsed,
    _stopped_reporting,
    _restatement,
    _currency_shock,
    _new_sku,
    _delisted_sku,
    _share_loss,
    _bundle_ended,
    _price_cut,
    _channel_stuffing,
)
