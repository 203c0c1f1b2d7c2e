"""Currencies by their codes: which there are, and which the home has rates of."""

from rapport.book.performance.worlds import known_rates
from rapport.core.refusals import Refused, nearest


def currency(code: str) -> str:
    """The ISO code of a currency; refuses what is none, with the nearest of those that the home has rates of."""
    from babel.numbers import list_currencies

    if code.upper() in list_currencies():
        return code.upper()
    known = sorted({rated for _, base, quote, *_ in known_rates() for rated in (base, quote)})
    if near := nearest(code, known):
        raise Refused(f"unknown currency “{code}”; nearest: {', '.join(near)}")
    raise Refused(f"“{code}” is no currency; write its ISO code, as in {', '.join(known[:3] or ['USD', 'EUR', 'CNY'])}")
