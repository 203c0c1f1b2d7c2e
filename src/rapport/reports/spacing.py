"""Where Chinese has a space: between a Han character and a Latin letter or a figure."""

from rapport.core.sentences import HAN_MEETS_LATIN


def gap(before: str, after: str) -> str:
    """What stands between two pieces of text: a space where one ends and the other begins in different scripts."""
    return " " if HAN_MEETS_LATIN.search(before[-1:] + after[:1]) else ""


def spaced(pieces: list[str]) -> str:
    """The pieces as one text."""
    text = ""
    for piece in pieces:
        text += gap(text, piece) + piece
    return text
