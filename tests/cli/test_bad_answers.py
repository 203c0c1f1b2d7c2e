"""What bad input is answered with: the right number, or none and the reason, which names what is missing and the way out."""

from datetime import date
from pathlib import Path

import pytest

from rapport.book.accounts.actions import assign, set_up
from rapport.book.accounts.models import Account
from rapport.book.team.models import User
from tests.cli.asked import figure, figures
from tests.cli.conftest import Load, Rapport

pytestmark = pytest.mark.django_db

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


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
    assert "Coverage: 1 of 1 sources reported in full" in text
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


def test_a_word_that_no_one_knows_is_told_without_a_guess(rapport: Rapport, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(f"{FLAGS}\n2026-10,Contoso,CN,P6,pc,Beta OS,,13\n", encoding="utf-8")
    (problem,) = rapport("import", tmp_path / "new.csv", "--json").json["problems"]
    assert (problem["value"], problem["rule"], problem["fix"]) == ("Beta OS", "unknown-word", None)
    assert "it knows own, other, none, unknown; the rows are loaded without it" in problem["text"]
    share = figure(rapport, "platform_share", "2026-10")
    assert (share["value"], share["why"]) == (None, "shipped_units: no platform is known of any product")


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


# Several who speak of one thing.

PLACES = {"DE": 246, "FR": 64, "LU": 10}
MARKET = "month,country,vendor,source,market units"


def test_two_publishers_in_one_file_are_never_added_up(rapport: Rapport, load: Load, tmp_path: Path) -> None:
    """Neither as two senders of whom nobody said whom to trust, nor as one."""
    (tmp_path / "market.csv").write_text(f"{MARKET}\n2026-01,CN,All,IDC,1000\n2026-01,CN,All,Gartner,950\n")
    refused = rapport("import", tmp_path / "market.csv")
    assert (refused.code, "“Gartner” and “IDC” both report market_units for 2026-01" in refused.err) == (2, True)
    refused = rapport("import", tmp_path / "market.csv", "--sender", "Me")
    assert (refused.code, "would add up what Gartner and IDC publish" in refused.err) == (2, True)
    assert rapport("batches", "--json").json["batches"] == []
    load(MARKET, "2026-01,CN,All,IDC,1000", "2026-01,HK,All,Estimate,500")
    both = figure(rapport, "market_units", "2026-01")
    assert (both["value"], both["notes"]) == (1500, ["figures of Estimate (500) and IDC (1,000) together"])


def test_a_source_that_is_asked_for_answers_for_itself(rapport: Rapport, load: Load, tmp_path: Path) -> None:
    """Gartner 2,200 + 1,100, trusted before IDC's 2,000 + 1,000 + 50; PCs 246 + 64 + 10, the last where Gartner is silent."""
    own = tmp_path / "home" / "packs" / "ours"
    own.mkdir(parents=True)
    text = '[pack.ours]\nversion = 1\nuse = ["partner"]\n[measure.market_units]\ntrust = ["Gartner", "IDC"]\n'
    (own / "pack.toml").write_text(text, encoding="utf-8")
    load("month,account,country,product,category,units", *(f"2026-10,Contoso,{of},P,pc,{n}" for of, n in PLACES.items()))
    load("month,country,source,market units", "2026-10,DE,IDC,2000", "2026-10,FR,IDC,1000", "2026-10,LU,IDC,50")
    load("month,country,source,market units", "2026-10,DE,Gartner,2200", "2026-10,FR,Gartner,1100")
    whole = figure(rapport, "market_units", "2026-10")
    assert (whole["value"], whole["notes"]) == (
        3350,
        ["IDC reports 3,000 where 3,300 counts, 300 less; not added", "figures of Gartner (3,300) and IDC (50) together"],
    )
    each = figures(rapport, "market_units", "2026-10", "--by", "source")
    assert {name: (one["value"], one["notes"]) for (name,), one in each.items()} == {"Gartner": (3300, []), "IDC": (3050, [])}
    shares = figures(rapport, "partner_share", "2026-10", "--by", "source")
    assert {name: (one["numerator"], one["denominator"]) for (name,), one in shares.items()} == {
        "Gartner": (310, 3300),
        "IDC": (320, 3050),
    }
    for name, share in (("IDC", shares["IDC",]), ("Gartner", shares["Gartner",])):
        assert figure(rapport, "partner_share", "2026-10", "--where", f"source={name}")["value"] == share["value"]


def test_revenue_of_an_account_without_a_quota_is_no_attainment(rapport: Rapport, load: Load) -> None:
    load("month,account,country,currency,revenue", "2026-10,Contoso,CN,USD,180", "2026-10,Fabrikam,US,USD,7")
    load("month,account,currency,quota", "2026-10,Contoso,USD,200")
    whole = figure(rapport, "quota_attainment", "2026-10")
    assert (whole["value"], whole["notes"]) == (0.9, ["7 USD of revenue left out: unmatched by account, month"])
    by_account = figures(rapport, "quota_attainment", "2026-10", "--by", "account")
    assert {name: (one["value"], one["why"]) for (name,), one in by_account.items()} == {
        "Contoso": (0.9, None), "Fabrikam": (None, "quota_amount not reported"),
    }  # fmt: skip


# Plan only at the top.


@pytest.fixture
def planned(rapport: Rapport, load: Load) -> Rapport:
    """Actuals by country, a plan and a quota by account alone."""
    load("月份,客户,国家,币种,收入", "2026-10,Contoso,CN,USD,100", "2026-10,Contoso,US,USD,80")
    load("month,account,currency,revenue", "2026-10,Contoso,USD,160", words=("--dataset", "plan"))
    load("month,account,currency,quota", "2026-10,Contoso,USD,200")
    return rapport


def test_a_plan_by_account_stands_beside_the_whole_and_no_country(planned: Rapport) -> None:
    whole = figure(planned, "revenue", "2026-10", "--vs", "plan")
    assert (whole["value"], whole["base"], whole["delta"]) == ("180.0000", "160.0000", "20.0000")
    for words in (("--by", "country"), ("--where", "country=CN")):
        for one in figures(planned, "revenue", "2026-10", "--vs", "plan", *words).values():
            assert (one["base"], one["notes"]) == (None, ["base: revenue (plan) exists only by account, not by country"])
    assert "收入：基数：收入（计划）仅按客户提供，未按国家细分" in planned(
        "ask", "revenue", "--period", "2026-10", "--vs", "plan", "--by", "country", "--lang", "zh-hans"
    ).out  # fmt: skip


def test_attainment_has_the_depth_of_the_quota(planned: Rapport) -> None:
    assert figure(planned, "quota_attainment", "2026-10")["value"] == 0.9
    by_country = figures(planned, "quota_attainment", "2026-10", "--by", "country").values()
    assert {(one["value"], one["why"]) for one in by_country} == {(None, "quota_amount exists only by account, not by country")}


def test_a_plan_at_the_top_explains_the_whole_and_says_why_no_country(planned: Rapport) -> None:
    told = planned("explain", "revenue", "--period", "2026-10", "--vs", "plan", "--by", "country", "--json").json
    assert (told["delta"], told["effects"], told["why"]) == ("20.00", [], "revenue (plan) exists only by account, not by country")
    whole = planned("explain", "revenue", "--period", "2026-10", "--vs", "plan", "--json").json
    assert sum(float(effect["amount"]) for effect in whole["effects"]) == 20


# A fiscal year changed.


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("Fiscal Year,Quarter,account,country,currency,revenue", "FY25,Q1,Contoso,CN,USD,7"),
        ("财年,季度,客户,国家,币种,收入", "2025,Q1,Contoso,CN,USD,7"),
        ("Period,Quarter,account,country,currency,revenue", "FY2025,1,Contoso,CN,USD,7"),
    ],
)
def test_a_quarter_of_a_fiscal_year_is_not_taken_for_the_year(rapport: Rapport, load: Load, head: str, rows: str) -> None:
    load(head, rows)
    assert figure(rapport, "revenue", "FY25-Q1")["value"] == "7.0000"
    year = figure(rapport, "revenue", "FY25")
    assert (year["value"], year["notes"]) == ("7.0000", ["no facts of 2024-Q4..2025-Q2"])


@pytest.mark.parametrize(("first", "fy26"), [(7, "2025-07..2026-06"), (4, "2025-04..2026-03"), (1, "2026-01..2026-12")])
def test_an_answer_says_which_months_a_fiscal_year_covers(rapport: Rapport, load: Load, first: int, fy26: str) -> None:
    load("month,account,country,currency,revenue", *(f"{month},Contoso,CN,USD,1" for month in MONTHS))
    load("Fiscal Year,account,country,currency,revenue", "FY26,Fabrikam,CN,USD,5")
    set_up(by=None, first_month=first)
    assert f"\n{fy26}" in f"\n{rapport('ask', 'revenue', '--period', 'FY26', '--where', 'account=Contoso').out}"
    months = {7: 6, 4: 3, 1: 12}[first]
    assert figure(rapport, "revenue", "FY26", "--where", "account=Contoso")["value"] == f"{months}.0000"
    whole = figure(rapport, "revenue", "FY26", "--where", "account=Fabrikam")
    assert (whole["value"], whole["why"]) == (("5.0000", None) if first == 7 else (None, "revenue is reported by year"))


# What is easily added up wrongly.


def test_stock_is_of_the_last_month_and_a_ratio_to_date_is_sum_over_sum(rapport: Rapport, load: Load) -> None:
    load(CHANNEL, "2026-01,Contoso,CN,D1,P,pc,20,10,100", "2026-02,Contoso,CN,D1,P,pc,80,72,108")
    assert figure(rapport, "channel_inventory", "2026-01..2026-02")["value"] == 108
    ratio = figure(rapport, "sell_through_to_sell_in", "ytd:2026-02")
    assert (ratio["value"], ratio["numerator"], ratio["denominator"]) == (0.82, 82, 100), "not 70%, the mean of 50% and 90%"
    assert "low base" in figure(rapport, "sell_through_to_sell_in", "2026-01")["notes"]
    assert "low base" not in figure(rapport, "sell_through_to_sell_in", "2026-02")["notes"]


def test_what_accounts_of_others_lack_is_nothing_that_one_learns(rapport: Rapport, load: Load, tmp_path: Path) -> None:
    load(FLAGS, *EDITIONS[:2], "2026-10,Fabrikam,CN,P3,pc,own,,20", name="units.csv")
    load("month,account,country,currency,revenue", "2026-10,Contoso,CN,USD,10", "2026-10,Fabrikam,CN,CNY,10")
    half = User.objects.create(username="half")
    assign(by=None, user=half, account=Account.objects.get(name="Contoso"), starts_on=date(2020, 1, 1))
    asked = ("--currency", "USD")
    assert figure(rapport, "revenue", "2026-10", *asked)["why"] == "no rate CNY→USD for 2026-10"
    mine = figure(rapport, "revenue", "2026-10", *asked, "--as", "half")
    assert (mine["value"], mine["why"]) == ("10.0000", None)
    mix = figure(rapport, "premium_mix", "2026-10", "--as", "half")
    assert (mix["value"], mix["notes"]) == (0.6, [])
    text, missing = update(rapport, tmp_path, "2026-10", "--as", "half")
    assert "Fabrikam" not in text
    assert "Some products are not classified." not in missing


# One measure in two kinds of files of one sender.


def test_money_beside_pieces_and_beside_licences_is_refused_with_a_way_that_works(
    rapport: Rapport, load: Load, tmp_path: Path
) -> None:
    """They are of other products here, but nothing says so; a file of one kind would replace the other's whole."""
    load("month,account,country,product,units,revenue,currency", "2026-10,Contoso,CN,PC,10,5000,CNY")
    licences = tmp_path / "licences.csv"
    licences.write_text("month,account,country,product,licences,revenue,currency\n2026-10,Contoso,CN,Suite,4,400,CNY\n")
    refused = rapport("import", licences)
    assert refused.code == 2
    assert "it would be counted twice. Put all revenue of a month, whatever the products, into one file" in refused.err
    assert '"its heading" = "ignored"' in refused.err
    maps = tmp_path / "map.toml"
    maps.write_text('[columns]\n"revenue" = "ignored"\n')
    assert rapport("import", licences, "--map", maps).code == 0
    load(
        "month,account,country,product,units,revenue,currency",
        "2026-10,Contoso,CN,PC,10,5000,CNY",
        "2026-10,Contoso,CN,Suite,,400,CNY",
    )
    assert figure(rapport, "revenue", "2026-10")["value"] == "5400.0000"
