"""Section 4 of the worked example: its sentences, its bridge, and what adds up."""

import pytest

from rapport.reports.blocks import Bridge, KpiTable, Lead, List, Missing, Note, Table
from rapport.reports.sections import figures
from rapport.reports.sections.figures import Figures
from tests.reports.sections.told import kinds, lead

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def fourth(section) -> Figures:
    return section("revenue")


def test_revenue_opens_with_the_two_sentences_of_its_bridge(fourth):
    """The drivers as the bridge is drawn: with the shipments of each country and the channels within it."""
    assert lead(figures.write(fourth, "en"), "en") == (
        "Revenue was $8.744M, up $0.856M (+10.8%) on the prior year: richer edition mix (+$0.376M), higher shipments "
        "(+$0.262M), channel mix (+$0.194M) and platform share (+$0.162M) outweighed platform price (−$0.138M). The gain came "
        "from CN/D1 (+$1.269M); CN/D2 lost $0.626M as its shipments fell 20% and platform share fell 4.0 pp to 66%."
    )
    assert lead(figures.write(fourth, "zh-hans"), "zh-hans").startswith("收入 874.4 万美元，同比增加 85.6 万美元（+10.8%）：")


def test_revenue_shows_the_bridge_its_effects_its_residual_and_its_places(fourth):
    blocks = figures.write(fourth, "en")

    assert kinds(blocks) == [Lead, Lead, KpiTable, Bridge, Table, Note, Table, List, Missing]
    assert blocks[3].residual.value == 0
    assert [item.parts[2] for item in blocks[-2].items] == [
        f"shipped units of Contoso Devices (HK) without plan: {units}" for units in ("10,920", "12,000")
    ]
    assert blocks[-1].key == "plan"


def test_the_bridge_as_drawn_adds_up(fourth):
    bridge = next(block for block in figures.write(fourth, "en") if isinstance(block, Bridge))

    assert bridge.base.scale == 10**6
    assert sum(bar.delta.number.value for bar in bridge.bars) == 856_000  # the change as the sentence says it
