"""The program with the steps of an import noted in a file as they begin and end; on order it kills itself at one of them.

`python -m bench.drills.steps NOTES "STEP:EDGE" WORDS…` runs `rapport WORDS…`; STEP:EDGE may be empty.
"""

import functools
import importlib
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

STEPS = {
    "read the file": "rapport.imports.reading:read",
    "type the values": "rapport.imports.rows:type_rows",
    "check the totals": "rapport.imports.totals:check",
    "stage the facts": "rapport.imports.facts:stage",
    "match the names": "rapport.book.performance.naming:match",
    "cut into slices": "rapport.facts.store:Draft._read",
    "compare with what is live": "rapport.book.performance.loading:compare",
    "write the facts": "rapport.facts.store:Draft.write",
    "sync and rename": "rapport.facts.store:publish",
    "keep the source": "rapport.book.performance.actions:_keep",
    "transaction": "rapport.book.performance.actions:_commit",
    "lock the home": "rapport.book.performance.actions:lock_home",
    "record new names": "rapport.book.catalogue.actions:add_values",
    "record the slices": "rapport.book.performance.actions:_record_batch",
    "record attributes": "rapport.book.catalogue.actions:record_attributes",
    "write the journal": "rapport.book.journal.actions:record",
}
"""Where each step is, in the order in which they come; inner ones after the one they belong to."""
FIRST, LAST = "read the file", "transaction"


@dataclass(frozen=True)
class Note:
    """A line of the notes: the moment (seconds of a clock that all processes share), "begins" or "ends", and the step."""

    at: float
    edge: str
    step: str


def read(notes: Path) -> list[Note]:
    """The notes so far, without a line that is only half there."""
    lines = [line.split("\t") for line in notes.read_text(encoding="utf-8").split("\n")[:-1]]
    return [Note(float(at), edge, step) for at, edge, step in lines]


def running(notes: list[Note]) -> str:
    """The innermost step that has begun and not ended; between steps, the one that ended last."""
    stack: list[str] = []
    for note in notes:
        if note.edge == "begins":
            stack.append(note.step)
        else:
            stack.remove(note.step)
    if stack:
        return stack[-1]
    return f"after {notes[-1].step}" if notes else "before the first step"


def _noted(step: str, function: Callable[..., Any], notes: int, order: str) -> Callable[..., Any]:
    def note(edge: str) -> None:
        os.write(notes, f"{time.monotonic()}\t{edge}\t{step}\n".encode())
        if order == f"{step}:{edge}":
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 — whatever the step takes and gives
        note("begins")
        result = function(*args, **kwargs)
        note("ends")
        return result

    return run


def _wrap(step: str, place: str, notes: int, order: str) -> None:
    """Put the noted step in the place of the plain one, in every module that has it by name."""
    module, _, path = place.partition(":")
    *outer, name = path.split(".")
    owner: Any = functools.reduce(getattr, outer, importlib.import_module(module))
    plain = getattr(owner, name)
    noted = _noted(step, plain, notes, order)
    setattr(owner, name, noted)
    for other in [module for key, module in sys.modules.items() if key.startswith("rapport.")]:
        for attribute, value in list(vars(other).items()):
            if value is plain:
                setattr(other, attribute, noted)


def main() -> None:
    """Run the program with its steps noted."""
    file, order, *words = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "rapport.config.settings"
    django.setup()
    notes = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for place in STEPS.values():
        importlib.import_module(place.partition(":")[0])
    for step, place in STEPS.items():
        _wrap(step, place, notes, order)
    from rapport.cli.app import main as program

    program(words)


if __name__ == "__main__":
    main()
