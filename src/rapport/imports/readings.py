"""How the numbers of a column were read where they could be read in another way, and what decided it."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from rapport.imports import numbers
from rapport.imports.numbers import Shapes, Sign


@dataclass(frozen=True)
class Doubt:
    """Why numbers of a column were read as they were. `is_told`: as a problem, too, at `row` (None: that of the headings)."""

    text: str
    is_told: bool
    row: int | None = None


def doubt(
    db: duckdb.DuckDBPyConnection,
    source: str,
    columns: Sequence[tuple[str, str]],
    seen: Sequence[Shapes],
    number: int,
    sign: Sign,
    *,
    is_typed: bool,
) -> Doubt | None:
    """What is in doubt of the `number`th of the columns (heading, SQL of its cells), whose decimal sign is `sign`."""
    own = seen[number]
    if not (own.either_point or own.either_comma):
        return None
    if numbers.is_guessed(own, seen, is_typed=is_typed):
        return _guessed(db, source, columns[number][1], sign)
    return None if is_typed and sign == "." else _decided(db, source, columns, seen, number, sign)


def _guessed(db: duckdb.DuckDBPyConnection, source: str, cell: str, sign: Sign) -> Doubt:
    """All marks stand before three digits; a point that was taken to part thousands is told, since many write decimals so."""
    mark = "," if sign == "." else "."
    _, example = numbers.first(db, source, cell, "either_comma" if sign == "." else "either_point")
    why = f"each “{mark}” stands before three digits, as where it parts thousands"
    other = f'say decimal = "{mark}" in a map file if it is the decimal sign'
    return Doubt(f"“{example}” is read as {_plain(example, sign)}, since {why}; {other}", is_told=sign == ",")


def _decided(
    db: duckdb.DuckDBPyConnection,
    source: str,
    columns: Sequence[tuple[str, str]],
    seen: Sequence[Shapes],
    number: int,
    sign: Sign,
) -> Doubt | None:
    """A few cells decided it for those that may be read in two ways: one alone, or fewer than have a comma before three digits.

    Thousands apart by commas, with a point before decimals, are in no doubt.
    """
    own, (heading, cell) = seen[number], columns[number]
    deciding = [number] if own.told(sign) else [place for place, shapes in enumerate(seen) if shapes.told(sign)]
    count, decimals = sum(seen[place].told(sign) for place in deciding), own.either_comma if sign == "," else own.either_point
    if (sign == "." and not decimals) or (count > 1 and (sign == "." or count > decimals)):
        return None
    beside, of = columns[deciding[0]]
    row, why = numbers.first(db, source, of, "comma" if sign == "," else "point")
    _, example = numbers.first(db, source, cell, "either_comma" if sign == "," and decimals else "either_point")
    place = f"row {row:,}" + (f" of column “{beside}”" if beside != heading else "")
    other = f'say decimal = "{"." if sign == "," else ","}" in a map file if that is a slip'
    said = f"“{example}” is read as {_plain(example, sign)}, since “{why}” in {place} can only have “{sign}” as decimal sign"
    return Doubt(f"{said}; {other}", is_told=True, row=row)


def _plain(text: str, sign: Sign) -> str:
    """What a text is read as, with a point before decimals."""
    return text.replace("." if sign == "," else ",", "").replace(sign, ".")
