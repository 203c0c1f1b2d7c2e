"""The facts as they stand, or stood: which batches count, which of their slices, whose word is taken."""

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from rapport.book.accounts.queries import home_calendar
from rapport.book.catalogue import queries as catalogue
from rapport.book.performance import current
from rapport.book.performance.hierarchies import above
from rapport.book.performance.models import Batch, Event, Slice
from rapport.book.performance.trust import outranked
from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.facts import store
from rapport.facts.world import BatchName, FactFile, World

_PARQUET = b"PAR1"


def folder() -> Path:
    """Where the batch files of this home lie."""
    return Path(settings.HOME) / "facts"


def file_of(batch: Batch) -> Path:
    """The Parquet file of a batch."""
    return folder() / store.file_name(batch.code, batch.facts_sha256)


def ledger() -> int:
    """The number of the last event; 0 for a home without facts."""
    return Event.objects.aggregate(last=Max("number"))["last"] or 0


def live_batches(*, as_of: date | None = None, at: int | None = None) -> QuerySet[Batch]:
    """The batches that count: loaded and not taken back as of ledger number `at`, and released on or before `as_of`."""
    if at is None:
        batches = Batch.objects.filter(is_live=True)
    else:
        verb = Event.objects.filter(batch=OuterRef("pk"), number__lte=at).order_by("-number").values("verb")[:1]
        batches = Batch.objects.annotate(verb=Subquery(verb)).filter(verb__in=("load", "redo"))
    return batches if as_of is None else batches.filter(known_on__lte=as_of)


def world(
    *, trade: Trade, as_of: date | None = None, at: int | None = None, first: bool = False, is_plain: bool = False
) -> World:
    """The world as known on `as_of` (release dates) and at ledger number `at`; both default to now.

    `first`: each slice as it was first printed instead of as last restated. `is_plain`: read from the files of batches alone,
    as the facts of another day or ledger number always are.
    """
    batches = live_batches(as_of=as_of, at=at)
    slices = Slice.objects.of_batches(batches, first=first)
    contents = set(slices.values_list("content_id", flat=True))
    stored = dict(Slice.objects.filter(content=F("pk")).values_list("pk", "batch_id"))
    read = {stored[content] for content in contents}
    files = [batch for batch in Batch.objects.order_by("pk") if batch.pk in read]
    number = ledger() if at is None else at
    is_now = as_of is None and at is None and not first
    held = current.usable(contents, stored, counted) if is_now and not is_plain else None
    if held:
        _used(held.path)
    held_slices = held.slices if held else frozenset[int]()
    beside = {stored[content] for content in contents if content not in held_slices}
    return World(
        files=_files([b for b in files if b.pk in beside], files, held),
        dead=frozenset(pk for pk, batch in stored.items() if pk not in contents and (batch in beside or pk in held_slices)),
        outranked=outranked(slices, trade),
        attributes=_attributes(batches, number, as_of),
        rates=_rates(batches, number, as_of),
        ancestors=_ancestors(batches, number, as_of),
        batches={b.pk: BatchName(b.code, b.sender, b.known_on) for b in files},
        trade=trade,
        calendar=home_calendar(),
        ledger=number,
        known_on=batches.aggregate(last=Max("known_on"))["last"],
    )


def counted(at: int) -> frozenset[int]:
    """The slices whose facts counted at a ledger number."""
    return frozenset(Slice.objects.of_batches(live_batches(at=at)).values_list("content_id", flat=True))


def there(batch: Batch) -> Path:
    """The Parquet file of a batch; refuses one that was taken away or cut off, since no figure that lacks it is right."""
    path = file_of(batch)
    if not path.exists() or not _is_whole(path):
        raise Refused(
            f"{path}: the file with the facts of batch {batch.code} ({batch.file}) is "
            f"{'damaged' if path.exists() else 'missing'}; put it back, or the home from a backup (rapport restore); "
            "rapport verify says what else is wrong"
        )
    return path


def _is_whole(path: Path) -> bool:
    """Whether a file begins and ends like Parquet; what else was changed in it is found by its digest."""
    with path.open("rb") as file:
        first = file.read(len(_PARQUET))
        file.seek(-min(path.stat().st_size, len(_PARQUET)), os.SEEK_END)
        return first == file.read() == _PARQUET


def _files(beside: Sequence[Batch], batches: Sequence[Batch], held: current.Current | None) -> tuple[FactFile, ...]:
    """The files of the batches `beside` the one that holds what counts of all others."""
    found = [FactFile(there(b), b.first, b.last) for b in beside if b.first and b.last]
    if held and batches:
        found.append(FactFile(held.path, min(b.first for b in batches if b.first), max(b.last for b in batches if b.last)))
    return tuple(found)


def in_order_of_release(batches: QuerySet[Batch]) -> list[str]:
    """The codes of batches, the one whose word counts last: by release date, then as they were loaded."""
    return list(batches.order_by("known_on", "pk").values_list("code", flat=True))


def known_rates() -> list[catalogue.RateOf]:
    """The rates that count now."""
    return catalogue.rates(in_order_of_release(live_batches())) if catalogue.last_rate() else []


def _attributes(batches: QuerySet[Batch], number: int, as_of: date | None) -> Path | None:
    """The dimension file of this state."""
    path = _derived("attributes", number, as_of, catalogue.last_change())
    if not path.exists():
        stretches = catalogue.stretches(list(batches.order_by("pk").values_list("code", flat=True)))
        if not stretches:
            return None
        store.write_attributes(path, stretches)
    return path


def _ancestors(batches: QuerySet[Batch], number: int, as_of: date | None) -> Path | None:
    """The file of the trees of this state."""
    last = catalogue.last_move()
    path = _derived("ancestors", number, as_of, last)
    if last and not path.exists():
        found = above(list(batches.order_by("pk").values_list("code", flat=True)))
        if not found:
            return None
        store.write_ancestors(path, found)
    return path if last else None


def _rates(batches: QuerySet[Batch], number: int, as_of: date | None) -> Path | None:
    """The file of rates of this state."""
    last = catalogue.last_rate()
    path = _derived("rates", number, as_of, last)
    if last and not path.exists():
        rates = catalogue.rates(in_order_of_release(batches))
        if not rates:
            return None
        store.write_rates(path, rates)
    return path if last else None


def _derived(kind: str, number: int, as_of: date | None, last: int) -> Path:
    """A file made from the tables where it is missing, and never changed: named by the ledger, the day and the last row."""
    path = folder() / f"{kind}-{number}-{as_of or 'now'}-{last}.parquet"
    _used(path)
    return path


def _used(path: Path) -> None:
    """Note that a derived file, where it is there, is in use: none is swept that was used a moment ago."""
    with suppress(OSError):
        os.utime(path)
