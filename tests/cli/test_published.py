"""Shares that several sources publish, from the file to the answer: one figure each, and none for all of them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Rapport

KPI = "published_platform_share"
RECORDS = [
    {"source": source, "date": f"{year}-06-01", "own_share": own, "other_share": 100 - own}
    for source, year, own in (
        ("Contoso Counter", 2026, 56.54),
        ("Contoso Counter", 2025, 72.0),
        ("Contoso Survey", 2026, 94.1),
    )
]


@pytest.fixture
def published(rapport: Rapport, tmp_path: Path) -> Rapport:
    path = tmp_path / "file.json"
    path.write_text(json.dumps(RECORDS), encoding="utf-8")
    assert rapport("import", path).code == 0
    return rapport


def test_each_source_answers_for_itself_beside_the_share_of_what_was_shipped(published: Rapport) -> None:
    answer = published("ask", KPI, "platform_share", "--by", "source", "--period", "2026-06", "--json").json
    told = {row["by"]["source"]: row["kpis"] for row in answer["rows"]}
    assert {source: figures[KPI]["value"] for source, figures in told.items()} == {
        "Contoso Survey": 0.941,
        "Contoso Counter": 0.5654,
    }
    assert {figures["platform_share"]["value"] for figures in told.values()} == {None}
    assert told["Contoso Survey"][KPI]["notes"] == ["its source gave no definition"]


def test_for_all_of_them_there_is_none_and_both_languages_say_how_to_ask(published: Rapport) -> None:
    said = published("ask", KPI, "--period", "2026-06")
    assert "published by source (2), each with its own definition: never added or averaged; ask --by source" in said.out
    assert (
        "按来源 (2) 公布，口径各不相同，不能相加或平均：请用 --by source 查询"
        in published("ask", KPI, "--period", "2026-06", "--lang", "zh-hans").out
    )


def test_a_change_is_told_in_points_and_without_drivers(published: Rapport) -> None:
    words = (KPI, "--period", "2026-06", "--vs", "prior_year", "--where", "source=Contoso Counter")
    assert "−15.5 pp" in published("ask", *words).out
    explained = published("explain", *words, "--json").json
    assert explained["effects"] == []
    assert "without its numerator and denominator it has no drivers" in explained["sentences"]["en"]
    assert "没有驱动因素" in explained["sentences"]["zh-hans"]
