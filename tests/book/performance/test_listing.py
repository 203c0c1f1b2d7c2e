"""Facts listed for a document: whole slices as they were loaded, within what one may see."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from rapport import packs
from rapport.book.accounts.actions import assign
from rapport.book.accounts.models import Account
from rapport.book.catalogue import queries as catalogue
from rapport.book.performance import actions, listing, worlds
from rapport.book.performance.listing import Listing
from rapport.book.performance.queries import standing
from rapport.book.team.actions import add_user
from rapport.book.team.models import User
from rapport.core.periods import Period
from rapport.core.question import EVERYTHING
from rapport.facts import listed as facts
from tests.staged import Row, staged

pytestmark = pytest.mark.django_db
TRADE, TODAY = packs.load(), date(2026, 12, 31)
YEAR = Period(date(2025, 11, 1), date(2026, 11, 1))
ROW = {"month": "2026-10", "account": "Contoso", "country": "CN", "channel": "D1", "product": "Home"}
UNITS: Row = ROW | {"value": 10}
MONEY: Row = ROW | {"value": 25, "measure": "revenue", "currency": "USD"}


@pytest.fixture(autouse=True)
def _home() -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)


def load(*rows: Row, **more: object) -> None:
    actions.load(by=None, staged=[staged(*rows, **more)], trade=TRADE, today=TODAY)  # type: ignore[arg-type]


def listed(by: User | None = None, *kpis: str) -> Listing:
    """What is listed under an update of Contoso."""
    now = standing(by=by, today=TODAY, trade=TRADE)
    return listing.of_accounts(("Contoso",), kpis or ("pc_shipments", "revenue"), YEAR, now, TRADE)


def rows(found: Listing) -> list[Mapping[str, object]]:
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def planner(**bounds: str) -> User:
    """Someone who sees a part of Contoso."""
    user = add_user(by=None, username="meyer", password="correct horse battery")  # noqa: S106
    assign(by=None, user=user, account=Account.objects.get(name="Contoso"), starts_on=date(2026, 1, 1), **bounds)
    return user


def test_a_fact_is_told_with_all_that_brings_it_back() -> None:
    load(UNITS, MONEY, attributes=[("product", "Home", "category", "pc", "2026-01")])

    units, money = sorted(rows(listed()), key=lambda row: str(row["measure"]), reverse=True)
    told = {"dataset": "shipments", "sender": "self", "published": "2026-11-03", "scenario": "actual", "day": "2026-10-01"}
    assert units.items() >= {**told, "grain": "month", "account": "Contoso", "product": "Home", "category": "pc"}.items()
    assert (units["measure"], units["value"], units["currency"]) == ("shipped_units", Decimal(10), None)
    assert (money["measure"], money["value"], money["currency"]) == ("revenue", Decimal(25), "USD")


def test_what_is_no_longer_so_is_not_told() -> None:
    load(UNITS)
    load(UNITS | {"value": 12}, release=date(2026, 12, 1))

    assert [(row["value"], row["published"]) for row in rows(listed())] == [(Decimal(12), "2026-12-01")]


def test_files_of_batches_are_read_without_what_no_longer_counts() -> None:
    load(UNITS, UNITS | {"country": "HK"})
    load(UNITS | {"value": 12}, release=date(2026, 12, 1))
    plain = worlds.world(trade=TRADE, is_plain=True)

    contoso = catalogue.find("account", "Contoso", by=None, on=TODAY)
    found = facts.listed(plain, EVERYTHING, YEAR, contoso, {"shipped_units"}, most=9)
    assert [fact.value for fact in found.facts] == [10, 12]


def test_other_accounts_months_and_measures_are_left_out() -> None:
    load(UNITS, UNITS | {"account": "Fabrikam"}, UNITS | {"month": "2025-10"})
    quota = {"month": "2026-10", "account": "Contoso", "country": "CN", "value": 3, "measure": "quota_amount", "currency": "USD"}
    load(quota, dataset="quota")

    assert [(row["account"], row["day"], row["measure"]) for row in rows(listed())] == [
        ("Contoso", "2026-10-01", "shipped_units")
    ]


def test_a_slice_of_which_one_sees_a_part_is_left_out_whole_and_counted() -> None:
    load(UNITS, MONEY, UNITS | {"country": "HK"})
    found = listed(planner(sensitivity="volume"))

    assert [(row["country"], row["measure"]) for row in rows(found)] == [("HK", "shipped_units")]
    assert found.partial == 1


def test_countries_one_does_not_see_are_not_listed_nor_counted() -> None:
    load(UNITS, MONEY, UNITS | {"country": "HK"})
    found = listed(planner(country="HK"))

    assert ([row["country"] for row in rows(found)], found.partial) == (["HK"], 0)


def test_too_many_facts_are_told_by_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    load(UNITS, MONEY)
    monkeypatch.setattr(listing, "MOST", 1)

    assert (listed().rows, listed().total) == ((), 2)
