"""Documents in packs: what a section may name, and what an overlay changes of it."""

from pathlib import Path

import pytest

from rapport.packs import load
from tests.packs.trial import problems, write_pack

TRADE = load()
OWN = """
[document.brief]
label = { en = "Brief", zh-hans = "简报" }
sections = ["one"]
[document.brief.section.one]
label = { en = "One", zh-hans = "一" }
kpis = ["revenue"]
"""


def test_both_roles_have_a_list_of_eleven_sections() -> None:
    partner, customer = TRADE.documents["update"], TRADE.documents["customer_update"]
    assert [len(partner.sections), len(customer.sections)] == [11, 11]
    assert (customer.instead_of, partner.instead_of) == ("update", "")
    assert [section.key for section in partner.sections][:4] == ["market", "performance", "marketing", "revenue"]


def test_what_is_not_said_of_a_section_follows_from_its_kpis(tmp_path: Path) -> None:
    (section,) = load(write_pack(tmp_path, OWN)).documents["brief"].sections
    assert section.leads == section.wanted == section.kpis == ("revenue",)
    assert section.requires == ("figures", "commentary")


def test_an_overlay_renames_a_section_and_keeps_the_rest(tmp_path: Path) -> None:
    text = '[document.update.section.market]\nlabel = { en = "The <b>market</b>", zh-hans = "大盘" }\n'
    market = load(write_pack(tmp_path, text)).documents["update"].sections[0]
    assert (market.key, market.label.en, market.label.zh_hans) == ("market", "The <b>market</b>", "大盘")
    assert market.kpis == TRADE.documents["update"].sections[0].kpis


@pytest.mark.parametrize(
    ("was", "now", "rule", "text"),
    [
        ('sections = ["one"]', 'sections = ["one", "two"]', "unknown", "section"),
        ('sections = ["one"]', "sections = []", "unused", "“one” does not stand in sections"),
        ('kpis = ["revenue"]', 'kpis = ["revenu"]', "unknown", "revenue"),
        ('kpis = ["revenue"]', 'datasets = ["shipment"]', "unknown", "shipments"),
        ('kpis = ["revenue"]', 'requires = ["figure"]', "unknown", "figures"),
        ('kpis = ["revenue"]', 'places = [{ by = ["contry"] }]', "unknown", "country"),
        ('kpis = ["revenue"]', 'across = [{ by = ["contry"] }]', "unknown", "country"),
        ('sections = ["one"]', 'sections = ["one"]\ninstead_of = "updte"', "unknown", "update"),
    ],
)
def test_a_word_that_names_nothing_is_refused_where_it_stands(tmp_path: Path, was: str, now: str, rule: str, text: str) -> None:
    (found,) = problems(write_pack(tmp_path, OWN.replace(was, now)))
    assert rule in str(found["rule"])
    assert text in str(found["text"])
