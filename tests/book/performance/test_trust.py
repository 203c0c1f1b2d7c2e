"""Which measures need a closer look: those of which two reporters may speak for the same cells."""

from dataclasses import replace
from datetime import date

import pytest

from rapport.book.performance.models import Slice
from rapport.book.performance.trust import Report, contested_measures

ACCOUNT, CN, HK, D1, D2 = 1, 10, 11, 20, 21
ONE = Report(1, "inventory", "Proseware", "actual", "sell_in_units", date(2026, 10, 1), "month", (ACCOUNT, CN, D1))


def look_closer(*others: Report) -> set[str]:
    return contested_measures(Slice.objects.none(), (ONE, *others))


@pytest.mark.parametrize(
    "cells",
    [(ACCOUNT, CN, D1), (ACCOUNT, CN, None), (ACCOUNT, None, D1), (ACCOUNT, None, None), (None, CN, D1), (None, None, None)],
)
def test_the_same_cells_or_a_whole_that_holds_them(cells: tuple[int | None, int | None, int | None]) -> None:
    assert look_closer(replace(ONE, sender="self", cells=cells)) == {"sell_in_units"}
    assert look_closer(replace(ONE, dataset="sell_in", cells=cells)) == {"sell_in_units"}


@pytest.mark.parametrize("cells", [(ACCOUNT, CN, D2), (ACCOUNT, HK, None), (ACCOUNT, HK, D1), (2, CN, D1), (None, HK, None)])
def test_other_cells_need_none(cells: tuple[int | None, int | None, int | None]) -> None:
    assert look_closer(replace(ONE, sender="self", cells=cells)) == set()


def test_one_reporter_alone_another_measure_or_a_plan_need_none() -> None:
    assert look_closer(replace(ONE, month=date(2026, 9, 1))) == set()
    assert look_closer(replace(ONE, sender="self", measure="revenue")) == set()
    assert look_closer(replace(ONE, sender="self", scenario="plan")) == set()
