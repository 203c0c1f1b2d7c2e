"""Hostile files against the import: each is refused with a sentence, in at most 10 s of CPU and 512 MiB, and changes nothing."""

import hashlib
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.drills.hostile_files import FILES, make
from bench.measure import Cost, rapport
from bench.start import ROWS

CPU_SECONDS, MEBIBYTES = 10, 512


@dataclass(frozen=True)
class Outcome:
    """What came of one file: the cost of the command, and all that is wrong with it (empty: nothing)."""

    name: str
    cost: Cost
    faults: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The first line that the person reads."""
        return next(iter(self.cost.err.strip().splitlines()), "")


def home_with_facts(folder: Path) -> Path:
    """A home that holds one batch, to see that it stays as it is."""
    (folder / "small.csv").write_text(ROWS)
    loaded = rapport(folder / "home", "import", folder / "small.csv")
    assert loaded.code == 0, loaded.err
    return folder / "home"


def state(home: Path) -> Mapping[str, str]:
    """What a home holds: what `verify` says of its records, and the digest of each other file."""
    files = {str(p.relative_to(home)): p for p in home.rglob("*") if p.is_file() and not p.name.startswith("rapport.sqlite3")}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    return digests | {"verify": rapport(home, "verify", "--json").out}


def offer(home: Path, file: Path) -> Outcome:
    """Import a file and judge what came of it."""
    before = state(home)
    cost = rapport(home, "import", file)
    wrong = {
        f"exit code {cost.code}, not 2": cost.code != 2,
        "a traceback": "Traceback" in cost.err,
        "no sentence that names the file": file.name not in cost.err,
        f"{cost.cpu:.1f} s of CPU": cost.cpu > CPU_SECONDS,
        f"{cost.mebibytes:.0f} MiB": cost.mebibytes > MEBIBYTES,
        "the home changed": state(home) != before,
    }
    return Outcome(file.name, cost, tuple(fault for fault, is_so in wrong.items() if is_so))


def main() -> None:
    """Offer every file, or those named, and print a line each."""
    names = sys.argv[1:] or list(FILES)
    with tempfile.TemporaryDirectory() as folder:
        home = home_with_facts(Path(folder))
        outcomes = []
        for file in make(Path(folder), names):
            outcomes.append(offer(home, file))
            it = outcomes[-1]
            print(
                f"{'MISS' if it.faults else 'ok  '} {it.name:26} {it.cost.cpu:5.1f} s {it.cost.mebibytes:5.0f} MiB  {it.sentence}"
            )
            print(*(f"       {fault}" for fault in it.faults), sep="\n", end="\n" if it.faults else "")
            file.unlink()
    refused = sum(not it.faults for it in outcomes)
    print(f"{refused} of {len(outcomes)} hostile files refused as they should be")
    sys.exit(refused < len(outcomes))


if __name__ == "__main__":
    main()
