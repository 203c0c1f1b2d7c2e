"""What a command costs as a whole process: wall clock, CPU and memory, its children included."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

MIB = 1024 * 1024


@dataclass(frozen=True)
class Cost:
    """One run: seconds on the clock and of CPU, the most memory held at one time (MiB, all processes), and its answer."""

    seconds: float
    cpu: float
    mebibytes: float
    code: int
    out: str
    err: str


def run(words: Sequence[str | Path], environ: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end, looking at the memory of all its processes twenty times a second."""
    before, started = _cpu(), time.perf_counter()
    process = subprocess.Popen(
        list(map(str, words)), env={**os.environ, **(environ or {})}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    most = 0.0
    while True:
        most = max(most, _held(process.pid))
        try:
            out, err = process.communicate(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
        return Cost(time.perf_counter() - started, _cpu() - before, most / MIB, process.returncode, out, err)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _held(pid: int) -> float:
    total = 0.0
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def rapport(home: Path, *words: str | Path) -> Cost:
    """Run `rapport` in a home of its own."""
    return run([sys.executable, "-m", "rapport", *words], {"RAPPORT_HOME": str(home)})


def judge(claims: Mapping[str, tuple[float, str, float]]) -> None:
    """Print each figure beside its goal (figure, "≤" or "≥", goal) and leave with 1 where one is missed."""
    missed = False
    for claim, (figure, sign, goal) in claims.items():
        is_met = figure <= goal if sign == "≤" else figure >= goal
        missed |= not is_met
        print(f"{'ok  ' if is_met else 'MISS'} {claim}: {figure:,.2f} (goal {sign} {goal:,.2f})")
    sys.exit(missed)
