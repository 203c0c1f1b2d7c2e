"""Attribute columns as dated changes: each value's word from the first month it is told."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from rapport.core.pack import Attribute, Trade
from rapport.core.refusals import nearest
from rapport.imports import words
from rapport.imports.problems import Problem
from rapport.imports.rows import TypedSheet

NEUTRAL = "neutral_word"


def read_words(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], trade: Trade) -> list[Problem]:
    """Make the table of what the files' words mean in neutral ones; the words that mean nothing are the problems."""
    db.execute(f"CREATE OR REPLACE TEMP TABLE {NEUTRAL} (attribute VARCHAR, text VARCHAR, word VARCHAR)")
    problems = []
    for sheet in sheets:
        for key in sheet.attributes:
            said = f"FROM {sheet.table} WHERE NOT is_total AND attribute_{key} IS NOT NULL"
            texts = db.execute(f"SELECT attribute_{key}, min(row) {said} GROUP BY 1").fetchall()
            meanings = _meanings(trade.attributes[key])
            for text, row in texts:
                word = meanings.get(words.fold(text)) if meanings else text
                if word:
                    db.execute(f"INSERT INTO {NEUTRAL} VALUES (?, ?, ?)", [key, text, word])
                else:
                    problems.append(_unknown(sheet, row, trade.attributes[key], text))
    return problems


def _meanings(attribute: Attribute) -> Mapping[str, str]:
    return {words.fold(word): neutral for neutral, others in attribute.values.items() for word in (neutral, *others)}


def _unknown(sheet: TypedSheet, row: int, attribute: Attribute, text: str) -> Problem:
    field = next((field for field in sheet.layout.of_role("attribute") if field.column.to == attribute.key), None)
    near = nearest(text, {word for neutral, others in attribute.values.items() for word in (neutral, *others)})
    fix = _meanings(attribute)[words.fold(near[0])] if near else None
    said = f"“{text}” is no {attribute.key} that the pack knows; words are {', '.join(near or attribute.values)}"
    column = field.heading if field else None
    return Problem(sheet.sheet.name, row, column, text, "unknown-word", f"{said}; the rows are loaded without it", fix)


def write(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], group: str, trade: Trade, path: Path) -> Path | None:
    """Write the changes: where a value's word is new or differs from its month before; of two words in one month the commoner."""
    told = [
        f"""SELECT '{trade.attributes[key].of}' AS dimension, {trade.attributes[key].of} AS value, '{key}' AS attribute,
            attribute_{key} AS said, date_trunc('month', day)::DATE AS month, count(*) AS rows
        FROM {sheet.table} WHERE NOT is_total AND NOT is_bad AND NOT is_empty AND {group} GROUP BY ALL"""
        for sheet in sheets
        for key in sheet.attributes
    ]
    if not told:
        return None
    db.execute(
        f"""COPY (
            SELECT dimension, value, attribute, text, valid_from FROM (
                SELECT *, lag(text) OVER (PARTITION BY dimension, value, attribute ORDER BY valid_from) AS before FROM (
                    SELECT dimension, value, attribute, month AS valid_from, arg_max(word, (rows, word)) AS text
                    FROM ({" UNION ALL ".join(told)}) JOIN {NEUTRAL} AS neutral USING (attribute)
                    WHERE neutral.text = said AND value IS NOT NULL GROUP BY ALL
                )
            ) WHERE before IS DISTINCT FROM text ORDER BY ALL
        ) TO $path (FORMAT parquet)""",
        {"path": str(path)},
    )
    return path
