"""Matched cells: a quotient divides only what is reported on both sides; what is left out is told, and cells add up."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rapport.core.mentions import mention
from rapport.core.question import Coverage, Figure, Filter
from rapport.facts.world import World
from tests.facts.small import TRADE, Fact, Small, fact, with_kpis
from tests.facts.worked import totals, why

ALL = "account, country, channel, month"


def sold(channel: str, units: int, month: str = "2026-10", **told: object) -> Fact:
    return fact(month, units, measure="sell_through_units", account="A", country="CN", channel=channel, **told)


def bought(channel: str, units: int, month: str = "2026-10", **told: object) -> Fact:
    return fact(month, units, measure="sell_in_units", account="A", country="CN", channel=channel, **told)


def ratio(small: Small, world: World, period: str = "2026-10", **told: object) -> Figure:
    return small.ask(world, "sell_through_to_sell_in", period=period, **told).rows[0].kpis["sell_through_to_sell_in"]


@pytest.fixture
def four(small: Small) -> World:
    """Sell-in of four distributors; D4, who stood for 18% of sell-through, is silent in October."""
    before = [sold(channel, units, "2026-09") for channel, units in (("D1", 40), ("D2", 30), ("D3", 12), ("D4", 18))]
    now = [sold(channel, units) for channel, units in (("D1", 300), ("D2", 200), ("D3", 100))]
    return small.world([*before, *now, *(bought(channel, 250) for channel in ("D1", "D2", "D3", "D4"))])


def test_three_of_four_distributors_are_divided_by_the_same_three(small: Small, four: World) -> None:
    figure = ratio(small, four)
    assert (figure.value, figure.numerator, figure.denominator) == (600 / 750, 600, 750)
    assert figure.coverage == Coverage(reporting=3, expected=4, volume=0.82)
    silent = f"sell_through_units: no facts of {mention('channel', small.id('D4'))} for 2026-10"
    assert figure.notes == (f"250 units of sell_in_units left out: unmatched by {ALL}", silent)


def test_cells_add_up_to_the_whole_and_the_unmatched_one_is_missing(small: Small, four: World) -> None:
    answer = small.ask(four, "sell_through_to_sell_in", by=("channel",), period="2026-10")
    told = {small.named(row): row.kpis["sell_through_to_sell_in"] for row in answer.rows}
    assert {cell: figure.value for cell, figure in told.items()} == {("D1",): 1.2, ("D2",): 0.8, ("D3",): 0.4, ("D4",): None}
    assert told[("D4",)].why == "sell_through_units not reported"
    whole = ratio(small, four)
    assert sum(figure.numerator or 0 for figure in told.values()) == whole.numerator
    assert sum(figure.denominator or 0 for figure in told.values()) == whole.denominator


def trackers(small: Small) -> World:
    """Of a market Gartner tells DE 2,200 and FR 1,100; IDC, trusted less, DE 2,000, FR 1,000 and LU 50; PCs are sold in all."""
    sold = {("2025-10", "DE"): 200, ("2025-10", "FR"): 60, ("2026-10", "DE"): 246, ("2026-10", "FR"): 64}
    sold |= {("2025-10", "LU"): 10, ("2026-10", "LU"): 10}
    facts = [fact(month, units, account="A", country=country, product="P") for (month, country), units in sold.items()]
    outranked = []
    for number, month in enumerate(("2025-10", "2026-10")):
        for place, (country, gartner, idc) in enumerate(
            (("DE", 2_200, 2_000), ("FR", 1_100, 1_000), ("LU", 0, 50)), 10 * number + 1
        ):
            told = {"measure": "market_units", "country": country}
            if gartner:
                facts.append(fact(month, gartner, source="Gartner", slice=place, batch=2, **told))
                outranked.append((place + 100, "market_units", place))
            facts.append(fact(month, idc, source="IDC", slice=place + 100, batch=3, **told))
    attributes = {"P": {"category": "pc"}}
    return small.world(facts, attributes=attributes, outranked=outranked, senders={2: "Gartner", 3: "IDC"})


LU = "10 units of shipped_units left out: unmatched by country, month"


def share(small: Small, world: World, **told: object) -> list[Figure]:
    answer = small.ask(world, "partner_share", period="2026-10", vs="prior_year", **told)
    return [row.kpis["partner_share"] for row in answer.rows]


def test_where_one_source_is_asked_for_only_its_cells_are_divided(small: Small) -> None:
    """310 of Gartner's 3,300, and 260 of them the year before: of LU it tells nothing. All 320 and 270 of IDC's 3,050."""
    world = trackers(small)
    [gartner] = share(small, world, where={"source": "Gartner"})
    assert (gartner.value, gartner.numerator, gartner.denominator) == (310 / 3_300, 310, 3_300)
    assert gartner.base == 260 / 3_300
    assert [note for note in gartner.notes if "left out" in note] == [LU, f"base: {LU}"]
    [idc] = share(small, world, where={"source": "IDC"})
    assert (idc.value, idc.base, idc.notes) == (320 / 3_050, 270 / 3_050, ())


def test_each_source_is_matched_by_itself(small: Small) -> None:
    idc, gartner = share(small, trackers(small), by=("source",))
    assert (idc.numerator, idc.denominator, idc.base) == (320, 3_050, 270 / 3_050)
    assert (gartner.numerator, gartner.denominator, gartner.base) == (310, 3_300, 260 / 3_300)
    assert (LU in gartner.notes, LU in idc.notes) == (True, False)


def test_whoever_speaks_all_is_matched_where_nobody_is_named(small: Small) -> None:
    [figure] = share(small, trackers(small))
    assert (figure.numerator, figure.denominator) == (320, 3_350)


def test_each_sender_is_matched_by_itself(small: Small) -> None:
    """D1 tells sell-in of CN alone and sell-through of both; that D2 tells sell-in of HK does not match D1's."""
    at = {"account": "A", "channel": "D"}
    told = [("sell_through_units", "CN", 60, 1), ("sell_through_units", "HK", 9, 1), ("sell_in_units", "CN", 80, 1)]
    told.append(("sell_in_units", "HK", 10, 2))
    facts = [fact("2026-10", units, measure=m, country=country, batch=batch, **at) for m, country, units, batch in told]
    world = small.world(facts, senders={1: "D1", 2: "D2"})
    assert (ratio(small, world, where={"sender": "D1"}).numerator, ratio(small, world).numerator) == (60, 69)
    answer = small.ask(world, "sell_through_to_sell_in", period="2026-10", by=("sender",))
    assert small.table(answer, "sell_through_to_sell_in") == {("D1",): 0.75, ("D2",): None}


def test_a_bridge_divides_the_cells_of_the_source_that_is_asked_for(small: Small) -> None:
    world = trackers(small)
    kept = (Filter("source", frozenset({small.id("Gartner")})),)
    found = why(small, world, "partner_share", where=kept, by=("country",))
    assert (found.actual, found.base) == (Decimal("0.0939"), Decimal("0.0788"))
    assert sum(totals(small, found).values()) == found.delta
    assert found.notes[:2] == (LU, f"base: {LU}")


@pytest.mark.parametrize("field", ["source", "sender"])
def test_who_speaks_of_the_same_is_no_cell_of_a_bridge(small: Small, field: str) -> None:
    """3,300 of Gartner and 3,050 of IDC are not the 3,350 that moved."""
    world = trackers(small)
    found = why(small, world, "market_units", by=(field,))
    assert found.why == f"two speak of the same and are never added: use --where {field}=…"
    kept = (Filter("source", frozenset({small.id("IDC")})),)
    assert (why(small, world, "market_units", by=(field,), where=kept).actual, found.actual) == (3_050, 3_350)


def test_who_speaks_is_no_place_where_a_market_moved(small: Small) -> None:
    """DE gains 300 by Gartner's word and LU loses 40 by IDC's; that IDC saw DE lose 900 is no part of it."""
    told = {("DE", "Gartner"): (2_200, 2_500), ("DE", "IDC"): (2_000, 1_100), ("LU", "IDC"): (50, 10)}
    facts = [
        fact(month, units, measure="market_units", country=country, source=source, batch=ord(source[0]), slice=number)
        for place, ((country, source), pair) in enumerate(told.items(), 1)
        for number, month, units in zip((place, place + 10), ("2025-10", "2026-10"), pair, strict=True)
    ]
    outranked = [(2, "market_units", 1), (12, "market_units", 11)]
    world = small.world(facts, outranked=outranked, senders={ord("G"): "Gartner", ord("I"): "IDC"})
    found = why(small, world, "market_units", search=True)
    assert (found.delta, found.places is not None) == (260, True)
    assert {field for place in found.places.found for field in place.at} == {"country"}


def test_sums_alone_are_never_matched(small: Small, four: World) -> None:
    answer = small.ask(four, "sell_in", "sell_through_to_sell_in", period="2026-10")
    assert (answer.rows[0].kpis["sell_in"].value, answer.rows[0].kpis["sell_in"].notes) == (1_000, ())
    small = replace(small, trade=with_kpis(net="sum(sell_in_units) - sum(sell_through_units)"))
    world = replace(four, trade=small.trade)
    assert small.ask(world, "net", period="2026-10").rows[0].kpis["net"].value == 400


def test_without_a_cell_in_common_there_is_no_quotient(small: Small) -> None:
    figure = ratio(small, small.world([sold("D1", 10), bought("D2", 10)]))
    assert (figure.value, figure.numerator, figure.why) == (None, None, f"no {ALL} in common")


def test_months_that_only_one_side_has_are_left_out(small: Small) -> None:
    world = small.world([sold("D1", 60), sold("D1", 20, "2026-11"), bought("D1", 80)])
    figure = ratio(small, world, "2026-10..2026-11")
    assert (figure.numerator, figure.denominator) == (60, 80)
    assert figure.notes == (f"20 units of sell_through_units left out: unmatched by {ALL}", "sell_in_units: no facts of 2026-11")
    by_month = small.ask(world, "sell_through_to_sell_in", by=("month",), period="2026-10..2026-11")
    assert small.table(by_month, "sell_through_to_sell_in") == {("2026-10",): 0.75, ("2026-11",): None}


def test_months_are_matched_with_the_quarter_that_holds_them(small: Small) -> None:
    world = small.world(
        [sold("D1", 90, "2026-10", grain="quarter"), bought("D1", 60), bought("D1", 9, "2026-12"), bought("D2", 10)]
    )
    figure = ratio(small, world, "2026-Q4")
    assert (figure.numerator, figure.denominator) == (90, 69)
    assert "10 units of sell_in_units left out: unmatched by account, country, channel, quarter" in figure.notes


def quota(when: str, amount: int, account: str = "A", grain: str = "quarter") -> Fact:
    return fact(when, amount, measure="quota_amount", currency="USD", account=account, grain=grain)


def billed(amount: int, *months: str, account: str = "A") -> list[Fact]:
    return [fact(month, amount, measure="revenue", currency="USD", account=account, country="CN") for month in months]


def attained(small: Small, facts: list[Fact], period: str, **told: object) -> Figure:
    return small.ask(small.world(facts), "quota_attainment", period=period, **told).rows[0].kpis["quota_attainment"]


YEAR = tuple(f"2026-{month:02}" for month in range(1, 13))


def test_a_quarter_without_quota_is_left_out_of_the_year(small: Small) -> None:
    """The year lies between its quarters: 30/40, 30/20 and 30/60, and nothing for the second."""
    facts = [quota("2026-01", 40), quota("2026-07", 20), quota("2026-10", 60), *billed(10, *YEAR)]
    figure = attained(small, facts, "2026")
    assert (figure.value, figure.numerator, figure.denominator) == (90 / 120, 90, 120)
    assert "30 USD of revenue left out: unmatched by account, quarter" in figure.notes
    by_quarter = small.ask(small.world(facts), "quota_attainment", by=("quarter",), period="2026")
    assert list(small.table(by_quarter, "quota_attainment").values()) == [0.75, None, 1.5, 0.5]


def test_each_account_is_matched_by_the_quarters_of_its_own_quota(small: Small) -> None:
    """A has a quota of the year, B one of two quarters, C one by month."""
    quotas = [quota("2026-01", 100, grain="year"), quota("2026-01", 30, "B"), quota("2026-10", 30, "B")]
    monthly = [quota(month, 10, "C", "month") for month in ("2026-01", "2026-02")]
    sales = [sale for account in "ABC" for sale in billed(10, *YEAR, account=account)]
    answer = small.ask(small.world([*quotas, *monthly, *sales]), "quota_attainment", by=("account",), period="2026")
    found = {small.named(row)[0]: row.kpis["quota_attainment"] for row in answer.rows}
    assert {name: (f.numerator, f.denominator) for name, f in found.items()} == {"A": (120, 100), "B": (60, 60), "C": (20, 20)}
    assert not any("left out" in note for note in found["A"].notes)
    assert attained(small, [*quotas, *monthly, *sales], "2026").numerator == 200


def test_the_quota_of_a_year_stands_beside_the_revenue_so_far(small: Small) -> None:
    figure = attained(small, [quota("2026-01", 100, grain="year"), *billed(10, *YEAR[:8])], "2026")
    assert (figure.value, figure.notes) == (0.8, ("revenue: no facts of 2026-09..2026-12",))


def test_the_fiscal_year_of_a_quota_holds_the_months_of_two_calendar_years(small: Small) -> None:
    months = (*YEAR[6:], *(f"2027-{month:02}" for month in range(1, 7)))
    figure = attained(small, [quota("2026-07", 100, grain="year"), *billed(10, *months)], "FY27")
    assert (figure.numerator, figure.denominator, figure.notes) == (120, 100, ())


@pytest.mark.parametrize("period", ["2026-01..2026-05", "2026-02..2026-06"])
def test_a_quarter_that_the_period_cuts_is_no_quotient(small: Small, period: str) -> None:
    """Neither the quota of two thirds of a quarter is known, nor may it be left out as if there were none."""
    figure = attained(small, [quota("2026-01", 30), quota("2026-04", 30), *billed(10, *YEAR)], period)
    assert (figure.value, figure.why) == (None, "quota_amount is reported by quarter")


def test_the_year_before_is_matched_by_its_own_quarters(small: Small) -> None:
    before = [quota("2025-01", 60), *billed(10, "2025-01", "2025-02", "2025-03", "2025-04")]
    now = [quota("2026-01", 30), quota("2026-04", 30), *billed(10, *YEAR[:6])]
    figure = attained(small, [*before, *now], "2026-01..2026-06", vs="prior_year")
    assert (figure.value, figure.base) == (1.0, 0.5)
    assert "base: 10 USD of revenue left out: unmatched by account, quarter" in figure.notes


def test_a_field_that_the_facts_of_one_measure_lack_matches_nothing(small: Small) -> None:
    own = fact("2026-10", 100, measure="sell_in_units", account="A", country="CN")
    figure = ratio(small, small.world([sold("D1", 50), sold("D2", 20), own]))
    assert (figure.value, figure.notes) == (0.7, ())


def test_a_field_that_a_measure_never_has_matches_nothing(small: Small) -> None:
    """The market has no accounts or channels: it is matched by country alone."""
    shipped = [fact("2026-10", 30, account="A", country="CN", channel=channel, product="P") for channel in ("D1", "D2")]
    market = [fact("2026-10", units, measure="market_units", country=country) for country, units in (("CN", 200), ("HK", 90))]
    world = small.world([*shipped, *market], attributes={"P": {"category": "pc"}})
    figure = small.ask(world, "partner_share", period="2026-10").rows[0].kpis["partner_share"]
    assert (figure.value, figure.notes) == (0.3, ("90 units of market_units left out: unmatched by country, month",))


def test_filters_and_conditions_do_not_unmatch_a_cell(small: Small) -> None:
    """D2 ships no PC and D3 sold no suite, yet both were reported: their zeros count."""
    at = {"account": "A", "country": "CN"}
    shipped = [fact("2026-10", 100, product=p, channel=c, **at) for p, c in (("P", "D1"), ("S", "D2"), ("P", "D3"))]
    sold = [
        fact("2026-10", 10, measure="licence_units", product=p, channel=c, **at)
        for p, c in (("O", "D1"), ("O", "D2"), ("W", "D3"))
    ]
    kinds = {"P": "pc", "S": "server", "O": "suite", "W": "licence"}
    world = small.world([*shipped, *sold], attributes={name: {"category": kind} for name, kind in kinds.items()})
    figure = small.ask(world, "suite_attach", period="2026-10").rows[0].kpis["suite_attach"]
    assert (figure.numerator, figure.denominator, figure.notes) == (20, 200, ())


def test_a_filter_on_what_is_matched_is_a_row_of_the_groups(small: Small, four: World) -> None:
    for channel, value in (("D1", 1.2), ("D4", None)):
        assert ratio(small, four, where={"channel": channel}).value == value


def test_a_lag_shifts_the_month(small: Small) -> None:
    """What is sold in a month is divided by what was bought in the month before, where both are known."""
    small = replace(small, trade=with_kpis(lagged="sum(sell_through_units) / lag(sum(sell_in_units), 1)"))
    world = small.world([sold("D1", 30, "2026-11"), sold("D1", 8, "2026-12"), bought("D1", 60), bought("D1", 7, "2026-12")])
    figure = small.ask(world, "lagged", period="2026-11..2026-12").rows[0].kpis["lagged"]
    assert (figure.numerator, figure.denominator) == (30, 60)
    by_month = small.ask(world, "lagged", by=("month",), period="2026-11..2026-12")
    assert small.table(by_month, "lagged") == {("2026-11",): 0.5, ("2026-12",): None}


def test_stock_is_matched_by_place_and_sums_also_by_month(small: Small) -> None:
    def stock(channel: str, units: int) -> Fact:
        return fact("2026-09", units, measure="inventory_units", account="A", country="CN", channel=channel)

    flows = [sold("D1", 50), bought("D1", 60), sold("D1", 5, "2026-11"), bought("D2", 9), sold("D3", 7), bought("D3", 8)]
    world = small.world([*flows, stock("D1", 40), stock("D2", 1)])
    figure = small.ask(world, "sell_through_rate", period="2026-10..2026-11").rows[0].kpis["sell_through_rate"]
    assert (figure.numerator, figure.denominator) == (50, 100)


def test_a_pack_says_by_what_its_quotient_is_matched(small: Small) -> None:
    """A quota is promised, so that of August stands beside the revenue of July; else August is left out."""
    facts = [quota("2026-07", 100, grain="month"), quota("2026-08", 100, grain="month"), *billed(70, "2026-07")]
    figure = attained(small, facts, "2026-07..2026-08")
    assert (figure.value, figure.notes) == (0.35, ("revenue: no facts of 2026-08",))
    strict = replace(TRADE.kpis["quota_attainment"], promised=())
    small = replace(small, trade=replace(TRADE, kpis={**TRADE.kpis, "quota_attainment": strict}))
    assert attained(small, facts, "2026-07..2026-08").value == 0.7


def test_who_sold_nothing_still_has_a_quota(small: Small) -> None:
    facts = [quota("2026-07", 60), quota("2026-07", 40, "B"), *billed(10, "2026-07", "2026-08", "2026-09")]
    figure = attained(small, facts, "2026-Q3")
    assert (figure.value, figure.denominator) == (0.3, 100)


def test_each_side_is_matched_by_itself(small: Small) -> None:
    before = [sold("D1", 10, "2025-10"), bought("D1", 20, "2025-10"), bought("D9", 5, "2025-10")]
    figure = ratio(small, small.world([*before, sold("D1", 30), bought("D1", 40), bought("D2", 10)]), vs="prior_year")
    assert (figure.value, figure.base) == (0.75, 0.5)
    assert f"base: 5 units of sell_in_units left out: unmatched by {ALL}" in figure.notes


def test_groups_of_time_without_months_are_matched_each_by_itself(small: Small) -> None:
    quarterly = [sold("D1", 90, "2026-07", grain="quarter"), bought("D2", 50, "2026-07", grain="quarter")]
    later = [sold("D1", 80, "2026-10", grain="quarter"), bought("D1", 100, "2026-10", grain="quarter")]
    answer = small.ask(small.world([*quarterly, *later]), "sell_through_to_sell_in", by=("quarter",), period="FY27-H1")
    assert small.table(answer, "sell_through_to_sell_in") == {("2026-Q3",): None, ("2026-Q4",): 0.8}


@pytest.mark.parametrize("by", [(), ("channel",), ("country",)])
def test_what_moved_a_quotient_is_told_of_its_matched_cells(small: Small, by: tuple[str, ...]) -> None:
    """600/750 after 0.5 on D1 and D2 alone; D4 was and is unmatched on one side."""
    before = [sold("D1", 100, "2025-10"), sold("D2", 50, "2025-10"), sold("D4", 700, "2025-10")]
    base = [bought("D1", 150, "2025-10"), bought("D2", 150, "2025-10")]
    now = [sold("D1", 400), sold("D2", 200), bought("D1", 400), bought("D2", 350), bought("D4", 900)]
    found = why(small, small.world([*before, *base, *now]), "sell_through_to_sell_in", by=by)
    assert (float(found.base or 0), float(found.actual or 0)) == (0.5, 0.8)
    assert float(sum(effect.amount for effect in found.effects)) == pytest.approx(0.3, abs=1e-12)
    assert ("D4",) not in totals(small, found)


def test_who_reported_and_matches_nothing_does_not_cover(small: Small) -> None:
    figure = ratio(small, small.world([sold("D1", 60), sold("D2", 20), bought("D1", 80)]))
    assert figure.coverage == Coverage(reporting=1, expected=2, volume=0.75)


def test_what_nobody_in_particular_tells_is_matched_beside_what_sources_tell(small: Small) -> None:
    """Neither sell-in nor sell-through has a source: in the rows of the market's sources they are matched as without them."""
    market = fact("2026-10", 900, measure="market_units", country="CN", source="IDC")
    world = small.world([sold("D1", 60), bought("D1", 80), bought("D2", 10), market])
    answer = small.ask(world, "market_units", "sell_through_to_sell_in", by=("source",), period="2026-10")
    assert small.table(answer, "sell_through_to_sell_in") == {("IDC",): 0.75}
