"""Sentences of explanations, word for word, and their numbers read back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapport.core.bridge import CellEffects, Effect, Explanation
from rapport.core.figures import read
from rapport.core.kpi import parse
from rapport.core.pack import Attribute, Kpi, Label, Trade
from rapport.core.periods import Period, month_of
from rapport.core.sentences import sentences, strongest_facts
from tests.core.worked import explanation


def kpi(key, label, unit):
    return Kpi(key, label, label, parse("sum(x)", ["x"], []), "sum(x)", unit, "higher", 1, date(2026, 1, 1), Decimal(0), 1)


KPIS = [
    kpi("revenue", Label("Revenue", "收入"), "money"),
    kpi("pc_shipments", Label("PC shipments", "PC 出货量"), "units"),
    kpi("platform_share", Label("Share of Windows", "Windows 预装率"), "percent"),
    replace(kpi("weeks", Label("Weeks of inventory", "库存周数"), "weeks"), better="band"),
]
DRIVERS = {
    "shipments": Label("shipments", "出货量"),
    "volume": Label("volume", "销量"),
    "channel_mix": Label("channel mix", "渠道结构"),
    "platform_share": Label("share of Windows", "Windows 预装率"),
    "platform_price": Label("Windows price", "Windows 价格"),
    "suite_attach": Label("Office attach", "Office 搭载"),
    "rate": Label("rate", "比率"),
    "price": Label("price", "价格"),
    "currency": Label("currency", "汇率"),
}
TRADE = Trade({}, {}, {}, {}, {each.key: each for each in KPIS}, DRIVERS, (), {}, {})


def told(found):
    said = sentences(found, TRADE)
    return said["en"].text("en"), said["zh-hans"].text("zh-hans")


def moved(unit, base, actual, effects, cells=(), against="prior_year", **more):
    """An explanation in October 2026; effects and cells as pairs of names and amounts."""
    currency = "USD" if unit == "money" else None
    name = {"money": "revenue", "units": "pc_shipments", "percent": "platform_share"}[unit]
    base_on = date(2026, 9, 1) if against == "prior_period" else date(2025, 10, 1)
    return Explanation(
        name, unit, currency, month_of(date(2026, 10, 1)), month_of(base_on), against,
        None if base is None else Decimal(base), None if actual is None else Decimal(actual),
        None if base is None or actual is None else Decimal(actual) - Decimal(base),
        tuple(Effect(driver, Decimal(amount)) for driver, amount in effects), Decimal(0), tuple(cells), **more,
    )  # fmt: skip


def cell(name, total, effects, facts=None, tag=None):
    return CellEffects({"channel": name}, Decimal(total), tuple(Effect(d, Decimal(a), tag) for d, a in effects), facts or {})


def test_of_a_restated_base_there_is_no_growth_at_constant_currency():
    """Its rates may have been restated, too, and growth at two rates is none at a constant one."""
    effects = (("restatement", 100), ("currency", 110), ("other", 110))
    english, chinese = told(moved("money", 1_000, 1_320, effects))
    assert english.startswith("Revenue was $1,320.00, up $320.00 (+32.0%) on the prior year: ")
    assert "constant" not in english
    assert "固定汇率" not in chinese


def test_the_worked_example_word_for_word():
    english, chinese = told(explanation())
    assert english == (
        "Revenue was $9.78M, up $1.03M (+11.7%; +13.0% constant currency) on the prior year: partner share gain (+$0.46M), "
        "richer edition mix (+$0.38M), channel mix (+$0.26M), share of Windows (+$0.16M) and Office attach (+$0.13M) outweighed "
        "a smaller market (−$0.19M) and currency (−$0.11M). The gain came from CN/D1 (+$1.45M); CN/D2 lost $0.67M as its "
        "shipments fell 20% and share of Windows fell 4.0 pp to 66%."
    )
    assert chinese == (
        "收入 978 万美元，同比增加 103 万美元（+11.7%，固定汇率口径 +13.0%）：合作伙伴市场份额提升（+46 万）、"
        "版本结构改善（+38 万）、渠道结构（+26 万）、Windows 预装率（+16 万）"
        "和 Office 搭载（+13 万）超过市场萎缩（−19 万）与汇率（−11 万）的影响。"
        "增长主要来自 CN/D1（+145 万）；CN/D2 减少 67 万，因其出货量下降 20%、Windows 预装率下降 4.0 个百分点至 66%。"
    )


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_every_number_of_the_worked_example_reads_back_to_what_is_stored(lang):
    said = sentences(explanation(), TRADE)[lang]
    for ref in said.refs:
        assert read(ref.text(lang), lang) == pytest.approx(ref.value, rel=Decimal("0.05"))
    assert {ref.what for ref in said.refs} >= {"actual", "delta", "effects.market", "cells.CN/D1", "cells.CN/D2.shipments"}


def test_both_languages_say_the_same_numbers():
    said = sentences(explanation(), TRADE)
    assert [(ref.what, ref.value) for ref in said["en"].refs] == [(ref.what, ref.value) for ref in said["zh-hans"].refs]


def test_plain_volume_mix_and_price_on_the_prior_month():
    found = moved(
        "money", "500000", "420000", [("volume", "-120000"), ("mix", "30000"), ("price", "10000")], against="prior_period"
    )
    assert told(found) == (
        "Revenue was $420.0K, down $80.0K (−16.0%) on the prior month: lower volume (−$120.0K) outweighed richer mix (+$30.0K) "
        "and higher prices (+$10.0K).",
        "收入 42.00 万美元，环比减少 8.00 万美元（−16.0%）："
        "销量减少（−12.00 万）超过结构改善（+3.00 万）与价格上升（+1.00 万）的影响。",
    )


def test_units_on_plan_without_anything_against():
    found = moved("units", "170000", "175000", [("shipments", "5000")], against="plan")
    assert told(found) == (
        "PC shipments were 175,000, up 5,000 (+2.9%) on plan: higher shipments (+5,000).",
        "PC 出货量 175,000，较计划增加 5,000（+2.9%）：出货增加（+5,000）。",
    )


def test_a_ratio_moves_by_points():
    cells = [
        cell("D1", "0.0300", [("rate", "0.0249"), ("mix", "0.0051")]),
        cell("D2", "-0.0052", [("rate", "-0.0125"), ("mix", "0.0073")], {"rate": (0.70, 0.66)}),
    ]
    found = moved("percent", "0.7706", "0.7954", [("rate", "0.0130"), ("mix", "0.0118")], cells)
    assert told(found) == (
        "Share of Windows was 79.5%, up 2.5 pp on the prior year: higher rates (+1.3 pp) and richer mix (+1.2 pp). The rise came "
        "from D1 (+3.0 pp); D2 lost 0.5 pp as its share of Windows fell 4.0 pp to 66%.",
        "Windows 预装率 79.5%，同比上升 2.5 个百分点：比率提升（+1.3 个百分点）和结构改善（+1.2 个百分点）。"
        "上升主要来自 D1（+3.0 个百分点）；"
        "D2 下降 0.5 个百分点，因其 Windows 预装率下降 4.0 个百分点至 66%。",
    )


def test_nothing_moved():
    assert told(moved("money", "420000", "420000", [])) == (
        "Revenue was $420.0K, unchanged on the prior year.",
        "收入 42.00 万美元，同比持平。",
    )


def test_what_prints_as_nothing_did_not_move():
    """0.4 thousandths of the last digit of $420.0K; and 5 of them, which is one."""
    assert told(moved("money", "420000", "420040", [("volume", "40")])) == (
        "Revenue was $420.0K, unchanged on the prior year.",
        "收入 42.00 万美元，同比持平。",
    )
    assert "up $0.1K" in told(moved("money", "420000", "420050", [("volume", "50")]))[0]


def test_nothing_moved_in_all_but_drivers_did():
    assert told(moved("money", "420000", "420000", [("volume", "30000"), ("price", "-30000")])) == (
        "Revenue was $420.0K, unchanged on the prior year: higher volume (+$30.0K) offset lower prices (−$30.0K).",
        "收入 42.00 万美元，同比持平：销量增加（+3.00 万）抵消了价格下降（−3.00 万）的影响。",
    )


def test_without_a_base_or_a_figure():
    assert told(moved("money", None, "420000", [], why="no base")) == (
        "Revenue was $420.0K; no comparison on the prior year (no base).",
        "收入 42.00 万美元；同比无可比数据（无基数）。",
    )
    assert told(moved("money", "1", None, [], why="USD and EUR are never added")) == (
        "Revenue: no figure (USD and EUR are never added).",
        "收入：暂无数据（USD 与 EUR 不能相加）。",
    )


def test_a_change_that_cannot_be_taken_apart_says_why():
    found = moved("money", "400000", "420000", [], against="plan", why="revenue (plan) exists only by country, not by channel")
    assert (
        told(found)[0] == "Revenue was $420.0K, up $20.0K (+5.0%) on plan; why cannot be told "
        "(revenue (plan) exists only by country, not by channel)."
    )
    assert told(found)[1].endswith("；原因无法分解（revenue（计划）仅按 country 提供，未按 channel 细分）。")


def test_new_and_lost_cells_are_named_so():
    cells = [cell("D9", "90000", [("mix", "90000")], tag="new"), cell("D2", "-60000", [("mix", "-60000")], tag="lost")]
    english, chinese = told(moved("money", "400000", "430000", [("mix", "30000")], cells))
    assert english.endswith("The gain came from D9 (+$90.0K, new); D2 lost $60.0K as it is gone.")
    assert chinese.endswith("增长主要来自 D9（+9.00 万，新增）；D2 减少 6.00 万，因其已流失。")


def test_of_a_cell_that_is_not_reported_nobody_says_that_it_lost_or_gained():
    cells = [
        cell("D4", "-90000", [("mix", "-90000")], tag="not reported yet"),
        cell("D5", "60000", [("mix", "60000")], tag="new"),
    ]
    english, chinese = told(moved("money", "430000", "400000", [("mix", "-30000")], cells))
    assert english.endswith("The fall came from D4 (−$90.0K, not reported yet); D5 gained $60.0K as it is new.")
    assert chinese.endswith("下降主要来自 D4（−9.00 万，尚未报送）；D5 增加 6.00 万，因其为新增。")
    turned = [
        cell("D5", "60000", [("mix", "60000")], tag="no plan"),
        cell("D4", "-30000", [("mix", "-30000")], tag="not reported yet"),
    ]
    english, chinese = told(moved("money", "400000", "430000", [("mix", "30000")], turned))
    assert english.endswith("The gain came from D5 (+$60.0K, no plan); D4 fell $30.0K as it is not reported yet.")
    assert chinese.endswith("增长主要来自 D5（+6.00 万，无计划）；D4 下降 3.00 万，因其尚未报送。")


def test_of_a_cell_that_is_reported_in_part_its_facts_are_no_reason():
    cells = [
        cell("D4", "-90000", [("volume", "-90000")], {"volume": (100.0, 65.0)}, tag="reported in part"),
        cell("D5", "60000", [("volume", "60000")], {"volume": (100.0, 135.0)}, tag="reported in part in the base"),
    ]
    english, chinese = told(moved("money", "430000", "400000", [("volume", "-30000")], cells))
    assert english.endswith(
        "The fall came from D4 (−$90.0K, reported in part); D5 rose $60.0K and was reported in part in the base."
    )
    assert chinese.endswith("下降主要来自 D4（−9.00 万，部分未报送）；D5 上升 6.00 万，且基期部分未报送。")


def mixed(value, total, mix, centred, facts):
    """A cell by an attribute that moved by edition mix alone, of which `centred` is which shift helped."""
    effects = (Effect("edition_mix", Decimal(mix), centred=Decimal(centred)),)
    return CellEffects({"premium": value}, Decimal(total), effects, facts)


PREMIUM = replace(TRADE, attributes={"premium": Attribute("premium", Label("Premium", "高端版本"), "product")})


def test_a_place_lost_its_units_and_not_the_mix_that_its_shift_made_better():
    """Of 100 units 90 and then 80 are plain, at 100: −1,000, of which the shift to what brings 200 made +150."""
    cells = [
        mixed("yes", "2000", "2000", "850", {"shipments": (10.0, 20.0)}),
        mixed("no", "-1000", "-1000", "150", {"shipments": (90.0, 80.0)}),
    ]
    said = sentences(moved("money", "11000", "12000", [("edition_mix", "1000")], cells), PREMIUM)
    assert (
        said["en"]
        .text("en")
        .endswith("The gain came from Premium: yes (+$2.0K); Premium: no lost $1.0K as its shipments fell 11%.")
    )
    assert (
        said["zh-hans"]
        .text("zh-hans")
        .endswith("增长主要来自高端版本：yes（+0.20 万）；高端版本：no 减少 0.10 万，因其出货量下降 11%。")
    )


@pytest.mark.parametrize(("centred", "because"), [("-400", " through poorer edition mix (−$0.4K)"), ("150", "")])
def test_what_a_mix_did_in_a_place_is_said_as_the_table_has_it_centred(centred, because):
    cells = [mixed("yes", "2000", "2000", "850", {}), mixed("no", "-1000", "-1000", centred, {})]
    found = moved("money", "11000", "12000", [("edition_mix", "900"), ("price", "100")], cells)
    assert sentences(found, PREMIUM)["en"].text("en").endswith(f"Premium: no lost $1.0K{because}.")


@pytest.mark.parametrize(
    ("tag", "english", "chinese"),
    [
        ("not reported yet", "what is not reported yet", "尚未报送部分"),
        ("not reported in the base", "what was not reported in the base", "基期未报送部分"),
        (None, "what is not reported on one side", "一方未报送部分"),
    ],
)
def test_what_a_ratio_lacks_is_called_by_the_side_that_lacks_it_whatever_it_did(tag, english, chinese):
    found = moved("percent", "0.80", "0.95", [("rate", "-0.05")])
    found = replace(found, effects=(Effect("unreported", Decimal("0.20"), tag), *found.effects))
    assert f": {english} (+20.0 pp) outweighed lower rates" in told(found)[0]
    assert f"：{chinese}（+20.0 个百分点）超过" in told(found)[1]


def test_a_loss_names_the_cell_that_lost_most_and_a_cell_without_name():
    cells = [
        cell("D1", "-90000", [("volume", "-90000")]),
        cell(None, "40000", [("volume", "40000")], {"volume": (100.0, 104.0), "price": (9.0, 8.0)}),
    ]
    english, chinese = told(moved("money", "450000", "400000", [("volume", "-50000")], cells))
    assert english.endswith("The loss came from D1 (−$90.0K); what is not broken down gained $40.0K as its volume rose 4.0%.")
    assert chinese.endswith("下降主要来自 D1（−9.00 万）；未细分部分增加 4.00 万，因其销量上升 4.0%。")


def test_a_cell_without_a_fact_goes_by_its_strongest_driver():
    cells = [
        cell("D1", "90000", [("volume", "90000")]),
        cell("D2", "-40000", [("volume", "20000"), ("mix", "-60000")], {"volume": (100.0, 104.0)}),
    ]
    english, chinese = told(moved("money", "400000", "450000", [("volume", "110000"), ("mix", "-60000")], cells))
    assert english.endswith("D2 lost $40.0K through poorer mix (−$60.0K).")
    assert chinese.endswith("D2 减少 4.00 万，主要因结构走弱（−6.00 万）。")


def test_one_driver_that_is_the_figure_itself_is_not_told_again():
    assert told(moved("units", "170000", "175000", [("volume", "5000")])) == (
        "PC shipments were 175,000, up 5,000 (+2.9%) on the prior year.",
        "PC 出货量 175,000，同比增加 5,000（+2.9%）。",
    )


def test_facts_that_pull_the_other_way_are_no_reason():
    effects = [("volume", "-100"), ("price", "60")]
    assert strongest_facts(cell("D1", "-40", effects, {"volume": (10, 8), "price": (5, 6)})) == ["volume"]
    assert strongest_facts(cell("D1", "-40", effects, {"volume": (0, 8), "price": (None, 6)})) == []


def test_a_fact_that_went_the_other_way_than_its_driver_is_no_reason():
    """Attach fell in each channel and rose in the cell, as channels that attach more grew."""
    effects = [("channel_mix", "30"), ("suite_attach", "-100")]
    assert strongest_facts(cell("D1", "-70", effects, {"suite_attach": (0.10, 0.11)})) == []
    assert strongest_facts(cell("D1", "-70", effects, {"suite_attach": (0.10, 0.09)})) == ["suite_attach"]


def test_a_quarter_is_on_the_prior_quarter():
    found = replace(
        moved("units", "10", "12", []), against="prior_period", base_period=Period(date(2026, 7, 1), date(2026, 10, 1))
    )
    assert told(found) == ("PC shipments were 12, up 2 (+20.0%) on the prior quarter.", "PC 出货量 12，环比增加 2（+20.0%）。")


def test_the_amounts_of_a_sentence_stand_at_one_scale():
    """No “$12.0K, up $2,000”, no “90 万” beside “90.00 万”."""
    english, chinese = told(moved("money", "10000", "12000", [("volume", "1500"), ("price", "500")]))
    assert (
        english == "Revenue was $12.0K, up $2.0K (+20.0%) on the prior year: higher volume (+$1.5K) and higher prices (+$0.5K)."
    )
    assert chinese == "收入 1.20 万美元，同比增加 0.20 万美元（+20.0%）：销量增加（+0.15 万）和价格上升（+0.05 万）。"


def test_a_figure_is_rounded_once_from_what_was_computed():
    """0.946823 points are +0.9 pp; of the 0.0095 that are stored they would be 1.0."""
    found = replace(
        moved("percent", "0.3906", "0.4001", [("rate", "0.0095")]), computed=(Decimal("0.39061"), Decimal("0.40007823"))
    )
    english, chinese = told(found)
    assert english == "Share of Windows was 40.0%, up 0.9 pp on the prior year: higher rates (+0.9 pp)."
    assert "上升 0.9 个百分点" in chinese


def test_of_a_figure_that_belongs_in_a_band_the_words_take_no_side():
    at = {"kpi": "weeks", "unit": "weeks", "currency": None}
    cells = [cell("D1", "-0.3", [("mix", "-0.3")]), cell("D2", "0.1", [("rate", "0.1")])]
    found = replace(moved("money", "4.4", "4.2", [("rate", "0.1"), ("mix", "-0.3")], cells), **at)
    english, chinese = told(found)
    assert english.startswith(
        "Weeks of inventory was 4.2 weeks, down 0.2 weeks (−4.5%) on the prior year: a shift in mix (−0.3 weeks)"
    )
    assert " The fall came from D1 (−0.3 weeks); D2 rose 0.1 weeks" in english
    assert "结构变化（−0.3 周）" in chinese
    assert "poor" not in english
    assert "走弱" not in chinese


@pytest.mark.parametrize(
    ("unit", "before", "after", "english", "chinese"),
    [
        ("weeks", 3.36, 3.27, "as its rate fell 0.1 weeks to 3.3 weeks", "因其比率下降 0.1 周至 3.3 周"),
        ("ratio", 1.5, 1.25, "as its rate fell 0.25 to 1.25", "因其比率下降 0.25 至 1.25"),
        ("money", 62.5, 60.25, "as its rate fell $2.25 to $60.25", "因其比率下降 2.25 至 60.25"),
    ],
)
def test_a_rate_is_told_in_the_unit_of_its_kpi(unit, before, after, english, chinese):
    cells = [cell("D1", "0.4", [("mix", "0.4")]), cell("D2", "-0.1", [("rate", "-0.1")], {"rate": (before, after)})]
    found = moved("money", "4.4", "4.7", [("rate", "-0.1"), ("mix", "0.4")], cells)
    found = replace(found, kpi="weeks", unit=unit, currency="USD" if unit == "money" else None)
    for said, words in zip(told(found), (english, chinese), strict=True):
        assert words in said


def test_a_fact_that_rounds_to_zero_is_not_told():
    effects = [("volume", "-9000"), ("price", "-31000")]
    cells = [
        cell("D1", "90000", [("volume", "90000")]),
        cell("D2", "-40000", effects, {"volume": (1000, 999.9), "price": (5, 4)}),
    ]
    english, _ = told(moved("money", "400000", "450000", [("volume", "81000"), ("price", "-31000")], cells))
    assert english.endswith("D2 lost $40.0K as its price fell 20%.")
    cells[1] = replace(cells[1], facts={"volume": (1000, 999.9)})
    english, _ = told(moved("money", "400000", "450000", [("volume", "81000"), ("price", "-31000")], cells))
    assert english.endswith("D2 lost $40.0K through lower prices (−$31.0K).")


def test_a_cell_that_stands_on_both_sides_is_neither_new_nor_gone():
    """All that moved in D2 is a credit that is new; D2 itself sold as much as before."""
    credit = cell("D2", "-60000", [("other", "-60000")], {"volume": (100.0, 100.0)}, tag="new")
    found = moved("money", "300000", "270000", [("other", "-30000")], [cell("D9", "30000", [("other", "30000")]), credit])
    english, chinese = told(found)
    assert "new" not in english
    assert "新增" not in chinese


def test_what_was_less_than_nothing_moved_by_no_percentage():
    """Returns of 5 that became sales of 20 are no rise of 500%, and prices below zero neither."""
    effects = [("volume", "900"), ("price", "300")]
    cells = [
        cell("D1", "-90000", [("volume", "-90000")]),
        cell("D2", "1200", effects, {"volume": (-5.0, 20.0), "price": (-2.5, 12.0)}),
    ]
    english, chinese = told(moved("money", "450000", "361200", [("volume", "-88800")], cells))
    assert english.endswith("as its volume went from −5 to 20 and price went from −$2.50 to $12.00.")
    assert chinese.endswith("，因其销量由 −5 变为 20、价格由 −2.50 变为 12.00。")
