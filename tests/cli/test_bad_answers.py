"""What bad input is answered with: the right number, or none and the reason, which names what is missing and the way out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Rapport

pytestmark = pytest.mark.django_db

Load = Callable[..., str]
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


@pytest.fixture
def load(rapport: Rapport, tmp_path: Path) -> Load:
    """Loads lines as a file and answers the batch."""

    def load_lines(head: str, *rows: str, words: tuple[str, ...] = (), name: str = "file.csv") -> str:
        path = tmp_path / name
        path.write_text("\n".join((head, *rows)), encoding="utf-8")
        ran = rapport("import", path, *words, "--json")
        assert ran.code == 0, ran.err
        return str(ran.json["batch"])

    return load_lines


def figures(rapport: Rapport, kpi: str, period: str, *words: str) -> dict[tuple[str | None, ...], dict[str, Any]]:
    ran = rapport("ask", kpi, "--period", period, *words, "--json")
    assert ran.code == 0, ran.err
    return {tuple(row["by"].values()): row["kpis"][kpi] for row in ran.json["rows"]}


def figure(rapport: Rapport, kpi: str, period: str, *words: str) -> dict[str, Any]:
    return figures(rapport, kpi, period, *words)[()]


def update(rapport: Rapport, tmp_path: Path, period: str, *words: str, account: str = "Contoso") -> tuple[str, list[str]]:
    """The English update and what its gate misses."""
    ran = rapport("update", "--account", account, "--period", period, "--to", "md", "--out", tmp_path / "out", *words, "--json")
    assert ran.code == 0, ran.err
    return Path(ran.json["files"][0]).read_text("utf-8"), [item["what"] for item in ran.json["gate"]["missing"]]


# A rate missing for one month of twelve.

YEAR = [f"{month},Contoso,CN,CNY,100" for month in MONTHS] + [f"{month},Contoso,US,USD,10" for month in MONTHS]
MAY = "no rate CNY→USD for 2026-05"


@pytest.fixture
def year(rapport: Rapport, load: Load) -> Rapport:
    """A year in two currencies, and rates (0.20) for eleven months."""
    load("month,account,country,currency,revenue", *YEAR)
    load("Month,CNY/USD", *(f"{month},0.2" for month in MONTHS if month != "2026-05"))
    return rapport


def test_a_year_without_one_rate_has_no_sum_and_eleven_months(year: Rapport) -> None:
    whole = figure(year, "revenue", "2026", "--currency", "USD")
    assert (whole["value"], whole["why"]) == (None, MAY)
    months = figures(year, "revenue", "2026", "--currency", "USD", "--by", "month")
    assert [month for (month,), one in months.items() if one["value"] is None] == ["2026-05"]
    assert {one["value"] for one in months.values()} == {None, "30.0000"}
    assert months["2026-05",]["why"] == MAY


@pytest.mark.parametrize("words", [(), ("--constant-currency",)])
def test_a_base_without_its_rate_is_named(year: Rapport, words: tuple[str, ...]) -> None:
    june = figure(year, "revenue", "2026-06", "--vs", "prior_period", "--currency", "USD", *words)
    assert (june["base"], june["delta"], f"base: {MAY}" in june["notes"]) == (None, None, True)
    assert june["value"] == (None if words else "30.0000"), "at constant currency June goes by the rate of May"


def test_explain_names_the_month_and_takes_no_part_for_the_whole(year: Rapport) -> None:
    told = year("explain", "revenue", "--period", "2026", "--vs", "prior_year", "--currency", "USD").out
    assert f"Revenue: no figure ({MAY})." in told
    assert "import a file of rates for these months" in told
    told = year("explain", "revenue", "--period", "2026-06", "--vs", "prior_period", "--currency", "USD", "--json").json
    assert (told["actual"], told["base"], told["effects"], told["why"]) == ("30.00", None, [], MAY)


def test_an_update_in_one_currency_tells_the_month_and_why_there_is_no_year_to_date(year: Rapport, tmp_path: Path) -> None:
    text, _ = update(year, tmp_path, "2026-06", "--currency", "USD")
    assert "Revenue came to $30.00." in text
    assert f"**Without figures to date**\n\n- Revenue: {MAY}." in text


def test_an_update_over_two_currencies_does_not_say_that_nothing_was_reported(year: Rapport, tmp_path: Path) -> None:
    text, missing = update(year, tmp_path, "2026-06")
    assert "CNY and USD are never added" in text
    assert "--currency USD" in text
    assert "Coverage: 1 of 1 sources reported" in text
    assert "The figures of this month cannot be told." in missing
    assert "No actuals" not in text


def test_a_base_that_cannot_be_compared_with_is_not_said_to_be_missing(year: Rapport, load: Load, tmp_path: Path) -> None:
    load("month,account,currency,revenue", "2026-06,Contoso,CNY,50", words=("--dataset", "plan"))
    text, missing = update(year, tmp_path, "2026-06", "--currency", "USD")
    assert "Plan: no comparison. no budget rate CNY→USD for 2026-06." in text
    assert "No plan for this month." not in missing


# A product without its attribute.

FLAGS = "月份,客户,国家,产品,类别,平台,高端,数量"
EDITIONS = (
    "2026-10,Contoso,CN,P1,pc,own,是,60",
    "2026-10,Contoso,CN,P2,pc,own,否,40",
    "2026-10,Contoso,CN,P3,pc,own,,20",
    "2026-10,Contoso,CN,P4,pc,other,,30",
)


def test_units_without_a_flag_are_told_and_never_counted_as_no(rapport: Rapport, load: Load, tmp_path: Path) -> None:
    load(FLAGS, *EDITIONS)
    mix = figure(rapport, "premium_mix", "2026-10")
    assert (mix["value"], mix["numerator"], mix["denominator"]) == (0.6, 60, 100)
    assert mix["notes"] == ["20 units without premium"], "of another platform the edition is nothing that is missing"
    text, missing = update(rapport, tmp_path, "2026-10")
    assert "- Premium mix: 20 units without premium." in text
    assert "Some products are not classified." in missing, "what is unclassified blocks publishing"
    load("code,name,premium", "P3,P3,no")
    assert figure(rapport, "premium_mix", "2026-10")["value"] == 0.5
    assert "Some products are not classified." not in update(rapport, tmp_path, "2026-10")[1]


def test_where_no_product_has_the_flag_there_is_no_mix(rapport: Rapport, load: Load) -> None:
    load(FLAGS, EDITIONS[2])
    mix = figure(rapport, "premium_mix", "2026-10")
    assert (mix["value"], mix["why"]) == (None, "shipped_units: no premium is known of any product")
    assert "出货量：没有任何产品标注了高端版本" in rapport("ask", "premium_mix", "--period", "2026-10", "--lang", "zh-hans").out


# Figures that are right and look wrong, and such as cannot be right.

CHANNEL = "month,account,country,channel,product,category,sell_in,sell_through,inventory"


def test_a_stock_below_zero_is_an_error_and_gives_no_ratio(rapport: Rapport, load: Load) -> None:
    load(CHANNEL, "2026-03,Contoso,CN,D1,P,pc,90,60,-20", "2026-04,Contoso,CN,D1,P,pc,90,60,40")
    stock = figure(rapport, "channel_inventory", "2026-03")
    assert (stock["value"], stock["notes"]) == (-20, ["inventory_units below zero: check what was reported"])
    for kpi, month in (("weeks_of_inventory", "2026-03"), ("sell_through_rate", "2026-04")):
        found = figure(rapport, kpi, month)
        assert (found["value"], found["why"]) == (None, "inventory_units below zero: check what was reported")
    told = rapport("explain", "weeks_of_inventory", "--period", "2026-04", "--vs", "prior_period", "--json").json
    assert (told["base"], told["why"]) == (None, "inventory_units below zero: check what was reported")


def test_of_a_quotient_the_measure_that_was_not_reported_is_named(rapport: Rapport, load: Load) -> None:
    load(CHANNEL, "2026-03,Contoso,CN,D1,P,pc,90,60,20")
    assert figure(rapport, "sell_through_rate", "2026-03")["why"] == "opening inventory_units not reported"
    assert "动销率：期初渠道库存未上报" in rapport("ask", "sell_through_rate", "--period", "2026-03", "--lang", "zh-hans").out


def test_more_licences_than_devices_are_to_be_checked(rapport: Rapport, load: Load) -> None:
    load("month,account,country,product,category,units", "2026-03,Contoso,CN,P,pc,60")
    load("month,account,country,product,category,licences", "2026-03,Contoso,CN,L,licence,90")
    attach = figure(rapport, "base_attach", "2026-03")
    assert (attach["value"], attach["notes"]) == (1.5, ["above 100%: check"])
    assert "高于 100%：请核对" in rapport("ask", "base_attach", "--period", "2026-03", "--lang", "zh-hans").out
