"""How a cell reads in every format: a figure's text in the document's language, its arrow, a state's shape."""

from rapport.core import figures
from rapport.core.money import exact
from rapport.core.pack import Lang
from rapport.reports.blocks import Delta, Number, Sentence, State


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
    )


def arrow(delta: Delta) -> str:
    """▲ for a rise, ▼ for a fall, nothing where nothing moved or nothing is known."""
    value = delta.number.value or 0
    return "▲" if value > 0 else "▼" if value < 0 else ""


def mark(state: State) -> str:
    """The shape that repeats a state's colour."""
    return "◆" if state.standing == "at_risk" else "●"


def number_of(part: Number | Delta) -> Number:
    """The figure itself, of a change too."""
    return part.number if isinstance(part, Delta) else part


def plain(sentence: Sentence, lang: Lang) -> str:
    """A sentence as mere text, without marks or arrows."""
    return "".join(part if isinstance(part, str) else written(number_of(part), lang) for part in sentence.parts)
