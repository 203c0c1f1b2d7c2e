"""The flags that several commands share, and how their texts are read."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

import typer

from rapport.core.pack import LANGS, Lang
from rapport.core.refusals import Refused, unknown


def day(text: str) -> date:
    """The day that `text` names (2026-11-05); refuses anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}” is no day; write it like 2026-11-05") from None


def pair(text: str) -> tuple[str, str]:
    """What stands before and after the first “=” of `text`."""
    name, sign, value = text.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise Refused(f"“{text}” should read dimension=value, as in country=CN")
    return name.strip(), value.strip()


def words(texts: Sequence[str]) -> tuple[str, ...]:
    """The words of comma-separated lists, in order."""
    return tuple(word.strip() for text in texts for word in text.split(",") if word.strip())


def langs(texts: Sequence[str]) -> tuple[Lang, ...]:
    """The languages that comma-separated lists name, in order; refuses a word that is none."""
    return tuple(map(_lang, words(texts)))


def _lang(text: str) -> Lang:
    for lang in LANGS:
        if text == lang:
            return lang
    raise unknown("language", text, LANGS)


PANEL = "Common"
AsUser = Annotated[
    str | None,
    typer.Option(
        "--as", metavar="USER", help="Act as this user, with their permissions. [default: operator]", rich_help_panel=PANEL
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.", rich_help_panel=PANEL)]
Language = Annotated[Lang, typer.Option("--lang", help="The language of what is shown.", rich_help_panel=PANEL)]

By = Annotated[
    list[str],
    typer.Option(
        "--by",
        metavar="DIM,…",
        default_factory=list,
        show_default=False,
        help="Break down by these dimensions, attributes or times.",
    ),
]
Where = Annotated[
    list[str],
    typer.Option(
        "--where",
        metavar="DIM=VALUE,…",
        default_factory=list,
        show_default=False,
        help="Keep these only. Two values of one dimension mean either.",
    ),
]
Span = Annotated[
    str | None,
    typer.Option("--period", metavar="PERIOD", help="2026-10, 2026, FY27, FY27-Q2, 2026-Q4, 2026-01..2026-10, ytd:2026-10."),
]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", metavar="DATE", parser=day, help="What was known on that day, by release date."),
]
BaseAsOf = Annotated[
    str | None,
    typer.Option("--base-as-of", metavar="DATE|first", help="The same for the base alone; “first”: as first printed."),
]
Structure = Annotated[Literal["as_is", "as_was"], typer.Option("--structure", help="Attributes as they are now, or were then.")]
Currency = Annotated[
    str | None,
    typer.Option(
        "--currency",
        metavar="CUR",
        help="All money in this currency, each month at its average rate, plans at budget rates; import rates first. "
        "“reported”: as it was reported. [default: the home's]",
    ),
]
