"""Documents as Markdown: readable as it stands, in a terminal, a mail or a wiki."""

import re
from collections.abc import Iterable

from rapport.core.pack import Lang
from rapport.reports.blocks import (
    Banded,
    Block,
    Bridge,
    Cell,
    Delta,
    Document,
    KpiTable,
    Lead,
    Line,
    List,
    Missing,
    Note,
    Number,
    Section,
    Sentence,
    State,
    Table,
    Trend,
)
from rapport.reports.writers.cells import arrow, mark, number_of, plain, written

SPECIAL = re.compile(r"[\\`*_\[\]<>|~#&]")
OPENER = re.compile(r"^(\d*)([-+=.)])")
"""What would start a list or underline a heading at the start of a paragraph."""
STEPS = "▁▂▃▄▅▆▇█"


def write(document: Document) -> str:
    """The whole document."""
    head = [f"# {escape(document.title)}", escape(f"{document.scope} · {document.position}"), *map(escape, document.stand)]
    opening = [part for block in document.opening for part in _block(block, document.lang)]
    sections = [part for section in document.sections for part in _section(section, document.lang)]
    foot = ["---", *map(escape, document.foot)]
    return "\n\n".join([*head, *opening, *sections, *foot]) + "\n"


def escape(words: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(words.split()))


def _section(section: Section, lang: Lang) -> Iterable[str]:
    yield f"## {section.number} {escape(section.title)}"
    for block in section.blocks:
        yield from _block(block, lang)


def _block(block: Block, lang: Lang) -> Iterable[str]:
    match block:
        case Lead(sentence):
            yield _paragraph(sentence, lang)
        case Note(sentence):
            yield f"> {_sentence(sentence, lang)}"
        case Missing():
            yield f"{mark(State('watch', ''))} {escape(block.words)}{' ' if lang == 'en' else ''}{escape(block.remedy)}"
        case List():
            yield _caption(block.caption)
            yield "\n".join(f"- {_sentence(item, lang)}" for item in block.items)
        case Bridge():
            yield _caption(block.caption, block.unit)
            yield _paragraph(block.says, lang)
        case KpiTable():
            yield from _table(block.as_table(), lang)
        case Trend():
            yield from _table(block.as_table(), lang)
        case Table():
            yield from _table(block, lang)


def _caption(caption: str, unit: str = "") -> str:
    return f"**{escape(caption)}**" + (f" {escape(unit)}" if unit else "")


def _paragraph(sentence: Sentence, lang: Lang) -> str:
    return OPENER.sub(r"\1\\\2", _sentence(sentence, lang))


def _sentence(sentence: Sentence, lang: Lang) -> str:
    return escape(plain(sentence, lang))


def _table(table: Table, lang: Lang) -> Iterable[str]:
    yield _caption(table.caption, table.unit)
    lines = [[escape(column.words) for column in table.columns]]
    lines.append(["---:" if column.is_figures else ":---" for column in table.columns])
    lines += [[_cell(cell, lang) for cell in row] for row in table.rows]
    yield "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: Cell, lang: Lang) -> str:
    match cell:
        case Number() | Banded():
            return written(number_of(cell), lang)
        case Delta():
            return f"{arrow(cell, lang)} {written(cell.number, lang)}".strip()
        case State():
            return f"{mark(cell)} {escape(cell.words)}"
        case Line():
            return _line(cell)
        case Sentence():
            return _sentence(cell, lang)
        case str():
            return escape(cell)


def _line(line: Line) -> str:
    values = [None if number is None or number.value is None else float(number.value) for number in line.numbers]
    known = [value for value in values if value is not None]
    low, spread = min(known, default=0.0), (max(known, default=0.0) - min(known, default=0.0)) or 1
    return "".join(" " if value is None else STEPS[round((value - low) / spread * (len(STEPS) - 1))] for value in values)
