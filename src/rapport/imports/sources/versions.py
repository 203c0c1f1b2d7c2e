"""Shares of versions of operating systems as a monthly survey of players publishes them: CSV, a line a month and version."""

from collections.abc import Collection
from pathlib import Path

from rapport.core.refusals import Refused
from rapport.imports.sources.shares import DEFINITIONS
from rapport.imports.sql import literal
from rapport.imports.tables import Flaw, TextTable

HEAD = b"date,category,name,change,percentage"
SOURCE = "Steam"
CATEGORIES = ("OS Version", "Windows Version")
"""What the survey calls its tables of versions, now and before June 2010; it has others, of what computers hold."""


def knows(head: bytes, parts: Collection[str]) -> bool:
    """Text that begins with the headings of that survey."""
    return not parts and head.removeprefix(b"\xef\xbb\xbf").startswith(HEAD)


def read(file: Path, folder: Path) -> list[TextTable]:
    """A line a month and version, its share as the fraction that it is in the file, whatever its heading says.

    Refuses shares that are no fractions: the versions of a month would come to more than 1.
    """
    import duckdb

    part = folder / "versions.parquet"
    db = duckdb.connect(config={"memory_limit": "400MB", "threads": 2, "temp_directory": str(folder)})
    kept = f"category IN ({', '.join(map(literal, CATEGORIES))})"
    try:
        db.execute(
            f"""CREATE TABLE told AS SELECT 1 + row_number() OVER () AS row, *
            FROM read_csv({literal(str(file))}, header = true, all_varchar = true, delim = ',', quote = '"', parallel = false)"""
        )
        db.execute(
            f"""COPY (SELECT 1::INTEGER AS row, {_HEADINGS}
                UNION ALL SELECT row::INTEGER, date, {literal(SOURCE)}, {literal(DEFINITIONS[SOURCE])}, name, {_SHARE}
                FROM told WHERE {kept})
            TO {literal(str(part))} (FORMAT parquet, COMPRESSION lz4)"""
        )
    except duckdb.Error as error:
        raise Refused(f"{file.name}: is not the survey that its headings promise ({str(error).splitlines()[0]})") from None
    largest, others = db.execute(
        f"""SELECT (SELECT max(of_month) FROM (SELECT sum(TRY_CAST(percentage AS DOUBLE)) AS of_month
            FROM told WHERE {kept} GROUP BY date, category)), (SELECT count(*) FROM told WHERE NOT coalesce({kept}, false))"""
    ).fetchone() or (None, 0)
    if largest is None or largest > 1.1:
        raise Refused(f"{file.name}: the shares of a month come to {largest or 0:.4g}; fractions that come to 1 are expected")
    flaws = [Flaw(None, "unit", "the column percentage holds fractions, as those of a month come to 1, and is loaded as such")]
    if others:
        flaws.append(Flaw(None, "not-used", f"{others:,} lines of other categories are not loaded"))
    return [TextTable(file.name, (str(part),), 5, is_typed=False, flaws=tuple(flaws))]


_SHARE = "coalesce(printf('%.15g', TRY_CAST(percentage AS DOUBLE)), percentage)"
"""A share without the noise that a binary fraction has behind its fifteenth digit."""
_HEADINGS = "'Month' AS c0, 'Source' AS c1, 'Definition' AS c2, 'OS Version' AS c3, 'Published Share' AS c4"
