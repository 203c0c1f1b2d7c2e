"""Figures: what a KPI comes to in one cell of an answer, with its base and all it rests on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from rapport.core.kpi import Aggregate, Amounts, Formula, Leaf, Result, aggregates, divides, evaluate, leaves, parts
from rapport.core.money import exact, minor_digits, rounded
from rapport.core.pack import Kpi
from rapport.core.periods import Period, month_of
from rapport.core.question import UNSEEN, Figure, Number
from rapport.facts.coverage import Reported
from rapport.facts.lines import Amount, Key, mixed
from rapport.facts.remarks import plain
from rapport.facts.sides import Heard, Side
from rapport.facts.windows import Group


@dataclass(frozen=True)
class Valued:
    """A KPI on one side: its value or why there is none, what it divides, and the amounts it rests on."""

    value: Number | None
    why: str | None
    numerator: Number | None
    denominator: Number | None
    currency: str | None
    amounts: Mapping[Leaf, Amount]
    remarks: tuple[str, ...] = ()

    @property
    def batches(self) -> frozenset[int]:
        """The batches that the amounts rest on."""
        return frozenset[int]().union(*(amount.batches for amount in self.amounts.values()))

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the amounts, each once."""
        several = len({leaf.measure for leaf in self.amounts if isinstance(leaf, Aggregate)}) > 1
        told = (
            f"{leaf.measure}: {note}" if several and isinstance(leaf, Aggregate) and note.startswith("no facts of ") else note
            for leaf, amount in self.amounts.items()
            for note in amount.notes
        )
        return tuple(dict.fromkeys((*self.remarks, *told)))


Told = tuple[Valued, Reported]
"""A KPI on one side, and who reported it."""


def valued(kpi: Kpi, heard: Heard, group: Group, key: Key) -> Valued:
    """A KPI in a cell of one side. Money is never added over currencies; where one is asked for, all is told in it."""
    amounts = {leaf: heard.amount(leaf, group, key) for leaf in leaves(kpi.formula)}
    plain = {leaf: amount.value for leaf, amount in amounts.items()}
    result = evaluate(kpi.formula, plain)
    why = _absent(amounts) or _below_zero(kpi, heard.side, plain) or _why(kpi, result)
    currencies = frozenset[str]().union(*(amount.currencies for amount in amounts.values()))
    why = why or mixed(currencies)
    value, currency = None if why else result.value, min(currencies) if kpi.unit == "money" and len(currencies) == 1 else None
    above, below = parts(kpi.formula)
    return Valued(
        value=value,
        why=why,
        numerator=_summed(above, plain) if below is not None and len(currencies) < 2 else None,
        denominator=_summed(below, plain) if below is not None and len(currencies) < 2 else None,
        currency=currency,
        amounts=amounts,
        remarks=(
            *_negative(heard.side, plain),
            *_partial(kpi, heard.side, group),
            *_run_rate(kpi, heard.side, group, value, currency),
            *_unmoved(heard.side, amounts.values(), currencies),
        ),
    )


def _absent(amounts: Mapping[Leaf, Amount]) -> str | None:
    """Why an amount is missing; of several measures the one that was not reported, or may not be seen, is named."""
    missing = sorted(((a.is_unmatched, leaf, a.why) for leaf, a in amounts.items() if a.why), key=lambda found: found[0])
    if not missing:
        return None
    _, leaf, why = missing[0]
    if (
        why not in ("not reported", UNSEEN)
        or not isinstance(leaf, Aggregate)
        or len({a.measure for one in amounts for a in aggregates(one)}) < 2
    ):
        return why
    return f"{'opening ' if leaf.kind == 'opening' else ''}{leaf.measure} {why}"


def _below_zero(kpi: Kpi, side: Side, amounts: Amounts) -> str | None:
    """Why a quotient of stock has no meaning: there is less than none of it."""
    return next(_negative(side, amounts), None) if divides(kpi.formula) else None


def _negative(side: Side, amounts: Amounts) -> Iterator[str]:
    """The stocks that are below zero, which only an error can bring about."""
    measures = side.world.trade.measures
    for leaf, amount in amounts.items():
        if isinstance(leaf, Aggregate) and measures[leaf.measure].kind == "stock" and amount is not None and amount < 0:
            yield f"{leaf.measure} below zero: check what was reported"


def _why(kpi: Kpi, result: Result) -> str | None:
    """Why a formula has no value; a denominator that is not above zero may have a word of the KPI's own."""
    has_own = kpi.no_base != "no base" and result.why in ("no base", "net returns")
    return kpi.no_base if has_own else result.why


def _summed(formula: Formula, amounts: Amounts) -> Number | None:
    """What a part of a quotient comes to, unless it holds a quotient itself: exact, or a sum of converted money."""
    value, converted = evaluate(formula, amounts).value, (isinstance(amounts[leaf], float) for leaf in leaves(formula))
    return value if isinstance(value, Decimal) or any(converted) else None


def _partial(kpi: Kpi, side: Side, group: Group) -> Iterator[str]:
    """Up to which day the last month is told, where that is not its end; of the base, up to which day it is compared."""
    asked = side.asked
    if not group.stretches or group.stretches[-1].end != asked.period.end or side.scenario != "actual":
        return
    for measure in dict.fromkeys(aggregate.measure for aggregate in aggregates(kpi.formula)):
        if (stop := asked.base_stop(measure) if side.is_base else asked.partial.get(measure)) is not None:
            last = stop - timedelta(days=1)
            yield (
                f"{last:%Y-%m} up to {last}, as many working days{asked.workdays.of}"
                if side.is_base
                else f"{last:%Y-%m} only up to {last}"
            )


def _run_rate(kpi: Kpi, side: Side, group: Group, value: Number | None, currency: str | None) -> Iterator[str]:
    """What a month that is not over comes to at the pace of its working days so far: month to date ÷ elapsed × all of them.

    Only of what adds up day by day, and where the cell is that month alone.
    """
    asked, added = side.asked, list(leaves(kpi.formula))
    month = month_of(asked.period.end - timedelta(days=1))
    stops = {asked.partial.get(leaf.measure) if isinstance(leaf, Aggregate) and leaf.kind == "sum" else None for leaf in added}
    stop = stops.pop() if len(stops) == 1 else None
    if side.is_base or value is None or stop is None or group.stretches != (month,) or parts(kpi.formula)[1] is not None:
        return
    days = asked.workdays
    if gone := days.count(Period(month.start, stop)):
        whole, unit = days.count(month), f" {currency}" if currency else ""
        rate = rounded(exact(value) / gone * whole, minor_digits(currency) if kpi.unit == "money" else 0)
        yield f"run-rate {plain(rate)}{unit} at {gone} of {whole} working days{days.of}"
        yield from days.unknown(asked.question.country)


def _unmoved(side: Side, amounts: Iterable[Amount], currencies: frozenset[str]) -> Iterator[str]:
    """What is to be said where constant rates are asked for and there is no money in another currency."""
    is_constant = side.asked.question.constant_currency and not side.is_base
    if is_constant and len(currencies) == 1 and not any(amount.converted for amount in amounts):
        yield f"all amounts are in {min(currencies)} already: nothing to convert"


def figure(kpi: Kpi, side: Told, base_side: Told | None, names: Mapping[int, str]) -> Figure:
    """A figure beside its base, in whose currency it is where it has none; what is missing on the base's side is in the notes."""
    (now, reported), (base, base_reported) = side, base_side or (None, Reported())
    notes = [*_notes(kpi, now, reported)]
    if base is not None:
        notes += [f"base: {note}" for note in ((base.why,) if base.why else _notes(kpi, base, base_reported))]
    comparable = base is not None and (now.currency == base.currency or None in (now.currency, base.currency))
    if base is not None and not comparable:
        notes.append(f"base: in {base.currency}")
    beside = base.value if base is not None and comparable else None
    rests_on = now.batches | (base.batches if base is not None else frozenset())
    return Figure(
        value=now.value,
        numerator=now.numerator,
        denominator=now.denominator,
        base=beside,
        delta=_difference(now.value, beside),
        coverage=reported.coverage,
        base_coverage=base_reported.coverage,
        notes=tuple(dict.fromkeys(notes)),
        batches=tuple(names[batch] for batch in sorted(rests_on)),
        currency=now.currency or (base.currency if base is not None and beside is not None else None),
        why=now.why,
        unheard=reported.unheard | {gap._replace(is_base=True) for gap in base_reported.unheard},
    )


def _notes(kpi: Kpi, side: Valued, reported: Reported) -> Iterable[str]:
    """What is to be said of a value, where there is one."""
    if side.why is None:
        if side.denominator is not None and side.denominator < kpi.minimum_base:
            yield "low base"
        if kpi.at_most is not None and side.value is not None and side.value > kpi.at_most:
            yield f"above {kpi.at_most:.0%}: check"
        yield from side.notes
        yield from reported.notes


def _difference(value: Number | None, base: Number | None) -> Number | None:
    if value is None or base is None:
        return None
    if isinstance(value, Decimal) and isinstance(base, Decimal):
        return value - base
    return float(exact(value) - exact(base))
