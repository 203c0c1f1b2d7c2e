"""What the command line writes: results on stdout, messages on stderr."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from rapport.cli.words import word
from rapport.core.pack import Attribute, Dimension, Lang, Trade
from rapport.core.refusals import Refused

WIDEST = 10_000
"""No table is wider."""


def say(text: str) -> None:
    """A message to the person, on stderr."""
    print(text, file=sys.stderr)  # noqa: T201


def complain(refusal: Refused) -> None:
    """Why the input was refused, on stderr: one line, and under it each reason where there are several."""
    say(f"rapport: {refusal}")
    for problem in refusal.problems:
        if (reason := f"{place(problem)}{problem['text']}") not in str(refusal):
            say(f"  {reason}")


def show(text: str = "") -> None:
    """A line of the result, on stdout."""
    print(text)  # noqa: T201


def document(content: object) -> None:
    """The result as one JSON document on stdout."""
    show(json.dumps(content, ensure_ascii=False, indent=2, default=date.isoformat))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], words: int) -> None:
    """A table on stdout; the first `words` columns are words, the others figures, which stand to the right and never break."""
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    told = list(rows)
    for place, heading in enumerate(headings):
        if place < words:
            drawn.add_column(heading, overflow="fold")
        else:
            longest = max((cell_len(piece) for row in told for piece in row[place].split()), default=None)
            drawn.add_column(heading, justify="right", overflow="fold", min_width=longest)
    for row in told:
        drawn.add_row(*row)
    console = Console(width=None if sys.stdout.isatty() else 200, markup=False, emoji=False, highlight=False)
    least = Measurement.get(console, console.options.update(max_width=WIDEST), drawn).minimum
    console.print(drawn, width=max(console.width, least), crop=False)


@contextmanager
def progress() -> Iterator[Callable[[str], Callable[[str], None]]]:
    """What long work reports its steps to, file by file: shown on stderr while it lasts, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda name: lambda step: status.update(f"{name}: {step}")


def place(problem: Mapping[str, object], lang: Lang = "en") -> str:
    """Where a problem lies, as a prefix of its text: “出货, row 214, Qty: ”; empty where it names no place."""
    row, comma, colon = ("row {}", ", ", ": ") if lang == "en" else ("第 {} 行", "，", "：")
    said = {key: str(problem[key]) for key in ("sheet", "row", "column") if problem.get(key)}
    words = [row.format(text) if key == "row" else text for key, text in said.items()]
    return f"{comma.join(words)}{colon}" if words else ""


def label(field: str, trade: Trade, lang: Lang) -> str:
    """What a dimension, attribute or time is called."""
    known: dict[str, Dimension | Attribute] = {**trade.dimensions, **trade.attributes}
    return known[field].label(lang) if field in known else word(field, lang).capitalize()


def cell(value: object, lang: Lang) -> str:
    """A value of a dimension as a person reads it."""
    return word("not_broken_down", lang) if value is None else str(value)
