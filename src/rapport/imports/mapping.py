"""Map files: what a person says about a file that cannot be seen from it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rapport.core.refusals import Refused, unknown
from rapport.imports.missing import missing
from rapport.imports.numbers import Sign

KEYS = ("dataset", "sheet", "header_row", "skip_rows", "locale", "encoding", "decimal", "calendar", "columns", "constants")
TARGET_KEYS = ("measure", "dimension", "attribute", "to", "scale", "currency")
LEFT_OUT = "ignored"


@dataclass(frozen=True)
class Target:
    """What a column is mapped to: a column of the dataset, a dimension, an attribute, a measure, or `LEFT_OUT`."""

    to: str
    scale: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True)
class MapFile:
    """What is told of a file; what is None or empty is recognised.

    `header_row`: the row of the headings, from 1. `skip_rows`: how many rows just below it are no facts. `locale`: whose
    way of writing dates it has (en-US: month first, any other: day first). `decimal`: its decimal sign. `calendar`: the
    key of the calendar of a pack by which it tells its periods.
    """

    dataset: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    skip_rows: int = 0
    locale: str | None = None
    encoding: str | None = None
    decimal: Sign | None = None
    calendar: str | None = None
    columns: Mapping[str, Target] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


def read(path: Path) -> MapFile:
    """The map file at `path`; refuses a wrong key or value with its place and the nearest right word."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise missing(path, "map file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(f"{path.name}: is no map file: {error}") from None
    try:
        return _checked(said)
    except Refused as refusal:
        raise Refused(f"{path.name}: {refusal}") from None


def _checked(said: dict[str, Any]) -> MapFile:
    for key in said:
        if key not in KEYS:
            raise unknown("key", key, KEYS)
    texts = {key: _text(key, said[key]) for key in ("dataset", "sheet", "locale", "encoding", "calendar") if key in said}
    sign = said.get("decimal")
    if sign not in {None, ".", ","}:
        raise Refused(f"decimal = “{sign}”: the decimal sign is “.” or “,”")
    return MapFile(
        **texts,
        decimal=sign,
        header_row=_count("header_row", said["header_row"], 1) if "header_row" in said else None,
        skip_rows=_count("skip_rows", said.get("skip_rows", 0), 0),
        columns={header: _target(header, target) for header, target in _table("columns", said).items()},
        constants={key: str(value) for key, value in _table("constants", said).items()},
    )


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise Refused(f"{key} = {value}: should be a text in quotes")
    return value


def _count(key: str, value: object, least: int) -> int:
    if not isinstance(value, int) or value < least:
        raise Refused(f"{key} = {value}: should be a whole number from {least} on")
    return value


def _table(key: str, said: dict[str, Any]) -> dict[str, Any]:
    table = said.get(key, {})
    if not isinstance(table, dict):
        raise Refused(f"{key} = {table}: should be a table, [{key}]")
    return table


def _target(header: str, target: object) -> Target:
    if isinstance(target, str):
        return Target(target)
    if not isinstance(target, dict):
        raise Refused(f'[columns] “{header}”: should name what the column is, as in "{header}" = "month"')
    for key in target:
        if key not in TARGET_KEYS:
            raise unknown("key", key, TARGET_KEYS)
    named = [target[key] for key in ("measure", "dimension", "attribute", "to") if key in target]
    if len(named) != 1:
        raise Refused(f"[columns] “{header}”: should name one measure, dimension or attribute")
    try:
        scale = Decimal(str(target["scale"])) if "scale" in target else None
    except InvalidOperation:
        raise Refused(f"[columns] “{header}”: scale = {target['scale']} is no number") from None
    return Target(_text("to", named[0]), scale, target.get("currency"))
