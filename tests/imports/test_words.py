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
        ("Revenue (TEUR)", "Revenue", 1000, "EUR"),  # as German firms write thousands of euros
        ("Revenue (T€)", "Revenue", 1000, "EUR"),
        ("Revenue (Tsd. EUR)", "Revenue", 1000, "EUR"),
        ("Revenue (kEUR)", "Revenue", 1000, "EUR"),
        ("Revenue (EURk)", "Revenue", 1000, "EUR"),
        ("Revenue KUSD", "Revenue", 1000, "USD"),
        ("Revenue (mEUR)", "Revenue", 1_000_000, "EUR"),
        ("Revenue (MUSD)", "Revenue", 1_000_000, "USD"),
        ("Revenue (€m)", "Revenue", 1_000_000, "EUR"),
        ("Revenue (EUR mn)", "Revenue", 1_000_000, "EUR"),
        ("Revenue (bnUSD)", "Revenue", 1_000_000_000, "USD"),
        ("Revenue (EUR'000)", "Revenue", 1000, "EUR"),
        ("Revenue (in 1.000 EUR)", "Revenue", 1000, "EUR"),
        ("Revenue (US$ 000)", "Revenue", 1000, "USD"),
        ("Revenue (MXN)", "Revenue", 1, "MXN"),  # a currency, and no million of another
        ("Revenue (net, kEUR)", "Revenue", 1000, "EUR"),
        ("Revenue (net) (kEUR)", "Revenue", 1000, "EUR"),
        ("金额(万元，含税)", "金额", 10_000, "CNY"),
        ("Revenue (bank)", "Revenue", 1, None),
        ("Units (M365)", "Units", 1, None),
        ("Units (5G, 2026)", "Units", 1, None),
    ],
)
def test_the_unit_at_the_end_of_a_heading(heading: str, base: str, scale: int, currency: str | None) -> None:
    assert words.without_unit(heading) == (base, Unit(Decimal(scale), currency))


@pytest.mark.parametrize(
    ("text", "scale", "currency"),
    [("thousand units", 1000, None), ("千台", 1000, None), ("kEUR", 1000, "EUR"), ("USD", 1, "USD")],
)
def test_a_text_that_is_a_unit(text: str, scale: int, currency: str | None) -> None:
    assert words.unit(text) == Unit(Decimal(scale), currency)


@pytest.mark.parametrize(
    ("heading", "scale", "sign"),
    [
        ("Revenue ($000)", 1000, "$"),
        ("Revenue $k", 1000, "$"),
        ("Revenue (k$)", 1000, "$"),
        ("Revenue $M", 1_000_000, "$"),
        ("Revenue ($B)", 1_000_000_000, "$"),
        ("Revenue ($)", 1, "$"),
        ("Revenue (¥ mn)", 1_000_000, "¥"),
    ],
)
def test_a_sign_of_several_currencies_keeps_its_scale(heading: str, scale: int, sign: str) -> None:
    assert words.without_unit(heading) == ("Revenue", Unit(Decimal(scale), None, sign))


@pytest.mark.parametrize(
    "said", ["xEUR", "EUR, USD", "USD/EUR", "EUR $", "R$ k", "EURT", "USD T", "EUR at plan rate", "百万円", "T"]
)
def test_what_speaks_of_money_or_scale_and_is_not_understood_is_kept(said: str) -> None:
    assert words.without_unit(f"Revenue ({said})") == ("Revenue", Unit(unread=said))


def test_a_lone_dollar_or_yen_sign_names_no_currency() -> None:
    assert words.currency("$") is None
    assert words.currency("¥") is None
    assert words.currency("rmb") == "CNY"


def test_width_case_and_marks_make_no_difference() -> None:
    assert words.fold("Ｐart  No.") == words.fold("PART_NO") == "partno"
