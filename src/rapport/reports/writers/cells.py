"""How a cell reads in every format: a figure's text in the document's language, its arrow, a state's shape."""

import re
from collections.abc import Iterator

from rapport.core import figures
from rapport.core.money import exact
from rapport.core.pack import Lang
from rapport.reports.blocks import Banded, Delta, Number, Sentence, State
from rapport.reports.spacing import gap


def written(number: Number, lang: Lang) -> str:
    """The figure as people read it; a missing one is a dash."""
    if number.scale != 1 and number.value is not None:
        return figures.text(exact(number.value) / number.scale, "ratio", lang, signed=number.is_signed, decimals=number.decimals)
    return figures.text(
        number.value,
        number.unit,
        lang,
        currency=number.currency,
        short=number.is_short,
        signed=number.is_signed,
        decimals=number.decimals,
        step=number.step,
    )


def arrow(delta: Delta, lang: Lang) -> str:
    """▲ for a rise, ▼ for a fall, nothing where nothing moved as printed or nothing is known."""
    return arrow_of(delta.number, lang)


def arrow_of(number: Number, lang: Lang) -> str:
    """The same of the figure by which something changed."""
    if not re.search("[1-9]", written(number, lang)):
        return ""
    return "▲" if (number.value or 0) > 0 else "▼"


def mark(state: State) -> str:
    """The shape that repeats a state's colour."""
    return "◆" if state.standing == "at_risk" else "●"


def number_of(part: Number | Delta | Banded) -> Number:
    """The figure itself, of a change too."""
    return part if isinstance(part, Number) else part.number


def read(sentence: Sentence, lang: Lang) -> Iterator[tuple[str, str | Number]]:
    """The parts of a sentence as text, with what each is; in Chinese with spaces where the scripts meet."""
    before = ""
    for part in sentence.parts:
        piece = part if isinstance(part, str) else number_of(part)
        text = piece if isinstance(piece, str) else written(piece, lang)
        if lang != "en" and gap(before, text):
            yield " ", " "
        yield text, piece
        before = text


def plain(sentence: Sentence, lang: Lang) -> str:
    """A sentence as mere text, without marks or arrows."""
    return "".join(text for text, _ in read(sentence, lang))
