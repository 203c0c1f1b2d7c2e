"""Currencies that the cells of an amount name themselves: by a word (EUR 500, 500美元), or by the sign of one alone (€500)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import duckdb

from rapport.imports import signs, words
from rapport.imports.numbers import SPACES
from rapport.imports.sql import literal

_OF_NUMBERS = rf"[-+−－()（）0-9０-９.,．，'’{SPACES}]"
_NO_MARK = re.compile(r"[-+−－()（）\d.,．，'’\s]")
MOST = 1_000
"""So many different texts beside the numbers of a column are looked at; columns of amounts have a handful."""
_NONE = "NULL::VARCHAR"


@dataclass(frozen=True)
class Marks:
    """By what stands beside the number of a cell, the currency that it names."""

    named: Mapping[str, str]

    def code(self, cell: str) -> str:
        """SQL: the currency that a cell names, NULL where it names none."""
        return _chosen(cell, self.named)

    def word(self, cell: str) -> str:
        """SQL: the currency that a cell names by a word; a sign may be that of others, too."""
        return _chosen(cell, {mark: code for mark, code in self.named.items() if mark not in signs.SIGNS})

    def bare(self, cell: str) -> str:
        """SQL: a cell without the word that names its currency."""
        listed = ", ".join(literal(mark) for mark in self.named if mark not in signs.SIGNS)
        beside = _beside(cell)
        return f"CASE WHEN {beside} IN ({listed}) THEN replace({cell}, {beside}, '') ELSE {cell} END" if listed else cell

    def contradicts(self, cell: str, found: Iterable[str], currency: str) -> str:
        """SQL: whether a cell shows one of the signs `found`, or a word, that `currency` (SQL) is never written with."""
        against = [signs.contradicts(cell, found, currency)]
        if self.word(cell) != _NONE:
            against.append(f"coalesce({self.word(cell)} <> {currency}, false)")
        return " OR ".join(test for test in against if test)


def share(texts: Collection[str]) -> float:
    """How many of these texts, of all, are numbers beside the word of a currency."""
    beside = (_NO_MARK.sub("", text) for text in texts if re.search(r"\d", text))
    return sum(mark not in signs.SIGNS and words.currency(mark) is not None for mark in beside) / max(len(texts), 1)


def read(db: duckdb.DuckDBPyConnection, source: str, cell: str) -> Marks:
    """What the cells of a column of `source` name."""
    beside = db.execute(
        f"SELECT DISTINCT {_beside(cell)} FROM {source} WHERE regexp_matches({cell}, '[A-Za-z\\p{{Han}}$€£¥￥]') LIMIT {MOST}"
    ).fetchall()
    return Marks({mark: code for (mark,) in beside if (code := words.currency(mark))})


def _beside(cell: str) -> str:
    return f"regexp_replace({cell}, {literal(_OF_NUMBERS)}, '', 'g')"


def _chosen(cell: str, named: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN {literal(mark)} THEN {literal(code)}" for mark, code in named.items())
    return f"CASE {_beside(cell)} {cases} END" if named else _NONE
