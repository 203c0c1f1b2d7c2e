"""Names as matching sees them, and values that a file names for the first time."""

import unicodedata
from dataclasses import dataclass

AT_THE_ENDS = " .,;:'\"“”‘’`´、。·"


def fold(text: str) -> str:
    """The key under which a name is known: width, case, runs of spaces and punctuation at the ends make no difference."""
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return words.strip(AT_THE_ENDS) or words


@dataclass(frozen=True)
class NewValue:
    """A value of `dimension` to be added under the number `pk`, as a file calls it; nobody has confirmed it yet."""

    pk: int
    dimension: str
    name: str
    code: str = ""
