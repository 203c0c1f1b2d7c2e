"""What must hold in a formula: stocks and flows, what conditions may test, amounts of one kind in every sum."""

from collections.abc import Iterator, Mapping

from rapport.core.kpi import AbsDiff, Aggregate, Binary, Condition, Formula, Number, aggregates
from rapport.core.pack import Measure, Trade
from rapport.packs.faults import Fault, unknown_word
from rapport.packs.source import Where

Unit = Mapping[str, int]
"""What an amount is counted in, with its power: of a price {"money": 1, "units": -1}, of a plain number nothing."""


def check_formula(where: Where, formula: Formula, trade: Trade) -> Iterator[Fault]:
    """All that does not fit in the formula that stands at `where`."""
    for aggregate in aggregates(formula):
        measure = trade.measures[aggregate.measure]
        if measure.kind == "published" and formula != Aggregate("published", measure.key, aggregate.conditions):
            text = f"“{measure.key}” is a ratio that others published; published({measure.key}) stands alone"
            yield Fault(where, "published-mixed", text)
            continue
        yield from _check_kind(where, aggregate, measure)
        for condition in aggregate.conditions:
            yield from _check_condition(where, condition, trade)
    yield from _check_units(where, formula, trade.measures)


def _check_kind(where: Where, aggregate: Aggregate, measure: Measure) -> Iterator[Fault]:
    """What is asked of a measure that its kind has not."""
    name, is_stock = measure.key, measure.kind == "stock"
    if measure.kind != "published" and aggregate.kind == "published":
        yield Fault(where, "published-mixed", f"“{name}” is no ratio that others published")
    if is_stock and aggregate.kind in ("sum", "per_week"):
        yield Fault(where, "stock-summed", f"“{name}” is a stock and never summed over time; use closing({name})", "closing")
    if not is_stock and aggregate.kind in ("opening", "closing", "latest"):
        yield Fault(where, "flow-read", f"“{name}” is a flow and has no {aggregate.kind}; use sum({name})", "sum")


def _check_condition(where: Where, condition: Condition, trade: Trade) -> Iterator[Fault]:
    field = condition.field
    if field not in (*trade.attributes, "scenario"):
        text = f"a formula tests attributes and the scenario; “{field}” is neither"
        yield Fault(where, "untestable", f"{text}: {_instead(field, trade)}")
    if field == "scenario" and condition.negated:
        yield Fault(where, "untestable", "a formula names the scenario that it takes: write scenario = '…'")
    known = trade.attributes[field].values if field in trade.attributes else {}
    for value in condition.values:
        if known and value not in known:
            yield unknown_word(where, f"value of {field}", value, known)


def _instead(field: str, trade: Trade) -> str:
    """What to do where a formula cannot test a field: its values belong to a home, or to the question."""
    if field not in trade.dimensions:
        return "name the time when asking, as in --period 2026-10"
    own = [key for key, attribute in trade.attributes.items() if attribute.of == field]
    attribute = f"one of its attributes ({', '.join(own)})" if own else f'an attribute of it ([attribute.…] with of = "{field}")'
    return f"keep to some of it when asking, as in --where {field}=…, or test {attribute}"


def _check_units(where: Where, formula: Formula, measures: Mapping[str, Measure]) -> Iterator[Fault]:
    """Money and pieces, or an amount and a plain number, have neither a sum nor a difference."""
    if isinstance(formula, AbsDiff):
        yield from _check_units(where, Binary("-", formula.left, formula.right), measures)
    if not isinstance(formula, Binary):
        return
    for part in (formula.left, formula.right):
        yield from _check_units(where, part, measures)
    left, right = _unit(formula.left, measures), _unit(formula.right, measures)
    if formula.op not in ("*", "/") and left is not None and right is not None and left != right:
        sides = [f"{_named(formula.left)} is {_said(left)}", f"{_named(formula.right)} {_said(right)}"]
        text = "only amounts of one kind are added, subtracted or compared; make them of one, or write a KPI for each"
        yield Fault(where, "units-mixed", f"{' and '.join(sides)}: {text}")


def _unit(formula: Formula, measures: Mapping[str, Measure]) -> Unit | None:
    """What a formula comes to is counted in; None of zero, which is so of anything."""
    if isinstance(formula, Number):
        return {} if formula.value else None
    if not isinstance(formula, Binary):
        return _unit_of(formula.left if isinstance(formula, AbsDiff) else formula, measures)
    left, right = _unit(formula.left, measures), _unit(formula.right, measures)
    if formula.op not in ("*", "/"):
        return right if left is None else left
    if left is None or right is None:
        return None
    sign = 1 if formula.op == "*" else -1
    powers = {of: left.get(of, 0) + sign * right.get(of, 0) for of in {**left, **right}}
    return {of: power for of, power in powers.items() if power}


def _unit_of(aggregate: Aggregate, measures: Mapping[str, Measure]) -> Unit:
    """What an aggregate is counted in."""
    if aggregate.kind == "months_left":
        return {"months": 1}
    unit = measures[aggregate.measure].unit
    return ({} if unit == "ratio" else {unit: 1}) | ({"weeks": -1} if aggregate.kind == "per_week" else {})


def _named(formula: Formula) -> str:
    """A formula by the measures that it rests on, or by its number."""
    if isinstance(formula, Number):
        return f"“{formula.value}”"
    return f"“{', '.join(dict.fromkeys(aggregate.measure for aggregate in aggregates(formula)))}”"


def _said(unit: Unit) -> str:
    above = " × ".join(of for of, power in unit.items() if power > 0)
    below = "".join(f" ÷ {of}" for of, power in unit.items() if power < 0)
    return f"in {above or 1}{below}" if unit else "a plain number"
