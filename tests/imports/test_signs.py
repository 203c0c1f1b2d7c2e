"""A sign of a currency in a cell never speaks against the currency that is told."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rapport.core import currencies
from rapport.core.refusals import Refused
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


def told(found: Any) -> list[tuple[Decimal, str]]:
    rows = [fact for fact in found.facts if fact["measure"] == "revenue"]
    return [(fact["value"], fact["currency"]) for fact in sorted(rows, key=lambda fact: fact["row"])]


MIXED = ("€500", "EUR 500.50", "500 USD", "-RMB 7", "US$8", "(£9)", "5元", "人民币 6", "1200 Euro")


def test_cells_that_name_a_currency_have_it(text: Text, imported: Callable) -> None:
    found = imported(text(f"{HEAD},revenue\n" + "".join(f"2026-10,A{n},DE,5,{cell}\n" for n, cell in enumerate(MIXED))))
    codes = ["EUR", "EUR", "USD", "CNY", "USD", "GBP", "CNY", "CNY", "EUR"]
    values = [500, Decimal("500.50"), 500, -7, 8, -9, 5, 6, 1200]
    assert (told(found), found.rules) == (list(zip(values, codes, strict=True)), [])


def test_a_sign_of_several_is_told_beside_cells_that_name_one_and_can_be_said_for_all(text: Text, imported: Callable) -> None:
    path = text(f"{HEAD},revenue\n2026-10,A,DE,5,€500\n2026-10,A,US,5,$100\n2026-10,A,FR,5,7\n")
    found = imported(path)
    assert (told(found), found.rules) == ([(500, "EUR")], ["missing", "missing"])
    assert found.report["problems"][0]["text"] == (
        "the cell does not say of which currency it is, as others of the column do (EUR); write it there, as in EUR 500, "
        "or say it of all such cells, as in --set currency=USD"
    )
    found = imported(path, constants={"currency": "USD"})
    assert (told(found), found.rules) == ([(500, "EUR"), (100, "USD"), (7, "USD")], [])


def test_a_sign_of_several_alone_is_refused_with_what_to_do(text: Text, imported: Callable) -> None:
    path = text(f"{HEAD},revenue\n2026-10,A,US,5,$100\n")
    with pytest.raises(
        Refused, match=r"nothing says of which currency \(“\$” is that of several\); say it with --set currency=USD"
    ):
        imported(path)
    assert told(imported(path, constants={"currency": "CAD"})) == [(100, "CAD")]


def test_a_word_in_a_cell_may_say_the_currency_again_and_never_another(text: Text, imported: Callable) -> None:
    found = imported(text(f"{HEAD},revenue (USD)\n2026-10,A,DE,5,EUR 500\n2026-10,A,US,5,USD 100\n2026-10,A,HK,5,XYZ 9\n"))
    assert told(found) == [(100, "USD")]
    assert [(one["row"], one["rule"], one["value"]) for one in found.report["problems"]] == [
        (2, "two-currencies", "EUR 500"),
        (4, "not-a-number", "XYZ 9"),
    ]


def test_what_is_wrong_with_the_number_beside_a_currency_is_told(text: Text, imported: Callable) -> None:
    found = imported(text(f"{HEAD},revenue\n2026-10,A,DE,5,EUR 1.23456\n2026-10,A,US,5,USD 100.5\n"))
    assert (told(found), found.rules) == ([(Decimal("100.5"), "USD")], ["too-precise"])
