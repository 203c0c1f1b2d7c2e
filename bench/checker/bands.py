"""A KPI against its band, recomputed from the pack's limits and what `ask` says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bench.checker.claims import Claim
from bench.checker.comparing import Wrong, wrong_figure
from bench.checker.truth import Truth, number

AT_RISK = (Decimal("0.05"), Decimal("0.02"))
"""How far behind its base or beyond its limit is at risk: as a share of these, a percentage in points; as the texts say."""


@dataclass(frozen=True)
class Bands:
    """Judges what is said of bands."""

    truth: Truth

    def beyond(self, kpi: str, figure: Mapping[str, Any] | None = None) -> Decimal:
        """How far above its band a figure, that of the month unless told, lies as it is printed, below zero: under it."""
        one, value = self.truth.kpi(kpi), number((figure or self.truth.figure(kpi)).get("value"))
        if one.band is None or value is None:
            return Decimal(0)
        digits = one.decimals + 2 * (one.unit == "percent")
        shown = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        low, high = one.band
        return shown - high if shown > high else shown - low if shown < low else Decimal(0)

    def distance(self, kpi: str, figure: Mapping[str, Any] | None = None) -> Decimal | None:
        """How far outside its band it lies, below zero, in units of what puts it at risk; None where there is no figure."""
        one, beyond = self.truth.kpi(kpi), self.beyond(kpi, figure)
        if one.band is None or (figure or self.truth.figure(kpi)).get("value") is None:
            return None
        is_percent, limit = one.unit == "percent", one.band[beyond > 0]
        return -abs(beyond) / AT_RISK[is_percent] / (1 if is_percent else abs(limit) or 1)

    def judges(self) -> Mapping[str, Callable[[Claim], Wrong]]:
        """The judges of a limit, and of how far outside a figure lies."""
        return {"low": self._limit, "high": self._limit, "outside": self._outside}

    def _limit(self, claim: Claim) -> Wrong:
        one = self.truth.kpi(claim.about.kpi)
        if one.band is None:
            return "has no band"
        unit = "ratio" if one.unit in ("weeks", "days") else one.unit
        return wrong_figure(claim, one.band[claim.about.part == "high"], unit, self._currency(claim))

    def _outside(self, claim: Claim) -> Wrong:
        """How far, and in a sentence (`context`: 1 above, -1 below) on which side."""
        beyond, unit = self.beyond(claim.about.kpi), self.truth.kpi(claim.about.kpi).unit
        exact = beyond * claim.context if isinstance(claim.context, int) else beyond
        if exact <= 0 and isinstance(claim.context, int):
            return f"says {claim.text}; it is {beyond:f} outside"
        return wrong_figure(claim, exact or None, "points" if unit == "percent" else unit, self._currency(claim))

    def _currency(self, claim: Claim) -> str | None:
        return self.truth.figure(claim.about.kpi).get("currency")
