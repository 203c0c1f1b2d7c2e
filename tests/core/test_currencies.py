"""Which currency somebody means who writes none of the codes."""

import pytest

from rapport.core.currencies import like


@pytest.mark.parametrize(
    ("word", "code"),
    [("GPB", "GBP"), ("UDS", "USD"), ("JYP", "JPY"), ("CYN", "CNY"), ("EUO", "EUR"), ("USDD", "USD"), ("$", "USD")],
)
def test_a_slip_of_the_pen_is_near_what_was_meant(word: str, code: str) -> None:
    assert like(word)[0] == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("RMB", "CNY"),
        ("renminbi", "CNY"),
        ("EURO", "EUR"),
        ("Euros", "EUR"),
        ("US Dollars", "USD"),
        ("US$", "USD"),
        ("British pound", "GBP"),
        ("yen", "JPY"),
        ("人民币", "CNY"),
        ("美元", "USD"),
    ],
)
def test_a_name_means_its_currency_and_no_other(word: str, code: str) -> None:
    assert like(word) == [code]


def test_of_equally_near_ones_those_with_rates_come_first() -> None:
    assert like("Dolar", ["USD"])[0] == "USD"


def test_nothing_is_near_what_is_like_nothing() -> None:
    assert like("XYZ") == []
