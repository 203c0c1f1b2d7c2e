"""Rows that look like facts and may sum up others: “Total” in a row without a gap, “D1 Total” beside D1, “All channels”."""

from collections.abc import Mapping

import duckdb

from rapport.imports import totals
from rapport.imports.labels import ALONE, BESIDE, LABEL, PERHAPS, narrow, says
from rapport.imports.problems import Problem
from rapport.imports.rows import TypedSheet
from rapport.imports.sql import literal

TRIED = 100
"""So many rows of a text are compared first."""


def settle(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> list[Problem]:
    """Mark such rows as totals: what names a value of its own column, and what is the sum of the rows it would sum.

    A word for totals is one where half of its rows are such sums; a text that only may be a total is one where each of its rows
    is, and one at least of two others. Else all of them stay facts, and are told, one line for each text.
    """
    if sheet.is_list:
        return []
    for dimension in sheet.dimensions:
        if named := _named_totals(db, sheet, dimension):
            db.execute(f"UPDATE {sheet.table} SET is_total = true, is_bad = false WHERE {_is_one_of(dimension, named)}")
    places = (*sheet.dimensions, *(f"attribute_{key}" for key in sheet.attributes))
    found = {key: _texts(db, sheet, key, PERHAPS) for key in places}
    for dimension in sheet.dimensions:
        found[dimension] += [text for text in _texts(db, sheet, dimension, BESIDE) if text not in found[dimension]]
    doubted = {key: _is_one_of(key, texts) for key, texts in found.items() if texts and _has_others(db, sheet, key)}
    if doubted:
        db.execute(
            f"""UPDATE {sheet.table} SET is_total = true, is_perhaps = true
            WHERE NOT is_total AND NOT is_bad AND NOT is_empty AND ({" OR ".join(doubted.values())})"""
        )
    if not doubted:
        return _settle_labels(db, sheet)
    kept = f"kept_{sheet.table}"
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {kept} AS SELECT row, label FROM {sheet.table} WHERE is_perhaps AND label IS NOT NULL"
    )
    told = [*_settle_labels(db, sheet), *_settle_texts(db, sheet, doubted)]
    # Rows that turned out to be facts of “Worldwide” may still be the “Total” of these, or are told.
    db.execute(f"UPDATE {sheet.table} SET label = (SELECT label FROM {kept} WHERE {kept}.row = {sheet.table}.row)")
    return [*told, *_settle_labels(db, sheet)]


def _has_others(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, key: str) -> bool:
    """Whether a column has several texts: where all rows say “Worldwide”, that sums up nothing."""
    found = db.execute(f"SELECT count(DISTINCT {key}) > 1 FROM {sheet.table} WHERE NOT is_total AND label IS NULL").fetchone()
    return bool(found and found[0])


def _settle_labels(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> list[Problem]:
    """Mark the rows of each label of which half are the sums of the rows that share their other cells; tell the other labels."""
    db.execute(f"UPDATE {sheet.table} SET label = NULL WHERE label IS NOT NULL AND (is_total OR is_empty)")
    found = db.execute(
        f"SELECT label, min(row), list(row) FROM {sheet.table} WHERE label IS NOT NULL GROUP BY 1 ORDER BY 2"
    ).fetchall()
    if not found:
        return []
    db.execute(f"UPDATE {sheet.table} SET is_total = true WHERE label IS NOT NULL")
    sums = totals.summing(db, sheet, "label IS NOT NULL")
    told = []
    for label, first, rows in found:
        is_total = 2 * len(sums.intersection(rows)) >= len(rows)
        change = "is_bad = false" if is_total else "is_total = false"
        db.execute(f"UPDATE {sheet.table} SET {change} WHERE label = $label", {"label": label})
        if not is_total:
            place, text = label.split(" ", 1)
            told.append(_doubt(sheet, first, sheet.headings.texts[int(place[1:])], text, len(rows)))
    return told


def _settle_texts(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, doubted: Mapping[str, str]) -> list[Problem]:
    """Leave those of the marked rows as totals whose texts of `doubted` stand in nothing but sums; tell the others."""
    first = " OR ".join(f"({_is_first(sheet, key, test)})" for key, test in doubted.items())
    tried = totals.doubted(db, sheet, f"is_perhaps AND ({first})")
    _take_for_facts(db, sheet, doubted, tried.differing | tried.alone)
    found = totals.doubted(db, sheet, "is_perhaps AND is_total")
    _take_for_facts(db, sheet, doubted, found.differing | found.alone)
    once = _listed(found.repeating)
    summed = " OR ".join(
        f"(({test}) AND {key} IN (SELECT {key} FROM {sheet.table} WHERE is_perhaps AND is_total AND row NOT IN ({once})))"
        for key, test in doubted.items()
    )
    repeated = db.execute(
        f"SELECT row FROM {sheet.table} WHERE is_perhaps AND is_total AND row IN ({once}) AND NOT ({summed})"
    ).fetchall()
    never_several = {row for (row,) in repeated}
    _take_for_facts(db, sheet, doubted, never_several)
    return [
        problem
        for key, test in doubted.items()
        for problem in _told(
            db, sheet, key, test, facts=tried.differing | found.differing | never_several, near=tried.near | found.near
        )
    ]


def _is_first(sheet: TypedSheet, key: str, test: str) -> str:
    """SQL: whether a row is one of the first of its text: these tell most names from totals, however many rows they have."""
    return (
        f"row IN (SELECT row FROM {sheet.table} WHERE is_perhaps AND {test} "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY row) <= {TRIED})"
    )


def _take_for_facts(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, doubted: Mapping[str, str], facts: set[int]) -> None:
    """Let these of the marked rows be facts, and all that have a text of `doubted` in common with one of them."""
    if facts:
        rows = ", ".join(map(str, facts))
        same = " OR ".join(
            f"(({test}) AND {key} IN (SELECT {key} FROM {sheet.table} WHERE row IN ({rows})))" for key, test in doubted.items()
        )
        db.execute(f"UPDATE {sheet.table} SET is_total = false WHERE is_perhaps AND (row IN ({rows}) OR {same})")


def _named_totals(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, dimension: str) -> list[str]:
    """The texts of a dimension that are another of its texts with a label: “D1 Total” beside “D1”."""
    labelled = _texts(db, sheet, dimension, BESIDE)
    if not labelled:
        return []
    named = f"trim(regexp_replace({narrow('text')}, {literal(LABEL)}, '', 'g'))"
    found = db.execute(
        f"""SELECT text FROM (SELECT unnest($labelled) AS text)
        WHERE {named} IN (SELECT {dimension} FROM {sheet.table} WHERE NOT is_total)""",
        {"labelled": labelled},
    )
    return [text for (text,) in found.fetchall()]


def _texts(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, dimension: str, pattern: str) -> list[str]:
    """The texts of a dimension, of rows that are no totals, that `pattern` describes."""
    found = db.execute(
        # Through a list, since a filter over DISTINCT would be moved below it and look at every row.
        f"""SELECT text FROM (SELECT unnest(list(DISTINCT {dimension})) AS text FROM {sheet.table} WHERE NOT is_total)
        WHERE {says("text", pattern)} AND NOT {says("text", ALONE)} ORDER BY text"""
    )
    return [text for (text,) in found.fetchall()]


def _is_one_of(dimension: str, texts: list[str]) -> str:
    return f"{dimension} IN ({', '.join(map(literal, texts))})"


def _told(
    db: duckdb.DuckDBPyConnection, sheet: TypedSheet, key: str, test: str, *, facts: set[int], near: set[int]
) -> list[Problem]:
    """One line for each text of a column for which rows were loaded that may be totals.

    Of a name with a word for totals, which may be that of a product, only where half of them are nearly sums.
    """
    if not facts:
        return []
    is_fact, is_near = (f"row IN ({_listed(rows)})" for rows in (facts, near))
    found = db.execute(
        f"""SELECT {key}, min(row) FILTER ({is_fact}) AS first, count(*) FROM {sheet.table}
        WHERE is_perhaps AND NOT is_total AND {test} GROUP BY 1
        HAVING first IS NOT NULL AND ({says(key, PERHAPS)} OR 2 * count_if({is_near}) >= count_if({is_fact})) ORDER BY 2"""
    ).fetchall()
    return [_doubt(sheet, row, key.removeprefix("attribute_"), text, rows) for text, row, rows in found]


def _listed(rows: set[int]) -> str:
    return ", ".join(map(str, rows)) or "NULL"


def _doubt(sheet: TypedSheet, row: int, column: str, text: str, rows: int) -> Problem:
    said = (
        "may be a total and is no sum of two or more rows beside it: loaded as a value of its own; take it out if it is a total"
    )
    return Problem(sheet.sheet.name, row, column, text, "perhaps-total", f"“{text}” (rows: {rows:,}) {said}")
