"""Scorecards: asked alone or beside KPIs, in the order of the pack, with the reason for what is missing."""

import pytest

from tests.cli.conftest import Rapport

PARTNER = ["pc_shipments", "platform_share", "premium_mix", "suite_attach", "server_attach", "server_shipments"]


def test_a_scorecard_stands_after_the_kpis_that_are_named(contoso: Rapport) -> None:
    words = ("ask", "revenue", "premium_mix", "--scorecard", "合作伙伴记分卡", "--period", "2026-10", "--json")
    assert list(contoso(*words).json["rows"][0]["kpis"]) == [
        "revenue",
        "premium_mix",
        *(k for k in PARTNER if k != "premium_mix"),
    ]


def test_a_person_reads_why_a_figure_is_missing_in_chinese(contoso: Rapport) -> None:
    said = contoso("ask", "--scorecard", "account_manager", "--period", "2026-10", "--lang", "zh-hans").out
    assert "满意条件健康度：尚未记录" in said


def test_what_only_records_tell_needs_no_period(contoso: Rapport) -> None:
    answer = contoso("ask", "promise_kept", "--json").json
    assert answer["period"]["start"] == "2026-10-01"
    assert answer["rows"][0]["kpis"]["promise_kept"]["why"] == "not recorded yet"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--scorecard", "partnr"), "unknown scorecard “partnr”"),
        ((), "name a KPI…, as in platform_share, or a scorecard, as in --scorecard partner"),
    ],
)
def test_a_wrong_scorecard_and_no_question_are_refused(contoso: Rapport, words: tuple[str, ...], says: str) -> None:
    said = contoso("ask", *words)
    assert said.code == 2
    assert says in said.err
