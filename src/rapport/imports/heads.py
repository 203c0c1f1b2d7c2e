"""Where the headings of a delimited text stand, so that the lines above them do not say how it is cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapport.imports import words

DELIMITERS = (",", ";", "\t", "|")
FEWEST = 2
"""So many known words on a line are headings."""


@dataclass(frozen=True)
class Heads:
    """What tells the headings of a text: the line that a person names (None: nobody does), else these folded words."""

    line: int | None = None
    known: frozenset[str] = frozenset()


NO_HEADS = Heads()


def lines_above(lines: Sequence[bytes], heads: Heads) -> int:
    """How many lines stand above the headings; 0 where no line, but those inside of quotes, has known ones enough."""
    if heads.line:
        return max(0, min(heads.line, len(lines)) - 1)
    quotes = 0
    for above, line in enumerate(lines):
        text = line.decode("utf-8", errors="ignore").strip("\ufeff\r\n")
        if quotes % 2 == 0 and any(len(_known(text.split(delimiter), heads)) >= FEWEST for delimiter in DELIMITERS):
            return above
        quotes += text.count('"')
    return 0


def _known(cells: Iterable[str], heads: Heads) -> frozenset[str]:
    return heads.known.intersection(map(words.fold, cells))
