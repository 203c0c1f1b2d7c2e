"""Formulas: what is written is what is read, errors say the place, quotients are done last and a missing value says why."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.kpi import (
    AbsDiff,
    Aggregate,
    Binary,
    Condition,
    Formula,
    Number,
    Result,
    adds_up,
    aggregates,
    evaluate,
    leaves,
    parse,
    parts,
)
from rapport.core.refusals import Refused

MEASURES = ("units", "stock", "money")
FIELDS = ("country", "category", "month")

SUM, STOCK, MONEY = Aggregate("sum", "units"), Aggregate("closing", "stock"), Aggregate("sum", "money")


def read(text: str) -> Formula:
    return parse(text, MEASURES, FIELDS)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("sum(units)", SUM),
        ("sum(units[category = 'pc'])", Aggregate("sum", "units", (Condition("category", ("pc",)),))),
        ("sum(units[category = pc|'a b', country != CN])",
         Aggregate("sum", "units", (Condition("category", ("a b", "pc")), Condition("country", ("CN",), negated=True)))),
        ("sum(units[country = '×'])", Aggregate("sum", "units", (Condition("country", ("×",)),))),
        ("opening(stock)", Aggregate("opening", "stock")),
        ("closing(stock)", STOCK),
        ("per_week(units, 4)", Aggregate("per_week", "units", weeks=4)),
        ("lag(sum(units), 12)", Aggregate("sum", "units", lag=12)),
        ("latest(stock)", Aggregate("latest", "stock")),
        ("months_left(units)", Aggregate("months_left", "units")),
        ("whole(lag(sum(units), 12))", Aggregate("sum", "units", lag=12, is_whole=True)),
        ("min(sum(units), 2)", Binary("min", SUM, Number(Decimal(2)))),
        ("lag(lag(sum(units), 12), 1)", Aggregate("sum", "units", lag=13)),
        ("abs_diff(sum(units), sum(money), country, month)", AbsDiff(SUM, MONEY, ("country", "month"))),
        ("1.5", Number(Decimal("1.5"))),
        ("-sum(units)", Binary("-", Number(Decimal(0)), SUM)),
        ("sum(money) ÷ sum(units) × 2 − 1", read("((sum(money) / sum(units)) * 2) - 1")),
    ],
)  # fmt: skip
def test_the_grammar(text: str, formula: Formula) -> None:
    assert read(text) == formula


def test_the_order_of_conditions_and_values_is_no_difference() -> None:
    assert read("sum(units[country = 'HK' | 'CN', category = 'pc'])") == read("sum(units[category='pc',country='CN'|'HK'])")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 - 4 - 2", 2),
        ("8 / 4 / 2", 1),
        ("8 / (4 / 2)", 4),
        ("2 - -3", 5),
        ("8 − 4 ÷ 2", 6),
        ("min(3, 1 + 1) * 2", 4),
    ],
)
def test_products_bind_before_sums_and_the_left_before_the_right(text: str, value: int) -> None:
    assert evaluate(read(text), {}).value == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sum(unit)", "place 5: unknown measure “unit” (nearest: units)"),
        ("summe(units)", "place 1: unknown function “summe” (nearest: sum)"),
        ("unit / sum(money)", "place 1: unknown measure “unit” (nearest: units)"),
        ("sum(money) / units", "place 14: “units” stands in no function; write sum(units) of a flow, closing(units) of a stock"),
        ("2 * (nothing_like_it)", "place 6: unknown measure “nothing_like_it” in"),
        ("sum(units[contry = 'CN'])", "place 11: unknown dimension “contry” (nearest: country)"),
        ("sum(units", "place 10: expected “)”"),
        ("sum units", "place 5: expected “(”, found “units”"),
        ("sum(units) sum(money)", "place 12: unexpected “sum”"),
        ("sum(units) +", "place 13: expected a function"),
        ("sum(units[country])", "place 18: expected “=”, found “]”"),
        ("sum(units[country = ])", "place 21: expected a value"),
        ("sum(units) & 1", "place 12: cannot read “&”"),
        ("per_week(units)", "place 15: expected “,”, found “)”"),
        ("per_week(units, 0)", "place 17: expected a whole number from 1 to 120"),
        ("per_week(units, 1.5)", "place 17: expected a whole number from 1 to 120"),
        ("lag(lag(sum(units), 100), 21)", "place 27: expected a whole number from 1 to 20"),
        ("min(1)", "place 6: expected “,”, found “)”"),
        ("whole(abs_diff(sum(units), sum(money)))", "abs_diff cannot stand inside another function"),
        ("lag(abs_diff(sum(units), sum(money)), 1)", "abs_diff cannot stand inside another function"),
        ("", "place 1: expected a function"),
        ("(" * 499, "nested too deep"),
        ("1+" * 250 + "1", "501 characters, 500 at most"),
    ],
)
def test_an_error_says_its_place_and_the_nearest_word(text: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("sum(units)", True),
        ("2 * sum(units) - closing(stock)", True),
        ("sum(units) * sum(money)", False),
        ("sum(money) / sum(units)", False),
        ("sum(units) + 1", False),
        ("min(sum(units), sum(money))", False),
        ("months_left(units)", False),
        ("latest(stock)", False),
        ("whole(sum(units))", False),
        ("abs_diff(sum(units), sum(money))", False),
    ],
)
def test_only_sums_and_their_multiples_add_up_over_parts(text: str, is_so: bool) -> None:
    assert adds_up(read(text)) is is_so


def test_a_lesser_of_two_is_missing_where_one_is() -> None:
    lesser = read("min(sum(units), sum(money))")
    assert evaluate(lesser, {SUM: Decimal(3), MONEY: Decimal(2)}).value == 2
    assert evaluate(lesser, {SUM: Decimal(3), MONEY: None}) == Result(None, "not reported")


def test_numerator_and_denominator() -> None:
    ratio = read("sum(money) / sum(units)")
    assert parts(ratio) == (MONEY, SUM)
    assert parts(SUM) == (SUM, None)


def test_leaves_stand_as_written_and_abs_diff_holds_two_aggregates() -> None:
    formula = read("abs_diff(sum(money), sum(units)) / (sum(units) + closing(stock) * 2)")
    assert list(leaves(formula)) == [AbsDiff(MONEY, SUM), SUM, STOCK]
    assert list(aggregates(formula)) == [MONEY, SUM, SUM, STOCK]


def test_sums_stay_exact_and_quotients_are_floats() -> None:
    amounts = {MONEY: Decimal("0.3"), SUM: Decimal("0.1")}
    assert evaluate(read("sum(money) - sum(units) * 3"), amounts) == Result(Decimal("0.0"))
    assert evaluate(read("sum(money) / sum(units)"), amounts) == Result(0.3 / 0.1)


@pytest.mark.parametrize(("units", "why"), [(None, "not reported"), (Decimal(0), "no base"), (Decimal(-5), "net returns")])
def test_a_missing_value_says_why(units: Decimal | None, why: str) -> None:
    assert evaluate(read("sum(money) / sum(units)"), {MONEY: Decimal(1), SUM: units}) == Result(None, why)


def test_a_ratio_without_a_numerator_is_not_nought() -> None:
    assert evaluate(read("sum(money) / sum(units)"), {SUM: Decimal(1)}) == Result(None, "not reported")


names = st.sampled_from(FIELDS)
words = st.text(st.characters(exclude_characters="'\r\n", exclude_categories=["Cs"]), max_size=6)
conditions = st.builds(
    Condition, names, st.lists(words, min_size=1, max_size=3).map(lambda values: tuple(sorted(values))), st.booleans()
)
filters = st.lists(conditions, max_size=2).map(lambda found: tuple(sorted(found)))
lags = st.integers(0, 24)
plain = st.builds(Aggregate, st.sampled_from(["sum", "opening", "closing"]), st.sampled_from(MEASURES), filters, lags)
weekly = st.builds(Aggregate, st.just("per_week"), st.sampled_from(MEASURES), filters, lags, st.integers(1, 12))
single = plain | weekly
numbers = st.decimals(0, 1000, places=2).map(Number)
leaf = single | st.builds(AbsDiff, single, single, st.lists(names, max_size=2).map(tuple))
formulas = st.recursive(leaf | numbers, lambda inner: st.builds(Binary, st.sampled_from("+-*/"), inner, inner), max_leaves=4)
sums = st.recursive(numbers, lambda inner: st.builds(Binary, st.sampled_from("+-*"), inner, inner), max_leaves=4)


def condition(kept: Condition) -> str:
    return f"{kept.field} {'!=' if kept.negated else '='} " + " | ".join(f"'{value}'" for value in kept.values)


def written(formula: Formula) -> str:
    """A formula as a person may write it; brackets only where the order of reading needs them."""
    match formula:
        case Number(value):
            return str(value)
        case AbsDiff(left, right, grain):
            return f"abs_diff({', '.join((written(left), written(right), *grain))})"
        case Binary(op, left, right):
            first = f"({written(left)})" if op in "*/" and isinstance(left, Binary) and left.op in "+-" else written(left)
            second = f"({written(right)})" if isinstance(right, Binary) and (op in "*/" or right.op in "+-") else written(right)
            return f"{first} {op} {second}"
    kept = ", ".join(map(condition, formula.conditions))
    weeks = f", {formula.weeks}" if formula.weeks else ""
    text = f"{formula.kind}({formula.measure}{f'[{kept}]' if kept else ''}{weeks})"
    return f"lag({text}, {formula.lag})" if formula.lag else text


@given(formulas)
def test_what_is_written_is_what_is_read(formula: Formula) -> None:
    text = written(formula)
    if len(text) <= 500:
        assert read(text) == formula


def exact(formula: Formula) -> Fraction:
    """The same arithmetic in fractions."""
    if isinstance(formula, Number):
        return Fraction(formula.value)
    assert isinstance(formula, Binary)
    left, right = exact(formula.left), exact(formula.right)
    return {"+": left + right, "-": left - right, "*": left * right}[formula.op]


@given(sums, sums)
def test_sums_and_their_quotient_equal_exact_fractions(numerator: Formula, denominator: Formula) -> None:
    above, below = exact(numerator), exact(denominator)
    found = evaluate(numerator, {}).value
    assert isinstance(found, Decimal)
    assert Fraction(found) == above
    ratio = evaluate(Binary("/", numerator, denominator), {})
    if below > 0:
        assert ratio == Result(pytest.approx(float(above / below), rel=1e-12))
    else:
        assert ratio == Result(None, "net returns" if below else "no base")
