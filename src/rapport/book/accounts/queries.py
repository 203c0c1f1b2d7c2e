"""Readings of the accounts and of the home."""

from rapport.book.accounts.models import Account, Home
from rapport.core.pack import LANGS, Lang
from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import unknown


def home_calendar() -> FiscalCalendar:
    """The fiscal calendar of this home."""
    return FiscalCalendar(Home.objects.values_list("fiscal_first_month", flat=True).first() or FiscalCalendar().first_month)


def home_currency() -> str | None:
    """The currency in which this home answers all money; None: as it was reported."""
    return Home.objects.values_list("currency", flat=True).first() or None


def home_langs() -> tuple[Lang, ...]:
    """The languages in which this home's documents are written, in order."""
    told = Home.objects.values_list("langs", flat=True).first() or LANGS[0]
    known = dict(zip(LANGS, LANGS, strict=True))
    return tuple(known[word] for word in told.split(",") if word in known)


def account(name: str) -> Account:
    """The account of that name; refuses an unknown one with the nearest right names."""
    try:
        return Account.objects.get(name__iexact=name.strip())
    except Account.DoesNotExist:
        raise unknown("account", name, Account.objects.values_list("name", flat=True)) from None
