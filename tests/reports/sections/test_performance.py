"""Section 2 of the worked example: which blocks it holds and what they say."""

import pytest

from rapport.reports.blocks import KpiTable, Lead, List, Missing, Table
from rapport.reports.sections import figures
from rapport.reports.sections.figures import Figures
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


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_performance_is_built_of_the_same_blocks_in_both_languages(second, lang):
    """No trend: two Octobers are one month beside its prior year. No prior month, no forecast, no other month of the year."""
    blocks = figures.write(second, lang)

    assert kinds(blocks) == [Lead, KpiTable, KpiTable, Table, List, List, List, Missing]
    asked = ["pc_shipments", "platform_share", "premium_mix", "revenue"]
    assert [row.actual.kpi for row in blocks[1].rows] == asked
    assert len(blocks[1].bases) == 2
    assert blocks[-1].key == "forecast"


def test_the_places_add_up_to_the_whole(second):
    table = figures.write(second, "en")[3]
    *places, whole = table.rows

    assert table.has_total
    assert sum(row[3].number.value for row in places) == whole[3].number.value == 5000
