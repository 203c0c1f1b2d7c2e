"""Values that a note names: by their dimension and id among the facts, by their words wherever a person reads."""

import re
from collections.abc import Mapping

_MENTION = re.compile(r"⟨(\w+) (\d+)⟩")


def mention(dimension: str, value: int) -> str:
    """A value of a dimension, to be named in a note before a person reads it."""
    return f"⟨{dimension} {value}⟩"


def mentioned(note: str) -> list[tuple[str, int]]:
    """The dimension and id of each value that a note names, in order."""
    return [(dimension, int(value)) for dimension, value in _MENTION.findall(note)]


def with_names(note: str, names: Mapping[tuple[str, int], str]) -> str:
    """The note with its values by the names of their dimension and id."""
    return _MENTION.sub(lambda found: names[found[1], int(found[2])], note)
