"""Months and countries that stand across a sheet as its headings, where one column of them is read."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import duckdb

from rapport.core.pack import Trade
from rapport.core.workdays import country_of
from rapport.imports import dates, words
from rapport.imports.headings import Cells, NoTable, vocabulary
from rapport.imports.places import letters_of

FEWEST = 3
"""So many of a kind in a row are its headings; beside a heading that is known one less."""


@dataclass(frozen=True)
class _Kind:
    """What may stand across: how it is called, the column for it, its key; `found`: those of some texts that are of the kind."""

    what: str
    one: str
    column: str
    key: str
    found: Callable[[duckdb.DuckDBPyConnection, Sequence[str]], Container[str]]


def _countries(_: duckdb.DuckDBPyConnection, texts: Sequence[str]) -> Container[str]:
    """Those of some texts that name countries; two letters alone (IT, No) may be other words, three of them hardly."""
    found = {text for text in texts if country_of(text)}
    return found if len(found) >= FEWEST else {text for text in found if not text.isascii() or len(text) > len("CN")}


KINDS = (
    _Kind("months or other periods", "period", "Month", "month", partial(dates.told_in, yearless=True)),
    _Kind("countries", "country", "Country", "country", _countries),
)


def refuse(db: duckdb.DuckDBPyConnection, rows: Sequence[tuple[int, Cells]], trade: Trade) -> None:
    """Refuse a sheet that has such headings, with other things below them: says in which cells, and what to do."""
    known = vocabulary(trade.datasets.values())
    for (row, cells), (_, below) in pairwise(rows):
        texts = {place: _without_amount(text, known) for place, text in enumerate(cells) if text}
        least = FEWEST - any(words.fold(text) in known for text in cells if text)
        for kind in KINDS:
            of_kind = kind.found(db, list(texts.values()))
            places = [place for place, text in texts.items() if text in of_kind and words.fold(text) not in known]
            under = [text for place in places if (text := below[place])]
            if len({texts[place] for place in places}) >= least and not kind.found(db, under):
                raise NoTable(_refusal(db, kind, row, [(place, str(cells[place]), texts[place]) for place in places]))


def _without_amount(text: str, known: Container[str]) -> str:
    """A heading without the words for an amount before or after it: 2026-07 of “Units 2026-07”."""
    told = text.split()
    cuts = ((" ".join(told[:cut]), " ".join(told[cut:])) for cut in range(1, len(told)))
    both = (pair for first, last in cuts for pair in ((first, last), (last, first)))
    return next((rest for said, rest in both if words.fold(said) in known), text)


def _refusal(db: duckdb.DuckDBPyConnection, kind: _Kind, row: int, found: Sequence[tuple[int, str, str]]) -> str:
    (first, heading, value), (_, second, _), *_ = found
    is_whole = kind.key != "month" or dates.told_in(db, [value])
    constant = f'"{value}"' if is_whole else 'its month, such as "2026-07"'
    return (
        f"{kind.what} stand across, in cells {letters_of(first)}{row}..{letters_of(found[-1][0])}{row} (“{heading}”, “{second}”, "
        f"…), and a sheet is not read this way yet: write one row a {kind.one}, with a column {kind.column} and one for the "
        f'amount, such as Units; or load one column after the other, each by a map file, as in [columns] "{heading}" = "units" '
        f"and [constants] {kind.key} = {constant}"
    )
