"""What `ask` and `explain` say of an account's month: the only source that a text is held against; as plain JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from rapport.book.accounts.queries import home_calendar
from rapport.book.performance import queries
from rapport.book.performance.explain import explain
from rapport.cli.questions import filters
from rapport.core.bridge import Explanation, as_json
from rapport.core.pack import Document, Section, Trade
from rapport.core.periods import Period, add_months, month_of
from rapport.core.question import Against, Answer, Figure, Question

Json = dict[str, object]
BACK, AHEAD = 24, 3
WHOLE = Period(date(2021, 11, 1), date(2027, 2, 1))
"""All months that a demo's documents speak of."""
MONTH_BASES: tuple[Against, ...] = ("plan", "prior_year", "prior_period")
BASES: tuple[Against, ...] = ("plan", "prior_year")


@dataclass(frozen=True)
class Case:
    """An account's month in an open home, and how to ask about it."""

    account: str
    month: date
    trade: Trade
    today: date
    now: queries.Standing
    history: dict[str, Mapping[str, Json]] = field(default_factory=dict)
    """What was asked of all months of an account, shared by its cases: by base, by month."""

    def question(self, kpis: Iterable[str], period: Period | None = None, **more: object) -> Question:
        """A question about the account's month, or another period."""
        where = filters([f'account="{self.account}"'], self.trade)
        return Question(tuple(kpis), where=where, period=period or month_of(self.month), **more)

    def ask(self, kpis: Iterable[str], period: Period | None = None, **more: object) -> Answer:
        """Its answer, as the command line gives it."""
        question = self.question(kpis, period, **more)
        return queries.ask(question, by=None, today=self.today, trade=self.trade, now=self.now)

    @cached_property
    def document(self) -> Document:
        """The document that such an account gets, as the packs say."""
        year = Period(add_months(self.month, -11), add_months(self.month, 1))
        for other in self.trade.documents.values():
            if other.instead_of == "update":
                rows = self.ask(other.where, year, by=("month",)).rows
                if any(figure.value is not None for row in rows for figure in row.kpis.values()):
                    return other
        return self.trade.documents["update"]

    @cached_property
    def kpis(self) -> tuple[str, ...]:
        """All KPIs of which the document may speak."""
        named = [key for section in self.document.sections for key in (*section.leads, *section.kpis, *section.wanted)]
        return tuple(key for key in dict.fromkeys((*named, *self.document.strip)) if key in self.trade.kpis)


def of(case: Case) -> Json:
    """The dossier of a case."""
    calendar, month = home_calendar(), month_of(case.month)
    answers = {vs: case.ask(case.kpis, vs=vs) for vs in MONTH_BASES}
    now = {vs: _first(answer) for vs, answer in answers.items()}
    year = calendar.to_date(case.month)
    places = dict(_places(case, now))
    monthly = tuple(key for key in _monthly(case) if key in now["plan"] and now["plan"][key].value is not None)
    return {
        "account": case.account,
        "month": f"{case.month:%Y-%m}",
        "document": case.document.key,
        "today": case.today,
        "known_on": answers["plan"].known_on,
        "ledger": answers["plan"].ledger,
        "digests": dict(case.trade.digests),
        "fiscal": {"year": calendar.year_of(case.month), "quarter": calendar.quarter_of(case.month), "month": year.length},
        "since": f"{year.start:%Y-%m}",
        "countries": list(_countries(case, now["plan"])),
        "figures": {vs: _figures(found) for vs, found in now.items()},
        "to_date": {vs: _figures(_first(case.ask(monthly, year, vs=vs))) for vs in BASES} if monthly and year != month else {},
        "places": places,
        "across": dict(_across(case, now)),
        "months": {vs: dict(_months(case, vs)) for vs in ("plan", "forecast")},
        "said": _figures(_first(case.ask(monthly, vs="forecast", base_as_of=month.end - timedelta(days=1)))) if monthly else {},
        "explained": list(_explained(case, now, places)),
    }


def _first(answer: Answer) -> Mapping[str, Figure]:
    return answer.rows[0].kpis if answer.rows else {}


def _figures(found: Mapping[str, Figure]) -> Json:
    return {key: _figure(figure) for key, figure in found.items()}


def _figure(figure: Figure) -> Json:
    coverage, base = (
        None if one is None else [one.reporting, one.expected, one.volume] for one in (figure.coverage, figure.base_coverage)
    )
    return {
        "value": figure.value,
        "base": figure.base,
        "delta": figure.delta,
        "is_quotient": figure.denominator is not None,
        "currency": figure.currency,
        "coverage": coverage,
        "base_coverage": base,
        "notes": list(figure.notes),
        "why": figure.why,
    }


def _countries(case: Case, now: Mapping[str, Figure]) -> Iterator[str]:
    """Where the account's lead has a figure."""
    leads = (key for section in case.document.sections if "actuals" in section.requires for key in section.leads)
    lead = next((key for key in leads if key in now and now[key].value is not None), None)
    if lead:
        rows = case.ask((lead,), by=("country",)).rows
        yield from (str(row.by["country"]) for row in rows if row.by["country"] and row.kpis[lead].value is not None)


def _rows(answer: Answer, kpi: str, fields: Sequence[str]) -> list[list[object]]:
    return [["/".join(str(row.by[field]) for field in fields if row.by[field]), _figure(row.kpis[kpi])] for row in answer.rows]


def _places(case: Case, now: Mapping[Against, Mapping[str, Figure]]) -> Iterator[tuple[str, Json]]:
    """Where the KPIs of each section moved, and what it explains: the first kind of place that tells more than one apart."""
    for section in case.document.sections:
        lead = next((key for key in section.leads if key in now["plan"] and now["plan"][key].value is not None), None)
        told = [key for key in section.kpis if key in now["prior_year"]]
        far = [key for key in told if case.trade.kpis[key].band or _is_far(now["prior_year"][key])]
        wanted = [*((key, "prior_year") for key in (lead, *far)), *((key, vs) for key in section.explained for vs in BASES)]
        for kpi, vs in dict.fromkeys(wanted):
            if kpi in now["plan"] and now[vs][kpi].delta is not None:
                yield f"{section.key} {kpi} {vs}", _told_by(case, section, kpi, vs)


def _across(case: Case, now: Mapping[Against, Mapping[str, Figure]]) -> Iterator[tuple[str, Json]]:
    """All KPIs of a section by the first kind of place that tells more than one apart in more than one of them."""
    for section in case.document.sections:
        lead, *_ = [*(key for key in section.leads if key in now["plan"] and now["plan"][key].value is not None), None]
        known = [key for key in section.kpis if key in now["plan"] and now["plan"][key].value is not None]
        for fields in section.across if lead else ():
            answer = case.ask(tuple(dict.fromkeys((lead, *known))), by=fields)
            told = [row for row in answer.rows if any(row.kpis[key].value is not None for key in known)]
            kpis = [key for key in known if any(row.kpis[key].value is not None for row in told)]
            if len(told) > 1 and len(kpis) > 1:
                names = ("/".join(str(row.by[field]) for field in fields if row.by[field]) for row in told)
                rows = [[name, _figures(row.kpis)] for name, row in zip(names, told, strict=True)]
                yield section.key, {"fields": list(fields), "kpis": kpis, "lead": lead, "rows": rows}
                break


def _is_far(figure: Figure) -> bool:
    """Whether it moved by so much that a section may tell where, a share of 5% or two points."""
    base, delta = float(figure.base or 0), abs(float(figure.delta or 0))
    return delta >= 0.02 if abs(base) <= 1 else delta >= 0.05 * abs(base)


def _told_by(case: Case, section: Section, kpi: str, vs: Against) -> Json:
    for fields in section.places:
        rows = _rows(case.ask((kpi,), vs=vs, by=fields), kpi, fields)
        if sum(_moves(figure) for _, figure in rows) > 1:
            return {"fields": list(fields), "rows": rows}
    return {"fields": [], "rows": []}


def _monthly(case: Case) -> Iterator[str]:
    """The KPIs of sections that tell the year to date and the months."""
    sections = [section for section in case.document.sections if section.has_months]
    yield from dict.fromkeys(key for section in sections for key in (*section.leads, *section.kpis))


def _months(case: Case, vs: Against) -> Iterator[tuple[str, Json]]:
    """The KPIs in the months around this one; asked once an account, of all its months."""
    key, kpis = f"{case.account} {vs}", tuple(kpi for kpi in _monthly(case) if kpi in case.trade.kpis)
    if key not in case.history:
        rows = case.ask(kpis, WHOLE, vs=vs, by=("month",)).rows
        case.history[key] = {str(row.by["month"]): _figures(row.kpis) for row in rows}
    around = (f"{add_months(case.month, ahead):%Y-%m}" for ahead in range(1 - BACK, 1 + AHEAD))
    for month in around:
        if found := case.history[key].get(month):
            yield month, {kpi: {part: found[kpi][part] for part in ("value", "base")} for kpi in kpis}


def _explained(case: Case, now: Mapping[str, Mapping[str, Figure]], places: Mapping[str, Json]) -> Iterator[Json]:
    for section in case.document.sections:
        for kpi in section.explained:
            for vs in BASES:
                if kpi in now[vs] and now[vs][kpi].delta is not None:
                    fields = tuple(places[f"{section.key} {kpi} {vs}"]["fields"])
                    found = explain(
                        case.question((kpi,), vs=vs, by=fields), by=None, today=case.today, trade=case.trade, now=case.now
                    )
                    yield {"section": section.key, "fields": list(fields), **_explanation(found, fields)}


def _moves(figure: Json) -> bool:
    """Whether a place moved: on both sides, or, of an amount, on the one side where something was reported."""
    base_why = next((note[6:] for note in figure["notes"] if note.startswith("base: ")), "no base")
    why = base_why if figure["base"] is None else figure["why"]
    is_alone = (figure["value"] is None) != (figure["base"] is None) and not figure["is_quotient"] and why == "not reported"
    return figure["delta"] is not None or is_alone


def _explanation(found: Explanation, fields: Sequence[str]) -> Json:
    """The JSON of `explain`, with its cells by name and with what moved in each."""
    shape = as_json(found, {})
    cells = [
        {
            "name": "/".join(str(cell.by[field]) for field in fields if cell.by[field]),
            "total": cell.total,
            "effects": [
                {"driver": each.driver, "amount": each.amount, "centred": each.centred, "tag": each.tag} for each in cell.effects
            ],
            "facts": {driver: list(ends) for driver, ends in cell.facts.items()},
        }
        for cell in found.cells
    ]
    ends = list(found.ends)
    return {key: shape[key] for key in ("kpi", "unit", "currency", "base", "actual", "delta", "effects", "residual", "why")} | {
        "vs": found.against,
        "computed": ends,
        "cells": cells,
    }
