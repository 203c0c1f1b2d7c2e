"""What a version of slices tells, so that two versions can be set beside each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb


@dataclass(frozen=True)
class Version:
    """By measure and currency the sum of facts and on how many days they are; by dimension the values that they name."""

    sums: Mapping[tuple[str, str | None], tuple[Decimal, int]]
    values: Mapping[str, frozenset[int]]


def read(con: duckdb.DuckDBPyConnection, source: str, parameters: Sequence[object], dimensions: Iterable[str]) -> Version:
    """What the facts of `source` (SQL with `parameters`) tell, by those of `dimensions` that it has."""
    known = {name for name, *_ in con.execute(f"DESCRIBE SELECT * FROM {source}", parameters).fetchall()}  # noqa: S608
    named = [dimension for dimension in dimensions if dimension in known]
    sums = con.execute(
        f"SELECT measure, currency, sum(value), count(DISTINCT day) FROM {source} GROUP BY ALL ORDER BY ALL",  # noqa: S608
        parameters,
    ).fetchall()
    listed = ", ".join(f'list(DISTINCT "{name}") FILTER ("{name}" IS NOT NULL)' for name in named) or "NULL"
    values = con.execute(f"SELECT {listed} FROM {source}", parameters).fetchone() or ()  # noqa: S608
    return Version(
        {(measure, currency): (total, days) for measure, currency, total, days in sums},
        {name: frozenset(found or ()) for name, found in zip(named, values, strict=False)},
    )
