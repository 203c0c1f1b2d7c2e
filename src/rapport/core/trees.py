"""Dated trees: which value stands under which and when, what that comes to at any depth, and circles in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Link:
    """From `start` up to, not including, `end`, `value` stands under `parent`, a value of the dimension `level`."""

    value: int
    level: str
    parent: int
    start: date
    end: date


@dataclass(frozen=True)
class Ancestor:
    """From `start` up to `end`, `value` stands at some depth under `ancestor`, a value of the dimension `level`.

    `is_nearest`: no other of that level stands between them; at any day a value has at most one nearest of a level.
    """

    value: int
    level: str
    ancestor: int
    is_nearest: bool
    start: date
    end: date


class Circle(ValueError):  # noqa: N818 — what it is
    """Values that stand under each other in a circle, each under the next and the last under the first, from `start` on."""

    def __init__(self, values: Sequence[int], start: date) -> None:
        super().__init__(f"{values} from {start}")
        self.values, self.start = tuple(values), start


def ancestors(links: Iterable[Link]) -> list[Ancestor]:
    """All that stands above each value at any depth, with the days on which each step of the way holds. Refuses a `Circle`."""
    above: dict[int, list[Link]] = {}
    for link in links:
        above.setdefault(link.value, []).append(link)
    return [found for value in sorted(above) for found in _ranked(value, above)]


def _ranked(value: int, above: Mapping[int, Sequence[Link]]) -> Iterator[Ancestor]:
    """The ancestors of a value, each stretch cut where another of its level stands nearer."""
    taken: dict[str, list[tuple[date, date]]] = {}
    for link in sorted(_paths((value,), date.min, date.max, above), key=lambda found: found[0]):
        _, one = link
        held = taken.setdefault(one.level, [])
        free = _without([(one.start, one.end)], held)
        for is_nearest, pieces in ((True, free), (False, _without([(one.start, one.end)], free))):
            yield from (Ancestor(value, one.level, one.parent, is_nearest, start, end) for start, end in pieces)
        held += free


def _paths(path: tuple[int, ...], start: date, end: date, above: Mapping[int, Sequence[Link]]) -> Iterator[tuple[int, Link]]:
    """What stands above the end of a path within [start, end), with its depth; each as a link of the path's first value."""
    for link in above.get(path[-1], ()):
        since, until = max(start, link.start), min(end, link.end)
        if since < until:
            if link.parent in path:
                raise Circle(path[path.index(link.parent) :], since)
            yield len(path), Link(path[0], link.level, link.parent, since, until)
            yield from _paths((*path, link.parent), since, until, above)


def _without(stretches: Sequence[tuple[date, date]], taken: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """The parts of stretches that none of the taken ones covers."""
    left = list(stretches)
    for start, end in taken:
        cut = [piece for since, until in left for piece in ((since, min(until, start)), (max(since, end), until))]
        left = [(since, until) for since, until in cut if since < until]
    return left
