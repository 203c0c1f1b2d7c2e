"""Figures as people read them, in both languages, from the values as stored; and read back from such text."""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from babel.numbers import get_currency_name, get_currency_symbol

from rapport.core.money import exact, minor_digits, rounded
from rapport.core.pack import Lang

Unit = Literal["units", "money", "percent", "points", "ratio", "weeks", "days"]
"""percent and points are stored as fractions: 0.795 is 79.5%, a difference of 0.0248 is 2.5 points."""

ABSENT = "–"
MINUS = "−"


class Scale(NamedTuple):
    """A short form: from which size on it is used, what the value is divided by, its word and its decimals."""

    least: int
    divisor: int
    word: str
    decimals: int


PLAIN = Scale(0, 1, "", 0)
_SCALES: dict[Lang, dict[str, tuple[Scale, ...]]] = {
    "en": {
        "money": (Scale(10**9, 10**9, "B", 2), Scale(10**5, 10**6, "M", 2), Scale(10**4, 10**3, "K", 1)),
        "units": (Scale(10**9, 10**9, "B", 2), Scale(10**6, 10**6, "M", 1)),
    },
    "zh-hans": {
        "money": (Scale(10**8, 10**8, "亿", 2), Scale(10**5, 10**4, "万", 0), Scale(10**4, 10**4, "万", 1)),
        "units": (Scale(10**8, 10**8, "亿", 2), Scale(10**6, 10**4, "万", 0)),
    },
}
_SUFFIXES: dict[Lang, dict[str, str]] = {
    "en": {"percent": "%", "points": " pp", "weeks": " weeks", "days": " days"},
    "zh-hans": {"percent": "%", "points": " 个百分点", "weeks": " 周", "days": " 天"},
}
_DECIMALS = {"percent": 1, "points": 1, "weeks": 1, "ratio": 2}


def text(
    value: Decimal | float | None,
    unit: Unit,
    lang: Lang,
    *,
    currency: str | None = None,
    short: bool = False,
    signed: bool = False,
    decimals: int | None = None,
    step: Decimal | None = None,
) -> str:
    """`value` in words of `lang`: $9,780,329.75 or 9,780,329.75 美元; `short`: $9.78M or 978 万美元; None is a dash.

    `signed` puts a plus before a gain. `decimals` overrides what the unit or the short form prints. `step` is the smallest
    amount that is printed, for figures that stand together: their short form is that of a hundred steps. Money without
    `currency` is a bare number.
    """
    if value is None:
        return ABSENT
    hundredfold = 100 if unit in ("percent", "points") else 1
    number = exact(value) * hundredfold
    scale = _scale(number if step is None else step * 100, unit, lang) if short else PLAIN
    if decimals is None:
        places = _decimals(number, unit, currency, scale, short) if step is None else _places(step * hundredfold / scale.divisor)
    else:
        places = decimals
    shown = rounded(number / scale.divisor, places)
    sign = MINUS if shown < 0 else "+" if signed and shown > 0 else ""
    before, after = _words(unit, lang, currency if unit == "money" else None, scale)
    return f"{sign}{before}{abs(shown):,f}{after}"


def shape(value: Decimal | float, unit: Unit, lang: Lang, currency: str | None, decimals: int | None) -> tuple[str, int, str]:
    """What `text` prints before the digits of a figure that is not short, how many decimals, and what it prints after them."""
    hundredfold = 100 if unit in ("percent", "points") else 1
    places = _decimals(exact(value) * hundredfold, unit, currency, PLAIN, short=False) if decimals is None else decimals
    before, after = _words(unit, lang, currency if unit == "money" else None, PLAIN)
    return before, places, after


def _scale(number: Decimal, unit: Unit, lang: Lang) -> Scale:
    return next((scale for scale in _SCALES[lang].get(unit, ()) if abs(number) >= scale.least), PLAIN)


def _decimals(number: Decimal, unit: Unit, currency: str | None, scale: Scale, short: bool) -> int:
    if scale is not PLAIN or (short and unit == "money" and abs(number) >= 1000):
        return scale.decimals
    if unit == "money":
        return minor_digits(currency)
    return _DECIMALS.get(unit, int(rounded(number, 1) % 1 != 0))


def _places(step: Decimal) -> int:
    """How many decimals tell one step from the next."""
    return max(0, -step.adjusted())


def _words(unit: Unit, lang: Lang, currency: str | None, scale: Scale) -> tuple[str, str]:
    """What stands before and after the digits."""
    if unit not in ("money", "units"):
        return "", _SUFFIXES[lang].get(unit, "")
    if lang == "zh-hans":
        words = scale.word + (get_currency_name(currency, locale="zh_Hans") if currency else "")
        return "", f" {words}" if words else ""
    symbol = get_currency_symbol(currency, locale="en") if currency else ""
    return f"{symbol} " if symbol[-1:].isalpha() else symbol, scale.word


_FIGURE = re.compile(r"(?P<sign>[+−])?(?P<before>[^\d+−]*)(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<after>\D*)")


def read(words: str, lang: Lang) -> Decimal | None:
    """The value that a figure printed by `text` says, as exact as it was printed; ValueError where it is no figure."""
    if words == ABSENT:
        return None
    match = _FIGURE.fullmatch(words.strip())
    if match is None:
        raise ValueError(f"“{words}” is no figure")
    number = Decimal(match["digits"].replace(",", "")) * (-1 if match["sign"] == MINUS else 1)
    if match["after"] in (_SUFFIXES[lang]["percent"], _SUFFIXES[lang]["points"].strip()):
        return number / 100
    scales = (scale for scale in _SCALES[lang]["money"] if match["after"].startswith(scale.word))
    return number * next(scales, PLAIN).divisor
