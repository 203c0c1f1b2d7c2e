"""What falls out where a file replaces slices that stood: the sums before and after, and values that stand there no longer."""

from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from decimal import Decimal

import duckdb

from rapport.book.catalogue import queries as catalogue
from rapport.book.performance import scopes, worlds
from rapport.book.performance.loading import Change
from rapport.book.performance.models import Batch, Slice
from rapport.book.performance.staging import Replaced
from rapport.core.pack import Dataset, Trade
from rapport.core.question import Scope
from rapport.core.refusals import Refused
from rapport.facts import store, versions
from rapport.facts.store import Draft
from rapport.facts.versions import Version


def replaced(
    draft: Draft, change: Change, dataset: Dataset, trade: Trade, scope: Scope, own: Container[str]
) -> dict[str, Replaced]:
    """By batch, what becomes of its slices that a draft replaces; nothing of what lies beyond the scope, or cannot be read.

    `own`: the batches of the same file, whose slices stood nowhere before.
    """
    found = {}
    for batch in change.restates:
        numbers = {number: live.content for number, live in change.replaced.items() if live.batch == batch}
        with suppress(Refused, duckdb.Error):
            if batch not in own and (before := _before(numbers.values(), dataset, trade, scope)):
                found[batch] = _beside(before, draft.version(numbers, _told_apart(dataset, trade)), dataset, trade)
    return found


def _told_apart(dataset: Dataset, trade: Trade) -> list[str]:
    """The dimensions by which the facts of a slice are told apart."""
    return [dimension for dimension in trade.dimensions if dimension not in {"account", *dataset.slice_keys}]


def _before(contents: Iterable[int], dataset: Dataset, trade: Trade, scope: Scope) -> Version | None:
    """What the old versions of slices tell, from the files of the batches that wrote them; None where some are out of scope."""
    asked = set(contents)
    rows = Slice.objects.filter(pk__range=(min(asked), max(asked)))
    told = [one for one in rows.values_list("pk", "batch", "account", "country", "measures") if one[0] in asked]
    if not all(scopes.holds(scope, (account, country, measures), trade) for _, _, account, country, measures in told):
        return None
    batches = Batch.objects.filter(pk__in={batch for _, batch, *_ in told})
    source = "(FROM read_parquet(?, union_by_name = true) WHERE slice IN (SELECT unnest(?::INTEGER[])))"
    with store.connect() as con:
        files = [str(worlds.there(batch)) for batch in batches]
        return versions.read(con, source, [files, sorted(asked)], _told_apart(dataset, trade))


def _beside(before: Version, after: Version, dataset: Dataset, trade: Trade) -> Replaced:
    """Two versions beside each other, their measures by the words of the dataset; what has no sum is left out."""
    keys = {column.to: column.key for column in dataset.columns if column.role == "measure"}
    amounts = {
        (keys.get(measure, measure), currency): (_sum(before, measure, currency), _sum(after, measure, currency))
        for measure, currency in sorted({*before.sums, *after.sums}, key=lambda told: (told[0], told[1] or ""))
        if _has_sum(measure, currency, (before, after), trade)
    }
    gone = {dimension: values - after.values.get(dimension, frozenset()) for dimension, values in before.values.items()}
    names = {dimension: catalogue.labels(dimension, values) for dimension, values in gone.items() if values}
    return Replaced(amounts, tuple((dimension, name) for dimension, labels in names.items() for name in sorted(labels.values())))


def _sum(version: Version, measure: str, currency: str | None) -> Decimal | None:
    return version.sums[measure, currency][0] if (measure, currency) in version.sums else None


def _has_sum(measure: str, currency: str | None, of: Iterable[Version], trade: Trade) -> bool:
    """Whether the facts of a measure have a sum: those of a stock do on one day alone, what others published never."""
    kind = trade.measures[measure].kind if measure in trade.measures else "published"
    days: Mapping[str, int] = {"flow": 2**31, "stock": 1}
    return all(version.sums.get((measure, currency), (0, 0))[1] <= days.get(kind, 0) for version in of)
