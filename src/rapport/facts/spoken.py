"""What reporters told of a measure, part by part: which accounts and countries each told every time, and lacks now."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from rapport.core.mentions import mention
from rapport.core.periods import add_months, runs
from rapport.facts.lines import Key
from rapport.facts.places import Alike

HISTORY = 3
"""Months before one in which whoever reported is expected to report again."""

MOST = 5
"""So many parts of a reporter are named side by side."""

MOST_PLACES = 50
"""Of a reporter that misses more accounts and countries it is only said that it reported in part."""


@dataclass(frozen=True)
class Spoken:
    """Of which months something was told, and what the aggregate comes to where that is told of them (`is_whole`)."""

    months: frozenset[date]
    volume: Decimal
    is_whole: bool

    @property
    def monthly(self) -> Decimal:
        """What a month of it stands for."""
        return self.volume / len(self.months)


class Part(NamedTuple):
    """What a reporter tells of one place: `place` has a value for each field that is reported for and not asked by."""

    reporter: str
    place: Key


def named(place: Iterable[tuple[str, int | str | None]]) -> str:
    """The values of a place, each to be named where a person reads it."""
    return " ".join(mention(field, value) for field, value in place if isinstance(value, int))


def of_parts(missing: Iterable[tuple[str, str, Iterable[date]]]) -> Iterator[str]:
    """What is said of missing parts: of whom, what each is called, and of which months."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for reporter, name, months in sorted(missing, key=lambda one: one[:2]):
        found[reporter, ", ".join(runs(sorted(months)))].append(name)
    for (reporter, when), names in found.items():
        more = [f"+{len(names) - MOST}"] if len(names) > MOST else []
        yield f"no facts of {reporter} ({', '.join([*names[:MOST], *more])}) for {when}"


@dataclass(frozen=True)
class Parts:
    """What each reporter told `before` and `now`, those of its parts together that were told at the same times.

    `fields`: those of the parts' places. `told`: the months of which a reporter told anything, wherever: asked only where what
    it told here leaves it open. `first`: the first month that was read.
    """

    fields: tuple[str, ...]
    before: Mapping[Alike, frozenset[date]]
    now: Mapping[Alike, frozenset[date]]
    told: Callable[[str], frozenset[date]]
    first: date

    def expected(self, reporter: str, due: frozenset[date]) -> frozenset[date]:
        """Of the months that are due of a reporter those that it told, told nowhere, or owes some part of."""
        untold = due - self._months[reporter]
        elsewhere = untold & self.told(reporter) if untold else untold
        return due - {month for month in elsewhere if not any(self._is_owed(alike, month) for alike in self._of[reporter])}

    def missed(self, due: Mapping[str, frozenset[date]]) -> dict[Part, tuple[date, ...]]:
        """The months of which a reporter told some parts, and not one that it owed."""
        found: dict[Part, tuple[date, ...]] = {}
        for alike in self._all:
            if owed := self._owed(alike, due.get(alike.reporter, frozenset())):
                for place in alike.places:
                    if months := tuple(month for month in owed if not self._is_told_otherwise(alike.reporter, place, month)):
                        found[Part(alike.reporter, place)] = months
        return found

    def place(self, part: Part) -> tuple[tuple[str, int | str | None], ...]:
        """The fields and values that say where a part is."""
        return tuple(zip(self.fields, part.place, strict=True))

    def notes(self, missed: Mapping[Part, tuple[date, ...]]) -> Iterator[str]:
        """Which parts of whom are missing for which months; of very many all months together."""
        every: dict[str, set[date]] = defaultdict(set)
        counts = Counter(part.reporter for part in missed)
        for part, months in missed.items():
            every[part.reporter].update(months)
        yield from of_parts(
            (part.reporter, self._named(part), every[part.reporter] if counts[part.reporter] > MOST_PLACES else months)
            for part, months in missed.items()
        )

    def _owed(self, alike: Alike, due: frozenset[date]) -> list[date]:
        missing = due & self._months[alike.reporter] - self._told[alike]
        return [month for month in sorted(missing) if self._is_owed(alike, month)]

    def _is_owed(self, alike: Alike, month: date) -> bool:
        """Whether a month that its reporter told, and not of some parts, is expected of those, too.

        It is up to `HISTORY` months after their last one, if they were told as often as anything of their reporter before:
        twice at least, or ever since the reporter tells anything.
        """
        last = max((told for told in self._told[alike] if told < month), default=None)
        if last is None or last < add_months(month, -HISTORY):
            return False
        recent = {read for ago in range(HISTORY) if (read := add_months(last, -ago)) >= self.first}
        here = {told for told in self._months[alike.reporter] if told < month}
        if here & recent - self._told[alike] or (len(recent) == 1 and here != recent):
            return False
        if recent <= self._told[alike] and len(recent) > 1:
            return True
        before = {told for told in self.told(alike.reporter) if told < month}
        known = before & recent
        return known <= self._told[alike] and (len(known) > 1 or known == before)

    def _is_told_otherwise(self, reporter: str, place: Key, month: date) -> bool:
        """Whether the reporter tells a part as a part of a coarser one, or in finer ones."""
        told = (alike for alike in self._of[reporter] if month in self.now.get(alike, ()))
        others = (other for alike in told for other in alike.places if None in place or None in other)
        return any(_are_one(other, place) for other in others)

    @cached_property
    def _all(self) -> tuple[Alike, ...]:
        return tuple(dict.fromkeys((*self.before, *self.now)))

    @cached_property
    def _told(self) -> Mapping[Alike, frozenset[date]]:
        """The months of which each part was told."""
        sides = (self.before, self.now)
        return {alike: frozenset[date]().union(*(told[alike] for told in sides if alike in told)) for alike in self._all}

    @cached_property
    def _of(self) -> Mapping[str, list[Alike]]:
        """The parts of each reporter."""
        found: dict[str, list[Alike]] = defaultdict(list)
        for alike in self._all:
            found[alike.reporter].append(alike)
        return found

    @cached_property
    def _months(self) -> Mapping[str, frozenset[date]]:
        """The months of which each reporter told any of these parts."""
        told = {reporter: frozenset[date]().union(*(self._told[one] for one in alike)) for reporter, alike in self._of.items()}
        return defaultdict(frozenset, told)

    @cached_property
    def _differing(self) -> Mapping[str, list[int]]:
        """The places of the fields in which the parts of each reporter differ."""
        return {
            reporter: [i for i, _ in enumerate(self.fields) if len({place[i] for one in alike for place in one.places}) > 1]
            for reporter, alike in self._of.items()
        }

    def _named(self, part: Part) -> str:
        """The values of the fields in which the parts of its reporter differ."""
        return named((self.fields[i], part.place[i]) for i in self._differing[part.reporter])


def _are_one(one: Key, other: Key) -> bool:
    """Whether one place is the other, or a coarser one that holds it, or the other way round."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))
