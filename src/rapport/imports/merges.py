"""Merged cells: each row of the range has the value that a person sees beside it; amounts are not repeated."""

import duckdb

from rapport.imports.layouts import Layout
from rapport.imports.sheets import Sheet


def filled(db: duckdb.DuckDBPyConnection, sheet: Sheet, layout: Layout) -> str:
    """SQL for the rows of a sheet with the merged cells of its columns of words and moments filled down."""
    worded = {field.index for field in layout.fields if field.column.role not in {"measure", "rate"}}
    merges = [(top, bottom, left) for top, left, bottom, _ in sheet.text.merges if left in worded and bottom > top]
    if not merges:
        return sheet.view
    table = f"merged_{sheet.view}"
    db.execute(f"CREATE OR REPLACE TEMP TABLE {table} (first INTEGER, last INTEGER, place INTEGER)")
    db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", merges)
    columns = sorted({left for _, _, left in merges})
    texts = ", ".join(f"coalesce(c{index}, in_{index}.text) AS c{index}" for index in columns)
    joins = " ".join(
        f"""LEFT JOIN (SELECT first, last, c{index} AS text FROM {table} JOIN {sheet.view} ON row = first WHERE place = {index})
        AS in_{index} ON {sheet.view}.row BETWEEN in_{index}.first AND in_{index}.last"""
        for index in columns
    )
    return f"(SELECT {sheet.view}.* REPLACE ({texts}) FROM {sheet.view} {joins})"
