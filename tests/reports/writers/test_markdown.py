"""Markdown: what the blocks say, legible as it stands, with nothing that a name could break."""

import pytest

from rapport.reports.blocks import Lead, Sentence
from rapport.reports.writers import markdown
from tests.reports.contoso import HOSTILE, document, money

ENGLISH = """\
## 4 Premium, Pro mix and revenue

Revenue was $9.78M at \\<script\\>alert('1')\\</script\\> \\| \\*Ümlaut\\* \\& “Co” 😀 שלום \\[x\\](y) \\`\\#1\\`.

**All measures**

| Measure | 12 months | Actual | Prior year | Δ year |
| :--- | :--- | ---: | ---: | ---: |
| Platform share | ▁▃ ▇█ | 79.5% | 77.1% | ▲ +2.5 pp |
| Premium mix |  | 68.2% | – | – |

**Why revenue rose** $M, October 2026; axis cut

Revenue rose by $1.03M.
"""

CHINESE = """\
| 指标 | 近 12 个月 | 实际 | 去年同期 | 同比 |
| :--- | :--- | ---: | ---: | ---: |
| 平台预装率 | ▁▃ ▇█ | 79.5% | 77.1% | ▲ +2.5 个百分点 |
"""


def test_a_section_in_english():
    assert ENGLISH in markdown.write(document("en"))


def test_a_table_in_chinese():
    assert CHINESE in markdown.write(document("zh-hans"))


def test_states_and_totals():
    written = markdown.write(document())

    assert "| −$422,446.85 | ◆ at risk |" in written
    assert "| All | $1,027,689.75 |  |" in written
    assert "● No plan. Drop a plan file." in written


def test_every_row_of_a_table_has_as_many_cells_as_its_head_whatever_names_hold():
    for table in markdown.write(document()).split("\n\n"):
        if table.startswith("|"):
            assert len({line.replace("\\|", "").count("|") for line in table.splitlines()}) == 1


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("- no list", "\\- no list"),
        ("1. no list", "1\\. no list"),
        ("# no heading", "\\# no heading"),
        ("a\nb", "a b"),
        (f"{'x' * 200}", "x" * 200),
    ],
)
def test_a_paragraph_stays_a_paragraph(words, shown):
    assert list(markdown._block(Lead(Sentence((words,))), "en")) == [shown]


def test_hostile_names_stand_as_they_are_to_a_reader_of_markdown():
    escaped = markdown.escape(HOSTILE)

    assert escaped.replace("\\", "") == HOSTILE
    assert not markdown.SPECIAL.search(markdown.re.sub(r"\\.", "", escaped))


def test_a_scaled_figure_is_printed_without_its_zeros():
    assert markdown.written(money("9780329.75", scale=10**6), "en") == "9.78"
