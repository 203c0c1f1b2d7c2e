"""Have a file read: start the child process, watch its time and memory, and turn its end into a sentence."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rapport.core.refusals import Refused
from rapport.imports import door, tables
from rapport.imports.tables import TextTable

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Budget:
    """What a file may cost: CPU seconds, wall seconds, bytes of real memory."""

    cpu_seconds: int
    wall_seconds: int
    memory: int

    @classmethod
    def for_size(cls, size: int) -> "Budget":
        """10 s and 512 MiB with the program itself for small files, more as large ones need it (a million rows: 60 MB)."""
        beyond = max(0, size - 10 * MEGABYTE) // MEGABYTE
        return cls(cpu_seconds=10 + beyond // 2, wall_seconds=30 + beyond, memory=(400 + 3 * min(beyond, 300)) * MEGABYTE)


def read(
    path: Path,
    folder: Path,
    *,
    encoding: str | None = None,
    header_row: int | None = None,
    known: Collection[str] = (),
) -> list[TextTable]:
    """The tables of `path`, their files in `folder`; refuses with the reason what cannot be read within the budget.

    What tells the headings of a text: the row that a person names, else the `known` ones, folded.
    """
    kind = door.format_of(path)
    budget = Budget.for_size(path.stat().st_size)
    order = {
        "format": kind,
        "file": str(path),
        "folder": str(folder),
        "encoding": encoding,
        "header_row": header_row,
        "known": sorted(known),
        "cpu_seconds": budget.cpu_seconds,
        # Reserved, not used memory: libraries reserve far more than they touch, so real memory is watched from here.
        "address_space": budget.memory + 4_000 * MEGABYTE,
    }
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    written = folder / "order.json"
    written.write_text(json.dumps(order), encoding="utf-8")
    with (folder / "child.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "rapport.imports.child", str(written)], env=environment, stdout=log, stderr=log
        )
        try:
            reason = _watch(child, budget)
        finally:
            child.kill()
            child.wait()
    if reason:
        raise Refused(f"{path.name}: {reason}")
    return tables.read(folder)


def _watch(child: "subprocess.Popen[bytes]", budget: Budget) -> str | None:
    """Wait for the end of `child`; why it was ended or fell, or None where it came to a result."""
    until = time.monotonic() + budget.wall_seconds
    while True:
        try:
            return ending(child.wait(timeout=0.01))
        except subprocess.TimeoutExpired:
            if _memory(child.pid) > budget.memory:
                return "needs more memory than a file of its size should; split it, or delete the empty cells around the table"
            if time.monotonic() > until:
                return f"could not be read within {budget.wall_seconds} seconds; split it"


def ending(code: int) -> str | None:
    """What the exit code of the child says to a person; None where it came to a result."""
    if code == 0:
        return None
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "takes far longer to read than a file of its size should; split it, or save it again in a spreadsheet program"
    return "cannot be read: the reader gave up on it; save it again in a spreadsheet program and import that"


def _memory(pid: int) -> int:
    """Bytes of real memory of a process; 0 where the system does not tell."""
    try:
        resident = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(resident) * os.sysconf("SC_PAGE_SIZE")
