"""Kill -9 during an import: nothing half loaded, nothing lost, and the import run again reaches the digest of an unkilled run.

Kills spread evenly between the first byte read and the commit (as an unkilled run took them), and two at each named step, as it
begins and as it ends. `--db postgresql` does the same on a PostgreSQL of its own.
"""

import argparse
import itertools
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.drills.steps import FIRST, LAST, STEPS, read, running
from bench.import_csv import write
from bench.start import ROWS
from tests import postgresql
from tests.homes import Home

SECONDS = 120
"""After which a run counts as hanging."""
RELEASE = ("--release", "2026-12-31")
"""Said, so that a drill over midnight loads the same."""


@dataclass(frozen=True)
class Kill:
    """Where a kill was meant to hit, the step that it hit, whether that lay between first byte and commit, what was wrong."""

    meant: str
    hit: str
    is_inside: bool
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Expected:
    """The digests of a home before the import and after it, and the seconds from the first byte read to the commit."""

    before: str
    after: str
    seconds: float


class Drill:
    """The import of one file into homes that hold one earlier batch, killed again and again."""

    def __init__(self, folder: Path, server: str | None, rows: int) -> None:
        self.folder, self.numbers = folder, itertools.count()
        self.file = folder / "large.csv"
        write(self.file, rows)
        earlier = folder / "small.csv"
        earlier.write_text(ROWS)
        self.first = Home.make(folder / "first", server)
        self.first.answer("import", earlier, *RELEASE)

    def home(self) -> Home:
        """A home with the earlier batch."""
        return self.first.copy(self.folder / f"home{next(self.numbers)}")

    def start(self, home: Home, order: str = "") -> tuple["subprocess.Popen[bytes]", Path]:
        """Begin the import with its steps noted; `order` names the step and edge at which it kills itself."""
        notes = self.folder / f"notes{next(self.numbers)}"
        notes.touch()
        words = [sys.executable, "-m", "bench.drills.steps", str(notes), order, "import", str(self.file), *RELEASE]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(words, env=home.environ, stdout=quiet, stderr=quiet), notes

    def unkilled(self) -> Expected:
        """A run to its end."""
        home = self.home()
        before = digest(home)
        process, notes = self.start(home)
        assert process.wait(SECONDS) == 0, "the unkilled import failed"
        at = {(note.step, note.edge): note.at for note in read(notes)}
        after = digest(home)
        assert before != after
        self.forget(home)
        return Expected(before, after, at[LAST, "ends"] - at[FIRST, "begins"])

    def kill_after(self, seconds: float, expected: Expected) -> Kill:
        """Kill so long after the first byte was read."""
        home = self.home()
        process, notes = self.start(home)
        until = time.monotonic() + SECONDS
        while not (begun := read(notes)) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.001)
        assert begun, "the import never began"
        time.sleep(max(0.0, begun[0].at + seconds - time.monotonic()))
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.kill()
        return self.judge(f"{seconds:.3f} s", home, process, children, notes, expected)

    def kill_at(self, step: str, edge: str, expected: Expected) -> Kill:
        """Kill as a step begins or ends."""
        home = self.home()
        process, notes = self.start(home, f"{step}:{edge}")
        kill = self.judge(f"{step} {edge}", home, process, [], notes, expected)
        if process.returncode != -signal.SIGKILL:
            return Kill(kill.meant, kill.hit, kill.is_inside, (*kill.faults, "the step never came"))
        return kill

    def judge(
        self,
        meant: str,
        home: Home,
        process: "subprocess.Popen[bytes]",
        children: list[psutil.Process],
        notes: Path,
        expected: Expected,
    ) -> Kill:
        """See what the kill left, run the import again, and see what that came to."""
        process.wait(SECONDS)
        _, left = psutil.wait_procs(children, timeout=30)
        seen = read(notes)
        edges = {(note.step, note.edge) for note in seen}
        found, again = digest(home), home.run("import", self.file, *RELEASE)
        wrong = {
            "a child outlived it by 30 s": bool(left),
            "half loaded, or an earlier batch lost": found not in (expected.before, expected.after),
            "the commit was lost": (LAST, "ends") in edges and found != expected.after,
            f"run again: exit {again.code} {again.err}": again.code != 0,
            "run again: another digest": digest(home) != expected.after,
        }
        is_inside = (FIRST, "begins") in edges and (LAST, "ends") not in edges
        self.forget(home)
        return Kill(meant, running(seen), is_inside, tuple(fault for fault, is_so in wrong.items() if is_so))

    def forget(self, home: Home) -> None:
        """Remove a home."""
        home.drop()
        shutil.rmtree(home.path, ignore_errors=True)


def digest(home: Home) -> str:
    """The digest by which `verify` finds the home whole; anything else stops the drill."""
    return str(home.answer("verify")["digest"])


def main() -> None:
    """Run the drill, print a line a kill, and leave with 1 if any went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    asked = parser.parse_args()
    server = postgresql.start() if asked.db == "postgresql" else None
    with tempfile.TemporaryDirectory() as folder:
        drill = Drill(Path(folder), server, asked.rows)
        expected = min((drill.unkilled() for _ in range(3)), key=lambda run: run.seconds)
        print(f"{asked.db}: {asked.rows:,} rows, {expected.seconds:.2f} s from the first byte read to the commit")
        spread = [expected.seconds * (turn + 0.5) / asked.kills for turn in range(asked.kills)]
        timed = [_told(drill.kill_after(seconds, expected)) for seconds in spread]
        named = [_told(drill.kill_at(step, edge, expected)) for step in STEPS for edge in ("begins", "ends")]
    inside, faults = sum(kill.is_inside for kill in timed), sum(bool(kill.faults) for kill in (*timed, *named))
    for step, times in Counter(kill.hit for kill in timed).most_common():
        print(f"{times:4} timed kills hit: {step}")
    print(
        f"{len(timed)} timed kills, {inside} of them inside the work; {len(named)} at named steps; {faults} left something wrong"
    )
    sys.exit(faults > 0 or inside < 0.8 * len(timed))


def _told(kill: Kill) -> Kill:
    print(f"{'MISS' if kill.faults else 'ok  '} {kill.meant:40} hit: {kill.hit}", *kill.faults, sep="\n       ", flush=True)
    return kill


if __name__ == "__main__":
    main()
