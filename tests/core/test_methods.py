"""What each length of history carries, and the simplest of the methods."""

import numpy as np
import pytest

from rapport.core.methods import Form, ahead, form, growth, naive

MONTHS = np.arange(1.0, 25.0)[None]


@pytest.mark.parametrize(
    ("length", "season", "expected"),
    [(9, 12, Form(1, False)), (17, 12, Form(1, False)), (18, 12, Form(12, False)), (29, 12, Form(12, False)),
     (30, 12, Form(12, True)), (9, 4, Form(1, False)), (10, 4, Form(4, False)), (14, 4, Form(4, True)), (80, 1, Form(1, False))],
)  # fmt: skip
def test_a_season_counts_where_it_can_be_tried_from_six_origins(length, season, expected):
    assert form(length, season) == expected
    assert form(length, season).least + 6 <= max(length, 9)


def test_the_naive_repeats_the_last_season():
    assert naive(MONTHS, 12, 14)[0].tolist() == [*range(13, 25), 13, 14]
    assert naive(MONTHS, 1, 2)[0].tolist() == [24, 24]


def test_the_naive_takes_the_season_before_where_the_last_is_not_known():
    gap = MONTHS.copy()
    gap[0, 13] = np.nan
    assert naive(gap, 12, 2)[0].tolist() == [13, 2]


def test_growth_is_that_of_the_last_times_on_the_same_before():
    assert growth(MONTHS[:, :18], 12)[0] == 2  # 96 over 21, held to twofold
    assert growth(MONTHS + 100, 12)[0] == pytest.approx((12 * 118.5) / (12 * 106.5))
    assert growth(MONTHS[:, :12], 12)[0] == 1
    assert growth(0 * MONTHS, 12)[0] == 1


def test_a_short_history_knows_the_season_and_half_its_growth():
    said = ahead(MONTHS[:, :20] + 100, Form(12, False), 2, None)
    assert len(said) == 2
    grown = sum(range(113, 121)) / sum(range(101, 109))
    assert np.median(said, axis=0)[0] == pytest.approx(np.array([109, 110]) * (1 + grown) / 2)


def test_a_long_one_has_three_methods():
    assert ahead(MONTHS, Form(12, True), 5, None).shape == (3, 1, 5)
