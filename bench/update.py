"""What a month costs to write: the demo's largest account in two languages and three formats, against plain xlsxwriter."""

import sys
import tempfile
from pathlib import Path

from bench.measure import judge, rapport, run

ACCOUNT, ROWS, COLUMNS = "Contoso Devices", 16_000, 16
PLAIN = f"""
import sys, xlsxwriter
for name in ("en", "zh"):
    with xlsxwriter.Workbook(sys.argv[1] + name + ".xlsx") as book:
        sheet = book.add_worksheet()
        for row in range({ROWS}):
            for column in range({COLUMNS}):
                sheet.write(row, column, "word" if column % 2 else row * 1.5)
"""


def main() -> None:
    """Load the demo, write the update three times, print the fastest and its ratio to two plain sheets as long as its facts."""
    with tempfile.TemporaryDirectory() as folder:
        home, out = Path(folder) / "home", Path(folder) / "out"
        loaded = rapport(home, "demo", "--no-serve")
        if loaded.code:
            sys.exit(loaded.err)
        words = ("update", "--account", ACCOUNT, "--period", "2026-10", "--lang", "en,zh-hans", "--to", "md,html,xlsx")
        ours = [rapport(home, *words, "--out", out) for _ in range(3)]
        plain = [run([sys.executable, "-c", PLAIN, f"{folder}/plain-"]) for _ in range(3)]
        assert not any(cost.code for cost in (*ours, *plain)), ours[0].err
        fastest, least = (min(cost.seconds for cost in costs) for costs in (ours, plain))
        print(f"update {fastest:.1f} s; plain xlsxwriter {least:.1f} s; ratio {fastest / least:.1f}")
        judge({"update in two languages and three formats, s": (fastest, "≤", 8)})


if __name__ == "__main__":
    main()
