"""Readings of the accounts and of the home."""

from rapport.book.accounts.models import Home
from rapport.core.periods import FiscalCalendar


def home_calendar() -> FiscalCalendar:
    """The fiscal calendar of this home."""
    return FiscalCalendar(Home.objects.values_list("fiscal_first_month", flat=True).first() or FiscalCalendar().first_month)
