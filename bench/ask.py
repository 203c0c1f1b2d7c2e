"""Questions to 50M facts in 600 batches, 5% of whose slices others supersede, beside plain SQL over one sorted file.

Two levels of attributes, a scope of 20 grants. The files are laid out as the store writes them; no records are needed.
Everything is warm: the fastest of several runs. The ratio is one of CPU seconds, as others may use the machine too; what a person
waits for is on the clock, to be read on an idle machine.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from bench.measure import judge
from rapport import packs
from rapport.core.periods import FiscalCalendar, Period, add_months
from rapport.core.question import Answer, Filter, Grant, Question, Scope
from rapport.facts.ask import ask
from rapport.facts.compact import compact
from rapport.facts.store import write_attributes
from rapport.facts.world import BatchName, FactFile, World

TRADE = packs.load()
BATCHES, SENDERS, ACCOUNTS, COUNTRIES, PRODUCTS = 600, 25, 200, 5, 2_000
SUPERSEDED = 20
"""One of so many slices is superseded by the one after it, which tells of the same account and country."""
SLICES = ACCOUNTS * COUNTRIES * SUPERSEDED // (SUPERSEDED - 1)
FIRST = date(2024, 7, 1)
PERIOD = Period(FIRST, add_months(FIRST, BATCHES // SENDERS))
PRODUCT, CHANNEL, COUNTRY = 100_000, 200_000, 300_000
"""Where the numbers of values begin."""
SCOPE: Scope = frozenset(
    Grant(frozenset(range(first, first + 10)), frozenset(range(COUNTRY, COUNTRY + COUNTRIES)) if first % 20 == 1 else None)
    for first in range(1, ACCOUNTS + 1, 10)
)
SCORECARD = (
    "pc_shipments", "platform_share", "premium_mix", "suite_attach", "revenue", "platform_asp", "sell_in", "sell_through",
    "sell_through_rate", "weeks_of_inventory",
)  # fmt: skip
PLAIN = """
    SELECT country, channel, line.text, sum(fact.value) FILTER (measure = 'shipped_units' AND category.text = 'pc'),
        sum(fact.value) FILTER (measure = 'revenue')
    FROM read_parquet($facts) fact ANTI JOIN dead USING (slice)
    LEFT JOIN attributes line ON line.attribute = 'line' AND line.value = product AND line.valid_to = DATE '9999-12-31'
    LEFT JOIN attributes category
        ON category.attribute = 'category' AND category.value = product AND category.valid_to = DATE '9999-12-31'
    WHERE measure IN ('shipped_units', 'revenue') AND scenario = 'actual' AND day >= $first AND day < $end
        AND (account IN (SELECT unnest($free)) OR (account IN (SELECT unnest($bound)) AND country IN (SELECT unnest($lands))))
    GROUP BY ALL
"""


def write_batch(con: duckdb.DuckDBPyConnection, path: Path, number: int, rows: int) -> None:
    """One batch: a sender's word on a month, sorted by slice (account and country)."""
    named = {
        "account": f"(place - place // {SUPERSEDED}) // {COUNTRIES} + 1",
        "country": f"(place - place // {SUPERSEDED}) % {COUNTRIES} + {COUNTRY}",
        "channel": f"{CHANNEL + number % SENDERS}",
        "product": f"hash(i, {number}) % {PRODUCTS} + {PRODUCT}",
    }
    dimensions = ", ".join(f'({named.get(name, "NULL")})::INTEGER AS "{name}"' for name in TRADE.dimensions)
    con.execute(
        f"""COPY (
            SELECT DATE '{add_months(FIRST, number // SENDERS)}' AS day, 'month' AS grain, 'actual' AS scenario,
                CASE WHEN kind < 45 THEN 'shipped_units' WHEN kind < 90 THEN 'revenue' WHEN kind < 92 THEN 'licence_units'
                    WHEN kind < 95 THEN 'sell_in_units' WHEN kind < 98 THEN 'sell_through_units'
                    ELSE 'inventory_units' END AS measure,
                {dimensions}, (hash(i, 'value', {number}) % 100000 / 100)::DECIMAL(18, 4) AS value,
                CASE WHEN kind BETWEEN 45 AND 89 THEN 'USD' END AS currency, {number}::INTEGER AS batch,
                (place + {number * SLICES})::INTEGER AS slice, NULL::VARCHAR AS sheet, (i + 2)::INTEGER AS row
            FROM (
                SELECT i, i * {SLICES} // {rows} AS place, hash(i, 'kind', {number}) % 100 AS kind FROM range({rows}) numbers(i)
            )
        ) TO '{path}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2)"""
    )


def made(folder: Path, rows: int) -> World:
    """The fabricated world; the same every time."""
    files = []
    with duckdb.connect(config={"threads": 2}) as con:
        for number in range(BATCHES):
            path, month = folder / f"B{number:04}.parquet", add_months(FIRST, number // SENDERS)
            write_batch(con, path, number, rows // BATCHES)
            files.append(FactFile(path, month, month))
    ends = date.min, date.max
    stretches = [(PRODUCT + n, "line", f"L{n % 12}", *ends) for n in range(PRODUCTS)]
    stretches += [(PRODUCT + n, "category", ("pc", "suite", "server")[n // 12 % 3], *ends) for n in range(PRODUCTS)]
    stretches += [(PRODUCT + n, "platform", ("own", "other")[n // 36 % 2], *ends) for n in range(PRODUCTS)]
    stretches += [(PRODUCT + n, "premium", ("yes", "no")[n // 72 % 2], *ends) for n in range(PRODUCTS)]
    write_attributes(folder / "attributes.parquet", stretches)
    return World(
        files=tuple(files),
        dead=frozenset(number for number in range(BATCHES * SLICES) if number % SLICES % SUPERSEDED == SUPERSEDED - 1),
        outranked=frozenset(),
        attributes=folder / "attributes.parquet",
        batches={number: BatchName(f"B{number:04}", f"D{number % SENDERS}", FIRST) for number in range(BATCHES)},
        trade=TRADE,
        calendar=FiscalCalendar(7),
        ledger=BATCHES,
        known_on=FIRST,
    )


def compacted(world: World, folder: Path) -> World:
    """The same world with its facts in one file."""
    path = compact(world, folder, "current")
    return replace(world, files=(FactFile(path, FIRST, PERIOD.end),), dead=frozenset())


def sort(folder: Path) -> Path:
    """One file with every row of the batches, sorted by account and month: what the plain SQL reads."""
    path = folder / "plain.parquet"
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB", "temp_directory": str(folder / "spill")}) as con:
        con.execute(
            f"""COPY (SELECT * FROM read_parquet('{folder}/B*.parquet') ORDER BY account, day)
            TO '{path}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2)"""
        )
    return path


def plain(world: World, path: Path) -> Callable[[], list[tuple[object, ...]]]:
    """The plain question, on a connection that stands open."""
    con = duckdb.connect(config={"threads": 2})
    con.execute("CREATE TABLE dead AS SELECT unnest($1::INTEGER[]) AS slice", [sorted(world.dead)])
    con.execute("CREATE TABLE attributes AS FROM read_parquet($1)", [str(world.attributes)])
    free = [account for grant in SCOPE if grant.countries is None for account in grant.accounts or ()]
    bound = [account for grant in SCOPE if grant.countries for account in grant.accounts or ()]
    asked = {
        "facts": str(path), "first": PERIOD.start, "end": PERIOD.end, "free": free, "bound": bound,
        "lands": list(range(COUNTRY, COUNTRY + COUNTRIES)),
    }  # fmt: skip
    return lambda: con.execute(PLAIN, asked).fetchall()


def cost(run: Callable[[], object], times: int) -> tuple[float, float]:
    """The least CPU and clock seconds of several runs, after one that warms up."""
    run()
    spent = []
    for _ in range(times):
        cpu, clock = _cpu(), time.perf_counter()
        run()
        spent.append((_cpu() - cpu, time.perf_counter() - clock))
    return min(cpu for cpu, _ in spent), min(clock for _, clock in spent)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Make the facts, ask, print figures and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    whole = Question(("pc_shipments", "revenue"), by=("country", "channel", "line"), period=PERIOD)
    one = (Filter("account", frozenset({7})),)
    months = Question(("pc_shipments", "revenue"), by=("month",), where=one, period=PERIOD)
    card = Question(SCORECARD, where=one, period=Period(add_months(PERIOD.end, -3), PERIOD.end))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batches = made(folder, asked.rows)
        started = time.perf_counter()
        world = compacted(batches, folder)
        print(f"compacted in {time.perf_counter() - started:.1f} s")
        spent = {
            f"{what}, {where}": cost(lambda: ask(question, at, SCOPE), asked.repeats)  # noqa: B023
            for where, at in (("compacted", world), (f"{BATCHES} batches", batches))
            for what, question in (("whole table", whole), ("one account by month", months), ("scorecard", card))
        }
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        reference = plain(batches, sort(folder))
        spent["whole table, plain SQL"] = cost(reference, asked.repeats)
        assert_equal(reference(), ask(whole, world, SCOPE), ask(whole, batches, SCOPE))
    for what, (cpu, clock) in spent.items():
        print(f"{what}: {cpu:.3f} s CPU, {clock:.3f} s")
    ratio = spent["whole table, compacted"][0] / spent["whole table, plain SQL"][0]
    judge(
        {
            f"{asked.rows:,} rows, whole table by three fields, CPU over plain SQL": (ratio, "≤", 1.3),
            "one account by 24 months, ms": (1000 * spent["one account by month, compacted"][1], "≤", 100),
            "scorecard of one account, 10 KPIs, ms": (1000 * spent["scorecard, compacted"][1], "≤", 300),
            "memory at most, compaction included, MiB": (held, "≤", 3072),
        }
    )


def assert_equal(expected: list[tuple[object, ...]], *answers: Answer) -> None:
    """The answers say what the plain SQL says, to the cent."""
    for answer in answers:
        cells = {tuple(row.by.values()): (row.kpis["pc_shipments"].value, row.kpis["revenue"].value) for row in answer.rows}
        assert cells == {tuple(row[:3]): tuple(row[3:]) for row in expected}


if __name__ == "__main__":
    main()
