"""What is done to accounts and to the home."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from rapport.book.accounts.models import Account, Assignment, Home
from rapport.book.journal.actions import record
from rapport.book.team.models import User
from rapport.core.pack import Lang
from rapport.core.refusals import Refused


def lock_home() -> Home:
    """Hold the one row of the home until the transaction ends, so that loads, undos and redos come one after another."""
    home, _ = Home.objects.select_for_update().get_or_create(pk=1)
    return home


@transaction.atomic
def set_up(
    *, by: User | None, first_month: int | None = None, currency: str | None = None, langs: Sequence[Lang] | None = None
) -> Home:
    """Set what holds for the whole home; what is None stays as it is.

    `first_month`: the one in which the fiscal year starts (1 to 12). `currency`: an ISO code, or "" for money as it was
    reported. `langs`: in which languages documents are written.
    """
    if first_month is not None and not 1 <= first_month <= 12:
        raise Refused(f"a fiscal year starts in a month from 1 to 12, not {first_month}")
    home = lock_home()
    told = {"fiscal_first_month": first_month, "currency": currency, "langs": ",".join(langs) if langs else None}
    changes = {field: value for field, value in told.items() if value is not None}
    for field, value in changes.items():
        setattr(home, field, value)
    home.save()
    record(by=by, verb="set_up", object=home, payload=changes, at=timezone.now(), rows=[home])
    return home


@transaction.atomic
def assign(
    *,
    by: User | None,
    user: User,
    starts_on: date,
    ends_on: date | None = None,
    account: Account | None = None,
    country: str = "",
    sensitivity: str = "",
) -> Assignment:
    """Let `user` see `account` (None: every one) in `country` (by code; empty: everywhere) from a day up to a day.

    `sensitivity` narrows it to one class of measure. The end is the first day on which it no longer holds.
    """
    if ends_on is not None and ends_on <= starts_on:
        raise Refused(f"an assignment ends after it starts: {starts_on} .. {ends_on}")
    assignment = Assignment(
        user=user, account=account, country=country, sensitivity=sensitivity, starts_on=starts_on, ends_on=ends_on
    )
    assignment.save()
    said = {"user": user.pk, "country": country, "sensitivity": sensitivity, "starts_on": starts_on, "ends_on": ends_on}
    record(by=by, verb="assign", object=assignment, payload=said, at=timezone.now(), account=account, rows=[assignment])
    return assignment
