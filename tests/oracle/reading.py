"""A plain reading of the rows: what a question must answer, by loops over row after row and exact decimals.

It shares nothing with the program but the parsed formula, the calendar's names of months and the values of a question. Written
from the rules, so it is slow and dull on purpose.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from rapport.core.kpi import Aggregate, Binary, Condition, Formula, Number, leaves, parts
from rapport.core.pack import Measure, Trade
from rapport.core.periods import FiscalCalendar, Period, add_months
from rapport.core.question import Filter, Question, Scope

Value = Decimal | float | None
Cell = tuple[int | str | None, ...]
TIMES = ("month", "quarter", "year", "fiscal_quarter", "fiscal_year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Fact:
    """One row: `cells` by dimension (absent: not broken down); what a fact says of a grain starts on `day`."""

    day: date
    grain: str
    scenario: str
    measure: str
    value: Decimal
    currency: str | None
    slice: int
    sender: str
    cells: Mapping[str, int]


@dataclass(frozen=True)
class Change:
    """From `valid_from` on, an attribute of a value is `text`; the earliest change holds for the time before it too."""

    value: int
    attribute: str
    text: str
    valid_from: date


@dataclass(frozen=True)
class Rows:
    """All that is known: facts, what describes their cells, the slices that do not count, the less trusted reports."""

    facts: tuple[Fact, ...]
    changes: tuple[Change, ...]
    dead: frozenset[int]
    outranked: frozenset[tuple[int, str]]
    trade: Trade
    calendar: FiscalCalendar


@dataclass(frozen=True)
class Plain:
    """What the rows come to for one KPI in one cell."""

    value: Value
    numerator: Value = None
    denominator: Value = None
    base: Value = None


@dataclass(frozen=True)
class Amount:
    """A number that carries its currencies, so that two of them are never added, nor divided by one another."""

    value: Value
    currencies: frozenset[str] = frozenset()


def stretch(fact: Fact, measure: Measure) -> Period:
    """The days that a fact speaks of; a stock stands at the end of the last month of its grain."""
    end = fact.day + timedelta(days=1) if fact.grain == "day" else add_months(fact.day, MONTHS[fact.grain])
    if measure.kind == "flow":
        return Period(fact.day, end)
    last = (end - timedelta(days=1)).replace(day=1)
    return Period(last, add_months(last, 1))


class Reading:
    """One question read from the rows."""

    def __init__(self, rows: Rows, question: Question, scope: Scope) -> None:
        self.rows, self.question, self.scope, self.trade = rows, question, scope, rows.trade
        assert question.period is not None
        self.period = question.period

    # --- which facts count ---

    def sees(self, fact: Fact) -> bool:
        """Whether a grant lets the fact through; public measures need none."""
        sensitivity = self.trade.measures[fact.measure].sensitivity
        return sensitivity == "public" or any(
            (grant.classes is None or sensitivity in grant.classes)
            and (grant.accounts is None or fact.cells.get("account") in grant.accounts)
            and (grant.countries is None or fact.cells.get("country") in grant.countries)
            for grant in self.scope
        )

    def counts(self, fact: Fact) -> bool:
        """Not superseded or taken back, nobody more trusted says it, and it may be seen."""
        return (
            fact.slice not in self.rows.dead
            and (fact.slice, fact.measure) not in self.rows.outranked
            and self.sees(fact)
            and all(self.passes(fact, kept) for kept in self.question.where if kept.field not in TIMES)
        )

    def passes(self, fact: Fact, kept: Filter) -> bool:
        """Whether a filter keeps a fact; one on a field that the measure never has keeps all of them."""
        return not self.can_have(fact.measure, kept.field) or self.field(fact, kept.field) in kept.values

    def can_have(self, measure: str, field: str) -> bool:
        """Whether a measure can be broken down by a field."""
        if field == "sender":
            return True
        if field == "currency":
            return self.trade.measures[measure].unit == "money"
        return self.trade.dimension_of(field) in self.trade.measures[measure].dimensions

    def field(self, fact: Fact, field: str) -> int | str | None:
        """The value of a dimension or attribute of a fact, None where it is not broken down."""
        if field == "sender":
            return fact.sender
        if field == "currency":
            return fact.currency
        if field not in self.trade.attributes:
            return fact.cells.get(field)
        value = fact.cells.get(self.trade.attributes[field].of)
        changes = [c for c in self.rows.changes if c.attribute == field and c.value == value]
        changes.sort(key=lambda change: change.valid_from)
        if self.question.structure == "as_was":
            month = stretch(fact, self.trade.measures[fact.measure]).start
            changes = [c for c in changes if c.valid_from <= month] or changes[:1]
        return changes[-1].text if changes else None

    # --- which cells there are ---

    def times(self) -> list[tuple[Cell, list[Period]]]:
        """The groups of time by their labels, each with the months that it covers (months that a filter on time keeps)."""
        bucket = self.rows.calendar.bucket
        months = [
            month
            for month in self.period.months()
            if all(bucket(month, kept.field) in kept.values for kept in self.question.where if kept.field in TIMES)
        ]
        grains = [field for field in self.question.by if field in TIMES]
        found: dict[Cell, list[Period]] = {} if grains else {(): []}
        for month in months:
            labels = tuple(bucket(month, grain) for grain in grains)
            found.setdefault(labels, []).append(Period(month, add_months(month, 1)))
        return list(found.items())

    def fields(self) -> list[str]:
        """The fields of the groups besides time."""
        return [field for field in self.question.by if field not in TIMES]

    def cells(self) -> Iterator[Cell]:
        """The cells that an answer must not leave out: those of facts that every field of the question can break down."""
        asked = {leaf.measure for key in self.question.kpis for leaf in leaves(self.trade.kpis[key].formula)}
        own = [f for f in self.rows.facts if f.measure in asked and all(self.can_have(f.measure, n) for n in self.fields())]
        found = {tuple(self.field(fact, field) for field in self.fields()) for fact in own if self.counts(fact)}
        for (labels, months), cell in product(self.times(), found):
            if any(self.figure(key, months, cell) != Plain(None) for key in self.whole_kpis()):
                yield self.named(labels, cell)

    def whole_kpis(self) -> list[str]:
        """The KPIs all of whose measures the question's fields can break down."""
        return [
            key
            for key in self.question.kpis
            if all(self.can_have(leaf.measure, n) for leaf in leaves(self.trade.kpis[key].formula) for n in self.fields())
        ]

    def named(self, labels: Cell, cell: Cell) -> Cell:
        """A cell in the order of the question's `by`."""
        times, fields = iter(labels), iter(cell)
        return tuple(next(times if field in TIMES else fields) for field in self.question.by)

    # --- what they come to ---

    def figures(self, by: Mapping[str, int | str | None]) -> dict[str, Plain]:
        """Each KPI of the question in a cell."""
        labels = tuple(by[field] for field in self.question.by if field in TIMES)
        months = dict(self.times())[labels]
        return {key: self.figure(key, months, tuple(by[field] for field in self.fields())) for key in self.question.kpis}

    def figure(self, key: str, months: Sequence[Period], cell: Cell) -> Plain:
        """A KPI in a cell, and its base."""
        formula = self.trade.kpis[key].formula
        numerator, denominator = parts(formula)
        whole = self.compute(formula, months, cell, "actual", 0)
        return Plain(
            whole.value,
            None if denominator is None else self.compute(numerator, months, cell, "actual", 0).value,
            None if denominator is None else self.compute(denominator, months, cell, "actual", 0).value,
            self.base(formula, months, cell),
        )

    def base(self, formula: Formula, months: Sequence[Period], cell: Cell) -> Value:
        """The same KPI of the plan, the forecast, a year earlier, or as many months earlier."""
        against = self.question.vs
        if against is None:
            return None
        if against in ("plan", "forecast"):
            return self.compute(formula, months, cell, against, 0).value
        before = getattr(self.rows.calendar, against)(self.period)
        shift = (before.start.year - self.period.start.year) * 12 + before.start.month - self.period.start.month
        return self.compute(formula, months, cell, "actual", shift).value

    def compute(self, formula: Formula, months: Sequence[Period], cell: Cell, scenario: str, shift: int) -> Amount:
        """A formula over the rows: sums exact, quotients last, nothing from a missing number."""
        if isinstance(formula, Number):
            return Amount(formula.value)
        if isinstance(formula, Aggregate):
            return self.aggregate(formula, months, cell, scenario, shift)
        assert isinstance(formula, Binary)
        left = self.compute(formula.left, months, cell, scenario, shift)
        right = self.compute(formula.right, months, cell, scenario, shift)
        return join(formula.op, left, right)

    def aggregate(self, leaf: Aggregate, months: Sequence[Period], cell: Cell, scenario: str, shift: int) -> Amount:
        """One number from the facts of a cell; None where there are none, or only a part of what is asked for."""
        if not months:
            return Amount(None)
        moved = [month.shifted(shift - leaf.lag) for month in months]
        measure = self.trade.measures[leaf.measure]
        facts = [f for f in self.rows.facts if f.measure == leaf.measure and f.scenario == scenario and self.counts(f)]
        near = [(fact, hit) for fact in facts if (hit := touches(fact, measure, leaf, moved)) != "outside"]
        own = [place for place, field in enumerate(self.fields()) if self.can_have(leaf.measure, field)]
        for place in own:
            if near and all(self.field(fact, self.fields()[place]) is None for fact, _ in near):
                return Amount(None)
        here = [(f, hit) for f, hit in near if all(self.field(f, self.fields()[place]) == cell[place] for place in own)]
        if not here or any(hit == "cut" for _, hit in here):
            return Amount(None)
        currencies = frozenset(fact.currency for fact, _ in here if fact.currency)
        if len(currencies) > 1:
            return Amount(None)
        for condition in leaf.conditions:
            if all(self.field(fact, condition.field) is None for fact, _ in here):
                return Amount(None)
        total = sum((fact.value for fact, _ in here if self.meets(fact, leaf.conditions)), Decimal(0))
        return Amount(total / leaf.weeks if leaf.weeks else total, currencies)

    def meets(self, fact: Fact, conditions: Iterable[Condition]) -> bool:
        """Whether a fact meets all conditions; without the field it meets neither a condition nor its opposite."""
        return all(
            (value := self.field(fact, condition.field)) is not None
            and ((str(value) in condition.values) is not condition.negated)
            for condition in conditions
        )


def touches(fact: Fact, measure: Measure, leaf: Aggregate, months: Sequence[Period]) -> str:
    """Whether what a fact says lies "inside" the days that an aggregate reads, "outside", or is "cut" by them."""
    said = stretch(fact, measure)
    hits = {_lies(said, window) for window in windows(fact, measure, leaf, months)}
    return "inside" if "inside" in hits else "cut" if "cut" in hits else "outside"


def windows(fact: Fact, measure: Measure, leaf: Aggregate, months: Sequence[Period]) -> list[Period]:
    """The unbroken stretches of days that an aggregate reads."""
    first, last = months[0], months[-1]
    if leaf.kind == "opening":
        return [first.shifted(-1)]
    if leaf.kind == "per_week" and fact.grain == "day":
        return [Period(last.end - timedelta(weeks=leaf.weeks), last.end)]
    if leaf.kind in ("closing", "per_week") or measure.kind == "stock":
        return [last]
    joined: list[Period] = []
    for month in months:
        if joined and joined[-1].end == month.start:
            joined[-1] = Period(joined[-1].start, month.end)
        else:
            joined.append(month)
    return joined


def _lies(said: Period, window: Period) -> str:
    if said.end <= window.start or said.start >= window.end:
        return "outside"
    return "inside" if window.start <= said.start and said.end <= window.end else "cut"


def join(op: str, left: Amount, right: Amount) -> Amount:
    """Two amounts joined: missing stays missing, no division by nothing or less, no two currencies together."""
    currencies = left.currencies | right.currencies
    if left.value is None or right.value is None or len(currencies) > 1:
        return Amount(None)
    a, b = left.value, right.value
    if op == "/":
        return Amount(None) if b <= 0 else Amount(float(a) / float(b), currencies)
    if isinstance(a, float) or isinstance(b, float):
        a, b = float(a), float(b)
    return Amount({"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b}[op](), currencies)
