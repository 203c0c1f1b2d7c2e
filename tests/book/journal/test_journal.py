"""The journal: entries chain, nothing can be changed unseen, and erasing what was said keeps the chain whole."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, models, transaction

from rapport.book.accounts.models import Account
from rapport.book.journal import actions, queries
from rapport.book.journal.models import Entry, Head, Payload
from rapport.book.team.models import User

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def contoso() -> Account:
    return Account.objects.create(name="Contoso Devices")


def write(account: Account, count: int = 12) -> list[Entry]:
    """Entries over four days, every third one in the account's own chain."""
    return [
        actions.record(
            by=None,
            verb="load",
            object=account,
            payload={"file": f"{n}.csv"},
            at=NOON + timedelta(hours=8 * n),
            account=account if n % 3 == 0 else None,
        )
        for n in range(count)
    ]


def test_an_entry_says_who_did_what_when_to_what(contoso: Account) -> None:
    ann = User.objects.create(username="ann")
    entry = actions.record(by=ann, verb="rename", object=contoso, payload={"to": "Contoso"}, at=NOON, account=contoso)
    assert (entry.by, entry.verb, entry.object_kind, entry.object_id) == (ann, "rename", "accounts.account", str(contoso.pk))
    assert (entry.at, entry.payload.content) == (NOON, '{"to": "Contoso"}')
    assert queries.verify() == []


def test_entries_are_numbered_without_a_gap_and_each_chain_follows_itself(contoso: Account) -> None:
    entries = write(contoso)
    assert [entry.number for entry in entries] == list(range(1, 13))
    own = [entry for entry in entries if entry.chain == str(contoso.pk)]
    assert [entry.previous for entry in own] == ["", *(entry.digest for entry in own[:-1])]


def test_each_day_has_a_head_over_all_chains(contoso: Account) -> None:
    write(contoso)
    assert list(Head.objects.values_list("day", "number")) == [
        (date.min, 0),
        (date(2026, 11, 2), 2),
        (date(2026, 11, 3), 5),
        (date(2026, 11, 4), 8),
        (date(2026, 11, 5), 11),
        (date(2026, 11, 6), 12),
    ]


def test_an_undone_transaction_leaves_no_gap(contoso: Account) -> None:
    write(contoso, 1)
    with transaction.atomic():
        write(contoso, 1)
        transaction.set_rollback(True)
    assert write(contoso, 1)[0].number == 2
    assert queries.verify() == []


def test_a_clock_that_goes_backwards_breaks_nothing(contoso: Account) -> None:
    for hours in (0, 48, 1, 49):
        actions.record(by=None, verb="load", object=contoso, payload={}, at=NOON + timedelta(hours=hours))
    assert queries.verify() == []


def test_what_was_said_can_be_erased_and_that_is_an_entry_too(contoso: Account) -> None:
    entry = write(contoso)[4]
    actions.erase(by=None, entry=entry, at=NOON + timedelta(days=9))
    assert not Payload.objects.filter(entry=entry).exists()
    assert queries.verify() == []


FORGERIES: dict[str, Callable[[], object]] = {
    "an entry deleted": lambda: (Payload.objects.filter(entry=5).delete(), Entry.objects.filter(number=5).delete()),
    "the last entries cut off": lambda: (
        Payload.objects.filter(entry__gte=11).delete(),
        Entry.objects.filter(number__gte=11).delete(),
    ),
    "two entries changed places": lambda: swap(Entry, "number", 5, 6),
    "two payloads changed places": lambda: swap(Payload, "content", 5, 6),
    "a payload deleted": lambda: Payload.objects.filter(entry=5).delete(),
    "all payloads deleted": lambda: Payload.objects.all().delete(),
    "a head deleted": lambda: Head.objects.filter(day="2026-11-03").delete(),
    "the last head deleted": lambda: Head.objects.latest("day").delete(),
    "all heads deleted": lambda: Head.objects.all().delete(),
    "an erased payload put back": lambda: put_back(Payload.objects.get(entry=5)),
}


def put_back(payload: Payload) -> None:
    """Erase what an entry says, and put it back as if it had not been erased."""
    actions.erase(by=None, entry=payload.entry, at=NOON + timedelta(days=9))
    payload.save(force_insert=True)


def swap(model: type[models.Model], column: str, one: int, other: int) -> None:
    """Exchange one column of two rows; for the number itself, everything but the number."""
    rows = [model.objects.filter(pk=pk).values().get() for pk in (one, other)]
    names = [name for name in rows[0] if name not in ("number", "entry_id")] if column == "number" else [column]
    for pk, row in zip((other, one), rows, strict=True):
        model.objects.filter(pk=pk).update(**{name: row[name] for name in names})


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found(contoso: Account, forgery: str) -> None:
    write(contoso)
    assert queries.verify() == []
    FORGERIES[forgery]()
    assert queries.verify() != []


def another(field: models.Field, value: object, dice: random.Random) -> object:
    """A value that the column could hold and does not."""
    if isinstance(field, models.DateTimeField | models.DateField):
        return (NOON if value is None else value) + timedelta(days=dice.randint(1, 9_000))
    if isinstance(field, models.CharField | models.TextField):
        text = str(value)
        place = dice.randrange(max(len(text), 1))
        return text[:place] + dice.choice("0aZ“ ") + text[place + 1 :] if dice.random() < 0.8 else text[: place - 1] or "x"
    return (value or 0) + dice.randint(100, 999)


def cells() -> list[tuple[type[models.Model], models.Field]]:
    return [(model, field) for model in (Entry, Payload, Head) for field in model._meta.concrete_fields]


@pytest.mark.parametrize(("model", "field"), cells(), ids=lambda part: getattr(part, "__name__", getattr(part, "name", "")))
def test_any_single_cell_that_is_changed_is_found(contoso: Account, model: type[models.Model], field: models.Field) -> None:
    write(contoso)
    dice = random.Random(field.name)  # noqa: S311 — the same edits in every run
    for pk in model.objects.values_list("pk", flat=True):
        before = model.objects.filter(pk=pk).values_list(field.attname, flat=True).get()
        after = another(field, before, dice)
        if before == after:
            continue
        change(model, field, pk, after)
        assert queries.verify() != [], f"{model.__name__}.{field.name} of {pk}: {before!r} became {after!r}"
        change(model, field, after if field.primary_key else pk, before)
    assert queries.verify() == []


def change(model: type[models.Model], field: models.Field, pk: object, value: object) -> None:
    """Change one cell behind the book's back."""
    table, column, key = (connection.ops.quote_name(n) for n in (model._meta.db_table, field.column, model._meta.pk.column))
    prepared = [part.get_db_prep_save(v, connection) for part, v in ((field, value), (model._meta.pk, pk))]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", prepared)
