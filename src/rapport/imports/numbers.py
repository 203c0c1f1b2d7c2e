"""Texts of numbers as exact decimals: which sign is the decimal one is decided by the whole column, never cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import duckdb

from rapport.core.refusals import Refused
from rapport.imports.sql import literal

Sign = Literal[".", ","]
DECIMALS = 4
LARGEST = Decimal(10) ** 14
"""What a fact can hold: DECIMAL(18,4)."""

SPACES = r"\s\x{A0}\x{2000}-\x{200A}\x{202F}\x{3000}"
"""The spaces of any width, with those at which no line breaks, as the inside of a class of characters."""
_BEFORE = rf"[-+−({SPACES}$€£¥￥]*"
_AFTER = rf"[-−){SPACES}€元]*"
RESEMBLING = rf"{_BEFORE}\d[\d.,'’{SPACES}]*{_AFTER}"
_APART = rf"\d{{1,3}}(?:[{SPACES}'’]\d{{3}})+"
_PLAIN = r"[+-]?\d{1,14}(?:\.\d{1,4})?"
_SHAPES = {
    "ungrouped": r"\d{4,}",
    "point": rf"{_APART}\.\d+|" r"0\.\d+|\d{4,}\.\d+|\d{1,3}\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}",
    "comma": rf"{_APART},\d+|" r"0,\d+|\d{4,},\d+|\d{1,3},(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}",
    "either_point": r"\d{1,3}\.\d{3}",
    "either_comma": r"\d{1,3},\d{3}",
}


_WIDE = "０１２３４５６７８９．，－−（）"
_NARROW = "0123456789.,--()"
NARROW = str.maketrans(_WIDE, _NARROW)
"""The digits and marks of full width that are read, and what they are read as."""


@dataclass(frozen=True)
class Shapes:
    """How many cells of a column are written so that the decimal sign can only be “.” or only “,”, or may be either."""

    point: int
    comma: int
    either_point: int
    either_comma: int
    ungrouped: int

    def told(self, sign: Sign) -> int:
        """How many cells need this decimal sign."""
        return self.point if sign == "." else self.comma


def shapes(db: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str]) -> list[Shapes]:
    """The shapes of the cells of `columns` (expressions) in `source`."""
    return [_shapes(db, source, column) for column in columns]


def _shapes(db: duckdb.DuckDBPyConnection, source: str, column: str) -> Shapes:
    cases = " ".join(f"WHEN {_is_of(column, shape)} THEN '{shape}'" for shape in _SHAPES)
    short = (
        f"WHEN regexp_full_match({column}, '\\d{{1,3}}') THEN 'short'"  # most cells, told apart first: one pattern instead of six
    )
    found = dict(db.execute(f"SELECT CASE {short} {cases} END AS shape, count(*) FROM {source} GROUP BY 1").fetchall())
    return Shapes(**{shape: found.get(shape, 0) for shape in _SHAPES})


def first(db: duckdb.DuckDBPyConnection, source: str, column: str, shape: str) -> tuple[int, str]:
    """The row and the text of the first cell of `column` (an expression) in `source` that is of a shape that stands there."""
    found = db.execute(f"SELECT row, {column} FROM {source} WHERE {_is_of(column, shape)} ORDER BY row LIMIT 1").fetchone()
    return found or (0, "")


def _is_of(column: str, shape: str) -> str:
    """SQL: whether a cell is of a shape."""
    return f"regexp_full_match({column}, {literal(f'{_BEFORE}(?:{_SHAPES[shape]}){_AFTER}')})"


def decimal_sign(seen: Shapes, others: Sequence[Shapes], *, is_exact: bool, is_typed: bool, name: str) -> Sign:
    """The decimal sign of a column, by its own cells, else by those of its neighbours; refuses what can be read in two ways.

    `is_exact`: the amounts are counts of single pieces, so a mark before three digits is hardly a decimal one.
    Where cells can be true numbers (`is_typed`) these have a point, so only a column of nothing but texts can have a comma.
    """
    sign = _certain(seen, others, is_typed=is_typed) or _by_groups(seen, is_exact=is_exact)
    if sign:
        return sign
    example = "1.234" if seen.either_point else "1,234"
    raise Refused(
        f"column “{name}”: cells like “{example}” can be read in two ways; say in a map file which sign is the decimal one: "
        'decimal = "." or decimal = ","'
    )


def is_guessed(seen: Shapes, others: Sequence[Shapes], *, is_typed: bool) -> bool:
    """Whether the decimal sign of a column is told by nothing but marks that all stand before three digits."""
    return bool(seen.either_point or seen.either_comma) and not _certain(seen, others, is_typed=is_typed)


def _certain(seen: Shapes, others: Sequence[Shapes], *, is_typed: bool) -> Sign | None:
    """The sign that cells need which can be read in one way only: those of the column, else those of its neighbours."""
    if is_typed and (seen.point or seen.either_point or not seen.comma):
        return "."
    signs = {sign for other in others if (sign := _told(other))}
    return _told(seen) or (signs.pop() if len(signs) == 1 else None)


def _told(seen: Shapes) -> Sign | None:
    """The sign that nearly all telling cells need (a few others are taken for slips of the pen)."""
    if seen.point > 20 * seen.comma:
        return "."
    return "," if seen.comma > 20 * seen.point else None


def _by_groups(seen: Shapes, *, is_exact: bool) -> Sign | None:
    """The sign where all marks stand before three digits: then they part thousands, if nothing speaks against it."""
    if seen.either_point and seen.either_comma:
        return None
    if seen.either_comma:
        return "." if is_exact or not seen.ungrouped else None
    if seen.either_point and not seen.ungrouped:
        return "," if is_exact else None
    return "."


def value(text: str, sign: Sign, scale: str = "1") -> str:
    """SQL: `text` times `scale` as DECIMAL(18,4), NULL where it is no number or does not fit."""
    careful = f"CASE WHEN abs({exact(text, sign)}) < {LARGEST} / ({scale}) THEN {_scaled(text, sign, scale)} END"
    if sign == "." and scale == "1":
        return f"CASE WHEN regexp_full_match({text}, '{_PLAIN}') THEN try_cast({text} AS DECIMAL(18,4)) ELSE {careful} END"
    return careful


def _scaled(text: str, sign: Sign, scale: str) -> str:
    product = f"({exact(text, sign)} * ({scale})::DECIMAL(18,6))"
    return f"if({product} = round({product}, {DECIMALS}), try_cast({product} AS DECIMAL(18,4)), NULL)"


def exact(text: str, sign: Sign) -> str:
    """SQL: `text` as DECIMAL(28,10), NULL where it is no number of at most ten decimals."""
    group = "," if sign == "." else "."
    ascii_ = f"translate({text}, '{_WIDE}', '{_NARROW}')"
    bare = f"regexp_replace({ascii_}, '[{SPACES}$€£¥￥元''’]', '', 'g')"
    digits = f"regexp_replace({bare}, '^[-+(]|[-)]$', '', 'g')"
    body = rf"(?:(?:\d{{1,15}}|\d{{1,3}}(?:[{group}]\d{{3}})+)(?:[{sign}]\d{{1,10}}0*)?|[{sign}]\d{{1,10}})"
    well_formed = rf"[-+]?{body}|{body}-|\({body}\)"
    negative = f"({bare} LIKE '-%' OR {bare} LIKE '%-' OR {bare} LIKE '(%')"
    number = f"try_cast(replace(replace({digits}, '{group}', ''), '{sign}', '.') AS DECIMAL(28,10))"
    return f"CASE WHEN regexp_full_match({bare}, '{well_formed}') THEN if({negative}, -1, 1) * {number} END"


def ratio(text: str, sign: Sign) -> str:
    """SQL: `text` as float64, NULL where it is no number: for what is no amount and may have any number of decimals."""
    group = "," if sign == "." else "."
    bare = f"regexp_replace(translate({text}, '０１２３４５６７８９．，－−', '0123456789.,--'), '[{SPACES}''’]', '', 'g')"
    form = rf"-?(?:\d+|\d{{1,3}}(?:[{group}]\d{{3}})+)?(?:[{sign}]\d+)?(?:[eE][-+]?\d{{1,3}})?"
    number = f"try_cast(replace(replace({bare}, '{group}', ''), '{sign}', '.') AS DOUBLE)"
    return f"CASE WHEN regexp_full_match({bare}, '{form}') THEN {number} END"
