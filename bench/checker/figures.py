"""A figure as it is printed, read by a grammar of its own: sign, currency, digits, scale and unit in English and Chinese."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_name, get_currency_symbol

CURRENCIES = (
    "USD", "CNY", "HKD", "TWD", "JPY", "KRW", "SGD", "INR", "AUD", "EUR", "GBP", "CAD", "CHF", "NZD", "MXN", "BRL", "THB", "MYR",
)  # fmt: skip
SYMBOLS = {
    "en": {get_currency_symbol(code, locale="en"): code for code in CURRENCIES},
    "zh-hans": {get_currency_name(code, locale="zh_Hans"): code for code in CURRENCIES},
}
"""How people write each currency."""
SCALES = {
    "en": {"K": 10**3, "M": 10**6, "B": 10**9},
    "zh-hans": {"千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8},
}
UNITS = {
    "en": {"%": "percent", " pp": "points", " weeks": "weeks", " days": "days"},
    "zh-hans": {"%": "percent", "个百分点": "points", "周": "weeks", "天": "days"},
}
DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
COUNTED = re.compile(r"\d+(?:[.,]\d+)*")
"""What counts as a number of a text."""


def _words(known: dict[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))


FIGURE = {
    "en": rf"[+−]?(?:(?:{_words(SYMBOLS['en'])}) ?)?{DIGITS}(?:[KMB](?![A-Za-z]))?(?:{_words(UNITS['en'])})?",
    "zh-hans": rf"[+−]?{DIGITS}(?:[万亿])?(?:{_words({**SYMBOLS['zh-hans'], **UNITS['zh-hans']})})?",
}
"""A figure inside a sentence (Chinese: without the spaces around Han characters)."""

_PARTS = {
    "en": re.compile(
        rf"(?P<sign>[+−])?(?:(?P<currency>{_words(SYMBOLS['en'])}) ?)?(?P<digits>{DIGITS})"
        rf"(?P<scale>[KMB])?(?P<unit>{_words(UNITS['en'])})?"
    ),
    "zh-hans": re.compile(
        rf"(?P<sign>[+−])?(?P<digits>{DIGITS})(?P<scale>[万亿])?"
        rf"(?:(?P<currency>{_words(SYMBOLS['zh-hans'])})|(?P<unit>{_words(UNITS['zh-hans'])}))?"
    ),
}


@dataclass(frozen=True)
class Printed:
    """A figure that was read: its value (percents and points as fractions), the smallest step that its digits tell, its unit."""

    text: str
    value: Decimal
    step: Decimal
    unit: str
    currency: str | None
    sign: str

    def agrees(self, exact: Decimal, *, together: bool = False) -> bool:
        """Whether it is `exact`, rounded; `together` with others a rounding may miss by less than a whole step."""
        miss = abs(self.value - exact)
        slack = abs(exact) * Decimal("1e-9") + Decimal("1e-12")
        return miss < self.step if together else miss <= self.step / 2 + slack


def tight(text: str) -> str:
    """Chinese text without the spaces that stand beside Han characters."""
    return re.sub(
        r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])[ \xa0]|[ \xa0](?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])", "", text
    )


def read(text: str, lang: str) -> Printed | None:
    """The figure that a text is, or None."""
    match = _PARTS[lang].fullmatch(tight(text) if lang != "en" else text)
    if match is None:
        return None
    unit = UNITS[lang].get(match["unit"] or "", "plain")
    scale = Decimal(SCALES[lang].get(match["scale"] or "", 1))
    if unit in ("percent", "points"):
        scale /= 100
    digits = Decimal(match["digits"].replace(",", ""))
    sign = match["sign"] or ""
    currency = SYMBOLS[lang].get(match["currency"] or "")
    value = digits * scale * (-1 if sign == "−" else 1)
    step = Decimal(1).scaleb(int(digits.as_tuple().exponent)) * scale
    return Printed(text, value, step, "money" if currency else unit, currency, sign)
