"""Loading, restating, taking back: a slice is replaced whole, nothing new is nothing, and an undo is as if it never was."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from django.conf import settings

from rapport import packs
from rapport.book.catalogue.models import Value
from rapport.book.performance import actions, worlds
from rapport.book.performance.models import Batch, Event, Slice
from rapport.book.performance.staging import Loaded, Staged
from rapport.core.refusals import Refused
from tests.staged import Row, staged

pytestmark = pytest.mark.django_db(transaction=True)
TRADE = packs.load()
TODAY = date(2026, 12, 31)
OCTOBER: Row = {"month": "2026-10", "account": "Contoso", "country": "CN", "product": "P1"}
NOVEMBER: Row = {**OCTOBER, "month": "2026-11"}


@pytest.fixture(autouse=True)
def _folders() -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)


def load(*files: Staged) -> list[Loaded]:
    return actions.load(by=None, staged=files, trade=TRADE, today=TODAY)


def undo(batch: str) -> int:
    return actions.undo(by=None, batch=batch, trade=TRADE, today=TODAY)


def redo(batch: str) -> int:
    return actions.redo(by=None, batch=batch, trade=TRADE, today=TODAY)


def units(**asked: object) -> dict[str, Decimal]:
    """What counts now, by month: read from the files of the world, without the code that answers questions."""
    world = worlds.world(trade=TRADE, **asked)
    if not world.files:
        return {}
    with duckdb.connect() as con:
        rows = con.execute(
            "SELECT strftime(day, '%Y-%m'), slice, measure, value FROM read_parquet(?)",
            [[str(file.path) for file in world.files]],
        ).fetchall()
    sums: dict[str, Decimal] = {}
    outranked = {pair[:2] for pair in world.outranked}
    for month, part, measure, value in rows:
        if part not in world.dead and (part, measure) not in outranked:
            sums[month] = sums.get(month, Decimal(0)) + value
    return dict(sorted(sums.items()))


def test_a_file_becomes_a_batch_with_its_slices_and_a_line_in_the_ledger() -> None:
    (loaded,) = load(staged({**OCTOBER, "value": 100}, {**OCTOBER, "product": "P2", "value": 20}, {**NOVEMBER, "value": 5}))

    assert (loaded.batch, loaded.ledger, loaded.rows, loaded.restates) == ("B0001", 1, 3, {})
    assert {(u.dimension, u.value) for u in loaded.unconfirmed} == {
        ("account", "Contoso"),
        ("country", "CN"),
        ("product", "P1"),
        ("product", "P2"),
    }
    assert loaded.totals == {"shipped_units": Decimal(125)}
    assert units() == {"2026-10": 120, "2026-11": 5}
    assert Slice.objects.count() == 2


def test_a_dry_run_tells_the_same_and_changes_nothing() -> None:
    (told,) = actions.load(by=None, staged=[staged({**OCTOBER, "value": 100})], trade=TRADE, today=TODAY, dry_run=True)

    assert (told.batch, told.rows) == (None, 1)
    assert not Batch.objects.exists()
    assert units() == {}
    assert not list((Path(settings.HOME) / "facts").iterdir())


def test_the_same_cells_in_another_order_are_nothing_new() -> None:
    rows = [{**OCTOBER, "value": 100}, {**OCTOBER, "value": 100}, {**NOVEMBER, "value": 7}]
    load(staged(*rows))

    (again,) = load(staged(*reversed(rows)))

    assert (again.batch, again.rows, again.unchanged_slices, again.ledger) == (None, 0, 2, 1)


def test_a_row_that_comes_twice_is_not_the_same_as_once() -> None:
    load(staged({**OCTOBER, "value": 100}))

    (again,) = load(staged({**OCTOBER, "value": 100}, {**OCTOBER, "value": 100}))

    assert again.restates == {"B0001": 1}
    assert units() == {"2026-10": 200}


def test_a_slice_is_replaced_whole_and_one_that_is_not_in_the_file_stays() -> None:
    load(staged({**OCTOBER, "value": 100}, {**OCTOBER, "product": "P2", "value": 20}, {**NOVEMBER, "value": 5}))

    (second,) = load(staged({**OCTOBER, "value": 90}))

    assert second.restates == {"B0001": 1}
    assert units() == {"2026-10": 90, "2026-11": 5}


def test_what_was_known_then_is_still_known_as_of_then() -> None:
    load(staged({**OCTOBER, "value": 100}, release=date(2026, 11, 3)))
    load(staged({**OCTOBER, "value": 90}, release=date(2026, 12, 3)))

    assert units(as_of=date(2026, 11, 2)) == {}
    assert units(as_of=date(2026, 12, 2)) == {"2026-10": 100}
    assert units(at=1) == {"2026-10": 100}
    assert units() == {"2026-10": 90}
    assert units(first=True) == {"2026-10": 100}


def test_an_older_release_that_comes_late_does_not_replace_a_newer_one() -> None:
    load(staged({**OCTOBER, "value": 90}, release=date(2026, 12, 3)))
    load(staged({**OCTOBER, "value": 100}, release=date(2026, 11, 3)))

    assert units() == {"2026-10": 90}
    assert units(as_of=date(2026, 11, 30)) == {"2026-10": 100}


def test_undo_is_as_if_the_batch_had_never_been_and_redo_brings_it_back() -> None:
    load(staged({**OCTOBER, "value": 100}))
    load(staged({**OCTOBER, "value": 90}))

    assert undo("B0002") == 3
    assert units() == {"2026-10": 100}
    assert redo("b0002") == 4
    assert units() == {"2026-10": 90}
    assert list(Event.objects.values_list("verb", flat=True)) == ["load", "load", "undo", "redo"]
    assert [units(at=number) for number in (1, 2, 3, 4)] == [{"2026-10": v} for v in (100, 90, 100, 90)]


def test_a_row_is_unchanged_where_none_of_its_slices_is_new() -> None:
    told = [{**OCTOBER, "value": 100}, {**NOVEMBER, "value": 5}]
    load(staged(*told))
    for november, rows, unchanged in ((5, 0, {("", "actual"): 1}), (6, 1, {})):
        one_row = [{**told[0], "row": 2}, {**NOVEMBER, "value": november, "row": 2}]
        (again,) = actions.load(by=None, staged=[staged(*one_row)], trade=TRADE, today=TODAY, dry_run=True)
        assert (again.rows, again.unchanged) == (rows, unchanged)


def test_what_a_later_file_says_too_stays_when_the_earlier_one_is_taken_back() -> None:
    load(staged({**OCTOBER, "value": 100}))
    (second,) = load(staged({**OCTOBER, "value": 100}, {**NOVEMBER, "value": 5}))

    assert (second.rows, second.unchanged_slices) == (1, 1)
    undo("B0001")
    assert units() == {"2026-10": 100, "2026-11": 5}


@pytest.mark.parametrize(("verb", "said"), [("undo", "taken out already"), ("redo", "live already")])
def test_what_is_done_already_is_refused(verb: str, said: str) -> None:
    load(staged({**OCTOBER, "value": 100}))
    if verb == "undo":
        undo("B0001")

    with pytest.raises(Refused, match=said):
        undo("B0001") if verb == "undo" else redo("B0001")


def test_an_unknown_batch_is_refused_with_the_nearest() -> None:
    load(staged({**OCTOBER, "value": 100}))

    with pytest.raises(Refused, match="unknown batch “B001”; nearest: B0001"):
        undo("B001")


def test_a_slice_with_a_rejected_row_never_replaces_a_live_one() -> None:
    load(staged({**OCTOBER, "value": 100}, {**NOVEMBER, "value": 5}))

    (second,) = load(staged({**OCTOBER, "value": 90}, {**NOVEMBER, "value": 6}, rejected=[OCTOBER]))

    assert [(h.where, h.batch) for h in second.held_back] == [("2026-10, Contoso, CN", "B0001")]
    assert units() == {"2026-10": 100, "2026-11": 6}


def test_a_rejected_row_whose_month_cannot_be_read_may_belong_to_any_month() -> None:
    load(staged({**OCTOBER, "value": 100}, {**NOVEMBER, "value": 5}))
    nowhere = {key: value for key, value in OCTOBER.items() if key != "month"}

    (second,) = load(staged({**OCTOBER, "value": 90}, {**NOVEMBER, "value": 6}, rejected=[nowhere]))

    assert len(second.held_back) == 2
    assert units() == {"2026-10": 100, "2026-11": 5}


def test_a_slice_of_which_every_row_was_rejected_stays_and_is_named() -> None:
    load(staged({**OCTOBER, "value": 100}, {**NOVEMBER, "value": 5}))

    (second,) = load(staged({**NOVEMBER, "value": 6}, rejected=[{**OCTOBER, "scenario": "actual", "sheet": "出货"}]))

    assert [(h.where, h.batch, h.sheet) for h in second.held_back] == [("2026-10, Contoso, CN", "B0001", "出货")]
    assert units() == {"2026-10": 100, "2026-11": 6}


def test_what_only_a_slice_names_that_is_held_back_is_not_new() -> None:
    load(staged({**OCTOBER, "value": 100}, {**NOVEMBER, "value": 5}))
    new = [
        {**OCTOBER, "product": "P2", "value": 9},
        {**OCTOBER, "product": "P3", "value": 9},
        {**NOVEMBER, "product": "P3", "value": 6},
    ]
    words = [("product", name, "category", "pc", "2026-10") for name in ("P2", "P3")]

    (second,) = load(staged(*new, attributes=words, rejected=[OCTOBER]))

    assert [(one.dimension, one.value) for one in second.unconfirmed] == [("product", "P3")]
    assert not Value.objects.filter(name="P2").exists()
    assert (second.rows, second.left_out.rows) == (1, {("", "actual"): 2})
    assert second.left_out.sums == {("", "actual", "shipped_units", None): 18}


def test_where_all_is_held_back_nothing_is_loaded() -> None:
    load(staged({**OCTOBER, "value": 100}))

    (second,) = load(
        staged(
            {**OCTOBER, "product": "P2", "value": 9},
            attributes=[("product", "P2", "category", "pc", "2026-10")],
            rejected=[OCTOBER],
        )
    )

    assert (second.batch, second.rows, second.unconfirmed) == (None, 0, ())


def test_a_new_slice_with_a_rejected_row_is_loaded_because_nothing_is_replaced() -> None:
    (loaded,) = load(staged({**OCTOBER, "value": 90}, rejected=[OCTOBER]))

    assert loaded.held_back == ()
    assert units() == {"2026-10": 90}


SELL_IN: Row = {**OCTOBER, "channel": "D1", "measure": "sell_in_units"}


def test_of_two_senders_the_more_trusted_one_counts_and_nothing_is_added() -> None:
    """The pack ranks what distributors say of their channel above what the partner says of it."""
    order = TRADE.measures["sell_in_units"].trust
    load(staged({**SELL_IN, "value": 50}, dataset="sell_in", sender="D1"))
    load(staged({**SELL_IN, "value": 70}, dataset="sell_in", sender="Contoso"))

    trusted = 50 if order.index("distributor") < order.index("partner") else 70
    assert units() == {"2026-10": trusted}
    undo("B0001")
    assert units() == {"2026-10": 70}


def test_two_senders_of_whom_nobody_said_whom_to_trust_are_refused() -> None:
    load(staged({**OCTOBER, "value": 100}, sender="Anna's sheet"))

    with pytest.raises(Refused, match="nothing says whom to trust"):
        load(staged({**OCTOBER, "value": 100}, sender="Ben's sheet"))

    load(staged({**OCTOBER, "country": "HK", "value": 100}, sender="Ben's sheet"))
    assert units() == {"2026-10": 200}


def test_one_sender_cannot_report_the_same_cells_by_month_and_by_quarter() -> None:
    load(staged({**OCTOBER, "value": 100}))
    quarter = {"day": date(2026, 10, 1), "grain": "quarter", "account": "Contoso", "country": "CN", "product": "P1", "value": 300}

    with pytest.raises(Refused, match=r"it would be counted twice\. Tell it by one of the two, or undo the one"):
        load(staged(quarter))


def test_attributes_of_a_batch_count_while_it_is_live() -> None:
    load(staged({**OCTOBER, "value": 1}, attributes=[("product", "P1", "category", "pc", "2026-10")]))
    load(staged({**NOVEMBER, "value": 1}, attributes=[("product", "P1", "category", "server", "2026-11")]))

    def categories() -> list[tuple[str, date, date]]:
        path = worlds.world(trade=TRADE).attributes
        with duckdb.connect() as con:
            return con.execute("SELECT text, valid_from, valid_to FROM read_parquet(?) ORDER BY 2", [str(path)]).fetchall()

    change = date(2026, 11, 1)
    assert categories() == [("pc", date.min, change), ("server", change, date.max)]
    undo("B0002")
    assert categories() == [("pc", date.min, date.max)]


def test_a_changed_attribute_alone_is_news() -> None:
    load(staged({**OCTOBER, "value": 1}, attributes=[("product", "P1", "category", "pc", "2026-10")]))

    (second,) = load(staged({**OCTOBER, "value": 1}, attributes=[("product", "P1", "category", "server", "2026-10")]))

    assert (second.batch, second.rows, second.unchanged_slices) == ("B0002", 0, 1)


def test_releases_of_one_file_are_loaded_together_or_not_at_all() -> None:
    first = staged({**OCTOBER, "value": 100}, release=date(2026, 11, 3))
    second = staged({**OCTOBER, "value": 90}, release=date(2026, 12, 3))

    later, earlier = load(second, first)

    assert (earlier.batch, later.batch) == ("B0001", "B0002")
    assert later.restates == {"B0001": 1}
    assert units(as_of=date(2026, 11, 30)) == {"2026-10": 100}


def test_a_name_too_long_to_be_kept_is_refused() -> None:
    load(staged({**OCTOBER, "account": "A" * 255, "value": 1}))

    with pytest.raises(Refused, match=r"account “A{40}…” is 256 characters long; at most 255 can be kept"):
        load(staged({**OCTOBER, "account": "A" * 256, "value": 1}))


def test_a_sender_or_a_word_too_long_to_be_kept_is_refused() -> None:
    with pytest.raises(Refused, match=r"sender “S{40}…” is 300 characters long; at most 255 can be kept"):
        load(staged({**OCTOBER, "value": 1}, sender="S" * 300))
    with pytest.raises(Refused, match=r"line “L{40}…” is 256 characters long; at most 255 can be kept"):
        load(staged({**OCTOBER, "value": 1}, attributes=[("product", "P1", "line", "L" * 256, "2026-10")]))
