"""The trees as batches tell them: what stands above each value when, and the refusal of circles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date
from typing import NamedTuple

from rapport.book.catalogue import queries as catalogue
from rapport.core import trees
from rapport.core.refusals import Refused

Above = tuple[int, str, int, bool, date, date]
"""A value, a level, what stands above the value there, whether that is the nearest, from that day on, up to that day."""


class Row(NamedTuple):
    """Where a list says something; the sheet of a text file is called like the file."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        sheet = "" if self.sheet == self.file else f", {self.sheet}"
        return f"{self.file}{sheet}, row {self.row}"


def above(
    live: Sequence[str],
    coming: Iterable[tuple[catalogue.MoveOf, bool]] = (),
    new: Mapping[int, str] | None = None,
    rows: Mapping[tuple[int, int], Row] | None = None,
) -> list[Above]:
    """What stands above each value when, as the `live` batches (codes, in order) say, and after them those that are coming.

    `coming`: moves, and whether they are dated; `new`: the names of values that come with them; `rows`: by value and parent the
    row that says so. Refuses values that stand under each other in a circle, by name, with the row or the batch of each step.
    """
    try:
        found = trees.ancestors(catalogue.links(live, coming))
    except trees.Circle as circle:
        raise _refusal(circle, {**catalogue.called(circle.values), **(new or {})}, live, rows or {}) from None
    return [astuple(one) for one in found]


def _refusal(circle: trees.Circle, names: Mapping[int, str], live: Sequence[str], rows: Mapping[tuple[int, int], Row]) -> Refused:
    first = circle.values.index(min(circle.values, key=lambda value: names[value]))
    values = (*circle.values[first:], *circle.values[:first])
    steps = list(zip(values, (*values[1:], values[0]), strict=True))
    told = {**catalogue.said_by(live, steps), **rows}
    way = ", ".join(f"{names[value]} stands under {names[parent]} ({told[value, parent]})" for value, parent in steps)
    since = "" if circle.start == date.min else f" from {circle.start} on"
    out = "correct the parent of one of them (“none”: it stands alone)"
    how = f"{out} in the file, or undo the batch that is wrong, and import again" if rows else f"first import a list to {out}"
    return Refused(f"a circle{since}: {way}; nothing was changed; {how}")
