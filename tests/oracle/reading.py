"""A plain reading of the rows: what a question must answer, by loops over row after row and exact decimals.

It shares nothing with the program but the parsed formula, the calendar's names of months and the values of a question. Written
from the rules, so it is slow and dull on purpose.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from rapport.core.kpi import Aggregate, Binary, Condition, Formula, Number, divides, leaves, parts
from rapport.core.periods import Period, add_months
from rapport.core.question import Filter, Question, Scope
from tests.oracle.matched import Matched, common_fields, is_matched
from tests.oracle.rows import Fact, Rows, stretch, touches

Value = Decimal | float | None
Cell = tuple[int | str | None, ...]
SPEAKERS = ("sender", "source")
TIMES = ("month", "quarter", "year", "fiscal_quarter", "fiscal_year")


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


@dataclass(frozen=True)
class Side:
    """Actual or base: the facts of a scenario, `shift` months away, of which a quotient looks at the matched ones."""

    scenario: str
    shift: int
    matched: Matched | None = None


class Reading:
    """One question read from the rows."""

    def __init__(self, rows: Rows, question: Question, scope: Scope) -> None:
        self.rows, self.question, self.scope, self.trade = rows, question, scope, rows.trade
        assert question.period is not None
        self.period = question.period
        self.sides: dict[tuple[str, str, int, Cell], Side] = {}

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

    def stands(self, fact: Fact) -> bool:
        """Not superseded or taken back, nobody more trusted says it, and it may be seen."""
        return fact.slice not in self.rows.dead and not self.is_outranked(fact) and self.sees(fact)

    def is_outranked(self, fact: Fact) -> bool:
        """Whether someone more trusted says it too; where a question names who speaks, one of those it names."""
        better = {number for part, measure, number in self.rows.outranked if (part, measure) == (fact.slice, fact.measure)}
        kept = [kept for kept in self.question.where if kept.field in SPEAKERS]
        if not kept and not self.speakers():
            return bool(better)
        others = [other for other in self.rows.facts if other.slice in better and other.measure == fact.measure]
        return any(self.said(other) == self.said(fact) and all(self.passes(other, one) for one in kept) for other in others)

    def speakers(self) -> list[str]:
        """The fields of the groups that tell who speaks."""
        return [field for field in self.fields() if field in SPEAKERS]

    def said(self, fact: Fact) -> Cell:
        """Who says a fact, as the groups tell it."""
        return tuple(self.field(fact, field) for field in self.speakers())

    def is_said_in(self, fact: Fact, said: Cell) -> bool:
        """Whether a fact is of who speaks in a cell, or is told of nobody's name."""
        told = zip(self.speakers(), said, strict=True)
        return all(not self.can_have(fact.measure, field) or self.field(fact, field) == value for field, value in told)

    def counts(self, fact: Fact) -> bool:
        """It stands, and all filters keep it."""
        return self.stands(fact) and all(self.passes(fact, kept) for kept in self.question.where if kept.field not in TIMES)

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
        actual = self.side(key, "actual", 0, cell)
        return Plain(
            self.whole(formula, months, cell, actual),
            None if denominator is None else self.compute(numerator, months, cell, actual).value,
            None if denominator is None else self.compute(denominator, months, cell, actual).value,
            self.base(key, months, cell),
        )

    def left_out(self, key: str, by: Mapping[str, int | str | None]) -> set[tuple[Value, str]]:
        """How much of which measure a quotient leaves out in a cell; None where that has no one currency."""
        return {
            (None if whole is None or matched is None else Decimal(whole) - Decimal(matched), measure)
            for measure, whole, matched in self.amounts(key, by)
            if whole != matched
        }

    def why_unmatched(self, key: str, by: Mapping[str, int | str | None]) -> str | None:
        """Why a quotient is missing in a cell where all its measures are reported, but nowhere together.

        A measure of two currencies there has no sum and is reported all the same, as its matched part shows.
        """
        cell = tuple(by[field] for field in self.fields())
        found, side = list(self.amounts(key, by)), self.side(key, "actual", 0, cell)
        is_reported = all(whole is not None or matched is not None for _, whole, matched in found)
        if not side.matched or not is_reported or all(matched is not None for *_, matched in found):
            return None
        return f"no {', '.join(side.matched.matched_by())} in common"

    def amounts(self, key: str, by: Mapping[str, int | str | None]) -> Iterator[tuple[str, Value, Value]]:
        """For each aggregate of a KPI in a cell its measure, what all facts come to, and what the matched ones do."""
        months = dict(self.times())[tuple(by[field] for field in self.question.by if field in TIMES)]
        cell = tuple(by[field] for field in self.fields())
        for leaf in leaves(self.trade.kpis[key].formula):
            assert isinstance(leaf, Aggregate)
            whole = self.aggregate(leaf, months, cell, Side("actual", 0)).value
            yield leaf.measure, whole, self.aggregate(leaf, months, cell, self.side(key, "actual", 0, cell)).value

    def base(self, key: str, months: Sequence[Period], cell: Cell) -> Value:
        """The same KPI of the plan, the forecast, a year earlier, or as many months earlier."""
        against, formula = self.question.vs, self.trade.kpis[key].formula
        if against is None:
            return None
        if against in ("plan", "forecast"):
            return self.whole(formula, months, cell, self.side(key, against, 0, cell))
        before = getattr(self.rows.calendar, against)(self.period)
        shift = (before.start.year - self.period.start.year) * 12 + before.start.month - self.period.start.month
        return self.whole(formula, months, cell, self.side(key, "actual", shift, cell))

    def side(self, key: str, scenario: str, shift: int, cell: Cell) -> Side:
        """What a KPI looks at in a cell: facts of a scenario, so many months away, and of a quotient only the matched ones.

        They are matched among what the question's filters on places and on who speaks keep, and who speaks in the cell.
        """
        kpi = self.trade.kpis[key]
        if not is_matched(kpi):
            return Side(scenario, shift)
        said = tuple(value for field, value in zip(self.fields(), cell, strict=True) if field in SPEAKERS)
        if (key, scenario, shift, said) not in self.sides:
            kept = [kept for kept in self.question.where if kept.field in (*common_fields(kpi, self.trade), *SPEAKERS)]
            here = [f for f in self.rows.facts if f.scenario == scenario and self.is_said_in(f, said)]
            facts = [f for f in here if self.stands(f) and all(self.passes(f, one) for one in kept)]
            groups = [[month.shifted(shift) for month in months] for _, months in self.times()]
            self.sides[key, scenario, shift, said] = Side(scenario, shift, Matched(kpi, self.trade, facts, groups))
        return self.sides[key, scenario, shift, said]

    def whole(self, formula: Formula, months: Sequence[Period], cell: Cell, side: Side) -> Value:
        """A formula over the rows; no quotient of less than no stock, and no sum of what was never told in a cell."""
        stocks = [
            leaf for leaf in leaves(formula) if isinstance(leaf, Aggregate) and self.trade.measures[leaf.measure].kind == "stock"
        ]
        if divides(formula) and any((self.aggregate(leaf, months, cell, side).value or 0) < 0 for leaf in stocks):
            return None
        found = self.compute(formula, months, cell, side).value
        return None if found == 0 and side.scenario == "actual" and self.is_never_told(formula, cell) else found

    def is_never_told(self, formula: Formula, cell: Cell) -> bool:
        """Whether a sum of some products alone has none of them in a cell, at any time."""
        if not isinstance(formula, Aggregate) or not formula.conditions or any(one.negated for one in formula.conditions):
            return False
        facts = [f for f in self.rows.facts if f.measure == formula.measure and f.scenario == "actual" and self.counts(f)]
        own = [place for place, field in enumerate(self.fields()) if self.can_have(formula.measure, field)]
        here = [f for f in facts if all(self.field(f, self.fields()[place]) == cell[place] for place in own)]
        return not any(self.meets(fact, formula.conditions) for fact in here)

    def compute(self, formula: Formula, months: Sequence[Period], cell: Cell, side: Side) -> Amount:
        """A formula over the rows: sums exact, quotients last, nothing from a missing number."""
        if isinstance(formula, Number):
            return Amount(formula.value)
        if isinstance(formula, Aggregate):
            return self.aggregate(formula, months, cell, side)
        assert isinstance(formula, Binary)
        left = self.compute(formula.left, months, cell, side)
        right = self.compute(formula.right, months, cell, side)
        return join(formula.op, left, right)

    def aggregate(self, leaf: Aggregate, months: Sequence[Period], cell: Cell, side: Side) -> Amount:
        """One number from the facts of a cell; None where there are none, or only a part of what is asked for."""
        if not months:
            return Amount(None)
        group = [month.shifted(side.shift) for month in months]
        moved = [month.shifted(-leaf.lag) for month in group]
        measure = self.trade.measures[leaf.measure]
        facts = [f for f in self.rows.facts if f.measure == leaf.measure and f.scenario == side.scenario and self.counts(f)]
        near = [(fact, hit) for fact in facts if (hit := touches(fact, measure, leaf, moved)) != "outside"]
        if side.matched:
            near = [(fact, hit) for fact, hit in near if hit == "cut" or side.matched.keeps(leaf, fact, group)]
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
