"""Which row of a sheet holds the headings."""

from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from rapport.core.pack import Dataset, Trade
from rapport.core.refusals import Refused, nearest
from rapport.imports import pairs, words
from rapport.imports.mapping import MapFile

WITHIN, FAR = 100, 10_000
"""Headings are looked for in so many rows at a time that are not empty, and no further down than the second."""

Cells = Sequence[str | None]
Rows = Sequence[tuple[int, Cells]]


class NoTable(Refused):
    """A sheet holds nothing that a dataset knows: beside other sheets it is left out, alone it refuses the file."""


@dataclass(frozen=True)
class Headings:
    """The row of the headings and its texts by column number.

    `above`: the rows that stand before it, their words joined; `titles`: these and the sheet's tab, folded.
    """

    row: int
    texts: Mapping[int, str]
    above: Mapping[int, str]
    titles: str


def find(tab: str, stretches: Iterable[Rows], trade: Trade, mapping: MapFile, *, dataset: Dataset | None = None) -> Headings:
    """The row that holds the most known headings in the first stretch of rows in which one holds two, the first of equal ones.

    One is enough for what is said to be a reference list (`dataset`), and for one that has names alone. Headings that the map
    file names count as known; a row that it names is taken as it is. There is no table where no row is found.
    """
    passed: list[tuple[int, Cells]] = []
    for rows in stretches:
        if best := _best(rows, trade, mapping, dataset, is_first=not passed):
            texts = {index: " ".join(text.split()) for index, text in enumerate(best[1]) if text}
            above = {row: " ".join(filter(None, cells)) for row, cells in (*passed, *rows) if row < best[0]}
            return Headings(best[0], texts, above, words.fold(" ".join([tab, *above.values()])))
        passed += rows
    if mapping.header_row is not None:
        raise NoTable(
            f"the map file says that row {mapping.header_row:,} has the headings, and nothing stands there; mend it there"
        )
    raise NoTable(f"no row of headings that are known stands in the first {FAR:,} rows{_perhaps_a_list(passed[:WITHIN], trade)}")


def _best(rows: Rows, trade: Trade, mapping: MapFile, dataset: Dataset | None, *, is_first: bool) -> tuple[int, Cells] | None:
    """The row of a stretch that a map file names, else that of the most known headings; None where these are too few."""
    if mapping.header_row is not None:
        return next((entry for entry in rows if entry[0] == mapping.header_row), None)
    known = known_to(trade, mapping)
    best = max(rows, key=lambda entry: _known(entry[1], known), default=None)
    least = 1 if (dataset and dataset.list_of) or (is_first and _is_of_names_alone(rows, trade)) else 2
    return best if best and _known(best[1], known) >= least else None


def known_to(trade: Trade, mapping: MapFile) -> set[str]:
    """The folded headings that the trade or the map file knows."""
    return vocabulary(trade.datasets.values()) | {words.fold(heading) for heading in mapping.columns}


def naming(trade: Trade) -> Mapping[str, str]:
    """By each folded heading that says by itself what a reference list is of, as files of facts have it too, the list."""
    lists = {dataset.list_of: dataset.key for dataset in trade.datasets.values() if dataset.list_of}
    return {
        words.fold(heading): lists[column.to]
        for dataset in trade.datasets.values()
        for column in dataset.columns
        if dataset.list_of is None and column.role in {"dimension", "code"} and column.to in lists
        for heading in (column.key, *column.headers)
    }


def _is_of_names_alone(rows: Rows, trade: Trade) -> bool:
    """Whether a sheet is one column of names, headed by what they are of."""
    filled = [[(index, text) for index, text in enumerate(cells) if text] for _, cells in rows]
    one_column = len({index for row in filled for index, _ in row}) == 1
    return one_column and words.fold(filled[0][0][1]) in naming(trade)


def _perhaps_a_list(rows: Rows, trade: Trade) -> str:
    """What to do if the first heading that names something is that of a reference list."""
    known = naming(trade)
    named = ((row, text, known[words.fold(text)]) for row, cells in rows for text in cells if text and words.fold(text) in known)
    row, text, key = next(named, (0, "", ""))
    return f"; if row {row} (“{text}”) heads a reference list, say which, as in --dataset {key}" if row else ""


def refuse_absent(sheets: Iterable[tuple[str, Iterable[Rows]]], trade: Trade, mapping: MapFile) -> None:
    """Refuse a map file with a heading that none of these sheets (tab, stretches) has: a slip of the pen would do nothing.

    A sheet without headings says so by itself.
    """
    texts: list[str] = []
    for tab, stretches in sheets if mapping.columns else ():
        with suppress(NoTable):
            texts += find(tab, stretches, trade, mapping).texts.values()
    there = {words.fold(text) for text in texts}
    absent = [heading for heading in mapping.columns if words.fold(heading) not in there]
    if texts and absent:
        near = ", ".join(f"“{text}”" for text in nearest(absent[0], dict.fromkeys(texts)) or texts[:8])
        raise Refused(f"the map file names a column “{absent[0]}”, and none has that heading; nearest: {near}; mend it there")


def vocabulary(datasets: Iterable[Dataset], *, without: Container[str] = ()) -> set[str]:
    """The folded headings that datasets know, but of columns of the roles `without`."""
    return {
        words.fold(heading)
        for dataset in datasets
        for column in dataset.columns
        if column.role not in without
        for heading in (column.key, *column.headers)
    }


def _known(cells: Cells, known: Container[str]) -> int:
    """How many cells of a row are known headings, each word once."""
    found = {words.fold(text) for text in cells if text} | {words.fold(words.without_unit(text)[0]) for text in cells if text}
    return sum(word in known for word in found) + sum(pairs.is_pair(text) for text in cells if text)
