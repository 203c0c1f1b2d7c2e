"""Reasons in both languages."""

import re
from typing import get_args

import pytest

from rapport import packs
from rapport.core.bridge import TagWord
from rapport.core.pack import LANGS
from rapport.core.question import Coverage
from rapport.core.wording import TEMPLATES, covered, place_name, reason, told
from tests.core.said import templates


@pytest.mark.parametrize(
    ("why", "chinese"),
    [
        ("not reported", "未上报"),
        ("CNY and USD are never added", "CNY 与 USD 不能相加"),
        ("revenue (plan) exists only by country, not by channel", "revenue (plan) 仅按 country 提供，未按 channel 细分"),
        ("base: low base", "基数：基数偏小"),
        ("base as known on 2026-11-03", "基数截至 2026-11-03"),
        ("D1 reports 1,200 where 1,100 counts, 100 more; not added", "D1 上报 1,200，同一范围计入 1,100，多 100；未重复计入"),
        ("1,020 units without channel", "1,020 台未标注 channel"),
        ("no facts of 2026-10..2027-06", "2026-10..2027-06 没有数据"),
        ("something else", "something else"),
    ],
)
def test_a_reason_is_told_in_chinese(why, chinese):
    assert reason(why, "zh-hans") == chinese
    assert reason(why, "en") == why


@pytest.mark.parametrize(
    ("why", "chinese"),
    [
        ("CNY and EUR and USD are never added", "CNY、EUR 与 USD 不能相加"),
        ("quota_amount is reported by quarter", "配额按季度上报"),
        ("revenue exists only by account, country, not by category", "收入仅按客户、国家提供，未按类别细分"),
        ("no account, country, channel, month in common", "没有共同的客户、国家、渠道、月份"),
        (
            "30 USD of revenue left out: unmatched by account, quarter",
            "收入有 30 USD 未计入：客户、季度无法对应",
        ),
        (
            "figures of Counterpoint (300 USD, 2 EUR) and IDC (1,000 USD) together",
            "Counterpoint (300 USD、2 EUR) 与 IDC (1,000 USD) 的数字合在一起",
        ),
        (
            "two speak of the same and are never added: use --where source=…",
            "多方上报同一范围，不可相加：请用 --where source=…",
        ),
        ("periods of D1 and D2 and D3 mapped to months by day weights", "D1、D2 与 D3 的财务期间按天数折算到各月"),
        ("revenue (plan) exists only by country, not by channel", "收入（计划）仅按国家提供，未按渠道细分"),
        (
            "other movements: amounts of products that no driver counts, without the units that belong to them, "
            "or of units that add up to nothing",
            "其他变动：不属于任何驱动因素的产品金额、没有对应数量的金额，或数量合计为零的金额",
        ),
    ],
)
def test_for_a_person_every_word_is_chinese(why, chinese):
    assert told(why, packs.load(), "zh-hans") == chinese


def test_who_reported_is_told_with_what_they_stand_for():
    assert covered(Coverage(1, 2, 0.631), "en") == "1 of 2 sources reported in full, 63.1% of volume"
    assert covered(Coverage(1, 2, 0.631), "zh-hans") == "2 个来源中有 1 个已全部报送，占销量 63.1%"
    assert covered(Coverage(3, 4, None), "en") == "3 of 4 sources reported in full"


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_both_languages_have_the_same_slots(template):
    slots = [sorted(part.split("}")[0] for part in template(lang).split("{")[1:]) for lang in LANGS]
    assert set(slots[1]) <= set(slots[0]) <= {*slots[1], "was"}


SAID = (
    "above 100%: check",
    "all amounts are in EUR already: nothing to convert",
    "as its source defines it: page views / 页面浏览量",
    "as of the period ends of D1",
    "base as first printed",
    "base as first printed, at the rates known now",
    "base as known on 2026-11-03",
    "base as restated: revenue not reported",
    "base moved by its working days: 21 ÷ 22",
    "base moved by its working days of CN: 18 ÷ 17",
    "base: in EUR",
    "base: shipped_units not reported",
    "facts are monthly: the last month ÷ 4",
    "figures of IDC (1,000) and D1 (20) together",
    "its source gave no definition",
    "low base",
    "net returns",
    "no base",
    "rounded together, so that the parts add up",
    "no movement",
    "quota met",
    "no facts of 2026-02",
    "shipped_units: no facts of 2026-02",
    "no facts of 2026-02-22..2026-02-28",
    "no account, country in common",
    "no rate CNY→USD for 2026-10, 2026-11",
    "no budget rate CNY→USD for 2026-10; no rate JPY→USD for 2026-10",
    "not recorded yet",
    "not reported",
    "licence_units not reported",
    "opening inventory_units not reported",
    "numerator and denominator are forecast apart",
    "other movements: amounts of products that no driver counts, without the units that belong to them, "
    "or of units that add up to nothing",
    "other movements: licence_units not reported",
    "others published this ratio: without its numerator and denominator it has no drivers",
    "periods of D1 and D2 mapped to months by day weights",
    "run-rate 1,200,000 USD at 8 of 21 working days",
    "run-rate 1,200 at 8 of 17 working days of CN",
    "the rate CNY→USD for 2026-10 is the mean of 1 day",
    "the rate CNY→USD for 2026-10 is the mean of 8 days",
    "weekdays alone: holidays of CN are not known for all years",
    "CNY and EUR and USD are never added",
    "inventory_units below zero: check what was reported",
    "revenue exists only as a whole, not by country",
    "revenue (plan) exists only as a whole, not by country",
    "revenue (budget) exists only by account, country, not by category",
    "CNY and EUR in USD at monthly average rates",
    "CNY in USD at monthly average rates of the base period",
    "CNY in USD at budget rates of the base period",
    "CNY in USD at budget rates",
    "published_share is published by month and source (3), each with its own definition: never added or averaged; "
    "ask --by month,source",
    "published_share is published by country (2): never added or averaged; ask --by country",
    "published_share is published several times a month: never added or averaged",
    "quota_amount is reported by quarter",
    "2026-10 only up to 2026-10-12",
    "2026-10 only up to 2026-10-12; left out",
    "D1 reports 1,200 USD in cells of which nothing counts; not added",
    "D1 reports 1,200 EUR where 1,100 counts, 100 more; not added",
    "D1 reports 1,200 where 1,300 counts, 100 less; not added",
    "two speak of the same and are never added: use --where sender=…",
    "2025-10 up to 2025-10-13, as many working days",
    "2025-10 up to 2025-10-13, as many working days of CN",
    "30 USD of revenue left out: unmatched by account, quarter",
    "1,020 units of shipped_units left out: unmatched by channel",
    "some revenue left out: unmatched by channel",
    "1,020 units without platform",
    "-5 EUR without category",
    "revenue (forecast): no category is known of any product",
    "2026-10: 3 of 4 expected have reported",
    "shipped_units: reported for others, not for this product",
    "licence_units and shipped_units: never of the same product",
    "revenue of D1, D2 without plan: 500 EUR",
    "revenue of D1, D2 and 3 more without plan: 500 EUR",
    "revenue of D1 without forecast: 500 EUR",
    "revenue of D1, D2 and 3 more without forecast: 500 EUR",
    "no facts of D4 for 2026-10",
    "base: no facts of D4, D5 for 2026-08..2026-09",
    "no facts of D4 (D1, D2) for 2026-10",
    "there are no actuals",
    "nothing that was told stood under it then",
    "not visible to you",
    "revenue not visible to you",
    "opening inventory_units not visible to you",
)
"""Every reason and note, with names, figures and keys in its slots."""

MAY_BE_TYPED = re.compile(r"--(?:by|where) \S+")


@pytest.mark.parametrize(
    ("cell", "english", "chinese"),
    [
        ({"country": "CN", "channel": "D1"}, "CN/D1", "CN/D1"),
        ({"premium": "no"}, "Premium: no", "高端版本：否"),
        ({"country": "CN", "premium": "yes"}, "CN/Premium: yes", "CN/高端版本：是"),
        ({"platform": "none"}, "Platform: none", "平台：无"),
        ({"edition": "2019"}, "Edition: 2019", "版本：2019"),
        ({"edition": "Pro"}, "Pro", "Pro"),
        ({"country": "2019"}, "2019", "2019"),
        ({"country": "CN", "premium": None}, "CN/what is not broken down", "CN/未细分部分"),
    ],
)
def test_a_place_is_called_by_its_values_and_by_the_attribute_of_one_that_says_nothing_alone(cell, english, chinese):
    trade = packs.load()
    assert (place_name(cell, trade, "en"), place_name(cell, trade, "zh-hans")) == (english, chinese)


def is_of(said, template):
    """Whether a reason is of a template, or a part of one."""
    return re.search(re.escape(template).replace(r"\{\}", ".*"), said)


def test_every_reason_of_the_source_is_among_those_said():
    """Tags have their words beside the sentences: `tests/core/test_sentences.py`."""
    reasons = templates() - set(get_args(TagWord))
    assert [template for template in reasons if not any(is_of(said, template) for said in SAID)] == []


@pytest.mark.parametrize("said", SAID)
def test_every_reason_is_chinese_without_an_english_word(said):
    chinese = told(said, packs.load(), "zh-hans")
    assert re.findall(r"[a-z]{2,}", MAY_BE_TYPED.sub("", chinese)) == []
    assert re.search(r"[一-鿿]", chinese)
