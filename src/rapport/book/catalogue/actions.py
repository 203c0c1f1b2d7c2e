"""What is done to the catalogue."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from rapport.book.accounts.models import Account
from rapport.book.catalogue.models import Alias, AttributeChange, Move, Rate, Value
from rapport.book.catalogue.names import NewValue, fold
from rapport.book.catalogue.queries import MoveOf, RateOf
from rapport.book.journal.actions import record
from rapport.book.team.models import User
from rapport.core.refusals import Refused


def add_values(new: Sequence[NewValue]) -> list[Model]:
    """Add values under the numbers they have, and an account for each of dimension `account`; the rows that were written.

    A part of a load: call it in its transaction, and let its journal entry stand for both.
    """
    accounts = _add_accounts([value for value in new if value.dimension == "account"])
    values = Value.objects.whole().bulk_create(
        Value(pk=one.pk, dimension=one.dimension, name=one.name, code=one.code, account=accounts.get(one.pk)) for one in new
    )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Value]):
            cursor.execute(statement)
    return [*accounts.values(), *values]


def _add_accounts(new: Sequence[NewValue]) -> dict[int, Account]:
    """The account of each value: the one that a person has made under its name, else a new one."""
    free = {account.name: account for account in Account.objects.whole().filter(value=None)}
    taken = set(Account.objects.whole().exclude(value=None).values_list("name", flat=True))
    accounts: dict[int, Account] = {}
    for value in new:
        name = f"{value.name} ({value.code})" if value.name in taken else value.name
        accounts[value.pk] = free.get(name) or Account(name=name)
        taken.add(name)
    Account.objects.whole().bulk_create(account for account in accounts.values() if account.pk is None)
    return accounts


def record_attributes(rows: Iterable[tuple[int, str, str, date]], *, batch: str, is_dated: bool = True) -> None:
    """Record what a batch says of attributes: rows (value, attribute, text, from that day on). A part of a load.

    Of a run of days on which it says the same, the first is kept. Not `is_dated`: the days are not what the batch says.
    """
    ordered = sorted(set(rows), key=itemgetter(0, 1, 3, 2))
    runs = (next(run) for _, run in groupby(ordered, key=itemgetter(0, 1, 2)))
    AttributeChange.objects.bulk_create(
        (
            AttributeChange(value_id=value, attribute=attribute, text=text, valid_from=day, batch=batch, is_dated=is_dated)
            for value, attribute, text, day in runs
        ),
        batch_size=5_000,
    )


def record_moves(rows: Iterable[MoveOf], *, batch: str, is_dated: bool = True) -> None:
    """Record what a batch says of what stands under what. A part of a load. `is_dated` as of attributes."""
    made = (
        Move(value_id=value, level=level, parent_id=parent, valid_from=day, batch=batch, is_dated=is_dated)
        for value, level, parent, day in sorted(rows, key=itemgetter(0, 1, 3))
    )
    Move.objects.bulk_create(made, batch_size=5_000)


def record_rates(rows: Iterable[RateOf], *, batch: str) -> None:
    """Record the rates that a batch says. A part of a load."""
    made = (
        Rate(kind=kind, base=base, quote=quote, month=month, rate=rate, days=days, batch=batch)
        for kind, base, quote, month, rate, days in sorted(rows)
    )
    Rate.objects.bulk_create(made, batch_size=5_000)


@transaction.atomic
def confirm(*, by: User | None, value: Value) -> None:
    """Say that a value which a file brought is one of its own."""
    value.is_confirmed = True
    value.save(update_fields=["is_confirmed"])
    record(by=by, verb="confirm", object=value, payload={}, at=timezone.now(), account=value.account, rows=[value])


@transaction.atomic
def add_alias(*, by: User | None, value: Value, text: str) -> Alias:
    """Let `text` mean `value` in every file from now on; refuses a text that means another value already."""
    other = Alias.objects.filter(dimension=value.dimension, key=fold(text)).exclude(value=value).first()
    if other:
        raise Refused(f"“{text}” means {other.value} already; take that alias away first")
    alias, _ = Alias.objects.update_or_create(value=value, dimension=value.dimension, key=fold(text), defaults={"text": text})
    said = {"text": text}
    record(by=by, verb="add_alias", object=alias, payload=said, at=timezone.now(), account=value.account, rows=[alias])
    return alias
