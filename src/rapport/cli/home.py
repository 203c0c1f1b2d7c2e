"""The home: an empty one with its first user, what holds for all of it, and its reference lists."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rapport.cli import import_, options, output, session
from rapport.cli.words import said, word
from rapport.core.pack import Lang
from rapport.core.refusals import Refused

if TYPE_CHECKING:
    from rapport.reports.awaited import Awaited


Lists = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…", default_factory=list, show_default=False, help="Lists of accounts, entities, products, territories."
    ),
]
Langs = Annotated[
    list[str],
    typer.Option(
        "--langs", metavar="LANG,…", default_factory=list, show_default="en", help="The languages of its documents: en, zh-hans."
    ),
]


def init(
    admin: Annotated[str, typer.Option("--admin", metavar="EMAIL", help="The first user.")],
    files: Lists,
    langs: Langs,
    fiscal_start: Annotated[
        int | None, typer.Option(metavar="MONTH", min=1, max=12, help="The month in which the fiscal year starts, 1 to 12.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CUR", help="Answer all money in this currency. [default: as it was reported]")
    ] = None,
    as_json: options.AsJson = False,
    lang: options.Language = "en",
) -> None:
    """Make an empty home, its first user, and what holds for all of it.

    Reference lists can be loaded at once, and one that is refused leaves nothing made; then it says which files to drop next.
    The password is asked for, or taken from RAPPORT_ADMIN_PASSWORD.
    """
    if "@" not in admin:
        raise Refused(f"“{admin}” is no e-mail address")
    spoken = options.langs(langs)
    password = os.environ.get("RAPPORT_ADMIN_PASSWORD") or _asked_password()
    with session.opened() as home, output.progress() as progress:
        from rapport.book.accounts.actions import assign, set_up
        from rapport.book.performance.batches import batches
        from rapport.book.performance.worlds import ledger
        from rapport.book.team.actions import add_user
        from rapport.cli import questions
        from rapport.core.periods import FiscalCalendar
        from rapport.imports.run import load_file
        from rapport.reports.awaited import awaited

        if ledger():
            raise Refused(f"init makes an empty home, and {home.folder} holds figures already; nothing was changed")
        money = questions.currency(currency)
        calendar = FiscalCalendar(fiscal_start) if fiscal_start else home.calendar
        load_one = partial(load_file, by=None, trade=home.trade, today=home.today, calendar=calendar)
        import_.leave(import_.each(partial(load_one, dry_run=True), files, progress))
        user = add_user(by=None, username=admin, password=password, is_superuser=True)
        assign(by=None, user=user, starts_on=home.today)
        set_up(by=None, first_month=fiscal_start, currency=money, langs=spoken)
        reports = import_.each(load_one, files, progress)
        loaded = {batch.dataset for batch in batches(by=None, on=home.today, trade=home.trade)}
        next_ = awaited(loaded, home.trade, has_currency=money is not None)
    if as_json:
        shapes = [_shape(one, lang) for one in next_]
        output.document({"home": str(home.folder), "admin": admin, "files": reports, "next": shapes})
    else:
        output.show(f"{home.folder}: {admin}")
        from rapport.cli import import_report

        import_report.show(reports, home.trade, lang)
        _show(next_, lang)
    import_.leave(reports)


def _shape(one: "Awaited", lang: Lang) -> dict[str, object]:
    return {
        "dataset": one.dataset.key,
        "document": one.document and one.document.key,
        "headings": one.headings(lang),
    }


def _show(next_: Sequence["Awaited"], lang: Lang) -> None:
    """What to drop next, as a table."""
    output.show(said(word("drop_next", lang), "", lang).rstrip())
    headings = [word(key, lang) for key in ("dataset", "columns", "document")]
    rows = [
        [
            f"{one.dataset.label(lang)} ({one.dataset.key})",
            ", ".join(one.headings(lang)),
            one.document.label(lang) if one.document else word("every_document", lang),
        ]
        for one in next_
    ]
    output.table(headings, rows, words=len(headings))


def _asked_password() -> str:
    if not sys.stdin.isatty():
        raise Refused("the first user needs a password: set RAPPORT_ADMIN_PASSWORD, or run init in a terminal")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
