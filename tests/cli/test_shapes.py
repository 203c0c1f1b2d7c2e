"""Answers and explanations in the JSON of the contract."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapport.cli import shapes
from rapport.core.periods import month_of
from rapport.core.question import Answer, Base, Coverage, Figure, Row
from rapport.packs import load

TRADE = load()
OCTOBER = month_of(date(2026, 10, 1))
YEAR_BEFORE = month_of(date(2025, 10, 1))


@pytest.mark.parametrize(
    ("value", "money", "expected"),
    [
        (Decimal("80450596.9823"), True, "80450596.9823"),
        (62.78735632183908, True, "62.7874"),
        (Decimal("139200.0000"), False, 139200),
        (Decimal("0.5000"), False, 0.5),
        (0.7954285714285714, False, 0.795428571429),
        (Decimal("-12.0000"), False, -12),
        (None, True, None),
        (None, False, None),
    ],
)
def test_money_is_text_and_other_numbers_are_numbers(value: Decimal | float | None, money: bool, expected: object) -> None:
    shaped = shapes.number(value, money=money)
    assert (shaped, type(shaped)) == (expected, type(expected))


def answer(**kpis: Figure) -> Answer:
    return Answer(
        period=OCTOBER,
        known_on=date(2026, 11, 6),
        ledger=3,
        currency="USD",
        base=Base("prior_year", YEAR_BEFORE, date(2025, 11, 5)),
        rows=(Row({"country": "CN"}, kpis),),
    )


def test_a_quotient_shows_its_sums() -> None:
    share = Figure(
        value=139200 / 175000,
        numerator=Decimal(139200),
        denominator=Decimal(175000),
        base=131000 / 170000,
        delta=139200 / 175000 - 131000 / 170000,
        coverage=Coverage(3, 4, 0.82),
        notes=("low base",),
        batches=("B0001",),
    )
    shaped = shapes.answer(answer(platform_share=share), TRADE)
    assert shaped["period"] == {"start": "2026-10-01", "end": "2026-11-01"}
    assert shaped["base"]["kind"] == "prior_year"
    (row,) = shaped["rows"]
    figure = row["kpis"]["platform_share"]
    assert row["by"] == {"country": "CN"}
    assert (figure["numerator"], figure["denominator"]) == (139200, 175000)
    assert round(figure["value"], 3) == 0.795
    assert round(figure["delta"], 4) == 0.0248
    assert figure["coverage"] == {"reporting": 3, "expected": 4, "volume": 0.82}
    assert figure["why"] is None


def test_a_plain_sum_has_no_numerator() -> None:
    shaped = shapes.figure(TRADE.kpis["revenue"], Figure(Decimal("8740000.0000"), Decimal("8740000.0000"), currency="USD"), TRADE)
    assert shaped["value"] == "8740000.0000"
    assert not {"numerator", "denominator"} & shaped.keys()
    assert shaped["currency"] == "USD"


def test_a_price_divides_money_by_units() -> None:
    price = Figure(Decimal(8740000) / 139200, Decimal("8740000.0000"), Decimal(139200), currency="USD")
    shaped = shapes.figure(TRADE.kpis["platform_asp"], replace(price, value=62.7873563218), TRADE)
    assert (shaped["value"], shaped["numerator"], shaped["denominator"]) == ("62.7874", "8740000.0000", 139200)


def test_a_missing_number_is_null_with_its_reason() -> None:
    shaped = shapes.figure(TRADE.kpis["revenue"], Figure(None, why="not reported"), TRADE)
    assert (shaped["value"], shaped["why"]) == (None, "not reported")
