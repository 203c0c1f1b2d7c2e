"""Figures that stand together: the scale they share, and how they are rounded so that they add up as printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapport.core.money import exact, minor_digits, round_together, rounded

_DIGITS = {"units": 0, "percent": 3, "points": 3, "weeks": 1, "days": 0, "ratio": 2}
"""Decimals of the values as stored; money has those of its currency."""


@dataclass(frozen=True)
class Scale:
    """What figures are divided by, and how many decimals remain."""

    divisor: int
    decimals: int

    @property
    def step(self) -> Decimal:
        """The smallest difference that is printed."""
        return self.divisor * Decimal(1).scaleb(-self.decimals)

    def rounded(self, value: Decimal | float) -> Decimal:
        """The value that is printed, in its own unit."""
        return rounded(exact(value) / self.divisor, self.decimals) * self.divisor

    def rounded_together(self, parts: Sequence[Decimal], whole: Decimal) -> list[Decimal]:
        """The parts as they are printed, which add up to `whole` as it is printed."""
        shown = round_together([part / self.divisor for part in parts], whole / self.divisor, self.decimals)
        return [part * self.divisor for part in shown]


def fitting(values: Iterable[Decimal | float | None], unit: str, currency: str | None) -> Scale:
    """The scale in which the largest of the values has three to five digits."""
    largest = max((abs(exact(value)) for value in values if value is not None), default=Decimal(0))
    if largest >= 10**6:
        return Scale(10**6, 1 if largest >= 10**8 else 2)
    if largest >= 10**4:
        return Scale(10**3, 1)
    return Scale(1, minor_digits(currency) if unit == "money" else _DIGITS[unit])
