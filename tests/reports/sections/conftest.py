"""The worked example, asked once for the tests of a section."""

import pytest


@pytest.fixture(scope="module")
def asked(october):
    """Whose October it is, and the sheet of the month."""
    from rapport.reports import standings
    from rapport.reports.documents.update import KPIS
    from tests.reports.october import subject

    return subject(), standings.read(subject(), KPIS)
