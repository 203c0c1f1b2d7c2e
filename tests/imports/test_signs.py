"""A sign of a currency in a cell never speaks against the currency that is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rapport.core import currencies
from rapport.imports import signs, words

Text = Callable[..., Path]
HEAD = "month,account,country,units"


def test_a_sign_of_another_currency_than_the_heading_rejects_its_row(text: Text, imported: Callable) -> None:
    found = imported(text(f'{HEAD},revenue (USD)\n2026-10,A,DE,5,€500\n2026-10,A,US,5,$100\n2026-10,A,HK,5,"$1,000"\n'))

    assert found.column("value", "revenue") == [100, 1_000]
    assert found.report["rows"] == {"read": 3, "loaded": 2, "rejected": 1, "ignored": 0}
    (problem,) = found.report["problems"]
    assert (problem["rule"], problem["row"], problem["column"], problem["value"]) == (
        "two-currencies",
        2,
        "revenue (USD)",
        "€500",
    )
    assert problem["text"] == (
        "“€500” has a sign that USD is not written with, and the amount is told in USD; mend the cell or its currency"
    )


def test_a_sign_of_another_currency_than_its_column_rejects_its_row(text: Text, imported: Callable) -> None:
    told = ("500 €,USD", "500 €,EUR", "¥7,CNY", "¥8,HKD", "$9,HKD")
    rows = "".join(f"2026-10,A,DE,5,{amount}\n" for amount in told)
    found = imported(text(f"{HEAD},revenue,currency\n{rows}"))

    assert found.column("currency", "revenue") == ["EUR", "CNY", "HKD"]
    assert [(problem["row"], problem["rule"]) for problem in found.report["problems"]] == [
        (2, "two-currencies"),
        (5, "two-currencies"),
    ]


@pytest.mark.parametrize("currency", ["USD", "HKD", "CAD", "AUD", "SGD", "TWD", "NZD", "MXN"])
def test_many_currencies_are_written_with_a_dollar_sign(currency: str) -> None:
    assert signs.contradicting("$5", currency) is None
    assert signs.contradicting("£5", currency) == "£"


@pytest.mark.parametrize(
    ("cell", "may_be", "is_never"),
    [("€5", "EUR", "USD"), ("¥5", "JPY", "USD"), ("￥5", "CNY", "EUR"), ("£5", "GBP", "EUR"), ("5元", "CNY", "USD")],
)
def test_what_a_sign_may_mean(cell: str, may_be: str, is_never: str) -> None:
    assert signs.contradicting(cell, may_be) is None
    assert signs.contradicting(cell, is_never)


def test_the_code_of_no_currency_is_none_and_is_not_offered() -> None:
    assert words.currency("XXX") is None
    assert not currencies.is_currency("XXX")
    assert {"XXX", "XTS"}.isdisjoint(currencies.like("XX"))
