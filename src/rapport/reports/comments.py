"""What people add to the documents of a month: notes and waivers are added, withdrawn, read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from rapport.book.accounts.models import Account
from rapport.book.journal.actions import record
from rapport.book.performance.naming import refuse_long
from rapport.book.team.queries import User
from rapport.core.pack import Label, Trade
from rapport.core.periods import add_months
from rapport.core.refusals import Refused, unknown
from rapport.reports.models import Added, Note, Waiver
from rapport.reports.words import MISSING

LONGEST = 10_000
"""So many characters a text of a note may have."""

TEXTS = ("what", "why", "correction")
HEAD = ("messages", "ask")
"""The parts of a document's head that people may write themselves."""
NOTHING = Label("", "")


@dataclass(frozen=True)
class GivenTable:
    """A table that an author gives to a section, as its cells stand in a file; nothing is computed with it."""

    file: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Comment:
    """A note as documents print it; `number` names it. A text that was written in one language has the other one empty.

    `account`: whose it is, in a document about several.
    """

    number: int
    month: date
    section: str
    texts: Mapping[str, Label]
    owner: str
    due: date | None
    kpi: str
    is_partner_safe: bool
    author: str
    given: GivenTable | None = None
    account: Label = NOTHING


@dataclass(frozen=True)
class Waived:
    """That a document goes out without something: who says so, and why."""

    number: int
    section: str
    item: str
    why: str
    author: str


@dataclass(frozen=True)
class Written:
    """What somebody writes about a section: each text in English and Chinese (empty: not written in it)."""

    what: Label = NOTHING
    why: Label = NOTHING
    correction: Label = NOTHING
    owner: str = ""
    due: date | None = None
    kpi: str = ""
    is_partner_safe: bool = False
    given: GivenTable | None = None


A = TypeVar("A", bound=Added)


@transaction.atomic
def note(*, by: User | None, account: Account, month: date, section: str, written: Written, trade: Trade) -> Comment:
    """Write about a section of an account's month (`month`: its first day).

    Refuses a note without a text or a table, a text too long to be kept, and a correction without who does it by when.
    """
    _check(written)
    texts = {f"{name}{suffix}": getattr(written, name)(lang).strip() for name in TEXTS for suffix, lang in _LANGS}
    made = Note(
        account=account,
        month=month,
        section=known_section(section, trade),
        by=by,
        at=timezone.now(),
        owner=written.owner.strip(),
        due=written.due,
        kpi=trade.kpi(written.kpi).key if written.kpi else "",
        is_partner_safe=written.is_partner_safe,
        given=asdict(written.given) if written.given else None,
        **texts,
    )
    brought = {"file": written.given.file} if written.given else {}
    return _comment(_saved(made, by, "note", {"section": made.section, **texts, **brought}))


_LANGS = (("", "en"), ("_zh", "zh-hans"))


def _check(written: Written) -> None:
    texts = {name: getattr(written, name) for name in TEXTS}
    if not (written.given or any(text.en.strip() or text.zh_hans.strip() for text in texts.values())):
        raise Refused(
            "a note says what happened, why, or how it is corrected, or brings a table: --what, --why, --correction or --table"
        )
    for name, text in texts.items():
        refuse_long(f"--{name}", text.en, LONGEST)
        refuse_long(f"--{name}-zh", text.zh_hans, LONGEST)
    refuse_long("--owner", written.owner.strip())
    is_corrected = bool(written.correction.en.strip() or written.correction.zh_hans.strip())
    if is_corrected and not (written.owner.strip() and written.due):
        raise Refused("a correction needs who does it and by when: give --owner and --due")
    if not is_corrected and (written.owner.strip() or written.due or written.kpi):
        raise Refused("--owner, --due and --kpi belong to a correction: give --correction, too")


def known_section(word: str, trade: Trade) -> str:
    """The key of a section by itself or a title, or of a part of a document's head; refuses another with the nearest right."""
    if word in HEAD:
        return word
    found = {section.key: section for document in reversed(list(trade.documents.values())) for section in document.sections}
    for section in found.values():
        if word.casefold() in {section.key.casefold(), section.label.en.casefold(), section.label.zh_hans.casefold()}:
            return section.key
    raise unknown("section", word, (*HEAD, *found))


@transaction.atomic
def waive(*, by: User | None, account: Account, month: date, section: str, item: str, why: str, trade: Trade) -> Waived:
    """Let the documents of a month go out without something, by the gate's name; `section` empty: of the document itself."""
    if item not in MISSING:
        raise unknown("item", item, MISSING)
    if item == "residual":
        raise Refused("effects that do not add up are a fault of the program and cannot be waived; report it")
    if not why.strip():
        raise Refused("a waiver says why: give --why")
    key = known_section(section, trade) if section else ""
    made = Waiver(account=account, month=month, section=key, by=by, at=timezone.now(), item=item, why=why.strip())
    return _waived(_saved(made, by, "waive", {"section": key, "item": item, "why": made.why}))


@transaction.atomic
def withdraw(*, by: User | None, account: Account, month: date, number: int, is_waiver: bool, today: date) -> None:
    """Take a note or waiver of an account's month back; it is kept, and the journal tells who did it. Twice is once."""
    kind: type[Note] | type[Waiver] = Waiver if is_waiver else Note
    found = kind.objects.visible_to(by, on=today).filter(pk=number, account=account, month=month).first()
    if found is None:
        raise Refused(f"there is no {kind._meta.verbose_name} {number} about {account} in {month:%Y-%m}")
    if not found.is_withdrawn:
        found.is_withdrawn = True
        _saved(found, by, "withdraw", {})


def _saved(added: A, by: User | None, verb: str, payload: Mapping[str, object]) -> A:
    added.save()
    said = {"month": added.month, **payload}
    record(by=by, verb=verb, object=added, payload=said, at=timezone.now(), account=added.account, rows=[added])
    return added


def comments(account: Account, month: date, *, by: User | None, on: date) -> tuple[Comment, ...]:
    """The notes of a month that count, in the order in which they were written."""
    return tuple(map(_comment, _counting(Note, account, month, by, on)))


def promised(account: Account, month: date, *, by: User | None, on: date) -> tuple[Comment, ...]:
    """The corrections of earlier months that were due in the one that begins on `month`, or in the one before."""
    counting = Note.objects.visible_to(by, on=on).filter(account=account, is_withdrawn=False, month__lt=month)
    due = counting.filter(due__gte=add_months(month, -1), due__lt=add_months(month, 1))
    return tuple(map(_comment, due.select_related("by").order_by("due", "pk")))


def waivers(account: Account, month: date, *, by: User | None, on: date) -> tuple[Waived, ...]:
    """The waivers of a month that count."""
    return tuple(map(_waived, _counting(Waiver, account, month, by, on)))


def _counting(kind: type[A], account: Account, month: date, by: User | None, on: date) -> Iterable[A]:
    seen = kind.objects.visible_to(by, on=on)
    return seen.filter(account=account, month=month, is_withdrawn=False).select_related("by").order_by("pk")


def _comment(one: Note) -> Comment:
    texts = {name: Label(getattr(one, name), getattr(one, f"{name}_zh")) for name in TEXTS}
    given = one.given and GivenTable(
        one.given["file"], one.given["title"], tuple(one.given["heads"]), tuple(map(tuple, one.given["rows"]))
    )
    return Comment(
        one.pk, one.month, one.section, texts, one.owner, one.due, one.kpi, one.is_partner_safe, _author(one), given or None
    )


def _waived(one: Waiver) -> Waived:
    return Waived(one.pk, one.section, one.item, one.why, _author(one))


def _author(one: Added) -> str:
    return str(one.by) if one.by else ""


def of_section(found: Sequence[Comment], section: str) -> tuple[Comment, ...]:
    """The notes to one section."""
    return tuple(one for one in found if one.section == section)
