"""Refusals: input that cannot be accepted, said to a person with place, reason and the nearest right word."""

from collections.abc import Iterable

from rapidfuzz import process


class Refused(Exception):  # noqa: N818 — a refusal is no error of the program
    """The input was refused; the message is one clear line for a person. The command line answers it with exit code 2.

    `problems` carries one mapping a reason (keys as in the JSON contract) where there are several.
    """

    def __init__(self, message: str, problems: Iterable[dict[str, object]] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems) or [{"rule": "refused", "text": message}]


SLIP = 91
"""So like are two words of which one is the other with a letter or two wrong."""


def nearest(word: str, known: Iterable[str], most: int = 3, least: int | None = None) -> list[str]:
    """The known words most like `word`, best first; an empty list where nothing is near (below `least`, or 60, of 100).

    Chinese words are short: of two characters one may be wrong.
    """
    least = least or (50 if is_chinese(word) else 60)
    return [name for name, _, _ in process.extract(word, list(known), limit=most, score_cutoff=least, processor=str.casefold)]


def is_chinese(word: str) -> bool:
    """Whether a word holds a Han character."""
    return any("一" <= character <= "鿿" for character in word)


def unknown(kind: str, word: str, known: Iterable[str]) -> Refused:
    """The refusal of a word that names nothing: says what kind of thing was looked for and the nearest right words."""
    names = sorted(set(known))
    near = nearest(word, names) or names[:8]
    return Refused(
        f"unknown {kind} “{word}”; nearest: {', '.join(near)}" if near else f"unknown {kind} “{word}”: there is none yet"
    )
