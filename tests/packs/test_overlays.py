"""Overlays give a trade its words: the neutral packs hold none of any company, and the words of one never reach another."""

import re
from pathlib import Path

import pytest

from rapport.core.pack import Trade
from rapport.packs import ALWAYS, SHIPPED, load
from rapport.packs.source import read_pack
from rapport.reports.kpis import written
from tests.packs.trial import problems, write_pack

OF_ONE_COMPANY = re.compile(
    r"\b(windows|office|microsoft|linux|chrome\w*|(?:free)?dos|bos|mna|jma|poe|rob|sow|coa|ea|rm score|aaa)\b", re.IGNORECASE
)
"""Words of the first overlay's trade."""

HEAD = '[pack.{name}]\nversion = 1\nuse = ["OVERLAY"]\n'


def spoken(overlay: str, folder: Path) -> Trade:
    return load(write_pack(folder, "", head=HEAD.replace("OVERLAY", overlay)))


def all_texts(trade: Trade) -> str:
    """Everything that a trade can say or understand."""
    return repr([trade.measures, trade.dimensions, trade.attributes, trade.datasets, trade.kpis, trade.drivers, trade.scorecards])


@pytest.mark.parametrize("name", ALWAYS)
def test_the_neutral_packs_hold_no_word_of_one_company(name: str) -> None:
    for file, text in read_pack(SHIPPED[name]).texts.items():
        assert not OF_ONE_COMPANY.findall(text), file
    assert not OF_ONE_COMPANY.findall(all_texts(load()) + written(load()))


def test_an_overlay_is_there_only_where_a_pack_of_the_home_uses_it(tmp_path: Path) -> None:
    assert sorted(SHIPPED) == ["global_account", "microsoft_era", "partner", "security_vendor"]
    assert list(load().digests) == ["partner 1", "global_account 1"]
    assert list(spoken("microsoft_era", tmp_path).digests) == ["partner 1", "global_account 1", "microsoft_era 1", "trial 1"]


def test_a_mistyped_overlay_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (problem,) = problems(write_pack(tmp_path, "", head=HEAD.replace("OVERLAY", "microsoft_area")))
    assert (problem["fix"], problem["line"]) == ("microsoft_era", 3)


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("share_of_windows", "platform_share"),
        ("bos_attach", "base_attach"),
        ("asp", "platform_asp"),
        ("office_attach", "suite_attach"),
        ("jma_utilisation", "marketing_utilisation"),
        ("poe_on_time", "proof_on_time"),
        ("rob_adherence", "rhythm_adherence"),
        ("Windows 预装率", "platform_share"),
    ],
)
def test_the_words_of_the_first_overlay_name_neutral_figures(tmp_path: Path, word: str, key: str) -> None:
    assert spoken("microsoft_era", tmp_path).kpi(word).key == key


def test_drivers_are_called_as_the_two_sentences_call_them(tmp_path: Path) -> None:
    drivers = spoken("microsoft_era", tmp_path).drivers
    assert [drivers[key]("en") for key in ("platform_share", "suite_attach")] == ["share of Windows", "Office attach"]
    assert [drivers[key]("zh-hans") for key in ("platform_share", "suite_attach")] == ["Windows 预装率", "Office 搭载"]


def test_values_in_files_are_mapped_to_neutral_words(tmp_path: Path) -> None:
    platform = spoken("microsoft_era", tmp_path).attributes["platform"].values
    assert "windows" in platform["own"]
    assert "linux" in platform["other"]
    assert "freedos" in platform["none"]


@pytest.mark.parametrize("overlay", ["microsoft_era", "security_vendor"])
def test_an_overlay_changes_words_and_no_number(tmp_path: Path, overlay: str) -> None:
    neutral, trade = load(), spoken(overlay, tmp_path)
    assert {k: (kpi.formula, kpi.examples) for k, kpi in trade.kpis.items()} == {
        k: (kpi.formula, kpi.examples) for k, kpi in neutral.kpis.items()
    }
    assert list(trade.measures) == list(neutral.measures)


def test_no_word_of_the_first_overlay_is_left_under_the_second(tmp_path: Path) -> None:
    first, second = (spoken(name, tmp_path / name) for name in ("microsoft_era", "security_vendor"))
    assert OF_ONE_COMPANY.findall(all_texts(first) + written(first))
    assert not OF_ONE_COMPANY.findall(all_texts(second) + written(second))
    assert second.kpi("protected_share").label("zh-hans") == "受保护率"
