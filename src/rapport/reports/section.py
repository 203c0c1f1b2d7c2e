"""What a section is given: whose month it is and the one way to ask; and how answers become figures that can be quoted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from rapport.book.performance import queries
from rapport.book.performance.explain import explain
from rapport.book.team.queries import User
from rapport.core.bridge import Explanation
from rapport.core.figures import Unit
from rapport.core.money import exact
from rapport.core.pack import Band, Kpi, Label, Trade
from rapport.core.periods import FiscalCalendar, Period
from rapport.core.question import Against, Answer, Figure, Filter, Question
from rapport.core.question import Number as Amount
from rapport.reports.blocks import Delta, Number, Verdict
from rapport.reports.comments import Comment

BASES: tuple[Against, ...] = ("plan", "prior_year", "prior_period")
"""What every figure is held against, in the order of the columns."""

AT_RISK = (0.05, 0.02)
"""How far behind its base, or beyond the limit of its band, a KPI is at risk: as a share of these, a percentage in points."""

_UNPLANNED = re.compile(r" without (?:plan|forecast): ")


@dataclass(frozen=True)
class Subject:
    """Whose update it is (as questions name the accounts, and as people call them), of which month, for whom, on what day.

    `by` None is the operator. `currency`: in which all money is told; None: each in its own. `where`: only that of the accounts.
    """

    accounts: tuple[str, ...]
    name: Label
    month: Period
    by: User | None
    trade: Trade
    calendar: FiscalCalendar
    today: date
    currency: str | None = None
    comments: tuple[Comment, ...] = ()
    promised: tuple[Comment, ...] = ()
    where: tuple[Filter, ...] = ()

    @property
    def cell(self) -> dict[str, str]:
        """Whose figures are, as each of them names it."""
        return {kept.field: ", ".join(sorted(map(str, kept.values))) for kept in self._where}

    @property
    def _where(self) -> tuple[Filter, ...]:
        return (Filter("account", frozenset(self.accounts)), *self.where)

    @property
    def to_date(self) -> Period:
        """The fiscal year up to the end of the month."""
        return self.calendar.to_date(self.month.start)

    @cached_property
    def now(self) -> queries.Standing:
        """The facts that all of the document rests on."""
        return queries.standing(by=self.by, today=self.today, trade=self.trade)

    @cached_property
    def _answers(self) -> dict[Question, Answer]:
        """What sections have asked so far: from the same standing, the same question has the same answer."""
        return {}

    def kpis(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Those of the KPIs that the trade knows."""
        return tuple(key for key in keys if key in self.trade.kpis)

    def question(
        self,
        kpis: tuple[str, ...],
        *,
        period: Period | None = None,
        vs: Against | None = None,
        by: tuple[str, ...] = (),
        base_as_of: date | None = None,
    ) -> Question:
        """The question about these accounts, of their month unless told."""
        return Question(
            kpis, by=by, where=self._where, period=period or self.month, vs=vs, currency=self.currency, base_as_of=base_as_of
        )

    def ask(
        self,
        kpis: tuple[str, ...],
        *,
        period: Period | None = None,
        vs: Against | None = None,
        by: tuple[str, ...] = (),
        base_as_of: date | None = None,
    ) -> Answer:
        """The answer to it."""
        question = self.question(kpis, period=period, vs=vs, by=by, base_as_of=base_as_of)
        if question not in self._answers:
            self._answers[question] = queries.ask(question, by=self.by, today=self.today, trade=self.trade, now=self.now)
        return self._answers[question]

    def explain(self, question: Question) -> Explanation:
        """Why a KPI of it moved."""
        return explain(question, by=self.by, today=self.today, trade=self.trade, now=self.now)

    def quotes(self, answer: Answer) -> tuple[Mapping[str, "Quote"], ...]:
        """The figures of each row of an answer about these accounts, by KPI."""
        cell = {**self.cell, "period": f"{answer.period.start}..{answer.period.end}"}
        if answer.base:
            cell |= {"vs": answer.base.kind}
        return tuple(
            {
                key: Quote(self.trade.kpis[key], figure, cell | {name: str(word or "") for name, word in row.by.items()})
                for key, figure in row.kpis.items()
            }
            for row in answer.rows
        )


@dataclass(frozen=True)
class Quote:
    """One KPI's figure in one cell, ready to be quoted as value, base or change."""

    kpi: Kpi
    figure: Figure
    cell: Mapping[str, str]

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.figure.value is not None

    @property
    def has_base(self) -> bool:
        """Whether there is something to hold the value against."""
        return self.figure.delta is not None

    @property
    def is_like_for_like(self) -> bool:
        """Whether it has a base that speaks of all that the value counts: no account or country is without a plan."""
        return self.has_base and not any(_UNPLANNED.search(note) for note in self.figure.notes)

    @property
    def is_judged(self) -> bool:
        """Whether one can say how it stands: in or outside its band, or beside a base of all that it counts."""
        return self.is_like_for_like if self.kpi.better != "band" else self.is_known and self.kpi.band is not None

    @property
    def is_whole(self) -> bool:
        """Whether all who were expected reported it, and its base: else it is not known how it stands. A band needs no base."""
        sides = (self.figure.coverage, None if self.kpi.band else self.figure.base_coverage)
        return all(coverage is None or coverage.reporting >= coverage.expected for coverage in sides)

    @property
    def distance(self) -> float:
        """How far it is from its base, or outside its band, in units of what puts it at risk: below zero is behind."""
        is_percent = self.kpi.unit == "percent"
        if band := self.kpi.band:
            whole = 1 if is_percent else abs(band.high if self.beyond > 0 else band.low) or 1
            return -abs(float(self.beyond / whole / exact(AT_RISK[is_percent])))
        change = float(self.figure.delta or 0) if is_percent else self.share
        scaled = (change or 0.0) / AT_RISK[is_percent]
        return -scaled if self.kpi.better == "lower" else scaled

    @property
    def beyond(self) -> Decimal:
        """How far above its band it lies, below zero: under it; nothing inside, or where it has none."""
        return Decimal(0) if self.figure.value is None else self.kpi.beyond(self.figure.value)

    @property
    def base_why(self) -> str:
        """Why there is no base."""
        mark = "base: "
        return next((note.removeprefix(mark) for note in self.figure.notes if note.startswith(mark)), "no base")

    @property
    def why_no_delta(self) -> str | None:
        """Why there is no change, seen from the base; where that is there, why there is no value."""
        return self.figure.why if self.figure.base is not None else self.base_why

    @property
    def share(self) -> float | None:
        """The change as a share of the base; None where there is no base, or none above zero."""
        base, delta = self.figure.base, self.figure.delta
        return float(delta) / float(base) if base is not None and delta is not None and base > 0 else None

    def value(self, *, short: bool = False) -> Number:
        """The figure itself."""
        number = self._number(self.figure.value, "value", self.kpi.unit, short=short)
        return replace(number, numerator=self.figure.numerator, denominator=self.figure.denominator)

    def base(self) -> Number:
        """What it is held against."""
        return self._number(self.figure.base, "base", self.kpi.unit)

    def delta(self, *, short: bool = False) -> Delta:
        """The change in the figure's own unit; points for percents."""
        return Delta(self._number(self.figure.delta, "delta", self._moves_in, short=short, signed=True), self.verdict)

    @property
    def _moves_in(self) -> Unit:
        return "points" if self.kpi.unit == "percent" else self.kpi.unit

    def change(self) -> Delta:
        """The change as people compare it: of amounts in percent of the base, of percents and weeks as it stands."""
        if self.kpi.unit in ("percent", "weeks", "days", "ratio") or self.share is None:
            return self.delta(short=True)
        return Delta(self._number(self.share, "change", "percent", signed=True), self.verdict)

    def outside(self) -> Delta:
        """How far outside its band it lies."""
        return Delta(self._number(self.beyond, "outside", self._moves_in, signed=True), "worse" if self.beyond else "neutral")

    def limits(self) -> tuple[Number, ...]:
        """The limits of its band; weeks and days as bare numbers, which stand beside its own."""
        unit: Unit = "ratio" if self.kpi.unit in ("weeks", "days") else self.kpi.unit
        told = zip(Band._fields, self.kpi.band or (), strict=False)
        return tuple(replace(self._number(limit, part, unit), decimals=self.kpi.decimals) for part, limit in told)

    def contribution(self, share: Amount | None) -> Delta:
        """What the change adds to the growth of a whole, in points."""
        return Delta(self._number(share, "contribution", "points", signed=True), verdict(self.kpi, share))

    @property
    def verdict(self) -> Verdict:
        """Good or bad news; the month before says nothing of an amount that has its seasons."""
        is_seasonal = self.cell.get("vs") == "prior_period" and self.figure.denominator is None
        value, base = self.figure.value, self.figure.base
        if self.kpi.band and value is not None and base is not None:
            return moved(self.kpi, base, value)
        return "neutral" if is_seasonal else verdict(self.kpi, self.figure.delta)

    def _number(self, value: Amount | None, part: str, unit: Unit, *, short: bool = False, signed: bool = False) -> Number:
        return Number(
            value=value,
            unit=unit,
            kpi=self.kpi.key,
            cell=urlencode({**self.cell, "part": part}),
            currency=self.figure.currency if unit == "money" else None,
            decimals=self.kpi.decimals if unit == self.kpi.unit and not short else None,
            is_short=short,
            is_signed=signed,
            why=self.figure.why or (self.base_why if value is None else None),
        )


def verdict(kpi: Kpi, delta: Amount | None) -> Verdict:
    """Whether a change is good news for a KPI; of one that belongs in a band its size alone does not say."""
    if not delta or kpi.better == "band":
        return "neutral"
    return "better" if (delta > 0) == (kpi.better == "higher") else "worse"


def moved(kpi: Kpi, before: Amount, now: Amount) -> Verdict:
    """Whether it is good news that a KPI went from one figure to another: better where it came closer to its band."""
    if kpi.band is None:
        return verdict(kpi, exact(now) - exact(before))
    closer = abs(kpi.beyond(before)) - abs(kpi.beyond(now))
    return "better" if closer > 0 else "worse" if closer < 0 else "neutral"
