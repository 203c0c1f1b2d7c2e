"""Reasons in both languages."""

import pytest

from rapport.core.pack import LANGS
from rapport.core.wording import TEMPLATES, reason


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


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_both_languages_have_the_same_slots(template):
    slots = [sorted(part.split("}")[0] for part in template(lang).split("{")[1:]) for lang in LANGS]
    assert set(slots[1]) <= set(slots[0]) <= {*slots[1], "was"}
