"""Currencies by their codes and names: which there are, which one a word means, and which are most like a word."""

from collections.abc import Iterable, Mapping
from functools import cache

from babel.core import get_global
from babel.numbers import get_currency_name

from rapport.core.money import quote_order
from rapport.core.refusals import nearest

WORDS: Mapping[str, str] = {
    "rmb": "CNY", "yuan": "CNY", "元": "CNY", "人民币": "CNY",
    "us$": "USD", "usd$": "USD", "美元": "USD", "美金": "USD",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "£": "GBP", "英镑": "GBP", "日元": "JPY",
    "hk$": "HKD", "港元": "HKD", "港币": "HKD", "nt$": "TWD", "新台币": "TWD",
}  # fmt: skip
"""What sheets write for a currency beside its code, in small letters."""
_SPOKEN = {"renminbi": "CNY", "sterling": "GBP", "yen": "JPY"}
"""What people say of one, and no list of names has."""


@cache
def codes() -> frozenset[str]:
    """The ISO 4217 codes of all currencies, but those that are words first, and those of no currency and of tests."""
    return frozenset(get_global("all_currencies")) - {"ALL", "TOP", "CUP", "MOP"} - {"XXX", "XTS"}


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 code."""
    return code in codes()


def meant(word: str) -> str | None:
    """The ISO code of the currency that a word in small letters names, or None."""
    return WORDS.get(word) or (word.upper() if word.upper() in codes() else None)


def like(word: str, first: Iterable[str] = ()) -> list[str]:
    """The codes of the currencies of today most like `word`, best first; only the one that it names, where it names one.

    Of equally near ones those of the same letters come first, then those of `first`, then those that are traded most.
    """
    said, preferred = word.strip().casefold(), set(first)
    names = _names()
    if said in names:
        return [names[said]]
    order = sorted(
        current(), key=lambda code: (sorted(code.casefold()) != sorted(said), code not in preferred, quote_order(code))
    )
    if len(said) == 3 and said.isascii():
        return nearest(word, order)
    named = {name: code for code in order for name in (code, *(name for name, meant in names.items() if meant == code))}
    return list(dict.fromkeys(named[name] for name in nearest(word, named)))


@cache
def current() -> frozenset[str]:
    """The codes of currencies that are legal tender somewhere today, as far as they are known here."""
    tenders = (tender for told in get_global("territory_currencies").values() for tender in told)
    return frozenset(code for code, _, until, is_tender in tenders if is_tender and until is None) & codes()


@cache
def _names() -> Mapping[str, str]:
    """By name, in English and Chinese and in small letters: the code of the currency of today."""
    ways = ((1, "en"), (2, "en"), (None, "zh_Hans"))
    full = {get_currency_name(code, count, lang).casefold(): code for code in current() for count, lang in ways}
    return {**full, **WORDS, **_SPOKEN}
