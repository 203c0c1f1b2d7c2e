"""What is wrong with a file, each thing with its place, its reason and, where one is likely, its mending."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from rapport.core import currencies
from rapport.core.money import rounded
from rapport.imports import words
from rapport.imports.numbers import DECIMALS, LARGEST, NARROW, Sign

MOST = 1_000
"""So many problems are told one by one; the others are counted."""
FAR_YEARS = 10
"""An actual amount is hardly of a day so many years after its release."""
_SLIPS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "s": "5", "B": "8", "Z": "2", "z": "2"})

UNCOMPUTED = "=?"
"""A cell whose workbook stores a formula without its result."""
ERRORS = (UNCOMPUTED, "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
"""What a cell says in place of a result."""


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


def failed(sheet: str, row: int, column: str, value: str) -> Problem:
    """A cell holds the error of its formula, or a formula without a result."""
    if value.startswith("#"):
        return Problem(sheet, row, column, value, "error-value", f"the cell holds the error {value}")
    text = "the formula has no stored result; open the workbook in Excel or LibreOffice, save it there, import again"
    return Problem(sheet, row, column, value, "no-value", text)


def bad_number(sheet: str, row: int, column: str, value: str, sign: Sign, scale: Decimal = Decimal(1)) -> Problem:
    """Why a cell is no amount that a fact can hold, in a column whose decimal sign is `sign` and that is taken times `scale`."""
    if value.startswith(("#", "=")):
        return failed(sheet, row, column, value)
    number = _number(value, sign)
    if number is None:
        text, fix = _no_number(value, sign)
        return Problem(sheet, row, column, value, "not-a-number", text, fix)
    if abs(number) >= Decimal(10) ** 13:
        return Problem(
            sheet, row, column, value, "too-large", f"“{value}” is too large: an amount has at most 14 digits before the point"
        )
    fix = _written(rounded(number * scale, DECIMALS) / scale, sign, DECIMALS + scale.adjusted())
    times = f" times {scale:,f}" if scale != 1 else ""
    text = f"“{value}”{times} needs more than four decimals; nothing is rounded in silence, so round it in the file"
    return Problem(sheet, row, column, value, "too-precise", text, fix)


def bad_share(sheet: str, row: int, column: str, value: str, sign: Sign, scale: Decimal = Decimal(1)) -> Problem:
    """Why a cell is no published share: it is a percent, or no number that a fact can hold."""
    number = _number(value.removesuffix("%").strip(), sign)
    if number is None or number < 0 or (number <= 1 and "%" not in value):
        return bad_number(sheet, row, column, value, sign, scale)
    text = f"“{value}” is no share of a whole: shares are loaded as fractions of 1, and percents are not guessed"
    return Problem(sheet, row, column, value, "not-a-fraction", text, f"{number.scaleb(-2).normalize():f}")


def bad_moment(sheet: str, row: int, column: str, value: str, why: str | None = None) -> Problem:
    """Why a cell is no day, month, quarter or year; `why`: the reason, where it names a period that its calendar lacks."""
    said = why or f"“{value}” is no day, month, quarter or year; write it like 2026-10 or 2026-10-31"
    return Problem(sheet, row, column, value, "not-a-period" if why else "not-a-date", said)


def far_moment(sheet: str, row: int, column: str, day: date, release: date) -> Problem:
    """An actual amount of a day that lies many years after its release."""
    said = f"{day} is more than {FAR_YEARS} years after the release of {release}"
    text = f"{said}: loaded as it stands; mend the year if it is a slip, or say --set scenario=plan if it is no actual amount"
    return Problem(sheet, row, column, day.isoformat(), "far-future", text)


def missing(sheet: str, row: int, column: str, what: str) -> Problem:
    """A cell is empty that a fact needs."""
    return Problem(sheet, row, column, None, "missing", f"the {what} is missing")


def unknown_currency(sheet: str, row: int, column: str, value: str) -> Problem:
    """A cell names no currency that is known."""
    near = ", ".join(currencies.like(value))
    said = f"“{value}” is no currency that is known; write its ISO code, as in {near or 'USD, EUR, CNY'}"
    return Problem(sheet, row, column, value, "unknown-currency", said)


def unknown_scenario(sheet: str, row: int, column: str, value: str) -> Problem:
    """A cell names no scenario that is known."""
    said = f"“{value}” is no scenario that is known; write {', '.join(words.SCENARIOS)}"
    return Problem(sheet, row, column, value, "unknown-scenario", said)


def two_currencies(sheet: str, row: int, column: str, value: str, heading: str, code: str) -> Problem:
    """A cell names another currency than the heading of the amount."""
    said = f"the amount is in {code} by its heading “{heading}” and in “{value}” by column “{column}”"
    mend = f'mend the one that is wrong, or have the column left out by a map file: [columns] "{column}" = "ignored"'
    return Problem(sheet, row, column, value, "two-currencies", f"{said}; {mend}")


def unnamed_currency(sheet: str, row: int, column: str, code: str) -> Problem:
    """An amount does not say its currency, where others of its column do."""
    said = f"the cell does not say of which currency it is, as others of the column do ({code}); write it there, as in {code} 500"
    return Problem(sheet, row, column, None, "missing", f"{said}, or say it of all such cells, as in --set currency=USD")


def other_sign(sheet: str, row: int, column: str, value: str, code: str) -> Problem:
    """A cell shows the sign of another currency than the amount is told in."""
    said = (
        f"“{value}” has a sign that {code} is not written with, and the amount is told in {code}; mend the cell or its currency"
    )
    return Problem(sheet, row, column, value, "two-currencies", said)


def mended(value: str, sign: Sign = ".") -> str | None:
    """The number that letters mistaken for digits stand for: 1200 for 1,2OO; None where there is none."""
    return _written(_number(value.translate(_SLIPS), sign)) if re.search(r"\d", value) else None


def _no_number(value: str, sign: Sign) -> tuple[str, str | None]:
    """What a cell is that is no number in a column of this decimal sign, and what it should be."""
    if re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?[eE][-+]?\d{1,2}", value):
        fix = _written(Decimal(value.replace(",", ".")), sign)
        return f"“{value}” is a power of ten; " + ("write the number out" if fix else "it needs more than a fact can hold"), fix
    other = _number(value, "," if sign == "." else ".")
    if other is not None:
        return f"“{value}” is not a number in this column, whose decimal sign is “{sign}”", _written(other, sign)
    narrow = value.translate(NARROW)
    if (plain := "".join(str(unicodedata.decimal(letter, letter)) for letter in narrow)) != narrow:
        return f"“{value}” has digits of another script, which are not read; write them with 0 to 9", mended(plain, sign)
    return f"“{value}” is not a number", mended(value, sign)


def _written(number: Decimal | None, sign: Sign = ".", decimals: int = DECIMALS) -> str | None:
    """A number as a cell of a column may hold it; None for one that does not fit."""
    if number is None or abs(number) >= LARGEST or number != round(number, decimals):
        return None
    return format(number, "f").replace(".", sign)


def _number(value: str, sign: Sign) -> Decimal | None:
    """The number that `value` is where `sign` is the decimal sign, however large or precise."""
    plain = re.sub(r"[\s'’$€£¥￥元]", "", value.translate(NARROW))
    group = "," if sign == "." else "."
    found = re.fullmatch(rf"([-+(]?)((?:\d+|\d{{1,3}}(?:[{group}]\d{{3}})+)?(?:[{sign}]\d+)?)([-)]?)", plain, re.ASCII)
    if not found or not found[2]:
        return None
    number = Decimal(found[2].replace(group, "").replace(sign, "."))
    return -number if {found[1], found[3]} & {"-", "("} else number
