"""What nobody ever told of a cell is missing there, and is no 0: servers of who only ever told PCs."""

from decimal import Decimal

import pytest

from rapport.facts.world import World
from tests.facts.small import Small, fact

PRODUCTS = {"PC": {"category": "pc"}, "Server": {"category": "server"}}
OTHERS = "shipped_units: reported for others, not for this category"


@pytest.fixture
def world(small: Small) -> World:
    """A and C tell PCs alone, B told servers in July, D told none of them in figures; all of October is of PCs."""
    facts = [fact("2026-10", 5, account=name, country="CN", product="PC") for name in "ABCD"]
    facts += [fact("2025-10", 4, account=name, country="CN", product="PC") for name in "AB"]
    facts += [fact("2026-07", 3, account="B", country="CN", product="Server")]
    facts += [fact("2026-10", 0, account="D", country="CN", product="Server")]
    return small.world(facts, attributes=PRODUCTS)


def test_what_was_never_told_is_missing_and_what_is_not_told_now_is_nothing(small: Small, world: World) -> None:
    rows = small.ask(world, "server_shipments", by=("account",), period="2026-10").rows
    told = {row.by["account"]: (row.kpis["server_shipments"].value, row.kpis["server_shipments"].why) for row in rows}
    ids = {name: small.id(name) for name in "ABCD"}
    assert told == {
        ids["A"]: (None, OTHERS),
        ids["B"]: (Decimal(0), None),
        ids["C"]: (None, OTHERS),
        ids["D"]: (Decimal(0), None),
    }
    (whole,) = small.ask(world, "server_shipments", period="2026-10").rows
    assert whole.kpis["server_shipments"].value == 0


def test_the_base_says_it_too(small: Small, world: World) -> None:
    rows = small.ask(world, "server_shipments", by=("account",), period="2026-10", vs="prior_year").rows
    found = {row.by["account"]: row.kpis["server_shipments"] for row in rows}
    a, b = (found[small.id(name)] for name in "AB")
    assert (a.value, a.base, a.delta, a.notes) == (None, None, None, (f"base: {OTHERS}",))
    assert (b.value, b.base, b.delta) == (0, 0, 0)


def test_a_share_of_nothing_stays_a_share(small: Small) -> None:
    facts = [fact("2026-10", 5, account="A", country="CN", product="PC")]
    world = small.world(facts, attributes={"PC": {"category": "pc", "platform": "other"}})
    (row,) = small.ask(world, "platform_share", by=("account",), period="2026-10").rows
    assert row.kpis["platform_share"].value == 0
