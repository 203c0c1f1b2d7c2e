"""What formulas come to on the sides of a bridge, leaf by leaf, in one pass over the facts."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from sqlglot import exp

from rapport.core.kpi import AbsDiff, Aggregate, Condition, Formula, Number, leaves
from rapport.core.refusals import Refused
from rapport.facts.asked import conditions_of
from rapport.facts.reading import Reading, can_have
from rapport.facts.rollup import dated
from rapport.facts.sides import Side
from rapport.facts.sql import DIALECT, day_of, group_of, meets, of_value, passes, standing, stretch_of
from rapport.facts.unheard import MISSED, TOLD_BY, Unheard, missed
from rapport.facts.unmatched import CELL, is_in, with_left_out
from rapport.facts.windows import Window

SIDES = ("base", "actual")
"""The sides that drivers stand between; `actual` at the rates of the base."""

ALL_SIDES = (*SIDES, "current")
"""Beside them the actual at its own rates, where money is converted."""

_IS_WORTH = "told.scenario = worth.scenario AND told.currency = worth.currency AND told.stretch = [worth.first, worth.last]"
_MONEY = ("scenario", "currency", "stretch")
_RATE = "CASE WHEN told.stretch IS NULL THEN 1 ELSE coalesce(worth.{side}, 0) END"


def sides_told(reading: Reading) -> tuple[str, ...]:
    """The sides that leaf amounts have: without money to convert, the actual at its own rates is the actual."""
    return SIDES if reading.currency is None else ALL_SIDES


def leaf_amounts(
    formulas: Sequence[Formula], reading: Reading, sides: Sequence[Side], unheard: Unheard = MappingProxyType({})
) -> exp.Select:
    """One row a cell of a reading's fields: its keys, and each formula's amount on `sides_told`, `base_0 actual_0 …`.

    Amounts are exact. The facts are added up once, by leaf, measure and side; what a leaf's own fields tell (its product's
    category) is looked up for the leaf, not for each fact. Money to be converted is added up by scenario, currency and months
    first, then multiplied by its rate for that side, from the table `worth` (`scenario currency first last`, one rate a side).
    Where anybody is `unheard`, the columns `MISSED` tell what those who report a leaf missed of each side.
    """
    return _Pivot(formulas, reading, sides, unheard).amounts()


class _Pivot:
    """The facts by leaf: the sum of each set of windows that some aggregate reads on some side."""

    def __init__(self, formulas: Sequence[Formula], reading: Reading, sides: Sequence[Side], unheard: Unheard) -> None:
        self.unheard = {place: reporters for place, reporters in unheard.items() if reporters}
        self.formulas, self.reading, self.sides = formulas, reading, dict(zip(SIDES, sides, strict=False))
        self.trade = reading.world.trade
        self.keys = [f"by_{place}" for place in range(len(reading.by))]
        self.is_converted = reading.currency is not None
        self.aggregates = dict.fromkeys(leaf for of in formulas for leaf in leaves(of) if isinstance(leaf, Aggregate))
        self.sums = list(dict.fromkeys(self._windows(leaf, side) for leaf in self.aggregates for side in SIDES))
        tested = dict.fromkeys(condition.field for leaf in self.aggregates for condition in conditions_of(leaf))
        self.apart = [field for field in tested if not self._is_of_leaf(field)]
        self.described = [field for field in tested if field not in self.apart]

    def amounts(self) -> exp.Select:
        """The amounts of each leaf."""
        amounts = [self._amount(of, side).as_(f"{side}_{n}") for n, of in enumerate(self.formulas) for side in self._told]
        if self.unheard:
            told = {name: exp.column(name, "told") for name in MISSED}
            amounts += [(exp.Max(this=most) if self._is_added else most).as_(name) for name, most in told.items()]
        query = exp.select(*(exp.column(key, "told") for key in self.keys), *amounts).from_(self._told_by_leaf().subquery("told"))
        for field in self.described:
            if field not in self.reading.by:
                query = query.join(exp.to_table("attributes").as_(field), on=self._describes(field), join_type="left")
        if self.is_converted:
            query = query.join("worth", on=_IS_WORTH, join_type="left", dialect=DIALECT)
        return query.group_by(*(exp.column(key, "told") for key in self.keys)) if self._is_added and self.keys else query

    @property
    def _told(self) -> tuple[str, ...]:
        return sides_told(self.reading)

    @property
    def _is_added(self) -> bool:
        """Whether a leaf has several rows in what is told."""
        return self.is_converted or bool(self.apart)

    def _told_by_leaf(self) -> exp.Select:
        """The sums of all windows by leaf, and by what else its amounts depend on."""
        apart = list(dict.fromkeys((*self.keys, *self.apart, *(_MONEY if self.is_converted else ()))))
        sums = [self._summed(windows).as_(f"sum_{place}") for place, windows in enumerate(self.sums)]
        if self.unheard:
            sums += [exp.Max(this=exp.column(name)).as_(name) for name in MISSED]
        query = exp.select(*apart, *sums).from_(self._counted().subquery("fact"))
        return query.group_by(*apart) if apart else query

    def _windows(self, leaf: Aggregate, side: str) -> tuple[Window, ...]:
        [group] = self.sides[side].asked.groups
        return self.sides[side].windows(leaf, group)

    def _is_of_leaf(self, field: str) -> bool:
        """Whether a leaf has one value of a field that conditions look at, which its own fields tell."""
        reading = self.reading
        tested = (leaf.measure for leaf in self.aggregates if any(c.field == field for c in conditions_of(leaf)))
        is_had = all(can_have(self.trade, self.trade.measures[measure], field) for measure in tested)
        is_dated = field in self.trade.attributes and field not in reading.by and reading.structure == "as_was"
        return is_had and not is_dated and (field in reading.by or self.trade.dimension_of(field) in reading.by)

    def _describes(self, field: str) -> exp.Expr:
        """The condition that an attribute is the leaf's."""
        key = exp.column(f"by_{self.reading.by.index(self.trade.dimension_of(field))}", "told")
        return exp.and_(of_value(field, key), dated(field, exp.null(), self.reading.structure))

    def _tested(self, field: str) -> exp.Expr:
        if field in self.apart:
            return exp.column(field, "told")
        is_key = field in self.reading.by
        return exp.column(f"by_{self.reading.by.index(field)}", "told") if is_key else exp.column("text", field)

    def _amount(self, formula: Formula, side: str) -> exp.Expr:
        if isinstance(formula, Number):
            return exp.Literal.number(str(formula.value))
        if isinstance(formula, Aggregate):
            return self._total(formula, side)
        if isinstance(formula, AbsDiff) or formula.op == "/":
            raise Refused("a quotient, or a difference without its sign, inside a formula has no drivers")
        left, right = (exp.paren(self._amount(part, side)) for part in (formula.left, formula.right))
        return {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}[formula.op](this=left, expression=right)

    def _total(self, leaf: Aggregate, side: str) -> exp.Expr:
        place = self.sums.index(self._windows(leaf, "base" if side == "base" else "actual"))
        total = self._kept(exp.column(f"sum_{place}", "told"), conditions_of(leaf))
        if self.is_converted and self.trade.measures[leaf.measure].unit == "money":
            rate: exp.Expr = exp.maybe_parse(_RATE.format(side=side), dialect=DIALECT)
            total = exp.Mul(this=total, expression=exp.paren(rate))
        if self._is_added:
            total = exp.Sum(this=total)
        return exp.Div(this=total, expression=exp.Literal.number(leaf.weeks)) if leaf.weeks else total

    def _kept(self, total: exp.Expr, conditions: Sequence[Condition]) -> exp.Expr:
        """A sum where the leaf meets the conditions; else, and where there are no facts, zero."""
        zero = exp.Literal.number(0)
        found = exp.func("coalesce", total, zero)
        if not conditions:
            return found
        return exp.case().when(exp.and_(*(meets(c, self._tested(c.field)) for c in conditions)), found).else_(zero.copy())

    def _summed(self, windows: Sequence[Window]) -> exp.Expr:
        """The values of the facts that lie in one of these windows, added up."""
        kept = exp.Where(this=exp.or_(exp.false(), *(self._within(window) for window in windows)))
        return exp.Filter(this=exp.Sum(this=exp.column("value")), expression=kept)

    def _within(self, window: Window) -> exp.Expr:
        """The condition that a fact lies in a window."""
        return exp.and_(*_is_of(window), self._lies_in(window))

    def _lies_in(self, window: Window) -> exp.Expr:
        """The condition that the days a fact speaks of lie in a window, whatever it is of.

        Of a flow the first of those days tells: a sum of which a fact is cut by its window is not known, and has no drivers.
        """
        start, stop = day_of(window.start), day_of(window.stop)
        if self.trade.measures[window.measure].kind == "stock":
            days = exp.and_(exp.column("since") >= start, exp.column("until") <= stop)
        else:
            days = exp.and_(exp.column("day") >= start, exp.column("day") < stop)
        return exp.and_(days, *_told_by(window))

    def _counted(self) -> exp.Select:
        """The facts that the filters let through and no more trusted sender speaks of, one row each, in some window.

        Columns: the fields `by_0 …`, `measure scenario grain day since until value currency`, what is told apart under its own
        name, and the `stretch` as of `totals`.
        """
        reading = self.reading
        columns = dict.fromkeys(("measure", "scenario", "grain", "day", "since", "until", "value", "currency", *self.apart))
        groups = (group_of(reading, field).as_(key) for key, field in zip(self.keys, reading.by, strict=True))
        query = exp.select(*groups, *map(exp.column, columns), stretch_of(reading).as_("stretch"))
        fields = [*reading.by, *self.apart, *(kept.field for kept in reading.where), *(CELL if reading.is_matched else ())]
        if self.unheard:
            query, fields = query.select(*missed(self.unheard, self.trade)), [*fields, *TOLD_BY]
        facts = standing(reading, fields)
        if reading.is_matched:
            query, facts = query.select("left_out"), with_left_out(facts)
        lies_in = self._within if reading.is_matched else self._lies_in
        spans = {lies_in(window): None for window in reading.windows}
        kept = (passes(reading, kept) for kept in reading.where)
        return query.from_(facts.subquery("fact")).where(exp.not_(exp.column("is_outranked")), *kept, exp.or_(*spans))


def _is_of(window: Window) -> Iterator[exp.Expr]:
    """What a fact is of that lies in a window."""
    yield exp.column("measure").eq(window.measure)
    yield exp.column("scenario").eq(window.scenario)


def _told_by(window: Window) -> Iterator[exp.Expr]:
    """What else than its days tells whether a fact lies in a window."""
    is_day = exp.column("grain").eq("day")
    if window.apart:
        yield is_in(window.apart)
    if window.grains != "all":
        yield is_day if window.grains == "days" else exp.not_(is_day)
