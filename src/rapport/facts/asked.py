"""A question made out against its trade and calendar: KPIs, fields, filters, and the groups of time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from rapport.core.kpi import AbsDiff, Aggregate, Condition, Leaf, leaves
from rapport.core.pack import Kpi
from rapport.core.periods import FiscalCalendar, Grain, Period, month_of
from rapport.core.question import Filter, Question
from rapport.core.refusals import unknown
from rapport.core.workdays import Workdays
from rapport.facts.reading import ALWAYS
from rapport.facts.windows import TIMES, Group, groups
from rapport.facts.world import World


@dataclass(frozen=True)
class Asked:
    """What is asked: `fields` and `where` without time, `times` the grains of time asked for, `groups` what they come to.

    `partial`: the measures of whose last month only days are told so far, with the day after the last (see `partial`).
    """

    question: Question
    kpis: tuple[Kpi, ...]
    fields: tuple[str, ...]
    times: tuple[Grain, ...]
    where: tuple[Filter, ...]
    period: Period
    groups: tuple[Group, ...]
    calendar: FiscalCalendar
    partial: Mapping[str, date] = field(default_factory=dict)

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """The aggregates that the KPIs rest on directly, each once."""
        return tuple(dict.fromkeys(leaf for leaf in self.leaves() if isinstance(leaf, Aggregate)))

    @property
    def base_period(self) -> Period:
        """The period of the base: earlier for a prior one, the same for plan and forecast."""
        if self.question.vs == "prior_year":
            return self.calendar.prior_year(self.period)
        return self.calendar.prior_period(self.period) if self.question.vs == "prior_period" else self.period

    @property
    def base_shift(self) -> int:
        """How many months later than the period asked for its base begins: negative where it is earlier."""
        before, after = self.base_period.start, self.period.start
        return (before.year - after.year) * 12 + before.month - after.month

    @property
    def workdays(self) -> Workdays:
        """Which days of the period and of its base are worked."""
        return Workdays(self.question.country).over(self.period, self.base_period)

    def base_stop(self, measure: str) -> date | None:
        """The day after as many working days of the base's last month as the partial one has; None where that is not partial."""
        if measure not in self.partial:
            return None
        month, base = (month_of(period.end - timedelta(days=1)) for period in (self.period, self.base_period))
        count = self.workdays.count
        gone = max(1, count(Period(month.start, self.partial[measure])))
        if gone >= min(count(month), count(base)):
            return base.end
        stops = (base.start + timedelta(days=days) for days in range(1, 32))
        return next(stop for stop in stops if count(Period(base.start, stop)) == gone)

    def leaves(self) -> Iterator[Leaf]:
        """The aggregates of all KPIs as they come."""
        for kpi in self.kpis:
            yield from leaves(kpi.formula)

    def at(self, group: Group, key: tuple[int | str | None, ...]) -> dict[str, int | str | None]:
        """The cell of a group of time and a group of fields, in the question's order."""
        told: dict[str, int | str | None] = dict(zip((*self.times, *self.fields), (*group.labels, *key), strict=True))
        return {name: told[name] for name in self.question.by}


def conditions_of(leaf: Aggregate) -> tuple[Condition, ...]:
    """The conditions that are met row by row: all but the scenario, which is part of the window."""
    return tuple(condition for condition in leaf.conditions if condition.field != "scenario")


def every_aggregate(kpis: tuple[Kpi, ...]) -> tuple[Aggregate, ...]:
    """The aggregates of these KPIs, also those inside an absolute difference."""
    found = [leaf for kpi in kpis for leaf in leaves(kpi.formula)]
    return tuple(dict.fromkeys(a for leaf in found for a in ((leaf.left, leaf.right) if isinstance(leaf, AbsDiff) else (leaf,))))


def made_out(question: Question, world: World, period: Period) -> Asked:
    """The question against the world's trade and calendar; refuses unknown KPIs and fields with the nearest right words."""
    check_fields(question, world)
    times = tuple(grain for grain in TIMES if grain in question.by)
    return Asked(
        question=question,
        kpis=tuple(world.trade.kpi(name) for name in question.kpis),
        fields=tuple(name for name in dict.fromkeys(question.by) if name not in times),
        times=times,
        where=fields_kept(question),
        period=period,
        groups=groups(period, times, question.where, world.calendar),
        calendar=world.calendar,
    )


def fields_kept(question: Question) -> tuple[Filter, ...]:
    """The filters that are not on time."""
    return tuple(kept for kept in question.where if kept.field not in TIMES)


def check_fields(question: Question, world: World) -> None:
    """Refuse a group or filter by what is no dimension, attribute or grain of time, with the nearest right words."""
    known = (*world.trade.dimensions, *world.trade.attributes, *TIMES, *ALWAYS)
    for name in (*question.by, *(kept.field for kept in question.where)):
        if name not in known:
            raise unknown("dimension", name, known)
