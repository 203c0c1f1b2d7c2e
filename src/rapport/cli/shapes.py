"""Answers in the JSON of the contract: units as numbers, money as text, a missing number as null with its reason."""

from decimal import Decimal

from rapport.core.kpi import AbsDiff, Formula, leaves, parts
from rapport.core.pack import Kpi, Trade
from rapport.core.question import Answer, Base, Coverage, Figure, Number

Json = dict[str, object]
DIGITS = 12
"""Decimals of a quotient that is not money: more than float64 is trusted with, and no noise behind them."""


def number(value: Number | None, *, money: bool) -> str | int | float | None:
    """Money as text (sums as stored, quotients to 4 decimals), another number as it is, whole ones without a point."""
    if value is None:
        return None
    if money:
        return f"{value:f}" if isinstance(value, Decimal) else f"{value:.4f}"
    return int(value) if isinstance(value, Decimal) and value == int(value) else round(float(value), DIGITS)


def answer(given: Answer, trade: Trade) -> Json:
    """The answer to a question."""
    rows = [
        {"by": dict(row.by), "kpis": {key: figure(trade.kpis[key], found, trade) for key, found in row.kpis.items()}}
        for row in given.rows
    ]
    return {
        "period": given.period.as_json(),
        "known_on": given.known_on,
        "ledger": given.ledger,
        "currency": given.currency,
        "base": given.base and _base(given.base),
        "rows": rows,
        **({"notes": given.notes} if given.notes else {}),
    }


def _base(base: Base) -> Json:
    return {"kind": base.kind, "period": base.period.as_json(), "known_on": base.known_on}


def figure(kpi: Kpi, given: Figure, trade: Trade) -> Json:
    """One figure; numerator and denominator only where the KPI is a quotient."""
    numerator, denominator = parts(kpi.formula)
    money = kpi.unit == "money"
    sums: Json = {}
    if denominator is not None:
        sums = {
            "numerator": number(given.numerator, money=_counts_money(numerator, trade)),
            "denominator": number(given.denominator, money=_counts_money(denominator, trade)),
        }
    return {
        "value": number(given.value, money=money),
        **sums,
        "base": number(given.base, money=money),
        "delta": number(given.delta, money=money),
        "coverage": given.coverage and _coverage(given.coverage),
        **({"base_coverage": _coverage(given.base_coverage)} if given.base_coverage else {}),
        "notes": given.notes,
        "batches": given.batches,
        "why": given.why,
        **({"currency": given.currency} if given.currency else {}),
    }


def _coverage(coverage: Coverage) -> Json:
    return {"reporting": coverage.reporting, "expected": coverage.expected, "volume": coverage.volume}


def _counts_money(formula: Formula, trade: Trade) -> bool:
    counted = (leaf.left.measure if isinstance(leaf, AbsDiff) else leaf.measure for leaf in leaves(formula))
    return any(trade.measures[measure].unit == "money" for measure in counted)
