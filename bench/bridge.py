"""How long a bridge from the facts takes, beside plain SQL over the same files, in the same run.

Shipments, licences and revenue of two Octobers in 2M cells of account, country, channel and product. The plain query is what
a person would write by hand for this one question: it adds up both sides by cell, makes the factors, and their effects.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from bench.measure import judge
from rapport import packs
from rapport.core.periods import FiscalCalendar
from rapport.core.question import EVERYTHING, Question
from rapport.facts.bridge import explain
from rapport.facts.engine import LIMITS
from rapport.facts.world import BatchName, FactFile, World

TRADE = packs.load()
MONTHS = (date(2025, 10, 1), date(2026, 10, 1))
PRODUCTS = 200
"""Products 1 to 100 are PCs, of which the last ten have another platform; the others are suites."""
KIND = "product <= 100"
FACTS = """
    COPY (
        SELECT DATE '{month}' AS day, 'month' AS grain, 'actual' AS scenario, '{measure}' AS measure,
            CAST({value} AS DECIMAL(18, 4)) AS value, {currency} AS currency, {batch} AS batch, {batch} AS slice,
            NULL::VARCHAR AS sheet, NULL::INTEGER AS row, account, country, channel, product
        FROM (
            SELECT leaf, (leaf % {products} + 1)::INTEGER AS product, (leaf // {products} % 10 + 1)::INTEGER AS country,
                (leaf // {products} // 10 % 50 + 1)::INTEGER AS channel, (leaf // {products} // 500 + 1)::INTEGER AS account
            FROM range({leaves}) AS leaves(leaf)
        ) WHERE {kept}
    ) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""
MEASURES = {
    "shipped_units": ("leaf * 7919 % 97 + {side} * (leaf % 13) + 1", "NULL::VARCHAR", "product <= 100"),
    "licence_units": ("leaf * 104729 % 89 + {side} * (leaf % 11) + 1", "NULL::VARCHAR", "product > 100"),
    "revenue": ("(leaf * 15485863 % 99991 + {side} * (leaf % 1009) + 100) / 7", "'USD'", "product <= 90 OR product > 100"),
}
"""How each measure is made, its currency, and the products that it has."""


ATTRIBUTES = """
    COPY (
        SELECT product::INTEGER AS value, attribute, text, DATE '0001-01-01' AS valid_from, DATE '9999-12-31' AS valid_to
        FROM (
            SELECT product, 'category' AS attribute, if({kind}, 'pc', 'suite') AS text
            FROM range(1, {products} + 1) AS made(product)
            UNION ALL SELECT product, 'platform', if(product <= 90, 'own', 'other') FROM range(1, 101) AS made(product)
        )
    ) TO '{path}' (FORMAT parquet)
"""


def write(folder: Path, leaves: int) -> World:
    """A world of these facts: a file a month and measure, and what the products are."""
    files, batch = [], 0
    with duckdb.connect() as connection:
        for side, month in enumerate(MONTHS):
            for measure, (value, currency, kept) in MEASURES.items():
                batch += 1
                path = folder / f"{batch}.parquet"
                told = {"value": value.format(side=side), "currency": currency, "kept": kept, "month": month, "measure": measure}
                connection.execute(FACTS.format(**told, batch=batch, leaves=leaves, products=PRODUCTS, path=path))
                files.append(FactFile(path, month, month))
        connection.execute(ATTRIBUTES.format(products=PRODUCTS, kind=KIND, path=folder / "attributes.parquet"))
    return World(
        files=tuple(files),
        dead=frozenset(),
        outranked=frozenset(),
        attributes=folder / "attributes.parquet",
        batches={number: BatchName(f"B{number}", "self") for number in range(1, batch + 1)},
        trade=TRADE,
        calendar=FiscalCalendar(),
        ledger=1,
        known_on=None,
    )


PLAIN = """
    WITH amounts AS (
        SELECT account, country, channel, product, {sums}
        FROM read_parquet({files}) GROUP BY ALL
    ), steps AS (
        SELECT *, {wholes} FROM amounts
    ), leaves AS (
        SELECT channel, {factors} FROM steps
    )
    SELECT channel, {effects} FROM leaves GROUP BY channel ORDER BY channel
"""


def plain(world: World) -> Callable[[], object]:
    """The same question by hand: the trees of platform and suite over the leaves, three nodes of Gauss–Legendre each."""
    nodes = [(0.5 - 0.15**0.5, 5 / 18), (0.5, 8 / 18), (0.5 + 0.15**0.5, 5 / 18)]
    sides = {"a": MONTHS[0], "b": MONTHS[1]}
    sums, wholes, factors, effects = [], [], [], []
    for side, month in sides.items():
        at = f"day = DATE '{month}'"
        for name, measure, kept in (
            ("pcs", "shipped_units", KIND), ("own", "shipped_units", "product <= 90"), ("paid", "revenue", "product <= 90"),
            ("suites", "licence_units", "product > 100"), ("bought", "revenue", "product > 100"),
        ):  # fmt: skip
            sums.append(f"sum(value) FILTER (WHERE measure = '{measure}' AND {at} AND {kept})::DOUBLE AS {name}_{side}")
        cell = "PARTITION BY account, country, channel"
        wholes += [f"sum(pcs_{side}) OVER () AS all_{side}", f"sum(pcs_{side}) OVER ({cell}) AS cell_{side}"]
        wholes += [f"sum({name}_{side}) OVER ({cell}) AS all_{name}_{side}" for name in ("own", "suites")]
        chain = {"p": ("all", "cell", "all_own", "own", "paid"), "s": ("all", "cell", "all_suites", "suites", "bought")}
        for tree, (first, *others) in chain.items():
            factors.append(f"{first}_{side} AS {tree}0{side}")
            before = (first, *others)
            factors += [f"{now}_{side} / nullif({before[k]}_{side}, 0) AS {tree}{k + 1}{side}" for k, now in enumerate(others)]
    for tree in "ps":
        for k in range(5):
            worth = " + ".join(
                " * ".join([repr(w), *(f"({tree}{j}a + {t!r} * ({tree}{j}b - {tree}{j}a))" for j in range(5) if j != k)])
                for t, w in nodes
            )
            effects.append(f"sum(({tree}{k}b - {tree}{k}a) * ({worth})) AS {tree}{k}")
    files = [str(file.path) for file in world.files]
    query = PLAIN.format(
        sums=", ".join(sums), wholes=", ".join(wholes), factors=", ".join(factors), effects=", ".join(effects), files=files
    )

    def ask() -> object:
        with duckdb.connect(config=LIMITS) as connection:
            return connection.execute(query).fetchall()

    return ask


def seconds(work: Callable[[], object]) -> float:
    """What one run takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Measure both in turn, print the least of each and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=2_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    question = Question(("revenue",), by=("channel",), period=FiscalCalendar().parse("2026-10"), vs="prior_year")
    with tempfile.TemporaryDirectory() as folder:
        world = write(Path(folder), asked.leaves)
        found = explain(question, world, EVERYTHING)
        assert found.residual == 0
        print({effect.driver: str(effect.amount) for effect in found.effects}, file=sys.stderr)
        by_hand = plain(world)
        ours, theirs = zip(
            *((seconds(lambda: explain(question, world, EVERYTHING)), seconds(by_hand)) for _ in range(asked.repeats)),
            strict=True,
        )
    print(f"{asked.leaves:,} leaves: {min(ours):.2f} s; plain SQL {min(theirs):.2f} s; ratio {min(ours) / min(theirs):.1f}")
    judge({"a bridge from the facts, seconds": (min(ours), "≤", 2.5)})


if __name__ == "__main__":
    main()
