"""Holds each claim against what `ask` and `explain` say, and says why a claim is not true."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from bench.checker import explained, shapes
from bench.checker.across import Across
from bench.checker.bands import AT_RISK, Bands
from bench.checker.claims import Claim
from bench.checker.comparing import Wrong, close, scale_of, wrong_figure, wrong_unit
from bench.checker.figures import Printed
from bench.checker.shapes import WATCH
from bench.checker.truth import Places, Truth, month_after, number
from bench.checker.words import Words

MOST = 12
STEPS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Judge:
    """Judges the claims of one text."""

    truth: Truth
    words: Words

    def wrong(self, claim: Claim) -> Wrong:
        """Why a claim is not true; None where it is."""
        return self._judges[claim.about.part](claim)

    @cached_property
    def _judges(self) -> Mapping[str, Callable[[Claim], Wrong]]:
        own = {
            "value": self._value, "base": self._value, "change": self._change, "delta": self._delta, "moved": self._delta,
            "contribution": self._contribution, "tag": self._tag, "trend": self._trend, "line": self._line,
            "state": self._state, "against": self._against,
        }  # fmt: skip
        return {
            **own,
            **Bands(self.truth).judges(),
            **Across(self.truth).judges(),
            **explained.judges(self.truth),
            **shapes.judges(self.truth, self.words),
        }

    def _figure(self, claim: Claim) -> Mapping[str, Any]:
        about = claim.about
        if about.place is None:
            return self.truth.figure(about.kpi, about.vs, about.period)
        return next((row for found in self._places(claim) if (row := found.row(about.place)) is not None), {})

    def _places(self, claim: Claim) -> Iterator[Places]:
        place = claim.about.place
        for found in self.truth.places(claim.about.kpi, claim.about.vs, claim.section):
            if place is None or found.row(place) is not None:
                yield found

    def _value(self, claim: Claim) -> Wrong:
        figure, kpi = self._figure(claim), self.truth.kpi(claim.about.kpi)
        exact = number(figure.get(claim.about.part))
        return wrong_figure(claim, exact, kpi.unit, figure.get("currency"), together=claim.context == "total")

    def _change(self, claim: Claim) -> Wrong:
        figure, kpi = self._figure(claim), self.truth.kpi(claim.about.kpi)
        share = self.truth.share(figure)
        if kpi.unit in ("percent", "weeks", "days", "ratio") or share is None:
            exact = number(figure.get("delta"))
            if exact is None and claim.about.place is not None:
                exact = next((found.delta(figure) for found in self._places(claim)), None)
            return wrong_figure(claim, exact, "points" if kpi.unit == "percent" else kpi.unit, figure.get("currency"))
        return wrong_figure(claim, share, "percent", None)

    def _delta(self, claim: Claim) -> Wrong:
        kpi = self.truth.kpi(claim.about.kpi)
        unit = "points" if kpi.unit == "percent" else kpi.unit
        found = next(self._places(claim), None)
        if claim.about.place is None:
            figure = self.truth.figure(claim.about.kpi, claim.about.vs)
            return wrong_figure(
                claim, number(figure.get("delta")), unit, figure.get("currency"), together=claim.context == "total"
            )
        if found is None:
            return f"no such place: {claim.about.place}"
        row = found.row(claim.about.place)
        return wrong_figure(claim, found.delta(row or {}), unit, (row or {}).get("currency"), together=claim.context == "total")

    def _contribution(self, claim: Claim) -> Wrong:
        whole = self.truth.figure(claim.about.kpi, claim.about.vs)
        base, figure = number(whole.get("base")), self._figure(claim)
        found = next(self._places(claim), None)
        delta = number(figure.get("delta")) if claim.about.place is None or found is None else found.delta(figure)
        exact = None if base is None or base <= 0 or delta is None or whole.get("delta") is None else delta / base
        return wrong_figure(claim, exact, "points", None, together=claim.context == "total")

    def _tag(self, claim: Claim) -> Wrong:
        place = claim.about.place
        found = next(self._places(claim), None)
        if place is None or found is None:
            return f"no such place: {place}"
        true, row = found.tag(place), found.row(place) or {}
        in_table = "/" in claim.where
        if in_table and not true:
            true = "new" if row.get("base") is None else "lost" if row.get("value") is None else ""
        return None if claim.said == true else f"says “{claim.said}” of {place}; it is “{true}”"

    def _trend(self, claim: Claim) -> Wrong:
        exact = self.truth.in_month(claim.about.kpi, claim.about.period, claim.about.vs)
        if claim.said is None or exact is None:
            return None if claim.said is None and exact is None else f"says {claim.text}; it is {exact}"
        scale, _, _ = scale_of(str(claim.context), self.words.lang)
        assert isinstance(claim.said, Printed)
        unit = self.truth.kpi(claim.about.kpi).unit
        if scale == 1 and unit != "money":
            return wrong_unit(claim, unit, None) or close(claim.said, exact)
        if claim.said.unit != "plain" and scale != 1:
            return f"says {claim.text} in a column of {claim.context}"
        return close(claim.said, exact / scale)

    def _line(self, claim: Claim) -> Wrong:
        last = [
            self.truth.in_month(claim.about.kpi, month_after(self.truth.month, -back), "actual") for back in range(11, -1, -1)
        ]
        known = [float(value) for value in last if value is not None]
        drawn = ""
        if len(known) > 1:
            low, spread = min(known), (max(known) - min(known)) or 1
            drawn = "".join(" " if v is None else STEPS[round((float(v) - low) / spread * 7)] for v in last)
        return None if claim.said == drawn else f"draws {claim.said}; it is {drawn}"

    def _state(self, claim: Claim) -> Wrong:
        kpi, vs = self.truth.kpi(claim.about.kpi), claim.about.vs
        far = Bands(self.truth).distance(kpi.key)
        if far is not None:
            return self._wrong_state(claim, "at_risk" if far <= -1 else "watch" if far < 0 else "on_track")
        figure, is_percent = self.truth.figure(kpi.key, vs), kpi.unit == "percent"
        change = number(figure.get("delta")) if is_percent else self.truth.share(figure)
        behind = -(change or Decimal(0)) * (-1 if kpi.better == "lower" else 1)
        state = "at_risk" if behind >= AT_RISK[is_percent] else "watch" if behind >= WATCH[is_percent] else "on_track"
        return self._wrong_state(claim, state)

    def _wrong_state(self, claim: Claim, state: str) -> Wrong:
        true = ("◆" if state == "at_risk" else "●", state)
        return None if claim.said == true else f"says {claim.said}; it is {true}"

    def _against(self, claim: Claim) -> Wrong:
        known = (vs for vs in ("plan", "prior_year") if self.truth.judges(claim.about.kpi, vs))
        true = "band" if self.truth.kpi(claim.about.kpi).band else next(known, None)
        return None if claim.said == true else f"is held against {claim.said}, not {true}"
