"""Several who speak of one thing: whose word counts, what the others say, and what each says who is asked for by name."""

from dataclasses import replace

import pytest

from rapport.facts.world import World
from tests.facts.small import Fact, Small, fact, with_kpis


def test_what_a_less_trusted_sender_says_is_told_and_never_added(small: Small) -> None:
    small = replace(small, trade=with_kpis(shipped="sum(shipped_units)"))
    facts = [
        fact("2026-10", 1_000, account="A", country="CN", slice=1, batch=1),
        fact("2026-10", 950, account="A", country="CN", slice=2, batch=2),
        fact("2026-10", 70, account="B", country="CN", slice=3, batch=1),
    ]
    world = small.world(facts, outranked=[(2, "shipped_units", 1)], senders={1: "self", 2: "D1"})
    figure = small.ask(world, "shipped", period="2026-10").rows[0].kpis["shipped"]
    assert (figure.value, figure.notes, figure.batches) == (
        1_070,
        ("D1 reports 950 where 1,000 counts, 50 less; not added",),
        ("B1",),
    )


def test_figures_of_several_publishers_are_said_to_stand_together(small: Small) -> None:
    """An estimate may fill in where the official figures have nothing, but not unseen."""
    facts = [
        fact("2026-10", 900, measure="market_units", country="CN", batch=1),
        fact("2026-10", 80, measure="market_units", country="HK", batch=2),
    ]
    world = small.world(facts, senders={1: "Tracker", 2: "Our estimate"})
    figure = small.ask(world, "market_units", period="2026-10").rows[0].kpis["market_units"]
    assert (figure.value, figure.notes) == (980, ("figures of Our estimate (80) and Tracker (900) together",))
    by_country = small.ask(world, "market_units", by=("country",), period="2026-10")
    assert [row.kpis["market_units"].notes for row in by_country.rows] == [(), ()]


def market(source: str, country: str, units: int, number: int, when: str = "2026-10", **told: object) -> Fact:
    """What a publisher says of a country, in a slice of that number; its batch is of its first letter."""
    at = {"measure": "market_units", "country": country, "source": source}
    return fact(when, units, slice=number, batch=ord(source[0]), **at, **told)


TRACKERS = {ord("G"): "Gartner", ord("I"): "IDC", ord("E"): "Estimate"}


def trackers(small: Small) -> World:
    """Gartner tells DE 2,200 and FR 1,100; IDC, which is trusted less, DE 2,000, FR 1,000 and LU 50."""
    facts = [market("Gartner", "DE", 2_200, 1), market("Gartner", "FR", 1_100, 2)]
    facts += [market("IDC", "DE", 2_000, 3), market("IDC", "FR", 1_000, 4), market("IDC", "LU", 50, 5)]
    return small.world(facts, outranked=[(3, "market_units", 1), (4, "market_units", 2)], senders=TRACKERS)


def test_a_blend_of_sources_names_the_part_of_each_and_compares_the_same_cells(small: Small) -> None:
    """3,350 is 3,300 of Gartner and 50 of IDC, whose other 3,000 stand beside these 3,300."""
    figure = small.ask(trackers(small), "market_units", period="2026-10").rows[0].kpis["market_units"]
    assert (figure.value, figure.notes) == (
        3_350,
        ("IDC reports 3,000 where 3,300 counts, 300 less; not added", "figures of Gartner (3,300) and IDC (50) together"),
    )


def test_who_is_trusted_by_name_is_told_in_a_blend_too(small: Small) -> None:
    measure = replace(small.trade.measures["market_units"], trust=("Gartner", "IDC"))
    small = replace(small, trade=replace(small.trade, measures={**small.trade.measures, "market_units": measure}))
    figure = small.ask(trackers(small), "market_units", period="2026-10").rows[0].kpis["market_units"]
    assert figure.notes[-1] == "figures of Gartner (3,300) and IDC (50) together"


def test_what_a_less_trusted_sender_tells_of_other_places_is_not_compared(small: Small) -> None:
    """One slice of Contoso's speaks of CN, where D1 says 120, and of HK, of which nobody else speaks."""
    at = {"measure": "sell_through_units", "account": "Contoso", "channel": "D1"}
    facts = [
        fact("2026-10", 100, country="CN", slice=1, batch=1, **at),
        fact("2026-10", 30, country="HK", slice=1, batch=1, **at),
    ]
    facts.append(fact("2026-10", 120, country="CN", slice=2, batch=2, **at))
    world = small.world(facts, outranked=[(1, "sell_through_units", 2)], senders={1: "Contoso", 2: "D1"})
    figure = small.ask(world, "sell_through", period="2026-10").rows[0].kpis["sell_through"]
    assert (figure.value, figure.notes) == (
        120,
        (
            "Contoso reports 100 where 120 counts, 20 less; not added",
            "Contoso reports 30 in cells of which nothing counts; not added",
        ),
    )


@pytest.mark.parametrize("field", ["source", "sender"])
def test_who_is_asked_for_answers_with_its_own_figures(small: Small, field: str) -> None:
    """IDC published 2,000 + 1,000 + 50, whoever is trusted more."""
    world = trackers(small)
    alone = small.ask(world, "market_units", period="2026-10", where={field: "IDC"}).rows[0].kpis["market_units"]
    assert (alone.value, alone.notes) == (3_050, ())
    each = small.ask(world, "market_units", period="2026-10", by=(field,))
    assert small.table(each, "market_units") == {("Gartner",): 3_300, ("IDC",): 3_050}
    assert [row.kpis["market_units"].notes for row in each.rows] == [(), ()]


def test_of_several_sources_asked_for_as_one_the_most_trusted_of_these_counts(small: Small) -> None:
    """Without Gartner: of IDC's 2,000 and the estimate's 1,900 for DE the first counts; of FR only the estimate speaks."""
    facts = [market("Gartner", "DE", 2_200, 1), market("IDC", "DE", 2_000, 2)]
    facts += [market("Estimate", "DE", 1_900, 3), market("Estimate", "FR", 700, 4)]
    pairs = [(2, "market_units", 1), (3, "market_units", 1), (3, "market_units", 2)]
    world = small.world(facts, outranked=pairs, senders=TRACKERS)
    figure = small.ask(world, "market_units", period="2026-10", where={"source": "IDC|Estimate"}).rows[0].kpis["market_units"]
    assert (figure.value, figure.notes) == (
        2_700,
        ("Estimate reports 1,900 where 2,000 counts, 100 less; not added", "figures of Estimate (700) and IDC (2,000) together"),
    )


def test_two_who_send_the_figures_of_one_source_are_not_added_in_its_row(small: Small) -> None:
    facts = [market("IDC", "DE", 2_000, 1), replace(market("IDC", "DE", 1_990, 2), batch=1)]
    world = small.world(facts, outranked=[(2, "market_units", 1)], senders=TRACKERS)
    for told in ({"by": ("source",)}, {"where": {"source": "IDC"}}):
        figure = small.ask(world, "market_units", period="2026-10", **told).rows[0].kpis["market_units"]
        assert (figure.value, figure.notes) == (2_000, ("self reports 1,990 where 2,000 counts, 10 less; not added",))
