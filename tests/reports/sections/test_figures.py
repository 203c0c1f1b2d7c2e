"""Sections of figures as packs describe them: never an empty heading, and what is missing is named with what brings it."""

from dataclasses import replace

import pytest

from rapport.reports import standings
from rapport.reports.blocks import KpiTable, Lead, Missing, Table
from rapport.reports.sections import figures
from tests.reports.october import TRADE, subject
from tests.reports.sections.told import kinds, lead

pytestmark = pytest.mark.django_db

WITHOUT = ("market", "marketing", "assortment", "attach", "sell_through", "red_flags")
"""Sections for which the worked example holds no file."""


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
@pytest.mark.parametrize("key", WITHOUT)
def test_without_figures_it_is_said_which_files_bring_them(section, key, lang):
    found = section(key)
    block, commentary = figures.write(found, lang)
    assert (type(block), block.key, commentary.key) == (Missing, "figures", "commentary")
    for dataset in found.section.datasets:
        assert dataset in block.remedy
        assert TRADE.datasets[dataset].label(lang) in block.words


@pytest.mark.parametrize(
    ("key", "lacks"),
    [("consolidation", ["records", "commentary"]), ("plan", ["records", "commentary"]), ("best_practice", ["commentary"])],
)
def test_a_section_of_records_says_that_there_are_none(section, key, lacks):
    assert [block.key for block in figures.write(section(key), "en")] == lacks


@pytest.fixture(scope="module")
def shares(section) -> figures.Figures:
    """A section of one ratio."""
    own = replace(section("performance").section, kpis=("platform_share",), leads=("platform_share",), has_months=False)
    own = replace(own, requires=("figures", "commentary"))
    return figures.read(subject(), standings.read(subject(), own.kpis), own)


def test_a_ratio_by_place_is_told_without_parts_of_a_whole(shares):
    """Parts of a ratio do not add up to it: no contribution, no total, no sentence that says so."""
    blocks = figures.write(shares, "en")
    table = next(block for block in blocks if isinstance(block, Table))
    assert [column.words for column in table.columns] == ["Country", "Actual", "Prior year", "Change"]
    assert not table.has_total
    assert "It moved most in CN (" in lead(blocks, "en")
    assert kinds(blocks)[:2] == [Lead, KpiTable]
    assert blocks[-1].key == "commentary", "the figures leave only that to people"
