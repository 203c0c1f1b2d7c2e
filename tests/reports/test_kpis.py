"""The page of all KPIs is what the packs say, no more and no less."""

from pathlib import Path

from rapport.packs import load
from rapport.reports.kpis import written

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kpis.md"
TRADE = load()


def test_the_page_is_what_the_packs_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(TRADE), "write it anew: just kpis"


def test_every_kpi_stands_in_both_languages_with_formula_example_base_and_files() -> None:
    entry = written(TRADE).split("`renewal_rate_value` · ")[1].split("## ")[0]
    assert entry.startswith("Renewal rate by value · 续签率（金额）\n")
    assert "- `sum(renewed_value_capped) / sum(expiring_value)`\n- 6,200,000 ÷ 7,500,000 = **82.7%**\n" in entry
    assert "- from · 来源: `agreements`\n" in entry
    assert all(f"`{kpi.key}` · {kpi.label('en')} · {kpi.label('zh-hans')}" in written(TRADE) for kpi in TRADE.kpis.values())


def test_an_example_is_bracketed_as_the_formula_is() -> None:
    page = written(TRADE)
    assert "(175,000 − 132,000) × 7,656,000 ÷ 132,000 = **2,494,000**" in page
    assert "(600 + 0.5 × 300 + 0.25 × 0) ÷ 1,000 = **75%**" in page
    assert "min(90 ÷ 100, 60 ÷ 100) = **0.60**" in page


def test_the_limits_of_a_band_are_told_in_its_unit() -> None:
    page = written(TRADE)
    assert "- best within its band, 3.0 weeks to 6.0 weeks · 合理区间为 3.0 周至 6.0 周;" in page
    assert "- best within its band, 90.0% to 110.0% · 合理区间为 90.0% 至 110.0%;" in page
    assert "- best within a band · 区间内为佳\n" in page.split("`channel_inventory` · ")[1].split("## ")[0]


def test_what_only_records_fill_says_so_and_a_small_base_is_told() -> None:
    page = written(TRADE)
    assert "records kept in the home · 系统内记录" in page.split("`promise_kept` · ")[1].split("## ")[0]
    assert "minimum base · 最小基数 50\n" in page.split("`platform_share` · ")[1].split("## ")[0]
