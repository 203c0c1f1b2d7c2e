"""Names as matching sees them, and values that a file names for the first time."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

AT_THE_ENDS = " .,;:'\"“”‘’`´、。·"


def fold(text: str) -> str:
    """The key under which a name is known: width, case, runs of spaces and punctuation at the ends make no difference."""
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return words.strip(AT_THE_ENDS) or words


SLIP = 0.75
"""So alike are two names of which one is a slip of the pen: of four letters one may be wrong, or two may have changed places."""


def alike(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names that `name` may be by a slip of the pen, best first."""
    folded = {one: fold(one) for one in sorted(known)}
    found = process.extract(fold(name), folded, scorer=OSA.normalized_similarity, limit=most, score_cutoff=SLIP)
    return tuple(one for _, _, one in found)


@dataclass(frozen=True)
class NewValue:
    """A value of `dimension` to be added under the number `pk`, as a file calls it; nobody has confirmed it yet."""

    pk: int
    dimension: str
    name: str
    code: str = ""
