"""Judges the tables that set the KPIs of a section side by side by place, and what is said of the places outside a band."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bench.checker.bands import Bands
from bench.checker.claims import Claim
from bench.checker.comparing import Wrong, wrong_figure
from bench.checker.figures import Printed
from bench.checker.truth import Places, Truth, number

MOST, NAMED = 12, 3


@dataclass(frozen=True)
class Across:
    """Judges them by what `ask` says of all KPIs of a section in each place."""

    truth: Truth

    def judges(self) -> Mapping[str, Callable[[Claim], Wrong]]:
        """The judges of a cell and of wholes."""
        return {
            "across": self._cell, "across fields": self._fields, "across heads": self._heads, "across rows": self._rows,
            "across sums": self._sums, "outside in": self._outside,
        }  # fmt: skip

    def _found(self, claim: Claim) -> Mapping[str, Any]:
        section = self.truth.section(claim.section)
        none = {"fields": (), "kpis": (), "lead": "", "rows": ()}
        return self.truth.dossier["across"].get(section.key, none) if section else none

    def _figures(self, claim: Claim, kpi: str) -> Mapping[str, Mapping[str, Any]]:
        """What there is of a KPI in each place."""
        return {name or "": row[kpi] for name, row in self._found(claim)["rows"] if kpi in row}

    def _cell(self, claim: Claim) -> Wrong:
        kpi, place = claim.about.kpi, claim.about.place
        if kpi not in self._found(claim)["kpis"]:
            return "does not stand beside others"
        figure = self.truth.figure(kpi) if place is None else self._figures(claim, kpi).get(place, {})
        exact, unit = number(figure.get("value")), self.truth.kpi(kpi).unit
        return wrong_figure(claim, exact, unit, figure.get("currency"), together=bool(claim.context))

    def _fields(self, claim: Claim) -> Wrong:
        true = tuple(self._found(claim)["fields"])
        return None if claim.said == (true, true) and true else f"says {claim.said}; it is {true}"

    def _heads(self, claim: Claim) -> Wrong:
        true = tuple(self._found(claim)["kpis"])
        return None if claim.said == true else f"says {claim.said}; it is {true}"

    def _rows(self, claim: Claim) -> Wrong:
        """Each place once, the largest first, and all of them at the end."""
        found = self._found(claim)
        sizes = {name: number(figure["value"]) or Decimal(0) for name, figure in self._figures(claim, found["lead"]).items()}
        said = [str(name) for name in claim.said] if isinstance(claim.said, tuple) else []
        true = sorted(sizes.values(), reverse=True)[:MOST]
        is_right = len(set(said)) == len(said) and [sizes.get(name) for name in said] == true and claim.context
        return None if is_right else f"names {said}; they are {sizes}"

    def _sums(self, claim: Claim) -> Wrong:
        """That what adds up adds up as it is printed, where all places are shown."""
        kpi, said = claim.about.kpi, claim.said if isinstance(claim.said, tuple) else ()
        *parts, total = [one.value if isinstance(one, Printed) else Decimal(0) for one in said]
        figures, whole = self._figures(claim, kpi), number(self.truth.figure(kpi).get("value"))
        exact = sum((number(figure["value"]) or Decimal(0) for figure in figures.values()), Decimal(0))
        if not figures or not self.truth.is_amount(kpi) or len(figures) > MOST or exact != whole or sum(parts) == total:
            return None
        return f"rows come to {sum(parts):f}, not {total:f}"

    def _outside(self, claim: Claim) -> Wrong:
        """That the places named lie outside a KPI's band so far that it is at risk, the farthest first."""
        kpi, bands = claim.about.kpi, Bands(self.truth)
        figures = self._figures(claim, kpi) if kpi in self._found(claim)["kpis"] else {}
        places = Places(self.truth, kpi, self._found(claim)["fields"], list(figures.items()))
        far = {
            name: distance
            for name, figure in figures.items()
            if (distance := bands.distance(kpi, figure)) is not None
            and "low base" not in figure["notes"]
            and not places.silent(figure, name, base=False)
        }
        said = list(claim.said) if isinstance(claim.said, tuple) else []
        true = sorted(distance for distance in far.values() if distance <= -1)[:NAMED]
        return None if said and [far.get(str(name)) for name in said] == true else f"names {said}; they are {far}"
