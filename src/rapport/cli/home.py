"""The home: a new one with its first user, or one with the demo in it."""

import os
from typing import Annotated

import typer

from rapport.cli import options, output, session
from rapport.core.refusals import Refused


def init(
    admin: Annotated[str, typer.Option("--admin", metavar="EMAIL", help="The first user.")],
    fiscal_start: Annotated[
        int | None, typer.Option(metavar="MONTH", min=1, max=12, help="The month in which the fiscal year starts. [default: 7]")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Make an empty home and its first user.

    The password is asked for, or taken from RAPPORT_ADMIN_PASSWORD.
    """


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it afterwards, once there are screens.")] = False,
    port: Annotated[int, typer.Option(metavar="PORT", help="Where to serve it.")] = 8000,
    seed: Annotated[int, typer.Option(metavar="N", help="Another number, another partner.")] = 1,
    as_json: options.AsJson = False,
    lang: options.Language = "en",
) -> None:
    """Make a home with a fabricated partner in it.

    Prints a few commands to try. Twice is the same as once.
    """
