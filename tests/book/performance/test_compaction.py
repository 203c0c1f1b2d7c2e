"""The file of what counts now: used where it is whole and fits, made where many files are read, and never needed."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from rapport.book.performance import actions, compaction, current, queries, strays, worlds
from rapport.book.performance.models import Batch
from rapport.book.performance.verify import verify
from rapport.core.periods import FiscalCalendar
from rapport.core.question import Question
from rapport.facts import compact
from tests.book.performance.test_verify import NOVEMBER, OCTOBER, TODAY, TRADE, load, redo, undo
from tests.staged import staged

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
RESTATED = {**OCTOBER, "value": 90}


@pytest.fixture(autouse=True)
def _folders() -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)


def made() -> Path:
    path = compaction.make(TRADE)
    assert path is not None
    return path


def read() -> list[str]:
    """The files that a question of today reads."""
    return [file.path.name for file in worlds.world(trade=TRADE).files]


def test_it_holds_what_counts_and_only_the_world_of_today_reads_it() -> None:
    load(OCTOBER, NOVEMBER)
    load(RESTATED)
    expected = worlds.world(trade=TRADE)
    path = made()
    world = worlds.world(trade=TRADE)
    assert ([file.path for file in world.files], world.dead) == ([path], frozenset())
    assert (dict(world.batches), world.known_on) == (dict(expected.batches), expected.known_on)
    for other in (worlds.world(trade=TRADE, as_of=TODAY), worlds.world(trade=TRADE, at=1), worlds.world(trade=TRADE, first=True)):
        assert path not in [file.path for file in other.files]


def test_later_batches_stand_beside_it() -> None:
    load(OCTOBER, NOVEMBER)
    path = made()
    load(RESTATED)
    world = worlds.world(trade=TRADE)
    assert [file.path for file in world.files] == [worlds.file_of(Batch.objects.get(code="B0002")), path]
    assert len(world.dead) == 1
    undo("B0002")
    assert (read(), worlds.world(trade=TRADE).dead) == ([path.name], frozenset())


def test_what_an_undone_batch_hid_is_read_from_the_batches() -> None:
    load(OCTOBER, NOVEMBER)
    load(RESTATED)
    path = made()
    undo("B0002")
    assert read() == [worlds.file_of(Batch.objects.get(code="B0001")).name]
    redo("B0002")
    assert read() == [path.name]


@pytest.mark.parametrize("harm", ["missing", "cut off", "overwritten"])
def test_where_it_is_missing_or_damaged_the_batches_are_read(harm: str) -> None:
    load(OCTOBER)
    path, whole = made(), worlds.file_of(Batch.objects.get(code="B0001"))
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9] if harm == "cut off" else b"0" * path.stat().st_size)
    assert read() == [whole.name]
    assert verify().faults == ()


def test_one_of_another_home_with_the_same_ledger_number_is_passed_over() -> None:
    load(OCTOBER)
    path = made()
    number, moment, size = path.stem.split("-")
    path.rename(path.with_name(f"{number}-{int(moment) + 1}-{size}.parquet"))
    assert read() == [worlds.file_of(Batch.objects.get(code="B0001")).name]


def test_it_is_made_where_many_files_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "MOST", 1)
    load(OCTOBER)
    assert not current.folder().exists()
    load(NOVEMBER)
    [path] = current.folder().iterdir()
    assert read() == [path.name]


def test_a_load_counts_also_where_it_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "MOST", 0)
    current.folder().parent.joinpath("current").write_text("in the way")
    load(OCTOBER)
    assert (worlds.ledger(), len(read())) == (1, 1)


def test_a_killed_one_leaves_only_what_is_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    load(OCTOBER)
    with monkeypatch.context() as patched:
        patched.setattr(compact.store, "publish", _killed)
        with pytest.raises(KeyboardInterrupt):
            compaction.make(TRADE)
    [part] = current.folder().iterdir()
    assert (len(read()), verify().unfinished) == (1, (part.name,))
    os.utime(part, (time.time() - 3_700,) * 2)
    assert (strays.sweep(), list(current.folder().iterdir())) == ([part.name], [])


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_verify_tells_one_that_says_otherwise() -> None:
    load(OCTOBER)
    path = made()
    load(RESTATED)
    newer = made()
    number, moment, _ = newer.stem.split("-")
    newer.write_bytes(path.read_bytes())
    newer = newer.rename(newer.with_name(f"{number}-{moment}-{path.stat().st_size}.parquet"))
    assert verify().faults == (f"facts: current/{newer.name} is not what the batches say; delete it, and it is made anew",)
    newer.unlink()
    assert verify().faults == ()


def test_derived_files_of_earlier_states_are_swept_once_nobody_used_them_for_an_hour() -> None:
    load(OCTOBER)
    first = made()
    derived = [first, *worlds.folder().glob("*-1-now-*")]
    load(NOVEMBER)
    second = made()
    assert strays.stale() == sorted(derived)
    assert strays.sweep() == []
    for file in (*derived, second):
        os.utime(file, (time.time() - 3_700,) * 2)
    assert sorted(strays.sweep()) == sorted(file.name for file in derived)
    assert second.exists()


def test_its_answer_is_that_of_the_batches() -> None:
    attributes = [("product", "P1", "category", "pc", "2026-10"), ("product", "P1", "platform", "own", "2026-10")]
    for rows in ((OCTOBER, NOVEMBER), (RESTATED,)):
        actions.load(by=None, staged=[staged(*rows, attributes=attributes)], trade=TRADE, today=TODAY)
    period = FiscalCalendar(7).parse("2026-10..2026-11")
    question = Question(("pc_shipments", "platform_share", "revenue"), by=("country",), period=period)
    told = queries.ask(question, by=None, today=TODAY, trade=TRADE)
    assert told.rows[0].kpis["pc_shipments"].value == 90 + 7
    made()
    assert queries.ask(question, by=None, today=TODAY, trade=TRADE) == told
