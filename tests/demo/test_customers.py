"""The books of global customers hold together, and an agreement that lapses shows in them."""

from collections import defaultdict
from itertools import pairwise

import pytest

from rapport.demo import agreements, customers
from rapport.demo.events import RECENT
from rapport.demo.world import CUSTOMERS
from tests.demo.worlds import event, world

SEEDS = pytest.mark.parametrize("seed", [1, 2, 99])


@SEEDS
def test_recurring_revenue_is_carried_from_month_to_month(seed: int) -> None:
    followed = defaultdict(list)
    for one in world(seed).books:
        followed[one.customer.name, one.country].append(one)
    for months in followed.values():
        assert len(months) == 36
        for before, after in pairwise(months):
            assert before.closing == after.opening
            assert after.closing == round(after.opening + after.expansion - after.contraction - after.churn, 2)


@SEEDS
def test_nobody_uses_what_is_not_installed_nor_installs_what_is_not_bought(seed: int) -> None:
    used = list(customers.in_use(seed))
    assert used
    assert all(0 < one.active <= one.deployed <= one.entitled for one in used)


@SEEDS
def test_a_lapsed_agreement_is_not_renewed_and_its_revenue_is_gone(seed: int) -> None:
    lapsed = event(world(seed), "agreement_lapsed")
    told = list(customers.expiring(seed, world(seed).events, world(seed).books))
    lost = [one for one in told if one.renewed is None]
    assert [(one.month, one.customer.name, one.country) for one in lost] == [(lapsed.month, lapsed.account, lapsed.country)]
    churned = [one for one in world(seed).books if one.churn]
    assert [(one.month, one.customer.name, one.country) for one in churned] == [(lapsed.month, lapsed.account, lapsed.country)]
    assert churned[0].churn / churned[0].opening == pytest.approx(0.7 * lapsed.size, abs=0.001)


@SEEDS
def test_without_events_every_agreement_is_renewed(seed: int) -> None:
    calm = world(seed, is_eventful=False)
    told = list(customers.expiring(seed, (), calm.books))
    assert all(one.renewed for one in told)
    assert not any(one.churn for one in calm.books)


@SEEDS
def test_every_customer_has_a_large_agreement_that_expires_soon(seed: int) -> None:
    soon = {one.account for one in agreements.due(seed) if one.is_large and one.month in RECENT}
    assert soon == {one.name for one in CUSTOMERS}
