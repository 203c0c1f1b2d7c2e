"""Reasons in both languages."""

import pytest

from rapport import packs
from rapport.core.pack import LANGS
from rapport.core.question import Coverage
from rapport.core.wording import TEMPLATES, covered, reason, told


@pytest.mark.parametrize(
    ("why", "chinese"),
    [
        ("not reported", "未上报"),
        ("CNY and USD are never added: use --by currency", "CNY 与 USD 不能相加：请用 --by currency 查询"),
        ("revenue (plan) exists only by country", "revenue (plan) 仅按 country 提供"),
        ("base: low base", "基数：基数偏小"),
        ("base as known on 2026-11-03", "基数截至 2026-11-03"),
        ("D1 reports 1,200, 100 more than counted; not added", "D1 上报 1,200，比计入的多 100；未重复计入"),
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
        ("CNY and EUR and USD are never added: use --by currency", "CNY、EUR 与 USD 不能相加：请用 --by currency 查询"),
        ("quota_amount is reported by quarter", "配额按季度上报"),
        ("revenue exists only by account, country", "收入仅按客户、国家提供"),
        ("no account, country, channel, month in common", "没有共同的客户、国家、渠道、月份"),
        (
            "30 USD of revenue left out: unmatched by account, quarter",
            "收入有 30 USD 未计入：客户、季度无法对应",
        ),
        ("figures of Counterpoint and IDC together", "Counterpoint 与 IDC 的数字合在一起"),
    ],
)
def test_for_a_person_every_word_is_chinese(why, chinese):
    assert told(why, packs.load(), "zh-hans") == chinese


def test_who_reported_is_told_with_what_they_stand_for():
    assert covered(Coverage(1, 2, 0.631), "en") == "1 of 2 sources reported, 63.1% of volume"
    assert covered(Coverage(1, 2, 0.631), "zh-hans") == "2 个来源中有 1 个已报送，占销量 63.1%"
    assert covered(Coverage(3, 4, None), "en") == "3 of 4 sources reported"


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_both_languages_have_the_same_slots(template):
    slots = [sorted(part.split("}")[0] for part in template(lang).split("{")[1:]) for lang in LANGS]
    assert set(slots[1]) <= set(slots[0]) <= {*slots[1], "was"}
