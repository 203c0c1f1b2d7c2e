"""Figures that stand together in a block: thousands or millions that the caption names, and shares that add up as printed."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from babel.numbers import get_currency_name, get_currency_symbol

from rapport.core.money import exact, round_together, rounded
from rapport.core.pack import Lang
from rapport.core.question import Number as Amount
from rapport.core.scales import Scale
from rapport.reports.blocks import Number
from rapport.reports.words import TABLES, filled

_SIZES = {1: "one", 10**3: "thousand", 10**6: "million"}


def shown(scale: Scale, number: Number) -> Number:
    """The figure as a chart prints it; a count that is not in thousands as it is."""
    hundredths = 2 if number.unit in ("percent", "points") else 0
    is_count = number.unit == "units" and scale.divisor == 1
    return replace(number, scale=scale.divisor, decimals=None if is_count else scale.decimals - hundredths)


def words(scale: Scale, unit: str, currency: str | None, lang: Lang) -> str:
    """The scale in words for a caption."""
    if unit == "percent":
        return TABLES["percent"](lang)
    size = _SIZES[scale.divisor]
    if unit != "money" or not currency:
        return TABLES[size](lang)
    symbol = get_currency_symbol(currency, locale="en") if lang == "en" else get_currency_name(currency, locale="zh_Hans")
    return filled(TABLES[f"money_{size}"], lang, symbol=symbol)


def column(parts: Sequence[Amount | None], whole: Amount | None, digits: int) -> tuple[list[Decimal | None], Decimal | None]:
    """The amounts of a column and their total, as printed: rounded together, where they make up the total."""
    total = None if whole is None else rounded(whole, digits)
    known = [exact(part) for part in parts if part is not None]
    if total is None or not known or abs(sum(known) - exact(whole or 0)) * 2 >= Decimal(1).scaleb(-digits):
        return [None if part is None else rounded(part, digits) for part in parts], total
    printed = iter(round_together(known, total, digits))
    return [None if part is None else next(printed) for part in parts], total


def contributions(parts: Sequence[Amount | None], whole: Amount | None, base: Amount | None) -> Sequence[Amount | None]:
    """The changes as shares of `base`, in tenths of a point; those that make up the `whole` change add up to it as printed.

    None where there is no base above zero, or no change.
    """
    if base is None or whole is None or base <= 0:
        return [None] * len(parts)
    shares = [None if part is None else exact(part) / exact(base) for part in parts]
    known = [share for share in shares if share is not None]
    if len(known) < len(parts) or sum(map(exact, (part or 0 for part in parts))) != whole:
        return shares
    return round_together(known, rounded(exact(whole) / exact(base), 3), 3)
