"""The answer key of a fabricated world: what an attentive reader would notice, and where. Only tests and benches may read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapport.demo.events import Event, planted
from rapport.demo.world import LAST

Direction = Literal["up", "down", "silent"]


@dataclass(frozen=True)
class Sign:
    """A KPI that shows an event, which way it goes (`silent`: figures are missing), and the driver of revenue that tells it."""

    kpi: str
    direction: Direction
    driver: str = ""


SIGNS: Mapping[str, tuple[Sign, ...]] = {
    "agreement_lapsed": (Sign("renewal_rate_value", "down"), Sign("arr", "down"), Sign("revenue", "down")),
    "stopped_reporting": (Sign("sell_through", "silent"), Sign("channel_inventory", "silent")),
    "restatement": (Sign("pc_shipments", "down", "restatement"), Sign("server_shipments", "down", "restatement")),
    "currency_shock": (Sign("revenue", "down", "currency"),),
    "new_sku": (Sign("premium_mix", "up", "edition_mix"), Sign("assortment_net_wins", "up")),
    "delisted_sku": (Sign("assortment_net_wins", "down"), Sign("pc_shipments", "down", "channel_mix")),
    "share_loss": (Sign("platform_share", "down", "platform_share"),),
    "bundle_ended": (Sign("suite_attach", "down", "suite_attach"),),
    "price_cut": (Sign("platform_asp", "down", "platform_price"),),
    "channel_stuffing": (Sign("sell_through_to_sell_in", "down"), Sign("channel_inventory", "up"), Sign("sell_in", "up")),
}
"""By kind of event what shows it, the plainest first."""


@dataclass(frozen=True)
class Answer:
    """An event, the month whose update should tell it first, and its signs."""

    event: Event
    told_in: date
    signs: tuple[Sign, ...]


def answers(seed: int) -> tuple[Answer, ...]:
    """What is to be noticed in the world of a seed."""
    return tuple(Answer(event, _told_in(event), SIGNS[event.kind]) for event in planted(seed))


def _told_in(event: Event) -> date:
    """A restatement is told when it comes, with the last files; everything else in its month."""
    return LAST if event.kind == "restatement" else event.month
