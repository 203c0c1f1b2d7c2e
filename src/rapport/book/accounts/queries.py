"""Readings of the accounts and of the home."""

from rapport.book.accounts.models import Account, Home
from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import unknown


def home_calendar() -> FiscalCalendar:
    """The fiscal calendar of this home."""
    return FiscalCalendar(Home.objects.values_list("fiscal_first_month", flat=True).first() or FiscalCalendar().first_month)


def account(name: str) -> Account:
    """The account of that name; refuses an unknown one with the nearest right names."""
    try:
        return Account.objects.get(name__iexact=name.strip())
    except Account.DoesNotExist:
        raise unknown("account", name, Account.objects.values_list("name", flat=True)) from None
