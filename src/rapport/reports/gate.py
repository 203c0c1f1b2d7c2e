"""The gate: what a document must hold before it may be published, checked on its blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapport.reports.blocks import Bridge, Document, Missing
from rapport.reports.comments import Waived
from rapport.reports.words import MISSING

HEAD = ("coverage", "messages")
"""What the document itself must hold, by the gate's names."""

RESIDUAL = "residual"
"""What nobody can waive: effects that do not add up are a fault."""


@dataclass(frozen=True)
class Item:
    """Something that is missing: in which section (0: the document itself), its name, and in the document's language what."""

    section: int
    key: str
    what: str


@dataclass(frozen=True)
class Let:
    """Something that is missing and was waived: by whom, and why."""

    item: Item
    author: str
    why: str


@dataclass(frozen=True)
class Gate:
    """How much of what a document must hold is there, 0 to 100, and exactly what is not; it is fit to publish at 100.

    What somebody waived counts as there.
    """

    score: int
    missing: tuple[Item, ...]
    waived: tuple[Let, ...] = ()


def check(document: Document, waivers: Sequence[Waived] = ()) -> Gate:
    """Check a document: one point a requirement, none for what is missing and nobody waived."""
    required = len(HEAD) + sum(len(section.requires) for section in document.sections)
    by_place = {(waiver.section, waiver.item): waiver for waiver in waivers if waiver.item != RESIDUAL}
    absent, waived = [], []
    for place, item in _absent(document):
        if waiver := by_place.get((place, item.key)):
            waived.append(Let(item, waiver.author, waiver.why))
        else:
            absent.append(item)
    return Gate(100 * max(required - len(absent), 0) // required, tuple(absent), tuple(waived))


def _absent(document: Document) -> Iterator[tuple[str, Item]]:
    """What is missing, each with the key of its section."""
    for absent in (*document.missing, *(block for block in document.opening if isinstance(block, Missing))):
        yield "", Item(0, absent.key, absent.words)
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Missing):
                yield section.key, Item(section.number, block.key, block.words)
        if any(isinstance(block, Bridge) and block.residual.value for block in section.blocks):
            yield section.key, Item(section.number, RESIDUAL, MISSING[RESIDUAL][0](document.lang))
