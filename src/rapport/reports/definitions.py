"""What the KPIs of a document are, in its language."""

from collections.abc import Iterable

from rapport.core.pack import Lang, Trade
from rapport.reports.blocks import Block, Definition
from rapport.reports.numbers import of_blocks
from rapport.reports.words import UNITS


def definitions(blocks: Iterable[Block], trade: Trade, lang: Lang) -> tuple[Definition, ...]:
    """The KPIs that occur in the blocks, in the order of the pack."""
    occurring = {number.kpi for number in of_blocks(blocks)}
    return tuple(
        Definition(kpi.key, kpi.label(lang), kpi.says(lang), UNITS[kpi.unit](lang), kpi.text)
        for kpi in trade.kpis.values()
        if kpi.key in occurring
    )
