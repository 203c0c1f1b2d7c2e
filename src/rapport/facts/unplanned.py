"""Of which accounts and countries an actual is compared with a plan or forecast that says nothing of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from rapport.core.kpi import Aggregate, leaves
from rapport.core.mentions import mention
from rapport.core.pack import Kpi
from rapport.core.periods import Period, add_months
from rapport.core.question import Filter
from rapport.facts.asked import conditions_of
from rapport.facts.lines import Key
from rapport.facts.reading import can_have
from rapport.facts.remarks import plain
from rapport.facts.said import told_of
from rapport.facts.sides import Heard
from rapport.facts.told import Told
from rapport.facts.voices import REPORTED_FOR
from rapport.facts.windows import Group, Window

MOST = 5
"""So many of them are named, the largest first."""

Part = tuple[int | str | None, int | str | None]
"""An account and a country; None: of all together."""

ADDED = ("sum", "opening", "closing")
"""Aggregates that are the sum of what accounts come to."""


class Unplanned:
    """How much of the actuals is of accounts, countries and months that the base's scenario does not speak of.

    What the base says of all accounts or countries together it says of each. A month of which it speaks of nobody is missing in
    the base, and is not counted against what it speaks of in other months.
    """

    def __init__(self, now: Heard, base: Heard) -> None:
        self.now, self.base = now, base
        self.is_asked = base.side.scenario != "actual"
        self.fields = tuple(dict.fromkeys((*now.side.asked.fields, *REPORTED_FOR)))
        self.places = tuple(self.fields.index(field) for field in REPORTED_FOR)

    def notes(self, kpi: Kpi, group: Group, key: Key) -> Iterator[str]:
        """What is to be said of a figure that has a base."""
        if not self.is_asked:
            return
        found = {leaf.measure: leaf for leaf in leaves(kpi.formula) if isinstance(leaf, Aggregate) and leaf.kind in ADDED}
        for leaf in found.values():
            yield from self._said(leaf, group, key)

    def _said(self, leaf: Aggregate, group: Group, key: Key) -> Iterator[str]:
        trade = self.now.side.world.trade
        if not can_have(trade, trade.measures[leaf.measure], "account"):
            return
        planned = self._planned(leaf, group, key)
        for currency, amounts in sorted(self._amounts(leaf, group, key, planned).items()):
            apart = {part: amount for part, amount in amounts.items() if amount}
            if apart:
                size = " ".join(filter(None, (plain(sum(apart.values(), Decimal(0))), currency)))
                yield f"{leaf.measure} of {_named(apart, planned)} without {self.base.side.scenario}: {size}"

    def _planned(self, leaf: Aggregate, group: Group, key: Key) -> dict[Part, set[date]]:
        """The months of each account and country of which a cell is told."""
        found: defaultdict[Part, set[date]] = defaultdict(set)
        for window in self.base.side.windows(leaf, group):
            for cell in self._told_base.keys(window):
                if _is_in(self._told_base, window, cell, key):
                    found[self._part(cell)] |= self._spoken_of(window, cell)
        return found

    def _part(self, cell: Key) -> Part:
        account, country = (cell[place] for place in self.places)
        return account, country

    def _spoken_of(self, window: Window, cell: Key) -> frozenset[date]:
        return frozenset[date]().union(*(told_of(window, line) for line in self._told_base.lines[window][cell]))

    def _amounts(
        self, leaf: Aggregate, group: Group, key: Key, planned: Mapping[Part, set[date]]
    ) -> dict[str, dict[Part, Decimal]]:
        """What each account and country that is under no planned one comes to in the months without a plan, by currency."""
        told, place = self._told, self._told.reading.conditions.index(conditions_of(leaf))
        found: defaultdict[str, dict[Part, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for window in self.now.side.windows(leaf, group):
            for cell in told.lines[window]:
                account, country = self._part(cell)
                if isinstance(account, int) and account not in self._under and _is_in(told, window, cell, key):
                    for part in self._without(window, _months_of(planned, (account, country))):
                        for line in told.lines[part].get(cell, ()):
                            found[line.currency or ""][account, country] += line.sums[place] if line.counts else 0
        return found

    def _without(self, window: Window, planned: Collection[date] | None) -> tuple[Window, ...]:
        """The parts of a window without a plan: the whole of it, or the months of which there are plans of others."""
        if planned is None:
            return (window,)
        return tuple(part for month, part in _by_month(window).items() if month in self._of_others - set(planned))

    @cached_property
    def _of_others(self) -> frozenset[date]:
        """The months of which there is any plan or forecast."""
        told = self._told_base
        return frozenset[date]().union(*(self._spoken_of(window, cell) for window in told.lines for cell in told.keys(window)))

    @cached_property
    def _told(self) -> Told:
        """The actuals by account and country."""
        side = self.now.side
        windows = list(side.all_windows(side.asked.aggregates))
        months = (month for window in windows for month in _by_month(window).values())
        reading = side.reading((*windows, *months), side.asked.aggregates, self.fields)
        return Told(reading, self.now.connection)

    @cached_property
    def _told_base(self) -> Told:
        """The plan or forecast by account and country."""
        side = self.base.side
        reading = side.reading(side.all_windows(side.asked.aggregates), (), self.fields)
        return Told(reading, self.base.connection)

    @cached_property
    def _under(self) -> frozenset[int]:
        """The accounts with actuals that stand under planned ones."""
        told, side = self._told_base, self.now.side
        accounts = (self._part(cell)[0] for window in told.lines for cell in told.keys(window))
        planned = frozenset(account for account in accounts if isinstance(account, int))
        if side.world.ancestors is None or not planned:
            return frozenset()
        kept = (*self._told.reading.where, Filter("account", frozenset[int | str](planned)))
        below = Told(replace(self._told.reading, by=("account",), where=kept, conditions=((),)), self.now.connection)
        found = {account for window in below.lines for (account,) in below.keys(window) if isinstance(account, int)}
        return frozenset(found - planned)


def _by_month(window: Window) -> dict[date, Window]:
    """The months of a window, each as a window of its own."""
    months = Period(window.start, window.stop).months()
    return {m: replace(window, start=max(m, window.start), stop=min(add_months(m, 1), window.stop)) for m in months}


def _is_in(told: Told, window: Window, cell: Key, key: Key) -> bool:
    """Whether an account's cell is part of a cell of the answer."""
    return all(cell[place] == value for place, value in enumerate(key) if place in told.own(window))


def _months_of(planned: Mapping[Part, set[date]], part: Part) -> set[date] | None:
    """The months of which a part is told, by itself or with others, or piece by piece; None where it is told of none."""
    found = [
        months
        for of, months in planned.items()
        if all(own is None or one is None or own == one for own, one in zip(part, of, strict=True))
    ]
    return set().union(*found) if found else None


def _named(amounts: Mapping[Part, Decimal], planned: Collection[Part]) -> str:
    """The accounts, the largest first; of one that is planned elsewhere the countries."""
    elsewhere = {account for account, _ in planned}
    sizes: defaultdict[str, Decimal] = defaultdict(Decimal)
    for (account, country), amount in amounts.items():
        place = f" ({mention('country', country)})" if {account, None} & elsewhere and isinstance(country, int) else ""
        sizes[f"{mention('account', account)}{place}" if isinstance(account, int) else place] += amount
    ordered = sorted(sizes, key=lambda name: -abs(sizes[name]))
    more = f" and {len(ordered) - MOST} more" if len(ordered) > MOST else ""
    return ", ".join(ordered[:MOST]) + more
