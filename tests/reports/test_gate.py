"""The gate: a score for what is there, and a line for each thing that is not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rapport.reports.blocks import Document, Lead, Missing, Section, Sentence
from rapport.reports.comments import Waived
from rapport.reports.gate import Gate, Item, check
from tests.reports.contoso import bridge, document, money

LEAD = Lead(Sentence(("It rose.",)))
PLAN = Missing("plan", "No plan for this month.", "Drop one.")


def gate(*sections: Section, missing: tuple[Missing, ...] = ()) -> Gate:
    whole: Document = replace(document(), sections=sections, missing=missing)
    return check(whole)


def test_a_complete_section_lacks_nothing():
    assert gate(Section(2, "performance", "", (LEAD,))) == Gate(100, ())


def test_each_missing_thing_costs_its_share():
    """Two things of the document and four of the section are required; one of them is missing."""
    assert gate(Section(2, "performance", "", (LEAD, PLAN), ("actuals", "plan", "prior_year", "forecast"))) == Gate(
        83, (Item(2, "plan", "No plan for this month."),)
    )


def test_what_the_document_itself_lacks_stands_under_section_0():
    assert gate(Section(2, "performance", "", (LEAD,)), missing=(PLAN,)).missing == (Item(0, "plan", "No plan for this month."),)


def test_what_somebody_waived_counts_as_there_but_never_a_fault():
    sections = Section(2, "performance", "", (LEAD, PLAN), ("actuals", "plan", "prior_year", "forecast"))
    torn = Section(4, "revenue", "", (LEAD, PLAN, replace(bridge("en"), residual=money("0.01"))), ("plan", "residual"))
    waivers = [
        Waived(7, key, item, "No plan this year", "lin") for key, item in (("performance", "plan"), ("revenue", "residual"))
    ]
    found = check(replace(document(), sections=(sections, torn), missing=()), waivers)

    assert [(let.item.key, let.author, let.why) for let in found.waived] == [("plan", "lin", "No plan this year")]
    assert [(item.section, item.key) for item in found.missing] == [(4, "plan"), (4, "residual")]


def test_figures_without_commentary_lack_the_commentary_alone():
    found = gate(Section(6, "attach", "", (LEAD, Missing("commentary", "Not written.", "Write it."))))

    assert found.missing == (Item(6, "commentary", "Not written."),)


@pytest.mark.parametrize(("residual", "says"), [("0", ()), ("0.01", ("The effects do not add up to the change.",))])
def test_a_residual_is_said(residual, says):
    block = replace(bridge("en"), residual=money(residual))

    assert tuple(item.what for item in gate(Section(4, "revenue", "", (LEAD, block))).missing) == says
    assert Decimal(residual) == block.residual.value
