"""The whole import of a CSV of a million rows against plain DuckDB reading the same file into Parquet, in the same run.

Six columns, two measures, 5,000 products, 0.1% of the rows with a cell that is no number; process start included.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import duckdb

from bench.measure import judge, rapport, run

PLAIN = """
import sys, duckdb
types = {"day": "DATE", "account": "VARCHAR", "country": "VARCHAR", "product": "VARCHAR", "units": "DECIMAL(18,4)",
         "revenue": "DECIMAL(18,4)"}
duckdb.execute("SET threads = 2")
duckdb.read_csv(sys.argv[1], header=True, columns=types, ignore_errors=True).write_parquet(sys.argv[2], compression="zstd")
"""


def write(path: Path, rows: int) -> int:
    """Write the fabricated file; the same every time. Returns how many of its cells are bad."""
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        con.execute(
            f"""COPY (SELECT (DATE '2025-01-01' + (i * 7919 % 365)::INTEGER) AS day, 'Partner ' || (i * 104729 % 20) AS account,
                ['CN', 'HK', 'JP', 'KR', 'SG'][i * 1299709 // 7 % 5 + 1] AS country, 'P-' || (i * 15485863 % 5000) AS product,
                CASE WHEN i % 1000 = 7 THEN '1,2OO' ELSE (i * 611953 % 499 + 1)::VARCHAR END AS units,
                ((i * 32452843 % 9999991 + 100) / 100)::DECIMAL(18, 2) AS "revenue (USD)"
            FROM range({rows}) numbers(i)) TO '{path}' (HEADER)"""
        )
    return rows // 1000


def main() -> None:
    """Measure both, print rows a second, memory and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        bad = write(place / "million.csv", asked.rows)
        ours, plain = [], []
        for turn in range(asked.repeats):
            home = place / f"home{turn}"
            rapport(home, "batches")
            ours.append(rapport(home, "import", place / "million.csv", "--json"))
            plain.append(run([sys.executable, "-c", PLAIN, place / "million.csv", place / "plain.parquet"]))
            if ours[-1].code or plain[-1].code:
                sys.exit(ours[-1].err + plain[-1].err)
        answer = json.loads(ours[-1].out)
        assert answer["rows"]["loaded"] == asked.rows - bad, answer["rows"]
        assert answer["rows"]["rejected"] == bad, answer["rows"]
        ours_s, plain_s = min(cost.seconds for cost in ours), min(cost.seconds for cost in plain)
        print(f"{asked.rows:,} rows: {ours_s:.2f} s; plain DuckDB {plain_s:.2f} s; ratio {ours_s / plain_s:.1f}")
        judge(
            {
                "rows a second, whole process": (asked.rows / ours_s, "≥", 200_000),
                "memory of all processes, MiB": (max(cost.mebibytes for cost in ours), "≤", 1536),
            }
        )


if __name__ == "__main__":
    main()
