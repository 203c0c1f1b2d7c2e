"""Attribute columns as dated changes: each value's word from the first month it is told."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
from rapidfuzz import fuzz

from rapport.core.pack import Attribute, Trade
from rapport.core.refusals import nearest
from rapport.imports import words
from rapport.imports.problems import MOST, Problem
from rapport.imports.rows import TypedSheet

NEUTRAL = "neutral_word"
ALIKE = 65
"""How alike (of 100) an unknown word and a known one must be for the one to be offered for the other."""


def read_words(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], trade: Trade) -> list[Problem]:
    """Make the table of what the files' words mean in neutral ones; the words that mean nothing are the problems."""
    db.execute(f"CREATE OR REPLACE TEMP TABLE {NEUTRAL} (attribute VARCHAR, text VARCHAR, word VARCHAR)")
    problems = []
    for sheet in sheets:
        for key in sheet.attributes:
            is_told = f"NOT is_total AND NOT is_bad AND NOT is_empty AND attribute_{key} IS NOT NULL"
            said = f"attribute_{key} AS text FROM {sheet.table} WHERE {is_told}"
            if trade.attributes[key].values:
                problems += _read_neutral_words(db, sheet, trade.attributes[key], f"SELECT min(row), {said} GROUP BY text")
            else:
                db.execute(f"INSERT INTO {NEUTRAL} SELECT DISTINCT '{key}', text, text FROM (SELECT {said})")
            problems += _contradictions(db, sheet, trade.attributes[key])
    return problems


def _read_neutral_words(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, attribute: Attribute, texts: str) -> list[Problem]:
    neutral = meanings(attribute)
    found = db.execute(texts).fetchall()
    known = [(attribute.key, text, neutral[words.fold(text)]) for _, text in found if words.fold(text) in neutral]
    if known:
        db.executemany(f"INSERT INTO {NEUTRAL} VALUES (?, ?, ?)", known)
    return [_unknown(sheet, row, attribute, text) for row, text in sorted(found) if words.fold(text) not in neutral]


def _contradictions(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, attribute: Attribute) -> list[Problem]:
    """Values that have two words in one month."""
    found = db.execute(
        f"""SELECT min(row), {attribute.of}, arg_min(attribute_{attribute.key}, row), strftime({_from(sheet)}, '%Y-%m') AS month,
            string_agg(DISTINCT word, ', ' ORDER BY word)
        FROM {sheet.table} JOIN (SELECT DISTINCT text, word FROM {NEUTRAL} WHERE attribute = '{attribute.key}') AS neutral
            ON neutral.text = attribute_{attribute.key}
        WHERE NOT is_total AND NOT is_bad AND NOT is_empty AND {attribute.of} IS NOT NULL
        GROUP BY {attribute.of}, {_from(sheet)} HAVING min(word) <> max(word) ORDER BY 1 LIMIT {MOST}"""
    ).fetchall()
    heading = next((field.heading for field in sheet.layout.of_role("attribute") if field.column.to == attribute.key), None)
    return [
        Problem(sheet.sheet.name, row, heading, word, "two-words", f"“{value}” is {said} in {month}; the commoner one is taken")
        for row, value, word, month, said in found
    ]


def _from(sheet: TypedSheet) -> str:
    """SQL of the day from which a row's words hold: the first of a fact's month, the very day that a list says."""
    return "day" if sheet.is_list else "date_trunc('month', day)::DATE"


def meanings(attribute: Attribute) -> Mapping[str, str]:
    """The neutral word by each folded one that files use for it."""
    return {words.fold(word): neutral for neutral, others in attribute.values.items() for word in (neutral, *others)}


def _unknown(sheet: TypedSheet, row: int, attribute: Attribute, text: str) -> Problem:
    field = next((field for field in sheet.layout.of_role("attribute") if field.column.to == attribute.key), None)
    near = nearest(text, {word for neutral, others in attribute.values.items() for word in (neutral, *others)})
    alike = next((word for word in near if fuzz.ratio(words.fold(word), words.fold(text)) >= ALIKE), None)
    fix = meanings(attribute)[words.fold(alike)] if alike else None
    said = f"“{text}” is no {attribute.key} that the pack knows; it knows {', '.join(attribute.values)}"
    column = field.heading if field else None
    return Problem(sheet.sheet.name, row, column, text, "unknown-word", f"{said}; the rows are loaded without it", fix)


def write(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], group: str, trade: Trade, path: Path) -> Path | None:
    """Write the changes: where a value's word is new or differs from its month before; of two words in one month the commoner."""
    told = [
        f"""SELECT '{trade.attributes[key].of}' AS dimension, {trade.attributes[key].of} AS value, '{key}' AS attribute,
            attribute_{key} AS said, {_from(sheet)} AS month, count(*) AS rows
        FROM {sheet.table} WHERE NOT is_total AND NOT is_bad AND NOT is_empty AND {group} GROUP BY ALL"""
        for sheet in sheets
        for key in sheet.attributes
    ]
    if not told:
        return None
    db.execute(
        f"""COPY (
            WITH counted AS (
                SELECT dimension, value, attribute, month, word, sum(rows) AS rows
                FROM ({" UNION ALL ".join(told)}) JOIN (SELECT DISTINCT * FROM {NEUTRAL}) AS neutral USING (attribute)
                WHERE neutral.text = said AND value IS NOT NULL GROUP BY ALL
            ), monthly AS (
                SELECT dimension, value, attribute, month, arg_max(word, (rows, word)) AS word FROM counted GROUP BY ALL
            ), beside AS (
                SELECT *, lag(word) OVER (PARTITION BY dimension, value, attribute ORDER BY month) AS before FROM monthly
            )
            SELECT dimension, value, attribute, word AS text, month AS valid_from
            FROM beside WHERE before IS DISTINCT FROM word ORDER BY ALL
        ) TO $path (FORMAT parquet)""",
        {"path": str(path)},
    )
    return path
