"""One file of one month, without plan and without a prior year: every output says what there is, and what to drop next."""

from pathlib import Path

import pytest

from tests.cli.conftest import ONE, Load, Rapport

pytestmark = pytest.mark.django_db

ACTUAL = ("PC shipments", "175,000")


@pytest.fixture
def october(rapport: Rapport, load: Load) -> Rapport:
    """October 2026 alone."""
    head, *rows = ONE.splitlines()
    load(head, *(row for row in rows if row.startswith("2026")))
    return rapport


@pytest.mark.parametrize(
    ("words", "lang", "told", "drop"),
    [
        (("ask", "pc_shipments", "--vs", "prior_year"), "en", "base: not reported", "to compare, import the file of that period"),
        (("ask", "pc_shipments", "--vs", "plan"), "en", "base: not reported", "(of a plan: dataset plan)"),
        (("ask", "pc_shipments", "--vs", "plan"), "zh-hans", "基数：未上报", "数据集 plan"),
        (
            ("explain", "pc_shipments", "--period", "2026-10", "--vs", "prior_year"),
            "en",
            "PC shipments were 175,000; no comparison on the prior year (not reported).",
            "to compare, import the file of that period",
        ),
        (
            ("explain", "pc_shipments", "--period", "2026-10", "--vs", "plan"),
            "zh-hans",
            "175,000；较计划无可比数据",
            "数据集 plan",
        ),
        (("forecast", "pc_shipments"), "en", "175,000", "a history of 1 is too short for more"),
    ],
)
def test_what_is_missing_is_said_with_what_to_import(
    october: Rapport, words: tuple[str, ...], lang: str, told: str, drop: str
) -> None:
    ran = october(*words, "--lang", lang)
    assert (ran.code, told in ran.out, drop in ran.out) == (0, True, True), ran.out


def test_what_was_never_sent_is_asked_for(october: Rapport) -> None:
    ran = october("ask", "revenue")
    assert ran.code == 2
    assert "there are no actuals of revenue to take the last month of; import a file of them, or name a period" in ran.err


def test_nobody_is_late(october: Rapport) -> None:
    assert october("batches", "--missing").out == "nobody who is expected is missing\n"


def test_the_update_tells_the_month_and_names_the_files_to_drop(october: Rapport, tmp_path: Path) -> None:
    words = ("--account", "Contoso", "--period", "2026-10", "--lang", "en,zh-hans", "--to", "md", "--out", tmp_path)
    files = october("update", *words, "--json").json["files"]
    english, chinese = (Path(file).read_text("utf-8") for file in files)
    assert "PC shipments came to 175,000." in english
    for dataset in ("plan", "forecast", "market", "licences", "listings", "escalations"):
        assert f"(dataset {dataset})" in english
        assert f"（数据集 {dataset}）" in chinese
    assert "Drop last year's file of the same kind." in english
    assert "0.0" not in english.split("---\n\nDefinitions")[0], "nothing is told as a change of nothing"
