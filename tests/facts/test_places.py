"""Who spoke of which places, and when: the same by the table of places as by the facts themselves."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from rapport.core.periods import Period, add_months
from rapport.core.question import EVERYTHING, Filter, Grant, Scope
from rapport.facts.engine import opened
from rapport.facts.lines import Key
from rapport.facts.places import Places, reach
from rapport.facts.reading import Reading
from rapport.facts.told import Told
from rapport.facts.windows import Window
from rapport.facts.world import World
from tests.facts.small import Small, fact
from tests.oracle.worlds import FIRST, Case, anything, world

BY = ("account", "country")
Spoken = dict[tuple[Window, str, Key], frozenset[date]]


def by_facts(reading: Reading, windows: Iterable[Window]) -> tuple[Spoken, set[tuple[Window, str, Key]]]:
    """The months that each told of each place and window, by the facts; and those where the window cuts some of them."""
    with opened(reading.world, reading.days) as connection:
        told = Told(reading, connection)
    found: dict[tuple[Window, str, Key], frozenset[date]] = defaultdict(frozenset)
    lines = [((window, one.reporter, key), one) for window in windows for key, of in told.lines[window].items() for one in of]
    cut = {where for where, line in lines if line.cut}
    for where, line in lines:
        if line.counts and where not in cut:
            found[where] |= line.months or {where[0].start}
    return dict(found), cut


def by_places(reading: Reading, windows: Iterable[Window], *, with_cut: bool = False) -> Spoken:
    """The same by the table of places, all fields apart from the first."""
    with opened(reading.world, reading.days) as connection:
        places = Places(reading, 1, connection)
        cells = {cell for _, _, cell in places._found}
        found: dict[tuple[Window, str, Key], frozenset[date]] = defaultdict(frozenset)
        for window in windows:
            for cell in cells:
                for alike in places.of(window, cell):
                    if months := alike.told(reach(window), with_cut=with_cut):
                        for place in alike.places:
                            found[window, alike.reporter, (*cell, *place)] |= months
    return dict(found)


@given(anything())
def test_it_is_told_by_places_as_by_facts(case: Case) -> None:
    """Of every month, and of what is no stock of a stretch of them, for each account, country and sender that someone may see."""
    months = [(add_months(FIRST, n), add_months(FIRST, n + 1)) for n in range(24)]
    with tempfile.TemporaryDirectory() as folder:
        made = world(case.rows, Path(folder))
        measures = [made.trade.measures[key] for key in sorted({one.measure for one in case.rows.facts})]
        spans = {"stock": months, "flow": [*months, (FIRST, add_months(FIRST, 15))]}
        windows = tuple(Window(measure.key, "actual", *span) for measure in measures for span in spans[measure.kind])
        if windows:
            reading = Reading(made, case.scope, case.question.structure, windows, BY, conditions=((),))
            by_places_alone = Reading(made, case.scope, case.question.structure, windows, BY, table="places")
            told, cut = by_facts(reading, windows)
            assert {where: m for where, m in by_places(by_places_alone, windows).items() if where not in cut} == told


def spoken(small: Small, made: World, *windows: Window, scope: Scope = EVERYTHING, **told: object) -> dict[str, set[str]]:
    """By the names of account and country the months that were told."""
    with_cut = bool(told.pop("with_cut", False))
    where = tuple(Filter(name, frozenset({small.id(str(word))})) for name, word in told.items())
    reading = Reading(made, scope, "as_is", windows, BY, where, table="places")
    names = {number: name for name, number in small.ids.items()}
    found: dict[str, set[str]] = defaultdict(set)
    for (_, _, key), months in by_places(reading, windows, with_cut=with_cut).items():
        found[" ".join(names[one] for one in key if isinstance(one, int))] |= {f"{month:%Y-%m}" for month in months}
    return dict(found)


def window(start: str, stop: str, measure: str = "shipped_units") -> Window:
    return Window(measure, "actual", date.fromisoformat(f"{start}-01"), date.fromisoformat(f"{stop}-01"))


YEAR = window("2026-01", "2027-01")


def test_a_filter_holds(small: Small) -> None:
    made = small.world([fact("2026-01", 1, account="A", country=c, channel=d) for c, d in (("DE", "D1"), ("FR", "D2"))])
    assert spoken(small, made, YEAR, channel="D1") == {"A DE": {"2026-01"}}


def test_the_scope_holds(small: Small) -> None:
    made = small.world([fact("2026-01", 1, account=account, country="DE") for account in ("A", "B")])
    mine = frozenset({Grant(frozenset({small.id("A")}))})
    assert spoken(small, made, YEAR, scope=mine) == {"A DE": {"2026-01"}}


def test_what_was_taken_back_is_not_there(small: Small) -> None:
    made = small.world([fact(month, 1, account="A", slice=n) for n, month in ((1, "2026-01"), (2, "2026-02"))], dead=[2])
    assert spoken(small, made, YEAR) == {"A": {"2026-01"}}


def test_nor_is_what_is_outranked(small: Small) -> None:
    facts = [fact("2026-01", 1, account="A", batch=n, slice=n) for n in (1, 2)]
    made = small.world(facts, outranked=[(1, "shipped_units", 2)], senders={1: "D1", 2: "self"})
    with opened(made, Period(YEAR.start, YEAR.stop)) as connection:
        places = Places(Reading(made, EVERYTHING, "as_is", (YEAR,), BY, table="places"), 1, connection)
        assert [alike.reporter for alike in places.of(YEAR, (small.id("A"),))] == ["self"]


def test_a_year_tells_each_of_its_months_and_no_single_one(small: Small) -> None:
    made = small.world([fact("2026", 1, account="A", grain="year")])
    assert spoken(small, made, YEAR) == {"A": {f"2026-{month:02}" for month in range(1, 13)}}
    assert spoken(small, made, window("2026-01", "2026-02"), with_cut=True) == {}


@pytest.mark.parametrize(("with_cut", "told"), [(True, {"A": {"2026-05"}}), (False, {})])
def test_a_quarter_tells_a_month_of_it_where_that_is_asked_for(small: Small, with_cut: bool, told: dict[str, set[str]]) -> None:
    made = small.world([fact("2026-04", 1, account="A", grain="quarter")])
    assert spoken(small, made, window("2026-05", "2026-06"), with_cut=with_cut) == told
    assert spoken(small, made, window("2026-07", "2026-08"), with_cut=True) == {}


def test_days_tell_the_month_that_a_window_begins_or_ends_within(small: Small) -> None:
    made = small.world([fact("2026-04-20", 1, account="A", grain="day")])
    within = Window("shipped_units", "actual", date(2026, 4, 3), date(2026, 5, 1), "days")
    assert spoken(small, made, within) == {"A": {"2026-04"}}


def test_who_lacks_what_its_reporter_told_of_others_is_patchy(small: Small) -> None:
    told = [("A", "2026-01"), ("A", "2026-02"), ("B", "2026-01"), ("B", "2026-02"), ("C", "2026-02")]
    made = small.world([fact(month, 1, account=account) for account, month in told])
    with opened(made, Period(YEAR.start, YEAR.stop)) as connection:
        places = Places(Reading(made, EVERYTHING, "as_is", (YEAR,), BY, table="places"), 0, connection)
        assert places.patchy == {(small.id("C"), None)}


def test_a_stock_of_a_year_stands_in_its_last_month(small: Small) -> None:
    made = small.world([fact("2026", 1, account="A", grain="year", measure="inventory_units")])
    assert spoken(small, made, window("2026-01", "2026-02", "inventory_units")) == {}
    assert spoken(small, made, window("2026-12", "2027-01", "inventory_units")) == {"A": {"2026-12"}}
