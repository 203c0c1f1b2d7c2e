"""A dossier as the checker asks it: the figure of a KPI over a period or in a place, the explanation of a movement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from rapport.core.pack import Document, Kpi, Section, Trade

Row = tuple[str, Mapping[str, Any]]


def number(value: object) -> Decimal | None:
    """A figure of a dossier, exact."""
    return None if value is None else Decimal(str(value))


def month_after(month: str, ahead: int) -> str:
    """The month so many months later."""
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + ahead
    return f"{index // 12}-{index % 12 + 1:02}"


@dataclass(frozen=True)
class Truth:
    """What was asked about an account's month."""

    dossier: Mapping[str, Any]
    trade: Trade

    @property
    def month(self) -> str:
        """The month, as 2026-10."""
        return str(self.dossier["month"])

    @property
    def document(self) -> Document:
        """The document that such an account gets."""
        return self.trade.documents[self.dossier["document"]]

    def section(self, place: int) -> Section | None:
        """The section of that number; None: the head."""
        return self.document.sections[place - 1] if 0 < place <= len(self.document.sections) else None

    def kpi(self, key: str) -> Kpi:
        """A KPI."""
        return self.trade.kpis[key]

    def figure(self, kpi: str, vs: str = "plan", period: str = "month") -> Mapping[str, Any]:
        """A figure of the month, of the year to date, or beside what was forecast of the month; empty where there is none."""
        if period == "said":
            return self.dossier["said"].get(kpi, {})
        answers = self.dossier["to_date" if period == "to_date" else "figures"]
        return answers.get("plan" if vs in ("", "band") else vs, {}).get(kpi, {})

    def has(self, kpi: str, vs: str, period: str = "month") -> bool:
        """Whether a figure can be held against that base."""
        return self.figure(kpi, vs, period).get("delta") is not None

    def judges(self, kpi: str, vs: str) -> bool:
        """Whether that base speaks of all that the month's figure counts: no account or country is without a plan."""
        return self.has(kpi, vs) and not any(" without plan: " in note for note in self.figure(kpi, vs).get("notes", ()))

    def is_known(self, kpi: str, period: str = "month") -> bool:
        """Whether there is a figure."""
        return self.figure(kpi, "plan", period).get("value") is not None

    def in_month(self, kpi: str, month: str, kind: str) -> Decimal | None:
        """What a KPI came to in a month, a year before it, or by its plan or forecast."""
        at = month_after(month, -12) if kind == "prior_year" else month
        answer = self.dossier["months"]["forecast" if kind == "forecast" else "plan"]
        found = answer.get(at, {}).get(kpi, {})
        return number(found.get("value" if kind in ("actual", "prior_year") else "base"))

    def is_covered(self, kpi: str) -> bool:
        """Whether all who were expected reported it, in the month and, where it has no band, in the prior year."""
        told = ("coverage",) if self.kpi(kpi).band else ("coverage", "base_coverage")
        sides = (self.figure(kpi, "prior_year").get(side) for side in told)
        return all(side is None or side[0] >= side[1] for side in sides)

    def share(self, figure: Mapping[str, Any]) -> Decimal | None:
        """A change as a share of its base, where that is above zero."""
        base, delta = number(figure.get("base")), number(figure.get("delta"))
        return None if base is None or delta is None or base <= 0 else delta / base

    def is_amount(self, kpi: str) -> bool:
        """Whether a KPI adds up over places."""
        return self.kpi(kpi).unit in ("units", "money") and not self.figure(kpi, "prior_year").get("is_quotient")

    def places(self, kpi: str, vs: str, section: int) -> Iterator["Places"]:
        """The places by which a section tells it; for the head of the document, those of each section that might."""
        own = self.section(section)
        for key, found in self.dossier["places"].items():
            where, of, against = key.split()
            if (of, against) == (kpi, vs) and (own is None or own.key == where):
                yield Places(self, kpi, tuple(found["fields"]), [(name, row) for name, row in found["rows"]])

    def explained(self, kpi: str, vs: str, section: int) -> Mapping[str, Any] | None:
        """The explanation that a section tells."""
        own = self.section(section)
        found = (each for each in self.dossier["explained"] if (each["kpi"], each["vs"]) == (kpi, vs))
        return next((each for each in found if own is None or own.key == each["section"]), None)


@dataclass(frozen=True)
class Places:
    """A KPI place by place, as asked."""

    truth: Truth
    kpi: str
    fields: Sequence[str]
    rows: Sequence[Row]

    def row(self, name: str) -> Mapping[str, Any] | None:
        """The figure of a place."""
        found = (row for known, row in self.rows if (known or "") == name)
        return next(found, None)

    def delta(self, row: Mapping[str, Any]) -> Decimal | None:
        """A change; of an amount that stands on one side alone, all of it, where nothing was reported on the other."""
        value, base, delta = (number(row.get(part)) for part in ("value", "base", "delta"))
        if delta is not None or not self.truth.is_amount(self.kpi):
            return delta
        why = next((note[6:] for note in row["notes"] if note.startswith("base: ")), "no base")
        if base is None and value is not None and why == "not reported":
            return value
        if value is None and base is not None and row["why"] == "not reported":
            return -base
        return None

    @cached_property
    def moved(self) -> list[tuple[str, Decimal]]:
        """The places by how far they moved, the farthest first."""
        known = [(name, self.delta(row) or Decimal(0)) for name, row in self.rows]
        return sorted(known, key=lambda one: -abs(one[1]))

    def silent(self, row: Mapping[str, Any], name: str, *, base: bool) -> bool:
        """Whether somebody who was expected to report this place has not, this time or in the base."""
        coverage = row["base_coverage" if base else "coverage"]
        if not coverage or coverage[0] >= coverage[1]:
            return False
        said = [note.removeprefix("base: ") for note in row["notes"] if note.startswith("base: ") == base]
        late = [note.partition("no facts of ")[2].rpartition(" for ")[0] for note in said if "no facts of " in note]
        channels = {known.split("/")[-1] for known, _ in self.rows} if "channel" in self.fields else set()
        return not channels or not late or any(one not in channels or one == name.rsplit("/", maxsplit=1)[-1] for one in late)

    def tag(self, name: str) -> str:
        """What is to be said of a place that stands on one side alone or lacks a report."""
        row = self.row(name)
        if row is None:
            return ""
        now, then = self.silent(row, name, base=False), self.silent(row, name, base=True)
        if row["value"] is None and now:
            return "not reported yet"
        if row["base"] is None and then:
            return "not reported in the base"
        return "reported in part" if now else "reported in part in the base" if then else ""
