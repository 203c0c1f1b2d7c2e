"""The trees as batches tell them: what stands above each value when, and the refusal of circles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date

from rapport.book.catalogue import queries as catalogue
from rapport.core import trees
from rapport.core.refusals import Refused

Above = tuple[int, str, int, bool, date, date]
"""A value, a level, what stands above the value there, whether that is the nearest, from that day on, up to that day."""


def above(
    live: Sequence[str], coming: Iterable[tuple[catalogue.MoveOf, bool]] = (), new: Mapping[int, str] | None = None
) -> list[Above]:
    """What stands above each value when, as the `live` batches (codes, in order) say, and after them those that are coming.

    `coming`: moves, and whether they are dated. Refuses values that stand under each other in a circle, by name; `new`: the
    names of those that come with the moves.
    """
    try:
        found = trees.ancestors(catalogue.links(live, coming))
    except trees.Circle as circle:
        raise _refusal(circle, {**catalogue.called(circle.values), **(new or {})}) from None
    return [astuple(one) for one in found]


def _refusal(circle: trees.Circle, names: Mapping[int, str]) -> Refused:
    first = circle.values.index(min(circle.values, key=lambda value: names[value]))
    values = (*circle.values[first:], *circle.values[:first])
    steps = zip(values, (*values[1:], values[0]), strict=True)
    way = ", ".join(f"{names[value]} stands under {names[parent]}" for value, parent in steps)
    since = "" if circle.start == date.min else f" from {circle.start} on"
    return Refused(f"a circle{since}: {way}; nothing was changed")
