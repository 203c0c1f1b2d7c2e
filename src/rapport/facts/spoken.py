"""What reporters told of a measure, part by part: which accounts and countries each told every time, and lacks now."""

from collections import defaultdict
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
        own = [part for part in self._all if part.reporter == reporter]
        untold = due - frozenset[date]().union(*(self._told[part] for part in own))
        elsewhere = untold & self.told(reporter) if untold else untold
        return due - {month for month in elsewhere if not any(self._is_owed(part, month) for part in own)}

    def missed(self, due: Mapping[str, frozenset[date]]) -> dict[Part, tuple[date, ...]]:
        """The months of which a reporter told some parts, and not one that it owed."""
        found = {part: tuple(self._missed(part, due.get(part.reporter, frozenset()))) for part in self._all if self._counts(part)}
        return {part: months for part, months in found.items() if months}

    def of(self, reporter: str) -> list[tuple[Part, Spoken]]:
        """The parts of a reporter that were told, and what of them."""
        return [(part, spoken) for part, spoken in self.now.items() if part.reporter == reporter]

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
        """Which parts of whom are missing for which months."""
        yield from of_parts((part.reporter, self._named(part), months) for part, months in missed.items())

    def _missed(self, part: Part, due: frozenset[date]) -> Iterator[date]:
        others = (self._told[other] for other in self._all if other.reporter == part.reporter)
        for month in sorted(due & frozenset[date]().union(*others) - self._told[part]):
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
        return any(
            other.reporter == part.reporter and month in told.months and _are_one(other.place, part.place)
            for other, told in self.now.items()
        )

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

    def _named(self, part: Part) -> str:
        """The values of the fields in which the parts of its reporter differ."""
        others = [other.place for other in self._all if other.reporter == part.reporter]
        differing = [i for i, _ in enumerate(self.fields) if len({place[i] for place in others}) > 1]
        values = [(self.fields[i], part.place[i]) for i in differing]
        return " ".join(mention(field, value) for field, value in values if isinstance(value, int))


def _are_one(one: Key, other: Key) -> bool:
    """Whether one place is the other, or a coarser one that holds it, or the other way round."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))
