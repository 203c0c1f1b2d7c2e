"""An actual beside a plan that says nothing of some accounts tells how much is theirs."""

from dataclasses import replace
from datetime import date

import pytest

from rapport.core.mentions import mention
from rapport.core.question import Grant
from rapport.facts.world import ANCESTOR_COLUMNS, World
from tests.facts.small import Fact, Small, fact
from tests.parquet import write

MONEY = {"measure": "revenue", "currency": "EUR"}


def earned(account: str, amount: int, scenario: str = "actual", **told: object) -> Fact:
    return fact("2026-10", amount, account=account, scenario=scenario, **MONEY | told)


def two(*more: Fact, scenario: str = "plan") -> list[Fact]:
    """Contoso earns 3,000 beside a plan of 2,500; Fabrikam earns 500 and has no plan."""
    return [earned("Contoso", 3000), earned("Contoso", 2500, scenario), earned("Fabrikam", 500), *more]


def notes(small: Small, world: World, kpi: str = "revenue", **told: object) -> list[tuple[str, ...]]:
    answer = small.ask(world, kpi, **{"period": "2026-10", "vs": "plan", **told})
    return [row.kpis[kpi].notes for row in answer.rows]


def named(small: Small, *accounts: str) -> str:
    return ", ".join(mention("account", small.id(account)) for account in accounts)


@pytest.mark.parametrize("scenario", ["plan", "forecast"])
def test_what_has_no_plan_is_told_by_accounts(small: Small, scenario: str) -> None:
    world = small.world(two(scenario=scenario))
    assert notes(small, world, vs=scenario) == [(f"revenue of {named(small, 'Fabrikam')} without {scenario}: 500 EUR",)]


def test_nothing_is_said_where_all_accounts_have_plans_or_the_plan_is_of_all(small: Small) -> None:
    assert notes(small, small.world(two(earned("Fabrikam", 400, "plan")))) == [()]
    whole = [earned("Contoso", 3000), earned("Fabrikam", 500), fact("2026-10", 2500, scenario="plan", **MONEY)]
    assert notes(small, small.world(whole)) == [()]


def test_by_account_the_row_itself_has_no_base(small: Small) -> None:
    assert notes(small, small.world(two()), by=("account",)) == [(), ("base: not reported",)]


def test_what_has_a_plan_in_another_country_is_told_by_country(small: Small) -> None:
    """Contoso earns 3,000 in CN, beside a plan of 2,500, and 200 in HK; no plan speaks of that."""
    earns = [earned("Contoso", 3000, country="CN"), earned("Contoso", 200, country="HK")]
    of_hk = f"revenue of {named(small, 'Contoso')} ({mention('country', small.id('HK'))}) without plan: 200 EUR"
    planned = small.world([*earns, earned("Contoso", 2500, "plan", country="CN")])
    assert notes(small, planned) == [(of_hk,)]
    assert notes(small, small.world([*earns, earned("Contoso", 2500, "plan")])) == [()]
    everybody = fact("2026-10", 2500, scenario="plan", country="CN", **MONEY)
    assert notes(small, small.world([*earns, everybody])) == [(of_hk,)]
    assert notes(small, planned, by=("country",)) == [(), ("base: not reported",)]


def of_months(*planned: str) -> list[Fact]:
    """In each month of Q3 Aco earns 1,000, Bco 500 and Cco 300; Aco has a plan, and Bco in these months."""
    months = ("2026-07", "2026-08", "2026-09")
    earns = {"Aco": 1000, "Bco": 500, "Cco": 300}
    plans = [("Aco", month) for month in months] + [("Bco", month) for month in planned]
    return [
        *(fact(month, amount, account=account, **MONEY) for month in months for account, amount in earns.items()),
        *(fact(month, 400, account=account, scenario="plan", **MONEY) for account, month in plans),
    ]


def test_a_plan_of_some_months_leaves_the_others_without(small: Small) -> None:
    world = small.world(of_months("2026-07", "2026-08"))
    expected = f"revenue of {named(small, 'Cco', 'Bco')} without plan: 1,400 EUR"
    assert notes(small, world, period="2026-Q3") == [(expected,)]
    own = f"revenue of {named(small, 'Bco')} without plan: 500 EUR"
    assert notes(small, world, period="2026-Q3", by=("account",)) == [(), (own,), ("base: not reported",)]


def test_a_plan_by_quarter_speaks_of_each_month(small: Small) -> None:
    quarter = fact("2026-07", 1500, account="Bco", scenario="plan", grain="quarter", **MONEY)
    expected = f"revenue of {named(small, 'Cco')} without plan: 900 EUR"
    assert notes(small, small.world([*of_months(), quarter]), period="2026-Q3") == [(expected,)]


def test_a_month_of_which_no_plan_speaks_is_of_no_account(small: Small) -> None:
    facts = [one for one in of_months("2026-07") if one.scenario != "plan" or one.when == "2026-07"]
    expected = f"revenue of {named(small, 'Cco')} without plan: 900 EUR"
    assert expected in notes(small, small.world(facts), period="2026-Q3")[0]


def test_each_cell_tells_its_own(small: Small) -> None:
    """In DE both have plans; in FR Contoso alone."""
    cells = [("DE", "Contoso", 10, 9), ("DE", "Fabrikam", 20, 19), ("FR", "Contoso", 30, 29)]
    facts = [
        earned(account, amount, scenario, country=country)
        for country, account, *amounts in cells
        for scenario, amount in zip(("actual", "plan"), amounts, strict=True)
    ]
    world = small.world([*facts, earned("Fabrikam", 4, country="FR")])
    assert notes(small, world, by=("country",)) == [(f"revenue of {named(small, 'Fabrikam')} without plan: 4 EUR",), ()]


def test_the_largest_are_named_and_the_others_counted(small: Small) -> None:
    more = [earned(f"A{n}", n) for n in range(1, 8)]
    expected = f"revenue of {named(small, 'Fabrikam', 'A7', 'A6', 'A5', 'A4')} and 3 more without plan: 528 EUR"
    assert notes(small, small.world(two(*more))) == [(expected,)]


def test_who_stands_under_a_planned_account_has_a_plan(small: Small) -> None:
    world = small.world(two(earned("Contoso DE", 70)))
    above = {
        "value": small.id("Contoso DE"),
        "level": "account",
        "ancestor": small.id("Contoso"),
        "is_nearest": True,
        "valid_from": date.min,
        "valid_to": date.max,
    }
    write(small.folder / "ancestors.parquet", ANCESTOR_COLUMNS, [above])
    world = replace(world, ancestors=small.folder / "ancestors.parquet")
    assert notes(small, world) == [(f"revenue of {named(small, 'Fabrikam')} without plan: 500 EUR",)]


def test_a_quotient_tells_it_of_each_measure(small: Small) -> None:
    ships = {"measure": "shipped_units", "product": "P"}
    licences = {"measure": "licence_units", "product": "S"}
    facts = [
        *(fact("2026-10", 100, account=a, scenario=s, **ships) for a, s in (("A", "actual"), ("A", "plan"), ("B", "actual"))),
        *(fact("2026-10", 10, account=a, scenario=s, **licences) for a, s in (("A", "actual"), ("A", "plan"), ("B", "actual"))),
    ]
    world = small.world(facts, attributes={"P": {"category": "pc"}, "S": {"category": "suite"}})
    of_b = f"of {named(small, 'B')} without plan"
    assert notes(small, world, "suite_attach") == [(f"licence_units {of_b}: 10", f"shipped_units {of_b}: 100")]


def test_whom_one_may_not_see_is_not_named(small: Small) -> None:
    world = small.world(two())
    assert notes(small, world, scope=frozenset({Grant(frozenset({small.id("Contoso")}))})) == [()]
