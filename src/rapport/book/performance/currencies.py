"""Currencies by their codes: which there are, and which the home has rates of."""

from rapport.book.performance.worlds import known_rates
from rapport.core.currencies import like
from rapport.core.refusals import Refused

MOST = 8
"""So many of those with rates are named; the others are counted."""


def currency(code: str) -> str:
    """The ISO code of a currency; refuses what is none, with the nearest that are, and with those the home has rates of."""
    from babel.numbers import list_currencies

    if code.upper() in list_currencies():
        return code.upper()
    rated = sorted({each for _, base, quote, *_ in known_rates() for each in (base, quote)})
    near = like(code, rated)
    said = f"unknown currency “{code}”; nearest: {', '.join(near)}" if near else f"“{code}” is no currency; write its ISO code"
    more = f" and {len(rated) - MOST} more" if len(rated) > MOST else ""
    known = f"this home has rates of {', '.join(rated[:MOST])}{more}" if rated else "this home has no rates yet"
    raise Refused(f"{said}; {known}")
