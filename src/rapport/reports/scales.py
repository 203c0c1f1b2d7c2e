"""Figures that stand together: printed in the same thousands or millions, and rounded so that they add up as printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from babel.numbers import get_currency_name, get_currency_symbol

from rapport.core.money import exact, round_together, rounded
from rapport.core.pack import Lang
from rapport.core.question import Number as Amount
from rapport.reports.blocks import Number
from rapport.reports.words import TABLES, filled


@dataclass(frozen=True)
class Scale:
    """What figures are divided by and how many decimals remain; `words` say it in a caption."""

    divisor: int
    decimals: int
    words: str

    def shown(self, number: Number) -> Number:
        """The figure as a chart prints it."""
        return replace(number, scale=self.divisor, decimals=self.decimals)

    def rounded(self, value: Amount) -> Decimal:
        """The value that is printed, in its own unit."""
        return rounded(exact(value) / self.divisor, self.decimals) * self.divisor

    def rounded_together(self, parts: Sequence[Decimal], whole: Decimal) -> list[Decimal]:
        """The parts as they are printed, which add up to `whole` as it is printed."""
        shown = round_together([part / self.divisor for part in parts], whole / self.divisor, self.decimals)
        return [part * self.divisor for part in shown]


def fitting(values: Iterable[Amount | None], unit: str, currency: str | None, lang: Lang) -> Scale:
    """The scale in which the largest of the values has three to five digits."""
    largest = max((abs(exact(value)) for value in values if value is not None), default=Decimal(0))
    if largest >= 10**6:
        return Scale(10**6, 1 if largest >= 10**8 else 2, _words("million", unit, currency, lang))
    if largest >= 10**4:
        return Scale(10**3, 1, _words("thousand", unit, currency, lang))
    return Scale(1, 0 if unit == "units" else 2, _words("one", unit, currency, lang))


def _words(size: str, unit: str, currency: str | None, lang: Lang) -> str:
    if unit != "money" or not currency:
        return TABLES[size](lang)
    symbol = get_currency_symbol(currency, locale="en") if lang == "en" else get_currency_name(currency, locale="zh_Hans")
    return filled(TABLES[f"money_{size}"], lang, symbol=symbol)


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
