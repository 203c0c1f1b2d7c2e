"""Who is in the fabricated world."""

from collections import defaultdict

import pytest

from rapport.demo.partners import MAKERS, PARTNERS
from rapport.demo.world import COUNTRIES, CUSTOMERS, DISTRIBUTORS, FIRST, LAST, MONTHS, OUTLETS, PAR, chance


def test_it_has_the_size_that_was_asked_for() -> None:
    assert (len(PARTNERS), len(CUSTOMERS), len(COUNTRIES), len(DISTRIBUTORS)) == (6, 2, 12, 10)
    assert (MONTHS[0], MONTHS[-1], len(MONTHS)) == (FIRST, LAST, 36)
    assert sorted(one.category for one in PARTNERS) == ["pc", "pc", "pc", "pc", "server", "tablet"]
    assert sum(one.is_445 for one in PARTNERS) == 1


def test_distributors_share_out_every_country() -> None:
    parts: dict[str, float] = defaultdict(float)
    for one in OUTLETS:
        parts[one.country] += one.part
    assert parts == pytest.approx(dict.fromkeys(COUNTRIES, 1.0))


def test_parts_of_a_whole_sum_up_to_it() -> None:
    for customer in CUSTOMERS:
        assert sum(customer.parts.values()) == pytest.approx(1)
        assert set(customer.parts) <= set(COUNTRIES)
    for country in COUNTRIES:
        assert sum(one.shares.get(country, 0) for one in MAKERS) < 0.5, "other makers ship there too"


def test_no_two_are_called_the_same() -> None:
    names = [one.name for one in (*PARTNERS, *CUSTOMERS, *DISTRIBUTORS)]
    models = [device.name for partner in PARTNERS for device in partner.devices]
    assert len(set(names)) == len(names)
    assert len(set(models)) == len(models)
    assert {one.currency for one in (*PARTNERS, *CUSTOMERS)} <= set(PAR)


def test_each_subject_has_a_chance_of_its_own() -> None:
    assert chance(1, "a").random() == chance(1, "a").random()
    assert len({chance(1, "a").random(), chance(1, "b").random(), chance(2, "a").random()}) == 3
