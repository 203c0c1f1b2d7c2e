"""The door: a file's first bytes, not its name, say what it is; what cannot be read is refused here with its reason."""

import zipfile
from pathlib import Path

from rapport.core.refusals import Refused
from rapport.imports import sources
from rapport.imports.missing import missing

Format = str
"""text, gzip, xlsx, parquet, or the key of the source whose reader knows the file."""

INFLATED_LIMIT = 300_000_000
"""Bytes that a packed file may come to."""
RATIO_LIMIT = 100
RATIO_FROM = 10_000_000
"""Real sheets pack 5 to 16 times, a zip bomb a thousand; small files are let off."""
ENTRIES_LIMIT = 5_000

_ADVICE = "save it as .xlsx or .csv and import that"
_SIGNS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"SQLite format 3": "a database",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def format_of(path: Path) -> Format:
    """What `path` is by its first bytes; refuses what is missing, empty, locked or of a kind that is not read."""
    try:
        head = _head(path)
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}; copy it to another place and import that") from None
    if not head:
        raise Refused(f"{path.name}: the file is empty")
    if head.startswith(b"PK"):
        return _zipped(path, head)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    refuse_other(path, head)
    return sources.known(head) or "text"


def _zipped(path: Path, head: bytes) -> Format:
    parts = check_zip(path)
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if source := sources.known(head, parts):
        return source
    raise Refused(f"{path.name}: {_other_zip(parts)}")


def _head(path: Path) -> bytes:
    if not path.exists():
        raise missing(path)
    if not path.is_file():
        raise Refused(f"{path}: {'is a folder; name the files in it' if path.is_dir() else 'is no file'}")
    with path.open("rb") as file:
        return file.read(8192)


def refuse_other(path: Path, head: bytes) -> None:
    """Refuse a file that is no text, by its first bytes `head`."""
    if head.startswith(_OLE):
        raise Refused(f"{path.name}: {_ole(path)}")
    for sign, kind in _SIGNS.items():
        if head.startswith(sign):
            raise Refused(f"{path.name}: is {kind}, not a table; {_ADVICE}")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body")):
        raise Refused(f"{path.name}: is a web page, whatever its name says; open it in a spreadsheet program, {_ADVICE}")
    if start.startswith(b"<?xml"):
        raise Refused(f"{path.name}: is XML, not a table; open it in a spreadsheet program, {_ADVICE}")
    if b"\0" in head and not _is_utf16(head):
        raise Refused(f"{path.name}: is neither text nor a workbook; {_ADVICE}")


def check_zip(path: Path) -> set[str]:
    """The names of the parts of a zip; refuses one that is damaged, or whose directory announces a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as damage:
        raise Refused(
            f"{path.name}: the workbook is damaged ({damage}); open it in a spreadsheet program and save it again"
        ) from None
    if len(entries) > ENTRIES_LIMIT:
        raise Refused(f"{path.name}: holds {len(entries):,} parts; no workbook has more than {ENTRIES_LIMIT:,}")
    check_inflation(path, sum(entry.file_size for entry in entries), path.stat().st_size)
    return {entry.filename for entry in entries}


def check_inflation(path: Path, inflated: int, packed: int) -> None:
    """Refuse contents that are too large, or far too large for the bytes they came from."""
    if inflated > INFLATED_LIMIT:
        raise Refused(f"{path.name}: unpacks to more than {INFLATED_LIMIT // 1_000_000} MB; split it")
    if inflated > RATIO_FROM and inflated > RATIO_LIMIT * packed:
        raise Refused(f"{path.name}: unpacks to over {RATIO_LIMIT} times its size, as only a zip bomb does")


def _ole(path: Path) -> str:
    with path.open("rb") as file:
        is_locked = "EncryptedPackage".encode("utf-16-le") in file.read(20_000_000)
    if is_locked:
        return "is locked with a password; save it without one and import that"
    return f"is a workbook of the old .xls kind (or another Office file); {_ADVICE}"


def _other_zip(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return f"is a binary workbook (.xlsb); {_ADVICE}"
    if "content.xml" in names:
        return f"is an OpenDocument file (.ods); {_ADVICE}"
    return "is a zip archive without a workbook; unpack it and import the files inside"


def _is_utf16(head: bytes) -> bool:
    """Text of two bytes a letter has its zero bytes on one side only."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return min(even, odd) == 0 and max(even, odd) * 4 > len(head)
