"""Who sees what: grants hold before anything is added up, so sums, ratios, groups and coverage know nothing of the rest."""

from dataclasses import replace
from datetime import date

import pytest

from rapport.core.periods import month_of
from rapport.core.question import EVERYTHING, Grant, Question, Scope
from rapport.core.refusals import Refused
from rapport.facts.bridge import explain
from rapport.facts.scope import FEW, like_for_like
from rapport.facts.store import write_ancestors
from rapport.facts.world import World
from tests.facts.small import Small, fact

PC = {"P": {"category": "pc"}}


@pytest.fixture
def world(small: Small) -> World:
    """Two accounts in two countries, a sum that belongs to no account, one of no country, money, and the public market."""
    return small.world(
        [
            fact("2026-10", 1, account="A", country="CN", product="P"),
            fact("2026-10", 2, account="A", country="HK", product="P"),
            fact("2026-10", 4, account="B", country="CN", product="P"),
            fact("2026-10", 8, account="B", country="HK", product="P"),
            fact("2026-10", 16, country="CN", product="P"),
            fact("2026-10", 32, account="A", product="P"),
            fact("2026-10", 64, measure="revenue", currency="USD", account="A", country="CN"),
            fact("2026-10", 128, measure="market_units", country="CN"),
        ],
        attributes=PC,
    )


def grant(small: Small, accounts: str | None = None, countries: str | None = None, classes: str | None = None) -> Grant:
    ids = [None if names is None else frozenset(map(small.id, names.split())) for names in (accounts, countries)]
    return Grant(*ids, None if classes is None else frozenset(classes.split()))


def seen(small: Small, world: World, scope: Scope, kpi: str = "pc_shipments") -> object:
    return small.ask(world, kpi, period="2026-10", scope=scope).rows[0].kpis[kpi].value


def test_everything(small: Small, world: World) -> None:
    assert seen(small, world, EVERYTHING) == 63


@pytest.mark.parametrize("others", [FEW - 2, FEW - 1, 50])
def test_many_accounts_are_looked_up_as_few_are_compared(small: Small, world: World, others: int) -> None:
    accounts = frozenset({small.id("B"), *range(90_000, 90_000 + others)})
    countries = frozenset({small.id("HK"), *range(90_000, 90_000 + others)})
    assert seen(small, world, frozenset({Grant(accounts)})) == 4 + 8
    assert seen(small, world, frozenset({Grant(accounts, countries)})) == 8


def test_an_account_in_all_countries_with_what_has_no_country(small: Small, world: World) -> None:
    assert seen(small, world, frozenset({grant(small, "A")})) == 1 + 2 + 32


def test_a_country_of_all_accounts_with_what_has_no_account(small: Small, world: World) -> None:
    assert seen(small, world, frozenset({grant(small, countries="CN")})) == 1 + 4 + 16


def test_an_account_in_one_country_alone(small: Small, world: World) -> None:
    assert seen(small, world, frozenset({grant(small, "A", "CN")})) == 1


def test_grants_add_up_and_nothing_counts_twice(small: Small, world: World) -> None:
    scope = frozenset({grant(small, "A", "CN"), grant(small, "B", "HK"), grant(small, "A B", "HK")})
    assert seen(small, world, scope) == 1 + 2 + 8


def test_a_filter_keeps_of_a_scope_what_it_asks_for(small: Small, world: World) -> None:
    scope = frozenset({grant(small, "A", "CN"), grant(small, "B", "HK"), grant(small, countries="HK")})
    asked = {"account": "A"}, {"account": "B"}, {"country": "HK"}, {"account": "A|B", "country": "CN"}, {"account": "C"}
    found = [small.ask(world, "pc_shipments", period="2026-10", where=where, scope=scope) for where in asked]
    assert [answer.rows[0].kpis["pc_shipments"].value for answer in found] == [1 + 2, 8, 2 + 8, 1, None]


def test_a_filter_on_a_group_keeps_what_stands_under_it(small: Small, world: World) -> None:
    path = small.folder / "ancestors.parquet"
    write_ancestors(path, [(small.id("B"), "account", small.id("A"), True, date.min, date.max)])
    found = small.ask(
        replace(world, ancestors=path),
        "pc_shipments",
        period="2026-10",
        where={"account": "A"},
        scope=frozenset({grant(small, "A B", "CN")}),
    )
    assert found.rows[0].kpis["pc_shipments"].value == 1 + 4


def test_a_class_of_measures(small: Small, world: World) -> None:
    scope = frozenset({grant(small, classes="volume")})
    assert seen(small, world, scope) == 63
    assert seen(small, world, scope, "revenue") is None
    assert seen(small, world, frozenset({grant(small, "A", classes="money")}), "revenue") == 64


@pytest.mark.parametrize("has_money", [True, False])
def test_a_class_that_no_grant_lets_through_is_not_visible_whether_there_is_any_or_not(small: Small, has_money: bool) -> None:
    money = [fact("2026-10", 64, measure="revenue", currency="USD", account="A")] if has_money else []
    world = small.world([fact("2026-10", 1, account="A", product="P"), *money], attributes=PC)
    scope = frozenset({grant(small, "A", classes="volume")})
    answer = small.ask(world, "revenue", "platform_asp", "pc_shipments", period="2026-10", scope=scope)
    figures = answer.rows[0].kpis
    assert (figures["revenue"].why, figures["platform_asp"].why) == ("not visible to you", "revenue not visible to you")
    assert figures["pc_shipments"].value == 1
    with pytest.raises(Refused, match=r"^revenue: not visible to you$"):
        small.ask(world, "revenue", scope=scope)


def test_what_may_be_seen_and_is_not_there_is_not_reported(small: Small, world: World) -> None:
    scope = frozenset({grant(small, "B")})
    (row,) = small.ask(world, "revenue", period="2026-10", scope=scope).rows
    assert row.kpis["revenue"].why == "not reported"


def test_no_grant_sees_the_public_alone(small: Small, world: World) -> None:
    assert seen(small, world, frozenset()) is None
    assert seen(small, world, frozenset(), "market_units") == 128


def test_a_grant_of_no_account_sees_none(small: Small, world: World) -> None:
    assert seen(small, world, frozenset({Grant(accounts=frozenset())})) is None


def test_groups_filters_and_the_last_month_do_not_tell_of_others(small: Small, world: World) -> None:
    scope = frozenset({grant(small, "A")})
    by_account = small.ask(world, "pc_shipments", by=("account",), period="2026-10", scope=scope)
    assert small.table(by_account, "pc_shipments") == {("A",): 35}
    other = small.ask(world, "pc_shipments", where={"account": "B"}, period="2026-10", scope=scope)
    assert other.rows[0].kpis["pc_shipments"].why == "not reported"
    with pytest.raises(Refused, match="no actuals"):
        small.ask(world, "revenue", scope=frozenset({grant(small, "B")}))
    with pytest.raises(Refused, match="not visible to you"):
        small.ask(world, "pc_shipments", scope=frozenset())


def test_coverage_counts_only_reporters_that_are_seen(small: Small) -> None:
    facts = [fact("2026-10", 1, account=account, product="P", batch=n) for n, account in enumerate("AB", 1)]
    world = small.world(facts, attributes=PC, senders={1: "A Ltd", 2: "B Ltd"})
    figure = small.ask(world, "pc_shipments", period="2026-10", scope=frozenset({grant(small, "A")})).rows[0].kpis["pc_shipments"]
    assert figure.coverage is not None
    assert (figure.coverage.expected, figure.batches) == (1, ("B1",))


def test_a_share_of_the_market_is_taken_in_the_countries_that_are_seen(small: Small) -> None:
    facts = [
        fact("2026-10", 10, account="A", country="CN", product="P"),
        fact("2026-10", 30, account="A", country="HK", product="P"),
        fact("2026-10", 100, measure="market_units", country="CN"),
        fact("2026-10", 300, measure="market_units", country="HK"),
    ]
    world = small.world(facts, attributes=PC)
    scope = frozenset({grant(small, countries="CN")})
    by_china = replace(world, trade=like_for_like(world.trade, scope))

    assert seen(small, by_china, scope, "partner_share") == 10 / 100
    assert seen(small, by_china, scope, "market_units") == 400
    assert like_for_like(world.trade, EVERYTHING) == world.trade


def test_a_movement_is_told_with_the_market_of_the_countries_that_are_seen(small: Small) -> None:
    """Who sees one country is told what a home with that country alone would tell."""
    china = [
        fact("2026-10", 120, account="A", country="CN", product="P"),
        fact("2025-10", 100, account="A", country="CN", product="P"),
        fact("2026-10", 1_500, measure="revenue", currency="USD", account="A", country="CN", product="P"),
        fact("2025-10", 1_000, measure="revenue", currency="USD", account="A", country="CN", product="P"),
        fact("2026-10", 400, measure="market_units", country="CN"),
        fact("2025-10", 500, measure="market_units", country="CN"),
    ]
    others = [
        fact("2026-10", 9_000, measure="market_units", country="HK"),
        fact("2025-10", 1_000, measure="market_units", country="HK"),
    ]
    described = {"P": {"category": "pc", "platform": "own"}}
    question = Question(("revenue",), period=month_of(date(2026, 10, 1)), vs="prior_year")
    alone = explain(question, small.world(china, attributes=described), EVERYTHING)
    beside = small.world([*china, *others], attributes=described)
    scope = frozenset({grant(small, countries="CN")})
    told = explain(question, replace(beside, trade=like_for_like(beside.trade, scope)), scope)

    assert {effect.driver for effect in told.effects} >= {"market", "partner_share"}
    assert [(e.driver, e.amount) for e in told.effects] == [(e.driver, e.amount) for e in alone.effects]
