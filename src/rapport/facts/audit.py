"""What batch files hold, read anew: to prove that it is what the manifest says, and to tell two homes apart."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from rapport.facts.store import connect, digest_sql
from rapport.facts.world import FIXED_COLUMNS


@dataclass(frozen=True)
class Version:
    """Facts that count, under their slice number: what kind of file says them, who sent it, and when it was published."""

    slice: int
    dataset: str
    sender: str
    known_on: date


def slices(files: Sequence[Path]) -> dict[int, tuple[str, int]]:
    """The digest and the number of facts of every slice in the files."""
    if not files:
        return {}
    with connect() as con:
        query = f"SELECT slice, {digest_sql(_read(con, files))}, count(*) FROM fact GROUP BY slice"  # noqa: S608
        return {number: (digest, facts) for number, digest, facts in con.execute(query).fetchall()}


def source_rows(files: Sequence[Path]) -> dict[int, int]:
    """How many rows of its source each batch in the files holds."""
    if not files:
        return {}
    with connect() as con:
        _read(con, files)
        query = "SELECT batch, count(*) FROM (SELECT DISTINCT batch, sheet, row FROM fact) GROUP BY batch"
        return dict(con.execute(query).fetchall())


def keys(files: Sequence[Path], slices: Iterable[int], dimensions: Sequence[str]) -> dict[int, tuple[int | None, ...]]:
    """The values of slice keys that the facts of each of these slices share; None for a dimension that no file has."""
    with connect() as con:
        there = _read(con, files)
        named = ", ".join(f'"{name}"' if name in there else f'NULL::INTEGER AS "{name}"' for name in dimensions)
        query = f"SELECT DISTINCT slice, {named} FROM fact WHERE slice IN (SELECT unnest(?::INTEGER[]))"  # noqa: S608
        return {number: tuple(values) for number, *values in con.execute(query, [list(slices)]).fetchall()}


def digest(files: Sequence[Path], versions: Sequence[Version], words: Mapping[int, str]) -> str:
    """A digest of what the versions say, with the words of values instead of their numbers: the same in any home."""
    if not (files and versions):
        return ""
    with connect() as con:
        dimensions = _read(con, files)
        told = [(one.slice, f"{one.dataset}\x1f{one.sender}\x1f{one.known_on}") for one in versions]
        _table(con, "version", "slice INTEGER, told VARCHAR", told)
        _table(con, "word", "id INTEGER, word VARCHAR", words.items())
        named = ", ".join(f'"{name}_".word AS "{name}"' for name in dimensions)
        joins = " ".join(f'LEFT JOIN word AS "{name}_" ON "{name}_".id = fact."{name}"' for name in dimensions)
        said = con.execute(
            f"""SELECT told, {digest_sql(dimensions)} FROM (
                SELECT fact.* REPLACE ({named}), told FROM fact JOIN version USING (slice) {joins}
            ) GROUP BY told ORDER BY told"""  # noqa: S608
        ).fetchall()
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _read(con: DuckDBPyConnection, files: Sequence[Path]) -> list[str]:
    """Make the files the view `fact`, and return the dimensions that they have."""
    con.execute(
        "CREATE TEMP VIEW fact AS FROM read_parquet([" + ", ".join(_quoted(file) for file in files) + "], union_by_name = true)"
    )
    return [name for name, *_ in con.execute("DESCRIBE fact").fetchall() if name not in FIXED_COLUMNS]


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"


def _table(con: DuckDBPyConnection, name: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    con.execute(f"CREATE TEMP TABLE {name} ({columns})")
    lists = [list(column) for column in zip(*rows, strict=True)]
    if lists:
        con.execute(f"INSERT INTO {name} SELECT " + ", ".join("unnest(?)" for _ in lists), lists)
