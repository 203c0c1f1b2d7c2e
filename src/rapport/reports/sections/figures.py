"""A section of figures: how its KPIs stand, where and why they moved, and what is missing; as the pack's document says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapport.core import pack
from rapport.core.bridge import Explanation
from rapport.core.pack import Lang
from rapport.core.question import Against
from rapport.reports import across, bridges, dates, places, remarks, standings, trends
from rapport.reports.across import Across
from rapport.reports.blocks import Block, Lead, Missing, Table
from rapport.reports.bridges import Told
from rapport.reports.comments import Comment, of_section
from rapport.reports.places import Fields, Places
from rapport.reports.section import Subject
from rapport.reports.standings import (
    Sheet,
    Standing,
    headline,
    kpi_table,
    missing,
    no_actuals,
    no_base,
    no_figures,
    not_reported,
    notes,
    reported,
    unclassified,
)
from rapport.reports.words import said

BASES: tuple[Against, ...] = ("plan", "prior_year")
"""What the month is held against, and its movement explained from, as far as there is such a base."""


@dataclass(frozen=True)
class Figures:
    """What was asked: the month, the fiscal year to date, the months around it, where the lead's change came from, and why.

    `beside`: where the other KPI moved that lies farthest from the prior year or outside its band. `across`: all by place.
    """

    subject: Subject
    section: pack.Section
    month: tuple[Standing, ...]
    wanted: tuple[Standing, ...]
    to_date: tuple[Standing, ...]
    months: trends.Months | None
    lead: Standing | None
    places: Places | None
    beside: Places | None
    across: Across | None
    explained: tuple[tuple[Explanation, Fields], ...]

    @property
    def comments(self) -> tuple[Comment, ...]:
        """What people wrote about it."""
        return of_section(self.subject.comments, self.section.key)

    def requires(self, key: str) -> bool:
        """Whether the section must hold this, by the gate's name."""
        return key in self.section.requires


def read(subject: Subject, sheet: Sheet, section: pack.Section) -> Figures:
    """Ask what the sheet of the month does not tell."""
    month, lead = sheet.of(section.kpis), sheet.first(section.leads)
    known = tuple(standing.kpi.key for standing in reported(month))
    has_months = section.has_months and lead is not None
    to_date = standings.read(subject, known, period=subject.to_date, bases=BASES) if has_months else None
    moved = [standing for key in section.explained if (standing := sheet.first((key,)))]
    others = [standing for standing in reported(month) if lead and standing.kpi != lead.kpi]
    return Figures(
        subject,
        section,
        month,
        wanted=sheet.of(section.wanted),
        to_date=to_date.of(known) if to_date and subject.to_date != subject.month else (),
        months=trends.read(subject, known) if section.has_months else None,
        lead=lead,
        places=places.read(subject, lead.against["prior_year"], "prior_year", section.places) if lead else None,
        beside=_beside(subject, section, others),
        across=across.read(subject, section, reported(month), lead) if lead else None,
        explained=tuple(_explained(subject, section, moved)),
    )


def _beside(subject: Subject, section: pack.Section, others: Sequence[Standing]) -> Places | None:
    """The KPI, of those that are not explained, farthest from the prior year or outside its band; none that is not at risk so."""
    told = [one for one in others if one.kpi.key not in section.explained]
    quotes = [quote for one in told if (quote := one.against["prior_year"]).is_judged and quote.is_whole]
    farthest = max(quotes, key=lambda quote: abs(quote.distance), default=None)
    if farthest is None or abs(farthest.distance) < 1:
        return None
    return places.read(subject, farthest, "prior_year", section.places)


def _explained(subject: Subject, section: pack.Section, moved: Sequence[Standing]) -> Iterator[tuple[Explanation, Fields]]:
    """Each movement from each base that there is, with its places."""
    for standing in moved:
        for base in BASES:
            if standing.against[base].has_base:
                fields = places.read(subject, standing.against[base], base, section.places).fields
                yield subject.explain(subject.question((standing.kpi.key,), vs=base, by=fields)), fields


def write(found: Figures, lang: Lang) -> tuple[Block, ...]:
    """The section in words, tables and drawings; what is absent is named with what would bring it."""
    if found.lead is None:
        return (*_silence(found, lang), *_told_by_people(found, lang), *_lacks(found, found.month, [], lang))
    told = [Told(each, fields, found.subject, lang) for each, fields in found.explained]
    moved = [standing for standing in found.month if standing.kpi.key in found.section.explained]
    return (
        *_leads(found, found.lead, told, lang),
        *_tables(found, found.lead, lang),
        *((across.table(found.across, lang),) if found.across else ()),
        *(block for each in told for block in bridges.blocks(each)),
        *(places.tables(found.places, lang) if found.places and not told else ()),
        *notes(found.subject, found.month, lang),
        *notes(found.subject, found.to_date, lang, said=found.month, caption="notes_to_date"),
        *not_reported(found.subject, found.wanted, lang),
        *(unclassified(found.subject, found.month, lang) if found.requires("unclassified") else ()),
        *_told_by_people(found, lang),
        *_lacks(found, moved or found.month, told, lang),
    )


def _told_by_people(found: Figures, lang: Lang) -> Iterator[Table]:
    return remarks.tables(found.comments, found.subject.trade, lang)


def _silence(found: Figures, lang: Lang) -> tuple[Block, ...]:
    """That there is no figure, and why."""
    if found.comments and not found.section.datasets:
        return ()
    if found.requires("actuals"):
        return no_actuals(found.subject, found.month, lang)
    return no_figures(found.subject, found.section, found.month, lang)


def _leads(found: Figures, lead: Standing, told: Sequence[Told], lang: Lang) -> tuple[Lead, ...]:
    """Why its figures moved; where that cannot be told, how the first one stands; and how the one that lies farthest does."""
    moved = tuple(bridges.lead(each) for each in told)
    beside = [one for one in found.month if found.beside and one.kpi == found.beside.whole.kpi]
    return (
        *(moved or (_lead(lead, found.places, lang),)),
        *(_lead(standing, found.beside, lang) for standing in beside),
        *(across.leads(found.across, lang) if found.across else ()),
    )


def _lead(standing: Standing, where: Places | None, lang: Lang) -> Lead:
    """How a figure stands, and where its change came from."""
    return Lead(said([headline(standing, lang), *(places.told(where, lang) if where else ())], lang))


def _tables(found: Figures, lead: Standing, lang: Lang) -> Iterator[Block]:
    """The KPIs of the month; where the section has them, of the fiscal year to date and by month."""
    start, calendar = found.subject.month.start, found.subject.calendar
    lines = trends.lines(found.months, [standing.kpi.key for standing in found.month], lang) if found.months else None
    yield kpi_table(found.month, dates.month(start, lang), lang, lines)
    if reported(found.to_date):
        yield kpi_table(found.to_date, dates.to_date(start, calendar, lang), lang)
    yield from not_reported(found.subject, found.to_date, lang, "without_to_date")
    if found.months:
        yield from trends.trend(found.months, lead.kpi.key, lang)


def _lacks(found: Figures, held: Sequence[Standing], told: Sequence[Told], lang: Lang) -> Iterator[Missing]:
    """What the section must hold and does not."""
    for base in BASES:
        if found.requires(base):
            yield from no_base(found.subject, held, base, lang)
    is_forecast = found.months is not None and any(found.months.ahead(standing.kpi.key) for standing in found.month)
    if found.requires("forecast") and not is_forecast:
        yield missing("forecast", lang)
    if found.requires("bridge") and not any(each.found.effects for each in told):
        yield missing("bridge", lang)
    if found.requires("commentary"):
        yield from remarks.lacking(found.comments, lang)
