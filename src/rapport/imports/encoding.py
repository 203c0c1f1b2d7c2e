"""Text files of any encoding and packing, as UTF-8: decided by marks and strict reading, never by a lucky guess."""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rapport.core.refusals import Refused
from rapport.imports import door

PIECE = 4_000_000
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_WESTERN = set("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœ€£°®©™’‘“”–—…·\xa0«»¿¡²³")


@dataclass(frozen=True)
class Text:
    """A file of UTF-8: `path`, and the encoding it had where that was inferred from its letters."""

    path: Path
    inferred: str | None


def recode(file: Path, folder: Path, *, is_packed: bool, encoding: str | None) -> Text:
    """`file` as UTF-8 without a mark: itself where it is so already, else a copy in `folder`. Refuses what is uncertain."""
    with file.open("rb") as raw:
        head = next(_inflated(file), b"") if is_packed else raw.read(PIECE)
    if is_packed:
        door.refuse_other(file, head[:8192])
    name, inferred = (_known(encoding), False) if encoding else _encoding(file, head, is_packed=is_packed)
    if name == "utf-8" and not is_packed and not encoding:
        return Text(file, None)
    copy = folder / "text.csv"
    try:
        with copy.open("wb") as out:
            for text in codecs.iterdecode(_pieces(file, is_packed=is_packed), name):
                out.write(text.encode())
    except UnicodeError as error:
        raise Refused(f"{file.name}: is not written in {name} ({error}); name its encoding in a map file: encoding = …") from None
    return Text(copy, name if inferred else None)


def _pieces(file: Path, *, is_packed: bool) -> Iterator[bytes]:
    if is_packed:
        yield from _inflated(file)
        return
    with file.open("rb") as raw:
        while piece := raw.read(PIECE):
            yield piece


def _inflated(file: Path) -> Iterator[bytes]:
    """The unpacked bytes, counted on the way: the sizes a packed file claims can lie."""
    packed, total = file.stat().st_size, 0
    try:
        with gzip.open(file) as raw:
            while piece := raw.read(PIECE):
                total += len(piece)
                door.check_inflation(file, total, packed)
                yield piece
    except (OSError, EOFError, zlib.error) as damage:
        raise Refused(f"{file.name}: the packed file is damaged ({damage}); pack it again") from None


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise Refused(f"encoding = “{encoding}” names no encoding; examples: utf-8, gb18030, big5, cp1252, utf-16") from None


def _encoding(file: Path, head: bytes, *, is_packed: bool) -> tuple[str, bool]:
    """The encoding, and whether only the letters told it."""
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name, False
    if b"\0" in head:
        return ("utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"), False
    if _decodes(file, "utf-8", is_packed=is_packed):
        return "utf-8", False
    return _by_letters(file, is_packed=is_packed), True


def _decodes(file: Path, encoding: str, *, is_packed: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(file, is_packed=is_packed):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _by_letters(file: Path, *, is_packed: bool) -> str:
    """GB 18030 where high bytes pair up to common Chinese, Windows-1252 where they are Western letters among plain ones."""
    found = (run for piece in _pieces(file, is_packed=is_packed) for run in re.findall(rb"[\x80-\xff][\x40-\xff]*", piece))
    runs = list(islice(found, 5_000))
    highs = b"\n".join(runs)
    if _share_of_hanzi(highs) > 0.9 and _decodes(file, "gb18030", is_packed=is_packed):
        return "gb18030"
    western = highs.decode("cp1252", errors="replace")
    letters = [letter for letter in western if letter > "\x7f"]
    together = re.findall(rb"[\x80-\xff]+", highs)
    if set(letters) <= _WESTERN and sum(len(run) > 2 for run in together) < 0.1 * len(together):
        return "cp1252"
    raise Refused(
        f"{file.name}: is not UTF-8, and its letters do not tell which encoding it has; name it in a map file, "
        'for example encoding = "gb18030" or encoding = "cp1252"'
    )


def _share_of_hanzi(highs: bytes) -> float:
    """How much of the text beyond ASCII is common Chinese (the first level of GB 2312, and its punctuation)."""
    letters = [letter for letter in highs.decode("gb18030", errors="replace") if letter > "\x7f"]
    common = [letter for letter in letters if _is_common(letter)]
    return len(common) / len(letters) if letters else 0.0


def _is_common(letter: str) -> bool:
    try:
        first = letter.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return first in {0xA1, 0xA3} or 0xB0 <= first <= 0xD7
