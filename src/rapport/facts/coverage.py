"""Who was expected to report, and who did: the ground under a figure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from rapport.core.kpi import Aggregate, Leaf, aggregates, leaves
from rapport.core.mentions import mentioned
from rapport.core.pack import Kpi
from rapport.core.periods import Period, add_months, runs
from rapport.core.question import Coverage, Gap
from rapport.facts.asked import conditions_of
from rapport.facts.lines import Key
from rapport.facts.said import AT_ONCE, is_month, last_month
from rapport.facts.sides import Heard, Side
from rapport.facts.spoken import HISTORY, MOST_PLACES, Part, Parts, Spoken, named, of_parts
from rapport.facts.voices import Voices
from rapport.facts.windows import Group, Window


@dataclass(frozen=True)
class Reported:
    """What a figure rests on: its coverage, what is to be said of it, and who told nothing or missed some months."""

    coverage: Coverage | None = None
    notes: tuple[str, ...] = ()
    unheard: frozenset[Gap] = frozenset()


@dataclass(frozen=True)
class _Roll:
    """The months that each reporter of one aggregate was expected to tell (`due`), what it told of them, and what counts of that.

    `before`: what each told in the `HISTORY` months before; `heard`: the months of which anybody told anything; `parts`: the
    accounts and countries of each, of which some months were `missed`; `monthly`: what a month of one stands for.
    """

    measure: str
    due: Mapping[str, frozenset[date]]
    before: Mapping[str, Spoken]
    now: Mapping[str, Spoken]
    counted: Mapping[str, Spoken]
    heard: Collection[date]
    parts: Parts
    missed: Mapping[Part, tuple[date, ...]]
    monthly: Mapping[Part, Decimal]

    @cached_property
    def coverage(self) -> Coverage:
        """How many told all that was due, and the share of volume that was told."""
        partial = {part.reporter for part in self.missed}
        reporting = sum(months <= _months(self.counted, r) and r not in partial for r, months in self.due.items())
        parts = {reporter: self._part(reporter) for reporter in self.due}
        if self.is_unweighed or (not self.before and set(parts.values()) == {1}):
            return Coverage(reporting, len(self.due), None)
        weights = {reporter: self._monthly(reporter) * len(months) for reporter, months in self.due.items()}
        whole = sum(weights.values())
        told = sum(weight * parts[reporter] for reporter, weight in weights.items())
        return Coverage(reporting, len(self.due), float(told / whole) if whole > 0 and told >= 0 else None)

    @property
    def is_unweighed(self) -> bool:
        """Whether somebody is silent of whom only a quarter is known that holds more than the months before."""
        return any(reporter in self.before and not self.before[reporter].is_whole for reporter in self.silent)

    @property
    def order(self) -> tuple[float, float, float]:
        """What coverages are compared by: how many count, how many of them told at all, then what they stand for."""
        coverage = self.coverage
        told = sum(reporter not in self.silent for reporter in self.due)
        return (
            coverage.reporting / coverage.expected,
            told / coverage.expected,
            1.0 if coverage.volume is None else coverage.volume,
        )

    @cached_property
    def silent(self) -> frozenset[str]:
        """Who told nothing of what was due."""
        return frozenset(reporter for reporter, months in self.due.items() if not months & _months(self.now, reporter))

    @property
    def gaps(self) -> Iterator[Gap]:
        """Who missed some or all of the months that were due, or of an account or a country."""
        for reporter, months in self.due.items():
            if not months <= _months(self.now, reporter):
                yield Gap(self.measure, reporter, reporter in self.silent)
        counts = Counter(part.reporter for part in self.missed)
        yield from (Gap(self.measure, reporter, is_whole=False) for reporter, count in counts.items() if count > MOST_PLACES)
        for part, missed in self.missed.items():
            if counts[part.reporter] <= MOST_PLACES:
                is_whole = len(missed) == len(self.due[part.reporter])
                yield Gap(self.measure, part.reporter, is_whole, place=self.parts.place(part))

    def notes(self) -> Iterator[str]:
        """Who misses which months; months of which nobody told are said beside the amount."""
        missing: dict[str, list[str]] = defaultdict(list)
        for reporter in sorted(self.due):
            months = (self.due[reporter] - _months(self.now, reporter)) & set(self.heard)
            if months:
                missing[", ".join(runs(sorted(months)))].append(reporter)
        yield from (f"no facts of {', '.join(reporters)} for {months}" for months, reporters in missing.items())
        yield from self.parts.notes(self.missed)

    def _monthly(self, reporter: str) -> Decimal:
        """What a reporter stood for in a month before; of one who had nothing yet, what it told since."""
        before, now = self.before.get(reporter), self.now.get(reporter)
        if now is None or (before and before.volume):
            return before.monthly if before else Decimal(0)
        return now.monthly

    def _part(self, reporter: str) -> Decimal:
        """How much of what was due of a reporter counts, from 0 to 1."""
        counted, told, due = self.counted.get(reporter), self.now.get(reporter), self.due[reporter]
        if counted is None or told is None:
            return Decimal(0)
        matched = counted.volume / told.volume if told.volume else 1
        missed = ((part, months) for part, months in self.missed.items() if part.reporter == reporter)
        lost = sum((self.monthly[part] * len(months) for part, months in missed), Decimal(0))
        share = told.volume / (told.volume + lost) if lost > 0 and told.volume + lost > 0 else Decimal(1)
        return Decimal(len(due & told.months)) / len(due) * max(share, Decimal(0)) * matched


class Reporters:
    """Who reported the measures of a question, before and in each group of time; of a side that is no actual nobody."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard
        apart = (window for match in heard.matches.values() for window in match.windows.values())
        self.voices = Voices(heard, (*reported_in(heard.side), *apart))
        self.places = [heard.side.asked.fields.index(field) for field in self.voices.asked]
        self._known: dict[tuple[str, Group, Key], Reported] = {}

    def reported(self, kpi: Kpi, group: Group, key: Key) -> Reported:
        """How many of those expected reported what a figure rests on, and who did not; no coverage where nobody was expected.

        A month is expected of whoever told it, one of those asked before it or of the `HISTORY` months before these, unless
        nobody told of it and it was not over when the world was known. Of a formula with several measures the coverage is that
        which is covered least; whose facts are left out unmatched counts as silent. Who has nothing that meets an aggregate's
        conditions is not expected.
        """
        cell = tuple(key[place] for place in self.places)
        if (kpi.key, group, cell) not in self._known:
            self._known[kpi.key, group, cell] = self._reported(kpi, group, cell)
        found = self._known[kpi.key, group, cell]
        if not found.unheard or not {"channel", "sender"} & set(self.heard.side.asked.fields):
            return found
        return replace(found, unheard=frozenset(gap for gap in found.unheard if self._is_of(gap.reporter, key)))

    def absent(self, kpi: Kpi, group: Group, keys: Collection[Key]) -> Iterator[str]:
        """Who told nothing that was expected of accounts and countries of which no row in a group of time speaks."""
        there = {tuple(key[place] for place in self.places) for key in keys}
        several = len({aggregate.measure for aggregate in aggregates(kpi.formula)}) > 1
        for leaf in dict.fromkeys(leaves(kpi.formula)):
            cells = (cell for cell in self.voices.cells if cell not in there)
            rolls = {cell: roll for cell in cells if (roll := self._roll(kpi, leaf, group, cell))}
            silent = ((r, cell, roll.due[r] & set(roll.heard)) for cell, roll in rolls.items() for r in roll.silent)
            missing = ((r, named(zip(self.voices.asked, cell, strict=True)), months) for r, cell, months in silent if months)
            for note in of_parts(missing):
                yield f"{leaf.measure}: {note}" if several and isinstance(leaf, Aggregate) else note

    def _is_of(self, reporter: str, key: Key) -> bool:
        """Whether a reporter speaks of a cell: who is a distributor of no other's."""
        own = dict(zip(self.heard.side.asked.fields, key, strict=True))
        if channels := [value for _, value in mentioned(reporter)]:
            return own.get("channel", channels[0]) in channels
        return own.get("sender", reporter) == reporter

    def _reported(self, kpi: Kpi, group: Group, cell: Key) -> Reported:
        found = [roll for leaf in dict.fromkeys(leaves(kpi.formula)) if (roll := self._roll(kpi, leaf, group, cell))]
        if not found:
            return Reported()
        several = len({aggregate.measure for aggregate in aggregates(kpi.formula)}) > 1
        notes = (f"{roll.measure}: {note}" if several else note for roll in found for note in roll.notes())
        unheard = frozenset(gap for roll in found for gap in roll.gaps)
        return Reported(min(found, key=lambda roll: roll.order).coverage, tuple(dict.fromkeys(notes)), unheard)

    def _roll(self, kpi: Kpi, leaf: Leaf, group: Group, cell: Key) -> _Roll | None:
        """Who was expected to tell of one aggregate, and did; None where that is nobody."""
        side = self.heard.side
        if side.scenario != "actual" or not (isinstance(leaf, Aggregate) and _is_actual(leaf)) or leaf.kind == "published":
            return None
        windows = side.windows(leaf, group)
        earlier, voices = _before(leaf, windows), self.voices
        before, now = voices.spoken(leaf, earlier, cell, is_before=True), voices.spoken(leaf, windows, cell)
        matched = self.heard.of(kpi).side.windows(leaf, group)
        counted = now if matched == windows else voices.spoken(leaf, matched, cell)
        heard = frozenset[date]().union(*(voices.heard_in[window] for window in windows))
        parts = voices.parts(leaf, earlier, windows, cell)
        due = self._due(leaf, windows, heard, before, now)
        due = {reporter: kept for reporter, months in due.items() if (kept := parts.expected(reporter, months))}
        if not due:
            return None
        missed = parts.missed(due)
        monthly = voices.monthly(leaf, earlier, windows, cell, missed) if missed else {}
        missed = {part: months for part, months in missed.items() if part in monthly}
        return _Roll(leaf.measure, due, before, now, counted, heard, parts, missed, monthly)

    def _due(
        self,
        leaf: Aggregate,
        windows: Sequence[Window],
        heard: Collection[date],
        before: Mapping[str, Spoken],
        now: Mapping[str, Spoken],
    ) -> dict[str, frozenset[date]]:
        """The months that are expected of each reporter who has something that meets the aggregate's conditions."""
        months, known_on = _months_of(leaf, windows), self.heard.side.world.known_on
        began = _began(months)
        known = [month for month in months if month in heard or (known_on and add_months(month, 1) <= known_on)] or months
        expected = {
            reporter: frozenset(
                month for month in known if leaf.kind in AT_ONCE or any(_is_due(month, began[month], told) for told in spoken)
            )
            for reporter in {**before, **now}
            if (spoken := _months(before, reporter) | _months(now, reporter))
        }
        due = {reporter: months for reporter, months in expected.items() if months}
        if conditions_of(leaf):
            return {r: m for r, m in due.items() if any(r in told and told[r].volume for told in (before, now))}
        return due


def reported_in(side: Side) -> tuple[Window, ...]:
    """The windows that reporters are looked for in: those of a side's actuals, and the months before."""
    if side.scenario != "actual":
        return ()
    found = (
        window
        for leaf in side.asked.aggregates
        if _is_actual(leaf)
        for group in side.asked.groups
        for windows in (side.windows(leaf, group),)
        for window in (*windows, *_before(leaf, windows))
    )
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def _before(leaf: Aggregate, windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """The months before each unbroken run of those that an aggregate reads.

    Where that reads single months they are told one by one: an answer by month reads them anyway.
    """
    stops = {window.stop for window in windows}
    starts = (window.start.replace(day=1) for window in windows if window.start not in stops)
    first = sorted(set(starts))[: 1 if leaf.kind in AT_ONCE else None]
    length = 1 if all(is_month(window) for window in windows) else HISTORY
    ends = (add_months(start, -ago) for start in first for ago in reversed(range(0, HISTORY, length)))
    return tuple(Window(leaf.measure, "actual", add_months(end, -length), end) for end in ends)


def _months_of(leaf: Aggregate, windows: Sequence[Window]) -> list[date]:
    """The months that an aggregate reads; of one that takes any of them, the last."""
    if leaf.kind in AT_ONCE:
        return [last_month(windows)] if windows else []
    return sorted({month for window in windows for month in Period(window.start, window.stop).months()})


def _months(told: Mapping[str, Spoken], reporter: str) -> frozenset[date]:
    return told[reporter].months if reporter in told else frozenset()


@lru_cache(maxsize=4096)
def _is_due(month: date, began: date, told: date) -> bool:
    """Whether a month, whose run of months began then, is expected of who told that one: who is due stays so to the end."""
    return add_months(began, -HISTORY) <= told <= month


def _began(months: Sequence[date]) -> Mapping[date, date]:
    """The first month of the unbroken run that each month is in."""
    found: dict[date, date] = {}
    for month in months:
        found[month] = found.get(add_months(month, -1), month)
    return found


def _is_actual(leaf: Leaf) -> bool:
    return isinstance(leaf, Aggregate) and all(condition.field != "scenario" for condition in leaf.conditions)
