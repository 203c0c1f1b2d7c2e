"""Parquet files as tables of text: exact decimals, days, and floats to the 15 digits that spreadsheets keep."""

from pathlib import Path

import duckdb

from rapport.core.refusals import Refused
from rapport.imports.sql import literal
from rapport.imports.tables import MOST_COLUMNS, TextTable, columns


def read(file: Path, folder: Path) -> TextTable:
    """The table of a Parquet file, its column names as row 1; refuses a damaged one and columns that are no single values."""
    db = duckdb.connect(config={"memory_limit": "400MB", "threads": 2, "temp_directory": str(folder)})
    source = f"read_parquet({literal(str(file))})"
    try:
        described = db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        if len(described) > MOST_COLUMNS:
            raise Refused(f"{file.name}: has {len(described):,} columns; at most {MOST_COLUMNS:,} are read")
        part = folder / "cells.parquet"
        names = columns(len(described))
        heads = ", ".join(f"{literal(entry[0])} AS {name}" for entry, name in zip(described, names, strict=True))
        texts = ", ".join(f"{_text(entry[0], entry[1])} AS {name}" for entry, name in zip(described, names, strict=True))
        db.execute(
            f"""COPY (SELECT 1::INTEGER AS row, {heads} UNION ALL
            SELECT (row_number() OVER () + 1)::INTEGER AS row, {texts} FROM {source})
            TO $part (FORMAT parquet, COMPRESSION lz4)""",
            {"part": str(part)},
        )
    except duckdb.Error as error:
        raise Refused(f"{file.name}: the Parquet file cannot be read: {str(error).splitlines()[0]}") from None
    return TextTable(file.name, (str(part),), len(described), is_typed=True)


def _text(column: str, kind: str) -> str:
    """SQL: the text of a column."""
    name = '"' + column.replace('"', '""') + '"'
    if kind in {"DOUBLE", "FLOAT"}:
        return f"nullif(printf('%.15g', {name}::DOUBLE), 'nan')"
    if kind.startswith("TIMESTAMP"):
        return f"if({name} = date_trunc('day', {name}), strftime({name}, '%Y-%m-%d'), strftime({name}, '%Y-%m-%d %H:%M:%S'))"
    return f"nullif(trim({name}::VARCHAR), '')"
