"""The worked example, asked once for the tests of a section."""

import pytest


@pytest.fixture(scope="module")
def section(october):
    """What a section of the shipped update reads of the worked example, by its key."""
    from rapport.reports import standings
    from rapport.reports.sections import figures
    from tests.reports.october import TRADE, subject

    sections = {one.key: one for one in TRADE.documents["update"].sections}
    sheet = standings.read(subject(), [kpi for one in sections.values() for kpi in one.kpis])
    return lambda key: figures.read(subject(), sheet, sections[key])
