"""The engine of one question: an in-memory DuckDB that can read the world's files and nothing else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rapport.core.periods import Period, add_months
from rapport.facts.world import ATTRIBUTE_COLUMNS, FIXED_COLUMNS, RATE_COLUMNS, World

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

LONGEST_GRAIN = 12
"""Months: a fact of a year may begin so long before the day that it still speaks of."""

LIMITS: dict[str, str | int] = {"threads": 2, "memory_limit": "1GB"}


@contextmanager
def opened(world: World, days: Period) -> Iterator["DuckDBPyConnection"]:
    """A connection with the views and tables that a question reads, for facts that speak of `days`:

    `facts` (all rows of the files, dead ones too), `dead` (slice), `outranked` (slice, measure), `attributes`,
    `rates`, `batches` (batch, sender). No other file can be reached.
    """
    import duckdb

    first = add_months(days.start, -LONGEST_GRAIN)
    files = [file.path for file in world.files if file.first < days.end and file.last >= first]
    reached = [str(path) for path in (*files, world.attributes, world.rates) if path]
    with TemporaryDirectory(prefix="rapport-") as spill, duckdb.connect(config={**LIMITS, "temp_directory": spill}) as connection:
        _view(connection, "facts", files, {**FIXED_COLUMNS, **dict.fromkeys(world.trade.dimensions, "INTEGER")})
        _view(connection, "attributes", [world.attributes] if world.attributes else [], ATTRIBUTE_COLUMNS)
        _view(connection, "rates", [world.rates] if world.rates else [], RATE_COLUMNS)
        _table(connection, "dead", {"slice": "INTEGER"}, [(number,) for number in world.dead])
        _table(connection, "outranked", {"slice": "INTEGER", "measure": "VARCHAR"}, sorted(world.outranked))
        senders = [(number, name.sender) for number, name in world.batches.items()]
        _table(connection, "batches", {"batch": "INTEGER", "sender": "VARCHAR"}, senders)
        connection.execute("SET allowed_paths = $1", [reached])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def _view(connection: "DuckDBPyConnection", name: str, files: Sequence["Path"], columns: dict[str, str]) -> None:
    """A view of the files in which every column stands, also one that they were written without."""
    listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f"CREATE TEMP TABLE no_{name} ({listed})")
    if not files:
        connection.execute(f"CREATE TEMP VIEW {name} AS FROM no_{name}")
        return
    connection.read_parquet([str(file) for file in files], union_by_name=True).create_view(f"{name}_files")
    connection.execute(f"CREATE TEMP VIEW {name} AS FROM {name}_files UNION ALL BY NAME FROM no_{name}")


def _table(connection: "DuckDBPyConnection", name: str, columns: dict[str, str], rows: Sequence[tuple[object, ...]]) -> None:
    listed = ", ".join(f"unnest(${place}::{kind}[]) AS {column}" for place, (column, kind) in enumerate(columns.items(), 1))
    values = [[row[place] for row in rows] for place in range(len(columns))]
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {listed}", values)
