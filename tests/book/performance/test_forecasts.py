"""Forecasts asked in words: what history they rest on, what is left out of it and said, and no more than one may see."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from rapport import packs
from rapport.book.performance import actions
from rapport.book.performance.forecasts import Forecasts, forecast
from rapport.book.team.models import User
from rapport.core.periods import add_months
from rapport.core.question import Filter, Question
from rapport.core.refusals import Refused
from tests.staged import staged

pytestmark = pytest.mark.django_db(transaction=True)
TRADE = packs.load()
TODAY = date(2026, 12, 31)
FIRST, MONTHS = date(2023, 7, 1), 40
YEAR = [80, 70, 95, 100, 105, 110, 95, 100, 115, 120, 130, 80]
AT = {"account": "Contoso", "country": "CN", "product": "P1"}


def shipped(channel: str, size: int, months: Iterable[int] = range(MONTHS), **told: object) -> list[dict[str, object]]:
    """A season that repeats."""
    days = [add_months(FIRST, n) for n in months]
    return [{**AT, **told, "channel": channel, "month": f"{day:%Y-%m}", "value": size * YEAR[day.month - 1]} for day in days]


def load(*rows: dict[str, object], **told: object) -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True, exist_ok=True)
    pc = [("product", str(name), "category", "pc", "2023-07") for name in {row.get("product") for row in rows} if name]
    more = told.pop("attributes", [])
    actions.load(by=None, staged=[staged(*rows, attributes=[*pc, *more], **told)], trade=TRADE, today=TODAY)


def ahead(horizon: int = 12, kpi: str = "pc_shipments", by_user: User | None = None, **told: object) -> Forecasts:
    return forecast(Question((kpi,), **told), horizon, by=by_user, today=TODAY, trade=TRADE)


def p50(found: Forecasts, place: int = 0) -> list[float]:
    return [point.p50 for point in found.series[place].forecast.points]


def test_cells_are_forecast_by_name_from_the_month_after_the_last() -> None:
    load(*shipped("D1", 10), *shipped("D2", 5))
    found = ahead(14, by=("channel",))
    assert [series.by for series in found.series] == [{"channel": "D1"}, {"channel": "D2"}]
    assert (found.times[0], found.times[-1], found.grain) == ("2026-11", "2027-12", "month")
    assert p50(found) == pytest.approx([1300, 800, *(10 * units for units in YEAR)])
    assert (found.history.start, found.history.end) == (FIRST, date(2026, 11, 1))
    assert p50(ahead(1)) == pytest.approx([1950])
    assert p50(ahead(1, where=(Filter("channel", frozenset({"d2"})),))) == pytest.approx([650])


def test_a_cell_is_forecast_alone_as_beside_others() -> None:
    load(*shipped("D1", 10), *shipped("D2", 5, range(7, 33)), *shipped("D3", 1, range(3)))
    by_channel = {series.by["channel"]: series.forecast for series in ahead(by=("channel",)).series}
    alone = ahead(where=(Filter("channel", frozenset({"D1"})),)).series[0].forecast
    assert alone == by_channel["D1"]
    assert by_channel["D3"].choice == "silent"


def test_a_month_that_is_not_known_is_named_and_no_zero() -> None:
    load(*shipped("D1", 10, [n for n in range(MONTHS) if n not in (7, 20, 21)]))
    found = ahead(12)
    assert found.series[0].notes == ("no facts of 2024-02, 2025-03..2025-04",)
    assert p50(found) == pytest.approx([1300, 800, *(10 * units for units in YEAR[:10])])


def test_a_last_month_that_is_not_over_is_left_out_and_said() -> None:
    months = [{**row, "measure": "sell_through_units"} for row in shipped("D1", 10)]
    days = [
        {**AT, "channel": "D1", "measure": "sell_through_units", "grain": "day", "day": date(2026, 11, d), "value": 9}
        for d in (2, 3)
    ]
    load(*months, *days)
    found = ahead(2, "sell_through")
    assert found.notes == ("2026-11 only up to 2026-11-03; left out",)
    assert (found.times[0], p50(found)) == ("2026-11", pytest.approx([1300, 800]))


def test_who_has_not_reported_of_late_is_counted() -> None:
    load(*shipped("D1", 10), sender="one")
    load(*shipped("D2", 5, range(MONTHS - 1), country="HK"), sender="two")
    assert ahead(1).series[0].notes == ("2026-10: 1 of 2 expected have reported",)


def test_money_in_two_currencies_is_not_forecast_and_says_why() -> None:
    spent = [{**row, "measure": "revenue", "currency": "USD"} for row in shipped("D1", 10)]
    other = [{**row, "measure": "revenue", "currency": "CNY"} for row in shipped("D2", 10)]
    load(*spent, *other, dataset="revenue")
    with pytest.raises(Refused, match="nothing to forecast revenue from: CNY and USD are never added"):
        ahead(1, "revenue")
    assert [(s.by, s.currency) for s in ahead(1, "revenue", by=("currency",)).series] == [
        ({"currency": "CNY"}, "CNY"),
        ({"currency": "USD"}, "USD"),
    ]
    mixed = [{**row, "country": "HK"} for row in spent]
    load(*mixed, dataset="revenue", sender="another")
    china, hong_kong = sorted(ahead(1, "revenue", by=("country",)).series, key=lambda series: str(series.by))
    assert (china.forecast.method, china.notes[0]) == (None, "CNY and USD are never added")
    assert hong_kong.forecast.method == "seasonal_naive"


def test_a_quotient_is_forecast_from_its_parts() -> None:
    ours = [("product", "P1", "platform", "own", "2023-07"), ("product", "P2", "platform", "other", "2023-07")]
    load(*shipped("D1", 30), *shipped("D1", 10, product="P2"), attributes=ours)
    found = ahead(3, "platform_share")
    assert p50(found) == pytest.approx([0.75] * 3)
    assert found.notes == ("numerator and denominator are forecast apart",)


def test_what_is_told_by_quarter_is_forecast_by_quarter() -> None:
    quarters = [(date(2021 + n // 4, n % 4 * 3 + 1, 1), 100 + n % 4) for n in range(16)]
    load(*({"vendor": "Contoso", "measure": "market_units", "grain": "quarter", "day": day, "value": v} for day, v in quarters),
         dataset="market")  # fmt: skip
    found = ahead(12, "market_units")
    assert (found.grain, found.times) == ("quarter", ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"))
    assert p50(found) == pytest.approx([100, 101, 102, 103])


@pytest.mark.parametrize(
    ("horizon", "told", "said"),
    [
        (0, {}, "1 to 36 months"),
        (37, {}, "1 to 36 months"),
        (12, {"by": ("month",)}, "leave out month"),
        (12, {"where": (Filter("quarter", frozenset({"2026-Q1"})),)}, "leave out quarter"),
        (12, {"where": (Filter("channel", frozenset({"D9"})),)}, "D1"),
    ],
)
def test_what_cannot_be_asked_is_refused(horizon: int, told: dict[str, object], said: str) -> None:
    load(*shipped("D1", 10))
    with pytest.raises(Refused, match=said):
        ahead(horizon, **told)


def test_nothing_reported_is_nothing_to_forecast_from() -> None:
    load(*shipped("D1", 10))
    with pytest.raises(Refused, match="nothing to forecast revenue from: there are no actuals"):
        ahead(kpi="revenue")
    with pytest.raises(Refused, match="nothing to forecast pc_shipments from"):
        ahead(by_user=User.objects.create_user("stranger"))
