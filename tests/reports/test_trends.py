"""Months side by side: gaps stay gaps, the plan and the forecast stand where there are any."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapport.core.periods import add_months
from rapport.core.question import Figure
from rapport.reports.section import Quote
from rapport.reports.trends import Months, lines, trend
from rapport.reports.writers.cells import plain
from tests.reports.october import TRADE, subject

KPI = "pc_shipments"


def months(*, actual: dict[int, int], plan: dict[int, int] | None = None, forecast: dict[int, int] | None = None) -> Months:
    """Values by how many months they lie after October 2026."""

    def rows(bases: dict[int, int]):
        return {
            add_months(date(2026, 10, 1), i): {
                KPI: Quote(TRADE.kpis[KPI], Figure(_decimal(actual.get(i)), base=_decimal(bases.get(i))), {"period": str(i)})
            }
            for i in actual.keys() | bases.keys()
        }

    return Months(subject(), {"plan": rows(plan or {}), "forecast": rows(forecast or {})})


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def test_a_month_shows_what_there_is_of_it():
    (drawn,) = trend(months(actual={-12: 900, -1: 1000, 0: 1200}, plan={0: 1100}, forecast={1: 1300}), KPI, "en")

    assert [month.label for month in drawn.months] == ["Sep 2026", "Oct", "Nov"]
    assert [[kind for kind, _ in month.figures] for month in drawn.months] == [
        ["actual"],
        ["prior_year", "actual", "plan"],
        ["forecast"],
    ]
    assert [kind for kind, _ in drawn.kinds] == ["prior_year", "actual", "forecast", "plan"]
    assert plain(drawn.says, "en") == "PC shipments by month, from 900 in October 2025 to 1,200 in October 2026."


@pytest.mark.parametrize(("lang", "labels"), [("en", ["Dec", "Jan 2026"]), ("zh-hans", ["12\xa0月", "2026\xa0年 1\xa0月"])])
def test_the_year_is_said_where_it_begins(lang, labels):
    (drawn,) = trend(months(actual=dict.fromkeys(range(-12, 1), 5)), KPI, lang)

    assert [month.label for month in drawn.months[1:3]] == labels


def test_one_month_is_no_trend():
    assert trend(months(actual={0: 5, -12: 4}), KPI, "en") == ()


def test_a_line_has_a_place_for_every_month():
    (drawn,) = lines(months(actual={-11: 5, 0: 6}), [KPI], "en").values()

    assert [number and number.value for number in drawn.numbers] == [5, *[None] * 10, 6]
    assert lines(months(actual={0: 6}), [KPI], "en") == {}


def test_large_figures_are_told_in_thousands():
    (drawn,) = trend(months(actual={-1: 175_000, 0: 170_000}), KPI, "en")

    assert drawn.unit == "thousands"
    assert replace(drawn.months[0].figures[0][1], scale=1).value == 175_000
