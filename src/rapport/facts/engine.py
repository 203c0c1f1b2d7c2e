"""The engine of questions: for each world an in-memory DuckDB that can read the world's files and nothing else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakSet, finalize

from rapport.core.periods import Period, add_months
from rapport.facts.world import ANCESTOR_COLUMNS, ATTRIBUTE_COLUMNS, FIXED_COLUMNS, RATE_COLUMNS, World

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

LONGEST_GRAIN = 12
"""Months: a fact of a year may begin so long before the day that it still speaks of."""

LIMITS: dict[str, str | int] = {"threads": 2, "memory_limit": "2GB"}

_AND_FILES = " UNION ALL BY NAME FROM read_parquet(getvariable('{files}'), union_by_name = true)"
"""Every column stands in the facts, also one that some files were written without."""

PLACES = ("account", "country", "channel", "source")
"""The dimensions of the table `places`, and those whose values stand under theirs."""

_making_places = Lock()
_with_places: "WeakSet[World]" = WeakSet()

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
        connection.execute(f"CREATE TEMP VIEW facts AS FROM no_facts{_AND_FILES.format(files='facts') if files else ''}")
        yield connection


def make_places(world: World, connection: "DuckDBPyConnection") -> None:
    """Make the table `places` of a world unless it is there: its facts that count, without all that does not say where.

    One row a batch, slice, measure, currency, grain, day (of a daily fact the first of its month) and combination of `PLACES`
    and what stands under them; `value` is the sum.
    """
    trade = world.trade
    dimensions = dict.fromkeys(n for place in PLACES if place in trade.dimensions for n in (place, *trade.below(place)))
    day = "CASE grain WHEN 'day' THEN CAST(date_trunc('month', day) AS DATE) ELSE day END"
    columns = ", ".join(("measure", "scenario", "grain", "batch", "slice", "currency", *(f'"{name}"' for name in dimensions)))
    with _making_places:
        if world in _with_places:
            return
        connection.execute("SET VARIABLE every = $1", [[str(file.path) for file in world.files]])
        connection.execute(
            f"""CREATE TABLE places AS SELECT {columns}, {day} AS day, sum(value) AS value
            FROM (FROM no_facts{_AND_FILES.format(files="every") if world.files else ""}) ANTI JOIN dead USING (slice)
            GROUP BY ALL"""  # noqa: S608 — names of the trade's own
        )
        _with_places.add(world)


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
