"""Which way round a rate is quoted, in the ways in which people write it."""

import pytest

from rapport.imports.pairs import Pair, is_pair, kind, pair


@pytest.mark.parametrize(
    "text", ["USD per EUR", "EUR/USD", "eur/usd", "EURUSD", "Rate (USD per EUR)", "EUR to USD", "EUR → USD", "1 EUR in USD",
             "US$ per €", "欧元兑美元", "1欧元兑美元", "ＥＵＲ／ＵＳＤ"],
)  # fmt: skip
def test_all_of_these_say_what_one_euro_is_worth_in_dollars(text: str) -> None:
    assert pair(text) == Pair("EUR", "USD")


def test_the_other_way_round_is_told_apart() -> None:
    assert pair("EUR per USD") == pair("USD/EUR") == Pair("USD", "EUR")


@pytest.mark.parametrize("text", ["CNY per 100 JPY", "100 JPY/CNY", "100日元兑人民币"])
def test_a_rate_of_a_hundred_units(text: str) -> None:
    assert pair(text) == Pair("JPY", "CNY", 100)


@pytest.mark.parametrize(("text", "said"), [("per EUR", Pair("EUR", None)), ("USD per unit", Pair(None, "USD"))])
def test_half_a_direction(text: str, said: Pair) -> None:
    assert (pair(text), is_pair(text)) == (said, False)


@pytest.mark.parametrize(
    "text", ["Rate", "EUR", "Average rate per month", "Cost per unit", "EUR/EUR", "sent to all", "N/A", "24/7"]
)
def test_no_direction(text: str) -> None:
    assert pair(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Average rate", "average"),
        ("月平均汇率", "average"),
        ("FY27 Budget Rates", "budget"),
        ("预算", "budget"),
        ("closing", None),
    ],
)
def test_the_kind_of_a_rate(text: str, said: str | None) -> None:
    assert kind(text) == said
