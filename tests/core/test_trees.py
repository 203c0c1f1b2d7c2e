"""Dated trees: what stands above a value at any depth on any day, beside a plain walk up from it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.trees import Ancestor, Circle, Link, ancestors

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))
EVER, END = date.min, date.max
DAYS = [EVER, JAN, FEB, MAR, APR, END]


def test_a_child_of_a_child_stands_under_both_while_both_steps_hold() -> None:
    links = [Link(3, "account", 2, EVER, MAR), Link(2, "account", 1, FEB, END)]
    assert ancestors(links) == [
        Ancestor(2, "account", 1, is_nearest=True, start=FEB, end=END),
        Ancestor(3, "account", 2, is_nearest=True, start=EVER, end=MAR),
        Ancestor(3, "account", 1, is_nearest=False, start=FEB, end=MAR),
    ]


def test_what_a_value_lacks_of_a_level_it_has_from_the_nearest_that_has_it() -> None:
    links = [Link(2, "account", 1, EVER, END), Link(1, "owner", 8, EVER, END), Link(2, "owner", 9, FEB, MAR)]
    owners = [
        (one.ancestor, one.start, one.end)
        for one in ancestors(links)
        if (one.value, one.level) == (2, "owner") and one.is_nearest
    ]
    assert sorted(owners) == [(8, EVER, FEB), (8, MAR, END), (9, FEB, MAR)]


def test_a_circle_is_named_with_the_day_from_which_it_would_stand() -> None:
    with pytest.raises(Circle) as refused:
        ancestors([Link(1, "account", 2, EVER, END), Link(2, "account", 3, EVER, END), Link(3, "account", 1, MAR, END)])
    assert (refused.value.values, refused.value.start) == ((1, 2, 3), MAR)


def test_two_that_stand_under_each_other_at_different_times_are_no_circle() -> None:
    assert len(ancestors([Link(1, "account", 2, EVER, FEB), Link(2, "account", 1, FEB, END)])) == 2


def test_a_value_is_not_its_own_parent() -> None:
    with pytest.raises(Circle):
        ancestors([Link(1, "account", 1, EVER, END)])


@st.composite
def forests(draw: st.DrawFn) -> list[Link]:
    """Links of six values, of which none holds beside another of its value and level; in some there are circles."""
    found, is_wild = [], draw(st.integers(0, 3)) == 0
    for value in range(1, 7):
        for level, known in (("account", range(1, 7 if is_wild else value)), ("owner", (8, 9))):
            cuts = sorted(draw(st.sets(st.sampled_from(DAYS[1:-1]), max_size=2)))
            for start, end in zip([EVER, *cuts], [*cuts, END], strict=True):
                if parent := draw(st.sampled_from([None, *known])):
                    found.append(Link(value, level, parent, start, end))
    return found


def plainly(links: list[Link], value: int, day: date) -> list[tuple[int, str, int]]:
    """What stands above a value on a day, with its depth, walking up; refuses a walk that comes round."""
    steps, layer = [], [(value, (value,))]
    while layer:
        above = [(one, path) for at, path in layer for one in links if one.value == at and one.start <= day < one.end]
        if any(one.parent in path for one, path in above):
            raise Circle((value,), day)
        steps += [(len(path), one.level, one.parent) for one, path in above]
        layer = [(one.parent, (*path, one.parent)) for one, path in above]
    return steps


@given(forests())
def test_ancestors_are_what_a_plain_walk_finds_on_every_day(links: list[Link]) -> None:
    days = [day + timedelta(days=off) for day in DAYS[1:-1] for off in (-1, 0, 1)]
    try:
        expected = {(value, day): plainly(links, value, day) for value in range(1, 7) for day in days}
    except Circle:
        with pytest.raises(Circle):
            ancestors(links)
        return
    found = ancestors(links)
    for (value, day), steps in expected.items():
        here = [one for one in found if one.value == value and one.start <= day < one.end]
        assert sorted((one.level, one.ancestor) for one in here) == sorted((level, parent) for _, level, parent in steps)
        for level in ("account", "owner"):
            nearest = [one.ancestor for one in here if one.level == level and one.is_nearest]
            assert nearest == [parent for depth, one, parent in sorted(steps) if one == level][:1]
