"""Money: how many digits a currency prints, parts that print to their whole, and which way round a rate is quoted."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal


def minor_digits(currency: str | None) -> int:
    """How many decimals amounts of `currency` print: 2 for USD, 0 for JPY, 2 where no currency is named."""
    from babel.numbers import get_currency_precision  # `--help` prints no amount

    return get_currency_precision(currency) if currency else 2


QUOTED_FIRST = ("EUR", "GBP", "AUD", "NZD", "USD", "CAD", "CHF", "JPY")
"""Of two currencies the market prices one unit of that which stands first here; of two others, that of the alphabet."""


GUARD = 9
"""So many digits more than are printed are right in any figure that was computed with floats."""

_ROOMY = Context(prec=60)

FEW_DAYS = 15
"""A month's rate that is the mean of fewer days is named where it is used."""


def quote_order(currency: str) -> tuple[int, str]:
    """The place of a currency in the market's order: of two, one unit of the first is priced in the second."""
    return (QUOTED_FIRST.index(currency) if currency in QUOTED_FIRST else len(QUOTED_FIRST), currency)


def exact(value: Decimal | float) -> Decimal:
    """`value` as a decimal; a float by its shortest text, so that 0.1 is one tenth."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def rounded(value: Decimal | float, digits: int) -> Decimal:
    """`value` as printed with `digits` decimals: halves away from zero, never a negative zero.

    What floats lose is less than a billionth of what is printed: a half that lacks no more than that is one.
    """
    return _at(_at(exact(value), digits + GUARD), digits) + 0


def _at(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _ROOMY)


def round_together(parts: Sequence[Decimal | float], whole: Decimal, digits: int) -> list[Decimal]:
    """Round `parts` to `digits` decimals so that they add up to `whole`, which is printed with as many.

    Largest remainder: all are rounded down, then the units still missing go to those that lost most, ties by order. Where
    `whole` was itself rounded away from the sum, the surplus or lack is spread in the same order. ValueError where `whole`
    has more digits, or is not zero and there are no parts.
    """
    unit = Decimal(1).scaleb(-digits)
    values = [exact(part) for part in parts]
    floors = [value.quantize(unit, ROUND_FLOOR) for value in values]
    missing = (whole - sum(floors, Decimal(0))) / unit
    if missing != int(missing) or (missing and not parts):
        raise ValueError(f"{len(parts)} parts cannot print as {whole} with {digits} digits")
    every, some = divmod(int(missing), len(parts) or 1)
    by_loss = sorted(range(len(parts)), key=lambda i: floors[i] - values[i])
    raised = frozenset(by_loss[:some])
    return [floor + unit * (every + (i in raised)) for i, floor in enumerate(floors)]
