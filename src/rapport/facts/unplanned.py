"""Of which accounts an actual is compared with a plan or forecast that says nothing of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from rapport.core.kpi import Aggregate, leaves
from rapport.core.mentions import mention
from rapport.core.pack import Kpi
from rapport.core.question import Filter
from rapport.facts.asked import conditions_of
from rapport.facts.lines import Key
from rapport.facts.reading import can_have
from rapport.facts.remarks import plain
from rapport.facts.sides import Heard
from rapport.facts.told import Told
from rapport.facts.windows import Group, Window

MOST = 5
"""So many accounts are named, the largest first."""

ADDED = ("sum", "opening", "closing")
"""Aggregates that are the sum of what accounts come to."""


class Unplanned:
    """How much of the actuals is of accounts that the base's scenario does not speak of.

    Nothing is said where the answer goes by accounts, or where the base speaks of the accounts together.
    """

    def __init__(self, now: Heard, base: Heard) -> None:
        self.now, self.base = now, base
        self.is_asked = base.side.scenario != "actual" and "account" not in now.side.asked.fields

    def notes(self, kpi: Kpi, group: Group, key: Key) -> Iterator[str]:
        """What is to be said of a figure that has a base."""
        if not self.is_asked:
            return
        found = {leaf.measure: leaf for leaf in leaves(kpi.formula) if isinstance(leaf, Aggregate) and leaf.kind in ADDED}
        for leaf in found.values():
            yield from self._said(leaf, group, key)

    def _said(self, leaf: Aggregate, group: Group, key: Key) -> Iterator[str]:
        trade = self.now.side.world.trade
        planned = self._accounts(self._told_base, self.base.side.windows(leaf, group), key)
        if not can_have(trade, trade.measures[leaf.measure], "account") or None in planned:
            return
        for currency, amounts in sorted(self._amounts(leaf, group, key).items()):
            apart = {account: amount for account, amount in amounts.items() if account not in planned and amount}
            if apart:
                size = " ".join(filter(None, (plain(sum(apart.values(), Decimal(0))), currency)))
                yield f"{leaf.measure} of {_named(apart)} without {self.base.side.scenario}: {size}"

    def _amounts(self, leaf: Aggregate, group: Group, key: Key) -> dict[str, dict[int, Decimal]]:
        """What each account that is not under a planned one comes to, by currency."""
        told, place = self._told, self._told.reading.conditions.index(conditions_of(leaf))
        found: defaultdict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for window in self.now.side.windows(leaf, group):
            for cell, lines in told.lines[window].items():
                account = cell[-1]
                if isinstance(account, int) and account not in self._under and _is_in(told, window, cell, key):
                    for line in lines:
                        found[line.currency or ""][account] += line.sums[place] if line.counts else 0
        return found

    @cached_property
    def _told(self) -> Told:
        """The actuals by account."""
        side = self.now.side
        windows = side.all_windows(side.asked.aggregates)
        reading = side.reading(windows, side.asked.aggregates, (*side.asked.fields, "account"))
        return Told(reading, self.now.connection)

    @cached_property
    def _told_base(self) -> Told:
        """The plan or forecast by account."""
        side = self.base.side
        reading = side.reading(side.all_windows(side.asked.aggregates), (), (*side.asked.fields, "account"))
        return Told(reading, self.base.connection)

    @cached_property
    def _under(self) -> frozenset[int]:
        """The accounts with actuals that stand under planned ones."""
        told, side = self._told_base, self.now.side
        planned = frozenset(cell[-1] for window in told.lines for cell in told.keys(window) if isinstance(cell[-1], int))
        if side.world.ancestors is None or not planned:
            return frozenset()
        kept = (*self._told.reading.where, Filter("account", frozenset[int | str](planned)))
        below = Told(replace(self._told.reading, by=("account",), where=kept, conditions=((),)), self.now.connection)
        found = {account for window in below.lines for (account,) in below.keys(window) if isinstance(account, int)}
        return frozenset(found - planned)

    @staticmethod
    def _accounts(told: Told, windows: tuple[Window, ...], key: Key) -> set[int | str | None]:
        """The accounts of which a cell is told; None: of all together."""
        return {cell[-1] for window in windows for cell in told.keys(window) if _is_in(told, window, cell, key)}


def _is_in(told: Told, window: Window, cell: Key, key: Key) -> bool:
    """Whether an account's cell is part of a cell of the answer."""
    return all(cell[place] == value for place, value in enumerate(key) if place in told.own(window))


def _named(amounts: Mapping[int, Decimal]) -> str:
    """The accounts, the largest first."""
    ordered = sorted(amounts, key=lambda account: -abs(amounts[account]))
    more = f" and {len(ordered) - MOST} more" if len(ordered) > MOST else ""
    return ", ".join(mention("account", account) for account in ordered[:MOST]) + more
