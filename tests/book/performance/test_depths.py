"""One sender's word by channel and the same without: never added in silence, unless one batch told both."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from rapport.core.refusals import Refused
from tests.laws.homes import load, redo, standing, undo
from tests.staged import Row, staged

pytestmark = pytest.mark.django_db(transaction=True)
OCTOBER: Row = {"month": "2026-10", "account": "Contoso", "country": "CN", "product": "P"}
D1, D2 = ({**OCTOBER, "channel": channel} for channel in ("D1", "D2"))
BY_CHANNEL = [{**D1, "value": 115_000}, {**D2, "value": 48_000}]
WHOLE = [{**OCTOBER, "value": 163_000}]


@pytest.fixture(autouse=True)
def _folders() -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)


def counted() -> int:
    """The sum of what counts."""
    return sum(int(str(value).split(".")[0]) * times for (*_, value, _, _, _, _, _), times in standing().items())


def test_a_coarser_word_beside_finer_ones_is_refused_with_what_to_do() -> None:
    load(staged(*BY_CHANNEL))

    with pytest.raises(Refused) as refusal:
        load(staged(*WHOLE))

    assert str(refusal.value) == (
        "“self” told shipped_units of Contoso, CN for 2026-10 by channel in batch B0001, and shipments.csv tells it without "
        "channel: both together would count it twice. Undo B0001 first if shipments.csv stands in its place, or name another "
        "sender with --sender"
    )
    assert counted() == 163_000
    undo("B0001")
    load(staged(*WHOLE))
    assert counted() == 163_000


def test_a_finer_word_beside_a_coarser_one_is_refused() -> None:
    load(staged(*WHOLE))

    with pytest.raises(Refused, match=r"2026-10 without channel in batch B0001, and shipments\.csv tells it by channel: both"):
        load(staged(*BY_CHANNEL))

    assert counted() == 163_000


def test_by_country_and_by_channel_overlap_too() -> None:
    load(staged({**OCTOBER, "value": 5}))

    with pytest.raises(Refused, match=r"by country and without channel in .* by channel and without country"):
        load(staged({**D1, "country": None, "value": 5}))


def test_all_batches_that_stand_in_the_way_are_named() -> None:
    load(staged(BY_CHANNEL[0]))
    load(staged(BY_CHANNEL[1]))

    with pytest.raises(Refused, match="Undo B0001, B0002 first"):
        load(staged(*WHOLE))


def test_a_file_that_holds_both_depths_says_that_they_belong_together() -> None:
    direct = {**OCTOBER, "value": 7}
    load(staged(*BY_CHANNEL, direct))
    load(staged(*BY_CHANNEL, {**direct, "value": 8}))
    load(staged({**direct, "value": 9}))
    load(staged({**D1, "value": 115_001}))

    assert counted() == 115_001 + 48_000 + 9
    undo("B0001")
    load(staged({**direct, "value": 10}))
    assert counted() == 115_001 + 48_000 + 10


def test_a_file_that_tells_the_old_slices_again_beside_a_coarser_one_is_taken() -> None:
    load(staged(*BY_CHANNEL))
    load(staged(*BY_CHANNEL, {**OCTOBER, "value": 7}))

    assert counted() == 163_007


@pytest.mark.parametrize(
    "other",
    [
        {"month": "2026-11"},
        {"country": "HK"},
        {"account": "Fabrikam"},
        {"scenario": "plan"},
        {"measure": "revenue", "currency": "USD"},
    ],
    ids=str,
)
def test_what_is_of_another_cell_or_amount_stands_beside(other: Row) -> None:
    load(staged(*BY_CHANNEL))
    load(staged({**OCTOBER, "value": 1, **other}))

    assert counted() == 163_001


def test_a_row_whose_country_is_unknown_is_of_another_channel() -> None:
    """Sales by seller come in slices of a country; where one is all of D1 and the other all of D2, they are apart."""
    load(staged({**D1, "measure": "sold_units", "value": 3}, dataset="seller_sales"))
    load(staged({**D2, "country": None, "measure": "sold_units", "value": 4}, dataset="seller_sales"))

    assert counted() == 7


def test_keys_that_the_manifest_does_not_hold_are_read_from_the_facts() -> None:
    quota = {**OCTOBER, "measure": "quota_amount", "currency": "USD"}
    load(staged({**quota, "owner": "Ada", "value": 10}, {**quota, "owner": "Ben", "value": 20}, dataset="quota"))
    load(staged({**quota, "owner": "Cleo", "value": 30}, dataset="quota"))

    with pytest.raises(Refused, match=r"by owner in batch B0001, and quota\.csv tells .* Undo B0001, B0002 first"):
        load(staged({**quota, "value": 60}, dataset="quota"))

    assert counted() == 60


def test_putting_back_what_would_now_be_counted_twice_is_refused() -> None:
    load(staged(*BY_CHANNEL))
    undo("B0001")
    load(staged(*WHOLE))

    with pytest.raises(
        Refused, match=r"without channel in batch B0002, and batch B0001 tells it by channel: .* Undo B0002 first if batch B0001"
    ):
        redo("B0001")

    assert counted() == 163_000
    undo("B0002")
    redo("B0001")
    assert counted() == 163_000


def test_two_releases_of_one_file_at_two_depths_are_refused() -> None:
    coarse, fine = staged(*WHOLE, release=date(2026, 12, 3)), staged(*BY_CHANNEL)

    with pytest.raises(
        Refused,
        match=r"by channel in its release of 2026-11-03 and without channel in that of 2026-12-03: .* leave one of the two",
    ):
        load(fine, coarse)

    assert counted() == 0
