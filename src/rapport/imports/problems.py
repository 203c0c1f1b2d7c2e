"""What is wrong with a file, each thing with its place, its reason and, where one is likely, its mending."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation

MOST = 1_000
"""So many problems are told one by one; the others are counted."""
_SLIPS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "s": "5", "B": "8", "Z": "2", "z": "2"})


@dataclass(frozen=True)
class Problem:
    """One line of the report: `row` as the person sees it (None: the whole sheet), `fix` a likely right value."""

    sheet: str
    row: int | None
    column: str | None
    value: str | None
    rule: str
    text: str
    fix: str | None = None

    def as_json(self) -> dict[str, object]:
        """The JSON contract's form."""
        return asdict(self)


def bad_number(sheet: str, row: int, column: str, value: str) -> Problem:
    """Why a cell is no amount that a fact can hold."""
    if value.startswith("#"):
        return Problem(sheet, row, column, value, "error-value", f"the cell holds the error {value}")
    if value.startswith("="):
        return Problem(
            sheet, row, column, value, "no-value", "the formula was never computed; open the workbook, save it, import again"
        )
    number = _number(value)
    if number is None:
        return Problem(sheet, row, column, value, "not-a-number", f"“{value}” is not a number", mended(value))
    if abs(number) >= Decimal(10) ** 13:
        return Problem(
            sheet, row, column, value, "too-large", f"“{value}” is too large: an amount has at most 14 digits before the point"
        )
    return Problem(sheet, row, column, value, "too-precise", f"“{value}” needs more than four decimals")


def bad_moment(sheet: str, row: int, column: str, value: str) -> Problem:
    """Why a cell is no day, month, quarter or year."""
    return Problem(
        sheet,
        row,
        column,
        value,
        "not-a-date",
        f"“{value}” is no day, month, quarter or year; write it like 2026-10 or 2026-10-31",
    )


def missing(sheet: str, row: int, column: str, what: str) -> Problem:
    """A cell is empty that a fact needs."""
    return Problem(sheet, row, column, None, "missing", f"the {what} is missing")


def mended(value: str) -> str | None:
    """The number that letters mistaken for digits stand for: 1200 for 1,2OO; None where there is none."""
    number = _number(value.translate(_SLIPS)) if re.search(r"\d", value) else None
    return None if number is None else format(number, "f")


def _number(value: str) -> Decimal | None:
    plain = unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and "_" not in plain else None
