"""What adds up: months to the year to date, cells to the whole, and a ratio is a ratio of sums at every level."""

import tempfile
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.money import round_together
from rapport.core.periods import FiscalCalendar, add_months
from rapport.core.question import EVERYTHING, Figure, Question
from rapport.facts.ask import ask
from rapport.facts.world import World
from tests.oracle.worlds import rows, world

FIELDS = ["account", "country", "channel", "product", "platform"]
"""What figures add up over; by sender each answers its own, and two may speak of the same."""


@st.composite
def asked(draw: st.DrawFn) -> tuple[Question, FiscalCalendar]:
    calendar = FiscalCalendar(draw(st.sampled_from([7, 1, 4])))
    period = calendar.to_date(add_months(date(2026, 1, 1), draw(st.integers(0, 11))))
    return Question(("units", "revenue", "share", "price"), period=period), calendar


@st.composite
def plain_worlds(draw: st.DrawFn):
    """Rows around a year to date, and the question for it."""
    question, calendar = draw(asked())
    return draw(rows(question, calendar, is_plain=True)), question


def figures(question: Question, at: World, *by: str) -> list[dict[str, Figure]]:
    whole = Question(question.kpis, by=by, period=question.period)
    return [dict(row.kpis) for row in ask(whole, at, EVERYTHING).rows]


def total(values: Iterable[Decimal | float | None]) -> Decimal | None:
    """The sum of what is there; None where nothing is."""
    there = [Decimal(value) for value in values if value is not None]
    return sum(there, Decimal(0)) if there else None


@given(plain_worlds())
def test_the_year_to_date_is_the_sum_of_its_months(case) -> None:
    known, question = case
    with tempfile.TemporaryDirectory() as folder:
        at = world(known, Path(folder))
        (year,), months = figures(question, at), figures(question, at, "month")
    for kpi in ("units", "revenue"):
        assert year[kpi].value == total(month[kpi].value for month in months)


@given(plain_worlds(), st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2, unique=True))
def test_a_ratio_is_a_ratio_of_sums_at_every_level(case, by: list[str]) -> None:
    known, question = case
    with tempfile.TemporaryDirectory() as folder:
        at = world(known, Path(folder))
        (whole,), cells = figures(question, at), figures(question, at, *by)
    for kpi in ("share", "price"):
        for figure in (whole[kpi], *(cell[kpi] for cell in cells)):
            if figure.value is not None:
                assert figure.numerator is not None
                assert figure.denominator is not None
                assert figure.value == pytest.approx(float(figure.numerator) / float(figure.denominator), rel=1e-12)
    units = total(cell["units"].value for cell in cells)
    if units is None and whole["units"].value is not None:
        assert {cell["units"].why for cell in cells} - {"not reported"}, "cells that cannot be told apart say so"
    else:
        assert units == whole["units"].value


@given(st.lists(st.decimals(-1_000_000, 1_000_000, places=6), min_size=1, max_size=30), st.integers(0, 4))
def test_printed_parts_add_up_to_the_printed_whole(parts: list[Decimal], digits: int) -> None:
    unit = Decimal(1).scaleb(-digits)
    whole = sum(parts).quantize(unit)
    printed = round_together(parts, whole, digits)
    assert sum(printed) == whole
    assert all(abs(a - b) <= 2 * unit for a, b in zip(printed, parts, strict=True))
    assert all(part == part.quantize(unit) for part in printed)
