"""What flows: devices from partners to distributors and on, and the licences and the revenue that come of them.

closing = opening + sell-in − sell-through, for each device at each distributor; what is shipped is what comes in there.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from rapport.demo.devices import PLATFORM_LICENCES, SERVER_LICENCES, SUITES, Device, Licence, launched
from rapport.demo.events import Event
from rapport.demo.partners import PARTNERS
from rapport.demo.seasons import season
from rapport.demo.world import AHEAD, COUNTRIES, MONTHS, PAR, Outlet, Partner, chance, grown, rounded, years

COVER = 1.05
"""Months of what is sold that a distributor likes to have in stock."""
PRICE_STEP = 0.99
"""What prices are each July, of those before."""


@dataclass(frozen=True)
class Cell:
    """A month of a partner at a distributor in a country."""

    month: date
    partner: Partner
    outlet: Outlet


@dataclass(frozen=True)
class Sold:
    """Devices shipped; `wanted`: what the distributor's customers take in the month."""

    cell: Cell
    device: Device
    units: int
    wanted: int


@dataclass(frozen=True)
class Stock:
    """What became of a device at the distributor in the month."""

    cell: Cell
    device: Device
    sell_in: int
    sell_through: int
    closing: int


@dataclass(frozen=True)
class Licensed:
    """Licences reported; `boxes`: the devices that have one, of servers only."""

    cell: Cell
    licence: Licence
    units: int
    boxes: int | None = None


@dataclass(frozen=True)
class Billed:
    """What the vendor earned on a device or a licence, in the partner's currency."""

    cell: Cell
    product: str
    amount: float


def _concerning(events: Sequence[Event], kind: str, cell: Cell, device: Device | None = None) -> Event | None:
    """The event of a kind that works in a cell (and on a device)."""
    for one in events:
        here = one.account == cell.partner.name and one.channel in {"", cell.outlet.channel} and one.holds(cell.month)
        if one.kind == kind and here and one.country in {"", cell.outlet.country}:
            return one if device is None or one.product in {"", device.name} else None
    return None


def market(seed: int, country: str, month: date) -> float:
    """All makers' PCs in a month before the publisher's error, by this seed's growth."""
    one = COUNTRIES[country]
    growth = one.growth + chance(seed, "market growth", country).uniform(-0.02, 0.02)
    return one.units * grown(1 + growth, month) * season(country, month)


def sales(seed: int, events: Sequence[Event]) -> list[Sold]:
    """What every partner shipped, and what it will ship in the months ahead."""
    return [sold for partner in PARTNERS for outlet in partner.outlets for sold in _at_outlet(seed, events, partner, outlet)]


def _at_outlet(seed: int, events: Sequence[Event], partner: Partner, outlet: Outlet) -> Iterator[Sold]:
    draw = chance(seed, "units", partner.name, outlet.channel, outlet.country)
    growth, lean = draw.uniform(-0.04, 0.10), draw.uniform(-0.03, 0.03)
    for month in (*MONTHS, *AHEAD):
        cell = Cell(month, partner, outlet)
        wanted = market(seed, outlet.country, month) * partner.shares[outlet.country] * outlet.part * grown(1 + growth, month)
        yield from _month(events, cell, wanted * draw.uniform(0.97, 1.03), lean + draw.uniform(-0.008, 0.008), draw)


def _month(events: Sequence[Event], cell: Cell, wanted: float, lean: float, draw: random.Random) -> Iterator[Sold]:
    """A month of an outlet by device; `lean`: how its share of the own platform differs from the partner's."""
    stuffed, lost = _concerning(events, "channel_stuffing", cell), _concerning(events, "share_loss", cell)
    own = _own_share(cell, lean) - (lost.size if lost else 0.0)
    noises = [draw.uniform(0.985, 1.015) for _ in range(len(cell.partner.devices) + 1)]
    for (device, part), noise in zip(_parts(events, cell, own).items(), noises, strict=False):
        gone = _concerning(events, "delisted_sku", cell, device)
        taken = 0 if gone else round(wanted * part * noise)
        yield Sold(cell, device, round(taken * (1 + stuffed.size)) if stuffed else taken, taken)


def _own_share(cell: Cell, lean: float) -> float:
    partner = cell.partner
    return min(partner.own + partner.gain * years(cell.month) + lean, 0.97) if partner.own else 0.0


def _parts(events: Sequence[Event], cell: Cell, own: float) -> Mapping[Device, float]:
    """The part of each device in the month. Premium ones gain 8% a year on the others of their platform."""
    weights = {one: one.weight * (grown(1.08, cell.month) if one.premium == "yes" else 1.0) for one in cell.partner.devices}
    totals = {is_own: sum(weight for one, weight in weights.items() if one.is_own is is_own) for is_own in (True, False)}
    parts = {one: (own if one.is_own else 1 - own) * weight / totals[one.is_own] for one, weight in weights.items()}
    if new := _concerning(events, "new_sku", cell):
        parts = {one: part * (1 - new.size) if one.is_own else part for one, part in parts.items()}
        parts[launched(cell.partner.devices, new.product)] = own * new.size
    return parts


def stocks(sold: Sequence[Sold], seed: int) -> list[Stock]:
    """What became of the devices at the distributors in the months that are past."""
    lying: dict[tuple[str, str, str, str], int] = {}
    found = []
    for one in sold:
        cell = one.cell
        if cell.month in AHEAD:
            continue
        key = (cell.partner.name, cell.outlet.channel, cell.outlet.country, one.device.name)
        draw = chance(seed, "stock", *key, cell.month)
        opening = lying.get(key, round(COVER * one.wanted))
        usual = one.wanted * draw.uniform(0.96, 1.04) + 0.1 * (opening - COVER * one.wanted)
        through = max(0, min(opening + one.units, round(usual if one.wanted else 0.6 * opening)))
        lying[key] = opening + one.units - through
        if opening or one.units:
            found.append(Stock(cell, one.device, one.units, through, lying[key]))
    return found


def licences(sold: Sequence[Sold], events: Sequence[Event], seed: int) -> Iterator[Licensed]:
    """Licences reported: one for nearly every device with the platform, suites for some, those of servers by box."""
    for cell, group in groupby((one for one in sold if one.cell.month not in AHEAD), key=lambda one: one.cell):
        devices = list(group)
        draw = chance(seed, "licences", cell.partner.name, cell.outlet.channel, cell.outlet.country, cell.month)
        total = sum(one.units for one in devices)
        if cell.partner.category == "server":
            yield from _of_servers(cell, total, draw)
        elif cell.partner.category == "pc":
            yield from _of_platform(cell, devices, draw.uniform(0.955, 0.985))
            yield from _suites(cell, total, _attach(cell, events) * draw.uniform(0.95, 1.05))


def _attach(cell: Cell, events: Sequence[Event]) -> float:
    ended = _concerning(events, "bundle_ended", cell)
    return cell.partner.attach * (1 + 0.08 * years(cell.month)) * (1 - ended.size if ended else 1)


def _of_platform(cell: Cell, devices: Sequence[Sold], reported: float) -> Iterator[Licensed]:
    for edition, licence in PLATFORM_LICENCES.items():
        units = sum(one.units for one in devices if one.device.is_own and one.device.edition == edition)
        yield Licensed(cell, licence, round(units * reported))


def _suites(cell: Cell, devices: int, attach: float) -> Iterator[Licensed]:
    for suite, part in SUITES:
        yield Licensed(cell, suite, round(devices * attach * part))


def _of_servers(cell: Cell, servers: int, draw: random.Random) -> Iterator[Licensed]:
    attach = (0.52 + 0.015 * years(cell.month)) * draw.uniform(0.97, 1.03)
    for licence, part in SERVER_LICENCES:
        boxes = round(servers * attach * part)
        yield Licensed(cell, licence, round(boxes * 1.3), boxes)


def revenue(sold: Sequence[Sold], licensed: Sequence[Licensed], events: Sequence[Event]) -> Iterator[Billed]:
    """What the vendor earned, by device with the platform and by licence that has a price."""
    for one in sold:
        if one.cell.month not in AHEAD and one.device.price and one.units:
            yield Billed(one.cell, one.device.name, _amount(one.cell, one.units * one.device.price, events))
    for each in licensed:
        if each.licence.price and each.units:
            yield Billed(each.cell, each.licence.name, _amount(each.cell, each.units * each.licence.price, ()))


def _amount(cell: Cell, dollars: float, events: Sequence[Event]) -> float:
    """An amount of the price list in the partner's currency: lists are made at par, and again each July."""
    steps = cell.month.year - 2023 - (cell.month.month < 7)
    cut = _concerning(events, "price_cut", cell)
    return rounded(dollars * PAR[cell.partner.currency] * PRICE_STEP**steps * (1 - cut.size if cut else 1), cell.partner.currency)
