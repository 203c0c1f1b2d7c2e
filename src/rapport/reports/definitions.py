"""What the KPIs of a document are, in its language."""

from collections.abc import Iterable

from rapport.core.pack import Lang, Trade
from rapport.reports.blocks import Definition, Section
from rapport.reports.numbers import of_blocks
from rapport.reports.words import UNITS


def definitions(sections: Iterable[Section], trade: Trade, lang: Lang) -> tuple[Definition, ...]:
    """The KPIs that occur in the sections, in the order of the pack."""
    occurring = {number.kpi for section in sections for number in of_blocks(section.blocks)}
    return tuple(
        Definition(kpi.key, kpi.label(lang), kpi.says(lang), UNITS[kpi.unit](lang), kpi.text)
        for kpi in trade.kpis.values()
        if kpi.key in occurring
    )
