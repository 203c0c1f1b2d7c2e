"""What restatement and structure did to the two sides of a question, cell by cell, before any driver."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import NamedTuple

from sqlglot import exp

from rapport.core.bridge import Key, Movement
from rapport.core.kpi import Formula, parts
from rapport.core.money import exact
from rapport.core.pack import DriverTree, Kpi
from rapport.core.question import Question, Scope
from rapport.facts.amounts import SIDES
from rapport.facts.ask import ask
from rapport.facts.climb import Cells, Climb
from rapport.facts.drivers import Ground, ratio_ground, ratio_tree, structure_on
from rapport.facts.engine import temporary
from rapport.facts.sql import DIALECT, written
from rapport.facts.world import World

Cell = tuple[Key, ...]


class Told(NamedTuple):
    """A side of a question as a world tells it, in the structure that is asked for."""

    question: Question
    world: World
    is_base: bool


class Change(NamedTuple):
    """What leads from one way to tell a side to another."""

    driver: str
    first: Told
    then: Told


def accounted(kpi: Kpi, question: Question, world: World, before: World | None, scope: Scope) -> Iterator[Movement]:
    """What restatement (the base as `before` told it, and as it is told now) and structure did to the two sides.

    A sum moves in a cell by what it is told there. A ratio moves by rate and mix, as by its drivers: in a cell by both of its
    places, from how they are told first to how they are told then.
    """
    if changes := list(_changes(question, world, before)):
        told = _of_sum if parts(kpi.formula)[1] is None else _of_ratio
        yield from told(kpi, changes, world, scope)


def _changes(question: Question, world: World, before: World | None) -> Iterator[Change]:
    base, actual = (Told(question, world, is_base) for is_base in (True, False))
    if before is not None:
        yield Change("restatement", base._replace(world=before), base)
    if (dated := structure_on(question)) != question:
        yield Change("scope", base, base._replace(question=dated))
        yield Change("scope", actual._replace(question=dated), actual)


def _of_sum(kpi: Kpi, changes: Sequence[Change], world: World, scope: Scope) -> Iterator[Movement]:
    @cache
    def rows(question: Question, base_world: World) -> list[tuple[Cell, Mapping[bool, Decimal | float | None]]]:
        found = ask(question, world, scope, base_world=None if base_world is world else base_world).rows
        figures = ((tuple(row.by.values()), row.kpis[kpi.key]) for row in found)
        return [(cell, {True: figure.base, False: figure.value}) for cell, figure in figures]

    def amounts(told: Told) -> Mapping[Cell, Decimal]:
        own = ((cell, sides[told.is_base]) for cell, sides in rows(told.question, told.world))
        return {cell: exact(amount) for cell, amount in own if amount is not None}

    for driver, *ends in changes:
        first, then = map(amounts, ends)
        for cell in {**then, **first}:
            yield Movement(cell, driver, None, then.get(cell, Decimal(0)) - first.get(cell, Decimal(0)))


def _of_ratio(kpi: Kpi, changes: Sequence[Change], world: World, scope: Scope) -> Iterator[Movement]:
    by = changes[0].first.question.by
    tree = _under_what_is_asked(ratio_tree(kpi, world), by, world)
    formulas, fields = tuple(factor.of for factor in tree.factors), tuple(dict.fromkeys((*by, *tree.leaf)))
    columns = {f"by_{n}": "INTEGER" if field in world.trade.dimensions else "VARCHAR" for n, field in enumerate(fields)}
    columns |= {f"{side}_{step}": "DOUBLE" for step in range(len(formulas)) for side in SIDES}
    for driver, *ends in changes:
        with ExitStack() as stack:
            grounds = [stack.enter_context(ratio_ground(kpi, told.question, world, scope, told.world)) for told in ends]
            first, then = (_leaves(ground, fields, formulas, told.is_base) for ground, told in zip(grounds, ends, strict=True))
            found = _beside(first, then)
            temporary(grounds[0].connection, "amounts", columns, [(*leaf, *amounts) for leaf, amounts in found.items()])
            cells: Cells = {leaf[: len(by)]: {} for leaf in found}
            climb = Climb(tree, by, fields, fields, formulas, cells, 1.0, False, False, world.trade, grounds[0].connection)
            yield from _together(driver, climb.movements())


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


def _together(driver: str, movements: Iterable[Movement]) -> Iterator[Movement]:
    """What drivers did in each cell, as one."""
    sums: defaultdict[Cell, Decimal] = defaultdict(Decimal)
    for movement in movements:
        sums[movement.cell] += exact(movement.amount)
    yield from (Movement(cell, driver, None, amount) for cell, amount in sums.items())
