"""The sides of a question: what stands now, and the base that it is compared with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from rapport.core.kpi import AbsDiff, Aggregate, Leaf, aggregates
from rapport.core.pack import Kpi
from rapport.core.periods import GRAINS, month_of
from rapport.core.question import Number, Scope
from rapport.facts.asked import Asked, conditions_of
from rapport.facts.lines import Amount, Key, mixed
from rapport.facts.rates import RATES_OF, Conversion, added
from rapport.facts.reading import Reading
from rapport.facts.remarks import matched
from rapport.facts.speakers import speakers
from rapport.facts.told import Told
from rapport.facts.windows import Group, Window, windows
from rapport.facts.world import World

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Match:
    """What is left out of a quotient's facts: `by` which fields they are matched, and the windows that leave it out.

    `windows`: for a group of time and a lag, the window in whose place each stands.
    """

    by: tuple[str, ...]
    windows: dict[tuple[Group, int, Window], Window]


@dataclass(frozen=True)
class Side:
    """A question's facts in one world and scenario, `shift` months from the groups of time that are asked for.

    `match`: for the facts of one quotient, where some are left out.
    """

    asked: Asked
    world: World
    scope: Scope
    scenario: str = "actual"
    shift: int = 0
    is_base: bool = False
    match: Match | None = None

    @cached_property
    def conversion(self) -> Conversion | None:
        """How its money becomes the currency asked for; at constant currency that of now goes by the rates of the base."""
        question = self.asked.question
        if question.currency is None:
            return None
        if self.is_base or not question.constant_currency:
            return Conversion(question.currency)
        return Conversion(question.currency, RATES_OF.get(question.vs), self.asked.base_shift, is_constant=True)

    def windows(self, leaf: Aggregate, group: Group) -> tuple[Window, ...]:
        """The windows of an aggregate for a group of time, without what is left out of a quotient."""
        found = self.all_of(leaf, group)
        return tuple(self.match.windows.get((group, leaf.lag, window), window) for window in found) if self.match else found

    def all_of(self, leaf: Aggregate, group: Group) -> tuple[Window, ...]:
        """The same, whatever is left out."""
        is_stock = self.world.trade.measures[leaf.measure].kind == "stock"
        found = windows(leaf, group, self.scenario, self.shift, is_stock=is_stock)
        stop = self.asked.base_stop(leaf.measure) if self.is_base and leaf.kind == "sum" and not leaf.lag else None
        if stop is None or self.scenario != "actual":
            return found
        return tuple(replace(w, stop=stop) if w.stop == self.asked.base_period.end and w.start < stop else w for w in found)

    def all_windows(self, aggregates: Iterable[Aggregate]) -> Iterator[Window]:
        """The windows of these aggregates for all groups of time."""
        for leaf in aggregates:
            for group in self.asked.groups:
                yield from self.windows(leaf, group)

    def reading(self, found: Iterable[Window], aggregates: Iterable[Aggregate], by: tuple[str, ...]) -> Reading:
        """The reading of these windows by `by`, for the conditions of the aggregates and for no condition at all."""
        conditions = tuple(dict.fromkeys((*(conditions_of(leaf) for leaf in aggregates), ())))
        structure, kept = self.asked.question.structure, self.asked.where
        currency = self.asked.question.currency
        return Reading(self.world, self.scope, structure, tuple(dict.fromkeys(found)), by, kept, conditions, currency)


@dataclass(frozen=True)
class Heard:
    """A side and what the facts told of it."""

    side: Side
    told: Told
    connection: "DuckDBPyConnection"
    matches: Mapping[tuple[str, Key], Match] = field(default_factory=dict)

    def of(self, kpi: Kpi, key: Key = ()) -> "Heard":
        """The same, as a KPI takes it in a cell: where it is a quotient, the facts matched with those who speak there."""
        fields = self.side.asked.fields
        telling = speakers(self.side.world.trade, (aggregate.measure for aggregate in aggregates(kpi.formula)), fields)
        said = tuple(value for name, value in zip(fields, key, strict=False) if name in telling)
        match = self.matches.get((kpi.key, said))
        return replace(self, side=replace(self.side, match=match)) if match else self

    def amount(self, leaf: Leaf, group: Group, key: Key) -> Amount:
        """What an aggregate comes to in a cell."""
        if isinstance(leaf, AbsDiff):
            return self._differences[leaf].amount(group, key)
        found, whole = self.side.windows(leaf, group), self.side.all_of(leaf, group)
        amount = self.told.amount(leaf, found, key, self.side.conversion)
        if self.side.match is None or found == whole:
            return amount
        everything = self.told.amount(leaf, whole, key, self.side.conversion)
        return matched(amount, everything, self.told.measure(whole[0]), self.side.match.by)

    @property
    def known_on(self) -> date | None:
        """The latest release date of the facts that this side rests on; where there are none, of its world."""
        found = set(self.side.all_windows(self.side.asked.aggregates))
        lines = (line for window in found for by_key in self.told.lines[window].values() for line in by_key if line.counts)
        names = self.side.world.batches
        days = [day for batch in {b for line in lines for b in line.batches} if (day := names[batch].known_on)]
        return max(days, default=self.side.world.known_on)

    @cached_property
    def _differences(self) -> Mapping[AbsDiff, "Differences"]:
        found = (leaf for leaf in self.side.asked.leaves() if isinstance(leaf, AbsDiff))
        return {leaf: Differences(leaf, self.side, self.connection) for leaf in found}


class Differences:
    """The sum of |left − right| over the cells of its grain and the months, for any cell of the answer.

    A cell that only one of the two has counts whole; where one of them has no facts at all the amount is missing.
    """

    def __init__(self, leaf: AbsDiff, side: Side, connection: "DuckDBPyConnection") -> None:
        self.side, self.pair = side, (leaf.left, leaf.right)
        months = [month for group in side.asked.groups for month in _months(group)]
        found = (window for month in months for one in self.pair for window in side.windows(one, month))
        grain = (name for name in leaf.grain if name not in GRAINS)
        self.told = Told(side.reading(found, self.pair, (*side.asked.fields, *grain)), connection)

    def amount(self, group: Group, key: Key) -> Amount:
        """The sum of differences in a group of time and fields."""
        both = [tuple(self._amounts(one, month, key) for one in self.pair) for month in _months(group)]
        whole = [amount for pair in both for amounts in pair for amount in amounts.values()]
        missing = next((amount.why for amount in whole if amount.value is None), None)
        if missing or not any(left for left, _ in both) or not any(right for _, right in both):
            return Amount(None, missing or "not reported")
        apart = [_apart(left.get(cell), right.get(cell)) for left, right in both for cell in dict.fromkeys((*left, *right))]
        currencies = frozenset[str]().union(*(amount.currencies for amount in whole))
        batches = frozenset[int]().union(*(amount.batches for amount in whole))
        converted = frozenset[str]().union(*(amount.converted for amount in whole))
        notes = dict.fromkeys(note for amount in whole if amount.converted for note in amount.notes)
        why = mixed(currencies)
        return Amount(None if why else added(apart), why, currencies, batches, tuple(notes), converted)

    def _amounts(self, leaf: Aggregate, month: Group, key: Key) -> dict[Key, Amount]:
        found = self.side.windows(leaf, month)
        cells = {cell for window in found for cell in self.told.lines[window] if cell[: len(key)] == key}
        return {cell: self.told.amount(leaf, found, cell, self.side.conversion) for cell in cells}


def _apart(one: Amount | None, other: Amount | None) -> Number:
    """How far two amounts of a cell are apart; one that is not there is zero."""
    left, right = (amount.value if amount and amount.value is not None else Decimal(0) for amount in (one, other))
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return abs(left - right)
    return abs(float(left) - float(right))


def _months(group: Group) -> list[Group]:
    return [Group((), (month_of(month),)) for stretch in group.stretches for month in stretch.months()]
