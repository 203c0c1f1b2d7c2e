"""Making the file of the facts that count now, and proving that it says what the batches say."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
from django.db import transaction

from rapport.book.performance import current, worlds
from rapport.book.performance.models import Event, Slice
from rapport.book.performance.snapshot import snapshot
from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.facts import audit
from rapport.facts.compact import compact

MOST = 32
"""So many files are read as they are."""


def renew(trade: Trade) -> None:
    """Once what is being done is committed, make the file anew where a question would read many; a failure costs nothing."""
    transaction.on_commit(lambda: _renew(trade))


def _renew(trade: Trade) -> None:
    with suppress(Refused, OSError, duckdb.Error):
        if len(worlds.world(trade=trade).files) > MOST:
            make(trade)


def make(trade: Trade) -> Path | None:
    """Write the file of the facts as they stand, from those of the batches alone; None where there are no facts."""
    with snapshot():
        world = worlds.world(trade=trade, is_plain=True)
        event = Event.objects.filter(number=world.ledger).first()
    if event is None or not world.files:
        return None
    current.folder().mkdir(parents=True, exist_ok=True)
    return compact(world, current.folder(), f"{world.ledger}-{current.moment(event)}")


def faults() -> Iterator[str]:
    """The files that do not hold what the batches say."""
    for number, path in current.files():
        counted = worlds.counted(number)
        rows = Slice.objects.values_list("pk", "digest", "facts")
        said = {pk: (digest, facts) for pk, digest, facts in rows if pk in counted}
        try:
            is_right = audit.slices([path]) == said
        except duckdb.Error:
            is_right = False
        if not is_right:
            yield f"facts: current/{path.name} is not what the batches say; delete it, and it is made anew"
