"""What is planted: one event of each kind, with room between them, other ones for another seed."""

from dataclasses import replace

import pytest

from rapport.demo.events import RECENT, planted
from rapport.demo.key import SIGNS, answers
from rapport.demo.world import LAST

SEEDS = range(1, 41)
KINDS = {
    "share_loss", "channel_stuffing", "bundle_ended", "new_sku", "delisted_sku", "restatement", "currency_shock",
    "stopped_reporting", "agreement_lapsed", "price_cut",
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_every_kind_is_planted_once_in_the_last_six_months(seed: int) -> None:
    events = planted(seed)
    assert sorted(one.kind for one in events) == sorted(KINDS)
    assert all(one.month in RECENT and one.size > 0 for one in events)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_account_has_one_story_a_month_and_one_at_a_distributor(seed: int) -> None:
    told = [(one.event.account, one.told_in) for one in answers(seed) if one.event.account]
    places = [(one.account, one.channel) for one in planted(seed) if one.channel]
    (silent,) = (channel for account, channel in places if not account)
    assert len(set(told)) == len(told)
    assert len(set(places)) == len(places)
    assert not [account for account, channel in places if account and channel == silent]


def test_a_seed_is_the_same_story_and_another_one_another() -> None:
    assert planted(1) == planted(1)
    stories = [planted(seed) for seed in SEEDS]
    assert len(set(stories)) == len(stories)
    for kind in KINDS:
        places = {
            (one.account, one.channel, one.month, one.size)
            for story in stories
            for one in story
            if one.kind == kind
        }  # fmt: skip
        assert len(places) > 5, kind


def test_an_event_lasts_or_holds_for_its_month() -> None:
    event = next(one for one in planted(1) if one.kind == "price_cut")
    assert [event.holds(month) for month in RECENT] == [month >= event.month for month in RECENT]
    once = replace(event, is_lasting=False)
    assert [month for month in RECENT if once.holds(month)] == [event.month]


def test_the_key_tells_every_event_with_its_signs() -> None:
    assert set(SIGNS) == KINDS
    for answer in answers(3):
        assert answer.signs
        assert answer.told_in == (LAST if answer.event.kind == "restatement" else answer.event.month)
