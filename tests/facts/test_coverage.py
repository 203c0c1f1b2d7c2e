"""Coverage: who reported before is expected again; the share of volume is of those who did."""

from dataclasses import replace
from datetime import date

import pytest

from rapport.core.mentions import mention
from rapport.core.question import Coverage, Figure, Grant
from rapport.facts.world import World
from tests.facts.small import Small, fact


def sold(month: str, channel: str, units: int) -> object:
    return fact(month, units, measure="sell_through_units", channel=channel)


def test_three_of_four_distributors(small: Small) -> None:
    before = [sold("2026-09", "D1", 40), sold("2026-08", "D2", 30), sold("2026-07", "D3", 12), sold("2026-09", "D4", 18)]
    now = [sold("2026-10", channel, 10) for channel in ("D1", "D2", "D3")]
    figure = small.ask(small.world([*before, *now]), "sell_through", period="2026-10").rows[0].kpis["sell_through"]
    assert figure.coverage == Coverage(reporting=3, expected=4, volume=0.82)


@pytest.mark.parametrize("month", ["2026-07", "2026-08", "2026-09"])
def test_the_share_stays_as_long_as_somebody_is_silent(small: Small, month: str) -> None:
    """Three sell 100 a month each; D3 is silent from July on: two thirds are told, and no more as its last month grows old."""
    told = [(f"2026-{n:02}", d) for n in range(1, 10) for d in ("D1", "D2", "D3") if d != "D3" or n < 7]
    figure = figure_of(small, small.world([sold(*one, 100) for one in told]), month)
    assert figure.coverage == Coverage(2, 3, pytest.approx(2 / 3))


def test_the_share_stays_where_any_month_will_do(small: Small) -> None:
    """D1 and D2 sell the same a month; D2 is silent from September on. Weeks of stock take whichever week came last."""
    stock = [fact("2026-10", 900, measure="inventory_units", channel=channel) for channel in ("D1", "D2")]
    told = [(f"2026-{n:02}", d) for n in range(1, 11) for d in ("D1", "D2") if d != "D2" or n < 9]
    figure = figure_of(small, small.world([*stock, *(sold(*one, 100) for one in told)]), "2026-10", "weeks_of_inventory")
    assert figure.coverage == Coverage(1, 2, 0.5)


def test_who_was_silent_for_longer_is_expected_no_more(small: Small) -> None:
    world = small.world([sold("2026-06", "D1", 40), sold("2026-10", "D2", 10)])
    assert small.ask(world, "sell_through", period="2026-10").rows[0].kpis["sell_through"].coverage == Coverage(1, 1, None)


def test_other_measures_are_reported_by_senders(small: Small) -> None:
    facts = [
        fact("2026-09", 60, product="P", batch=1),
        fact("2026-09", 40, product="P", batch=2),
        fact("2026-10", 9, product="P"),
    ]
    world = small.world(facts, attributes={"P": {"category": "pc"}}, senders={2: "Contoso"})
    assert small.ask(world, "pc_shipments", period="2026-10").rows[0].kpis["pc_shipments"].coverage == Coverage(1, 2, 0.6)


def test_a_quotient_is_covered_as_its_least_covered_measure(small: Small) -> None:
    before = [sold("2026-09", channel, 10) for channel in ("D1", "D2")]
    now = [sold("2026-10", "D1", 10), fact("2026-10", 12, measure="sell_in_units")]
    figure = small.ask(small.world([*before, *now]), "sell_through_to_sell_in", period="2026-10").rows[0].kpis
    assert figure["sell_through_to_sell_in"].coverage == Coverage(1, 2, 0.5)


def test_a_reporter_without_the_product_asked_for_still_reported(small: Small) -> None:
    facts = [sold("2026-09", "D1", 5), sold("2026-10", "D1", 5), fact("2026-09", 5, measure="sell_through_units", product="P")]
    figure = small.ask(small.world(facts), "sell_through", period="2026-10", where={"product": "P"}).rows[0].kpis["sell_through"]
    assert figure.coverage is not None
    assert (figure.value, figure.coverage.reporting) == (None, 1)


def test_where_nobody_reports_nobody_is_expected(small: Small) -> None:
    world = small.world([sold("2025-10", "D1", 5)])
    assert small.ask(world, "sell_through", period="2026-10").rows[0].kpis["sell_through"].coverage is None


@pytest.mark.parametrize(
    ("measure", "kpi"),
    [("sell_in_units", "sell_in"), ("sell_through_units", "sell_through"), ("inventory_units", "channel_inventory")],
)
def test_the_distributors_are_expected_whoever_sends_their_file(small: Small, measure: str, kpi: str) -> None:
    """One sender's file tells D1 up to September and D2 up to October."""
    told = [("2026-09", "D1", 60), ("2026-09", "D2", 40), ("2026-10", "D2", 40)]
    facts = [fact(month, units, measure=measure, channel=channel) for month, channel, units in told]
    (row,) = small.ask(small.world(facts), kpi, period="2026-10").rows
    assert (row.kpis[kpi].value, row.kpis[kpi].coverage) == (40, Coverage(1, 2, 0.4))


def world_of_four(small: Small, *, silent: tuple[str, ...] = ("2026-10",), known_on: date = date(2026, 11, 10)) -> World:
    """D1..D4 sell 4,500, 1,980, 900 and 1,620 a month from 2026-05; of the `silent` months D4 told nothing."""
    units = {"D1": 4500, "D2": 1980, "D3": 900, "D4": 1620}
    months = [f"2026-{month:02}" for month in range(5, 11)]
    told = [sold(m, d, sells) for m in months for d, sells in units.items() if d != "D4" or m not in silent]
    return replace(small.world(told), known_on=known_on)


def figure_of(small: Small, world: World, period: str, kpi: str = "sell_through", **told: object) -> Figure:
    return small.ask(world, kpi, period=period, **told).rows[0].kpis[kpi]


@pytest.mark.parametrize("period", ["2026-08..2026-10", "2026-10", "ytd:2026-10", "2026-10..2026-12"])
def test_of_several_months_each_is_expected(small: Small, period: str) -> None:
    """Of 27,000 in three months 1,620 are missing, of four months' 36,000 the same; months to come are expected of nobody."""
    figure = figure_of(small, world_of_four(small), period)
    volume = {"2026-08..2026-10": 0.94, "ytd:2026-10": 0.955}.get(period, 0.82)
    assert figure.coverage == Coverage(reporting=3, expected=4, volume=volume)
    assert f"no facts of {mention('channel', small.id('D4'))} for 2026-10" in figure.notes


def test_of_distributors_only_the_late_one_is_unheard(small: Small) -> None:
    rows = small.ask(world_of_four(small), "sell_through", period="2026-10", vs="prior_period", by=("channel",)).rows
    unheard = {row.by["channel"]: {gap.reporter for gap in row.kpis["sell_through"].unheard} for row in rows}
    late = small.id("D4")
    assert {channel for channel, reporters in unheard.items() if reporters} == {late}
    assert unheard[late] == {mention("channel", late)}


def test_months_that_were_over_and_of_which_nobody_told_are_missing(small: Small) -> None:
    figure = figure_of(small, world_of_four(small, silent=(), known_on=date(2026, 12, 3)), "2026-09..2026-11")
    assert (figure.value, figure.coverage) == (18000, Coverage(0, 4, pytest.approx(2 / 3)))
    assert figure.notes == ("no facts of 2026-11",)


def test_the_base_is_covered_as_its_own_months(small: Small) -> None:
    figure = figure_of(small, world_of_four(small, silent=("2026-07",)), "2026-08..2026-10", vs="prior_period")
    assert (figure.coverage, figure.base_coverage) == (Coverage(4, 4, 1.0), Coverage(3, 4, pytest.approx(0.94)))
    assert figure.notes == (f"base: no facts of {mention('channel', small.id('D4'))} for 2026-07",)


def test_a_plan_is_expected_of_no_reporter(small: Small) -> None:
    facts = [
        sold("2026-09", "D1", 5),
        sold("2026-10", "D1", 5),
        fact("2026-10", 9, measure="sell_through_units", scenario="plan"),
    ]
    figure = figure_of(small, small.world(facts), "2026-10", vs="plan")
    assert (figure.base, figure.coverage, figure.base_coverage) == (9, Coverage(1, 1, 1.0), None)


def test_who_began_within_the_window_is_expected_from_then_on(small: Small) -> None:
    """D1 sells 40 a month; D2 begins in August with 10 and misses October: of 190 that could be expected 180 came."""
    told = [sold(f"2026-{month:02}", "D1", 40) for month in range(4, 11)]
    late = [sold("2026-08", "D2", 10), sold("2026-09", "D2", 10)]
    figure = figure_of(small, small.world([*told, *late]), "2026-07..2026-10")
    assert figure.coverage == Coverage(1, 2, pytest.approx(180 / 190))


def test_who_left_within_a_window_is_expected_to_its_end(small: Small) -> None:
    """D2 stops in February: of the year all months after are missing; of June alone it is expected no more."""
    told = [sold(f"2026-{month:02}", "D1", 30) for month in range(1, 11)]
    figure = figure_of(small, small.world([*told, sold("2026-01", "D2", 9), sold("2026-02", "D2", 9)]), "2026-01..2026-10")
    assert f"no facts of {mention('channel', small.id('D2'))} for 2026-03..2026-10" in figure.notes
    assert figure_of(small, small.world([*told, sold("2026-02", "D2", 9)]), "2026-06").coverage == Coverage(1, 1, 1.0)


def test_facts_of_a_quarter_cover_its_months(small: Small) -> None:
    quarters = [fact(month, 90, measure="sell_through_units", channel="D1", grain="quarter") for month in ("2026-04", "2026-07")]
    months = [sold(f"2026-{month:02}", "D2", 10) for month in range(4, 10)]
    assert figure_of(small, small.world([*quarters, *months]), "2026-Q3").coverage == Coverage(2, 2, 1.0)


@pytest.mark.parametrize("by", [(), ("month",)])
def test_who_told_a_quarter_is_expected_in_the_next_months(small: Small, by: tuple[str, ...]) -> None:
    """What D1 stood for in a month is not known from its quarter, so neither is the share of volume."""
    quarter = fact("2026-07", 90, measure="sell_through_units", channel="D1", grain="quarter")
    world = small.world([quarter, sold("2026-09", "D2", 10), sold("2026-10", "D2", 10)])
    figure = figure_of(small, world, "2026-10", by=by)
    assert (figure.value, figure.coverage) == (10, Coverage(1, 2, None))
    assert figure.notes == (f"no facts of {mention('channel', small.id('D1'))} for 2026-10",)


def test_an_answer_by_month_covers_each_month_as_if_asked_alone(small: Small) -> None:
    world = world_of_four(small, silent=("2026-08", "2026-10"))
    rows = small.ask(world, "sell_through", by=("month",), period="2026-05..2026-10").rows
    alone = [figure_of(small, world, str(row.by["month"])) for row in rows]
    assert [row.kpis["sell_through"].coverage for row in rows] == [figure.coverage for figure in alone]
    assert [figure.coverage and figure.coverage.reporting for figure in alone] == [4, 4, 4, 3, 4, 3]


def test_months_that_filters_keep_have_each_their_own_history(small: Small) -> None:
    """Of May and September: D2 tells from July on and misses September."""
    told = [sold(f"2026-{month:02}", "D1", 40) for month in range(2, 10)]
    world = small.world([*told, sold("2026-07", "D2", 10), sold("2026-08", "D2", 10)])
    figure = figure_of(small, world, "2026", where={"month": "2026-05|2026-09"})
    assert (figure.value, figure.coverage and figure.coverage.reporting) == (80, 1)
    assert f"no facts of {mention('channel', small.id('D2'))} for 2026-09" in figure.notes


@pytest.mark.parametrize("kpi", ["server_attach", "server_shipments"])
def test_who_has_nothing_that_meets_the_conditions_is_not_expected(small: Small, kpi: str) -> None:
    """A ships servers and tells of their licences; B ships PCs alone and has nothing to tell."""
    facts = [
        *(fact(m, 20, measure="shipped_units", product="Server", account="A", batch=1) for m in ("2026-09", "2026-10")),
        *(fact(m, 12, measure="attached_units", product="Licence", account="A", batch=1) for m in ("2026-09", "2026-10")),
        *(fact(m, 900, measure="shipped_units", product="PC", account="B", batch=2) for m in ("2026-09", "2026-10")),
    ]
    words = {"Server": "server", "Licence": "server_licence", "PC": "pc"}
    attributes = {product: {"category": word} for product, word in words.items()}
    world = small.world(facts, attributes=attributes, senders={1: "A", 2: "B"})
    assert figure_of(small, world, "2026-10", kpi).coverage == Coverage(1, 1, 1.0)


def test_where_nobody_has_what_meets_the_conditions_nobody_is_expected(small: Small) -> None:
    """A ships servers and misses October; B ships PCs alone, and of it no servers are expected where it stands alone."""
    told = [("2026-09", "A", "Server"), ("2026-09", "B", "PC"), ("2026-10", "B", "PC")]
    facts = [fact(month, 9, measure="shipped_units", product=product, account=account) for month, account, product in told]
    world = small.world(facts, attributes={"Server": {"category": "server"}, "PC": {"category": "pc"}})
    rows = small.ask(world, "server_shipments", period="2026-09..2026-10", by=("account",)).rows
    covered = {row.by["account"]: row.kpis["server_shipments"].coverage for row in rows}
    assert covered == {small.id("A"): Coverage(0, 1, 0.5), small.id("B"): None}


def test_who_no_longer_has_what_meets_the_conditions_still_reported(small: Small) -> None:
    """B, who shipped a tenth of the servers in September, ships PCs alone in October; A tells nothing."""
    facts = [
        fact("2026-09", 90, measure="shipped_units", product="Server", batch=1),
        fact("2026-09", 10, measure="shipped_units", product="Server", batch=2),
        fact("2026-10", 70, measure="shipped_units", product="PC", batch=2),
    ]
    attributes = {"Server": {"category": "server"}, "PC": {"category": "pc"}}
    world = small.world(facts, attributes=attributes, senders={1: "A", 2: "B"})
    figure = figure_of(small, world, "2026-10", "server_shipments")
    assert (figure.value, figure.coverage, figure.notes) == (0, Coverage(1, 2, 0.1), ("no facts of A for 2026-10",))


def test_a_scope_never_learns_of_reporters_of_others(small: Small) -> None:
    facts = [fact(m, 5, measure="sell_through_units", channel="D1", account="A") for m in ("2026-09", "2026-10")]
    other = fact("2026-09", 5, measure="sell_through_units", channel="D2", account="B")
    world = small.world([*facts, other])
    figure = figure_of(small, world, "2026-08..2026-10", scope=frozenset({Grant(frozenset({small.id("A")}))}))
    assert (figure.coverage, figure.notes) == (Coverage(1, 1, None), ("no facts of 2026-08",))
