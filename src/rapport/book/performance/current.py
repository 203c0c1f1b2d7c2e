"""The facts that count now as one sorted file in `facts/current`: found where it is whole and fits, never relied on.

A file `<ledger>-<moment>-<bytes>.parquet` holds the slices that counted after the event of that number and moment.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from rapport.book.performance.models import Event

NAME = re.compile(r"(\d+)-(\d+)-(\d+)\.parquet")
ENDS = b"PAR1"
"""How every Parquet file begins and ends."""


@dataclass(frozen=True)
class Current:
    """A file of the facts that counted at a ledger number, and the slices it holds."""

    path: Path
    slices: frozenset[int]


def folder() -> Path:
    """Where these files lie."""
    return Path(settings.HOME) / "facts" / "current"


def files() -> Iterator[tuple[int, Path]]:
    """Ledger number and path of each file, the newest first; one that is damaged, or of another history, is passed over."""
    named = [(int(match[1]), match, path) for path in folder().glob("*") if (match := NAME.fullmatch(path.name))]
    for number, match, path in sorted(named, key=lambda one: one[0], reverse=True):
        event = Event.objects.filter(number=number).first()
        if event and moment(event) == int(match[2]) and _is_whole(path, int(match[3])):
            yield number, path


def usable(contents: Collection[int], stored: Mapping[int, int], counted: Callable[[int], Collection[int]]) -> Current | None:
    """The newest file, where the slices wanted can be read from it and from batches of which it holds nothing.

    `stored`: the batch that each slice lies in; `counted`: the slices that counted at a ledger number.
    """
    for number, path in files():
        held = frozenset(counted(number))
        beside = {stored[one] for one in contents if one not in held}
        return None if any(stored[one] in beside for one in held) else Current(path, held)
    return None


def moment(event: Event) -> int:
    """When an event was, in microseconds: with its number it names one state of one home."""
    return int(event.at.timestamp()) * 1_000_000 + event.at.microsecond


def _is_whole(path: Path, size: int) -> bool:
    try:
        with path.open("rb") as file:
            first = file.read(len(ENDS))
            file.seek(-len(ENDS), 2)
            return path.stat().st_size == size and first == file.read() == ENDS
    except OSError:
        return False
