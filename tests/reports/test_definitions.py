"""Definitions: of the KPIs that occur in a document, as the pack has them."""

from rapport import packs
from rapport.reports.blocks import Lead, Sentence
from rapport.reports.definitions import definitions
from rapport.reports.numbers import of_blocks
from tests.reports.contoso import document, share, units

TRADE = packs.load()


def test_what_occurs_is_defined_in_the_order_of_the_pack():
    blocks = (Lead(Sentence((share(0.8), " of ", units(10)))),)
    shipments, platform = definitions(blocks, TRADE, "zh-hans")

    assert (shipments.kpi, shipments.label, shipments.unit) == ("pc_shipments", "PC 出货量", "台（件）")
    assert platform.formula == TRADE.kpis["platform_share"].text


def test_the_figures_of_every_block_are_found():
    numbers = list(of_blocks(document().sections[0].blocks))

    assert {number.kpi for number in numbers} == {"revenue", "platform_share", "pc_shipments"}
    assert {float(number.value) for number in numbers if number.value} >= {0.75, 0.0248, 9780329.75, -422446.85, 17000.0}
