"""What blocks say, in short."""

from collections.abc import Iterable

from rapport.core.pack import Lang
from rapport.reports.blocks import Block, Lead
from rapport.reports.writers.cells import plain


def kinds(blocks: Iterable[Block]) -> list[type]:
    """Which blocks there are, in order."""
    return [type(block) for block in blocks]


def lead(blocks: Iterable[Block], lang: Lang) -> str:
    """The first sentence."""
    return next(plain(block.sentence, lang) for block in blocks if isinstance(block, Lead))
