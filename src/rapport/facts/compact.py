"""The facts of a world as one file: only what counts, sorted, so that a question opens one file and skips most of it."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from rapport.facts import store
from rapport.facts.world import FIXED_COLUMNS, World

SORTED_BY = ("account", "day", "measure", "country", "slice", "product")
LEFT_OUT = ("sheet", "row")
"""Where in its source a fact stood: looked up in the batch, never asked for."""


def compact(world: World, folder: Path, name: str) -> Path:
    """Write the facts of a world's files without the dead slices, whole or not at all, to the file `<name>-<bytes>.parquet`."""
    beside = folder / f"{name}.{os.getpid()}.part"
    dimensions = world.trade.dimensions
    columns = ", ".join(f'"{name}"' for name in (*FIXED_COLUMNS, *dimensions) if name not in LEFT_OUT)
    order = ", ".join(name for name in SORTED_BY if name in (*FIXED_COLUMNS, *dimensions))
    with TemporaryDirectory(prefix="rapport-", dir=folder) as spill, duckdb.connect(config=store.SETTINGS) as connection:
        connection.execute("SET temp_directory = $1", [spill])
        listed = ", ".join(f'NULL::INTEGER AS "{name}"' for name in dimensions)
        connection.execute(f"CREATE VIEW no_facts AS SELECT {listed} LIMIT 0")
        connection.execute("CREATE TABLE dead AS SELECT unnest($1::INTEGER[]) AS slice", [sorted(world.dead)])
        connection.execute("SET VARIABLE files = $1", [[str(file.path) for file in world.files]])
        connection.execute("SET VARIABLE target = $1", [str(beside)])
        connection.execute(
            f"""COPY (
                SELECT {columns} FROM (
                    FROM no_facts UNION ALL BY NAME FROM read_parquet(getvariable('files'), union_by_name = true)
                ) ANTI JOIN dead USING (slice) ORDER BY {order}
            ) TO (getvariable('target')) (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2)"""  # noqa: S608
        )
    path = folder / f"{name}-{beside.stat().st_size}.parquet"
    store.publish(beside, path)
    return path
