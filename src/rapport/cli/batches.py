"""Batches: what was loaded; taking one out and putting it back."""

from typing import Annotated

import typer

from rapport.cli import options, output, session
from rapport.cli.words import word
from rapport.core.pack import Lang

Code = Annotated[str, typer.Argument(metavar="BATCH", help="A batch, as `rapport batches` lists it.")]


def batches(as_user: options.AsUser = None, as_json: options.AsJson = False, lang: options.Language = "en") -> None:
    """List what was loaded.

    By whom, from which file, and which batches it restates.
    """
    with session.opened(as_user) as home:
        from rapport.book.performance import batches as loaded

        found = loaded.batches(by=home.user, on=home.today, trade=home.trade)


def undo(batch: Code, as_user: options.AsUser = None, as_json: options.AsJson = False, lang: options.Language = "en") -> None:
    """Take a batch out.

    Every number is again what it was without it. Nothing is deleted.
    """
    with session.opened(as_user) as home:
        from rapport.book.performance import actions

        ledger = actions.undo(by=home.user, batch=batch, trade=home.trade, today=home.today)
    _say(batch, "out", ledger, as_json, lang)


def redo(batch: Code, as_user: options.AsUser = None, as_json: options.AsJson = False, lang: options.Language = "en") -> None:
    """Put a batch back that was taken out."""
    with session.opened(as_user) as home:
        from rapport.book.performance import actions

        ledger = actions.redo(by=home.user, batch=batch, trade=home.trade, today=home.today)
    _say(batch, "live", ledger, as_json, lang)


def _say(batch: str, state: str, ledger: int, as_json: bool, lang: Lang) -> None:
    if as_json:
        output.document({"batch": batch.upper(), "live": state == "live", "ledger": ledger})
    else:
        output.show(f"{batch.upper()}: {word(state, lang)} · {word('ledger', lang)} {ledger}")
