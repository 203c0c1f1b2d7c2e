"""Registers of subscriptions: a row each, with its start, its end and its revenue a year; read as what is open at month ends."""

import csv
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.core.refusals import Refused
from rapport.imports.sql import literal
from rapport.imports.tables import Flaw, TextTable, columns
from rapport.imports.words import fold

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NEEDED: Mapping[str, tuple[str, ...]] = {
    "account": ("Account ID", "Account", "Customer ID", "Customer", "客户编号", "客户"),
    "started": ("Start Date", "Start", "Subscription Start", "开始日期", "生效日期"),
    "ended": ("End Date", "End", "Subscription End", "结束日期", "终止日期"),
    "arr": ("ARR Amount", "ARR", "Annual Recurring Revenue", "年度经常性收入"),
}
"""The columns that make a register, each with its headings."""
KEPT: Mapping[str, tuple[str, ...]] = {
    "product": ("Plan Tier", "Plan", "Product", "产品", "套餐"),
    "country": ("Country", "国家"),
    "currency": ("Currency", "Currency Code", "币种"),
}
"""The columns by which it is broken down, where it has them."""
HEADINGS = {"account": "Account", "product": "Product", "country": "Country", "currency": "Currency"}
CODES = ("Account ID", "Customer ID", "客户编号")
"""The headings of accounts that stand by their codes."""
NAMED = 20
"""So many rejected rows are named; the others are counted."""

_IS_OPEN = "started <= day AND (ended IS NULL OR day < ended)"
"""Whether a subscription is open at a day: it is on the day of its start, and no longer on that of its end."""
_FLAW = """CASE WHEN account IS NULL THEN 'has no account'
    WHEN started IS NULL THEN 'has no start that is a day, as in 2026-10-31'
    WHEN started NOT BETWEEN DATE '1970-01-01' AND DATE '2100-01-01' THEN 'has a start that no register speaks of'
    WHEN is_ended AND ended IS NULL THEN 'has an end that is no day, as in 2026-10-31'
    WHEN ended < started THEN 'ends before it starts'
    WHEN arr IS NULL THEN 'has no amount a year that is a number' END"""


def knows(head: bytes, parts: Collection[str]) -> bool:
    """Text in whose first line an account, a start, an end and an amount a year stand."""
    return not parts and _places(_headings(head)[0]).keys() >= NEEDED.keys()


def read(file: Path, folder: Path) -> list[TextTable]:
    """A line an account (product, country, currency) and month: the amount a year of what is open on the month's last day.

    The months go from that of the first start to that of the last; where nothing is open the amount is 0. Rows that cannot be
    read are rejected.
    """
    import duckdb

    db = duckdb.connect(config={"memory_limit": "400MB", "threads": 2, "temp_directory": str(folder)})
    heads = _open(db, file)
    places = _places(heads)
    by = [name for name in HEADINGS if name in places]
    is_coded = fold(heads[places["account"]]) in map(fold, CODES)
    titles = ("ARR Month", "Account ID" if is_coded else "Account", *(HEADINGS[name] for name in by[1:]), "ARR")
    head = ", ".join(f"{literal(title)} AS {name}" for title, name in zip(titles, columns(len(titles)), strict=True))
    fields, part = ", ".join(by), folder / "open.parquet"
    db.execute(
        f"""COPY (
            SELECT 1::INTEGER AS row, {head}
            UNION ALL
            SELECT (1 + row_number() OVER (ORDER BY day, {fields}))::INTEGER, strftime(day, '%Y-%m'), {fields}, open::VARCHAR
            FROM (
                SELECT day, {fields}, coalesce(sum(arr) FILTER ({_IS_OPEN}), 0) AS open
                FROM good CROSS JOIN month_end GROUP BY ALL
            )
        ) TO {literal(str(part))} (FORMAT parquet, COMPRESSION lz4)"""
    )
    rejected = _count(db, "FROM register WHERE flaw IS NOT NULL")
    flaws = (*_summary(file, db), *_unused(heads), *_flawed(db))
    return [TextTable(file.name, (str(part),), len(titles), is_typed=False, flaws=flaws, rejected=rejected)]


def _headings(head: bytes) -> tuple[list[str], str]:
    """The cells of the first line, and the sign between them."""
    first = head.split(b"\n", 1)[0].decode("utf-8-sig", "replace").rstrip("\r")
    delimiter = max(",;\t|", key=first.count)
    return next(csv.reader([first], delimiter=delimiter), []), delimiter


def _places(cells: list[str]) -> dict[str, int]:
    """Where each column stands among the headings."""
    folded = [fold(cell) for cell in cells]
    places = {
        name: [place for place, cell in enumerate(folded) if cell in map(fold, headings)]
        for name, headings in (*NEEDED.items(), *KEPT.items())
    }
    return {name: found[0] for name, found in places.items() if found}


def _open(db: "DuckDBPyConnection", file: Path) -> list[str]:
    """Make `register` (its rows, each with its flaw or none), `good` and `month_end` (day); its headings."""
    import duckdb

    with file.open("rb") as raw:
        heads, delimiter = _headings(raw.readline())
    names = [f"c{place}" for place in range(len(heads))]
    texts = {name: f"nullif(trim(c{place}), '')" for name, place in _places(heads).items()}
    read = {
        "started": f"TRY_CAST({texts['started']} AS DATE)",
        "ended": f"TRY_CAST({texts['ended']} AS DATE)",
        "arr": f"TRY_CAST({texts['arr']} AS DECIMAL(18,4))",
    }
    cells = ", ".join(f"{expression} AS {name}" for name, expression in (texts | read).items())
    try:
        db.execute(
            f"""CREATE TABLE register AS SELECT *, {_FLAW} AS flaw FROM (
                SELECT 1 + row_number() OVER () AS row, {cells}, {texts["ended"]} IS NOT NULL AS is_ended
                FROM read_csv({literal(str(file))}, skip = 1, header = false, all_varchar = true, delim = {literal(delimiter)},
                    quote = '"', names = {names}, null_padding = true, parallel = false))"""
        )
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise Refused(f"{file.name}: its lines cannot be cut into cells ({reason}); export it again as UTF-8") from None
    db.execute("CREATE VIEW good AS SELECT * FROM register WHERE flaw IS NULL")
    db.execute(
        """CREATE TABLE month_end AS SELECT last_day(unnest(generate_series(
            date_trunc('month', min(started)), max(started), INTERVAL 1 MONTH))) AS day FROM good"""
    )
    return heads


def _summary(file: Path, db: "DuckDBPyConnection") -> Iterator[Flaw]:
    """What the register comes to, and which of its rows add nothing."""
    rows, whole, first, day, still = db.execute(
        f"""SELECT count(*), sum(arr), min(started), any_value(day), coalesce(sum(arr) FILTER ({_IS_OPEN}), 0)
        FROM good CROSS JOIN (SELECT max(day) AS day FROM month_end)"""
    ).fetchone() or (0, 0, None, None, 0)
    if not rows:
        raise Refused(f"{file.name}: no row of the register can be read")
    told = f"{rows:,} subscriptions of {_plain(whole)} a year; open on {day} (start ≤ day < end): {_plain(still)}"
    yield Flaw(None, "register", f"{told}; told by month from {first:%Y-%m} to {day:%Y-%m}, that of the last start")
    if idle := _count(db, "FROM good WHERE arr = 0"):
        yield Flaw(None, "no-amount", f"{idle:,} of them are of 0 a year, as trials are; they add nothing")
    if short := _count(db, "FROM good WHERE ended = started"):
        yield Flaw(None, "never-open", f"{short:,} of them end on the day that they start, so they are never open")


def _unused(heads: list[str]) -> Iterator[Flaw]:
    used = _places(heads).values()
    if left := [head for place, head in enumerate(heads) if place not in used]:
        yield Flaw(None, "not-used", f"columns not used: {', '.join(left)}")


def _flawed(db: "DuckDBPyConnection") -> Iterator[Flaw]:
    """The rejected rows."""
    found = db.execute("SELECT row, flaw FROM register WHERE flaw IS NOT NULL ORDER BY row").fetchall()
    for row, flaw in found[:NAMED]:
        yield Flaw(row, "bad-subscription", f"the subscription {flaw}", is_rejected=True)
    if len(found) > NAMED:
        yield Flaw(None, "bad-subscription", f"{len(found) - NAMED:,} more rows are rejected for such reasons", is_rejected=True)


def _plain(amount: Decimal) -> str:
    return f"{amount:,f}".rstrip("0").rstrip(".")


def _count(db: "DuckDBPyConnection", rows: str) -> int:
    [count] = db.execute(f"SELECT count(*) {rows}").fetchone() or (0,)
    return int(count)
