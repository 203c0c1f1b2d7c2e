"""What restatement and structure did to the two sides of a question, cell by cell, before any driver."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from rapport.core.bridge import Movement
from rapport.core.kpi import parts
from rapport.core.money import exact
from rapport.core.pack import Kpi
from rapport.core.question import Question, Scope
from rapport.facts.ask import ask
from rapport.facts.drivers import structure_on
from rapport.facts.retold import Cell, Told, retold
from rapport.facts.world import World


class Change(NamedTuple):
    """What leads from one way to tell a side to another."""

    driver: str
    ends: tuple[Told, Told]


def accounted(kpi: Kpi, question: Question, world: World, before: World | None, scope: Scope) -> Iterator[Movement]:
    """What restatement (the base as `before` told it, and as it is told now) and structure did to the two sides.

    A sum moves in a cell by what it is told there, a ratio as it is `retold`.
    """

    @cache
    def cells(question: Question, base_world: World) -> list[tuple[Cell, Mapping[bool, Decimal | float | None]]]:
        found = ask(question, world, scope, base_world=None if base_world is world else base_world).rows
        figures = ((tuple(row.by.values()), row.kpis[kpi.key]) for row in found)
        return [(cell, {True: figure.base, False: figure.value}) for cell, figure in figures]

    def amounts(told: Told) -> Mapping[Cell, Decimal]:
        own = ((cell, sides[told.is_base]) for cell, sides in cells(told.question, told.world))
        return {cell: exact(amount) for cell, amount in own if amount is not None}

    def moved(first: Told, then: Told) -> Mapping[Cell, Decimal]:
        one, other = amounts(first), amounts(then)
        return {cell: other.get(cell, Decimal(0)) - one.get(cell, Decimal(0)) for cell in (*other, *one)}

    is_ratio = parts(kpi.formula)[1] is not None
    for driver, ends in _changes(question, world, before):
        did = retold(kpi, ends, world, scope) if is_ratio else moved(*ends)
        yield from (Movement(cell, driver, None, amount) for cell, amount in did.items())


def _changes(question: Question, world: World, before: World | None) -> Iterator[Change]:
    base, actual = (Told(question, world, is_base) for is_base in (True, False))
    if before is not None:
        yield Change("restatement", (base._replace(world=before), base))
    if (dated := structure_on(question)) != question:
        yield Change("scope", (base, base._replace(question=dated)))
        yield Change("scope", (actual._replace(question=dated), actual))
