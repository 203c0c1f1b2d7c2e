"""The facts under a document, as they were loaded."""

from collections.abc import Iterable

from rapport.book.performance.listing import of_accounts
from rapport.core.periods import Period, add_months
from rapport.reports.blocks import Facts
from rapport.reports.section import Subject
from rapport.reports.trends import AHEAD, BACK


def read(subject: Subject, kpis: Iterable[str]) -> Facts:
    """The facts that KPIs of the subject rest on, of all months that documents speak of."""
    end = subject.month.end
    period = Period(add_months(end, -BACK), add_months(end, AHEAD))
    found = of_accounts(subject.accounts, kpis, period, subject.now, subject.trade)
    return Facts(found.columns, found.rows, found.partial, found.total)
