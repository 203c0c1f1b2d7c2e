"""Which drivers explain a KPI by the facts at hand, and what each of them did, cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rapport.core.attribution import mix_step
from rapport.core.bridge import Facts, Movement
from rapport.core.kpi import Aggregate, adds_up, leaves, parts
from rapport.core.pack import DriverTree, Factor, Kpi
from rapport.core.question import Question, Scope
from rapport.core.refusals import Refused
from rapport.facts.ask import base_side, days_of, last_period
from rapport.facts.asked import every_aggregate, made_out
from rapport.facts.effects import Ladder, cell_amounts, leaf_amounts, ratio_effects, tree_effects
from rapport.facts.engine import opened
from rapport.facts.figures import valued
from rapport.facts.sides import Heard, Side
from rapport.facts.sql import Reading, can_have, written
from rapport.facts.told import Told
from rapport.facts.windows import Window
from rapport.facts.world import World

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlglot import exp

RATIO = "ratio"
"""The key of the tree that a ratio makes: its steps are numerator and denominator."""

SHIPMENTS = ("partner_share", "shipments", "channel_mix")
"""Drivers by which a tree is known to count shipments; the units of others are volume."""


def moved_by(kpi: Kpi, question: Question, world: World, scope: Scope) -> tuple[list[Movement], Facts]:
    """What each driver of a KPI did in each cell, unrounded, and the facts that say why; both sides read in one world.

    A ratio moves by rate and mix. A sum moves by its first tree whose steps are known on both sides and explain at least half
    of the movement; else by the one that explains most, or by one driver.
    """
    found: list[tuple[list[Movement], Facts]] = []
    for tree in _trees(kpi, question, world):
        sides = _sides(tree, kpi, question, world, scope)
        with opened(world, days_of(*sides)) as connection:
            climb = _Climb(tree, question.by, *sides, connection)
            if climb.is_known:
                found.append((climb.movements(), climb.facts()))
        if found and _unexplained(found[-1][0]) <= 0.5:
            return found[-1]
    return min(found, key=lambda told: _unexplained(told[0]))


def _unexplained(movements: Sequence[Movement]) -> float:
    """The share of `other` in all that moved, up and down."""
    moved = sum(abs(float(movement.amount)) for movement in movements)
    return sum(abs(float(movement.amount)) for movement in movements if movement.driver == "other") / moved if moved else 0.0


def _trees(kpi: Kpi, question: Question, world: World) -> Iterator[DriverTree]:
    above, below = parts(kpi.formula)
    if not all(adds_up(part) for part in (above, below) if part is not None):
        raise Refused(f"{kpi.key} does not add up over its parts, so there are no drivers to tell; ask for it instead")
    if below is not None:
        leaf = () if question.by else _finest(kpi, world)
        yield DriverTree(RATIO, kpi.key, (Factor("rate", above, leaf), Factor("mix", below, leaf)), ())
        return
    yield from (tree for tree in world.trade.trees if tree.kpi == kpi.key)
    yield DriverTree("whole", kpi.key, (Factor("volume" if kpi.unit == "units" else "other", kpi.formula, ()),), ())


def _finest(kpi: Kpi, world: World) -> tuple[str, ...]:
    """The dimensions that all measures of a KPI can have, but those that its conditions look at: there a rate is all or none."""
    aggregates = every_aggregate((kpi,))
    judged = {world.trade.dimension_of(c.field) for a in aggregates for c in a.conditions if c.field != "scenario"}
    shared = frozenset.intersection(*(world.trade.measures[a.measure].dimensions for a in aggregates))
    return tuple(dimension for dimension in world.trade.dimensions if dimension in shared - judged)


def _sides(tree: DriverTree, kpi: Kpi, question: Question, world: World, scope: Scope) -> tuple[Side, Side]:
    """Base and actual of a question, asked for the steps of a tree."""
    asked = made_out(question, world, question.period or last_period(question, world, scope))
    steps = tuple(replace(kpi, key=f"{kpi.key}.{factor.driver}", formula=factor.of) for factor in tree.factors)
    asked = replace(asked, kpis=steps)
    base = base_side(asked, world, scope)
    if base is None:
        raise Refused("explain needs what to compare with: plan, prior_year, prior_period or forecast")
    return base, Side(asked, world, scope)


@dataclass(frozen=True)
class _Climb:
    """A tree (a ratio: the steps numerator and denominator) over the facts of both sides."""

    tree: DriverTree
    by: tuple[str, ...]
    base: Side
    now: Side
    connection: "DuckDBPyConnection"

    @property
    def is_known(self) -> bool:
        """Whether each step has an amount on both sides."""
        [group] = self.now.asked.groups
        heard = [Heard(side, self._whole, self.connection) for side in (self.base, self.now)]
        return all(valued(step, side, group, ()).value is not None for step in self.now.asked.kpis for side in heard)

    def movements(self) -> list[Movement]:
        """What each driver did in each cell; `other` only where there is something that no step explains."""
        query = ratio_effects(self._ladder) if self._is_ratio else tree_effects(self._ladder)
        drivers = [*(factor.driver for factor in self.tree.factors), "rate" if self._is_over_whole else "other"]
        return [
            Movement(tuple(cell), drivers[driver], tag, amount)
            for *cell, driver, tag, amount in self._fetched(query)
            if amount or (driver < len(self.tree.factors) and not self._is_over_whole)
        ]

    @property
    def _is_over_whole(self) -> bool:
        """Whether a ratio's cells divide by a whole that they never break down: then all they do is their rate."""
        trade = self.now.world.trade
        below = [trade.measures[leaf.measure] for leaf in leaves(self.tree.factors[-1].of) if isinstance(leaf, Aggregate)]
        return self._is_ratio and any(not can_have(trade, measure, field) for measure in below for field in self.by)

    def facts(self) -> Facts:
        """The cells' own volume and the factors that can be told for a cell alone, before and after."""
        width = len(self.by)
        return {
            row[:width]: dict(self._told(row[width::2], row[width + 1 :: 2])) for row in self._fetched(cell_amounts(self._ladder))
        }

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

    def _fetched(self, query: "exp.Select") -> list[tuple[Any, ...]]:
        return self.connection.execute(written(query)).fetchall()

    def _reading(self, by: tuple[str, ...]) -> Reading:
        aggregates = self.now.asked.aggregates
        windows = [window for side in (self.base, self.now) for window in side.all_windows(aggregates)]
        return self.now.reading(windows, aggregates, by)

    @cached_property
    def _whole(self) -> Told:
        return Told(self._reading(()), self.connection)

    @cached_property
    def _ladder(self) -> Ladder:
        """The steps over the leaves, whose amounts it puts into the table `leaf`."""
        fields = self._fields()
        at = tuple(
            tuple(place for place, field in enumerate(fields) if self._is_at(factor, field)) for factor in self.tree.factors
        )
        mix = None if self._is_ratio else mix_step(self.tree)
        ladder = Ladder(tuple(factor.of for factor in self.tree.factors), at, len(fields), len(self.by), mix)
        query = leaf_amounts(ladder, self._reading(fields), (self.base, self.now))
        self.connection.execute(f"CREATE TEMP TABLE leaf AS {written(query)}")
        return ladder

    def _windows(self, factor: Factor) -> Iterator[Window]:
        for leaf in leaves(factor.of):
            for side in (self.base, self.now):
                if isinstance(leaf, Aggregate):
                    yield from side.all_windows((leaf,))

    def _is_at(self, factor: Factor, field: str) -> bool:
        return factor.at == self.tree.leaf or self.now.world.trade.dimension_of(field) in factor.at

    def _fields(self) -> tuple[str, ...]:
        """The fields of the leaves: those asked for, the dimensions they describe, the tree's own that all its facts have."""
        described = () if self._is_ratio else tuple(map(self.now.world.trade.dimension_of, self.by))
        own = [window for factor in self.tree.factors if factor.at == self.tree.leaf for window in self._windows(factor)]
        known = [self._whole.depths[window] for window in own if window in self._whole.depths]
        own_fields = (dimension for dimension in self.tree.leaf if all(dimension in told for told in known))
        return tuple(dict.fromkeys((*self.by, *described, *own_fields)))


def _quotient(above: float, below: float) -> float | None:
    return above / below if below else None
