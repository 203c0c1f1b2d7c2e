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


def by_reporter(parts: Mapping[Part, Spoken]) -> dict[str, Spoken]:
    """The same of each reporter as a whole."""
    found: dict[str, list[Spoken]] = defaultdict(list)
    for part, told in parts.items():
        found[part.reporter].append(told)
    return {
        reporter: Spoken(
            frozenset[date]().union(*(one.months for one in told)),
            sum((one.volume for one in told), Decimal(0)),
            all(one.is_whole for one in told),
        )
        for reporter, told in found.items()
    }


@dataclass(frozen=True)
class Parts:
    """What each reporter told `before` and `now`, part by part.

    `fields`: those of the parts' places. `told`: the months of which a reporter told anything, wherever. `is_chosen`: only facts
    that meet some conditions count, so that a part without any is not expected.
    """

    fields: tuple[str, ...]
    before: Mapping[Part, Spoken]
    now: Mapping[Part, Spoken]
    told: Callable[[str], frozenset[date]]
    is_chosen: bool

    def expected(self, reporter: str, due: frozenset[date]) -> frozenset[date]:
        """Of the months that are due of a reporter those that it told, told nowhere, or owes some part of."""
        untold = due - self._months[reporter]
        elsewhere = untold & self.told(reporter) if untold else untold
        return due - {month for month in elsewhere if not any(self._is_owed(part, month) for part in self._of[reporter])}

    def missed(self, due: Mapping[str, frozenset[date]]) -> dict[Part, tuple[date, ...]]:
        """The months of which a reporter told some parts, and not one that it owed."""
        found = {part: tuple(self._missed(part, due.get(part.reporter, frozenset()))) for part in self._all if self._counts(part)}
        return {part: months for part, months in found.items() if months}

    def of(self, reporter: str) -> list[tuple[Part, Spoken]]:
        """The parts of a reporter that were told, and what of them."""
        return [(part, self.now[part]) for part in self._of[reporter] if part in self.now]

    def monthly(self, part: Part) -> Decimal:
        """What a month of a part stands for."""
        before, now = self.before.get(part), self.now.get(part)
        if before and (before.volume or now is None):
            return before.monthly
        return now.monthly if now else Decimal(0)

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

    def _missed(self, part: Part, due: frozenset[date]) -> Iterator[date]:
        for month in sorted(due & self._months[part.reporter] - self._told[part]):
            if self._is_owed(part, month) and not self._is_told_otherwise(part, month):
                yield month

    def _is_owed(self, part: Part, month: date) -> bool:
        """Whether a month that its reporter told, and not of a part, is expected of that, too.

        It is up to `HISTORY` months after its last one, if it was told as often as anything of its reporter before: twice at
        least, or ever since the reporter tells anything.
        """
        last = max((told for told in self._told[part] if told < month), default=None)
        if last is None or last < add_months(month, -HISTORY):
            return False
        before = {told for told in self.told(part.reporter) if told < month}
        known = {told for told in before if add_months(last, 1 - HISTORY) <= told <= last}
        return known <= self._told[part] and (len(known) > 1 or known == before)

    def _is_told_otherwise(self, part: Part, month: date) -> bool:
        """Whether the reporter tells a part as a part of a coarser one, or in finer ones."""
        others = self.of(part.reporter) if None in part.place else self._coarse[part.reporter]
        return any(month in told.months and _are_one(other.place, part.place) for other, told in others)

    def _counts(self, part: Part) -> bool:
        return not self.is_chosen or any(part in told and told[part].volume for told in (self.before, self.now))

    @cached_property
    def _all(self) -> tuple[Part, ...]:
        return tuple(dict.fromkeys((*self.before, *self.now)))

    @cached_property
    def _told(self) -> Mapping[Part, frozenset[date]]:
        """The months of which each part was told."""
        sides = (self.before, self.now)
        return {part: frozenset[date]().union(*(told[part].months for told in sides if part in told)) for part in self._all}

    @cached_property
    def _of(self) -> Mapping[str, list[Part]]:
        """The parts of each reporter."""
        found: dict[str, list[Part]] = defaultdict(list)
        for part in self._all:
            found[part.reporter].append(part)
        return found

    @cached_property
    def _coarse(self) -> Mapping[str, list[tuple[Part, Spoken]]]:
        """The parts of each reporter that may hold others."""
        return {reporter: [told for told in self.of(reporter) if None in told[0].place] for reporter in self._of}

    @cached_property
    def _months(self) -> Mapping[str, frozenset[date]]:
        """The months of which each reporter told any of these parts."""
        return {reporter: frozenset[date]().union(*(self._told[part] for part in parts)) for reporter, parts in self._of.items()}

    @cached_property
    def _differing(self) -> Mapping[str, list[int]]:
        """The places of the fields in which the parts of each reporter differ."""
        return {
            reporter: [i for i, _ in enumerate(self.fields) if len({part.place[i] for part in parts}) > 1]
            for reporter, parts in self._of.items()
        }

    def _named(self, part: Part) -> str:
        """The values of the fields in which the parts of its reporter differ."""
        return named((self.fields[i], part.place[i]) for i in self._differing[part.reporter])


def _are_one(one: Key, other: Key) -> bool:
    """Whether one place is the other, or a coarser one that holds it, or the other way round."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))
