"""Update: the month written out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rapport.cli import options, output, session
from rapport.cli.words import said, word
from rapport.core.pack import Lang

if TYPE_CHECKING:
    from rapport.reports.actions import Written

Audience = Literal["internal", "partner"]


def update(
    accounts: Annotated[
        list[str],
        typer.Option(
            "--account", metavar="ACCOUNT", help="Whose month, or “all” for every account one may see; again for another."
        ),
    ],
    period: Annotated[str, typer.Option(metavar="PERIOD", help="Which month, as in 2026-10.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to; made if need be.")],
    to: Annotated[
        list[str],
        typer.Option(
            metavar="FORMAT,…", default_factory=lambda: ["html"], show_default="html", help="In which formats: html, md, xlsx."
        ),
    ],
    langs: Annotated[
        list[str],
        typer.Option(
            "--lang",
            metavar="LANG,…",
            default_factory=list,
            show_default="the home's",
            help="In which languages: en, zh-hans.",
        ),
    ],
    where: options.Where,
    document: Annotated[
        str, typer.Option(metavar="NAME", help="Which document: update for each account, region once over all of them.")
    ] = "update",
    currency: options.Currency = None,
    audience: Annotated[
        Audience, typer.Option(help="Who reads it: partners get only the notes that are safe for them.")
    ] = "internal",
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
) -> None:
    """Write the month out.

    What happened and why, as documents whose numbers equal those of `ask`.
    """
    with session.opened(as_user) as home:
        from rapport.book.accounts.queries import home_langs
        from rapport.cli import questions
        from rapport.reports.actions import Edition, write

        chosen = options.langs(langs) or home_langs()
        money, kept = questions.currency(currency, home.currency), questions.filters(where, home.trade)
        edition = Edition(chosen, options.words(to), document, money, audience, kept)
        period_of = home.calendar.parse(period)
        written = write(
            accounts=accounts, period=period_of, edition=edition, out=out, by=home.user, trade=home.trade, today=home.today
        )
    if as_json:
        shapes = [_shape(one) for one in written]
        output.document(shapes[0] if len(shapes) == 1 else shapes)
        return
    for one in written:
        _show(one, chosen[0])


def _shape(written: "Written") -> dict[str, object]:
    missing = [{"section": item.section, "item": item.key, "what": item.what} for item in written.gate.missing]
    waived = [{**vars(let.item), "by": let.author, "why": let.why} for let in written.gate.waived]
    return {
        "report": written.report,
        "gate": {"score": written.gate.score, "missing": missing, "waived": waived},
        "files": [str(file) for file in written.files],
    }


def _show(written: "Written", lang: Lang) -> None:
    for file in written.files:
        output.show(str(file))
    output.show(said(word("gate", lang), f"{written.gate.score}/100", lang))
    for item in written.gate.missing:
        output.show(f"  {said(f'{item.section} {item.key}', item.what, lang)}")
    for let in written.gate.waived:
        who = f"{word('waived', lang)} {let.author or word('operator', lang)}"
        output.show(f"  {said(f'{let.item.section} {let.item.key}', f'{who}: {let.why}', lang)}")
