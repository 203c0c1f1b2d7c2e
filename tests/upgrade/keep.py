"""Keep a small home as the program leaves it today: `python -m tests.upgrade.keep NAME`, run once when an issue is finished.

Beside this file it writes NAME.home.zip, the folder itself with its SQLite database, and NAME.backup.zip, its archive.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.homes import Home

HERE = Path(__file__).parent
FIRST = """\
month,account,country,channel,product,category,platform,units
2025-10,Contoso,CN,D1,P-own,pc,own,80000
2025-10,Contoso,CN,D1,P-other,pc,other,20000
2026-10,Contoso,CN,D1,P-own,pc,own,90000
2026-10,Contoso,CN,D1,P-other,pc,other,10000
"""


def make(home: Home, folder: Path) -> None:
    """A home with a user, three files, one of them taken out again, and one that restates a month."""
    os.environ["RAPPORT_ADMIN_PASSWORD"] = "only for tests"  # noqa: S105
    assert home.run("init", "--admin", "ann@example.com").code == 0
    for name, rows in (("first", FIRST), ("second", FIRST.replace("90000", "60000")), ("third", FIRST.replace("10000", "30000"))):
        (folder / f"{name}.csv").write_text(rows)
        home.answer("import", folder / f"{name}.csv")
    assert home.run("undo", "B0002").code == 0


def main() -> None:
    """Write both files."""
    name = sys.argv[1]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        home = Home.make(folder / "home")
        make(home, folder)
        assert home.run("backup", folder / "backup.zip").code == 0
        shutil.copyfile(folder / "backup.zip", HERE / f"{name}.backup.zip")
        shutil.make_archive(str(HERE / f"{name}.home"), "zip", home.path)


if __name__ == "__main__":
    main()
