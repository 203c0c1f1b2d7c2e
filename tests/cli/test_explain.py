"""Why a number moved: the worked example of the trade, 77.1% to 79.5%, is rate +1.30 and mix +1.18 points."""

from typing import Any

import pytest

from tests.cli.conftest import Rapport, stranger

WORDS = ("explain", "platform_share", "--period", "2026-10", "--vs", "prior_year", "--by", "country,channel")


def test_effects_add_up_to_the_change_and_cells_to_effects(contoso: Rapport) -> None:
    found = contoso(*WORDS, "--json").json
    effects = {effect["driver"]: effect["amount"] for effect in found["effects"]}
    assert effects == {"rate": 0.0130, "mix": 0.0118}
    assert found["delta"] == 0.0248
    assert found["residual"] == 0
    for driver, amount in effects.items():
        cells = [effect["amount"] for cell in found["cells"] for effect in cell["effects"] if effect["driver"] == driver]
        assert round(sum(cells), 4) == amount
    assert {tuple(cell["by"].values()) for cell in found["cells"]} == {("CN", "D1"), ("CN", "D2"), ("HK", "D3")}


@pytest.mark.parametrize("by", ["country", "channel", "account", "product", "country,product", "platform"])
def test_drivers_of_a_ratio_are_the_same_by_anything(contoso: Rapport, by: str) -> None:
    found = contoso(*WORDS[:-1], by, "--json").json
    assert effects_of(found) == {"rate": 0.0130, "mix": 0.0118}
    assert round(sum(cell["total"] for cell in found["cells"]), 4) == 0.0248


def test_the_sentence_comes_in_both_languages(contoso: Rapport) -> None:
    sentences = contoso(*WORDS, "--json").json["sentences"]
    assert "2.5 pp" in sentences["en"]
    assert "2.5 个百分点" in sentences["zh-hans"]


def test_a_person_reads_the_sentence_and_two_tables(contoso: Rapport) -> None:
    said = contoso(*WORDS).out
    assert said.startswith("Platform share was 79.5%, up 2.5 pp on the prior year")
    assert [line.split()[:2] for line in said.splitlines() if line.startswith((" rate", " mix", " change"))] == [
        ["rate", "+1.30"],
        ["mix", "+1.18"],
        ["change", "+2.48"],
    ]
    assert "驱动因素" in contoso(*WORDS, "--lang", "zh-hans").out


def test_what_was_not_reported_is_not_explained(contoso: Rapport) -> None:
    found = contoso("explain", "revenue", "--period", "2026-10", "--vs", "prior_year", "--json").json
    assert (found["actual"], found["effects"], found["why"]) == (None, [], "not reported")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("explain", "platform_shar", "--period", "2026-10", "--vs", "prior_year"), "platform_share"),
        (("explain", "revenue", "--vs", "prior_year"), "--period"),
        (("explain", "revenue", "--period", "2026-10"), "--vs"),
        (("explain", "revenue", "--period", "October", "--vs", "plan"), "2026-10"),
    ],
)
def test_a_wrong_word_is_refused(contoso: Rapport, words: tuple[str, ...], named: str) -> None:
    refused = contoso(*words)
    assert (refused.code, refused.out) == (2, "")
    assert named in refused.err


def test_working_days_and_structure_are_asked_for(contoso: Rapport) -> None:
    shipped = ("explain", "pc_shipments", "--period", "2026-10", "--vs", "prior_year")
    found = contoso(*shipped, "--calendar", "--structure", "as_was", "--json").json
    # 22 days from Monday to Friday instead of 23: 170,000 would have been 162,609
    assert effects_of(found) == {"calendar": -7_391, "volume": 12_391, "scope": 0}
    assert "基数按工作日调整：22 ÷ 23" in contoso(*shipped, "--calendar", "--lang", "zh-hans").out


def effects_of(found: Any) -> dict[str, float]:
    return {effect["driver"]: effect["amount"] for effect in found["effects"]}


def test_a_stranger_learns_nothing(contoso: Rapport) -> None:
    found = contoso(*WORDS, "--as", stranger(), "--json").json
    assert (found["actual"], found["effects"], found["cells"]) == (None, [], [])
