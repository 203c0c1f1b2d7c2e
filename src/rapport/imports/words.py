"""Headings as words: folded for matching, and the units that stand in them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rapport.core import currencies
from rapport.imports import signs

_SCALES = {
    "k": 1_000, "ths": 1_000, "thousand": 1_000, "thousands": 1_000, "tsd": 1_000, "tausend": 1_000, "千": 1_000,
    "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "mln": 1_000_000, "mm": 1_000_000, "million": 1_000_000,
    "millions": 1_000_000, "百万": 1_000_000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000,
    "bn": 1_000_000_000, "billion": 1_000_000_000, "mrd": 1_000_000_000,
}  # fmt: skip
_BEFORE_MONEY, _AFTER_MONEY = {"t": 1_000}, {"b": 1_000_000_000}
"""Letters that are a scale only beside a currency: “TEUR” and “$B”."""
_PIECES = {"unit", "units", "pc", "pcs", "pieces", "qty", "in", "of", "台", "个", "套", "件", "部", "单位"}
_SEVERAL = ("$", "¥")
"""Signs that several currencies have."""
_UNLIKE = re.compile("^(?:usd|eur|gbp|chf|jpy|cny|rmb|hkd)|(?:usd|eur|gbp|chf|jpy|cny|rmb|hkd)$")
"""Currencies by whose letters no short word begins or ends."""

SCENARIOS: Mapping[str, tuple[str, ...]] = {
    "actual": ("actual", "actuals", "act", "实际", "实际值", "實際", "实绩", "實績"),
    "plan": ("plan", "planned", "target", "计划", "計劃", "计划值", "目标", "目標"),
    "budget": ("budget", "budgeted", "预算", "預算", "预算值"),
    "forecast": ("forecast", "forecasted", "fcst", "outlook", "预测", "預測", "预测值"),
}
"""By scenario, the words that cells have for it; capitals do not matter."""


@dataclass(frozen=True)
class Unit:
    """What an amount is counted in: units of `scale`, of a currency where it is money.

    `sign`: that of several currencies, where it stands for one. `unread`: what speaks of money or of a scale and is not
    understood.
    """

    scale: Decimal = Decimal(1)
    currency: str | None = None
    sign: str | None = None
    unread: str | None = None


@lru_cache(maxsize=10_000)  # the headings of the packs are folded for every sheet
def fold(text: str) -> str:
    """A heading as matching sees it: width, case, spaces and punctuation make no difference."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def unit(text: str) -> Unit | None:
    """The unit that `text` is wholly made of (“K RMB”, “千台”, “thousand units”, “USD”, “TEUR”), or None."""
    scale, named, shown = Decimal(1), set[str](), set[str]()
    tokens = _tokens(text)
    for before, token, after in zip(("", *tokens), tokens, (*tokens[1:], ""), strict=False):
        if times := _scale(token, before, after):
            scale *= times
        elif token in _SEVERAL:
            shown.add(token)
        elif code := currencies.meant(token):
            named.add(code)
        elif token not in _PIECES:
            return None
    if not tokens or len(named) > 1 or len(shown) > 1 or any(code not in signs.meant(sign) for code in named for sign in shown):
        return None
    return Unit(scale, *named) if named else Unit(scale, None, *shown)


def without_unit(heading: str) -> tuple[str, Unit]:
    """A heading apart from the unit at its end, in brackets or not: (“AMT”, thousands of CNY) for “AMT (K RMB)”."""
    plain = unicodedata.normalize("NFKC", heading).strip()
    if bracketed := re.fullmatch(r"(.+?)\s*[(\[【](.*)[)\]】]\s*", plain):
        return (bracketed[1], unit(bracketed[2]) or _remarked(bracketed[2]))
    words = re.split(r"[\s_,/]+", plain)
    for count in range(1, len(words)):
        if found := unit(" ".join(words[count:])):
            return " ".join(words[:count]), found
    return plain, Unit()


def _remarked(text: str) -> Unit:
    """The unit in brackets that hold remarks besides: “net, kEUR”."""
    parts = [part for part in re.split(r"[()\[\]【】;；、]|(?<!\d),|,(?!\d)", text) if part.strip()]
    remarks = [part for part in parts if not unit(part)]
    told = [part for part in parts if part not in remarks]
    found = unit(" ".join(told)) if told else Unit()
    return Unit(unread=text.strip()) if found is None or any(map(_counts, remarks)) else found


def _counts(text: str) -> bool:
    """Whether a text holds a word or sign of money or of a scale, be it with a letter or two too many: “xEUR”."""
    return any(
        _scale(token, "", "")
        or token in _BEFORE_MONEY
        or _is_money(token)
        or token.endswith("$")
        or (len(token) <= 5 and _UNLIKE.search(token))
        for token in _tokens(text)
    )


def _scale(token: str, before: str, after: str) -> int | None:
    """How many pieces a word of a scale is, between these words; None for another word."""
    digits = re.sub(r"[.,'’]", "", token.removesuffix("s"))
    if re.fullmatch(r"10{3,}|(?:000)+", digits):
        return int(10 ** digits.count("0"))
    beside = (_BEFORE_MONEY if _is_money(after) else {}) | (_AFTER_MONEY if _is_money(before) else {})
    return _SCALES.get(token, beside.get(token))


def _is_money(token: str) -> bool:
    return token in _SEVERAL or token in currencies.WORDS or token.upper() in currencies.current()


def _tokens(text: str) -> tuple[str, ...]:
    """Words, numbers and signs in small letters; a scale and a currency that are one word are taken apart.

    Chinese characters are taken apart where together they are no word of a unit.
    """
    tokens: list[str] = []
    folded = unicodedata.normalize("NFKC", text).casefold()
    for word in re.findall(r"[a-z]*\$|[€£¥]|\d+(?:[.,'’]\d{3})+|[a-z\d]+|[一-鿿]+", folded):
        known = word in _SCALES or word in _PIECES or word in currencies.WORDS
        if not known and word[0] >= "一":
            tokens += re.findall("百万|人民币|美元|美金|欧元|英镑|日元|港元|港币|新台币|单位|.", word)
        else:
            tokens += [word] if known else _apart(word)
    return tuple(tokens)


def _apart(word: str) -> tuple[str, ...]:
    """The scale and the currency that a word is made of (“TEUR”, “EURk”, “k$”), else the word."""
    parts = [(word[:place], word[place:]) for place in range(1, len(word))]
    for first, second in parts if not currencies.meant(word) else ():
        if (_is_money(second) and _scale(first, "", second)) or (_is_money(first) and _scale(second, first, "")):
            return first, second
    return (word,)


def currency(text: str) -> str | None:
    """The ISO code of the currency that `text` names, or None."""
    return currencies.meant(unicodedata.normalize("NFKC", text).strip().casefold())
