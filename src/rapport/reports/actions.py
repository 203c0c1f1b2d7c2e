"""Writing documents out."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from rapport.book.accounts.queries import home_calendar
from rapport.book.team.queries import User
from rapport.core.pack import LANGS, Document, Label, Lang, Trade
from rapport.core.periods import Period, add_months, month_of
from rapport.core.question import Filter
from rapport.core.refusals import Refused, unknown
from rapport.reports import comments, gate
from rapport.reports.comments import Comment, Waived
from rapport.reports.documents import update
from rapport.reports.gate import Gate
from rapport.reports.section import Subject
from rapport.reports.subjects import Account, chosen, slug_of, together
from rapport.reports.writers import PRINT_FACTS, WRITERS

Audience = Literal["internal", "partner"]


@dataclass(frozen=True)
class Edition:
    """How a month is written out: which document, in which languages and formats, in which currency, for whom.

    `currency`: the one that all money is converted to. `audience`: partners read only the notes that are safe for them. `where`:
    of what a document over several accounts tells.
    """

    langs: Sequence[Lang]
    to: Sequence[str]
    document: str = "update"
    currency: str | None = None
    audience: Audience = "internal"
    where: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Written:
    """A document that was written: its id (the same for the same content), what the gate found, and its files."""

    report: str
    gate: Gate
    files: tuple[Path, ...]


def write(
    *, accounts: Sequence[str], period: Period, edition: Edition, out: Path, by: User | None, trade: Trade, today: date
) -> tuple[Written, ...]:
    """Write the document of a month for accounts, or for “all” that `by` may see: in each language, in each format.

    One for each account; a document that spans accounts once, over all of them.
    Files are named 2026-10_contoso-devices_update_en.md and appear whole or not at all. Refuses an unknown account,
    document, language or format with the nearest right words, and a period that is not one month.
    """
    _check(period, edition, trade)
    found = chosen(accounts, by=by, on=today)
    if not found:
        raise Refused("there is no account to write about; import a file that names one")
    desk = _Desk(period, edition, out, by, trade, today)
    return (desk.spanning(found),) if trade.documents[edition.document].spans else tuple(map(desk.about, found))


@dataclass(frozen=True)
class _Desk:
    """Where the documents of a month are written: what was asked for all of them."""

    period: Period
    edition: Edition
    out: Path
    by: User | None
    trade: Trade
    today: date

    def about(self, account: Account) -> Written:
        """The document about one account."""
        subject = self._subject(account.name, (account,))
        waivers = comments.waivers(account.record, self.period.start, by=self.by, on=self.today)
        return self._written(subject, _document(subject, self.edition.document), waivers, account.slug)

    def spanning(self, accounts: Sequence[Account]) -> Written:
        """The document about several accounts, or some places of them: each note says whose it is."""
        where = self.edition.where
        subject = replace(self._subject(together(accounts, where), accounts), where=where)
        return self._written(subject, self.trade.documents[self.edition.document], (), slug_of(accounts, where))

    def _subject(self, name: Label, accounts: Sequence[Account]) -> Subject:
        told, due = (
            tuple(one for account in accounts for one in self._comments(of, account, is_named=len(accounts) > 1))
            for of in (comments.comments, comments.promised)
        )
        words, currency = tuple(account.word for account in accounts), self.edition.currency
        return Subject(words, name, self.period, self.by, self.trade, home_calendar(), self.today, currency, told, due)

    def _comments(self, of: Callable[..., Iterable[Comment]], account: Account, *, is_named: bool) -> Iterator[Comment]:
        """The notes about an account that the audience may read; among those of others named, and none to their heads."""
        for note in of(account.record, self.period.start, by=self.by, on=self.today):
            if self.edition.audience == "internal" or note.is_partner_safe:
                if not is_named:
                    yield note
                elif note.section not in comments.HEAD:
                    yield replace(note, account=account.name)

    def _written(self, subject: Subject, document: Document, waivers: Sequence[Waived], slug: str) -> Written:
        stem = f"{self.period.start:%Y-%m}_{slug}_{self.edition.document}"
        found = update.read(subject, document, with_facts=not PRINT_FACTS.isdisjoint(self.edition.to))
        documents = [update.write(found, lang) for lang in self.edition.langs]
        made = {f"{stem}_{each.lang[:2]}.{ending}": WRITERS[ending](each) for each in documents for ending in self.edition.to}
        digest = hashlib.sha256(repr(documents).encode()).hexdigest()
        files = tuple(_put(self.out / name, content) for name, content in made.items())
        return Written(f"{stem}_{digest[:8]}", gate.check(documents[0], waivers), files)


def _check(period: Period, edition: Edition, trade: Trade) -> None:
    if period != month_of(period.start):
        raise Refused(f"an update is written for one month, as in {period.start:%Y-%m}, not for {period.start} .. {period.end}")
    if edition.document not in trade.documents:
        raise unknown("document", edition.document, trade.documents)
    spanning = [key for key, document in trade.documents.items() if document.spans]
    if edition.where and edition.document not in spanning:
        raise Refused(f"“{edition.document}” tells of all of an account; --where is for --document {', '.join(spanning)}")
    for kind, words, known in (("language", edition.langs, LANGS), ("format", edition.to, WRITERS)):
        for word in words:
            if word not in known:
                raise unknown(kind, word, known)


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
