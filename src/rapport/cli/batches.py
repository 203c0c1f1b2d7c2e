"""Batches: what was loaded; taking one out and putting it back."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from rapport.cli import options, output, session
from rapport.cli.words import said, word
from rapport.core.pack import Lang

if TYPE_CHECKING:
    from rapport.book.performance.batches import LoadedBatch

Code = Annotated[str, typer.Argument(metavar="BATCH", help="A batch, as `rapport batches` lists it.")]


Gaps = Annotated[bool, typer.Option("--missing", help="List instead who sent before and has not for the latest month.")]


def batches(
    missing: Gaps = False, as_user: options.AsUser = None, as_json: options.AsJson = False, lang: options.Language = "en"
) -> None:
    """List what was loaded.

    By whom, from which file, and which batches it restates.
    """
    if missing:
        _missing(as_user, as_json, lang)
        return
    with session.opened(as_user) as home:
        from rapport.book.performance import batches as loaded

        found = loaded.batches(by=home.user, on=home.today, trade=home.trade)
    if as_json:
        output.document({"batches": [_shape(batch) for batch in found]})
    else:
        headings = [word(key, lang) for key in _HEADINGS]
        output.table(headings, [_cells(batch, lang) for batch in found], words=len(_HEADINGS))


def _missing(as_user: str | None, as_json: bool, lang: Lang) -> None:
    with session.opened(as_user) as home:
        from rapport.book.performance import expected

        found = expected.missing(by=home.user, on=home.today, trade=home.trade)
    if as_json:
        told = ({**vars(one), "month": f"{one.month:%Y-%m}", "last": one.last and f"{one.last:%Y-%m}"} for one in found)
        output.document({"missing": list(told)})
        return
    if not found:
        output.show(word("none_missing", lang))
        return
    headings = [
        *(word(key, lang) for key in ("sender", "dataset")),
        *(output.label(field, home.trade, lang) for field in ("account", "country")),
        *(word(key, lang) for key in ("missing", "last_sent")),
    ]
    cells = [
        [
            one.sender,
            one.dataset,
            output.cell(one.account, lang),
            output.cell(one.country, lang),
            *(_stretch(first, one.span, lang) for first in (one.month, one.last)),
        ]
        for one in found
    ]
    output.table(headings, cells, words=len(headings))


def _stretch(first: date | None, span: str, lang: Lang) -> str:
    from rapport.core.figures import ABSENT

    if first is None:
        return ABSENT
    return f"{first:%Y-%m}" + ("" if span == "month" else f" {word(span, lang)}")


def _shape(batch: "LoadedBatch") -> dict[str, object]:
    return {
        "batch": batch.code,
        "file": batch.file,
        "dataset": batch.dataset,
        "sender": batch.sender,
        "known_on": batch.known_on,
        "loaded_at": batch.loaded_at.isoformat(),
        "loaded_by": batch.loaded_by,
        "rows": batch.rows,
        "live": batch.is_live,
        "restates": [{"batch": code, "slices": count} for code, count in batch.restates.items()],
    }


_HEADINGS = ("batch", "file", "dataset", "sender", "known_on", "loaded_by", "rows", "restates", "state")


def _cells(batch: "LoadedBatch", lang: Lang) -> list[str]:
    return [
        batch.code,
        batch.file,
        batch.dataset,
        batch.sender,
        f"{batch.known_on}",
        batch.loaded_by or word("operator", lang),
        f"{batch.rows:,}",
        ", ".join(f"{code} ({count})" for code, count in batch.restates.items()),
        word("live" if batch.is_live else "out", lang),
    ]


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
        output.show(said(batch.upper(), f"{word(state, lang)} · {word('ledger', lang)} {ledger}", lang))
