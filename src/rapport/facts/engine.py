"""The engine of questions: for each world an in-memory DuckDB that can read the world's files and nothing else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, finalize

from rapport.core.periods import Period, add_months
from rapport.facts.world import ANCESTOR_COLUMNS, ATTRIBUTE_COLUMNS, FIXED_COLUMNS, RATE_COLUMNS, World

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

LONGEST_GRAIN = 12
"""Months: a fact of a year may begin so long before the day that it still speaks of."""

LIMITS: dict[str, str | int] = {"threads": 2, "memory_limit": "2GB"}

_AND_FILES = " UNION ALL BY NAME FROM read_parquet(getvariable('facts'), union_by_name = true)"
"""Every column stands in the facts, also one that some files were written without."""

_engines: "WeakKeyDictionary[World, DuckDBPyConnection]" = WeakKeyDictionary()
"""An engine starts with the first question to its world and lives as long as that: most of a small question is the start."""


@contextmanager
def opened(world: World, days: Period) -> Iterator["DuckDBPyConnection"]:
    """A connection with the view and the tables that a question reads, for facts that speak of `days`:

    `facts` (all rows of the files, dead ones too), `dead` (slice), `outranked` (slice, measure), `rivals` (slice, measure,
    better), `attributes`, `ancestors`, `rates`, `batches` (batch, sender). No other file can be reached. What a question makes
    for itself is temporary.
    """
    if world not in _engines:
        _engines[world] = _started(world)
    first = add_months(days.start, -LONGEST_GRAIN)
    with _engines[world].cursor() as connection:
        files = [str(file.path) for file in world.files if file.first < days.end and file.last >= first]
        connection.execute("SET VARIABLE facts = $1", [files])
        connection.execute(f"CREATE TEMP VIEW facts AS FROM no_facts{_AND_FILES if files else ''}")
        yield connection


def _started(world: World) -> "DuckDBPyConnection":
    import duckdb

    spill = TemporaryDirectory(prefix="rapport-")
    connection = duckdb.connect(config={**LIMITS, "temp_directory": spill.name})
    finalize(world, _stop, connection, spill)
    _empty(connection, "no_facts", {**FIXED_COLUMNS, **dict.fromkeys(world.trade.dimensions, "INTEGER")})
    _read(connection, "attributes", ATTRIBUTE_COLUMNS, world.attributes)
    _read(connection, "ancestors", ANCESTOR_COLUMNS, world.ancestors)
    _read(connection, "rates", RATE_COLUMNS, world.rates)
    _table(connection, "dead", {"slice": "INTEGER"}, [(number,) for number in world.dead])
    _table(connection, "outranked", {"slice": "INTEGER", "measure": "VARCHAR"}, sorted({pair[:2] for pair in world.outranked}))
    _table(connection, "rivals", {"slice": "INTEGER", "measure": "VARCHAR", "better": "INTEGER"}, sorted(world.outranked))
    senders = [(number, name.sender) for number, name in world.batches.items()]
    _table(connection, "batches", {"batch": "INTEGER", "sender": "VARCHAR"}, senders)
    reached = [str(file.path) for file in world.files]
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET allowed_paths = $1", [reached])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _stop(connection: "DuckDBPyConnection", spill: "TemporaryDirectory[str]") -> None:
    connection.close()
    spill.cleanup()


def _empty(connection: "DuckDBPyConnection", name: str, columns: dict[str, str]) -> None:
    listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f"CREATE TABLE {name} ({listed})")


def _read(connection: "DuckDBPyConnection", name: str, columns: dict[str, str], file: "Path | None") -> None:
    """A table of what a file holds; small, and read by each question."""
    _empty(connection, name, columns)
    if file is not None:
        connection.execute(f"INSERT INTO {name} BY NAME FROM read_parquet($1)", [str(file)])


def _table(connection: "DuckDBPyConnection", name: str, columns: dict[str, str], rows: Sequence[tuple[object, ...]]) -> None:
    _made(connection, f"CREATE TABLE {name}", columns, rows)


def temporary(connection: "DuckDBPyConnection", name: str, columns: dict[str, str], rows: Sequence[tuple[object, ...]]) -> None:
    """Make a table of a question's own, in place of what had its name."""
    _made(connection, f"CREATE OR REPLACE TEMP TABLE {name}", columns, rows)


def _made(connection: "DuckDBPyConnection", make: str, columns: dict[str, str], rows: Sequence[tuple[object, ...]]) -> None:
    listed = ", ".join(f"unnest(${place}::{kind}[]) AS {column}" for place, (column, kind) in enumerate(columns.items(), 1))
    values = [[row[place] for row in rows] for place in range(len(columns))]
    connection.execute(f"{make} AS SELECT {listed}", values)
