"""Two senders of the same figures: whose word is taken, so that nothing is added twice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import NamedTuple, NoReturn

from rapport.book.catalogue import queries as catalogue
from rapport.book.catalogue.names import alike, fold
from rapport.book.performance.models import SliceQuerySet
from rapport.core.pack import Trade
from rapport.core.periods import Period, add_months
from rapport.core.refusals import Refused
from rapport.facts.world import MONTHS

KINDS = {"account": "partner", "channel": "distributor", "source": "publisher"}
"""What a sender is whose name is a value of that dimension."""


@dataclass(frozen=True)
class Report:
    """That a sender reports a measure for some cells over a stretch of months; None stands for all values together."""

    slice: int
    dataset: str
    sender: str
    scenario: str
    measure: str
    month: date
    span: str
    cells: tuple[int | None, int | None, int | None]

    @property
    def reporter(self) -> tuple[str, str]:
        """Who speaks, and in which kind of file."""
        return self.sender, self.dataset

    @property
    def form(self) -> str:
        """Its span; of the shares of a sender's own periods what they have in common: FY#-P#."""
        return form_of(self.span)

    @property
    def period(self) -> Period:
        """The months it speaks of."""
        return Period(self.month, add_months(self.month, MONTHS.get(self.span, 1)))

    def overlaps(self, other: "Report") -> bool:
        """Whether some cell may stand in both."""
        same = all(a is None or b is None or a == b for a, b in zip(self.cells, other.cells, strict=True))
        return same and self.period.start < other.period.end and other.period.start < self.period.end


@dataclass(frozen=True)
class Contest:
    """Two reports of the same cells. `lower` is the less trusted one; None where the pack does not say."""

    first: Report
    second: Report
    lower: Report | None


def form_of(span: str) -> str:
    """What spans have in common that are never counted twice beside each other: FY26-P03 and FY26-P04 are FY#-P#."""
    return re.sub(r"\d+", "#", span)


def kinds_of(senders: Iterable[str]) -> dict[str, str]:
    """What each sender is: self, partner, distributor, publisher, or other where the name is not known."""
    names = set(senders)
    found = {name: "self" if name == "self" else "other" for name in names}
    for dimension, kind in KINDS.items():
        known = catalogue.known(dimension)
        found.update({name: kind for name in names if found[name] == "other" and fold(name) in known})
    return found


def contests(reports: Iterable[Report], trade: Trade, kinds: Mapping[str, str]) -> Iterator[Contest]:
    """Every pair of reports from different reporters that may hold the same cells.

    Published ratios are never added, so several sources may speak of the same.
    """
    groups: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        groups[report.scenario, report.measure].append(report)
    for (_, measure), group in groups.items():
        if trade.measures[measure].kind != "published" and len({(r.reporter, r.form) for r in group}) > 1:
            yield from _pairs(group, trade, kinds)


def _pairs(group: list[Report], trade: Trade, kinds: Mapping[str, str]) -> Iterator[Contest]:
    cells: dict[tuple[date, int | None], list[Report]] = defaultdict(list)
    for report in group:
        for month in report.period.months():
            cells[month, report.cells[0]].append(report)
    seen: set[tuple[int, int]] = set()
    for (month, account), here in cells.items():
        others = [] if account is None else cells.get((month, None), [])
        for a, b in (*combinations(here, 2), *product(here, others)):
            if (a.reporter, a.form) != (b.reporter, b.form) and (a.slice, b.slice) not in seen and a.overlaps(b):
                seen.add((a.slice, b.slice))
                yield Contest(a, b, _lower(a, b, trade, kinds))


def _lower(a: Report, b: Report, trade: Trade, kinds: Mapping[str, str]) -> Report | None:
    order = trade.measures[a.measure].trust
    ranks = [_rank(report.sender, order, kinds) for report in (a, b)]
    if None in ranks or ranks[0] == ranks[1]:
        return None
    return a if (ranks[0] or 0) > (ranks[1] or 0) else b


def _rank(sender: str, order: tuple[str, ...], kinds: Mapping[str, str]) -> int | None:
    for word in (sender, kinds[sender]):
        if word in order:
            return order.index(word)
    return None


def reports_of(slices: SliceQuerySet) -> list[Report]:
    """What the given versions report, a line a measure."""
    rows = slices.values_list(
        "content_id", "batch__dataset", "batch__sender", "scenario", "month", "span", "account", "country", "channel", "measures"
    )
    return [
        Report(content, dataset, sender, scenario, measure, month, span, (account, country, channel))
        for content, dataset, sender, scenario, month, span, account, country, channel, measures in rows
        for measure in measures
    ]


def contested_measures(slices: SliceQuerySet, coming: Iterable[Report] = ()) -> set[str]:
    """Measures of which more than one reporter may speak for the same cells, in whatever months: these need a closer look."""
    fields = ("scenario", "batch__dataset", "batch__sender", "span", "account", "country", "channel", "measures")
    spoken: dict[tuple[str, str], dict[int | None, set[_Spoken]]] = defaultdict(lambda: defaultdict(set))
    for scenario, dataset, sender, span, account, country, channel, names in slices.values_list(*fields).distinct():
        for measure in names:
            spoken[scenario, measure][account].add(_Spoken(((sender, dataset), form_of(span)), (country, channel)))
    for report in coming:
        account, *place = report.cells
        spoken[report.scenario, report.measure][account].add(_Spoken((report.reporter, report.form), (place[0], place[1])))
    return {measure for (_, measure), accounts in spoken.items() if _may_meet(accounts)}


class _Spoken(NamedTuple):
    """That somebody speaks, in some kind of file and by some form of span, of a country and channel of an account."""

    by: tuple[tuple[str, str], str]
    place: tuple[int | None, int | None]

    def meets(self, other: "_Spoken") -> bool:
        """Whether two different ones may speak of the same cell."""
        return self.by != other.by and all(a is None or b is None or a == b for a, b in zip(self.place, other.place, strict=True))


def _may_meet(accounts: Mapping[int | None, set[_Spoken]]) -> bool:
    """Whether two speak of the same cells of an account, or one of them of all accounts together."""
    if len({one.by for here in accounts.values() for one in here}) < 2:
        return False
    everywhere = accounts.get(None, set())
    return any(
        one.meets(other)
        for account, here in accounts.items()
        for one, other in (*combinations(here, 2), *(product(here, everywhere) if account is not None else ()))
    )


def outranked(slices: SliceQuerySet, trade: Trade) -> frozenset[tuple[int, str, int]]:
    """The (slice, measure, better) among the given versions: `better`, of a more trusted sender, reports the measure too."""
    measures = contested_measures(slices)
    if not measures:
        return frozenset()
    reports = [report for report in reports_of(slices) if report.measure in measures]
    found = contests(reports, trade, kinds_of(report.sender for report in reports))
    return frozenset(_ranked(contest) for contest in found)


def _ranked(contest: Contest) -> tuple[int, str, int]:
    lower = contest.lower or undeclared(contest)
    better = contest.second if lower is contest.first else contest.first
    return lower.slice, lower.measure, better.slice


def undeclared(contest: Contest) -> NoReturn:
    """Refuse two reports of the same cells of which nobody said which one to trust."""
    a, b = contest.first, contest.second
    if a.sender == b.sender:
        raise Refused(
            f"“{a.sender}” reports {a.measure} for {a.month:%Y-%m} twice, as {a.dataset} by {a.span} and as {b.dataset} "
            f"by {b.span}; it would be counted twice. {_once(a.measure) if a.dataset != b.dataset else _BY_ONE}"
        )
    one = " If both are one, send both files under one name (--sender)." if alike(a.sender, [b.sender]) else ""
    raise Refused(
        f"“{a.sender}” and “{b.sender}” both report {a.measure} for {max(a.month, b.month):%Y-%m}; nothing says whom to trust."
        f'{one} Say it in a pack of this home: [measure.{a.measure}] trust = ["{a.sender}", "{b.sender}"], the more trusted first'
    )


_BY_ONE = "Tell it by one of the two, or undo the one"


def _once(measure: str) -> str:
    """What to do where two kinds of files of one sender tell a measure of one account and month."""
    return (
        f"Put all {measure} of a month, whatever the products, into one file and leave it out of the other kind by a map file "
        f'([columns] "its heading" = "ignored"), or undo the one'
    )
