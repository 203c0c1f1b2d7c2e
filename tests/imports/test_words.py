"""Headings apart from their units."""

from decimal import Decimal

import pytest

from rapport.imports import words
from rapport.imports.words import Unit


@pytest.mark.parametrize(
    ("heading", "base", "scale", "currency"),
    [
        ("Sales Amount (USD)", "Sales Amount", 1, "USD"),
        ("AMT (K RMB)", "AMT", 1000, "CNY"),
        ("金额（万元）", "金额", 10_000, "CNY"),
        ("出货量(千台)", "出货量", 1000, None),
        ("Net Sales (US$ mn)", "Net Sales", 1_000_000, "USD"),
        ("Revenue EUR", "Revenue", 1, "EUR"),
        ("Units K", "Units", 1000, None),
        ("units_million", "units", 1_000_000, None),
        ("Shipments in thousand units", "Shipments", 1000, None),
        ("Price (all)", "Price", 1, None),
        ("Qty", "Qty", 1, None),
    ],
)
def test_the_unit_at_the_end_of_a_heading(heading: str, base: str, scale: int, currency: str | None) -> None:
    assert words.without_unit(heading) == (base, Unit(Decimal(scale), currency))


@pytest.mark.parametrize(
    ("text", "scale", "currency"), [("thousand units", 1000, None), ("千台", 1000, None), ("kEUR", 1, None), ("USD", 1, "USD")]
)
def test_a_text_that_is_a_unit(text: str, scale: int, currency: str | None) -> None:
    assert words.unit(text) == (Unit(Decimal(scale), currency) if text != "kEUR" else None)


def test_a_lone_dollar_or_yen_sign_names_no_currency() -> None:
    assert words.currency("$") is None
    assert words.currency("¥") is None
    assert words.currency("rmb") == "CNY"


def test_width_case_and_marks_make_no_difference() -> None:
    assert words.fold("Ｐart  No.") == words.fold("PART_NO") == "partno"
