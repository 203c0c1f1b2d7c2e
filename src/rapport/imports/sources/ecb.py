"""The history of the European Central Bank's reference rates: zipped, a column a currency, “N/A” where there was no rate."""

import shutil
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path

from rapport.core.refusals import Refused
from rapport.imports.sql import literal
from rapport.imports.tables import Flaw, TextTable

PART = "eurofxref-hist.csv"
HEAD = b"Date,USD,JPY,BGN,"


def knows(head: bytes, parts: Collection[str]) -> bool:
    """The archive as the bank publishes it, or the text in it."""
    return set(parts) == {PART} or head.startswith(HEAD)


def read(file: Path, folder: Path) -> list[TextTable]:
    """One line a day and currency: how much of it one euro is worth. Days without a rate are left out and counted.

    The file was published on its last day.
    """
    import duckdb

    part = folder / "rates.parquet"
    db = duckdb.connect(config={"memory_limit": "400MB", "threads": 2, "temp_directory": str(folder)})
    try:
        db.execute(
            f"""CREATE VIEW wide AS SELECT row_number() OVER () + 1 AS row, * FROM read_csv({literal(str(_text(file, folder)))},
            header = true, all_varchar = true, delim = ',', quote = '', null_padding = true, parallel = false)"""
        )
        names = [name for name, *_ in db.execute("DESCRIBE wide").fetchall()]
        currencies = ", ".join(f'"{name}"' for name in names if len(name) == 3 and name.isalpha() and name.isupper())
        db.execute(
            f"""CREATE TABLE told AS SELECT row, trim("Date") AS day, currency, trim(rate) AS rate
            FROM wide UNPIVOT INCLUDE NULLS (rate FOR currency IN ({currencies}))"""
        )
        db.execute(
            f"""COPY (SELECT 1::INTEGER AS row, {_HEADINGS}
                UNION ALL SELECT row::INTEGER, day, 'EUR', currency, rate, (SELECT max(day) FROM told) FROM told WHERE {_IS_TOLD})
            TO {literal(str(part))} (FORMAT parquet, COMPRESSION lz4)"""
        )
        holes = db.execute(f"SELECT count(*) FROM told WHERE NOT ({_IS_TOLD})").fetchone()
    except (duckdb.Error, zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        reason = str(error).splitlines()[0]
        raise Refused(f"{file.name}: is no history of the European Central Bank’s rates as it is published ({reason})") from None
    said = f"{holes[0] if holes else 0:,} cells hold no rate (N/A): days on which a currency was not quoted"
    return [TextTable(PART, (str(part),), 5, is_typed=False, flaws=(Flaw(None, "no-rate", said),))]


_HEADINGS = "'Date' AS c0, 'Base Currency' AS c1, 'Currency' AS c2, 'Rate' AS c3, 'Published' AS c4"
_IS_TOLD = "coalesce(rate NOT IN ('', 'N/A'), false)"


def _text(file: Path, folder: Path) -> Path:
    """The text itself, out of its archive where it is in one."""
    if not zipfile.is_zipfile(file):
        return file
    text = folder / PART
    with zipfile.ZipFile(file) as archive, archive.open(PART) as packed, text.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return text
