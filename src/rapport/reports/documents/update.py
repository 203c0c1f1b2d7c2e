"""The monthly update: whose month it is and where it stands in the year, what it rests on, and its sections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapport.core import pack
from rapport.core.figures import text
from rapport.core.pack import Lang
from rapport.core.question import Coverage
from rapport.reports import dates
from rapport.reports.blocks import Block, Document, Missing, Section
from rapport.reports.section import Subject
from rapport.reports.sections import outline, performance, revenue
from rapport.reports.standings import missing
from rapport.reports.words import DOCUMENT, SECTIONS

Reading = performance.Performance | revenue.Revenue | outline.Outline


@dataclass(frozen=True)
class Update:
    """All that was asked for an update: what it rests on, and the reading of each section in order."""

    subject: Subject
    ledger: int
    known_on: date | None
    coverage: Coverage | None
    countries: tuple[str, ...]
    readings: Mapping[str, Reading]


def read(subject: Subject, document: pack.Document) -> Update:
    """Ask everything once, for all languages."""
    kpis = subject.kpis(performance.LEADS)
    whole, split = subject.ask(kpis), subject.ask(kpis, by=("country",))
    coverages = (figure.coverage for row in whole.rows for figure in row.kpis.values() if figure.value is not None)
    known = (row for row in split.rows if any(figure.value is not None for figure in row.kpis.values()))
    return Update(
        subject,
        ledger=whole.ledger,
        known_on=whole.known_on,
        coverage=next((coverage for coverage in coverages if coverage), None),
        countries=tuple(str(row.by["country"]) for row in known if row.by["country"]),
        readings={key: _read(subject, key) for key in document.sections},
    )


def _read(subject: Subject, key: str) -> Reading:
    if key == "performance":
        return performance.read(subject)
    if key == "revenue":
        return revenue.read(subject)
    return outline.read(subject, key)


def write(found: Update, lang: Lang) -> Document:
    """The document in one language."""
    start, subject = found.subject.month.start, found.subject
    account = subject.name(lang)
    countries = DOCUMENT["comma"](lang).join(found.countries) or DOCUMENT["none"](lang)
    return Document(
        lang=lang,
        title=DOCUMENT["title"](lang).format(month=dates.month(start, lang)),
        account=account,
        scope=DOCUMENT["scope"](lang).format(account=account, countries=countries),
        position=dates.fiscal_position(start, subject.calendar, lang),
        stand=(_known(found, lang), _coverage(found.coverage, lang)),
        missing=tuple(_unmet(found, lang)),
        sections=tuple(
            Section(number, key, SECTIONS[key](lang), _write(reading, lang))
            for number, (key, reading) in enumerate(found.readings.items(), start=1)
        ),
        foot=(_packs(subject.trade.digests, lang),),
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
    words = DOCUMENT["known" if found.known_on else "unknown"](lang)
    known = dates.day(found.known_on, lang) if found.known_on else ""
    return words.format(known=known, ledger=found.ledger, today=dates.day(found.subject.today, lang))


def _coverage(coverage: Coverage | None, lang: Lang) -> str:
    if coverage is None:
        return DOCUMENT["coverage_unknown"](lang)
    key = "coverage" if coverage.volume is None else "coverage_volume"
    volume = text(coverage.volume, "percent", lang)
    return DOCUMENT[key](lang).format(reporting=coverage.reporting, expected=coverage.expected, volume=volume)


def _unmet(found: Update, lang: Lang) -> Iterable[Missing]:
    if found.coverage is None or found.coverage.reporting < found.coverage.expected:
        yield missing("coverage", lang)
    yield missing("messages", lang)


def _packs(digests: Mapping[str, str], lang: Lang) -> str:
    packs = DOCUMENT["comma"](lang).join(f"{name} ({digest[:12]})" for name, digest in digests.items())
    return DOCUMENT["packs"](lang).format(packs=packs)
