"""The faults, by what they break: where they stand, the right text (once in its file), the wrong one, and what must notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One wrong change; `tests` are words for pytest that run the tests which must go red."""

    name: str
    file: str
    right: str
    wrong: str
    tests: str


FAULTS: tuple[Fault, ...] = ()
