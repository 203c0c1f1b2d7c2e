"""Who has not reported is said beside a figure, in every form that people read."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Rapport


@pytest.fixture
def half(rapport: Rapport, tmp_path: Path) -> Rapport:
    """Two distributors in one file, of which the one that sold more is silent in the last month."""
    file = tmp_path / "sold.csv"
    lines = ("2026-09,Contoso,CN,D1,P,63", "2026-09,Contoso,CN,D2,P,37", "2026-10,Contoso,CN,D2,P,40")
    file.write_text("\n".join(["month,account,country,channel,product,sell_through", *lines]), encoding="utf-8")
    assert rapport("import", file).code == 0
    return rapport


def test_who_has_not_reported_is_said_beside_the_figure(half: Rapport) -> None:
    words = ("ask", "sell_through", "--period", "2026-10")
    assert "Sell-through: 1 of 2 sources reported in full, 37.0% of volume" in half(*words).out
    assert "渠道销售量：2 个来源中有 1 个已全部报送，占销量 37.0%" in half(*words, "--lang", "zh-hans").out
    assert half(*words, "--by", "channel").out.count("1 of 2 sources") == 1
    (line,) = csv.DictReader(io.StringIO(half(*words, "--csv").out))
    assert (line["reporting"], line["expected"], line["volume"]) == ("1", "2", "0.37")
    assert "sources" not in half("ask", "sell_through", "--period", "2026-09").out


@pytest.fixture
def late(rapport: Rapport, tmp_path: Path) -> Rapport:
    """D1..D4 sell 4,500, 1,980, 900 and 1,620 a month from May to October; D4's October has not come."""
    units = {"D1": 4500, "D2": 1980, "D3": 900, "D4": 1620}
    months = [f"2026-{month:02}" for month in range(5, 11)]
    cells = [(month, channel) for month in months for channel in units if (month, channel) != ("2026-10", "D4")]
    lines = [f"{month},Contoso,CN,{channel},P,{units[channel]}" for month, channel in cells]
    file = tmp_path / "sold.csv"
    file.write_text("\n".join(["month,account,country,channel,product,sell_through", *lines]), encoding="utf-8")
    assert rapport("import", file, "--release", "2026-11-10").code == 0
    return rapport


def test_of_several_months_it_is_said_who_misses_which(late: Rapport) -> None:
    words = ("ask", "sell_through", "--period", "2026-08..2026-10")
    assert "Sell-through: 3 of 4 sources reported in full, 94.0% of volume" in late(*words).out
    assert "Sell-through: no facts of D4 for 2026-10" in late(*words).out
    assert "渠道销售量：2026-10 没有 D4 的数据" in late(*words, "--lang", "zh-hans").out
    (line,) = csv.DictReader(io.StringIO(late(*words, "--csv").out))
    assert (line["value"], line["reporting"], line["volume"]) == ("25380", "3", "0.94")
    assert line["notes"] == "no facts of D4 for 2026-10"
    (line,) = csv.DictReader(io.StringIO(late(*words, "--csv", "--lang", "zh-hans").out))
    assert line["notes"] == "2026-10 没有 D4 的数据"


def test_the_base_says_it_likewise(late: Rapport) -> None:
    words = ("ask", "sell_through", "--period", "2026-11..2027-01", "--vs", "prior_period")
    found = late(*words, "--json").json["rows"][0]["kpis"]["sell_through"]
    assert found["base_coverage"] == {"reporting": 3, "expected": 4, "volume": 0.94}
    assert "Sell-through: base: 3 of 4 sources reported in full, 94.0% of volume" in late(*words).out
    assert "渠道销售量：基数：4 个来源中有 3 个已全部报送，占销量 94.0%" in late(*words, "--lang", "zh-hans").out


def told(explanation: dict[str, Any]) -> list[tuple[str, int, str | None]]:
    """Driver, amount and tag of each effect."""
    return [(effect["driver"], effect["amount"], effect["tag"]) for effect in explanation["effects"]]


def test_explain_tells_a_late_report_from_a_loss(late: Rapport) -> None:
    words = ("explain", "sell_through", "--period", "2026-10", "--vs", "prior_period", "--by", "channel")
    english, chinese, found = late(*words).out, late(*words, "--lang", "zh-hans").out, late(*words, "--json").json
    assert "The fall came from D4 (−1,620, not reported yet)." in english
    assert "下降主要来自 D4（−1,620，尚未报送）。" in chinese
    assert "lost" not in english
    assert "流失" not in chinese
    assert "no facts of D4 for 2026-10\n3 of 4 sources reported in full, 82.0% of volume" in english
    assert "2026-10 没有 D4 的数据\n4 个来源中有 3 个已全部报送，占销量 82.0%" in chinese
    assert found["coverage"] == {"reporting": 3, "expected": 4, "volume": 0.82}
    assert found["base_coverage"] == {"reporting": 4, "expected": 4, "volume": 1.0}
    assert found["notes"] == ["no facts of D4 for 2026-10"]
    assert told(found) == [("unreported", -1620, "not reported yet"), ("volume", 0, None)]


def test_explain_tells_a_report_in_part_from_a_loss(late: Rapport) -> None:
    words = ("explain", "sell_through", "--period", "2026-08..2026-10", "--vs", "prior_period", "--by", "channel")
    english, chinese, found = late(*words).out, late(*words, "--lang", "zh-hans").out, late(*words, "--json").json
    assert "The fall came from D4 (−1,620, reported in part)." in english
    assert "下降主要来自 D4（−1,620，部分未报送）。" in chinese
    assert [(effect["amount"], effect["tag"]) for effect in found["effects"]] == [(-1620, "reported in part")]


def test_explain_says_who_missed_the_base_and_which_months_are_to_come(late: Rapport) -> None:
    words = ("explain", "sell_through", "--vs", "prior_period", "--by", "channel")
    found = late(*words, "--period", "2026-08..2026-12", "--json").json
    assert found["notes"] == ["no facts of 2026-11..2026-12", "no facts of D4 for 2026-10", "base: no facts of 2026-03..2026-04"]
    assert (found["coverage"]["reporting"], found["base_coverage"]["reporting"]) == (3, 4)


def test_what_has_no_plan_is_said_and_is_not_new(rapport: Rapport, tmp_path: Path) -> None:
    """Contoso earns 3,000 beside a plan of 2,500; Fabrikam earns 700 and has no plan."""
    told = {
        "plan.csv": ("Month,Account,Plan Revenue,Currency", "2026-10,Contoso,2500,EUR"),
        "earned.csv": ("Month,Account,Revenue,Currency", "2026-10,Contoso,3000,EUR", "2026-10,Fabrikam,700,EUR"),
    }
    for name, lines in told.items():
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
        assert rapport("import", tmp_path / name).code == 0
    words = ("revenue", "--period", "2026-10", "--vs", "plan")
    assert "revenue of Fabrikam without plan: 700 EUR" in rapport("ask", *words).out
    assert "收入：Fabrikam 的收入无计划：700 EUR" in rapport("ask", *words, "--lang", "zh-hans").out
    explain = ("explain", *words, "--by", "account")
    english, chinese, found = rapport(*explain).out, rapport(*explain, "--lang", "zh-hans").out, rapport(*explain, "--json").json
    assert "The gain came from Fabrikam (+€700.00, no plan)." in english
    assert "主要来自 Fabrikam（+700.00，无计划）。" in chinese
    assert "new" not in english
    assert found["cells"][0]["effects"][0]["tag"] == "no plan"
    assert "revenue of Fabrikam without plan: 700 EUR" in found["notes"]


def test_explain_tells_a_missing_country_from_a_loss(rapport: Rapport, tmp_path: Path) -> None:
    """One sender tells 180 in DE and 90 in FR every month; in October FR has not come."""
    lines = [
        f"2026-{m:02},Contoso,{c},D3,P,{n}" for m in range(6, 11) for c, n in (("DE", 180), ("FR", 90)) if (m, c) != (10, "FR")
    ]
    file = tmp_path / "sold.csv"
    file.write_text("\n".join(["month,account,country,channel,product,sell_through", *lines]), encoding="utf-8")
    assert rapport("import", file).code == 0
    words = ("sell_through", "--period", "2026-10", "--vs", "prior_period")
    assert "Sell-through: no facts of D3 (FR) for 2026-10" in rapport("ask", *words).out
    assert "渠道销售量：2026-10 没有 D3 (FR) 的数据" in rapport("ask", *words, "--lang", "zh-hans").out
    asked = ("ask", "sell_through", "--by", "country", "--period", "2026-10")
    assert "no facts of D3 (FR) for 2026-10" in rapport(*asked).out
    assert rapport(*asked, "--json").json["notes"] == ["no facts of D3 (FR) for 2026-10"]
    assert "no facts of D3 (FR) for 2026-10" in rapport(*asked, "--csv").err
    whole, by_country = (rapport("explain", *words, *by, "--json").json for by in ((), ("--by", "country")))
    assert told(whole) == told(by_country) == [("unreported", -90, "not reported yet"), ("volume", 0, None)]
    assert "FR (−90, not reported yet)" in rapport("explain", *words, "--by", "country").out
    month = rapport("ask", "sell_through", "--by", "channel", "--period", "2026-10", "--json").json["rows"][0]["kpis"]
    assert month["sell_through"]["coverage"]["volume"] == pytest.approx(2 / 3)
