"""The figures of a document, wherever they stand in it."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from rapport.reports.blocks import (
    Banded,
    Block,
    Bridge,
    Cell,
    Delta,
    KpiTable,
    Lead,
    Line,
    List,
    Missing,
    Note,
    Number,
    Sentence,
    State,
    Table,
    Trend,
)


def of_blocks(blocks: Iterable[Block]) -> Iterator[Number]:
    """The figures of blocks, in reading order."""
    for block in blocks:
        yield from _of_block(block)


def _of_block(block: Block) -> Iterator[Number]:
    match block:
        case Lead(sentence) | Note(sentence):
            yield from _of_sentence(sentence)
        case List():
            for item in block.items:
                yield from _of_sentence(item)
        case Table():
            yield from (number for row in block.rows for cell in row for number in _of_cell(cell))
        case KpiTable():
            yield from _of_block(block.as_table())
        case Bridge():
            yield from (block.base, *(bar.delta.number for bar in block.bars), block.actual, block.residual)
            yield from _of_sentence(block.says)
        case Trend():
            yield from (number for month in block.months for _, number in month.figures)
            yield from _of_sentence(block.says)
        case Missing():
            return
        case _:
            assert_never(block)


def _of_sentence(sentence: Sentence) -> Iterator[Number]:
    for part in sentence.parts:
        if not isinstance(part, str):
            yield from _of_cell(part)


def _of_cell(cell: Cell) -> Iterator[Number]:
    match cell:
        case Number():
            yield cell
        case Delta(number) | Banded(number):
            yield number
        case Line():
            yield from (number for number in cell.numbers if number)
            yield from _of_sentence(cell.says)
        case Sentence():
            yield from _of_sentence(cell)
        case State() | str():
            return
        case _:
            assert_never(cell)
