"""Batches of facts: cut into slices, digested, and written as one Parquet file each."""

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from rapport.facts import versions
from rapport.facts.versions import Version
from rapport.facts.world import ANCESTOR_COLUMNS, ATTRIBUTE_COLUMNS, RATE_COLUMNS

MONTH = "date_trunc('month', day)::DATE"
SPAN = "CASE WHEN grain IN ('day', 'month') THEN 'month' ELSE grain END"
"""The stretch that one slice holds: facts of a day and of a month lie in the same slice, coarser ones in their own.

So do a month's shares of each period of a sender's calendar: one that comes later replaces none of its neighbours.
"""


@dataclass(frozen=True)
class SliceKey:
    """What a slice is of. `month`: the first month of its span (month, quarter, year, or a period of which it is a month's share,
    FY26-P03); `keys`: values of the dataset's slice keys, in order."""

    scenario: str
    account: int | None
    month: date
    span: str
    keys: tuple[int | None, ...]

    def identity(self, dataset: str, sender: str) -> str:
        """The name under which later versions of this slice replace it: a digest of 32 characters."""
        text = "\x1f".join(map(str, (dataset, sender, self.scenario, self.account, self.month, self.span, *self.keys)))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class DraftSlice:
    """A slice as a file has it. `number`: its place in the draft; `facts`: how many; `digest`: the same for the same facts.

    `cells`: for account, country and channel the one value that all its facts share, None where they differ or have none.
    """

    number: int
    key: SliceKey
    measures: tuple[str, ...]
    cells: Mapping[str, int | None]
    facts: int
    digest: str


@dataclass(frozen=True)
class LeftOut:
    """What a file tells and is not loaded: by sheet and scenario how many rows, and the sums by measure and currency too."""

    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    sums: Mapping[tuple[str, str, str, str | None], Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A batch file as it was written: where, its digest, the days its facts begin on (both included)."""

    path: Path
    sha256: str
    first: date
    last: date


SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "1GB",
    "preserve_insertion_order": False,
}


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config=SETTINGS)


def connect() -> duckdb.DuckDBPyConnection:
    """A private connection for one piece of work, in which only what is temporary may be made.

    All of a process share one engine: to start and stop one takes longer than most pieces of work.
    """
    return _engine().cursor()


class Draft:
    """The facts of a file with the ids of their names, on the way to a batch; close it, or use it as a context."""

    def __init__(
        self,
        facts: Path,
        ids: Mapping[str, Mapping[str, int]],
        dimensions: Iterable[str],
        slice_keys: Sequence[str],
    ) -> None:
        self._con = connect()
        self.dimensions = tuple(dimensions)
        self.slice_keys = tuple(key for key in slice_keys if key != "account")
        self._read(facts, ids)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._con.close()

    def _read(self, facts: Path, ids: Mapping[str, Mapping[str, int]]) -> None:
        self._named = frozenset(ids)
        joins, columns = [], []
        for dimension in self.dimensions:
            if dimension not in ids:
                columns.append(f'NULL::INTEGER AS "{dimension}"')
                continue
            self._con.execute(
                f'CREATE TEMP TABLE "name_{dimension}" AS SELECT unnest(?::VARCHAR[]) AS text, unnest(?::INTEGER[]) AS id',
                [list(ids[dimension]), list(ids[dimension].values())],
            )
            joins.append(f'LEFT JOIN "name_{dimension}" ON "name_{dimension}".text = f."{dimension}"')
            columns.append(f'"name_{dimension}".id AS "{dimension}"')
        self._con.execute(
            f"""CREATE TEMP TABLE fact AS
            SELECT f.day, f.grain, f.scenario, f.measure, f.value, f.currency, f.sheet, f.row, {", ".join(columns)},
                {MONTH} AS month, {SPAN} AS span
            FROM read_parquet(?) f {" ".join(joins)}""",  # noqa: S608 — names of dimensions come from a checked pack
            [str(facts)],
        )
        self._con.execute(
            f"""CREATE TEMP TABLE slice AS
            SELECT row_number() OVER (ORDER BY {self._keys}) AS number, *
            FROM (SELECT {self._keys}, list_sort(array_agg(DISTINCT measure)) AS measures, count(*) AS facts,
                min(day) AS first, max(day) AS last, {digest_sql(self._named)} AS digest, {self._shared()}
                FROM fact GROUP BY {self._keys})"""  # noqa: S608
        )

    @property
    def _key_names(self) -> tuple[str, ...]:
        return ("scenario", "account", "month", "span", *self.slice_keys)

    @property
    def _keys(self) -> str:
        return ", ".join(f'"{name}"' for name in self._key_names)

    def _shared(self) -> str:
        alone = "CASE WHEN count({0}) = count(*) AND min({0}) = max({0}) THEN min({0}) END AS cell_{0}"
        return ", ".join(alone.format(name) for name in ("account", "country", "channel"))

    def slices(self) -> list[DraftSlice]:
        """All slices of the file, in the order of their keys."""
        rows = self._con.execute(
            f"SELECT number, measures, facts, digest, cell_account, cell_country, cell_channel, {self._keys} "  # noqa: S608
            "FROM slice ORDER BY number"
        ).fetchall()
        return [
            DraftSlice(
                number=number,
                key=SliceKey(scenario, account_key, month, span, tuple(keys)),
                measures=tuple(measures),
                cells={"account": account, "country": country, "channel": channel},
                facts=facts,
                digest=digest,
            )
            for number, measures, facts, digest, account, country, channel, scenario, account_key, month, span, *keys in rows
        ]

    def touched(self, rejected: Path) -> dict[int, str]:
        """The slices that a rejected row may belong to, each with the sheet of such a row; what is unreadable matches all."""
        named = self._lay_out_doubt(rejected)
        tests = [f'(d."{name}" IS NULL OR d."{name}" = s."{name}")' for name in ("scenario", "month", *named)]
        tests.append("(d.month IS NULL OR d.span = s.span)")
        query = f"SELECT s.number, min(d.sheet) FROM doubt d JOIN slice s ON {' AND '.join(tests)} GROUP BY 1"  # noqa: S608
        return dict(self._con.execute(query).fetchall())

    def lost(self, rejected: Path) -> dict[SliceKey, str]:
        """The slices of which rejected rows are all that the file tells, as far as known names say which, each with a sheet."""
        named = self._lay_out_doubt(rejected)
        keys = ", ".join(
            f'd."{name}"' if name in named else f'NULL::INTEGER AS "{name}"' for name in ("account", *self.slice_keys)
        )
        is_known = " AND ".join(
            ["d.scenario IS NOT NULL", "d.month IS NOT NULL", *(f'd."{name}" IS DISTINCT FROM -1' for name in named)]
        )
        query = f"SELECT d.scenario, d.month, d.span, min(d.sheet), {keys} FROM doubt d WHERE {is_known} GROUP BY ALL"  # noqa: S608
        rows = self._con.execute(query).fetchall()
        told = {part.key for part in self.slices()}
        found = {
            SliceKey(scenario, account, month, span, tuple(keys)): sheet for scenario, month, span, sheet, account, *keys in rows
        }
        return {key: sheet for key, sheet in found.items() if key not in told}

    def _lay_out_doubt(self, rejected: Path) -> list[str]:
        """Make `doubt`: what rejected rows say of their slices; returns the dimensions by which they say it."""
        has = {name for name, *_ in self._con.execute("DESCRIBE FROM read_parquet(?)", [str(rejected)]).fetchall()}
        named = [name for name in ("account", *self.slice_keys) if name in has and name in self._named]
        # A text that no fact of this file has names no slice of it: −1, while NULL (unreadable) matches every slice.
        ids = [
            f"""CASE WHEN r."{name}" IS NOT NULL
            THEN coalesce((SELECT id FROM "name_{name}" n WHERE n.text = r."{name}"), -1) END AS "{name}\""""  # noqa: S608
            for name in named
        ]
        self._con.execute(
            f"""CREATE OR REPLACE TEMP TABLE doubt AS
            SELECT DISTINCT {", ".join(["sheet", "scenario", f"{MONTH} AS month", f"{SPAN} AS span", *ids])}
            FROM (SELECT * REPLACE (CASE WHEN day IS NOT NULL THEN grain END AS grain) FROM read_parquet(?)) r""",  # noqa: S608
            [str(rejected)],
        )
        return named

    def values(self, numbers: Collection[int]) -> tuple[set[int], set[int]]:
        """The values that facts of these slices name, and those that facts of the other ones name."""
        named = ", ".join(f'f."{name}"' for name in self._named)
        rows = self._con.execute(
            f"SELECT DISTINCT s.number IN (SELECT unnest(?::BIGINT[])), unnest([{named}]) FROM {self._in_slices}",  # noqa: S608
            [list(numbers)],
        ).fetchall()
        return {value for is_one, value in rows if is_one and value}, {value for is_one, value in rows if not is_one and value}

    def left_out(self, numbers: Collection[int]) -> LeftOut:
        """What the file tells in these slices, which are not loaded."""
        self._con.execute(
            f"""CREATE OR REPLACE TEMP TABLE apart AS
            SELECT f.sheet, f.row, f.scenario, f.measure, f.currency, f.value, s.number IN (SELECT unnest(?::BIGINT[])) AS is_out
            FROM {self._in_slices}""",  # noqa: S608
            [list(numbers)],
        )
        rows = self._con.execute(
            """SELECT sheet, scenario, count(*) FROM (
                SELECT sheet, scenario, row FROM apart GROUP BY ALL HAVING bool_and(is_out)
            ) GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
        sums = self._con.execute(
            "SELECT sheet, scenario, measure, currency, sum(value) FROM apart WHERE is_out GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        return LeftOut(
            {(sheet, scenario): count for sheet, scenario, count in rows},
            {(sheet, scenario, measure, currency): total for sheet, scenario, measure, currency, total in sums},
        )

    @property
    def _in_slices(self) -> str:
        return f"fact f JOIN slice s ON {self._same('s')}"

    def version(self, numbers: Collection[int], dimensions: Iterable[str]) -> Version:
        """What these slices tell."""
        source = f"(SELECT f.* FROM {self._in_slices} WHERE s.number IN (SELECT unnest(?::BIGINT[])))"  # noqa: S608
        return versions.read(self._con, source, [list(numbers)], dimensions)

    def totals(self) -> dict[str, Decimal | dict[str, Decimal]]:
        """The sum of each measure in the file; of money by currency."""
        rows = self._con.execute("SELECT measure, currency, sum(value) FROM fact GROUP BY ALL ORDER BY ALL").fetchall()
        sums: dict[str, Decimal | dict[str, Decimal]] = {}
        for measure, currency, total in rows:
            if currency is None:
                sums[measure] = total
            else:
                by_currency = sums.setdefault(measure, {})
                if isinstance(by_currency, dict):
                    by_currency[currency] = total
        return sums

    def keep(self, ids: Mapping[int, int]) -> int:
        """Choose the slices to write: their numbers, and the ids they get in the home. Returns how many source rows they hold."""
        self._con.execute(
            "CREATE OR REPLACE TEMP TABLE kept AS SELECT s.*, k.id FROM slice s "
            "JOIN (SELECT unnest(?::BIGINT[]) AS number, unnest(?::INTEGER[]) AS id) k USING (number)",
            [list(ids), list(ids.values())],
        )
        return int(self._one(f"SELECT count(*) FROM (SELECT DISTINCT f.sheet, f.row FROM {self._chosen})")[0])  # noqa: S608

    def left_alone(self) -> dict[tuple[str, str], int]:
        """By sheet and scenario how many source rows stand in none of the slices that were chosen."""
        rows = self._con.execute(
            f"""SELECT sheet, scenario, count(*) FROM (
                SELECT f.sheet, f.scenario, f.row FROM fact f LEFT JOIN kept k ON {self._same("k")}
                GROUP BY ALL HAVING count(k.id) = 0
            ) GROUP BY ALL ORDER BY ALL"""  # noqa: S608
        ).fetchall()
        return {(sheet, scenario): count for sheet, scenario, count in rows}

    @property
    def _chosen(self) -> str:
        return f"fact f JOIN kept k ON {self._same('k')}"

    def _same(self, table: str) -> str:
        return " AND ".join(f'{table}."{name}" IS NOT DISTINCT FROM f."{name}"' for name in self._key_names)

    def write(self, folder: Path, code: str, batch: int) -> Written:
        """Write the chosen slices as the Parquet file of a batch, sorted by account and month, whole or not at all."""
        beside = folder / f"{code}.{os.getpid()}.part"
        dimensions = ", ".join(f'f."{name}"' for name in self.dimensions)
        self._con.execute(
            f"""COPY (
                SELECT f.day, f.grain, f.scenario, f.measure, {dimensions}, f.value, f.currency,
                    {int(batch)}::INTEGER AS batch, k.id AS slice, f.sheet, f.row
                FROM {self._chosen} ORDER BY k.id
            ) TO '{_quoted(beside)}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2)"""  # noqa: S608
        )
        first, last = self._one("SELECT min(first), max(last) FROM kept")
        sha256 = sha256_of(beside)
        path = folder / file_name(code, sha256)
        publish(beside, path)
        return Written(path, sha256, first, last)

    def _one(self, query: str) -> tuple[Any, ...]:
        row = self._con.execute(query).fetchone()
        if row is None:
            raise AssertionError("an aggregate always has a row")
        return row


def file_name(code: str, sha256: str) -> str:
    """The name of a batch's file: two attempts at the same batch never meet in one file."""
    return f"{code}-{sha256[:12]}.parquet"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def digest_sql(dimensions: Iterable[str]) -> str:
    """SQL of a digest over a group of facts that does not depend on their order, nor on where in a file they stood.

    Sums of the two halves of each fact's md5, and the count: equal for equal multisets of facts. A dimension counts only
    where a fact has it, so that a new dimension in a pack changes no old digest.
    """
    named = "".join(f""", '{name}=' || "{name}\"""" for name in sorted(dimensions))
    number = f"md5_number(concat_ws('|', day, grain, scenario, measure, value, 'currency=' || currency{named}))"
    return (
        f"md5(concat_ws(':', count(*), sum(({number} >> 64)::UBIGINT), "
        f"sum(({number} & 18446744073709551615::UHUGEINT)::UBIGINT)))"
    )


def rows(path: Path) -> list[tuple[Any, ...]]:
    """All rows of a small Parquet file."""
    with connect() as con:
        return con.execute("FROM read_parquet(?)", [str(path)]).fetchall()


def write_attributes(path: Path, stretches: Sequence[tuple[int, str, str, date, date]]) -> None:
    """Write the dated attributes of a world: rows (value, attribute, text, valid_from, valid_to)."""
    _write(path, ATTRIBUTE_COLUMNS, stretches)


def write_rates(path: Path, rates: Sequence[tuple[str, str, str, date, float, int | None]]) -> None:
    """Write the rates of a world: rows (kind, base, quote, month, rate, days)."""
    _write(path, RATE_COLUMNS, rates)


def write_ancestors(path: Path, ancestors: Sequence[tuple[int, str, int, bool, date, date]]) -> None:
    """Write the trees of a world: rows (value, level, ancestor, is_nearest, valid_from, valid_to)."""
    _write(path, ANCESTOR_COLUMNS, ancestors)


def _write(path: Path, columns: Mapping[str, str], rows: Sequence[tuple[object, ...]]) -> None:
    """Write rows as a Parquet file, sorted."""
    beside = path.with_suffix(f".{os.getpid()}.part")
    lists = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
    with connect() as con:
        listed = ", ".join(f'unnest(?::{kind}[]) AS "{name}"' for name, kind in columns.items())
        con.execute(f"CREATE TEMP TABLE row AS SELECT {listed}", lists)
        con.execute(f"COPY (FROM row ORDER BY ALL) TO '{_quoted(beside)}' (FORMAT parquet, COMPRESSION zstd)")
    publish(beside, path)


def publish(beside: Path, path: Path) -> None:
    """Give a finished file its name so that a power cut leaves it whole or absent: sync, rename, sync the folder."""
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sha256_of(path: Path) -> str:
    """The digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
