"""Which files a home still waits for, before its documents have something to tell."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rapport.core.pack import Column, Dataset, Document, Lang, Trade

AGAINST = ("plan", "forecast")
"""Datasets of which no section speaks, and against which all are held."""


@dataclass(frozen=True)
class Awaited:
    """A kind of file that was not loaded yet. `document`: the first one that tells of it; None: every document rests on it."""

    dataset: Dataset
    document: Document | None

    def headings(self, lang: Lang) -> tuple[str, ...]:
        """How the columns that such a file has at the least may be headed."""
        return tuple(_heading(column, lang) for column in self.dataset.columns if column in self._least())

    def _least(self) -> list[Column]:
        """What a list is of and what must stand in it; of figures also their month, whose they are, and one amount."""
        columns, of = self.dataset.columns, self.dataset.list_of
        least = [column for column in columns if column.required]
        least += [column for column in columns if column.role == "dimension" and column.to == (of or "account")]
        if of is None:
            amounts = [column for column in columns if column.role == "measure"]
            least += [column for column in columns if column.role == "time"]
            least += [] if any(column.required for column in amounts) else amounts[:1]
        return least


def awaited(loaded: Collection[str], trade: Trade, *, has_currency: bool) -> tuple[Awaited, ...]:
    """What to drop next, in this order: the reference lists, what the documents speak of, what that is held against.

    `has_currency`: all money is answered in one currency, so that rates of exchange are needed.
    """
    found: dict[str, Awaited] = {}
    for one in _wanted(trade, has_currency=has_currency):
        if one.dataset.key not in loaded:
            found.setdefault(one.dataset.key, one)
    return tuple(found.values())


def _wanted(trade: Trade, *, has_currency: bool) -> Iterator[Awaited]:
    for dataset in trade.datasets.values():
        if dataset.list_of or (dataset.holds_rates and has_currency):
            yield Awaited(dataset, None)
    for document in trade.documents.values():
        for section in document.sections:
            yield from (Awaited(trade.datasets[key], document) for key in section.datasets)
    yield from (Awaited(trade.datasets[key], None) for key in AGAINST if key in trade.datasets)


def _heading(column: Column, lang: Lang) -> str:
    """The first of its headings in the language: in Chinese the first one that is no ASCII."""
    return next((heading for heading in column.headers if heading.isascii() == (lang == "en")), column.key)
