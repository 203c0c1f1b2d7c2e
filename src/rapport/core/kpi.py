"""Formulas of KPIs: a small grammar, parsed into a frozen value that computes itself.

    formula  = term { ("+" | "-" | "−") term }
    term     = factor { ("*" | "×" | "/" | "÷") factor }
    factor   = number | "-" factor | "(" formula ")" | "min" "(" formula "," formula ")" | aggregate
    aggregate = ("sum" | "opening" | "closing" | "latest" | "months_left" | "published") "(" of ")"
              | "per_week" "(" of "," weeks ")"
              | "lag" "(" aggregate "," months ")" | "whole" "(" aggregate ")"
              | "abs_diff" "(" aggregate "," aggregate { "," field } ")"
    of       = measure [ "[" condition { "," condition } "]" ]
    condition = field ("=" | "!=") value { "|" value }

Ratios are always sums over sums: the division stands outside the aggregates, so it is done last.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations
from typing import Literal, NoReturn, cast, get_args

from rapport.core.refusals import Refused, nearest

Kind = Literal["sum", "opening", "closing", "latest", "months_left", "per_week", "published"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, order=True)
class Condition:
    """Keep the facts whose `field` is (or, negated, is not) one of `values`; a fact without the field is never kept."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, order=True)
class Aggregate:
    """One number taken from the facts of a cell and period.

    sum: over the period's days. opening, closing: of a stock, at the last month end before the period, in the period.
    latest: of a stock, at the last month end in the period of which there are facts. months_left: how many months of the
    period come after the last one of which there are facts.
    per_week: the flow of the last `weeks` weeks of the period, a week (monthly facts: the last month ÷ 4).
    published: of a published ratio the one figure of just these days; none where there are several.
    `lag`: the period moved that many months back. `is_whole`: of all cells of the answer together.
    """

    kind: Kind
    measure: str
    conditions: tuple[Condition, ...] = ()
    lag: int = 0
    weeks: int = 0
    is_whole: bool = False


@dataclass(frozen=True, order=True)
class AbsDiff:
    """Sum of |left − right| over the cells of `grain` (month included): the numerator of WAPE."""

    left: Aggregate
    right: Aggregate
    grain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """A plain number."""

    value: Decimal


@dataclass(frozen=True)
class Binary:
    """Two formulas joined by + − × or ÷ (written + - * /), or the lesser of the two (min)."""

    op: Literal["+", "-", "*", "/", "min"]
    left: "Formula"
    right: "Formula"


Leaf = Aggregate | AbsDiff
Formula = Leaf | Number | Binary
Amounts = Mapping[Leaf, Decimal | float | None]


@dataclass(frozen=True)
class Result:
    """What a formula comes to: a value, or None with the reason (`why`) in words that a person reads."""

    value: Decimal | float | None
    why: str | None = None


def parts(formula: Formula) -> tuple[Formula, Formula | None]:
    """Numerator and denominator of a formula; the denominator is None where it is a plain sum."""
    if isinstance(formula, Binary) and formula.op == "/":
        return formula.left, formula.right
    return formula, None


def divides(formula: Formula) -> bool:
    """Whether something is divided by what is taken from facts."""
    if not isinstance(formula, Binary):
        return False
    is_quotient = formula.op == "/" and any(True for _ in leaves(formula.right))
    return is_quotient or divides(formula.left) or divides(formula.right)


def leaves(formula: Formula) -> Iterator[Leaf]:
    """The aggregates that a formula rests on, in the order in which they are written."""
    if isinstance(formula, Binary):
        yield from leaves(formula.left)
        yield from leaves(formula.right)
    elif not isinstance(formula, Number):
        yield formula


def aggregates(formula: Formula) -> Iterator[Aggregate]:
    """The plain aggregates that a formula rests on: its leaves, and both sides of each abs_diff."""
    for leaf in leaves(formula):
        yield from (leaf.left, leaf.right) if isinstance(leaf, AbsDiff) else (leaf,)


def adds_up(formula: Formula) -> bool:
    """Whether the formula of a whole is the sum of that formula of its parts, so that parts can be told to move it."""
    if isinstance(formula, Binary) and formula.op == "*":
        return any(isinstance(one, Number) and adds_up(other) for one, other in permutations((formula.left, formula.right)))
    if isinstance(formula, Binary):
        return formula.op in "+-" and all(_is_zero(part) or adds_up(part) for part in (formula.left, formula.right))
    return isinstance(formula, Aggregate) and formula.kind not in ("latest", "months_left", "published") and not formula.is_whole


def _is_zero(formula: Formula) -> bool:
    return isinstance(formula, Number) and not formula.value


def keeping(formula: Formula, measures: Collection[str], condition: Condition) -> Formula:
    """The formula with one more condition on its aggregates of these measures."""
    if isinstance(formula, Binary):
        return replace(
            formula, left=keeping(formula.left, measures, condition), right=keeping(formula.right, measures, condition)
        )
    if isinstance(formula, AbsDiff):
        return replace(formula, left=_kept(formula.left, measures, condition), right=_kept(formula.right, measures, condition))
    return _kept(formula, measures, condition) if isinstance(formula, Aggregate) else formula


def _kept(leaf: Aggregate, measures: Collection[str], condition: Condition) -> Aggregate:
    return replace(leaf, conditions=tuple(sorted({*leaf.conditions, condition}))) if leaf.measure in measures else leaf


def evaluate(formula: Formula, amounts: Amounts) -> Result:
    """Compute a formula from the amounts of its aggregates.

    Sums stay exact decimals; quotients, and what rests on a converted amount, are float64. None where an amount is missing
    ("not reported"), where a denominator is zero ("no base") or negative ("net returns").
    """
    if isinstance(formula, Number):
        return Result(formula.value)
    if isinstance(formula, Binary):
        return _join(formula.op, evaluate(formula.left, amounts), evaluate(formula.right, amounts))
    amount = amounts.get(formula)
    return Result(amount) if amount is not None else Result(None, "not reported")


def _join(op: str, left: Result, right: Result) -> Result:
    if left.value is None or right.value is None:
        return Result(None, left.why or right.why)
    if op == "/":
        if right.value <= 0:
            return Result(None, "net returns" if right.value < 0 else "no base")
        return Result(float(left.value) / float(right.value))
    if isinstance(left.value, Decimal) and isinstance(right.value, Decimal):
        return Result(_ARITHMETIC[op](left.value, right.value))
    return Result(_ARITHMETIC[op](float(left.value), float(right.value)))


_ARITHMETIC: dict[str, Callable[..., Decimal | float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "min": min,
}
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|'(?P<text>[^']*)'|(?P<sign>!=|[-−+*×/÷()\[\],=|]))")
LONGEST = 500
"""Characters of a formula."""
FARTHEST = 120
"""Months that a lag, and weeks that a mean, may reach back."""
_SIGNS = {"−": "-", "×": "*", "÷": "/"}


def parse(text: str, measures: Collection[str], fields: Collection[str]) -> Formula:
    """Read a formula; names of measures and of fields (dimensions, attributes, scenario) must be known.

    Refuses with the place in the text, what was expected and the nearest right word.
    """
    if len(text) > LONGEST:
        raise Refused(f"formula: {len(text)} characters, {LONGEST} at most; split it into several figures")
    reader = _Reader(text, measures, fields)
    try:
        formula = reader.formula()
    except RecursionError:
        raise reader.refusal("nested too deep") from None
    if reader.kind != "end":
        raise reader.refusal(f"unexpected “{reader.word}”")
    return formula


class _Reader:
    def __init__(self, text: str, measures: Collection[str], fields: Collection[str]) -> None:
        self.text, self.measures, self.fields, self.at = text, measures, fields, 0
        self.over: Mapping[str, Callable[[], Leaf]] = {"lag": self.lag, "whole": self.whole, "abs_diff": self.abs_diff}
        self.advance()

    def refusal(self, message: str) -> Refused:
        return Refused(f"formula, place {self.start + 1}: {message} in “{self.text}”")

    def advance(self) -> str:
        taken = getattr(self, "word", "")
        match = _TOKEN.match(self.text, self.at)
        self.start = len(self.text) - len(self.text[self.at :].lstrip())
        if match is None:
            if self.text[self.at :].strip():
                raise self.refusal(f"cannot read “{self.text[self.start]}”")
            self.kind, self.word = "end", ""
            return taken
        self.kind, found = next((k, v) for k, v in match.groupdict().items() if v is not None)
        self.word, self.at = _SIGNS.get(found, found) if self.kind == "sign" else found, match.end()
        return taken

    def expect(self, sign: str) -> None:
        if self.kind != "sign" or self.word != sign:
            raise self.refusal(f"expected “{sign}”" + (f", found “{self.word}”" if self.word else ""))
        self.advance()

    def take(self, sign: str) -> bool:
        if self.kind == "sign" and self.word == sign:
            self.advance()
            return True
        return False

    def known(self, what: str, names: Collection[str]) -> str:
        if self.kind != "name":
            raise self.refusal(f"expected a {what}")
        if self.word not in names:
            self.unknown(what, names)
        return self.advance()

    def unknown(self, what: str, names: Collection[str]) -> NoReturn:
        near = nearest(self.word, names)
        raise self.refusal(f"unknown {what} “{self.word}”" + (f" (nearest: {', '.join(near)})" if near else ""))

    def count(self, most: int) -> int:
        if self.kind != "number" or "." in self.word or not 1 <= int(self.word) <= most:
            raise self.refusal(f"expected a whole number from 1 to {most}")
        return int(self.advance())

    def formula(self) -> Formula:
        left = self.term()
        while self.kind == "sign" and self.word in "+-":
            left = Binary("+" if self.advance() == "+" else "-", left, self.term())
        return left

    def term(self) -> Formula:
        left = self.factor()
        while self.kind == "sign" and self.word in "*/":
            left = Binary("*" if self.advance() == "*" else "/", left, self.factor())
        return left

    def factor(self) -> Formula:
        if self.kind == "number":
            return Number(Decimal(self.advance()))
        if self.take("-"):
            return Binary("-", Number(Decimal(0)), self.factor())
        if self.take("("):
            inner = self.formula()
            self.expect(")")
            return inner
        return self.lesser() if self.kind == "name" and self.word == "min" else self.aggregate()

    def lesser(self) -> Binary:
        self.advance()
        self.expect("(")
        left = self.formula()
        self.expect(",")
        lesser = Binary("min", left, self.formula())
        self.expect(")")
        return lesser

    def aggregate(self) -> Leaf:
        functions = (*KINDS, *self.over)
        if self.kind == "name" and self.word not in functions and not self.text[self.at :].lstrip().startswith("("):
            self.bare()
        function = self.known("function", functions)
        self.expect("(")
        leaf = self.over[function]() if function in self.over else self.plain(function)
        self.expect(")")
        return leaf

    def bare(self) -> NoReturn:
        """Refuse a name that stands in no function, where a measure is meant."""
        if (name := self.word) not in self.measures:
            self.unknown("measure", self.measures)
        raise self.refusal(f"“{name}” stands in no function; write sum({name}) of a flow, closing({name}) of a stock")

    def whole(self) -> Aggregate:
        return replace(self.simple(), is_whole=True)

    def plain(self, function: str) -> Aggregate:
        measure = self.known("measure", self.measures)
        conditions = self.conditions() if self.take("[") else ()
        if function != "per_week":
            return Aggregate(cast("Kind", function), measure, conditions)
        self.expect(",")
        return Aggregate("per_week", measure, conditions, weeks=self.count(FARTHEST))

    def lag(self) -> Aggregate:
        inner = self.simple()
        self.expect(",")
        return replace(inner, lag=inner.lag + self.count(FARTHEST - inner.lag))

    def abs_diff(self) -> AbsDiff:
        left = self.simple()
        self.expect(",")
        right, grain = self.simple(), []
        while self.take(","):
            grain.append(self.known("dimension", self.fields))
        return AbsDiff(left, right, tuple(grain))

    def simple(self) -> Aggregate:
        inner = self.aggregate()
        if isinstance(inner, AbsDiff):
            raise self.refusal("abs_diff cannot stand inside another function")
        return inner

    def conditions(self) -> tuple[Condition, ...]:
        found = [self.condition()]
        while self.take(","):
            found.append(self.condition())
        self.expect("]")
        return tuple(sorted(found))

    def condition(self) -> Condition:
        field, negated = self.known("dimension", self.fields), self.take("!=")
        if not negated:
            self.expect("=")
        values = [self.value()]
        while self.take("|"):
            values.append(self.value())
        return Condition(field, tuple(sorted(values)), negated)

    def value(self) -> str:
        if self.kind not in ("text", "name", "number"):
            raise self.refusal("expected a value")
        return self.advance()
