"""What is said beside an amount, so that nothing is left out or partial in silence."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from rapport.core.periods import Period, add_months
from rapport.facts.lines import Line
from rapport.facts.windows import Window


def left_out(lines: Iterable[Line], place: int, field: str, unit: str) -> Iterator[str]:
    """What a filter or condition on the tested field at `place` cannot judge, as these facts do not have it."""
    found = [line for line in lines if line.without[place] and not line.is_outranked]
    if found:
        units = " and ".join(sorted({line.currency or unit for line in found}))
        yield f"{plain(sum((line.lost[place] for line in found), Decimal(0)))} {units} without {field}"


def contested(lines: Sequence[Line], place: int) -> Iterator[str]:
    """What less trusted reporters say of the sum at `place`, and how far it is from what counts for the same cells."""
    counted = sum((line.sums[place] for line in lines if line.rank == "contested"), Decimal(0))
    for reporter in sorted({line.reporter for line in lines if line.is_outranked and line.facts}):
        theirs = (line.sums[place] for line in lines if line.is_outranked and line.reporter == reporter)
        said = sum(theirs, Decimal(0))
        if said != counted:
            more = "more" if said > counted else "less"
            yield f"{reporter} reports {plain(said)}, {plain(abs(said - counted))} {more} than counted; not added"


def gaps(window: Window, lines: Iterable[Line]) -> Iterator[str]:
    """The stretches of months within a window that its facts do not speak of: 2026-05, or 2026-11..2027-06."""
    told = frozenset[date]().union(*(line.months for line in lines))
    silent = [month for month in Period(window.start, window.stop).months() if told and month not in told]
    first = 0
    for place, month in enumerate(silent):
        if place + 1 == len(silent) or silent[place + 1] != add_months(month, 1):
            yield f"no facts of {silent[first]:%Y-%m}" + (f"..{month:%Y-%m}" if place > first else "")
            first = place + 1


def plain(value: Decimal) -> str:
    """A number in a note: grouped by thousands, without trailing zeros."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
