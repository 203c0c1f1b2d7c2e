"""Why a KPI moved, from the facts: its base and actual, the driver tree that fits, its effects cell by cell."""

from dataclasses import replace
from typing import NamedTuple

from rapport.core.bridge import Explanation, Movement, explained, printed_digits
from rapport.core.kpi import aggregates, parts
from rapport.core.money import exact
from rapport.core.pack import Kpi
from rapport.core.periods import Period
from rapport.core.question import Answer, Figure, Gap, Question, Scope
from rapport.core.refusals import Refused
from rapport.core.search import smallest, with_places
from rapport.core.workdays import Workdays
from rapport.facts.ask import ask, last_period
from rapport.facts.asked import made_out
from rapport.facts.drivers import Moved, are_flows, is_contested, moved_by
from rapport.facts.months import apart, held, lacking
from rapport.facts.partial import with_partial
from rapport.facts.remarks import OF_OTHERS
from rapport.facts.restated import accounted
from rapport.facts.search import searched
from rapport.facts.speakers import SPEAKERS
from rapport.facts.unheard import Place, Unheard
from rapport.facts.voices import REPORTED_FOR
from rapport.facts.windows import TIMES
from rapport.facts.world import World


def explain(
    question: Question,
    world: World,
    scope: Scope,
    *,
    base_world: World | None = None,
    calendar: bool = False,
    search: bool = False,
) -> Explanation:
    """Explain the change of one KPI against its base, cell by cell, seeing only what the scope lets through.

    First what is no business: `base_world`, in which the base is read, tells otherwise than `world` (the driver `restatement`);
    things moved between cells, or in and out of them, while facts are told as they were (`scope`); with `calendar`, sums of
    flows had more or fewer working days. Drivers explain the rest. `search`: find the fewest places and drivers that tell most
    of it. Without a value or a base, or where the facts cannot be told by the cells asked for, the explanation says why.
    """
    kpi = _the_kpi(question, world)
    question = replace(question, period=question.period or last_period(question, world, scope), top=None)
    whole = ask(replace(question, by=()), world, scope, base_world=base_world)
    moved = _moved(kpi, whole)
    digits = printed_digits(kpi, moved.currency, [amount for amount in (moved.base, moved.actual) if amount is not None])
    if moved.why is None and any(aggregate.kind == "published" for aggregate in aggregates(kpi.formula)):
        moved = replace(moved, why="others published this ratio: without its numerator and denominator it has no drivers")
    if moved.why is None and question.currency is not None:
        constant = replace(question, by=(), constant_currency=True)
        moved = replace(moved, why=ask(constant, world, scope).rows[0].kpis[kpi.key].why)
    if moved.why is None and base_world is not None:
        moved = replace(moved, why=_why_not_restated(kpi, ask(replace(question, by=()), world, scope)))
    if moved.why is None and (field := next((field for field in question.by if field in SPEAKERS), None)):
        moved = replace(moved, why=_NEVER_ADDED.format(field=field) if is_contested(kpi, question, world, scope) else None)
    lacks = lacking(kpi, question, world, scope) if moved.why is None else {}
    both = held(question, lacks, world)
    cells = ask(both, world, scope) if moved.why is None and (question.by or lacks) else whole
    if moved.why is None and question.by:
        moved = replace(moved, why=_why_not_by_cells(kpi, cells))
    if moved.why is not None:
        return explained(moved, question.by, (), {}, digits=digits)
    worked = _worked(both, moved, world)
    is_moved = calendar and _is_flow(kpi, world) and not _is_cut(question, moved.period, world, scope)
    days, unheard = worked.now / worked.base if is_moved else 1.0, _unheard(kpi, cells)
    if days != 1:
        moved = replace(moved, notes=(*moved.notes, worked.said, *worked.days.unknown(question.country)))

    def told_by(fields: tuple[str, ...]) -> tuple[Moved, list[Movement]]:
        told = moved_by(kpi, replace(both, by=fields), world, scope, days=days, unheard=unheard)
        whole = replace(question, by=fields)
        others = (*accounted(kpi, whole, world, base_world, scope), *apart(kpi, whole, lacks, world, scope))
        return told, [*told.movements, *others]

    told, movements = told_by(question.by)
    moved = replace(moved, notes=(*moved.notes, *told.notes))
    found = explained(moved, question.by, movements, told.facts, digits=digits, centred=told.centred)
    if not search:
        return found
    fields = searched(kpi, question, world, scope)
    told, movements = told_by(fields)
    return with_places(found, smallest(fields, movements, told.base), digits=digits)


_NEVER_ADDED = "two speak of the same and are never added: use --where {field}=…"


def _the_kpi(question: Question, world: World) -> Kpi:
    if len(question.kpis) != 1:
        raise Refused("explain takes one KPI")
    if times := [field for field in question.by if field in TIMES]:
        raise Refused(f"explain compares two periods as wholes, so it cannot go by {times[0]}")
    return world.trade.kpi(question.kpis[0])


def _moved(kpi: Kpi, answer: Answer) -> Explanation:
    """The change to explain, or why there is none."""
    figure = answer.rows[0].kpis[kpi.key]
    if answer.base is None:
        raise Refused("explain needs what to compare with: plan, prior_year, prior_period or forecast")
    return Explanation(
        kpi=kpi.key,
        unit=kpi.unit,
        currency=figure.currency,
        period=answer.period,
        base_period=answer.base.period,
        against=answer.base.kind,
        base=None if figure.base is None else exact(figure.base),
        actual=None if figure.value is None else exact(figure.value),
        delta=None,
        notes=(*figure.notes, *answer.notes),
        coverage=figure.coverage,
        base_coverage=figure.base_coverage,
        why=_why_no_change(figure),
        ledger=answer.ledger,
        known_on=answer.known_on,
        base_known_on=answer.base.known_on,
    )


def _why_no_change(figure: Figure) -> str | None:
    if figure.value is None:
        return figure.why
    if figure.base is not None:
        return None
    return next((note.removeprefix("base: ") for note in figure.notes if note.startswith("base: ")), "no base")


def _why_not_restated(kpi: Kpi, answer: Answer) -> str | None:
    """Why drivers have nothing to start from: the base that was once known is no more."""
    figure = answer.rows[0].kpis[kpi.key]
    return None if figure.base is not None else f"base as restated: {_why_no_change(figure)}"


def _why_not_by_cells(kpi: Kpi, answer: Answer) -> str | None:
    """Why a change that is known in all is not known by cells: on one side no cell has a figure."""
    figures = [row.kpis[kpi.key] for row in answer.rows]
    is_one_sided = all(figure.value is None for figure in figures) or all(figure.base is None for figure in figures)
    why = _why_no_change(figures[0]) if is_one_sided else None
    return _never_together(kpi, why) if why and OF_OTHERS in why else why


def _never_together(kpi: Kpi, why: str) -> str:
    """Why no cell has a figure whose measures are of different products, as the reason of each cell tells it."""
    field = why.partition(OF_OTHERS)[2]
    measures = dict.fromkeys(aggregate.measure for aggregate in aggregates(kpi.formula))
    return f"{' and '.join(measures)}: never of the same {field}"


def _unheard(kpi: Kpi, answer: Answer) -> Unheard:
    """Who told nothing on one side, by the places that are reported for, whatever other cells stand there."""
    found: dict[Place, frozenset[Gap]] = {}
    for row in answer.rows:
        place = tuple((field, value) for field, value in row.by.items() if field in REPORTED_FOR)
        found[place] = found.get(place, frozenset()) | row.kpis[kpi.key].unheard
    return {place: gaps for place, gaps in found.items() if gaps}


def _is_flow(kpi: Kpi, world: World) -> bool:
    """Whether working days move a KPI: a sum of flows, no stock and no ratio."""
    return parts(kpi.formula)[1] is None and are_flows(kpi, world)


class _Worked(NamedTuple):
    """How many days were worked in the months that are held against each other, by which a sum of flows moves."""

    days: Workdays
    now: int
    base: int

    @property
    def said(self) -> str:
        """What is said where the base is moved by them."""
        return f"base moved by its working days{self.days.of}: {self.now} ÷ {self.base}"


def _worked(question: Question, moved: Explanation, world: World) -> _Worked:
    days, asked = Workdays(question.country).over(moved.period, moved.base_period), made_out(question, world, moved.period)
    stretches = asked.groups[0].stretches
    return _Worked(days, sum(map(days.count, stretches)), sum(days.count(one.shifted(asked.base_shift)) for one in stretches))


def _is_cut(question: Question, period: Period, world: World, scope: Scope) -> bool:
    """Whether the base is cut to as many working days already, as the actual's last month is not over."""
    return bool(with_partial(made_out(question, world, period), world, scope).partial)
