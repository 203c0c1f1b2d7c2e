"""What is said beside an amount, so that nothing is left out or partial in silence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from rapport.core.calendars import DAY, untold
from rapport.core.money import exact, rounded
from rapport.core.pack import Measure, Trade
from rapport.core.periods import Period, are_quarters, quarter_runs, runs
from rapport.core.question import Number
from rapport.facts.lines import Amount, Line
from rapport.facts.windows import Window


def left_out(lines: Iterable[Line], place: int, field: str, unit: str) -> Iterator[str]:
    """What a filter or condition on a field, the reading's `unjudged` at `place`, cannot judge as these facts have it not."""
    found = [line for line in lines if line.lost[place] is not None and not line.is_outranked]
    for currency, of in _by_currency(found):
        yield f"{plain(sum((line.lost[place] or Decimal(0) for line in of), Decimal(0)))} {currency or unit} without {field}"


OF_OTHERS = ": reported for others, not for this "
"""What parts the measure and the field in the reason that there are facts, but of other values of the field."""


def of_others(measure: str, field: str) -> str:
    """Why a cell has nothing of a measure that was reported: of other values of a field alone."""
    return f"{measure}{OF_OTHERS}{field}"


def contested(lines: Sequence[Line], place: int) -> Iterator[str]:
    """What less trusted senders say of the sum at `place`, and how far it is from what counts for the same cells."""
    both = _by_currency([line for line in lines if line.contested_by and (line.facts or not line.is_outranked)])
    for currency, of in both:
        word = f" {currency}" if currency and len(both) > 1 else ""
        for sender in sorted({line.sender for line in of if line.is_outranked}):
            theirs = (line.sums[place] for line in of if line.is_outranked and line.sender == sender)
            counted = (line.sums[place] for line in of if sender in line.contested_by)
            said, apart = sum(theirs, Decimal(0)), sum(counted, Decimal(0))
            if said != apart:
                more = "more" if said > apart else "less"
                size = plain(abs(said - apart))
                yield f"{sender} reports {plain(said)}{word} where {plain(apart)} counts, {size} {more}; not added"


def uncounted(lines: Iterable[Line], place: int) -> Iterator[str]:
    """What less trusted senders say of the sum at `place` in cells of the answer of which nobody else speaks."""
    for currency, of in _by_currency(lines):
        for sender in sorted({line.sender for line in of if line.facts}):
            said = plain(sum((line.sums[place] for line in of if line.sender == sender), Decimal(0)))
            yield f"{sender} reports {said}{f' {currency}' if currency else ''} in cells of which nothing counts; not added"


def _by_currency(lines: Iterable[Line]) -> list[tuple[str | None, list[Line]]]:
    """The lines of each currency: sums of two are never added."""
    ordered = sorted(lines, key=lambda line: line.currency or "")
    return [(currency, list(of)) for currency, of in groupby(ordered, key=lambda line: line.currency)]


def together(measure: Measure, lines: Iterable[Line], place: int) -> Iterator[str]:
    """The sources whose figures are one sum at `place`, with their parts: no estimate stands beside official figures unseen."""
    counted = [line for line in lines if line.counts]
    senders = sorted({line.sender for line in counted})
    if "source" in measure.dimensions and len(senders) > 1:
        parts = (f"{sender} ({_sum_of(sender, counted, place)})" for sender in senders)
        yield f"figures of {' and '.join(parts)} together"


def _sum_of(sender: str, lines: Iterable[Line], place: int) -> str:
    """What the lines of a sender come to, in each currency."""
    own = _by_currency(line for line in lines if line.sender == sender)
    sums = ((currency, sum((line.sums[place] for line in of), Decimal(0))) for currency, of in own)
    return ", ".join(f"{plain(amount)} {currency or ''}".rstrip() for currency, amount in sums)


def matched(amount: Amount, whole: Amount, measure: Measure, by: Sequence[str]) -> Amount:
    """An amount of matched facts, saying what of the `whole` is left out; where that is all, why there is nothing."""
    if amount.value is None and not amount.batches:
        return Amount(None, whole.why or f"no {', '.join(by)} in common", is_unmatched=whole.why is None)
    if amount.value is None or amount.value == whole.value:
        return amount
    unit = " and ".join(sorted(whole.currencies)) or measure.unit
    size = f"{plain(_less(whole.value, amount.value))} {unit} of" if whole.value is not None else "some"
    return replace(amount, notes=(*amount.notes, f"{size} {measure.key} left out: unmatched by {', '.join(by)}"))


def _less(whole: Number, part: Number) -> Decimal:
    """What is left of a whole: exact, or of converted money to the cent."""
    if isinstance(whole, Decimal) and isinstance(part, Decimal):
        return whole - part
    return rounded(exact(whole) - exact(part), 2)


def gaps(window: Window, lines: Iterable[Line]) -> Iterator[str]:
    """The stretches within a window that its facts do not speak of: 2026-05, 2026-11..2027-06, of quarters 2023-Q1."""
    told = frozenset[date]().union(*(line.months for line in lines if line.counts))
    silent = [month for month in Period(window.start, window.stop).months() if told and month not in told]
    said = quarter_runs(silent) if are_quarters(told) and are_quarters(silent) else runs(silent)
    yield from (f"no facts of {run}" for run in said)


def shared(measure: Measure, lines: Iterable[Line]) -> Iterator[str]:
    """Whose own periods an amount is made of: their shares of months are estimates, and their ends are no month ends."""
    if senders := " and ".join(sorted({line.sender for line in lines if line.counts and line.shared})):
        is_flow = measure.kind == "flow"
        yield f"periods of {senders} mapped to months by day weights" if is_flow else f"as of the period ends of {senders}"


def uncovered(window: Window, lines: Iterable[Line], trade: Trade) -> Iterator[str]:
    """The days within a window of months of which a sender's own periods tell other days: 2026-02-22..2026-02-28."""
    told: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.counts and line.shared:
            told[line.sender] |= line.shared
    for sender, names in sorted(told.items()):
        if calendar := trade.calendar_of(sender):
            for silent in untold(calendar.known(names), Period(window.start, window.stop)):
                yield f"no facts of {silent.start}..{silent.end - DAY}"


def plain(value: Decimal) -> str:
    """A number in a note: grouped by thousands, without trailing zeros."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
