"""Sections that nobody has written yet: never an empty heading."""

import pytest

from rapport.reports.blocks import KpiTable, Lead, Missing
from rapport.reports.sections import outline
from tests.reports.sections.told import kinds

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_section_nobody_has_written_says_what_to_drop_or_what_a_person_must_add(asked, lang):
    subject, sheet = asked

    for key, needs in outline.NEEDS.items():
        (block,) = outline.write(outline.read(subject, sheet, key), lang)
        assert block.key == needs


def test_figures_that_stand_for_a_section_are_shown(asked, monkeypatch):
    subject, sheet = asked
    monkeypatch.setitem(outline.KPIS, "assortment", ("pc_shipments",))

    blocks = outline.write(outline.read(subject, sheet, "assortment"), "en")

    assert kinds(blocks) == [Lead, KpiTable, Missing]
    assert blocks[2].key == "commentary"
