"""Months of which one side of a question tells nothing: they stand apart, and drivers explain those that stand on both."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from rapport.core.bridge import APART, Movement, TagWord
from rapport.core.kpi import parts
from rapport.core.money import exact
from rapport.core.pack import Kpi
from rapport.core.question import Figure, Filter, Question, Scope
from rapport.facts.apart import WITHOUT
from rapport.facts.ask import ask
from rapport.facts.drivers import are_flows, structure_on
from rapport.facts.retold import Cell, Told, retold
from rapport.facts.unheard import TOLD_BY
from rapport.facts.windows import TIMES
from rapport.facts.world import World

Lacking = Mapping[TagWord, frozenset[int | str]]
"""The months that one side lacks, by what they are called."""


def lacking(kpi: Kpi, question: Question, world: World, scope: Scope) -> Lacking:
    """The months of which one side was told nothing, beside others that stand on both.

    Who sold nothing of a product in a month has told that month: only filters on who tells, and of whom, can make it lack.
    """
    if question.period is None or question.period.length == 1 or not are_flows(kpi, world):
        return {}
    where = tuple(kept for kept in question.where if kept.field in (*TOLD_BY, *TIMES))
    rows = ask(replace(question, by=("month",), where=where), world, scope).rows
    found: defaultdict[TagWord, set[int | str]] = defaultdict(set)
    for row in rows:
        month, tag = row.by["month"], _lack(row.kpis[kpi.key], question)
        if month is not None and tag is not None:
            found[tag].add(month)
    are_held = any(None not in (row.kpis[kpi.key].value, row.kpis[kpi.key].base) for row in rows)
    return {tag: frozenset(months) for tag, months in found.items()} if are_held else {}


def _lack(figure: Figure, question: Question) -> TagWord | None:
    """What a month is called that one side lacks; None where both tell it, or neither does."""
    base = (note for note in figure.notes if note.startswith("base: ") and note.endswith("not reported"))
    if figure.base is not None and (figure.why or "").endswith("not reported"):
        return "not reported yet"
    return WITHOUT.get(question.vs, "not reported in the base") if figure.value is not None and any(base) else None


def held(question: Question, lacks: Lacking, world: World) -> Question:
    """The question of the months that no side lacks."""
    if not lacks or question.period is None:
        return question
    months = {world.calendar.bucket(month, "month") for month in question.period.months()}
    return replace(question, where=(*question.where, Filter("month", frozenset(months - set().union(*lacks.values())))))


def apart(kpi: Kpi, question: Question, lacks: Lacking, world: World, scope: Scope) -> Iterator[Movement]:
    """What the side that has them is less, or more, by the lacking months, cell by cell."""
    asked = structure_on(question)
    for tag, months in lacks.items():
        if parts(kpi.formula)[1] is None:
            rows = ask(replace(asked, where=(*asked.where, Filter("month", months))), world, scope).rows
            figures = ((tuple(row.by.values()), row.kpis[kpi.key]) for row in rows)
            did: Mapping[Cell, Decimal] = {cell: exact(figure.value or 0) - exact(figure.base or 0) for cell, figure in figures}
        else:
            is_base = tag == "not reported yet"
            ends = [Told(one, world, is_base) for one in (asked, held(asked, lacks, world))]
            did = retold(kpi, ends if is_base else ends[::-1], world, scope)
        yield from (Movement(cell, APART[tag], tag, amount) for cell, amount in did.items() if amount)
