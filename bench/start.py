"""How fast the program is there: `--help` against an empty Python, and the first `ask` of a cold process against plain DuckDB."""

import sys
import tempfile
from pathlib import Path

from bench.measure import judge, rapport, run

ROWS = "month,account,country,channel,product,category,platform,units\n" + "".join(
    f"2026-{month:02},Contoso,{country},D{channel},P-{platform},pc,{platform},{1000 * month + channel}\n"
    for month in range(1, 13)
    for country in ("CN", "HK")
    for channel in (1, 2, 3)
    for platform in ("own", "other")
)
PLAIN = "import duckdb, sys; duckdb.sql(f\"SELECT country, sum(units) FROM read_csv('{sys.argv[1]}') GROUP BY 1\").fetchall()"


def main() -> None:
    """Measure each five times, print the fastest and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        home, file = Path(folder) / "home", Path(folder) / "small.csv"
        file.write_text(ROWS)
        loaded = rapport(home, "import", file)
        if loaded.code:
            sys.exit(loaded.err)
        question = ("ask", "platform_share", "--by", "country", "--period", "2026-10", "--json")
        commands = {
            "help": lambda: rapport(home, "--help"),
            "empty Python": lambda: run([sys.executable, "-c", "pass"]),
            "ask": lambda: rapport(home, *question),
            "plain DuckDB": lambda: run([sys.executable, "-c", PLAIN, file]),
        }
        costs = {name: [command() for _ in range(5)] for name, command in commands.items()}
        for name, runs in costs.items():
            assert not any(cost.code for cost in runs), (name, runs[0].err)
        fastest = {name: min(cost.seconds for cost in runs) for name, runs in costs.items()}
        for ours, plain in (("help", "empty Python"), ("ask", "plain DuckDB")):
            ratio = fastest[ours] / fastest[plain]
            print(f"{ours} {fastest[ours]:.3f} s; {plain} {fastest[plain]:.3f} s; ratio {ratio:.1f}")
        judge(
            {
                "rapport --help, s": (fastest["help"], "≤", 0.4),
                "first ask in a cold process, s": (costs["ask"][0].seconds, "≤", 1.5),
            }
        )


if __name__ == "__main__":
    main()
