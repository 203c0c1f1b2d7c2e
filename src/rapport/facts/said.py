"""What a reading told, line by line, of reporters or of parts of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from rapport.core.kpi import Aggregate
from rapport.core.periods import add_months
from rapport.facts.asked import conditions_of
from rapport.facts.lines import Key, Line
from rapport.facts.spoken import Part, Spoken
from rapport.facts.told import Told
from rapport.facts.windows import Window

AT_ONCE = ("latest", "months_left", "per_week")
"""Aggregates to which any month of theirs will do; of all others each month is expected."""


class Lines:
    """What a reading told of each window and cell, line by line: cells are of the fields `asked` by, parts of those `apart`."""

    def __init__(self, told: Told, asked: Sequence[str], apart: Sequence[str] = ()) -> None:
        by = told.reading.by
        self.told, self._asked, self._apart = told, [by.index(field) for field in asked], [by.index(field) for field in apart]

    def spoken(self, leaf: Aggregate, windows: Sequence[Window], cell: Key, *, is_before: bool) -> dict[Part, Spoken]:
        """What was told of an aggregate in a cell, part by part; `is_before`: of months before those that are asked for."""
        months: defaultdict[Part, set[date]] = defaultdict(set)
        volumes: defaultdict[Part, Decimal] = defaultdict(Decimal)
        cut, place = set[Part](), self.told.reading.conditions.index(conditions_of(leaf))
        once = None if is_before else at_once(leaf, windows)
        for window in windows:
            for part, line in self.by_cell.get((window, self.own(window, cell)), ()):
                if not line.counts:
                    if not is_before:
                        continue
                    cut.add(part)
                volumes[part] += line.sums[place]
                months[part] |= once or told_of(window, line)
        return {part: Spoken(frozenset(months[part]), volume, part not in cut) for part, volume in volumes.items()}

    def own(self, window: Window, cell: Key) -> Key:
        """A cell as a window's measure can be broken down."""
        own = self.told.own(window)
        return tuple(value if i in own else None for i, value in zip(self._asked, cell, strict=True))

    @cached_property
    def by_cell(self) -> Mapping[tuple[Window, Key], list[tuple[Part, Line]]]:
        """The lines that tell something, by window and cell."""
        found: dict[tuple[Window, Key], list[tuple[Part, Line]]] = defaultdict(list)
        for window, by_key in self.told.lines.items():
            for key, lines in by_key.items():
                cell, place = (tuple(key[i] for i in places) for places in (self._asked, self._apart))
                found[window, cell] += [(Part(line.reporter, place), line) for line in lines if _is_heard(window, line)]
        return found


def last_month(windows: Sequence[Window]) -> date:
    """The month in which the last of some windows ends."""
    return (max(window.stop for window in windows) - timedelta(days=1)).replace(day=1)


def is_month(window: Window) -> bool:
    """Whether a window lies within a month that it begins with."""
    return window.stop <= add_months(window.start, 1)


def at_once(leaf: Aggregate, windows: Sequence[Window]) -> frozenset[date] | None:
    """The month as which all of an aggregate's count to which any of them will do."""
    return frozenset({last_month(windows)}) if leaf.kind in AT_ONCE and windows else None


def _is_heard(window: Window, line: Line) -> bool:
    """Whether a line tells something: it counts, or is of a quarter that the window, a month, is part of."""
    return line.counts or (line.cut == "quarter" and is_month(window) and not line.is_outranked)


def told_of(window: Window, line: Line) -> frozenset[date]:
    """The months of which a line tells; that of a short window is its own."""
    return line.months or frozenset({window.start.replace(day=1)})
