"""One tree over the leaves of both sides: what its drivers did in each cell, and what the cells themselves say."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from rapport.core.attribution import mix_step
from rapport.core.bridge import APART, Facts, Key, Movement, TagWord
from rapport.core.kpi import Aggregate, Formula, leaves
from rapport.core.pack import DriverTree, Factor, Trade
from rapport.facts.amounts import ALL_SIDES, SIDES
from rapport.facts.effects import (
    apart_effects,
    centred_mix,
    leaves_of,
    matched_amounts,
    matched_prices,
    tree_effects,
    values_by_leaf,
)
from rapport.facts.ladder import Ladder
from rapport.facts.ratios import ratio_apart, ratio_effects
from rapport.facts.reading import can_have
from rapport.facts.sql import written

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RATIO = "ratio"
"""The key of the tree that a ratio makes: its steps are numerator and denominator."""

SHIPMENTS = ("partner_share", "shipments", "channel_mix")
"""Drivers by which a tree is known to count shipments; the units of others are volume."""


Cells = Mapping[tuple[Key, ...], Mapping[str, Sequence[float]]]
"""By cell and side, what each formula comes to."""


@dataclass(frozen=True)
class Climb:
    """A tree (a ratio: the steps numerator and denominator) whose leaves are cells of `fields`, those asked `by` first.

    It reads the table `amounts`: one row a cell of `every` field, with each of the `formulas` on all sides. `cells`: what the
    formulas come to in each cell asked for, by side. `is_converted`: some money is told in another currency than it was in.
    `has_unheard`: the table tells what those who report a leaf missed of each side. `without`: what a leaf without a base is
    called, if not new.
    """

    tree: DriverTree
    by: tuple[str, ...]
    fields: tuple[str, ...]
    every: tuple[str, ...]
    formulas: tuple[Formula, ...]
    cells: Cells
    days: float
    is_converted: bool
    has_unheard: bool
    without: TagWord | None
    trade: Trade
    connection: "DuckDBPyConnection"

    def movements(self) -> Iterator[Movement]:
        """What each driver did in each cell; `other` only where there is something that no step explains."""
        drivers = [*(factor.driver for factor in self.tree.factors), "other"]
        for *cell, driver, tag, amount in self._fetched(_effects(self._ladder)):
            is_own = drivers[driver] != "other" and tuple(cell) in self.cells and not self._is_over_whole
            if amount or is_own:
                yield Movement(tuple(cell), drivers[driver], tag, amount)
        if self._is_parted:
            apart = ratio_apart if self._is_ratio else apart_effects
            for *cell, tag, amount in self._fetched(written(apart(self._ladder))):
                if amount:
                    yield Movement(tuple(cell), APART[tag], tag, amount)
        if self.days != 1:
            yield from self._calendar()
        if self.is_converted:
            yield from self._currency()

    def _calendar(self) -> Iterator[Movement]:
        """What other working days make of the base."""
        for cell, amount in self.base().items():
            if amount:
                yield Movement(cell, "calendar", None, amount * (self.days - 1))

    def _currency(self) -> Iterator[Movement]:
        """What other rates of exchange make of the actual; of a ratio, over the whole."""
        wholes = [math.fsum(self._at(cell, side)[-1] for cell in self.cells) for side in ALL_SIDES[1:]]
        for cell in self.cells:
            actual, current = (self._at(cell, side)[0 if self._is_ratio else -1] for side in ALL_SIDES[1:])
            if self._is_ratio:
                actual, current = ((_quotient(*part) or 0.0) for part in zip((actual, current), wholes, strict=True))
            if actual or current:
                yield Movement(cell, "currency", None, current - actual)

    def centred_mix(self) -> Iterator[Movement]:
        """Which shift of the finest mix helped, where cells are so fine: its effects less those of units at their mean worth."""
        mix = self._ladder.mix
        if mix is not None and self._ladder.is_fine:
            for *cell, amount in self._fetched(written(centred_mix(self._ladder))):
                if amount is not None:
                    yield Movement(tuple(cell), self.tree.factors[mix].driver, None, amount)

    def facts(self) -> Facts:
        """The cells' own volume and the factors that can be told for a cell alone, before and after; a price at constant mix."""
        facts = {cell: dict(self._told(*sides)) for cell, sides in self._matched().items()}
        if self._is_priced:
            price, told = self.tree.factors[-1].driver, self._fetched(written(matched_prices(self._ladder)))
            prices = {tuple(cell): (before, after) for *cell, before, after in told}
            facts = {cell: {**known, price: prices.get(cell, (None, None))} for cell, known in facts.items()}
        return facts

    def _matched(self) -> Mapping[tuple[Key, ...], Sequence[Sequence[float]]]:
        """What the steps come to in each cell, before and after, without what stands apart."""
        if not self._is_parted:
            return {cell: [self._at(cell, side) for side in SIDES] for cell in self.cells}
        width = len(self.by)
        told = self._fetched(written(matched_amounts(self._ladder)))
        return {row[:width]: [row[width + n :: len(SIDES)] for n in range(len(SIDES))] for row in told}

    @property
    def _is_parted(self) -> bool:
        """Whether leaves can stand apart."""
        return self._ladder.apart is not None

    @property
    def _is_priced(self) -> bool:
        """Whether the last step is money for the units of the step before it."""
        units = [self._units(factors) for factors in (self.tree.factors[-2:-1], self.tree.factors[-1:])]
        return bool(self.by) and not self._is_ratio and units == [{"units"}, {"money"}]

    def _units(self, factors: Sequence[Factor]) -> set[str]:
        """What the measures of steps are told in."""
        found = (leaf for factor in factors for leaf in leaves(factor.of) if isinstance(leaf, Aggregate))
        return {self.trade.measures[leaf.measure].unit for leaf in found}

    def base(self) -> dict[tuple[Key, ...], float]:
        """What the last step was in each cell: the KPI, or what a ratio divides by."""
        return {cell: self._at(cell, "base")[-1] for cell in self.cells}

    def _at(self, cell: tuple[Key, ...], side: str) -> list[float]:
        """What the steps come to in a cell."""
        return [self.cells[cell][side][place] for place in self._steps]

    @cached_property
    def _steps(self) -> list[int]:
        """The places of the steps' formulas."""
        return [self.formulas.index(factor.of) for factor in self.tree.factors]

    def _told(self, base: Sequence[float], actual: Sequence[float]) -> Iterator[tuple[str, tuple[float | None, float | None]]]:
        """What one cell says: of the steps that it breaks down, the first as units, each other one over the step before."""
        broken_down = [step for step in range(len(base)) if set(range(len(self.by))) <= set(self._ladder.at[step])]
        if self._is_ratio:
            if len(broken_down) == 2:
                yield "rate", (_quotient(base[0], base[1]), _quotient(actual[0], actual[1]))
            return
        first, *others = broken_down
        factors = self.tree.factors
        if first < len(factors) - 1 or factors[first].driver == "volume":
            is_shipments = any(factor.driver in SHIPMENTS for factor in factors)
            yield "shipments" if is_shipments else "volume", (base[first] or None, actual[first] or None)
        for step in others:
            if factors[step].of != factors[step - 1].of:
                yield factors[step].driver, (_quotient(base[step], base[step - 1]), _quotient(actual[step], actual[step - 1]))

    @property
    def _is_ratio(self) -> bool:
        return self.tree.key == RATIO

    @property
    def _is_over_whole(self) -> bool:
        """Whether a ratio's cells divide by a whole that they never break down: its own cell is none of them."""
        below = [self.trade.measures[leaf.measure] for leaf in leaves(self.tree.factors[-1].of) if isinstance(leaf, Aggregate)]
        return self._is_ratio and any(not can_have(self.trade, measure, field) for measure in below for field in self.by)

    def _fetched(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    @cached_property
    def _ladder(self) -> Ladder:
        """The steps over the leaves, which it shows as the view `leaf`."""
        at = tuple(
            tuple(place for place, field in enumerate(self.fields) if self._is_at(factor, field)) for factor in self.tree.factors
        )
        mix = None if self._is_ratio else mix_step(self.tree)
        ladder = Ladder(at, len(self.fields), len(self.by), mix, self.days, self.has_unheard, self.without, self._is_ratio)
        is_whole = len(self.fields) == len(self.every)
        leaf = written(leaves_of(ladder, [self.every.index(field) for field in self.fields], self._steps, is_whole=is_whole))
        if not is_whole:
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE coarse AS {leaf}")
            leaf = "FROM coarse"
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW leaf AS {leaf}")
        return ladder

    def _is_at(self, factor: Factor, field: str) -> bool:
        """Whether a step is broken down by a field: those of the leaves by all, and of a ratio the numerator."""
        is_finest = factor is self.tree.factors[0] if self._is_ratio else factor.at == self.tree.leaf
        return is_finest or self.trade.dimension_of(field) in factor.at or (self._is_ratio and self._is_above(field, factor))

    def _is_above(self, field: str, factor: Factor) -> bool:
        """Whether a field stands above the places of a ratio's leaves in trees, and each leaf under one of its values."""
        if not set(self.trade.below(field)) & set(factor.at):
            return False
        value, *leaf = (self.every.index(name) for name in (field, *factor.at))
        return all(count == 1 for (count,) in self._fetched(written(values_by_leaf(value, leaf))))


@lru_cache(maxsize=256)
def _effects(ladder: Ladder) -> str:
    """What drivers did, as text: a question about other accounts or months climbs the same ladder."""
    return written(ratio_effects(ladder) if ladder.is_ratio else tree_effects(ladder))


def _quotient(above: float, below: float) -> float | None:
    return above / below if below else None
