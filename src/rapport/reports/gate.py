"""The gate: what a document must hold before it may be published, checked on its blocks."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapport.reports.blocks import Bridge, Document, Missing, Section
from rapport.reports.words import MISSING

HEAD = ("coverage", "messages")
"""What the document itself must hold, by the gate's names."""


@dataclass(frozen=True)
class Item:
    """Something that is missing: in which section (0: the document itself), and what, in the document's language."""

    section: int
    what: str


@dataclass(frozen=True)
class Gate:
    """How much of what a document must hold is there, 0 to 100, and exactly what is not; it is fit to publish at 100."""

    score: int
    missing: tuple[Item, ...]


def check(document: Document) -> Gate:
    """Check a document: one point a requirement, none for what a person still has to write."""
    required = len(HEAD) + sum(len(section.requires) for section in document.sections)
    absent = [Item(0, block.words) for block in document.missing]
    absent += [Item(section.number, what) for section in document.sections for what in _absent(section, document)]
    return Gate(100 * max(required - len(absent), 0) // required, tuple(absent))


def _absent(section: Section, document: Document) -> Iterator[str]:
    missing = [block for block in section.blocks if isinstance(block, Missing)]
    yield from (block.words for block in missing)
    if "commentary" in section.requires and missing and "commentary" not in {block.key for block in missing}:
        yield MISSING["commentary"][0](document.lang)
    if any(isinstance(block, Bridge) and block.residual.value for block in section.blocks):
        yield MISSING["residual"][0](document.lang)
