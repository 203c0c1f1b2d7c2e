"""XML parts of a workbook, read by expat; entities are refused, for they are how small files become large ones."""

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from rapport.core.refusals import Refused

PIECE = 1_000_000
Start = Callable[[str, dict[str, str]], None]
Words = Callable[[str], None]


def parser(start: Start, end: Words | None = None, text: Words | None = None) -> expat.XMLParserType:
    """A parser that hands on the names of elements without their prefix."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        made.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    made.CharacterDataHandler = text
    made.EntityDeclHandler = _refuse
    return made


def parse(part: IO[bytes], start: Start, end: Words | None = None, text: Words | None = None) -> None:
    """Walk through a whole part."""
    walking = parser(start, end, text)
    while piece := part.read(PIECE):
        walking.Parse(piece, False)
    walking.Parse(b"", True)


def elements(part: IO[bytes], *path: str) -> list[dict[str, str]]:
    """The attributes of all elements that lie at the end of `path` (names of their ancestors, the last is their own)."""
    found: list[dict[str, str]] = []
    open_: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        open_.append(name)
        if tuple(open_[-len(path) :]) == path:
            found.append(dict(attributes))

    def end(_: str) -> None:
        open_.pop()

    parse(part, start, end)
    return found


def _refuse(*_: object) -> None:
    raise Refused("its XML declares entities, as no spreadsheet program does; save it again in one")
