"""A section that nobody has written yet: the figures that stand for it, and in one line what is missing."""

from dataclasses import dataclass

from rapport.core.pack import Lang
from rapport.reports import dates
from rapport.reports.blocks import Block, Lead
from rapport.reports.section import Subject
from rapport.reports.standings import Sheet, Standing, headline, kpi_table, missing, notes, reported
from rapport.reports.words import said

KPIS = {
    "market": ("market_units", "partner_share"),
    "attach": ("suite_attach",),
    "sell_through": ("sell_in", "sell_through", "sell_through_to_sell_in", "channel_inventory", "weeks_of_inventory"),
}
"""The figures that say something of a section; a section without any stands on records alone."""

NEEDS = {
    "market": "market",
    "marketing": "marketing",
    "assortment": "listings",
    "attach": "licences",
    "sell_through": "channel",
    "consolidation": "consolidation",
    "best_practice": "best_practice",
    "red_flags": "escalations",
    "plan": "account_plan",
}
"""What brings each section."""


@dataclass(frozen=True)
class Outline:
    """The KPIs of a section, as far as they are reported."""

    subject: Subject
    key: str
    month: tuple[Standing, ...]


def read(subject: Subject, sheet: Sheet, key: str) -> Outline:
    """Take the section's KPIs from the sheet of the month."""
    return Outline(subject, key, reported(sheet.of(KPIS.get(key, ()))))


def write(found: Outline, lang: Lang) -> tuple[Block, ...]:
    """The figures and what only a person can add; without figures, what would bring them."""
    if not found.month:
        return (missing(NEEDS[found.key], lang),)
    caption = dates.month(found.subject.month.start, lang)
    return (
        Lead(said([headline(found.month[0], lang)], lang)),
        kpi_table(found.month, caption, lang),
        *notes(found.subject, found.month, lang),
        missing("commentary", lang),
    )
