"""Premium mix, platform share, price and revenue: how they stand, and exactly why revenue moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapport.core.bridge import Explanation
from rapport.core.pack import Lang
from rapport.core.question import Against
from rapport.reports import bridges, dates, places
from rapport.reports.blocks import Block, Lead, Missing
from rapport.reports.bridges import Told
from rapport.reports.section import Quote, Subject
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
    unclassified,
)
from rapport.reports.words import said

KPIS = ("revenue", "premium_mix", "platform_share", "platform_asp")
EXPLAINED = "revenue"
BASES: tuple[Against, ...] = ("plan", "prior_year")
"""What revenue is explained against, as far as there is such a base."""
PLACES = (("country", "channel"), ("country",), ("line",), ("product",))
"""Where effects are told: by the first of these that tells more than one place apart."""


@dataclass(frozen=True)
class Revenue:
    """What was asked: how the KPIs stand in the month, and why revenue moved, each explanation with its places."""

    subject: Subject
    month: tuple[Standing, ...]
    explained: tuple[tuple[Explanation, places.Fields], ...]


def read(subject: Subject, sheet: Sheet) -> Revenue:
    """Ask what the sheet of the month does not tell."""
    moved = sheet.first((EXPLAINED,))
    bases = [base for base in BASES if moved and moved.against[base].has_base]
    explained = tuple(_explained(subject, moved.against[base], base) for base in bases if moved)
    return Revenue(subject, sheet.of(KPIS), explained)


def _explained(subject: Subject, moved: Quote, base: Against) -> tuple[Explanation, places.Fields]:
    fields = places.read(subject, moved, base, PLACES).fields
    question = subject.question((moved.kpi.key,), vs=base, by=fields)
    return subject.explain(question), fields


def write(found: Revenue, lang: Lang) -> tuple[Block, ...]:
    """The sentences, the KPIs, and for each base the bridge as drawing and as exact table."""
    if not reported(found.month):
        return (*no_actuals(found.subject, found.month, lang), *_no_bases(found, found.month, lang), missing("bridge", lang))
    moved = [standing for standing in found.month if standing.kpi.key == EXPLAINED]
    told = [Told(each, fields, found.subject, lang) for each, fields in found.explained]
    return (
        *_leads(found, told, lang),
        kpi_table(found.month, dates.month(found.subject.month.start, lang), lang),
        *(block for each in told for block in bridges.blocks(each)),
        *notes(found.subject, found.month, lang),
        *not_reported(found.subject, found.month, lang),
        *unclassified(found.subject, found.month, lang),
        *_no_bases(found, moved, lang),
        *(() if any(each.found.effects for each in told) else (missing("bridge", lang),)),
    )


def _no_bases(found: Revenue, standings: Sequence[Standing], lang: Lang) -> tuple[Missing, ...]:
    return tuple(one for base in BASES for one in no_base(found.subject, standings, base, lang))


def _leads(found: Revenue, told: list[Told], lang: Lang) -> tuple[Lead, ...]:
    """Why revenue moved; where that cannot be told, how the first KPI that is reported stands."""
    return tuple(map(bridges.lead, told)) or (Lead(said([headline(reported(found.month)[0], lang)], lang)),)
