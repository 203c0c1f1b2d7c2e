"""The cells of an answer: every group that some fact speaks of, on either side."""

from collections.abc import Iterator, Sequence

from rapport.facts.lines import Key
from rapport.facts.sides import Heard
from rapport.facts.windows import Group


def cells(group: Group, sides: Sequence[Heard]) -> list[Key]:
    """The groups of fields that are rows in a group of time, at least one.

    Facts that a field leaves whole, or that nobody broke down by it, are told beside the cells of the facts that have it;
    only where there are none do they make a cell of their own, without that field.
    """
    width = len(sides[0].side.asked.fields)
    found: dict[Key, None] = {}
    for places, keys in sorted(_told(group, sides), key=lambda told: -len(told[0])):
        known = {tuple(key[i] for i in places) for key in found}
        for key in keys:
            if tuple(key[i] for i in places) not in known:
                found[key] = None
    is_row_without_facts = not found and (width == 0 or not sides[0].side.asked.times)
    return list(found) if not is_row_without_facts else [(None,) * width]


def _told(group: Group, sides: Sequence[Heard]) -> Iterator[tuple[tuple[int, ...], list[Key]]]:
    """For each window of the group: the places of the fields that its facts have, and its groups."""
    for heard in sides:
        for leaf in heard.side.asked.aggregates:
            for window in heard.side.windows(leaf, group):
                missing = heard.told.missing(window)
                places = tuple(i for i in heard.told.own(window) if i not in missing)
                yield places, heard.told.keys(window)
