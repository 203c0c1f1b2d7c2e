"""A text as a person sees it: head, sections, and in them paragraphs, lists and tables; made from Markdown alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A piece of running text: a paragraph, an item of the list of that `caption`, a note, or what is missing."""

    kind: str
    text: str
    caption: str = ""


@dataclass(frozen=True)
class Table:
    """A table: what stands above it and beside that, its heads, its rows."""

    caption: str
    unit: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A part of a text under a heading; the head of the whole has number 0."""

    number: int
    title: str
    blocks: tuple[Line | Table, ...]


@dataclass(frozen=True)
class Page:
    """A text in one language."""

    lang: str
    sections: tuple[Section, ...]


_CAPTION = re.compile(r"\*\*(?P<caption>.+?)(?<!\\)\*\* ?(?P<unit>.*)")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|~#&.)+=-])")


def parse(text: str, lang: str) -> Page:
    """The page of a text."""
    parts = re.split(r"^## (?=\d+ )", text, flags=re.MULTILINE)
    head = Section(0, "", tuple(_blocks(parts[0])))
    return Page(lang, (head, *map(_section, parts[1:])))


def _section(part: str) -> Section:
    title, _, body = part.partition("\n")
    number, _, words = title.partition(" ")
    return Section(int(number), plain(words), tuple(_blocks(body)))


def plain(text: str) -> str:
    """Text without the marks that keep Markdown from reading it as markup."""
    return _ESCAPED.sub(r"\1", text)


def _blocks(body: str) -> Iterator[Line | Table]:
    caption, unit = "", ""
    for chunk in (chunk.strip("\n") for chunk in re.split(r"\n{2,}", body)):
        if match := _CAPTION.fullmatch(chunk):
            caption, unit = plain(match["caption"]), plain(match["unit"])
            if unit:
                yield Line("unit", unit, caption)
        elif chunk.startswith("|"):
            yield _table(chunk, caption, unit)
        elif chunk.startswith("- "):
            yield from (Line("item", plain(line.removeprefix("- ")), caption) for line in chunk.splitlines())
        elif chunk:
            yield _line(chunk, caption)


def _table(chunk: str, caption: str, unit: str) -> Table:
    heads, _, *rows = ([plain(cell[1:-1]) for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in chunk.splitlines())
    return Table(caption, unit, tuple(heads), tuple(map(tuple, rows)))


def _line(chunk: str, caption: str) -> Line:
    for start, kind in (("# ", "title"), ("> ", "note"), ("● ", "missing"), ("◆ ", "missing"), ("---", "rule")):
        if chunk.startswith(start):
            return Line(kind, plain(chunk.removeprefix(start)), caption)
    return Line("text", plain(chunk), caption)
