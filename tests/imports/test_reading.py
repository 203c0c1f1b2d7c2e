"""The child process: what it may cost, and how its end is told."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from rapport.core.refusals import Refused
from rapport.imports import reading
from rapport.imports.reading import MEGABYTE, Budget
from tests.imports.conftest import cells

Text = Callable[..., Path]


def test_a_small_file_may_cost_little_and_an_honest_large_one_what_it_needs() -> None:
    assert Budget.for_size(1_000).cpu_seconds == 10
    assert Budget.for_size(1_000).memory <= 512 * MEGABYTE
    assert Budget.for_size(65 * MEGABYTE).cpu_seconds > 30
    assert Budget.for_size(10**12).memory < 1_500 * MEGABYTE


def test_the_table_comes_back(text: Text, tmp_path: Path) -> None:
    assert cells(reading.read(text("month,units\n2026-10,1\n"), tmp_path)) == [(1, "month", "units"), (2, "2026-10", "1")]


def test_a_refusal_comes_back(text: Text, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"file\.csv: the quote that opens on line 2 is never closed"):
        reading.read(text('a,b\n1,"x\n2,3\n'), tmp_path)


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (Budget(cpu_seconds=10, wall_seconds=30, memory=1 * MEGABYTE), "needs more memory"),
        (Budget(cpu_seconds=10, wall_seconds=0, memory=512 * MEGABYTE), "could not be read within 0 seconds"),
    ],
)
def test_a_child_that_needs_too_much_is_ended(
    text: Text, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, budget: Budget, said: str
) -> None:
    monkeypatch.setattr(Budget, "for_size", lambda size: budget)
    with pytest.raises(Refused, match=said):
        reading.read(text("month,units\n2026-10,1\n"), tmp_path)


@pytest.mark.parametrize(
    ("code", "said"),
    [(-signal.SIGXCPU, "takes far longer"), (-signal.SIGABRT, "the reader gave up"), (1, "the reader gave up")],
)
def test_each_end_is_a_sentence(code: int, said: str) -> None:
    assert said in str(reading.ending(code))


def test_nothing_is_left_behind_when_an_import_ends(
    text: Text, tmp_path: Path, imported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    imported(text("month,account,units\n2026-10,Contoso,1\n"))
    with pytest.raises(Refused):
        imported(text("nothing\n"))
    assert [path.name for path in tmp_path.iterdir()] == ["file.csv"]
