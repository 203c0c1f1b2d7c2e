"""The monthly update: whose month it is and where it stands in the year, what it rests on, and its sections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapport.core import pack
from rapport.core.pack import Lang
from rapport.core.question import Coverage
from rapport.core.wording import covered
from rapport.reports import dates, evidence, standings
from rapport.reports.blocks import Block, Document, Facts, Missing, Section
from rapport.reports.definitions import definitions
from rapport.reports.section import Subject
from rapport.reports.sections import outline, performance, revenue
from rapport.reports.standings import Sheet, missing
from rapport.reports.words import DOCUMENT, SECTIONS, filled

KPIS = (*performance.KPIS, *revenue.KPIS, *(key for keys in outline.KPIS.values() for key in keys))
"""All that the sections speak of, asked together."""

Reading = performance.Performance | revenue.Revenue | outline.Outline


@dataclass(frozen=True)
class Update:
    """All that was asked for an update: what it rests on, and the reading of each section in order."""

    subject: Subject
    sheet: Sheet
    coverage: Coverage | None
    countries: tuple[str, ...]
    readings: Mapping[str, Reading]
    facts: Facts


def read(subject: Subject, document: pack.Document, *, with_facts: bool = False) -> Update:
    """Ask everything once, for all languages; the facts under it where they are wanted."""
    sheet = standings.read(subject, KPIS)
    lead = sheet.first(performance.LEADS)
    return Update(
        subject,
        sheet,
        coverage=_lowest(sheet),
        countries=_countries(subject, lead.kpi.key) if lead else (),
        readings={key: _read(subject, sheet, key) for key in document.sections},
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


def _read(subject: Subject, sheet: Sheet, key: str) -> Reading:
    if key == "performance":
        return performance.read(subject, sheet)
    if key == "revenue":
        return revenue.read(subject, sheet)
    return outline.read(subject, sheet, key)


def write(found: Update, lang: Lang) -> Document:
    """The document in one language."""
    start, subject = found.subject.month.start, found.subject
    account = subject.name(lang)
    countries = DOCUMENT["comma"](lang).join(found.countries) or DOCUMENT["none"](lang)
    sections = tuple(
        Section(number, key, SECTIONS[key](lang), _write(reading, lang))
        for number, (key, reading) in enumerate(found.readings.items(), start=1)
    )
    return Document(
        lang=lang,
        title=filled(DOCUMENT["title"], lang, month=dates.month(start, lang)),
        account=account,
        scope=filled(DOCUMENT["scope"], lang, account=account, countries=countries),
        position=dates.fiscal_position(start, subject.calendar, lang),
        stand=(_known(found, lang), _coverage(found.coverage, lang)),
        missing=tuple(_unmet(found, lang)),
        sections=sections,
        foot=(_packs(subject.trade.digests, lang),),
        definitions=definitions(sections, subject.trade, lang),
        facts=found.facts,
    )


def _write(reading: Reading, lang: Lang) -> tuple[Block, ...]:
    match reading:
        case performance.Performance():
            return performance.write(reading, lang)
        case revenue.Revenue():
            return revenue.write(reading, lang)
        case outline.Outline():
            return outline.write(reading, lang)


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
    yield missing("messages", lang)


def _packs(digests: Mapping[str, str], lang: Lang) -> str:
    packs = (filled(DOCUMENT["pack"], lang, name=name, digest=digest[:12]) for name, digest in digests.items())
    return filled(DOCUMENT["packs"], lang, packs=DOCUMENT["comma"](lang).join(packs))
