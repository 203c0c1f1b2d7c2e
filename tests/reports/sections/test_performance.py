"""Section 2 of the worked example: which blocks it holds and what they say."""

from dataclasses import replace

import pytest

from rapport.reports import standings
from rapport.reports.blocks import KpiTable, Lead, List, Missing, Table
from rapport.reports.sections import figures
from rapport.reports.sections.figures import Figures
from rapport.reports.writers.cells import plain
from tests.reports.october import subject
from tests.reports.sections.told import kinds, lead

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def second(section) -> Figures:
    return section("performance")


def test_performance_opens_with_the_headline_and_where_the_change_came_from(second):
    assert lead(figures.write(second, "en"), "en") == (
        "PC shipments came to 175,000 (+2.9% on the prior year). The change came from CN (+3,000) and HK (+2,000)."
    )
    assert lead(figures.write(second, "zh-hans"), "zh-hans") == (
        "PC 出货量为 175,000（同比 +2.9%）。变化主要来自 CN（+3,000）和 HK（+2,000）。"
    )


def test_the_other_kpi_that_lies_farthest_is_told_with_its_places(second):
    """Premium units of 36,900 in 131,000, and 48,416 in 139,200; of CN 32,400 in 122,000, and 42,410 in 128,280."""
    told = [plain(block.sentence, "en") for block in figures.write(second, "en") if isinstance(block, Lead)]
    assert told[1:] == ["Premium mix came to 34.8% (+6.6 pp on the prior year). It moved most in CN (+6.5 pp) and HK (+5.0 pp)."]


@pytest.fixture(scope="module")
def steady(section) -> Figures:
    """Shipments beside a share: up by 2.9%, less than the 5% that would put them at risk if they were down."""
    own = replace(section("performance").section, kpis=("platform_share", "pc_shipments"), leads=("platform_share",))
    return figures.read(subject(), standings.read(subject(), own.kpis), own)


def test_of_what_would_not_be_at_risk_nothing_is_told_beside(steady):
    assert steady.beside is None


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_performance_is_built_of_the_same_blocks_in_both_languages(second, lang):
    """No trend: two Octobers are one month beside its prior year. No prior month, no forecast, no other month of the year."""
    blocks = figures.write(second, lang)

    assert kinds(blocks) == [Lead, Lead, KpiTable, KpiTable, Table, List, List, List, Missing]
    asked = ["pc_shipments", "platform_share", "premium_mix", "revenue"]
    assert [row.actual.kpi for row in blocks[2].rows] == asked
    assert len(blocks[2].bases) == 2
    assert blocks[-1].key == "forecast"


def test_the_places_add_up_to_the_whole(second):
    table = figures.write(second, "en")[4]
    *places, whole = table.rows

    assert table.has_total
    assert sum(row[3].number.value for row in places) == whole[3].number.value == 5000
