"""Parquet files for tests, given as rows."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import polars as pl

TYPES = {
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
    "DECIMAL(18,4)": pl.Decimal(18, 4),
    "DOUBLE": pl.Float64,
    "INTEGER": pl.Int32,
    "VARCHAR": pl.String,
}


def write(path: Path, columns: Mapping[str, str], rows: Iterable[Mapping[str, object]]) -> Path:
    """A Parquet file of these columns, by name and SQL type; what a row does not tell is NULL."""
    told = [{name: _typed(row.get(name), kind) for name, kind in columns.items()} for row in rows]
    pl.DataFrame(told, schema={name: TYPES[kind] for name, kind in columns.items()}).write_parquet(path)
    return path


def _typed(value: object, kind: str) -> object:
    return Decimal(str(value)) if kind == "DECIMAL(18,4)" else value
