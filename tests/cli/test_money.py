"""Money in one currency, from files to the answer: loaded, asked, taken back, as known on a day."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Load, Rapport

REVENUE = "month,account,country,currency,revenue\n2025-10,Contoso,CN,CNY,100000000\n2026-10,Contoso,CN,CNY,110000000\n"
RATES = "Month,CNY/USD\n2025-10,0.160\n2026-10,0.158\n"


@pytest.fixture
def grown(rapport: Rapport, tmp_path: Path) -> Rapport:
    """The worked example of constant currency, its rates loaded as batch B0002 and released on 2026-11-02."""
    for name, content in (("revenue", REVENUE), ("rates", RATES)):
        (tmp_path / f"{name}.csv").write_text(content)
        assert rapport("import", tmp_path / f"{name}.csv", "--release", "2026-11-02").code == 0
    return rapport


def revenue(rapport: Rapport, *words: str) -> dict[str, Any]:
    asked = ("ask", "revenue", "--period", "2026-10", "--vs", "prior_year", "--currency", "usd", *words, "--json")
    figure: dict[str, Any] = rapport(*asked).json["rows"][0]["kpis"]["revenue"]
    return figure


def growth(figure: dict[str, Any]) -> float:
    return round(float(figure["delta"]) / float(figure["base"]), 3)


def test_reported_and_at_constant_currency(grown: Rapport) -> None:
    """CNY 110M on 100M, 0.160 → 0.158: reported +8.6%, constant currency +10.0%."""
    reported, constant = revenue(grown), revenue(grown, "--constant-currency")
    assert (reported["value"], reported["base"], growth(reported)) == ("17380000.0000", "16000000.0000", 0.086)
    assert (constant["value"], constant["base"], growth(constant)) == ("17600000.0000", "16000000.0000", 0.100)


def test_in_both_languages_it_says_at_which_rates(grown: Rapport) -> None:
    words = ("ask", "revenue", "--period", "2026-10", "--vs", "prior_year", "--currency", "USD", "--constant-currency")
    assert "Revenue: CNY in USD at monthly average rates of the base period" in grown(*words).out
    assert "收入：CNY 按基期月平均汇率折算为 USD" in grown(*words, "--lang", "zh-hans").out


def test_rates_are_taken_back_and_put_back_with_their_batch(grown: Rapport, tmp_path: Path) -> None:
    before = grown("verify").out
    (tmp_path / "better.csv").write_text(RATES.replace("0.158", "0.157"))
    batch = grown("import", tmp_path / "better.csv", "--release", "2026-11-10", "--json").json["batch"]
    assert growth(revenue(grown)) == round(110 * 0.157 / 16 - 1, 3)
    (tmp_path / "older.csv").write_text(RATES.replace("0.158", "0.150"))
    older = grown("import", tmp_path / "older.csv", "--release", "2026-11-04", "--json").json["batch"]
    assert growth(revenue(grown)) == round(110 * 0.157 / 16 - 1, 3), "what was released last counts, not what was loaded last"
    assert growth(revenue(grown, "--as-of", "2026-11-05")) == round(110 * 0.150 / 16 - 1, 3)
    assert grown("undo", older).code == 0
    assert growth(revenue(grown, "--as-of", "2026-11-05")) == 0.086
    assert grown("undo", batch).code == 0
    assert (growth(revenue(grown)), grown("verify").out) == (0.086, before)
    assert grown("undo", "B0002").code == 0
    missing = revenue(grown)
    assert (missing["value"], missing["why"]) == (None, "no rate CNY→USD for 2026-10")
    assert grown("redo", batch).code == 0
    assert growth(revenue(grown)) == round(110 * 0.157 / 16 - 1, 3)


def test_the_same_rates_in_another_file_are_nothing_new(grown: Rapport, tmp_path: Path) -> None:
    (tmp_path / "again.csv").write_text("Month,From,To,Rate\n2026-10,CNY,USD,0.158\n")
    again = grown("import", tmp_path / "again.csv", "--release", "2026-11-02", "--json").json
    assert (again["batch"], again["rows"]["loaded"], again["unchanged_rows"]) == (None, 0, 1)


def test_a_month_the_other_way_round_is_known_by_the_rates_of_the_home(grown: Rapport, tmp_path: Path) -> None:
    (tmp_path / "next.csv").write_text("Month,CNY/USD\n2026-11,6.32\n")
    refused = grown("import", tmp_path / "next.csv", "--json").json
    assert [(problem["rule"], problem["fix"]) for problem in refused["problems"]] == [("jump", "0.158228")]


def test_constant_currency_without_a_base_is_refused(grown: Rapport) -> None:
    refused = grown("ask", "revenue", "--period", "2026-10", "--constant-currency")
    assert (refused.code, "--vs prior_year" in refused.err) == (2, True)


TWO = """Month,Account,Country,Channel,Product,Category,Platform,Units,Amount,Currency
2026-10,A,FR,D1,Home,pc,own,10,100.00,EUR
2026-10,A,US,D2,Home,pc,own,20,220.00,USD
2025-10,A,FR,D1,Home,pc,own,10,90.00,EUR
2025-10,A,US,D2,Home,pc,own,20,200.00,USD
"""


@pytest.fixture
def two(rapport: Rapport, tmp_path: Path) -> Rapport:
    """Sales in two currencies, and no rates."""
    (tmp_path / "two.csv").write_text(TWO)
    assert rapport("import", tmp_path / "two.csv").code == 0
    return rapport


@pytest.mark.parametrize("command", ["ask", "explain"])
def test_where_currencies_have_no_sum_the_way_out_is_said_and_works(two: Rapport, command: str) -> None:
    words = (command, "revenue", "--period", "2026-10", "--vs", "prior_year")
    mixed = two(*words).out
    assert "EUR and USD are never added" in mixed
    assert "keep to one currency, as in --where currency=USD, or ask for all of it in one, as in --currency USD" in mixed
    assert "请导入这些月份的汇率文件" in two(*words, "--currency", "EUR", "--lang", "zh-hans").out
    unknown = two(*words, "--currency", "EUR").out
    assert "no rate USD→EUR for 2026-10" in unknown
    assert "import a file of rates for these months, or keep to amounts in EUR with --where currency=EUR" in unknown
    for kept in (("--where", "currency=EUR"), ("--where", "currency=EUR", "--currency", "EUR")):
        told = two(*words, *kept, "--json").json
        found = told if command == "explain" else told["rows"][0]["kpis"]["revenue"]
        assert (float(found["base"]), float(found["delta"])) == (90, 10)


def test_a_change_that_is_not_the_difference_of_what_is_printed_says_so(rapport: Rapport, tmp_path: Path) -> None:
    """139,200 of 175,000 on 131,000 of 170,000: 79.5% and 77.1%, a change of 2.5 points."""
    rows = ("2026-10,A,own,139200", "2026-10,A,other,35800", "2025-10,A,own,131000", "2025-10,A,other,39000")
    lines = [",".join((*row.split(",")[:2], "CN", f"P-{row.split(',')[2]}", "pc", *row.split(",")[2:])) for row in rows]
    (tmp_path / "share.csv").write_text("\n".join(("month,account,country,product,category,platform,units", *lines)))
    rapport("import", tmp_path / "share.csv")
    said = rapport("ask", "platform_share", "--period", "2026-10", "--vs", "prior_year").out
    assert "+2.5 pp" in said
    assert "changes are taken before rounding" in said
    assert "changes are taken" not in rapport("ask", "pc_shipments", "--period", "2026-10", "--vs", "prior_year").out


def test_one_change_has_one_value_wherever_it_is_told(rapport: Rapport, tmp_path: Path) -> None:
    """15.8070 on 16.0040 USD: −0.1970, which is −0.20, though 15.81 less 16.00 is −0.19."""
    (tmp_path / "revenue.csv").write_text(REVENUE.replace("100000000", "100").replace("110000000", "100"))
    (tmp_path / "rates.csv").write_text("Month,CNY/USD\n2025-10,0.160040\n2026-10,0.158070\n")
    assert rapport("import", tmp_path / "revenue.csv", tmp_path / "rates.csv").code == 0
    words = ("revenue", "--period", "2026-10", "--vs", "prior_year", "--currency", "USD", "--by", "country")
    asked = rapport("ask", *words, "--json").json["rows"][0]["kpis"]["revenue"]
    assert (asked["value"], asked["base"], asked["delta"]) == ("15.8070", "16.0040", "-0.1970")
    table = rapport("ask", *words).out
    assert table.split("CN")[1].split()[:3] == ["$15.81", "$16.00", "−$0.20"]
    assert "changes are taken before rounding" in table
    found = rapport("explain", *words, "--json").json
    assert (found["base"], found["actual"], found["delta"]) == ("16.00", "15.81", "-0.20")
    for told in (found["effects"], found["cells"][0]["effects"], found["places"]["found"]):
        assert [(one["driver"], one["amount"]) for one in told] == [("currency", "-0.20")]
    assert (found["cells"][0]["total"], found["places"]["other"]) == ("-0.20", "0.00")
    assert "down $0.20" in found["sentences"]["en"]


THIRDS = """month,account,country,category,product,units,revenue (USD)
2025-10,Contoso,DE,pc,Alpha,1,0.3333
2025-10,Contoso,FR,pc,Alpha,1,0.3333
2025-10,Contoso,GB,pc,Alpha,1,0.3334
2026-10,Contoso,DE,pc,Alpha,1,0.6666
2026-10,Contoso,FR,pc,Alpha,1,0.6666
2026-10,Contoso,GB,pc,Alpha,1,0.6668
"""


def test_parts_that_are_rounded_together_say_so_in_both_languages(rapport: Rapport, tmp_path: Path) -> None:
    """Three changes of a third: +0.33 each alone, but +1.00 in all."""
    (tmp_path / "thirds.csv").write_text(THIRDS)
    assert rapport("import", tmp_path / "thirds.csv").code == 0
    words = ("--period", "2026-10", "--vs", "prior_year", "--by", "country")
    cells = rapport("explain", "revenue", *words, "--json").json["cells"]
    assert sorted(cell["total"] for cell in cells) == ["0.33", "0.33", "0.34"]
    assert "rounded together, so that the parts add up" in rapport("explain", "revenue", *words).out
    assert "统一取整，各项之和等于合计" in rapport("explain", "revenue", *words, "--lang", "zh-hans").out
    assert "together" not in rapport("explain", "pc_shipments", *words).out
    wrote = rapport("update", "--account", "Contoso", "--period", "2026-10", "--to", "md", "--out", tmp_path / "out")
    page = next((tmp_path / "out").glob("*.md")).read_text(encoding="utf-8")
    assert "Revenue by country; changes are taken before rounding; rounded together" in page, wrote.err
    assert "on the change from prior year; rounded together" in page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("XYZ", "“XYZ” is no currency; write its ISO code"),
        ("GPB", "unknown currency “GPB”; nearest: GBP, EGP, GIP"),
        ("RMB", "unknown currency “RMB”; nearest: CNY"),
        ("US Dollars", "unknown currency “US Dollars”; nearest: USD"),
    ],
)
def test_a_currency_that_is_none_is_refused_with_what_is_near_and_what_has_rates(grown: Rapport, code: str, said: str) -> None:
    refused = grown("ask", "revenue", "--currency", code)
    assert (refused.code, refused.err.strip()) == (2, f"rapport: {said}; this home has rates of CNY, USD")


def test_a_base_without_a_counterpart_is_printed_in_its_currency(rapport: Rapport, load: Load) -> None:
    load(
        "month,account,country,product,category,units,revenue,currency",
        "2025-10,Contoso,DE,P,pc,1,19000,EUR",
        "2025-10,Contoso,FR,P,pc,1,5,EUR",
        "2026-10,Contoso,FR,P,pc,1,7,EUR",
    )
    words = ("ask", "revenue", "--by", "country", "--period", "2026-10", "--vs", "prior_year")
    assert "€19,000.00" in rapport(*words).out
    by_country = {row["by"]["country"]: row["kpis"]["revenue"] for row in rapport(*words, "--json").json["rows"]}
    assert (by_country["DE"]["value"], by_country["DE"]["base"], by_country["DE"]["currency"]) == (None, "19000.0000", "EUR")
