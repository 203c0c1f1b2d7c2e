"""Update: the month written out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rapport.cli import options, output, session
from rapport.cli.words import said, word
from rapport.core.pack import LANGS, Lang
from rapport.core.refusals import unknown

if TYPE_CHECKING:
    from rapport.reports.actions import Written


def update(
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Whose month, or “all” for every account one may see.")],
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
            "--lang", metavar="LANG,…", default_factory=lambda: ["en"], show_default="en", help="In which languages: en, zh-hans."
        ),
    ],
    document: Annotated[str, typer.Option(metavar="NAME", help="Which document.")] = "update",
    currency: options.Currency = None,
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
) -> None:
    """Write the month out.

    What happened and why, as documents whose numbers equal those of `ask`.
    """
    with session.opened(as_user) as home:
        from rapport.cli import questions
        from rapport.reports.actions import write

        chosen = tuple(map(_lang, options.words(langs)))
        written = write(
            account=account,
            period=home.calendar.parse(period),
            langs=chosen,
            to=options.words(to),
            out=out,
            by=home.user,
            trade=home.trade,
            today=home.today,
            document=document,
            currency=questions.currency(currency),
        )
    if as_json:
        shapes = [_shape(one) for one in written]
        output.document(shapes[0] if len(shapes) == 1 else shapes)
        return
    for one in written:
        _show(one, chosen[0])


def _lang(text: str) -> Lang:
    for lang in LANGS:
        if text == lang:
            return lang
    raise unknown("language", text, LANGS)


def _shape(written: "Written") -> dict[str, object]:
    missing = [{"section": item.section, "what": item.what} for item in written.gate.missing]
    return {
        "report": written.report,
        "gate": {"score": written.gate.score, "missing": missing},
        "files": [str(file) for file in written.files],
    }


def _show(written: "Written", lang: Lang) -> None:
    for file in written.files:
        output.show(str(file))
    output.show(said(word("gate", lang), f"{written.gate.score}/100", lang))
    for item in written.gate.missing:
        output.show(f"  {said(str(item.section), item.what, lang)}")
