"""Who was expected to report and has not: whoever reported in the months before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Max

from rapport.book.performance.models import Slice
from rapport.book.performance.scopes import holds, scope_of
from rapport.book.performance.wording import in_words
from rapport.book.performance.worlds import live_batches
from rapport.book.team.models import User
from rapport.core.pack import Trade
from rapport.core.periods import add_months
from rapport.core.question import Scope
from rapport.facts.spoken import HISTORY
from rapport.facts.world import MONTHS


@dataclass(frozen=True)
class Missing:
    """What has not come: from whom, of what, and for which account and country (None: not broken down by it).

    `month`: the first of the stretch that is missing, of `span` (month, quarter, year); `last`: of the last that came, None of a
    sender whom the pack expects and who sent nothing before.
    """

    sender: str
    dataset: str
    account: str | None
    country: str | None
    month: date
    span: str
    last: date | None


class _Report(NamedTuple):
    dataset: str
    span: str
    sender: str
    account: int | None
    country: int | None


def missing(*, by: User | None, on: date, trade: Trade) -> tuple[Missing, ...]:
    """Who sent actuals of a dataset in the three months (quarters, years) before its latest, and none of that; as `by` may see.

    The latest of a dataset is that which anybody sent, told by months, quarters and years apart;
    a sender's own periods count as the months they lie in.
    """
    sent = dict(_sent(by, on, trade))
    latest: dict[tuple[str, str], date] = {}
    for report, month in sent.items():
        latest[report[:2]] = max(month, latest.get(report[:2], month))
    silent = [
        (report, month) for report, month in sent.items() if _is_expected(month, latest[report[:2]], MONTHS.get(report.span, 1))
    ]
    cells = in_words(({"account": report.account, "country": report.country} for report, _ in silent), trade)
    stopped = (
        Missing(r.sender, r.dataset, cell["account"], cell["country"], latest[r[:2]], r.span, month)
        for (r, month), cell in zip(silent, cells, strict=True)
    )
    found = (*stopped, *_declared(sent, latest, scope_of(by, on), trade))
    return tuple(sorted(found, key=lambda m: (m.dataset, m.sender, m.account or "", m.country or "", m.span)))


def _declared(sent: Iterable["_Report"], latest: Mapping[tuple[str, str], date], scope: Scope, trade: Trade) -> Iterator[Missing]:
    """The senders that the pack expects of a dataset that others sent, and who never did; for those who may see all of it."""
    heard = {(report.dataset, report.sender.casefold()) for report in sent}
    for (name, span), month in latest.items():
        dataset = trade.datasets.get(name)
        if dataset and holds(scope, (None, None, dataset.measures), trade):
            silent = (sender for sender in dataset.expected if (name, sender.casefold()) not in heard)
            yield from (Missing(sender, name, None, None, month, span, None) for sender in silent)


def _is_expected(last: date, latest: date, months: int) -> bool:
    return add_months(latest, -HISTORY * months) <= last < latest


def _sent(by: User | None, on: date, trade: Trade) -> Iterator[tuple[_Report, date]]:
    """The last month that each reporter sent, of those reports that `by` may see whole."""
    scope = scope_of(by, on)
    fields = ("batch__dataset", "span", "batch__sender", "account", "country", "measures")
    slices = Slice.objects.filter(batch__in=live_batches(), scenario="actual")
    rows = slices.values_list(*fields).annotate(last=Max("month")).order_by("last")
    for dataset, span, sender, account, country, measures, last in rows:
        if holds(scope, (account, country, measures), trade):
            yield _Report(dataset, span if span in MONTHS else "month", sender, account, country), last
