"""Who was expected to report and has not: whom `ask` misses in the last month of each measure, and whom the pack expects."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Max

from rapport.book.performance.models import Slice
from rapport.book.performance.queries import Standing, standing
from rapport.book.performance.scopes import holds
from rapport.book.performance.wording import in_words, notes_in_words
from rapport.book.performance.worlds import live_batches
from rapport.book.team.models import User
from rapport.core.kpi import Aggregate
from rapport.core.mentions import mention
from rapport.core.pack import Kpi, Measure, Trade
from rapport.core.periods import Period, add_months
from rapport.core.question import Gap, Question
from rapport.facts.ask import Unreported, ask, last_period
from rapport.facts.spoken import HISTORY
from rapport.facts.world import MONTHS

SPANS = {months: span for span, months in MONTHS.items()}


@dataclass(frozen=True)
class Missing:
    """What has not come: from whom, of what, and for which account and country (None: not broken down by it).

    `sender`: of what each distributor reports, the distributor, whoever sends its files. `month`: the first of the stretch that
    is missing, of `span` (month, quarter, year); `last`: of the last that came, None where nothing came before.
    """

    sender: str
    dataset: str
    account: str | None
    country: str | None
    month: date
    span: str
    last: date | None


class _Report(NamedTuple):
    """What was sent of one place, and the last month of it."""

    dataset: str
    span: str
    sender: str
    account: int | None
    country: int | None
    channel: int | None
    measures: tuple[str, ...]
    last: date

    def reporter(self, measure: Measure) -> str:
        """Who reported a measure, as coverage names it."""
        return mention("channel", self.channel) if self.channel and measure.is_of_distributors else self.sender


class _Place(NamedTuple):
    account: int | None = None
    country: int | None = None


def missing(*, by: User | None, on: date, trade: Trade) -> tuple[Missing, ...]:
    """Whom `ask` misses, asked for the last month of which anybody told a measure, measure by measure; as `by` may see.

    A reporter that told nothing is listed with each place that it told in the months before, one that left out some with these.
    Beside them stand the senders that the pack expects of a dataset that others sent, and who never did.
    """
    now, every = standing(by=by, today=on, trade=trade), tuple(_sent())
    sent = [report for report in every if holds(now.scope, (report.account, report.country, report.measures), trade)]
    told: dict[tuple[str, str, _Place, date, str], date | None] = {}
    for period, gap in _gaps(now, {key for report in every for key in report.measures}):
        span = SPANS.get(period.length, "month")
        for (dataset, place), last in _places(gap, period, sent, trade).items():
            known = (gap.reporter, dataset, place, period.start, span)
            told[known] = max((day for day in (told.get(known), last) if day), default=None)
    names = notes_in_words(reporter for reporter, *_ in told)
    cells = in_words((place._asdict() for _, _, place, *_ in told), trade)
    gone = (
        Missing(names[reporter], dataset, cell["account"], cell["country"], month, span, last)
        for ((reporter, dataset, _, month, span), last), cell in zip(told.items(), cells, strict=True)
    )
    found = (*gone, *_declared(now, sent))
    return tuple(sorted(found, key=lambda m: (m.dataset, m.sender, m.account or "", m.country or "", m.span)))


def _gaps(now: Standing, sent: Collection[str]) -> Iterator[tuple[Period, Gap]]:
    """Who is missing in the last month of each measure that was sent, as the answer to a question says it."""
    trade = now.world.trade
    alone = {key: _alone(one) for key, one in trade.measures.items() if key in sent and one.kind != "published"}
    world = replace(now.world, trade=replace(trade, kpis=alone))
    periods: dict[Period, list[str]] = defaultdict(list)
    for key in alone:
        try:
            periods[last_period(Question((key,)), world, now.scope)].append(key)
        except Unreported:
            continue
    for period, keys in periods.items():
        (row,) = ask(Question(tuple(keys), period=period), world, now.scope).rows
        yield from ((period, gap) for figure in row.kpis.values() for gap in sorted(figure.unheard, key=str))


def _alone(measure: Measure) -> Kpi:
    """A measure by itself as a figure to ask for."""
    formula = Aggregate("closing" if measure.kind == "stock" else "sum", measure.key)
    unit, zero = measure.unit, Decimal(0)
    return Kpi(measure.key, measure.label, measure.label, formula, measure.key, unit, "higher", 1, date.min, zero, 0)


def _places(gap: Gap, period: Period, sent: Iterable[_Report], trade: Trade) -> Mapping[tuple[str, _Place], date | None]:
    """The datasets and places of which a reporter told nothing of a measure, with the last month that it told.

    One without a place stands for a reporter that left out very many places, or some months of all.
    """
    measure = trade.measures[gap.measure]
    own = [report for report in sent if measure.key in report.measures and report.reporter(measure) == gap.reporter]
    before = [report for report in own if report.last < period.start]
    place = _Place(**{field: value for field, value in gap.place if not isinstance(value, str)})
    if gap.place:
        before = [report for report in before if (report.account, report.country) == place]
    elif gap.is_whole:
        before = [report for report in before if report.last >= add_months(period.start, -HISTORY)]
    if before and (gap.place or gap.is_whole):
        return _last(before)
    known = (one.key for one in trade.datasets.values() if measure.key in one.measures)
    last = max(own, key=attrgetter("last"), default=None)
    return {(last.dataset if last else next(known, ""), place): last.last if last and not gap.place else None}


def _last(reports: Sequence[_Report]) -> dict[tuple[str, _Place], date | None]:
    found: dict[tuple[str, _Place], date | None] = {}
    for report in sorted(reports, key=attrgetter("last")):
        found[report.dataset, _Place(report.account, report.country)] = report.last
    return found


def _declared(now: Standing, sent: Iterable[_Report]) -> Iterator[Missing]:
    """The senders that the pack expects of a dataset that others sent, and who never did; for those who may see all of it."""
    trade = now.world.trade
    latest: dict[tuple[str, str], date] = {}
    for report in sent:
        latest[report.dataset, report.span] = max(report.last, latest.get((report.dataset, report.span), report.last))
    heard = {(report.dataset, report.sender.casefold()) for report in sent}
    for (name, span), month in latest.items():
        dataset = trade.datasets.get(name)
        if dataset and holds(now.scope, (None, None, dataset.measures), trade):
            silent = (sender for sender in dataset.expected if (name, sender.casefold()) not in heard)
            yield from (Missing(sender, name, None, None, month, span, None) for sender in silent)


def _sent() -> Iterator[_Report]:
    """The last month of each report that was sent of actuals."""
    fields = ("batch__dataset", "span", "batch__sender", "account", "country", "channel", "measures")
    slices = Slice.objects.filter(batch__in=live_batches(), scenario="actual")
    for dataset, span, sender, account, country, channel, measures, last in slices.values_list(*fields).annotate(
        last=Max("month")
    ):
        known = span if span in MONTHS else "month"
        yield _Report(dataset, known, sender, account, country, channel, tuple(measures), last)
