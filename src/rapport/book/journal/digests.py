"""What the digests of the journal are made of."""

import hashlib
import json
from collections.abc import Collection
from datetime import UTC, date, datetime

from django.db.models import Model

from rapport.book.journal.models import Entry

BEFORE_ALL = date.min
"""The day of the head that stands before the first entry."""


def of_payload(salt: str, content: str) -> str:
    """The digest of a payload with its salt."""
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def of_row(row: Model, never: Collection[str] = ()) -> str:
    """The short digest of all columns of a row but those of `never`; see `columns`."""
    told = json.dumps([row._meta.label_lower, columns(row, never)], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def columns(row: Model, never: Collection[str]) -> dict[str, object]:
    """The columns of a row by name, without those that hold their default: one that a later version adds changes nothing."""
    fields = [field for field in row._meta.concrete_fields if field.attname not in never]
    told = {field.attname: field.to_python(getattr(row, field.attname)) for field in fields}
    return {field.attname: told[field.attname] for field in fields if told[field.attname] != field.get_default()}


def of_entry(entry: Entry) -> str:
    """The digest of every column of `entry` but the digest itself."""
    at: datetime = entry.at
    columns = (
        entry.number,
        entry.chain,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.by_id,
        entry.verb,
        entry.object_kind,
        entry.object_id,
        entry.payload_digest,
        entry.previous,
    )
    return hashlib.sha256(json.dumps(columns).encode()).hexdigest()


def of_head(before: str, entry: Entry) -> str:
    """The running digest after `entry`, from the one before it."""
    return hashlib.sha256(f"{before}\n{entry.digest}".encode()).hexdigest()


def day_after(last: date, entry: Entry) -> date:
    """The day whose head `entry` moves: its own, or the last one where a clock went backwards."""
    return max(last, entry.at.astimezone(UTC).date())
