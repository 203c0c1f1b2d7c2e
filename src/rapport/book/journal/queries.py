"""Readings of the journal."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.db.utils import Error

from rapport.book.journal import digests
from rapport.book.journal.models import Entry, Head, Payload


def payloads(kind: type[Model]) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """What was done to objects of a kind, in order: verb, moment, and what the entry says; erased ones are left out."""
    entries = Entry.objects.filter(object_kind=kind._meta.label_lower, payload__isnull=False)
    for verb, at, content in entries.values_list("verb", "at", "payload__content").iterator():
        yield verb, at, json.loads(content)


def said() -> Iterator[tuple[str, dict[str, Any]]]:
    """The verb of each entry and what it says, in order; erased ones are left out."""
    rows = Payload.objects.order_by("entry").values_list("entry__verb", "content")
    for verb, content in rows.iterator():
        yield verb, json.loads(content)


def verify() -> list[str]:
    """Every place where the journal is not as it was written, one sentence each; an empty list where it is whole.

    Found is any change, deletion, reordering or cut of entries, payloads or heads, short of rewriting all that follows.
    """
    try:
        faults, heads = _walk(Entry.objects.iterator())
        return [*faults, *_payload_faults(), *_head_faults(heads)]
    except (ValueError, TypeError, AttributeError, Error) as fault:
        return [f"the journal cannot be read: {fault}"]


def _walk(entries: Iterable[Entry]) -> tuple[list[str], dict[date, tuple[int, str]]]:
    """The faults of the chain, and the heads that its entries come to."""
    faults: list[str] = []
    latest: dict[str, str] = {}
    day, digest = digests.BEFORE_ALL, ""
    heads = {day: (0, digest)}
    for place, entry in enumerate(entries, start=1):
        if entry.number != place:
            faults.append(f"journal: entry {place} is missing (found {entry.number} in its place)")
            break
        if entry.digest != digests.of_entry(entry):
            faults.append(f"journal: entry {entry.number} was changed")
        if entry.previous != latest.get(entry.chain, ""):
            faults.append(f"journal: entry {entry.number} does not follow the entry before it in chain “{entry.chain}”")
        latest[entry.chain] = entry.digest
        day, digest = digests.day_after(day, entry), digests.of_head(digest, entry)
        heads[day] = (entry.number, digest)
    return faults, heads


def _payload_faults() -> Iterator[str]:
    erased = set(Entry.objects.filter(verb="erase", object_kind=Entry._meta.label_lower).values_list("object_id", flat=True))
    rows = Entry.objects.values_list("number", "payload_digest", "payload__salt", "payload__content")
    for number, digest, salt, content in rows.iterator():
        if (salt is None) != (str(number) in erased):
            yield f"journal: what entry {number} says {'is missing' if salt is None else 'was erased and is back'}"
        elif salt is not None and digest != digests.of_payload(salt, content):
            yield f"journal: what entry {number} says was changed"


def _head_faults(expected: dict[date, tuple[int, str]]) -> Iterator[str]:
    """Heads that are not what the entries come to; a home in which nothing was done yet has none."""
    heads = {head.day: (head.number, head.digest) for head in Head.objects.iterator()}
    for day in sorted(expected.keys() | heads.keys()) if heads or len(expected) > 1 else ():
        if expected.get(day) != heads.get(day):
            yield f"journal: the head of {day} does not agree with the entries"
