"""A table that is printed so that its rows and its columns add up to what they are printed as."""

from collections.abc import Sequence
from decimal import Decimal
from heapq import heapify, heappop, heapreplace

from rapport.core.money import exact, round_together

Table = Sequence[Sequence[Decimal | float | None]]
"""Rows of parts; None where there is none."""

LAST = 4
"""So many units more a part must be off that is missing, to be changed before one that is there."""


def round_both_ways(parts: Table, rows: Sequence[Decimal], columns: Sequence[Decimal], digits: int) -> list[list[Decimal]]:
    """Round `parts` to `digits` decimals so that each row adds up to one of `rows` and each column to one of `columns`.

    Each column is rounded together. Then single units move within columns, from rows that come to more than they should to rows
    that come to less: each time between the two parts that are off most, ties by order. A missing part is zero, and the last
    to get a unit. ValueError where rows and columns come to different wholes.
    """
    unit = Decimal(1).scaleb(-digits)
    printed = [list(row) for row in zip(*(_column(parts, n, whole, digits) for n, whole in enumerate(columns)), strict=True)]
    above = [int((sum(row) - whole) / unit) for row, whole in zip(printed, rows, strict=True)]
    if sum(above):
        raise ValueError(f"rows of {sum(rows)} and columns of {sum(columns)} are of no one table")
    givers, takers = (
        [_most_off(parts, printed, n, [sign * units for units in above], sign / unit) for n in range(len(columns))]
        for sign in (1, -1)
    )
    for _ in range(sum(units for units in above if units > 0)):
        for heap in (*givers, *takers):
            while not above[heap[0][1]]:
                heappop(heap)
        column = min(range(len(columns)), key=lambda n: givers[n][0][0] + takers[n][0][0])
        for heap, sign in ((givers[column], 1), (takers[column], -1)):
            off, row = heap[0]
            printed[row][column] -= sign * unit
            above[row] -= sign
            heapreplace(heap, (off + 1, row))
    return printed


def _column(parts: Table, place: int, whole: Decimal, digits: int) -> list[Decimal]:
    """One column rounded together; nothing where there is no part."""
    own = [row[place] for row in parts]
    told = iter(round_together([part for part in own if part is not None], whole, digits))
    return [Decimal(0) if part is None else next(told) for part in own]


def _most_off(
    parts: Table, printed: Sequence[Sequence[Decimal]], place: int, above: Sequence[int], units: Decimal
) -> list[tuple[float, int]]:
    """A heap of the rows above their totals: first that whose part in a column is printed most above what it is."""
    heap = [
        (float((exact(parts[row][place] or 0) - printed[row][place]) * units) + LAST * (parts[row][place] is None), row)
        for row, surplus in enumerate(above)
        if surplus > 0
    ]
    heapify(heap)
    return heap
