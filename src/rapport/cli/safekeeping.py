"""Safekeeping: a home as one archive, back again, and the proof that all its parts agree."""

from pathlib import Path
from typing import Annotated

import typer

from rapport.cli import options, output, session

Archive = Annotated[Path, typer.Argument(metavar="FILE", help="The archive.")]


def backup(file: Archive, as_json: options.AsJson = False) -> None:
    """Write the home into one archive.

    It is consistent even while people work in the home.
    """


def restore(file: Archive, as_json: options.AsJson = False) -> None:
    """Bring an archive back into an empty home."""


def verify(as_json: options.AsJson = False, lang: options.Language = "en") -> None:
    """Check that journal, fact files and database agree."""
