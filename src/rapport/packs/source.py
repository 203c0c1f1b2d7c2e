"""A pack as it is written: a folder of TOML files, its tables, its digest, and the line of every key."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any

from rapport.core.refusals import Refused

Where = tuple[str, ...]
"""The keys that lead to a value, outermost first: ("kpi", "revenue", "formula")."""

Tables = Mapping[str, Mapping[str, Any]]
"""What packs say: by section ("kpi") and key ("revenue")."""

_KEY = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_LINE = re.compile(rf"\s*(?:\[\[?\s*(?P<table>{_KEYS})\s*\]|(?P<key>{_KEYS})\s*=)")


@dataclass(frozen=True)
class Pack:
    """A pack's name, its texts by file name in order, and the tables they hold together."""

    name: str
    texts: Mapping[str, str]
    tables: Tables

    @property
    def version(self) -> object:
        """The version that the pack gives itself, as it is written: a whole number, where the pack has no fault."""
        return self._head.get("version")

    @property
    def uses(self) -> tuple[str, ...]:
        """The names of the packs that it builds on and may change."""
        written = self._head.get("use")
        return tuple(written) if isinstance(written, list) else ()

    @property
    def _head(self) -> Mapping[str, Any]:
        return dict(self.tables["pack"][self.name])

    @property
    def digest(self) -> str:
        """The sha256 of the file names and texts; the kind of line end does not count."""
        digest = hashlib.sha256()
        for file, text in self.texts.items():
            digest.update(f"{file}\0{text}\0".encode())
        return digest.hexdigest()

    def place(self, where: Where) -> tuple[int, str, int]:
        """How many keys of `where` the pack writes, the file that writes most of them, and the line of the last one."""
        return max(
            ((depth, file, line) for file, text in self.texts.items() for depth, line in [_line_of(where, text)]),
            key=lambda found: found[0],
        )


def problem(file: str, line: int, rule: str, text: str, fix: str | None = None) -> dict[str, object]:
    """A problem of a pack in the JSON contract's form; its text stands alone."""
    return {"file": file, "line": line, "rule": rule, "text": f"{file}:{line}: {text}", "fix": fix}


def read_pack(folder: Path) -> Pack:
    """The pack of a folder, named as the folder. Refuses what is no UTF-8 or no TOML, and what is written twice."""
    texts = {file.name: _text(file) for file in sorted(folder.glob("*.toml"))}
    tables: dict[str, dict[str, Any]] = {}
    for file, text in texts.items():
        for section, entries in _parsed(f"{folder.name}/{file}", text).items():
            _add(tables.setdefault(section, {}), section, entries, f"{folder.name}/{file}", text)
    head = tables.get("pack", {})
    if list(head) != [folder.name] or not isinstance(head[folder.name], dict):
        text = f"write one table [pack.{folder.name}], named as the folder, with version = 1"
        raise _refused(f"{folder.name}/pack.toml", 1, "pack", text)
    return Pack(folder.name, texts, tables)


def misplaced(packs: Path) -> list[dict[str, object]]:
    """The problems of TOML files that lie in a folder of packs and in none of its packs, where nobody reads them."""
    lost = sorted(file.relative_to(packs) for file in packs.rglob("*.toml") if file.parent.parent != packs)
    return [
        problem(file.as_posix(), 1, "misplaced", f"lies in no pack and would not be read: move it to {_own_place(file)}")
        for file in lost
    ]


def _own_place(file: Path) -> str:
    return f"{file.stem}/pack.toml" if len(file.parts) == 1 else f"{file.parts[0]}/{file.name}"


def _refused(file: str, line: int, rule: str, text: str) -> Refused:
    found = problem(file, line, rule, text)
    return Refused(str(found["text"]), [found])


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _refused(f"{file.parent.name}/{file.name}", line, "not-utf-8", "not UTF-8; save the file as UTF-8") from None


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else len(text.splitlines())
        raise _refused(name, line, "not-toml", f"not TOML: {error}") from None


def _add(into: dict[str, Any], section: str, entries: object, name: str, text: str) -> None:
    if not isinstance(entries, dict):
        raise _refused(name, 1, "wrong-kind", f"“{section}” stands outside a table; write it under [<section>.<key>]")
    for key, entry in entries.items():
        if key in into:
            line = _line_of((section, key), text)[1]
            raise _refused(name, line, "twice", f"[{section}.{key}] stands in another file of the pack too")
        into[key] = entry


def _line_of(where: Where, text: str) -> tuple[int, int]:
    """How many keys of `where` the text writes, and the line of the last one, counted from 1."""
    table: Where = ()
    depth, line = 0, 1
    lines = text.splitlines()
    for number, content in enumerate(lines, 1):
        if (match := _LINE.match(content)) is None:
            continue
        keys = tuple(key.strip("\"'") for key in re.findall(_KEY, match["table"] or match["key"]))
        path = keys if match["table"] else table + keys
        table = path if match["table"] else table
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(path, where, strict=False))))
        if shared > depth:
            depth, line = shared, number
    return _within(where[depth:], lines, line, depth)


def _within(rest: Where, lines: list[str], line: int, depth: int) -> tuple[int, int]:
    """The line on which a value that goes over several lines, or a table written in one, holds the keys that are left."""
    for key in rest:
        for number in range(line, len(lines) + 1):
            if number > line and _LINE.match(lines[number - 1]):
                return depth, line
            if re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", lines[number - 1]):
                depth, line = depth + 1, number
                break
    return depth, line
