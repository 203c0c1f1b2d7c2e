"""Readings of the journal."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Model
from django.db.utils import Error

from rapport.book.journal import digests
from rapport.book.journal.models import Entry, Head, Payload


def payloads(kind: type[Model]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was done to objects of a kind, in order: each verb with what its entry says; erased ones are left out."""
    rows = Payload.objects.filter(entry__object_kind=kind._meta.label_lower).order_by("entry_id")
    for verb, content in rows.values_list("entry__verb", "content").iterator():
        yield verb, json.loads(content)


def verify() -> list[str]:
    """Every place where the journal is not as it was written, one sentence each; an empty list where it is whole.

    Found is any change, deletion, reordering or cut of entries, payloads or heads, short of rewriting all that follows.
    """
    try:
        return [*_chain_faults(Entry.objects.iterator()), *_payload_faults(), *_head_faults()]
    except (ValueError, TypeError, AttributeError, Error) as fault:
        return [f"the journal cannot be read: {fault}"]


def _chain_faults(entries: Iterable[Entry]) -> Iterator[str]:
    latest: dict[str, str] = {}
    for position, entry in enumerate(entries, start=1):
        if entry.number != position:
            yield f"journal: entry {position} is missing (found {entry.number} in its place)"
            return
        if entry.digest != digests.of_entry(entry):
            yield f"journal: entry {entry.number} was changed"
        if entry.previous != latest.get(entry.chain, ""):
            yield f"journal: entry {entry.number} does not follow the entry before it in chain “{entry.chain}”"
        latest[entry.chain] = entry.digest


def _payload_faults() -> Iterator[str]:
    erased = set(Entry.objects.filter(verb="erase", object_kind=Entry._meta.label_lower).values_list("object_id", flat=True))
    rows = Entry.objects.values_list("number", "payload_digest", "payload__salt", "payload__content")
    present = 0
    for number, digest, salt, content in rows.iterator():
        present += salt is not None
        if (salt is None) != (str(number) in erased):
            yield f"journal: what entry {number} says {'is missing' if salt is None else 'was erased and is back'}"
        elif salt is not None and digest != digests.of_payload(salt, content):
            yield f"journal: what entry {number} says was changed"
    if present != Payload.objects.count():
        yield "journal: there are payloads of no entry"


def _head_faults() -> Iterator[str]:
    heads = {head.day: (head.number, head.digest) for head in Head.objects.iterator()}
    expected = _heads(Entry.objects.iterator()) if heads or Entry.objects.exists() else {}
    for day in sorted(expected.keys() | heads.keys()):
        if expected.get(day) != heads.get(day):
            yield f"journal: the head of {day} does not agree with the entries"


def _heads(entries: Iterable[Entry]) -> dict[date, tuple[int, str]]:
    day, digest = digests.BEFORE_ALL, ""
    heads: dict[date, tuple[int, str]] = {day: (0, "")}
    for entry in entries:
        day, digest = digests.day_after(day, entry), digests.of_head(digest, entry)
        heads[day] = (entry.number, digest)
    return heads
