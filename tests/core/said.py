"""The English texts that the program can say, as they stand in its source."""

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "rapport"
REASONS = ("core", "facts", "book/performance")
"""Where reasons are made."""
WITHOUT = {
    "calendars.py",
    "compaction.py",
    "currencies.py",
    "depths.py",
    "hierarchies.py",
    "trees.py",
    "trust.py",
    "verify.py",
    "wording.py",
    "core/figures.py",
}
"""What makes only refusals, findings of `verify`, units, or both languages."""
NO_REASONS = {"Label", "Refused", "Ref"}

PROSE = re.compile(r"\b[a-z]+ | [a-z]+\b")
CODE = re.compile(r'[A-Z]{2}|["=*_|<>]|/ | - |\bas \w+$')


def templates(
    rooms: Collection[str] = REASONS, without: Collection[str] = frozenset(WITHOUT), code: re.Pattern[str] = CODE
) -> set[str]:
    """All texts of words in the rooms (or files), with {} for each slot; but docstrings, refusals, `code`, and what is in both
    languages.
    """
    found = (SOURCE / room for room in rooms)
    files = [file for place in found for file in (place.glob("*.py") if place.is_dir() else [place])]
    kept = [file for file in files if not {file.name, f"{file.parent.name}/{file.name}"} & set(without)]
    texts = (text for file in kept for text in _texts(ast.parse(file.read_text(encoding="utf-8"))))
    return {text for text in texts if PROSE.search(text) and not code.search(text)}


def _texts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NoTable"))):  # told of one sheet, where another one is loaded
            inner: list[ast.AST] = [*ast.iter_child_nodes(node)]
        case ast.Raise() | ast.Expr(value=ast.Constant()):
            return
        case ast.Call(func=ast.Name(id=name)) if name in NO_REASONS:
            return
        case ast.FunctionDef(body=body):
            inner = [*body]
        case ast.Constant(value=str(text)):
            yield text
            return
        case ast.JoinedStr(values=values):
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in values)
            inner = [each for each in values if isinstance(each, ast.FormattedValue)]
        case _:
            inner = [*ast.iter_child_nodes(node)]
    for each in inner:
        yield from _texts(each)
