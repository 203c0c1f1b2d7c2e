"""What facts come to, line by line, and the amounts that are made of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

Key = tuple[int | str | None, ...]
"""A group: the value of each field of a reading's `by`, in order; None where facts are not broken down by it."""


class Line(NamedTuple):
    """What one reporter's facts of one window, group and currency come to (see `sql.totals`).

    `reporter`: who is expected to report, the distributor that the `sender` speaks for or itself. `contested_by`: of what
    counts the less trusted senders that speak of the same cells, of what is outranked those that count there. `stretch`: the
    first and last month that money speaks of which is to be converted. `shared`: the periods of the sender's own calendar of
    which they are the shares of months.
    """

    reporter: str
    sender: str
    currency: str | None
    is_outranked: bool
    contested_by: frozenset[str]
    facts: int
    cut: str | None
    batches: frozenset[int]
    months: frozenset[date]
    sums: tuple[Decimal, ...]
    without: tuple[int, ...]
    lost: tuple[Decimal | None, ...]
    stretch: tuple[date, date] | None = None
    shared: frozenset[str] = frozenset()

    @property
    def counts(self) -> bool:
        """Whether there is something to add up."""
        return self.facts > 0 and not self.is_outranked


@dataclass(frozen=True)
class Amount:
    """The value of one aggregate in one cell, or None and why; with the currencies and batches it rests on.

    `is_unmatched`: there are facts, but none where the other measures of the quotient are reported.

    Converted money is float64 and of one currency; `converted`: those that it was in.
    """

    value: Decimal | float | None
    why: str | None = None
    currencies: frozenset[str] = frozenset()
    batches: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    converted: frozenset[str] = frozenset()
    is_unmatched: bool = False


def mixed(currencies: frozenset[str]) -> str | None:
    """Why money of these currencies has no sum; None where there is at most one."""
    return f"{' and '.join(sorted(currencies))} are never added" if len(currencies) > 1 else None
