"""The digest of all that the tables keep of a batch, which the journal remembers, so that no cell is changed unseen."""

import hashlib
import json
from typing import Any

from django.db.models import QuerySet

from rapport.book.catalogue.models import AttributeChange, Move, Rate
from rapport.book.performance.models import Batch, Slice

MOVES = frozenset({"is_live"})
"""What changes after a load; the ledger tells of it."""


def digest(code: str) -> str:
    """The digest of a batch's row, its slices and what it says of attributes, rates and parents, every column.

    A column that holds its default is left out, so that one which a later version of the program adds changes nothing.
    """
    said = hashlib.sha256()
    for rows in (
        Batch.objects.filter(code=code),
        Slice.objects.filter(batch__code=code),
        AttributeChange.objects.filter(batch=code),
        Rate.objects.filter(batch=code),
        Move.objects.filter(batch=code),
    ):
        _add(said, rows.order_by("pk"))
    return said.hexdigest()


def _add(said: "hashlib._Hash", rows: QuerySet[Any]) -> None:
    fields = rows.model._meta.concrete_fields
    defaults = {field.attname: field.get_default() for field in fields if field.attname not in MOVES}
    for row in rows.values(*defaults).iterator():
        kept = {name: value for name, value in row.items() if value != defaults[name]}
        said.update(json.dumps([rows.model.__name__, kept], sort_keys=True, default=str).encode())
