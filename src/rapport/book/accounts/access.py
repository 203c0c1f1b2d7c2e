"""Who may see what: what a user's assignments open, and the guard that stops a reading nobody has narrowed to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from rapport.book.team.models import User


class Unscoped(Exception):  # noqa: N818 — says what the reading is
    """A reading of records that belong to accounts was not narrowed to what the user may see: a fault of the program."""


@dataclass(frozen=True)
class Reach:
    """What one assignment opens: ids of accounts, codes of countries, classes of measure; None means all."""

    accounts: frozenset[int] | None = None
    countries: frozenset[str] | None = None
    classes: frozenset[str] | None = None


def reach(user: User | None, on: date) -> frozenset[Reach]:
    """What `user` may see on that day: one reach an assignment that holds then, none for an inactive user.

    None is the operator, who sees everything. An assignment holds from its first day up to, not including, its last.
    """
    if user is None:
        return frozenset({Reach()})
    if not user.is_active:
        return frozenset()
    holding = user.assignments.whole().filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)
    return frozenset(
        Reach(
            accounts=frozenset({one.account_id}) if one.account_id else None,
            countries=frozenset({one.country}) if one.country else None,
            classes=frozenset({one.sensitivity}) if one.sensitivity else None,
        )
        for one in holding
    )


_guard: ContextVar[User | None] = ContextVar("guard", default=None)


@contextmanager
def guarded(user: User | None) -> Iterator[None]:
    """Inside, records that belong to accounts are read through `visible_to` alone; the operator (None) needs no guard."""
    token = _guard.set(user)
    try:
        yield
    finally:
        _guard.reset(token)


M = TypeVar("M", bound="Scoped")


class ScopedRecords(models.Manager[M]):
    """Records that belong to accounts. Inside `guarded` they are read with `visible_to`, or with `whole` and a good reason."""

    def get_queryset(self) -> QuerySet[M]:
        """All records, where no guard stands."""
        if (user := _guard.get()) is not None:
            raise Unscoped(f"{self.model.__name__} is read for “{user}” without visible_to")
        return super().get_queryset()

    def whole(self) -> QuerySet[M]:
        """Every record, guard or not: for a reading that is narrowed elsewhere, such as facts with their scope compiled in."""
        with guarded(None):
            return self.get_queryset()

    def visible_to(self, user: User | None, *, on: date) -> QuerySet[M]:
        """The records of the accounts that `user` may see on that day, and those that belong to no account where public."""
        accounts = [one.accounts for one in reach(user, on)]
        if None in accounts:
            return self.whole()
        seen = {account for some in accounts if some for account in some}
        return self.whole().filter(self.model.within(seen))


class Scoped(models.Model):
    """A record that belongs to an account: itself, or by the path `ACCOUNT`."""

    ACCOUNT: ClassVar[str] = "account"
    IS_PUBLIC_WITHOUT: ClassVar[bool] = False

    objects: ClassVar[ScopedRecords[Self]] = ScopedRecords()

    class Meta:
        abstract = True

    @classmethod
    def within(cls, accounts: set[int]) -> Q:
        """The condition that a record belongs to one of these accounts."""
        one_of = Q(**{f"{cls.ACCOUNT}__in": accounts})
        return one_of | Q(**{cls.ACCOUNT: None}) if cls.IS_PUBLIC_WITHOUT else one_of
