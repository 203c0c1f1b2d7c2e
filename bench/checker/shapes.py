"""Judges what a text says as a whole: its head, which rows and columns a table has, how they add up, what is not there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bench.checker.bands import AT_RISK, Bands
from bench.checker.claims import Claim
from bench.checker.comparing import Wrong, close, scale_of
from bench.checker.explained import whole_list
from bench.checker.figures import COUNTED, Printed
from bench.checker.truth import Truth, month_after, number
from bench.checker.words import MONTHS, Words
from rapport.core.pack import Section

BASES = ("plan", "prior_year", "prior_period")
WATCH = (Decimal("0.01"), Decimal("0.005"))
"""How far behind is watched: of amounts as a share of the base, of percentages in points; as the texts say."""


def judges(truth: Truth, words: Words) -> Mapping[str, Callable[[Claim], Wrong]]:
    """The judges of wholes."""
    own = Shapes(truth, words)
    return {
        "month": own.month, "since": own.since, "fiscal year": own.fiscal, "fiscal quarter": own.fiscal,
        "fiscal number": own.fiscal, "account": own.account, "countries": own.countries, "known": own.day, "today": own.day,
        "ledger": own.ledger, "reporting": own.covered, "expected": own.covered, "volume": own.covered, "pack": own.pack,
        "uncovered": own.uncovered, "rule": own.rule, "no_ask": own.no_ask, "worst": own.worst, "lead": own.lead,
        "bases": own.bases, "along": own.moved, "opposed": own.moved, "most": own.moved, "kpi of section": own.kpi_of_section,
        "heads": own.heads, "rows": own.rows, "places": own.places, "sums": own.sums, "fields": own.fields,
        "months": own.months, "scale": own.scale, "note": own.note, "missing": own.missing, "title": own.title,
    }  # fmt: skip


def same(said: object, true: object) -> Wrong:
    """Why something is not what it should be."""
    return None if said == true else f"says {said}; it is {true}"


@dataclass(frozen=True)
class Shapes:
    """Judges wholes."""

    truth: Truth
    words: Words

    def month(self, claim: Claim) -> Wrong:
        """The month of the document."""
        return same(claim.said, self.truth.month)

    def since(self, claim: Claim) -> Wrong:
        """Where the fiscal year begins."""
        return same(claim.said, self.truth.dossier["since"])

    def fiscal(self, claim: Claim) -> Wrong:
        """Fiscal year, quarter, month."""
        part = claim.about.part.removeprefix("fiscal ")
        true = self.truth.dossier["fiscal"][{"number": "month"}.get(part, part)]
        return same(claim.said, f"{true % 100:02}" if part == "year" else str(true))

    def account(self, claim: Claim) -> Wrong:
        """Whose month it is."""
        return same(claim.said, self.truth.dossier["account"])

    def countries(self, claim: Claim) -> Wrong:
        """Where there were figures."""
        none = ("no country",) if self.words.lang == "en" else ("未分国家",)
        return same(claim.said, tuple(self.truth.dossier["countries"]) or none)

    def day(self, claim: Claim) -> Wrong:
        """The days of the facts and of the writing."""
        year, month, day = (
            int(part) for part in str(self.truth.dossier["known_on" if claim.about.part == "known" else "today"]).split("-")
        )
        return same(claim.said, f"{day} {MONTHS[month - 1]} {year}" if self.words.lang == "en" else f"{year}年{month}月{day}日")

    def ledger(self, claim: Claim) -> Wrong:
        """The ledger number."""
        return same(claim.said, str(self.truth.dossier["ledger"]))

    def _lowest(self) -> tuple[int, int, object] | None:
        figures = self.truth.dossier["figures"]["plan"].values()
        known = [f["coverage"] for f in figures if f["coverage"] and (f["value"] is not None or f["coverage"][0])]
        lowest = min(known, key=lambda one: Decimal(one[0]) / (one[1] or 1), default=None)
        return None if lowest is None else (lowest[0], lowest[1], lowest[2])

    def covered(self, claim: Claim) -> Wrong:
        """How many reported, of the figure that the fewest reported."""
        reporting, expected, volume = self._lowest() or (None, None, None)
        if claim.about.part == "volume":
            assert isinstance(claim.said, Printed)
            return close(claim.said, number(volume)) if claim.said.unit == "percent" else f"says {claim.said.text}"
        return same(claim.said, str(reporting if claim.about.part == "reporting" else expected))

    def uncovered(self, claim: Claim) -> Wrong:
        """That nobody has reported."""
        del claim
        return None if self._lowest() is None else f"says nobody; it is {self._lowest()}"

    def pack(self, claim: Claim) -> Wrong:
        """A pack, its version and digest."""
        assert isinstance(claim.said, tuple)
        name, version, digest = map(str, claim.said)
        true = self.truth.dossier["digests"].get(f"{name} {version}", "")
        return None if true[:12] == digest and digest else f"says {claim.said}; it is {true[:12]}"

    def title(self, claim: Claim) -> Wrong:
        """The number and title of a section."""
        section = self.truth.section(claim.section)
        return same(claim.said, section and section.label(self.words.lang))

    def rule(self, claim: Claim) -> Wrong:
        """The rule of the strip: its pattern has its numbers, so that it is read only where they are right."""
        return None if claim.section == 0 else "stands outside the head"

    def distance(self, kpi: str, bases: Sequence[str] = BASES[:2]) -> Decimal | None:
        """How far a KPI is ahead of its plan, else its prior year (below zero: behind, or outside its band), in units of risk."""
        if self.truth.kpi(kpi).band:
            return Bands(self.truth).distance(kpi)
        vs = next((vs for vs in bases if self.truth.judges(kpi, vs)), None)
        if vs is None or self.truth.kpi(kpi).better == "band":
            return None
        figure, is_percent = self.truth.figure(kpi, vs), self.truth.kpi(kpi).unit == "percent"
        change = number(figure["delta"]) if is_percent else self.truth.share(figure)
        way = -1 if self.truth.kpi(kpi).better == "lower" else 1
        return way * (change or Decimal(0)) / AT_RISK[is_percent]

    def no_ask(self, claim: Claim) -> Wrong:
        """That nothing on the strip is behind by as much as is watched."""
        del claim
        behind = [key for key in self._strip() if self._is_watched(key)]
        return f"says that nothing on the strip is behind; {behind} are" if behind else None

    def worst(self, claim: Claim) -> Wrong:
        """That the ask names the base that a KPI stands against, and that it is behind it by as much as is watched."""
        known = (vs for vs in BASES[:2] if self.truth.judges(claim.about.kpi, vs))
        vs = "band" if self.truth.kpi(claim.about.kpi).band else next(known, None)
        is_behind = vs == claim.about.vs and self._is_watched(claim.about.kpi)
        return None if is_behind else f"{claim.about.kpi} is not behind its {claim.about.vs}"

    def _is_watched(self, kpi: str) -> bool:
        far, is_percent = self.distance(kpi), self.truth.kpi(kpi).unit == "percent"
        least = 0 if self.truth.kpi(kpi).band else WATCH[is_percent] / AT_RISK[is_percent]
        return far is not None and far < 0 and far <= -least

    def lead(self, claim: Claim) -> Wrong:
        """That a section opens with its own KPI."""
        section = self.truth.section(claim.section)
        if section is None:
            return None
        known = [key for key in section.leads if self.truth.is_known(key)][:1]
        told = section.explained if claim.said == "moved" else (*known, *self._farthest(section, (*known, *section.explained)))
        return None if claim.about.kpi in told else f"opens with {claim.about.kpi}"

    def _farthest(self, section: Section, told: Sequence[str]) -> Sequence[str]:
        """The KPI, of those not told otherwise, that lies farthest from its prior year, if that would put one at risk."""
        others = [key for key in section.kpis if key not in told and self.truth.is_known(key) and self.truth.is_covered(key)]
        far = [(abs(distance), key) for key in others if (distance := self.distance(key, ("prior_year",))) is not None]
        size, farthest = max(far, key=lambda one: one[0], default=(Decimal(0), ""))
        return [farthest] if size >= 1 else []

    def kpi_of_section(self, claim: Claim) -> Wrong:
        """That a table is of the KPI that the section speaks of."""
        section = self.truth.section(claim.section)
        if section is None:
            return f"has a table of {claim.about.kpi}"
        if claim.said in ("bridge", "effects", "cells"):
            return (
                None
                if self.truth.explained(claim.about.kpi, claim.about.vs, claim.section)
                else f"tells {claim.about.kpi} from {claim.about.vs}"
            )
        known = [key for key in section.leads if self.truth.is_known(key)]
        return same(claim.about.kpi, known[0] if known else None)

    def bases(self, claim: Claim) -> Wrong:
        """That a figure is held against its band, if it lies outside, and each base there is (in the head: plan, prior year)."""
        told = BASES[:2] if claim.section == 0 else BASES
        band = ("band",) if Bands(self.truth).beyond(claim.about.kpi) else ()
        return same(claim.said, (*band, *(vs for vs in told if self.truth.judges(claim.about.kpi, vs))))

    def moved(self, claim: Claim) -> Wrong:
        """That the places named moved as is said, and none that is not named moved farther."""
        return next((None for one in self._moved(claim) if one is None), next(self._moved(claim), "no such places"))

    def _moved(self, claim: Claim) -> Iterator[Wrong]:
        whole = number(self.truth.figure(claim.about.kpi, "prior_year").get("delta")) or Decimal(0)
        for found in self.truth.places(claim.about.kpi, "prior_year", claim.section):
            moved = [(name, delta) for name, delta in found.moved if delta]
            if claim.about.part != "most":
                is_along = claim.about.part == "along"
                moved = [(name, delta) for name, delta in moved if ((delta > 0) == (whole > 0)) == is_along]
            most = 2 if claim.about.part == "opposed" else 3
            sizes = {name: abs(delta) for name, delta in moved}
            said = list(claim.said) if isinstance(claim.said, tuple) else []
            true = [abs(delta) for _, delta in moved][:most]
            yield None if [sizes.get(str(name)) for name in said] == true else f"names {said}; they are {moved[:most]}"

    def heads(self, claim: Claim) -> Wrong:
        """That a table has a column for each base there is, in order."""
        assert isinstance(claim.said, tuple)
        kind = claim.about.period
        if kind == "trend":
            return same(claim.said, ("month", *(head for kind, head in self._kinds() if self._any(claim.about.kpi, kind))))
        if kind in ("strip", "said"):
            fixed = {"strip": ("kpi", "state", "value", "against", "delta"), "said": ("kpi", "base forecast", "value", "delta")}
            return same(claim.said, fixed[kind])
        period = "to_date" if kind == "to_date" else "month"
        rows = self._rows(claim)
        told = [vs for vs in BASES if any(self.truth.has(kpi, vs, period) for kpi in rows)]
        line = ("line",) if "line" in claim.said else ()
        return same(claim.said, ("kpi", *line, "value", *(head for vs in told for head in (f"base {vs}", f"change {vs}"))))

    def _kinds(self) -> tuple[tuple[str, str], ...]:
        return (("prior_year", "base prior_year"), ("actual", "value"), ("forecast", "base forecast"), ("plan", "base plan"))

    def _any(self, kpi: str, kind: str) -> bool:
        return any(self.truth.in_month(kpi, month, kind) is not None for month in self._months(kpi))

    def _rows(self, claim: Claim) -> tuple[str, ...]:
        section, kind = self.truth.section(claim.section), claim.about.period
        if kind == "strip":
            return self._strip()
        if kind == "said":
            return tuple(key for key in self._said() if self.truth.has(key, "forecast", "said"))
        known = [key for key in (section.kpis if section else ()) if key in self.truth.trade.kpis and self.truth.is_known(key)]
        return tuple(key for key in known if kind != "to_date" or self.truth.is_known(key, "to_date"))

    def _strip(self) -> tuple[str, ...]:
        known = (key for key in self.truth.document.strip if key in self.truth.trade.kpis)
        return tuple(key for key in known if self.distance(key) is not None)

    def _said(self) -> Iterator[str]:
        for section in self.truth.document.sections:
            lead = next((key for key in section.leads if self.truth.is_known(key)), None)
            if section.has_months and lead:
                yield lead

    def rows(self, claim: Claim) -> Wrong:
        """That a table has each KPI with a figure, once, in order."""
        return same(claim.said, self._rows(claim))

    def places(self, claim: Claim) -> Wrong:
        """That a table has each place, or the first twelve of more, once, by how far they moved."""
        found = next(self.truth.places(claim.about.kpi, claim.about.vs, claim.section), None)
        if found is None:
            return "there are no such places"
        if bool(claim.context) != (len(found.rows) <= 12):
            return "has a total, or none, where it should not"
        return whole_list(claim, [(name or "", abs(delta)) for name, delta in found.moved])

    def fields(self, claim: Claim) -> Wrong:
        """That a table is by the places that its rows are."""
        about = claim.about
        found = self.truth.explained(about.kpi, about.vs, claim.section) if claim.context == "cells" else None
        places = next(self.truth.places(about.kpi, about.vs, claim.section), None)
        true = tuple(found["fields"]) if found else tuple(places.fields) if places else ()
        return same(claim.said, (true, true))

    def sums(self, claim: Claim) -> Wrong:
        """That the rows of a column add up to its total as printed, where they make it up; and what is said of rounding."""
        has_total, is_rounded = claim.context if isinstance(claim.context, tuple) else (False, False)
        columns = dict(claim.said) if isinstance(claim.said, tuple) else {}
        explained = "effect" in columns
        if not explained and not self.truth.is_amount(claim.about.kpi):
            return None
        for head, figures in columns.items():
            is_summed = has_total and head in ("effect", "points", "value", "base prior_year", "delta", "contribution")
            if is_summed and (missing := self._misses(claim, head, figures)) is not None:
                return f"{head}: {missing}"
        if explained or not {"value", "base prior_year", "delta"} <= set(columns):
            return None
        differ = any(
            delta is not None and (value.value if value else 0) - (base.value if base else 0) != delta.value
            for value, base, delta in zip(columns["value"], columns["base prior_year"], columns["delta"], strict=True)
        )
        return (
            None
            if differ == is_rounded
            else "changes miss the differences of what is printed"
            if differ
            else "changes are differences"
        )

    def _misses(self, claim: Claim, head: str, figures: tuple[Printed | None, ...]) -> Wrong:
        *parts, total = figures
        if total is None:
            return None
        sum_of_parts = sum((part.value for part in parts if part), Decimal(0))
        if sum_of_parts == total.value:
            return None
        if head in ("effect", "points"):
            return f"rows come to {sum_of_parts:f}, not {total.text}"
        found = next(self.truth.places(claim.about.kpi, claim.about.vs, claim.section), None)
        key = {"value": "value", "base prior_year": "base"}.get(head, "delta")
        exact = [found.delta(row) if key == "delta" else number(row.get(key)) for _, row in found.rows] if found else []
        whole = number(self.truth.figure(claim.about.kpi, "prior_year").get(key))
        adds_up = whole is not None and abs(sum((one for one in exact if one is not None), Decimal(0)) - whole) * 2 < total.step
        if head == "contribution":
            adds_up = adds_up and None not in exact and sum(one for one in exact if one is not None) == whole
        return f"rows come to {sum_of_parts:f}, not {total.text}" if adds_up else None

    def _months(self, kpi: str) -> list[str]:
        ahead = [month_after(self.truth.month, i) for i in range(1, 4)]
        around = [month_after(self.truth.month, -back) for back in range(11, -1, -1)]
        around += [month for month in ahead if self.truth.in_month(kpi, month, "forecast") is not None]
        told = [any(self.truth.in_month(kpi, month, kind) is not None for kind, _ in self._kinds()) for month in around]
        return around[told.index(True) :] if True in told else []

    def months(self, claim: Claim) -> Wrong:
        """That a table has each month around this one, in order."""
        return same(claim.said, tuple(self._months(claim.about.kpi)))

    def scale(self, claim: Claim) -> Wrong:
        """That the unit beside a caption is that of the KPI."""
        scale, currency, is_known = scale_of(str(claim.said), self.words.lang)
        kpi = self.truth.kpi(claim.about.kpi)
        points = str(claim.said) in ("percent, changes in points", "百分比，变化为百分点")
        if points or kpi.unit == "percent":
            return None if points and kpi.unit == "percent" else f"says {claim.said}; it is in {kpi.unit}"
        true = self.truth.figure(kpi.key, "prior_year").get("currency") if kpi.unit == "money" else None
        if not is_known or (kpi.unit == "money" and currency != true) or (kpi.unit != "money" and currency):
            return f"says {claim.said}; it is in {true or kpi.unit}"
        if claim.about.period == "bridge" and scale != self._fitting(claim):
            return f"says {claim.said}; it is in {self._fitting(claim):,}"
        plain = str(claim.said) in ("units", "台（件）", "台(件)")
        return f"says {claim.said}; it is in {kpi.unit}" if plain and kpi.unit not in ("units",) else None

    def _fitting(self, claim: Claim) -> int:
        """What the bars of a bridge are divided by, so that the larger end has three to five digits."""
        found = self.truth.explained(claim.about.kpi, claim.about.vs, claim.section) or {"computed": ()}
        largest = max((abs(number(end) or Decimal(0)) for end in found["computed"]), default=Decimal(0))
        return 10**6 if largest >= 10**6 else 10**3 if largest >= 10**4 else 1

    def note(self, claim: Claim) -> Wrong:
        """That a note, or the reason of a missing figure, is one that `ask` gives."""
        assert isinstance(claim.said, tuple)
        caption, why = map(str, claim.said)
        period = "to_date" if caption.endswith("_to_date") else "month"
        figures = [self.truth.figure(claim.about.kpi, vs, period) for vs in BASES]
        if caption.startswith("notes"):
            noted = [note for figure in figures for note in figure.get("notes", ())]
            told = [note for note in noted if not note.startswith("base: ") or "no facts of" in note]
        else:
            told = [figure.get("why") or "not reported" for figure in figures if figure.get("value") is None]
        true = {self._signature(self._labelled(note)) for note in told}
        return None if self._signature(why) in true else f"says “{why}”; `ask` says {told}"

    def _labelled(self, note: str) -> str:
        """A note with measures and dimensions by their names."""
        known = {**self.truth.trade.dimensions, **self.truth.trade.attributes, **self.truth.trade.measures}
        labels = {key: each.label("en").lower() for key, each in known.items()}
        return re.sub(r"--by \S+|\b[a-z_]+", lambda key: labels.get(key[0], key[0]), note)

    def _signature(self, text: str) -> object:
        """What must be the same: in English all of it; in Chinese its numbers and the names of places."""
        if self.words.lang == "en":
            return re.sub(r"(as its source defines it: .+) / .+", r"\1", text)
        names = {name for found in self.truth.dossier["places"].values() for name, _ in found["rows"] if name and name in text}
        return tuple(sorted(COUNTED.findall(text))), frozenset(names)

    def missing(self, claim: Claim) -> Wrong:
        """That what is said not to be there is not."""
        section, what = self.truth.section(claim.section), str(claim.said)
        keys = [key for key in (section.kpis if section else ()) if key in self.truth.trade.kpis]
        held = [key for key in (section.explained if section else ()) if self.truth.is_known(key)] or keys
        if what in ("plan", "prior_year"):
            there = [key for key in held if self.truth.figure(key, what).get("base") is not None]
        elif what == "forecast":
            leads = section.leads if section else ()
            ahead = [month_after(self.truth.month, i) for i in range(1, 4)]
            told = [key for key in leads if self.truth.is_known(key)][:1] or leads
            there = [key for key in told if any(self.truth.in_month(key, month, "forecast") is not None for month in ahead)]
        elif what in ("actuals", "figures"):
            there = [key for key in (section.leads if section else ()) if self.truth.is_known(key)]
        else:
            there = []
        return f"says that there is no {what}; there is: {there}" if there else None
