"""One tree over the leaves of both sides: what its drivers did in each cell, and what the cells themselves say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rapport.core.attribution import mix_step
from rapport.core.bridge import Facts, Key, Movement
from rapport.core.kpi import Aggregate, Formula, leaves
from rapport.core.pack import DriverTree, Factor, Trade
from rapport.facts.effects import (
    Ladder,
    calendar_effects,
    cell_amounts,
    currency_effects,
    leaves_of,
    ratio_currency_effects,
    ratio_effects,
    raw_mix,
    tree_effects,
)
from rapport.facts.reading import can_have
from rapport.facts.sql import written

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlglot import exp

RATIO = "ratio"
"""The key of the tree that a ratio makes: its steps are numerator and denominator."""

SHIPMENTS = ("partner_share", "shipments", "channel_mix")
"""Drivers by which a tree is known to count shipments; the units of others are volume."""


@dataclass(frozen=True)
class Climb:
    """A tree (a ratio: the steps numerator and denominator) whose leaves are cells of `fields`, those asked `by` first.

    It reads the table `amounts`: one row a cell of `every` field, with each of the `formulas` on all sides. `is_converted`: some
    of its money is told in another currency than it was in.
    """

    tree: DriverTree
    by: tuple[str, ...]
    fields: tuple[str, ...]
    every: tuple[str, ...]
    formulas: tuple[Formula, ...]
    days: float
    is_converted: bool
    trade: Trade
    connection: "DuckDBPyConnection"

    def movements(self) -> Iterator[Movement]:
        """What each driver did in each cell; `other` only where there is something that no step explains."""
        query = ratio_effects(self._ladder) if self._is_ratio else tree_effects(self._ladder)
        drivers = [*(factor.driver for factor in self.tree.factors), "rate" if self._is_over_whole else "other"]
        for *cell, driver, tag, amount in self._fetched(query):
            is_own = driver < len(self.tree.factors) and drivers[driver] != "other" and not self._is_over_whole
            if amount or is_own:
                yield Movement(tuple(cell), drivers[driver], tag, amount)
        if self.days != 1:
            yield from self._untagged("calendar", calendar_effects(self._ladder))
        if self.is_converted:
            query = ratio_currency_effects(self._ladder) if self._is_ratio else currency_effects(self._ladder)
            yield from self._untagged("currency", query)

    def _untagged(self, driver: str, query: "exp.Select") -> Iterator[Movement]:
        for *cell, amount in self._fetched(query):
            if amount is not None:
                yield Movement(tuple(cell), driver, None, amount)

    def raw_mix(self) -> Iterator[Movement]:
        """What the shares of the finest mix did in each cell before they were centred, where cells are so fine."""
        mix = self._ladder.mix
        if mix is not None and self._ladder.is_fine:
            yield from self._untagged(self.tree.factors[mix].driver, raw_mix(self._ladder))

    def facts(self) -> Facts:
        """The cells' own volume and the factors that can be told for a cell alone, before and after."""
        width = len(self.by)
        return {row[:width]: dict(self._told(row[width::2], row[width + 1 :: 2])) for row in self._amounts}

    def base(self) -> dict[tuple[Key, ...], float]:
        """What the last step was in each cell: the KPI, or what a ratio divides by."""
        return {row[: len(self.by)]: row[-2] for row in self._amounts}

    @cached_property
    def _amounts(self) -> list[tuple[Any, ...]]:
        return self._fetched(cell_amounts(self._ladder))

    def _told(self, base: Sequence[float], actual: Sequence[float]) -> Iterator[tuple[str, tuple[float | None, float | None]]]:
        """What one cell says: of the steps that it breaks down, the first as units, each other one over the step before."""
        if self._is_ratio:
            yield "rate", (_quotient(base[0], base[1]), _quotient(actual[0], actual[1]))
            return
        first, *others = (step for step in range(len(base)) if set(range(len(self.by))) <= set(self._ladder.at[step]))
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
        """Whether a ratio's cells divide by a whole that they never break down: then all they do is their rate."""
        below = [self.trade.measures[leaf.measure] for leaf in leaves(self.tree.factors[-1].of) if isinstance(leaf, Aggregate)]
        return self._is_ratio and any(not can_have(self.trade, measure, field) for measure in below for field in self.by)

    def _fetched(self, query: "exp.Select") -> list[tuple[Any, ...]]:
        return self.connection.execute(written(query)).fetchall()

    @cached_property
    def _ladder(self) -> Ladder:
        """The steps over the leaves, which it shows as the view `leaf`."""
        at = tuple(
            tuple(place for place, field in enumerate(self.fields) if self._is_at(factor, field)) for factor in self.tree.factors
        )
        mix = None if self._is_ratio else mix_step(self.tree)
        ladder = Ladder(at, len(self.fields), len(self.by), mix, self.days)
        keys = [self.every.index(field) for field in self.fields]
        steps = [self.formulas.index(factor.of) for factor in self.tree.factors]
        query = leaves_of(keys, steps, is_whole=len(self.fields) == len(self.every))
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW leaf AS {written(query)}")
        return ladder

    def _is_at(self, factor: Factor, field: str) -> bool:
        return factor.at == self.tree.leaf or self.trade.dimension_of(field) in factor.at


def _quotient(above: float, below: float) -> float | None:
    return above / below if below else None
