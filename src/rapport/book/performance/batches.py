"""The list of what was loaded."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db.models import Count

from rapport.book.performance.models import Slice
from rapport.book.performance.scopes import visible_batches
from rapport.book.team.models import User
from rapport.core.pack import Trade


@dataclass(frozen=True)
class LoadedBatch:
    """A batch as it is listed. `restates`: by batch, how many of its slices this one replaced. `loaded_by` None: the operator."""

    code: str
    file: str
    dataset: str
    sender: str
    known_on: date
    loaded_at: datetime
    loaded_by: str | None
    rows: int
    first: date | None
    last: date | None
    is_live: bool
    restates: Mapping[str, int]


def batches(*, by: User | None, on: date, trade: Trade) -> tuple[LoadedBatch, ...]:
    """All batches that `by` may see whole, oldest first, live or taken out."""
    replaced = _replaced()
    return tuple(
        LoadedBatch(
            code=batch.code,
            file=batch.file,
            dataset=batch.dataset,
            sender=batch.sender,
            known_on=batch.known_on,
            loaded_at=batch.loaded_at,
            loaded_by=batch.loaded_by.username if batch.loaded_by else None,
            rows=batch.rows,
            first=batch.first,
            last=batch.last,
            is_live=batch.is_live,
            restates=replaced.get(batch.code, Counter()),
        )
        for batch in visible_batches(by, on=on, trade=trade)
    )


def _replaced() -> dict[str, Counter[str]]:
    """By batch, whose slices it replaced with others, in the order of release."""
    several = Slice.objects.values("identity").annotate(count=Count("pk")).filter(count__gt=1).values("identity")
    rows = (
        Slice.objects.filter(identity__in=several)
        .order_by("identity", "batch__known_on", "batch_id")
        .values_list("identity", "digest", "batch__code")
    )
    replaced: dict[str, Counter[str]] = {}
    for (identity, before, old), (same, after, new) in pairwise(rows):
        if identity == same and before != after:
            replaced.setdefault(new, Counter())[old] += 1
    return replaced
