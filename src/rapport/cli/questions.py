"""From the words of a command line to a question: names of dimensions, filters, times."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from rapport.cli.options import day
from rapport.core.pack import Trade
from rapport.core.periods import GRAINS
from rapport.core.question import Filter
from rapport.core.refusals import Refused

UNTRADED = (*GRAINS, "currency", "sender")
"""What every home can be asked by, whatever its trade."""

REPORTED = "reported"
"""Instead of a currency: each amount in the one that it was reported in."""

_PIECE = re.compile(r'(?:"[^"]*"|[^",])+')


def field(name: str, trade: Trade) -> str:
    """The key of a dimension, attribute or time; refuses an unknown one with the nearest right words."""
    return trade.field(name, UNTRADED)


def filters(texts: Sequence[str], trade: Trade) -> tuple[Filter, ...]:
    """The filters of `--where`: country=CN,HK means either, country=CN,channel=D1 both; a comma inside "…" is text.

    A piece whose word before “=” names no dimension is one more value of the dimension before it, so values may hold “=”.
    """
    kept: dict[str, list[int | str]] = {}
    for text in texts:
        current = None
        for piece in _PIECE.findall(text):
            name, sign, value = piece.replace('"', "").strip().partition("=")
            if current is None or (sign and _is_field(name.strip(), trade)):
                if not (sign and value.strip()):
                    raise Refused(f"--where “{text}” should read dimension=value, as in country=CN")
                current = field(name.strip(), trade)
                kept.setdefault(current, []).append(value.strip())
            else:
                kept[current].append(f"{name}{sign}{value}".strip())
    return tuple(Filter(key, frozenset(values)) for key, values in kept.items())


def _is_field(name: str, trade: Trade) -> bool:
    try:
        field(name, trade)
    except Refused:
        return False
    return True


def currency(code: str | None, otherwise: str | None = None) -> str | None:
    """The currency of that ISO code, or `otherwise` where none is given; None for “reported”. Refuses what is no currency."""
    if code is None or code.lower() == REPORTED:
        return None if code else otherwise
    from rapport.book.performance import currencies

    return currencies.currency(code)


def base_as_of(text: str | None) -> date | Literal["first"] | None:
    """What `--base-as-of` says: a day, or the word “first”."""
    if text == "first":
        return "first"
    return None if text is None else day(text)
