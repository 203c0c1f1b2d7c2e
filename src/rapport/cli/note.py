"""Note and waive: what only a person knows, for a section of the update; what it goes out without, and on whose word."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rapport.cli import options, output, session
from rapport.cli.session import Session
from rapport.cli.words import said, word
from rapport.core.pack import Label, Lang
from rapport.core.refusals import Refused

if TYPE_CHECKING:
    from rapport.reports.comments import Comment, GivenTable
    from rapport.reports.subjects import Account

Whose = Annotated[str, typer.Option("--account", metavar="ACCOUNT", help="Whose month.")]
Month = Annotated[str, typer.Option("--period", metavar="PERIOD", help="Which month, as in 2026-10.")]
InSection = Annotated[str, typer.Option("--section", metavar="SECTION", help="Which section, by its key or title.")]
PartnerSafe = Annotated[bool, typer.Option("--partner-safe", help="The partner may read it, too.")]
Brought = Annotated[Path | None, typer.Option(metavar="FILE", help="A table to print there as it is, marked as given.")]
Withdraw = Annotated[int | None, typer.Option(metavar="NUMBER", help="Instead take this one back.")]


def note(
    account: Whose,
    period: Month,
    section: InSection = "",
    what: Annotated[str, typer.Option(metavar="TEXT", help="What happened.")] = "",
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    correction: Annotated[str, typer.Option(metavar="TEXT", help="What is done about it; with --owner and --due.")] = "",
    what_zh: Annotated[str, typer.Option(metavar="TEXT", help="What happened, in Chinese.")] = "",
    why_zh: Annotated[str, typer.Option(metavar="TEXT", help="Why, in Chinese.")] = "",
    correction_zh: Annotated[str, typer.Option(metavar="TEXT", help="What is done about it, in Chinese.")] = "",
    owner: Annotated[str, typer.Option(metavar="NAME", help="Who does it.")] = "",
    due: Annotated[str, typer.Option(metavar="DAY", help="By when, as in 2026-11-30.")] = "",
    kpi: Annotated[str, typer.Option(metavar="KPI", help="The KPI that will prove it.")] = "",
    table: Brought = None,
    partner_safe: PartnerSafe = False,
    withdraw: Withdraw = None,
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
    lang: options.Language = "en",
) -> None:
    """Write what no file knows.

    What happened, why, and the correction, for a section of the update. Without a section the notes of the month are listed.
    """
    with session.opened(as_user) as home:
        from rapport.reports import comments
        from rapport.reports.comments import Written

        chosen, month = _place(home, account, period)
        if withdraw is not None:
            comments.withdraw(
                by=home.user, account=chosen.record, month=month, number=withdraw, is_waiver=False, today=home.today
            )
            _say_withdrawn("note", withdraw, as_json, lang)
            return
        written = Written(
            Label(what, what_zh),
            Label(why, why_zh),
            Label(correction, correction_zh),
            owner,
            options.day(due) if due else None,
            kpi,
            partner_safe,
            _given(table) if table else None,
        )
        found: tuple[Comment, ...]
        if section:
            add = partial(comments.note, by=home.user, account=chosen.record, month=month)
            found = (add(section=section, written=written, trade=home.trade),)
        elif written != Written():
            raise Refused("a note belongs to a section: give --section")
        else:
            found = comments.comments(chosen.record, month, by=home.user, on=home.today)
    if as_json:
        output.document({"notes": [_note_shape(one) for one in found]})
    else:
        _show(found, lang)


def _show(found: Sequence["Comment"], lang: Lang) -> None:
    """A line for each text of each note, and for a table that it brings."""
    for one in found:
        told = [(name, words) for name, text in one.texts.items() for words in (text.en, text.zh_hans) if words]
        told += [(word("table", lang), one.given.file)] if one.given else []
        for name, words in told:
            output.show(f"{word('note', lang)} {one.number} {one.section} {said(name, words, lang)}")


def waive(
    account: Whose,
    period: Month,
    item: Annotated[str, typer.Option(metavar="ITEM", help="What is missing, by the name that update lists it by.")] = "",
    section: InSection = "",
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why the update goes out without it.")] = "",
    withdraw: Withdraw = None,
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
    lang: options.Language = "en",
) -> None:
    """Let an update go out without something, in your name.

    Without an item the waivers of the month are listed.
    """
    with session.opened(as_user) as home:
        from rapport.reports import comments

        chosen, month = _place(home, account, period)
        if withdraw is not None:
            comments.withdraw(by=home.user, account=chosen.record, month=month, number=withdraw, is_waiver=True, today=home.today)
            _say_withdrawn("waiver", withdraw, as_json, lang)
            return
        if item:
            waived = comments.waive(
                by=home.user, account=chosen.record, month=month, section=section, item=item, why=why, trade=home.trade
            )
            found: tuple[comments.Waived, ...] = (waived,)
        else:
            found = comments.waivers(chosen.record, month, by=home.user, on=home.today)
    if as_json:
        output.document({"waivers": [vars(one) for one in found]})
    for one in () if as_json else found:
        output.show(f"{word('waiver', lang)} {one.number} {one.section} {said(one.item, one.why, lang)}")


def _given(table: Path) -> "GivenTable":
    from rapport.imports import given
    from rapport.reports.comments import GivenTable

    found = given.read(table)
    return GivenTable(table.name, found.title, found.heads, found.rows)


def _place(home: Session, account: str, period: str) -> "tuple[Account, date]":
    """The account, and the first day of the month."""
    from rapport.core.periods import month_of
    from rapport.reports.subjects import the_account

    found = home.calendar.parse(period)
    if found != month_of(found.start):
        raise Refused(f"a note belongs to one month, as in {found.start:%Y-%m}")
    return the_account(account, by=home.user, on=home.today), found.start


def _say_withdrawn(kind: str, number: int, as_json: bool, lang: Lang) -> None:
    if as_json:
        output.document({"withdrawn": number})
    else:
        output.show(said(f"{word(kind, lang)} {number}", word("withdrawn", lang), lang))


def _note_shape(one: "Comment") -> dict[str, object]:
    texts = {name: {"en": text.en, "zh-hans": text.zh_hans} for name, text in one.texts.items()}
    own = {key: value for key, value in vars(one).items() if key != "account"}
    return {**own, "texts": texts, "due": one.due and one.due.isoformat(), "given": one.given and vars(one.given)}
