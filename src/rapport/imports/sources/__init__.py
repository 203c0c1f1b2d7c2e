"""Files that columns alone cannot describe: a reader turns one into tables whose columns can. One line a reader.

A reader imports what is heavy when it reads: every file is shown to all of them.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol

from rapport.imports.sources import ecb, shares, subscriptions, versions
from rapport.imports.tables import TextTable


class Source(Protocol):
    """A reader of one kind of file."""

    def knows(self, head: bytes, parts: Collection[str]) -> bool:
        """Whether a file is of its kind: by its first bytes, or by the names of its parts where it is a zip archive."""

    def read(self, file: Path, folder: Path) -> list[TextTable]:
        """The tables of the file, their Parquet files in `folder`; refuses one that is damaged."""


SOURCES: Mapping[str, Source] = {
    "ecb": ecb,
    "shares": shares,
    "subscriptions": subscriptions,
    "versions": versions,
}


def known(head: bytes, parts: Collection[str] = ()) -> str | None:
    """The key of the reader that knows a file, or None."""
    return next((key for key, source in SOURCES.items() if source.knows(head, parts)), None)
