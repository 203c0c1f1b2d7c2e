"""What flows holds together, and each event shows where and when it was planted, by its size, and nowhere else."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise

import pytest

from rapport.core.periods import add_months
from rapport.demo import surroundings
from rapport.demo.business import Business
from rapport.demo.events import Event
from rapport.demo.flows import Cell
from rapport.demo.world import LAST, MONTHS
from tests.demo.worlds import event, world

SEEDS = pytest.mark.parametrize("seed", [1, 2, 99])


@SEEDS
def test_closing_stock_is_opening_plus_sell_in_minus_sell_through(seed: int) -> None:
    months = defaultdict(list)
    for stock in world(seed).stocks:
        months[stock.cell.partner.name, stock.cell.outlet, stock.device.name].append(stock)
    assert len(months) > 250
    for followed in months.values():
        for before, after in pairwise(followed):
            assert before.closing + after.sell_in - after.sell_through == after.closing >= 0


@SEEDS
def test_what_is_shipped_comes_in(seed: int) -> None:
    shipped = {
        (one.cell.month, one.cell.outlet, one.device.name): one.units for one in world(seed).sold if one.cell.month <= LAST
    }
    came_in = {(one.cell.month, one.cell.outlet, one.device.name): one.sell_in for one in world(seed).stocks}
    assert {key: units for key, units in shipped.items() if units} == {key: units for key, units in came_in.items() if units}


@SEEDS
def test_no_country_ships_more_than_its_market(seed: int) -> None:
    shipped: dict[tuple[date, str], int] = defaultdict(int)
    for one in world(seed).sold:
        if one.device.category == "pc":
            shipped[one.cell.month, one.cell.outlet.country] += one.units
    assert all(shipped[month, country] < units for month, country, units in surroundings.markets(seed))


@SEEDS
def test_no_more_licences_than_devices_with_the_platform(seed: int) -> None:
    devices: dict[tuple[object, ...], int] = defaultdict(int)
    licences: dict[tuple[object, ...], int] = defaultdict(int)
    for one in world(seed).sold:
        if one.device.category == "pc" and one.device.is_own:
            devices[one.cell.month, one.cell.partner.name, one.cell.outlet] += one.units
    for each in world(seed).licensed:
        if each.licence.category == "licence":
            licences[each.cell.month, each.cell.partner.name, each.cell.outlet] += each.units
    assert licences
    assert all(0.9 * devices[key] < units <= devices[key] for key, units in licences.items())


@SEEDS
def test_listings_are_those_before_and_the_won_without_the_lost(seed: int) -> None:
    followed = defaultdict(list)
    for one in surroundings.listings(seed, world(seed).events):
        followed[one.cell.partner.name, one.cell.outlet].append(one)
    for months in followed.values():
        assert len(months) == 13
        for before, after in pairwise(months):
            assert before.live + after.won - after.lost == after.live <= after.target


def total(business: Business, of: Callable[[Cell], bool], measure: str) -> float:
    """A sum over the cells that `of` lets through: units, own, suites or revenue."""
    parts: Iterable[tuple[Cell, float]]
    if measure == "revenue":
        parts = ((one.cell, one.amount) for one in business.billed)
    elif measure == "suites":
        parts = ((one.cell, one.units) for one in business.licensed if one.licence.category == "suite")
    else:
        parts = ((one.cell, one.units) for one in business.sold if measure == "units" or one.device.is_own)
    return sum(amount for cell, amount in parts if of(cell))


def concerned(found: Event, month: date) -> Callable[[Cell], bool]:
    """Whether a cell is of the event's place and of a month."""
    return lambda cell: (
        cell.month == month
        and cell.partner.name == found.account
        and found.channel in {"", cell.outlet.channel}
        and found.country in {"", cell.outlet.country}
    )


def moved(seed: int, kind: str, measure: str, over: str | None = None) -> tuple[float, float, Event]:
    """A measure (or quotient) at the place of an event, without it and with it, in its month."""
    found = event(world(seed), kind)
    here = concerned(found, found.month)
    sides = []
    for business in (world(seed, is_eventful=False), world(seed)):
        value = total(business, here, measure)
        sides.append(value / total(business, here, over) if over else value)
    return sides[0], sides[1], found


@SEEDS
def test_share_is_lost_by_as_many_points_as_planted(seed: int) -> None:
    before, after, found = moved(seed, "share_loss", "own", "units")
    assert before - after == pytest.approx(found.size, abs=0.03)


@SEEDS
def test_a_stuffed_channel_takes_more_and_sells_no_more(seed: int) -> None:
    before, after, found = moved(seed, "channel_stuffing", "units")
    here = concerned(found, found.month)
    sold = [sum(one.sell_through for one in b.stocks if here(one.cell)) for b in (world(seed, is_eventful=False), world(seed))]
    assert after / before == pytest.approx(1 + found.size, rel=0.01)
    assert sold[1] == pytest.approx(sold[0], rel=0.02)


@SEEDS
def test_a_bundle_that_ended_takes_suites_away(seed: int) -> None:
    before, after, found = moved(seed, "bundle_ended", "suites", "units")
    assert 1 - after / before == pytest.approx(found.size, abs=0.02)


@SEEDS
def test_a_price_cut_is_seen_in_what_one_earns(seed: int) -> None:
    found = event(world(seed), "price_cut")
    prices = []
    for month in (add_months(found.month, -1), found.month):
        here = concerned(found, month)
        model = next(one.cell.partner.devices[0].name for one in world(seed).sold if here(one.cell))
        units = sum(one.units for one in world(seed).sold if here(one.cell) and one.device.name == model)
        prices.append(sum(one.amount for one in world(seed).billed if here(one.cell) and one.product == model) / units)
    assert 1 - prices[1] / prices[0] == pytest.approx(found.size, abs=0.011), "beside the price list of a July"


@SEEDS
def test_a_new_model_comes_and_a_delisted_one_goes(seed: int) -> None:
    new, gone = event(world(seed), "new_sku"), event(world(seed), "delisted_sku")
    launched = {one.cell.month for one in world(seed).sold if one.device.name == new.product and one.units}
    assert min(launched) == new.month
    left = [
        one
        for one in world(seed).sold
        if one.device.name == gone.product and (one.cell.outlet.channel, one.cell.outlet.country) == (gone.channel, gone.country)
    ]
    assert [one.units > 0 for one in left] == [one.cell.month < gone.month for one in left]


@SEEDS
def test_a_currency_falls_by_its_size(seed: int) -> None:
    found = event(world(seed), "currency_shock")
    quotes = {month: rate for month, currency, rate in surroundings.rates(seed, world(seed).events) if currency == found.currency}
    assert quotes[found.month] / quotes[add_months(found.month, -1)] == pytest.approx(1 + found.size, abs=0.01)


@SEEDS
def test_without_events_nothing_of_it_happens_and_elsewhere_all_is_the_same(seed: int) -> None:
    calm, eventful = world(seed, is_eventful=False), world(seed)
    assert calm.events == ()
    concerned_accounts = {one.account for one in eventful.events}
    before = {(one.cell.partner.name, one.cell.outlet, one.cell.month, one.device.name): one.units for one in calm.sold}
    after = {(one.cell.partner.name, one.cell.outlet, one.cell.month, one.device.name): one.units for one in eventful.sold}
    first = min(one.month for one in eventful.events)
    assert {k: v for k, v in before.items() if k[2] < first} == {k: v for k, v in after.items() if k[2] < first}
    assert {k: v for k, v in before.items() if k[0] not in concerned_accounts} == {
        k: v for k, v in after.items() if k[0] not in concerned_accounts
    }
    assert calm.planned == eventful.planned


@SEEDS
def test_a_new_model_changes_nothing_but_models_of_its_platform(seed: int) -> None:
    alone = Business(seed, (event(world(seed), "new_sku"),))

    def others(business: Business) -> list[int]:
        return [one.units for one in business.sold if not one.device.is_own]

    assert others(alone) == others(world(seed, is_eventful=False))


@SEEDS
def test_a_calm_world_has_no_jumps(seed: int) -> None:
    """Shares and attach of no partner at no distributor jump from month to month by half of what events do."""
    calm = world(seed, is_eventful=False)
    units: dict[tuple[object, ...], int] = defaultdict(int)
    own: dict[tuple[object, ...], int] = defaultdict(int)
    for one in calm.sold:
        key = (one.cell.partner.name, one.cell.outlet, one.cell.month)
        units[key] += one.units
        own[key] += one.units if one.device.is_own else 0
    shares = {key: own[key] / count for key, count in units.items() if count > 500}
    jumps = [abs(share - shares[(*key[:2], before)]) for key, share in shares.items()
             if (*key[:2], before := add_months(key[2], -1)) in shares]  # type: ignore[arg-type]  # fmt: skip
    assert max(jumps) < 0.05
    assert len(MONTHS) == 36
