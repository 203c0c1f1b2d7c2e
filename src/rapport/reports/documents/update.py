"""The monthly update: whose month it is and where it stands in the year, what it rests on, and its sections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapport.core import pack
from rapport.core.pack import Lang
from rapport.core.question import Coverage
from rapport.core.wording import covered
from rapport.reports import dates, evidence, opening, standings
from rapport.reports.blocks import Document, Facts, Missing, Section
from rapport.reports.definitions import definitions
from rapport.reports.section import Subject
from rapport.reports.sections import figures
from rapport.reports.sections.figures import Figures
from rapport.reports.standings import Sheet, missing
from rapport.reports.words import DOCUMENT, filled


@dataclass(frozen=True)
class Update:
    """All that was asked for an update: what it rests on, and the reading of each section in order."""

    subject: Subject
    document: pack.Document
    sheet: Sheet
    coverage: Coverage | None
    countries: tuple[str, ...]
    readings: tuple[Figures, ...]
    opening: opening.Opening
    facts: Facts


def read(subject: Subject, document: pack.Document, *, with_facts: bool = False) -> Update:
    """Ask everything once, for all languages; the facts under it where they are wanted."""
    asked = [kpi for section in document.sections for kpi in (*section.leads, *section.kpis)]
    sheet = standings.read(subject, (*asked, *document.strip))
    readings = tuple(figures.read(subject, sheet, section) for section in document.sections)
    lead = sheet.first(kpi for section in document.sections if "actuals" in section.requires for kpi in section.leads)
    return Update(
        subject,
        document,
        sheet,
        coverage=_lowest(sheet),
        countries=_countries(subject, lead.kpi.key) if lead else (),
        readings=readings,
        opening=opening.read(subject, sheet, document.strip, readings),
        facts=evidence.read(subject, sheet.standings) if with_facts else Facts(),
    )


def _lowest(sheet: Sheet) -> Coverage | None:
    """The coverage of the figure, told or not, that the fewest of its sources reported."""
    figures = [standing.now.figure for standing in sheet.standings.values()]
    told = [f.coverage for f in figures if f.coverage and (f.value is not None or f.coverage.reporting)]
    return min(told, key=lambda coverage: coverage.reporting / (coverage.expected or 1), default=None)


def _countries(subject: Subject, kpi: str) -> tuple[str, ...]:
    rows = subject.ask((kpi,), by=("country",)).rows
    return tuple(str(row.by["country"]) for row in rows if row.by["country"] and row.kpis[kpi].value is not None)


def write(found: Update, lang: Lang) -> Document:
    """The document in one language."""
    start, subject = found.subject.month.start, found.subject
    account = subject.name(lang)
    countries = DOCUMENT["comma"](lang).join(found.countries) or DOCUMENT["none"](lang)
    opened = opening.write(found.opening, lang)
    sections = tuple(
        Section(number, reading.section.key, reading.section.label(lang), figures.write(reading, lang), reading.section.requires)
        for number, reading in enumerate(found.readings, start=1)
    )
    blocks = (*opened, *(block for section in sections for block in section.blocks))
    return Document(
        lang=lang,
        title=_title(found, lang),
        account=account,
        scope=filled(DOCUMENT["scope"], lang, account=account, countries=countries),
        position=dates.fiscal_position(start, subject.calendar, lang),
        stand=(_known(found, lang), _coverage(found.coverage, lang)),
        opening=opened,
        missing=tuple(_unmet(found, lang)),
        sections=sections,
        foot=(_packs(subject.trade.digests, lang),),
        definitions=definitions(blocks, subject.trade, lang),
        facts=found.facts,
    )


def _title(found: Update, lang: Lang) -> str:
    month = dates.month(found.subject.month.start, lang)
    if found.document.spans:
        return filled(DOCUMENT["title_of"], lang, label=found.document.label(lang), month=month)
    return filled(DOCUMENT["title"], lang, month=month)


def _known(found: Update, lang: Lang) -> str:
    words = DOCUMENT["known" if found.sheet.known_on else "unknown"]
    known = dates.day(found.sheet.known_on, lang) if found.sheet.known_on else ""
    return filled(words, lang, known=known, ledger=found.sheet.ledger, today=dates.day(found.subject.today, lang))


def _coverage(coverage: Coverage | None, lang: Lang) -> str:
    if coverage is None:
        return DOCUMENT["coverage_unknown"](lang)
    return filled(DOCUMENT["coverage"], lang, covered=covered(coverage, lang))


def _unmet(found: Update, lang: Lang) -> Iterable[Missing]:
    if found.coverage is None or found.coverage.reporting < found.coverage.expected:
        yield missing("coverage", lang)


def _packs(digests: Mapping[str, str], lang: Lang) -> str:
    packs = (filled(DOCUMENT["pack"], lang, name=name, digest=digest[:12]) for name, digest in digests.items())
    return filled(DOCUMENT["packs"], lang, packs=DOCUMENT["comma"](lang).join(packs))
