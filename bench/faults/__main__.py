"""Plant each fault in a copy of the tree, run the tests that must notice it, and report which faults were caught."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bench.faults.planted import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]


def passes(tree: Path, tests: Iterable[str], profile: str = "faults") -> bool:
    """Whether these tests are green in a tree; a run that finds no test is a fault of the list."""
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", f"--hypothesis-profile={profile}", "--hypothesis-seed=1", *tests]
    environ = {**os.environ, "PYTHONPATH": str(tree / "src")}
    done = subprocess.run(words, cwd=tree, env=environ, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"pytest {' '.join(tests)} did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


def is_caught(tree: Path, fault: Fault) -> bool:
    """Plant a fault, see whether its tests notice, and mend it again."""
    file = tree / fault.file
    text = file.read_text(encoding="utf-8")
    if text.count(fault.right) != 1:
        sys.exit(f"{fault.name}: “{fault.right}” stands {text.count(fault.right)} times in {fault.file}, not once")
    file.write_text(text.replace(fault.right, fault.wrong), encoding="utf-8")
    try:
        return not passes(tree, fault.tests.split())
    finally:
        file.write_text(text, encoding="utf-8")


def main() -> None:
    """Try every fault, or those whose names hold one of the words given."""
    chosen = [fault for fault in FAULTS if not sys.argv[1:] or any(word in fault.name for word in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        leave = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "var", "__pycache__")
        shutil.copytree(ROOT, tree, ignore=leave)
        for tests in dict.fromkeys(fault.tests for fault in chosen):
            if not passes(tree, tests.split(), "fast"):
                sys.exit(f"{tests}: red without any fault")
        survived = []
        for fault in chosen:
            caught = is_caught(tree, fault)
            survived += [] if caught else [fault.name]
            print(f"{'caught  ' if caught else 'SURVIVED'} {fault.name}  ({fault.tests})", flush=True)
    print(f"{len(chosen) - len(survived)} of {len(chosen)} planted faults caught")
    sys.exit(bool(survived))


if __name__ == "__main__":
    main()
