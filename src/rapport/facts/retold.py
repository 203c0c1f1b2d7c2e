"""A ratio that is told in two ways: what each cell did to it by rate and mix, as by drivers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from sqlglot import exp

from rapport.core.bridge import Key
from rapport.core.kpi import Formula
from rapport.core.money import exact
from rapport.core.pack import DriverTree, Kpi
from rapport.core.question import Question, Scope
from rapport.facts.amounts import SIDES
from rapport.facts.climb import Cells, Climb
from rapport.facts.drivers import Ground, ratio_ground, ratio_tree
from rapport.facts.engine import temporary
from rapport.facts.sql import DIALECT, written
from rapport.facts.world import World

Cell = tuple[Key, ...]


class Told(NamedTuple):
    """A side of a question as a world tells it, in the structure that is asked for."""

    question: Question
    world: World
    is_base: bool


def retold(kpi: Kpi, ends: Sequence[Told], world: World, scope: Scope) -> Mapping[Cell, Decimal]:
    """What each cell did to a ratio from how a side is told first to how it is told then; together they are its change.

    `world`: the one that is asked.
    """
    by = ends[0].question.by
    tree = _under_what_is_asked(ratio_tree(kpi, world), by, world)
    formulas, fields = tuple(factor.of for factor in tree.factors), tuple(dict.fromkeys((*by, *tree.leaf)))
    columns = {f"by_{n}": "INTEGER" if field in world.trade.dimensions else "VARCHAR" for n, field in enumerate(fields)}
    columns |= {f"{side}_{step}": "DOUBLE" for step in range(len(formulas)) for side in SIDES}
    sums: defaultdict[Cell, Decimal] = defaultdict(Decimal)
    with ExitStack() as stack:
        grounds = [stack.enter_context(ratio_ground(kpi, told.question, world, scope, told.world)) for told in ends]
        first, then = (_leaves(ground, fields, formulas, told.is_base) for ground, told in zip(grounds, ends, strict=True))
        found, connection = _beside(first, then), grounds[0].connection
        temporary(connection, "amounts", columns, [(*leaf, *amounts) for leaf, amounts in found.items()])
        cells: Cells = {leaf[: len(by)]: {} for leaf in found}
        climb = Climb(tree, by, fields, fields, formulas, cells, 1.0, False, False, None, world.trade, connection)
        for movement in climb.movements():
            sums[movement.cell] += exact(movement.amount)
    return sums


def _under_what_is_asked(tree: DriverTree, by: Sequence[str], world: World) -> DriverTree:
    """The tree at its places under what stands above these: a place that moved from one to another is a leaf under each."""
    above = (field for field in by if set(world.trade.below(field)) & set(tree.leaf))
    at = tuple(dict.fromkeys((*above, *tree.leaf)))
    return replace(tree, factors=tuple(replace(factor, at=at) for factor in tree.factors))


def _leaves(ground: Ground, fields: tuple[str, ...], formulas: Sequence[Formula], is_base: bool) -> dict[Cell, list[float]]:
    """Numerator and denominator of one side, leaf by leaf; money at the rates of that side."""
    sides, _ = ground.read(fields, formulas)
    side = sides[0] if is_base else sides[-1]
    amounts = (f"CAST({side}_{step} AS DOUBLE)" for step in range(len(formulas)))
    query = exp.select(*(f"by_{n}" for n in range(len(fields))), *amounts, dialect=DIALECT).from_("amounts")
    rows = ground.connection.execute(written(query)).fetchall()
    return {row[: len(fields)]: [amount or 0.0 for amount in row[len(fields) :]] for row in rows}


def _beside(first: Mapping[Cell, list[float]], then: Mapping[Cell, list[float]]) -> dict[Cell, list[float]]:
    """Each amount as it is told first and then, leaf by leaf."""
    pairs = {leaf: (first.get(leaf, [0.0] * 2), then.get(leaf, [0.0] * 2)) for leaf in (*first, *then)}
    return {leaf: list(chain(*zip(*pair, strict=True))) for leaf, pair in pairs.items()}
