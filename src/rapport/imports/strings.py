"""The shared strings of a workbook: plain ones by one pattern over pieces of 4 MB, rich ones by expat."""

import html
import re
from typing import IO

import polars as pl

from rapport.imports import markup

PIECE = 4_000_000
_PLAIN = r"^(?:<t(?: [^>]*)?>([^<]*)</t>|<t/>)</si>"


def read(part: IO[bytes], again: IO[bytes]) -> pl.Series:
    """All strings in order; `again` is the same part once more, for the careful reading that rich text needs."""
    pieces: list[pl.Series] = []
    rest = b""
    while piece := part.read(PIECE):
        rest += piece
        cut = rest.rfind(b"</si>") + 5
        if cut < 5:
            continue
        found = _plain(rest[:cut].decode())
        if found is None:
            return pl.Series(_by_expat(again), dtype=pl.String)
        pieces.append(found)
        rest = rest[cut:]
    return pl.concat(pieces) if pieces else pl.Series(_by_expat(again), dtype=pl.String)


def _plain(text: str) -> pl.Series | None:
    """The strings of a piece; None where one is not plain."""
    split = pl.Series([text]).str.split("<si>").explode().slice(1)
    if len(split) != len(re.findall(r"<(?:\w+:)?si[ >/]", text)) or "<!" in text or not split.str.contains(_PLAIN).all():
        return None
    found = split.str.extract(_PLAIN).fill_null("")
    if "&" not in text:
        return found
    return pl.Series([html.unescape(one) if "&" in one else one for one in found], dtype=pl.String)


def _by_expat(part: IO[bytes]) -> list[str]:
    """The strings one by one; runs that say how characters are spoken lie inside of rPh and are left out."""
    found: list[str] = []
    runs: list[str] = []
    inside: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        inside.append(tag)
        if tag == "si":
            runs.clear()

    def end(tag: str) -> None:
        inside.pop()
        if tag == "si":
            found.append("".join(runs))

    def text(words: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            runs.append(words)

    markup.parse(part, start, end, text)
    return found
