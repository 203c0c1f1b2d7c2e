"""Which way round a rate is quoted, as a heading, a cell or a title says it: “USD per EUR”, “EUR/USD”, “per 100 JPY”."""

import re
import unicodedata
from dataclasses import dataclass

from rapport.core.currencies import is_currency
from rapport.imports import words

_CODE = r"(?<![A-Za-z])([A-Za-z]{3}|[^\W\d_]{1,4}元|人民币|英镑|[€£]|[A-Za-z]{2}\$)(?![A-Za-z])"
_FORMS = (
    (rf"(?:{_CODE}\s+)?per\s+(\d+)?\s*{_CODE}", (3, 1, 2)),
    (rf"{_CODE}\s+per\s+(?:1\s+)?(?:unit|foreign|local)", (None, 1, None)),
    (rf"每\s*(\d+)?\s*{_CODE}", (2, None, 1)),
    (rf"(?:(\d+)\s*)?{_CODE}\s*(?:/|→|->|to|in|兑|对)\s*{_CODE}", (2, 3, 1)),
)
"""Patterns, and in which of their groups the base, the quote and the number of base units stand."""


@dataclass(frozen=True)
class Pair:
    """`units` of `base` are priced in `quote`; None where a text does not say it."""

    base: str | None
    quote: str | None
    units: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether it says both currencies."""
        return self.base is not None and self.quote is not None


def pair(text: str) -> Pair | None:
    """What `text` says of the direction of a rate, or None.

    “USD per EUR” and the market's “EUR/USD” say the same: what one euro is worth in dollars; “per EUR” leaves open in what.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"[A-Z]{6}", plain) and is_currency(plain[:3]) and is_currency(plain[3:]):
        return Pair(plain[:3], plain[3:])
    for form, places in _FORMS:
        for match in re.finditer(form, plain, re.IGNORECASE):
            base, quote, units = (match[place] if place else None for place in places)
            found = Pair(base and words.currency(base), quote and words.currency(quote), int(units or 1))
            named = [code for said, code in ((base, found.base), (quote, found.quote)) if said]
            if named and all(named) and found.base != found.quote:
                return found
    return None


def is_pair(text: str) -> bool:
    """Whether `text` says both currencies of a rate."""
    found = pair(text)
    return found is not None and found.is_whole


KINDS = {"average": ("average", "avg", "mean", "actual", "平均", "实际"), "budget": ("budget", "plan", "预算", "计划")}


def kind(text: str) -> str | None:
    """The kind of rate that `text` has a word for: average or budget."""
    folded = words.fold(text)
    return next((key for key, known in KINDS.items() if any(word in folded for word in known)), None)
