"""Files of rates: both directions of a quote come to the same, and what cannot be known or cannot be right is told."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rapport.core.refusals import Refused
from tests.imports.conftest import Outcome

pytestmark = pytest.mark.django_db

Text = Callable[..., Path]
Imported = Callable[..., Outcome]

EURO = ("average", "EUR", "USD", date(2026, 10, 1), pytest.approx(1.0875), None)


@pytest.mark.parametrize(
    "content",
    [
        "Month,EUR per USD\n2026-10,0.919540229885057\n",
        "Month,Rate (USD per EUR)\n2026-10,1.0875\n",
        "Month,Pair,Rate\n2026-10,USD/EUR,0.919540229885057\n",
        "Month,From,To,Rate\n2026-10,USD,EUR,0.919540229885057\n",
        "Month,Base,Currency,Rate\n2026-10,EUR,USD,1.0875\n",
        "Month,Currency,To,Rate\n2026-10,EUR,USD,1.0875\n",
        "Rates of exchange: currency units per 1 EUR\nMonth,Currency,Rate\n2026-10,USD,1.0875\n",
        "Month,Currency,Rate (USD per unit)\n2026-10,EUR,1.0875\n",
        "Month,EUR per 100 USD\n2026-10,91.9540229885057\n",
        "月份,货币对,汇率\n2026年10月,欧元兑美元,1.0875\n",
        "Month;Currency Pair;Rate\n2026-10;EUR/USD;1,0875\n",
    ],
)
def test_what_one_euro_is_worth_in_dollars_however_it_is_told(text: Text, imported: Imported, content: str) -> None:
    assert imported(text(content)).rates == [EURO]


def test_a_lone_currency_and_rate_are_read_by_what_is_said_of_them(text: Text, imported: Imported) -> None:
    file = text("Month,Currency,Rate\n2026-10,CNY,7.4326\n2026-10,USD,1.0875\n")
    per_euro = imported(file, constants={"base": "EUR"}).rates
    assert [row[1:3] + row[4:5] for row in per_euro] == [("EUR", "CNY", 7.4326), ("EUR", "USD", 1.0875)]
    into_euro = imported(file, constants={"quote": "EUR"}).rates
    assert [row[4] for row in into_euro] == [pytest.approx(1 / 7.4326), pytest.approx(1 / 1.0875)]


def test_a_direction_that_nothing_says_is_refused_with_both_readings(text: Text, imported: Imported) -> None:
    with pytest.raises(Refused, match=r"“CNY 7\.1” can be read in two ways.*--set base=USD.*--set quote=USD"):
        imported(text("Month,Currency,Rate\n2026-10,CNY,7.1\n"))
    with pytest.raises(Refused, match="nothing says of which currencies"):
        imported(text("Month,Rate,Kind\n2026-10,7.1,average\n"))


def test_days_become_the_plain_mean_of_their_month_and_it_is_said_of_how_many(text: Text, imported: Imported) -> None:
    found = imported(text("Date,USD per EUR\n2026-10-28,1.1\n2026-10-29,1.2\n2026-10-30,1.6\n2026-11-02,1.5\n"))
    assert [row[3:] for row in found.rates] == [
        (date(2026, 10, 1), pytest.approx(1.3), 3),
        (date(2026, 11, 1), pytest.approx(1.5), 1),
    ]
    [said] = [problem["text"] for problem in found.report["problems"]]
    assert said.startswith(
        "daily rates became the plain mean of each month, of 1 to 3 days; of fewer than 15: EUR/USD 2026-11 (1)"
    )


def test_the_mean_is_the_same_whichever_way_round_the_days_were_quoted(text: Text, imported: Imported) -> None:
    """The market prices one euro in dollars, so that is what is averaged: the mean of inverses is another number."""
    days = {"2026-10-29": 1.0, "2026-10-30": 1.25}
    turned = "".join(f"{day},{1 / rate}\n" for day, rate in days.items())
    assert imported(text(f"Date,EUR per USD\n{turned}")).rates[0][4] == pytest.approx(1.125)


def test_kinds_are_kept_apart(text: Text, imported: Imported) -> None:
    column = imported(text("Month,Pair,Kind,Rate\n2026-10,EUR/USD,Average,1.09\n2026-10,EUR/USD,Budget,1.10\n"))
    assert [(row[0], row[4]) for row in column.rates] == [("average", 1.09), ("budget", 1.10)]
    beside = imported(text("Month,Pair,Average Rate,Budget Rate\n2026-10,EUR/USD,1.09,1.10\n"))
    assert [(row[0], row[4]) for row in beside.rates] == [("average", 1.09), ("budget", 1.10)]
    titled = imported(text("Budget rates FY27\nMonth,Pair,Rate\n2026-10,EUR/USD,1.10\n"))
    assert [row[0] for row in titled.rates] == ["budget"]
    assert imported(text("Month,EUR/USD\n2026-10,1.1\n"), constants={"kind": "budget"}).rates[0][0] == "budget"
    other = imported(text("Month,Pair,Kind,Rate\n2026-09,EUR/USD,Average,1.09\n2026-10,EUR/USD,Closing,1.10\n"))
    assert ([row[3] for row in other.rates], other.rules) == ([date(2026, 9, 1)], ["kind"])


def test_a_budget_rate_of_a_year_holds_for_its_months_and_an_average_one_is_refused(text: Text, imported: Imported) -> None:
    found = imported(text("Year,Pair,Kind,Rate\nFY27,EUR/USD,budget,1.10\nFY26,EUR/USD,average,1.09\n"), dataset="rates")
    assert [row[3] for row in found.rates] == [date(2026 + (6 + n) // 12, (6 + n) % 12 + 1, 1) for n in range(12)]
    assert found.rules == ["too-coarse"]


def test_a_rate_that_cannot_be_is_told_and_left_out(text: Text, imported: Imported) -> None:
    found = imported(text("Month,EUR/USD\n2026-07,1.10\n2026-08,0\n2026-09,-1.1\n2026-10,abc\n2026-11,N/A\n2026-12,1.11\n"))
    assert [row[3].month for row in found.rates] == [7, 12]
    assert [(problem["row"], problem["rule"]) for problem in found.report["problems"]] == [
        (3, "not-positive"),
        (4, "not-positive"),
        (5, "not-a-number"),
    ]
    assert found.report["rows"] == {"read": 6, "loaded": 2, "rejected": 3, "ignored": 1}


def test_a_quote_the_other_way_round_among_its_neighbours_is_told_with_its_mending(text: Text, imported: Imported) -> None:
    months = {7: "7.10", 8: "0.140449", 9: "7.14", 10: "7.08"}
    found = imported(text("Month,USD/CNY\n" + "".join(f"2026-{month:02},{rate}\n" for month, rate in months.items())))
    assert [row[3].month for row in found.rates] == [7, 9, 10]
    [problem] = found.report["problems"]
    assert (problem["row"], problem["rule"], problem["fix"]) == (3, "jump", "7.12002")


def test_of_two_quotes_that_disagree_neither_is_loaded(text: Text, imported: Imported) -> None:
    with pytest.raises(Refused, match="rows rejected: 2") as refused:
        imported(text("Month,Pair,Rate\n2026-10,USD/CNY,7.1\n2026-10,CNY/USD,7.1\n"))
    assert {problem["rule"] for problem in refused.value.problems} == {"two-rates"}
    same = imported(text("Month,Pair,Rate\n2026-10,USD/CNY,8\n2026-10,CNY/USD,0.125\n"))
    assert [row[4] for row in same.rates] == [8]


def test_rates_of_three_decimals_below_one_have_one_reading(text: Text, imported: Imported) -> None:
    found = imported(text("Month,CNY/USD\n2025-10,0.160\n2026-10,0.158\n"))
    assert [row[4] for row in found.rates] == [pytest.approx(1 / 0.160), pytest.approx(1 / 0.158)]


def test_a_workbook_with_rates_beside_facts(workbook: Callable[..., Path], imported: Imported) -> None:
    facts: list[list[Any]] = [["Month", "Account", "Revenue (CNY)"], ["2026-10", "Contoso", 110]]
    rates: list[list[Any]] = [["Month", "From", "To", "Rate"], ["2026-10", "CNY", "USD", 0.158]]
    found = imported(workbook({"Revenue": facts, "FX": rates}))
    assert [(one.dataset, sum(one.quotes.values())) for one in found.staged] == [("revenue", 0), ("rates", 1)]
    assert (found.column("value"), found.rates[0][4]) == ([110], pytest.approx(1 / 0.158))


def test_an_invoice_list_with_a_column_of_rates_stays_one_of_facts(text: Text, imported: Imported) -> None:
    found = imported(text("Month,Currency,Rate,Amount\n2026-10,CNY,7.1,100\n"))
    assert ([one.dataset for one in found.staged], found.rates, found.column("value")) == (["revenue"], [], [100])
