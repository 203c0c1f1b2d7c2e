"""Update: the month written out."""

from pathlib import Path
from typing import Annotated

import typer

from rapport.cli import options, output, session


def update(
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Whose month, or “all” for every account one may see.")],
    period: Annotated[str, typer.Option(metavar="PERIOD", help="Which month, as in 2026-10.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to; made if need be.")],
    to: Annotated[list[str], typer.Option(metavar="FORMAT,…", default_factory=lambda: ["html"], help="md, html")],
    langs: Annotated[list[str], typer.Option("--lang", metavar="LANG,…", default_factory=lambda: ["en"], help="en, zh-hans")],
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
) -> None:
    """Write the month out.

    What happened and why, as documents whose numbers equal those of `ask`.
    """
