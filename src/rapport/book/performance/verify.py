"""Proof that a home is whole: journal, ledger, manifest, fact files and sources agree; and a digest of what it says."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from rapport.book.catalogue import queries as catalogue
from rapport.book.journal import queries as journal
from rapport.book.journal import records
from rapport.book.performance import compaction, manifests, strays, worlds
from rapport.book.performance.hierarchies import above
from rapport.book.performance.models import Batch, Event, Slice
from rapport.book.performance.snapshot import snapshot
from rapport.facts import audit, store


@dataclass(frozen=True)
class Verified:
    """What was found: a sentence for each fault, and the digest of all that the home says of its accounts.

    The digest is the same for the same live facts, attributes and names, whenever and on whatever database they were
    loaded. `unfinished`: files of a load that is under way or was killed; they count for nothing.
    """

    digest: str
    faults: tuple[str, ...]
    unfinished: tuple[str, ...]


def verify() -> Verified:
    """Read everything and compare it; others may go on working in the home."""
    with snapshot():
        batches = list(Batch.objects.exclude(facts_sha256=""))
        broken = {batch: fault for batch in batches if (fault := _file_fault(batch))}
        whole = [batch for batch in batches if batch not in broken]
        faults = (
            *journal.verify(),
            *records.faults(),
            *_table_faults(),
            *_ledger_faults(),
            *_row_faults(),
            *broken.values(),
            *_manifest_faults(whole),
            *_derived_faults(),
            *compaction.faults(),
            *_source_faults(),
        )
        return Verified(_digest(whole), faults, tuple(file.name for file in strays.found()))


def _file_fault(batch: Batch) -> str | None:
    path = worlds.file_of(batch)
    if not path.exists():
        return f"batch {batch.code}: its file {path.name} is missing"
    if store.sha256_of(path) != batch.facts_sha256:
        return f"batch {batch.code}: its file {path.name} was changed"
    return None


def _table_faults() -> Iterator[str]:
    try:
        with transaction.atomic():
            connection.check_constraints()
    except DatabaseError as fault:
        yield f"database: {fault}"


def _ledger_faults() -> Iterator[str]:
    """The ledger is gapless and what the journal tells, and a batch is live or not as its last event says."""
    told = dict(_told())
    done = {event.number: (event.verb, event.batch.code, event.at) for event in Event.objects.select_related("batch")}
    for number in range(1, max((*told, *done), default=0) + 1):
        if number not in done:
            yield f"ledger: event {number} is missing"
        elif done[number] != told.get(number):
            yield f"ledger: the journal does not tell of event {number} ({done[number][0]} of {done[number][1]})"
    last = {code: verb for verb, code, _ in (done[number] for number in sorted(done))}
    for batch in Batch.objects.all():
        if batch.is_live != (last.get(batch.code) in ("load", "redo")):
            yield f"ledger: batch {batch.code} is {'live' if batch.is_live else 'taken out'}, and the ledger says otherwise"


def _told() -> Iterator[tuple[int, tuple[str, str, datetime]]]:
    """The events that the journal tells of: their number, verb, batch and moment."""
    for verb, at, said in journal.payloads(Batch):
        codes = [*said.get("batches", [said.get("batch")])]
        yield from ((said["ledger"] - len(codes) + place, (verb, code, at)) for place, code in enumerate(codes, start=1))


def _row_faults() -> Iterator[str]:
    """Batches of which the tables say something else than when they were loaded."""
    for _, _, said in journal.payloads(Batch):
        for code, digest in said.get("batches", {}).items():
            if manifests.digest(code) != digest:
                yield f"batch {code}: its row, its slices, its attributes, its parents or its rates were changed"


def _manifest_faults(batches: Sequence[Batch]) -> Iterator[str]:
    files = [worlds.file_of(batch) for batch in batches]
    found, rows = audit.slices(files), audit.source_rows(files)
    for batch in batches:
        if rows.get(batch.pk) != batch.rows:
            yield f"batch {batch.code}: its file holds {rows.get(batch.pk, 0)} source rows, the manifest says {batch.rows}"
    readable = {batch.pk for batch in batches}
    digests = {part.pk: part.digest for part in Slice.objects.all()}
    for part in Slice.objects.select_related("batch").order_by("pk"):
        if part.content_id == part.pk and part.batch_id in readable and found.get(part.pk) != (part.digest, part.facts):
            yield f"batch {part.batch.code}: slice {part.pk} ({part.month:%Y-%m}) does not hold what the manifest says"
        if digests.get(part.content_id) != part.digest:
            yield f"batch {part.batch.code}: slice {part.pk} points to facts that say something else"
    for number in sorted(found.keys() - digests.keys()):
        yield f"facts: slice {number} lies in a file and not in the manifest"


def _derived_faults() -> Iterator[str]:
    """Derived files that are not what the tables come to; those of earlier tables are never read again."""
    last = {"attributes": catalogue.last_change(), "ancestors": catalogue.last_move(), "rates": catalogue.last_rate()}
    for file in sorted(worlds.folder().glob("*.parquet")):
        if (match := strays.DERIVED.fullmatch(file.name)) and int(match[4]) == last[match[1]]:
            as_of = None if match[3] == "now" else date.fromisoformat(match[3])
            if sorted(store.rows(file)) != _derived(match[1], worlds.live_batches(as_of=as_of, at=int(match[2]))):
                yield f"facts: {file.name} is not what the tables say; delete it, and it is made anew"


def _derived(kind: str, live: QuerySet[Batch]) -> list[tuple[Any, ...]]:
    """What a derived file of these batches should hold."""
    if kind == "rates":
        return [*catalogue.rates(worlds.in_order_of_release(live))]
    codes = list(live.order_by("pk").values_list("code", flat=True))
    return sorted(above(codes) if kind == "ancestors" else catalogue.stretches(codes))


def _source_faults() -> Iterator[str]:
    for sha256, file in sorted(set(Batch.objects.values_list("sha256", "file"))):
        path = Path(settings.HOME) / "files" / sha256
        if path.exists() and store.sha256_of(path) != sha256:
            yield f"files: the source “{file}” was changed"


def _digest(batches: Sequence[Batch]) -> str:
    """The digest of the facts as known on each release date, of attributes, trees and rates, and of what people said of names."""
    live = worlds.live_batches().order_by("pk")
    words = catalogue.words()
    files = [worlds.file_of(batch) for batch in batches]
    codes = list(live.values_list("code", flat=True))
    stretches = catalogue.stretches(codes)
    said: dict[str, object] = {
        "facts": audit.digest(files, _versions(), words),
        "attributes": sorted([words[value], *map(str, rest)] for value, *rest in stretches),
        "names": sorted(catalogue.confirmed()),
    }
    if links := catalogue.links(codes):
        said["parents"] = sorted([words[one.value], words[one.parent], str(one.start), str(one.end)] for one in links)
    if rates := catalogue.rates(worlds.in_order_of_release(live)):
        said["rates"] = [[*map(str, rate)] for rate in rates]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _versions() -> list[audit.Version]:
    """Of each slice and release date the version that counts: the last one loaded."""
    rows = (
        Slice.objects.filter(batch__is_live=True)
        .order_by("identity", "batch__known_on", "batch_id")
        .values_list("identity", "batch__known_on", "batch__dataset", "batch__sender", "content_id")
    )
    latest = [list(versions)[-1] for _, versions in groupby(rows, key=lambda row: row[:2])]
    return [audit.Version(content, dataset, sender, known_on) for _, known_on, dataset, sender, content in latest]
