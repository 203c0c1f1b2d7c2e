"""Writing the journal. Every action of the book records exactly one entry, in its own transaction."""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from rapport.book.journal import digests, records
from rapport.book.journal.models import Entry, Head, Payload


@transaction.atomic
def record(
    *,
    by: AbstractBaseUser | None,
    verb: str,
    object: Model,  # noqa: A002 — what was done, to what: the word of every call
    payload: Mapping[str, object],
    at: datetime,
    account: Model | None = None,
    rows: Iterable[Model] = (),
) -> Entry:
    """Write that `by` (None: the operator) did `verb` to `object` at `at`, in the chain of `account` or of the home.

    `rows`: those that the action wrote, as it leaves them; the entry tells their digests (see `records`).

    Call it inside the transaction of the action itself: both are kept, or neither. Entries are numbered without a gap, so
    one that is being written holds up the next until its transaction ends; record last.
    """
    Head.objects.select_for_update().get_or_create(day=digests.BEFORE_ALL, defaults={"number": 0})
    head = Head.objects.latest("day")
    chain = str(account.pk) if account else "home"
    before = Entry.objects.filter(chain=chain).last()
    salt = secrets.token_hex(16)
    told = records.of_rows(rows)
    content = json.dumps({**payload, **({records.KEY: told} if told else {})}, cls=DjangoJSONEncoder, sort_keys=True)
    entry = Entry(
        number=head.number + 1,
        chain=chain,
        at=at,
        by_id=by.pk if by else None,
        verb=verb,
        object_kind=object._meta.label_lower,
        object_id=str(object.pk),
        payload_digest=digests.of_payload(salt, content),
        previous=before.digest if before else "",
    )
    entry.digest = digests.of_entry(entry)
    entry.save(force_insert=True)
    Payload(entry=entry, salt=salt, content=content).save(force_insert=True)
    Head(day=digests.day_after(head.day, entry), number=entry.number, digest=digests.of_head(head.digest, entry)).save()
    return entry


@transaction.atomic
def erase(*, by: AbstractBaseUser | None, entry: Entry, at: datetime) -> Entry:
    """Erase what `entry` says (not that it was done); the erasure is an entry itself, and the chain stays verifiable."""
    Payload.objects.filter(entry=entry).delete()
    return record(by=by, verb="erase", object=entry, payload={}, at=at)
