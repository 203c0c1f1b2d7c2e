"""Writing documents out."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapport.book.accounts.queries import home_calendar
from rapport.book.team.queries import User
from rapport.core.pack import LANGS, Lang, Trade
from rapport.core.periods import Period, month_of
from rapport.core.refusals import Refused, unknown
from rapport.reports import gate
from rapport.reports.documents import update
from rapport.reports.gate import Gate
from rapport.reports.section import Subject
from rapport.reports.subjects import accounts
from rapport.reports.writers import PRINT_FACTS, WRITERS


@dataclass(frozen=True)
class Written:
    """A document that was written: its id (the same for the same content), what the gate found, and its files."""

    report: str
    gate: Gate
    files: tuple[Path, ...]


def write(
    *,
    account: str,
    period: Period,
    langs: Sequence[Lang],
    to: Sequence[str],
    out: Path,
    by: User | None,
    trade: Trade,
    today: date,
    document: str = "update",
    currency: str | None = None,
) -> tuple[Written, ...]:
    """Write the document of a month for an account, or for “all” that `by` may see: in each language, in each format.
    `currency`: the one that all money is converted to.

    Files are named 2026-10_contoso-devices_update_en.md and appear whole or not at all. Refuses an unknown account,
    document, language or format with the nearest right words, and a period that is not one month.
    """
    _check(period, langs, to, document, trade)
    chosen = accounts(account, by=by, on=today)
    if not chosen:
        raise Refused("there is no account to write about; import a file that names one")
    calendar = home_calendar()
    return tuple(
        _written(Subject(each.word, each.name, period, by, trade, calendar, today, currency), each.slug, document, langs, to, out)
        for each in chosen
    )


def _check(period: Period, langs: Iterable[str], to: Iterable[str], document: str, trade: Trade) -> None:
    if period != month_of(period.start):
        raise Refused(f"an update is written for one month, as in {period.start:%Y-%m}, not for {period.start} .. {period.end}")
    if document not in trade.documents:
        raise unknown("document", document, trade.documents)
    for kind, words, known in (("language", langs, LANGS), ("format", to, WRITERS)):
        for word in words:
            if word not in known:
                raise unknown(kind, word, known)


def _written(subject: Subject, slug: str, document: str, langs: Sequence[Lang], to: Sequence[str], out: Path) -> Written:
    stem = f"{subject.month.start:%Y-%m}_{slug}_{document}"
    found = update.read(subject, subject.trade.documents[document], with_facts=not PRINT_FACTS.isdisjoint(to))
    documents = [update.write(found, lang) for lang in langs]
    files = {f"{stem}_{each.lang[:2]}.{ending}": WRITERS[ending](each) for each in documents for ending in to}
    digest = hashlib.sha256(repr(documents).encode()).hexdigest()
    return Written(
        f"{stem}_{digest[:8]}", gate.check(documents[0]), tuple(_put(out / name, content) for name, content in files.items())
    )


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
