"""Writing documents out."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from rapport.book.accounts.queries import home_calendar
from rapport.book.team.queries import User
from rapport.core.pack import LANGS, Document, Lang, Trade
from rapport.core.periods import Period, add_months, month_of
from rapport.core.refusals import Refused, unknown
from rapport.reports import comments, gate
from rapport.reports.comments import Comment, Waived
from rapport.reports.documents import update
from rapport.reports.gate import Gate
from rapport.reports.section import Subject
from rapport.reports.subjects import accounts
from rapport.reports.writers import PRINT_FACTS, WRITERS

Audience = Literal["internal", "partner"]


@dataclass(frozen=True)
class Edition:
    """How a month is written out: which document, in which languages and formats, in which currency, for whom.

    `currency`: the one that all money is converted to. `audience`: partners read only the notes that are safe for them.
    """

    langs: Sequence[Lang]
    to: Sequence[str]
    document: str = "update"
    currency: str | None = None
    audience: Audience = "internal"


@dataclass(frozen=True)
class Written:
    """A document that was written: its id (the same for the same content), what the gate found, and its files."""

    report: str
    gate: Gate
    files: tuple[Path, ...]


def write(
    *, account: str, period: Period, edition: Edition, out: Path, by: User | None, trade: Trade, today: date
) -> tuple[Written, ...]:
    """Write the document of a month for an account, or for “all” that `by` may see: in each language, in each format.

    Files are named 2026-10_contoso-devices_update_en.md and appear whole or not at all. Refuses an unknown account,
    document, language or format with the nearest right words, and a period that is not one month.
    """
    _check(period, edition, trade)
    chosen = accounts(account, by=by, on=today)
    if not chosen:
        raise Refused("there is no account to write about; import a file that names one")
    calendar = home_calendar()
    written = []
    for each in chosen:
        notes = comments.comments(each.record, period.start, by=by, on=today)
        promised = comments.promised(each.record, period.start, by=by, on=today)
        told, due = (_for(edition.audience, found) for found in (notes, promised))
        subject = Subject(each.word, each.name, period, by, trade, calendar, today, edition.currency, told, due)
        waivers = comments.waivers(each.record, period.start, by=by, on=today)
        written.append(_written(subject, edition, waivers, out / f"{period.start:%Y-%m}_{each.slug}_{edition.document}"))
    return tuple(written)


def _for(audience: Audience, notes: Sequence[Comment]) -> tuple[Comment, ...]:
    """The notes that an audience may read."""
    return tuple(note for note in notes if audience == "internal" or note.is_partner_safe)


def _check(period: Period, edition: Edition, trade: Trade) -> None:
    if period != month_of(period.start):
        raise Refused(f"an update is written for one month, as in {period.start:%Y-%m}, not for {period.start} .. {period.end}")
    if edition.document not in trade.documents:
        raise unknown("document", edition.document, trade.documents)
    for kind, words, known in (("language", edition.langs, LANGS), ("format", edition.to, WRITERS)):
        for word in words:
            if word not in known:
                raise unknown(kind, word, known)


def _written(subject: Subject, edition: Edition, waivers: Sequence[Waived], stem: Path) -> Written:
    document = _document(subject, edition.document)
    found = update.read(subject, document, with_facts=not PRINT_FACTS.isdisjoint(edition.to))
    documents = [update.write(found, lang) for lang in edition.langs]
    made = {f"{stem.name}_{each.lang[:2]}.{ending}": WRITERS[ending](each) for each in documents for ending in edition.to}
    digest = hashlib.sha256(repr(documents).encode()).hexdigest()
    files = tuple(_put(stem.parent / name, content) for name, content in made.items())
    return Written(f"{stem.name}_{digest[:8]}", gate.check(documents[0], waivers), files)


def _document(subject: Subject, key: str) -> Document:
    """The document of that key, or the one that takes its place where figures of such an account were reported of late."""
    year = Period(add_months(subject.month.end, -12), subject.month.end)
    others = (one for one in subject.trade.documents.values() if one.instead_of == key)
    for other in others:
        rows = subject.ask(other.where, period=year, by=("month",)).rows
        if any(figure.value is not None for row in rows for figure in row.kpis.values()):
            return other
    return subject.trade.documents[key]


def _put(path: Path, content: bytes) -> Path:
    """Write a file beside its place and move it there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as fault:
        raise Refused(f"cannot write {path}: {fault.strerror}") from fault
    return path
