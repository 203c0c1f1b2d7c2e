"""What a killed load leaves behind is swept by a later one, and never while it may still be written."""

import os
import time
from pathlib import Path

import pytest

from rapport.book.performance import strays, worlds
from tests.book.performance.test_verify import NOVEMBER, OCTOBER, TRADE, load

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _home(settings) -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)
    load(OCTOBER)
    worlds.world(trade=TRADE)


def aged(name: str, seconds: int) -> Path:
    file = worlds.folder() / name
    file.write_bytes(b"half")
    os.utime(file, (time.time() - seconds,) * 2)
    return file


def test_files_of_batches_and_derived_files_are_no_strays() -> None:
    assert len(list(worlds.folder().iterdir())) == 3  # of facts, attributes and rates
    assert strays.found() == []


@pytest.mark.parametrize("name", ["B0002-0123456789ab.parquet", "B0002.417.part"])
def test_a_stray_is_swept_once_it_is_older_than_an_hour(name: str) -> None:
    file = aged(name, seconds=3_500)
    assert (strays.found(), strays.sweep()) == ([file], [])
    aged(name, seconds=3_700)
    assert (strays.sweep(), strays.found()) == ([name], [])


def test_the_next_load_sweeps() -> None:
    file = aged("B0002-0123456789ab.parquet", seconds=3_700)
    load(NOVEMBER)
    assert not file.exists()
