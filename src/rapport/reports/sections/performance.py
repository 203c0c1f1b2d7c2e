"""Partner performance: shipments or sales of the month and the year to date, the KPIs that are negotiated, the months."""

from dataclasses import dataclass

from rapport.core.pack import Lang
from rapport.core.question import Against
from rapport.reports import dates, places, standings, trends
from rapport.reports.blocks import Block, KpiTable, Lead, List, Missing
from rapport.reports.section import Subject
from rapport.reports.standings import (
    Sheet,
    Standing,
    headline,
    kpi_table,
    missing,
    no_actuals,
    no_base,
    not_reported,
    notes,
    reported,
)
from rapport.reports.words import said

LEADS = ("pc_shipments", "revenue", "sold_units")
"""What the section speaks of: the first of these that is reported."""
NEGOTIATED = ("pc_shipments", "platform_share", "premium_mix", "suite_attach", "server_attach", "server_shipments")
"""What is negotiated with a partner."""
KPIS = (*NEGOTIATED, "revenue", "sold_units", "quota_attainment")
BASES: tuple[Against, ...] = ("plan", "prior_year")
"""What the month is held against, as far as there is such a base."""
PLACES = (("country",), ("channel",), ("line",), ("product",))
"""Where a change came from is told by the first of these that tells more than one place apart."""


@dataclass(frozen=True)
class Performance:
    """What was asked: the month, the fiscal year to date, the months around it, and where the lead KPI's change came from."""

    subject: Subject
    month: tuple[Standing, ...]
    negotiated: tuple[Standing, ...]
    to_date: tuple[Standing, ...]
    months: trends.Months
    lead: Standing | None
    places: places.Places | None


def read(subject: Subject, sheet: Sheet) -> Performance:
    """Ask what the sheet of the month does not tell."""
    month, lead = sheet.of(KPIS), sheet.first(LEADS)
    known = tuple(standing.kpi.key for standing in reported(month))
    to_date = standings.read(subject, known, period=subject.to_date, bases=BASES) if lead else None
    return Performance(
        subject,
        month,
        negotiated=sheet.of(NEGOTIATED),
        to_date=to_date.of(known) if to_date and subject.to_date != subject.month else (),
        months=trends.read(subject, known),
        lead=lead,
        places=places.read(subject, lead.against["prior_year"], "prior_year", PLACES) if lead else None,
    )


def write(found: Performance, lang: Lang) -> tuple[Block, ...]:
    """The section in words, tables and a drawing; what is absent is named with the file that would bring it."""
    if found.lead is None or found.places is None:
        return (*no_actuals(found.subject, found.month, lang), *_no_bases(found, lang), missing("forecast", lang))
    start, lead = found.subject.month.start, found.lead
    lines = trends.lines(found.months, [standing.kpi.key for standing in found.month], lang)
    return (
        Lead(said([headline(lead, lang), *places.told(found.places, lang)], lang)),
        kpi_table(found.month, dates.month(start, lang), lang, lines),
        *_to_date(found, lang),
        *trends.trend(found.months, lead.kpi.key, lang),
        *places.tables(found.places, lang),
        *notes(found.subject, found.month, lang),
        *not_reported(found.subject, found.negotiated, lang),
        *_no_bases(found, lang),
        *(() if found.months.ahead(lead.kpi.key) else (missing("forecast", lang),)),
    )


def _no_bases(found: Performance, lang: Lang) -> tuple[Missing, ...]:
    return tuple(one for base in BASES for one in no_base(found.subject, found.month, base, lang))


def _to_date(found: Performance, lang: Lang) -> tuple[KpiTable | List, ...]:
    """The fiscal year to date, and what cannot be told of it; in its first month the month says it all."""
    caption = dates.to_date(found.subject.month.start, found.subject.calendar, lang)
    table = (kpi_table(found.to_date, caption, lang),) if reported(found.to_date) else ()
    return (*table, *not_reported(found.subject, found.to_date, lang, "without_to_date"))
