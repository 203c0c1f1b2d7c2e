"""Sheets as tables of a database in memory: their first rows, and what each column looks like."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from rapport.imports import dates, labels, numbers, parts
from rapport.imports.columns import Look
from rapport.imports.headings import Headings
from rapport.imports.sql import literal
from rapport.imports.tables import TextTable

SAMPLE = 5_000
MOST_TEXTS = 200


@dataclass(frozen=True)
class Sheet:
    """A sheet that can be asked: `view` has `row` and `c0`, `c1`, … of the whole sheet."""

    view: str
    text: TextTable

    @property
    def name(self) -> str:
        """What the person calls it."""
        return self.text.sheet

    @property
    def tab(self) -> str:
        """The words on its tab; a text file has none, for its name says nothing."""
        return self.text.sheet if self.text.is_typed else ""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills into `folder`."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": "900MB",
        "temp_directory": str(folder),
        "threads": 2,
        "preserve_insertion_order": False,
    }
    return duckdb.connect(config=settings)


def open_sheet(db: duckdb.DuckDBPyConnection, text: TextTable, number: int) -> Sheet:
    """Make a view of a table of text."""
    view = f"sheet_{number}"
    *others, last = (f"SELECT * FROM read_parquet({literal(part)})" for part in text.parts)
    if text.running_from is not None:
        last = (
            f"SELECT (file_row_number + {text.running_from})::INTEGER AS row, * EXCLUDE (file_row_number) "
            f"FROM read_parquet({literal(text.parts[-1])}, file_row_number = true)"
        )
    db.execute(f"CREATE OR REPLACE VIEW {view} AS {' UNION ALL BY NAME '.join((*others, last))}")
    return Sheet(view, text)


def looks(db: duckdb.DuckDBPyConnection, sheet: Sheet, found: Headings) -> Mapping[int, Look]:
    """What the cells below each heading look like, by the first rows, those that say that they sum up others apart."""
    cells = ", ".join(f"c{index}" for index in found.texts)
    labelled = f"len(list_filter([{cells}], lambda text: {labels.is_any('text')})) > 0"
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE sample AS SELECT * EXCLUDE (is_labelled) FROM (
            SELECT *, {labelled} AS is_labelled FROM (FROM {sheet.view} WHERE row > {found.row} ORDER BY row LIMIT {SAMPLE})
        ) QUALIFY NOT is_labelled OR bool_and(is_labelled) OVER ()"""
    )
    return _looks(db, found.texts)


def _looks(db: duckdb.DuckDBPyConnection, places: Iterable[int]) -> Mapping[int, Look]:
    """What the columns at these places look like in the table `sample`; each text of a column is looked at once."""
    columns = ", ".join(f"c{index}" for index in places)
    rows = db.execute(
        f"""SELECT cell, sum(times)::INTEGER,
            sum(times) FILTER (regexp_full_match(text, {literal(numbers.RESEMBLING)}))::INTEGER,
            sum(times) FILTER (regexp_full_match({dates.folded("text")}, $moments))::INTEGER,
            sum(times) FILTER (regexp_full_match({dates.folded("text")}, $parts))::INTEGER,
            list_sort(list(text))[:{MOST_TEXTS}]
        FROM (
            SELECT cell, text, count(*) AS times FROM (UNPIVOT sample ON {columns} INTO NAME cell VALUE text) GROUP BY ALL
        ) GROUP BY cell""",
        {"moments": dates.resembling(), "parts": parts.resembling()},
    ).fetchall()
    filled = {
        cell: Look(count, (amounts or 0) / count, (moments or 0) / count, (of_years or 0) / count, tuple(texts))
        for cell, count, amounts, moments, of_years, texts in rows
    }
    return {index: filled.get(f"c{index}", Look(0, 0.0, 0.0, 0.0, ())) for index in places}
