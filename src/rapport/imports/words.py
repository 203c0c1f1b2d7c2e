"""Headings as words: folded for matching, and the units that stand in them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rapport.core import currencies

_SCALES = {
    "k": 1_000, "ths": 1_000, "thousand": 1_000, "thousands": 1_000, "000": 1_000, "000s": 1_000, "1000": 1_000, "千": 1_000,
    "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "mln": 1_000_000, "mm": 1_000_000, "million": 1_000_000,
    "millions": 1_000_000, "百万": 1_000_000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000,
    "bn": 1_000_000_000, "billion": 1_000_000_000,
}  # fmt: skip
_PIECES = {"unit", "units", "pc", "pcs", "pieces", "qty", "in", "of", "台", "个", "套", "件", "部", "单位"}

SCENARIOS: Mapping[str, tuple[str, ...]] = {
    "actual": ("actual", "actuals", "act", "实际", "实际值", "實際", "实绩", "實績"),
    "plan": ("plan", "planned", "target", "计划", "計劃", "计划值", "目标", "目標"),
    "budget": ("budget", "budgeted", "预算", "預算", "预算值"),
    "forecast": ("forecast", "forecasted", "fcst", "outlook", "预测", "預測", "预测值"),
}
"""By scenario, the words that cells have for it; capitals do not matter."""


@dataclass(frozen=True)
class Unit:
    """What an amount is counted in: units of `scale`, of a currency where it is money."""

    scale: Decimal = Decimal(1)
    currency: str | None = None


@lru_cache(maxsize=10_000)  # the headings of the packs are folded for every sheet
def fold(text: str) -> str:
    """A heading as matching sees it: width, case, spaces and punctuation make no difference."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def unit(text: str) -> Unit | None:
    """The unit that `text` is wholly made of (“K RMB”, “千台”, “thousand units”, “USD”), or None."""
    scale, currency = Decimal(1), None
    tokens = _tokens(unicodedata.normalize("NFKC", text).casefold())
    for token in tokens or ("?",):
        if token in _SCALES:
            scale *= _SCALES[token]
        elif found := currencies.meant(token):
            currency = found
        elif token not in _PIECES:
            return None
    return Unit(scale, currency)


def without_unit(heading: str) -> tuple[str, Unit]:
    """A heading apart from the unit at its end, in brackets or not: (“AMT”, thousands of CNY) for “AMT (K RMB)”."""
    plain = unicodedata.normalize("NFKC", heading).strip()
    if bracketed := re.fullmatch(r"(.+?)\s*[(\[【](.*)[)\]】]\s*", plain):
        return (bracketed[1], unit(bracketed[2]) or Unit())
    words = re.split(r"[\s_,/]+", plain)
    for count in range(1, len(words)):
        if found := unit(" ".join(words[count:])):
            return " ".join(words[:count]), found
    return plain, Unit()


def _tokens(text: str) -> tuple[str, ...]:
    """Words and signs; Chinese characters are taken apart where together they are no word of a unit."""
    tokens: list[str] = []
    for word in re.findall(r"[a-z]*\$|[€£¥]|[a-z]+|\d+s?|[一-鿿]+", text):
        known = word in _SCALES or word in _PIECES or word in currencies.WORDS
        tokens += (
            [word]
            if known or word.isascii()
            else re.findall("百万|人民币|美元|美金|欧元|英镑|日元|港元|港币|新台币|单位|.", word)
        )
    return tuple(tokens)


def currency(text: str) -> str | None:
    """The ISO code of the currency that `text` names, or None."""
    return currencies.meant(unicodedata.normalize("NFKC", text).strip().casefold())
