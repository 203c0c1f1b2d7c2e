"""Homes for laws: each example has one of its own, as empty as the first, and the facts that count in it, read plainly."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import settings

from rapport import packs
from rapport.book.performance import actions, worlds
from rapport.book.performance.staging import Loaded, Staged

TRADE = packs.load()
TODAY = date(2027, 6, 30)
seldom = settings(max_examples=settings().max_examples // 4)
"""For laws each of whose examples loads into a home of its own, or explains several movements."""
Fact = tuple[object, ...]
COLUMNS = ("day", "grain", "scenario", "measure", "value", "currency", "account", "country", "channel", "product")


@contextmanager
def empty_home() -> Iterator[Path]:
    """A home with nothing in it; afterwards nothing of it is left."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        before, django_settings.HOME = django_settings.HOME, Path(folder)
        for name in ("facts", "files"):
            (django_settings.HOME / name).mkdir()
        try:
            yield django_settings.HOME
        finally:
            django_settings.HOME = before
            transaction.set_rollback(True)


def load(*files: Staged) -> list[Loaded]:
    """Load the releases of one file, as the operator."""
    return actions.load(by=None, staged=files, trade=TRADE, today=TODAY)


def undo(batch: str) -> int:
    """Take a batch out, as the operator."""
    return actions.undo(by=None, batch=batch, trade=TRADE, today=TODAY)


def redo(batch: str) -> int:
    """Put a batch back, as the operator."""
    return actions.redo(by=None, batch=batch, trade=TRADE, today=TODAY)


def standing(*, as_of: date | None = None, at: int | None = None) -> Counter[Fact]:
    """The facts that count, as often as they stand there: the rows of the world's files without dead and outranked ones."""
    world = worlds.world(trade=TRADE, as_of=as_of, at=at)
    if not world.files:
        return Counter()
    files = [file.path for file in world.files]
    rows = pl.concat([pl.read_parquet(file, columns=["slice", *COLUMNS]) for file in files]).iter_rows()
    measure = 1 + COLUMNS.index("measure")
    outranked = {pair[:2] for pair in world.outranked}
    return Counter(row[1:] for row in rows if row[0] not in world.dead and (row[0], row[measure]) not in outranked)
