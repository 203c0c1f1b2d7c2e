"""Seasons: taken out exactly where they repeat, pulled to none where they are noise, moved with the holidays."""

from datetime import date

import numpy as np
import pytest

from rapport.core.exposures import exposures
from rapport.core.periods import add_months
from rapport.core.seasons import filled, seasons

YEAR = np.array([80, 70, 95, 100, 105, 110, 95, 100, 115, 120, 130, 80]) / 100
LENGTH = 48
TIMES = np.arange(LENGTH + 12)
MONTHS = [add_months(date(2020, 11, 1), n) for n in TIMES]


def flat(rows: np.ndarray, season: int = 12, **more: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows without their seasons, and a level of 100 with them put back."""
    found = seasons(rows, season, season, **more)
    return found.without(rows), found.put_back(np.full((len(rows), season), 100.0))


def test_a_season_that_repeats_is_taken_out_and_put_back():
    rows = 100 * np.tile(YEAR, 4)[None]
    without, ahead = flat(rows)
    assert without[0] == pytest.approx(np.full(LENGTH, 100.0))
    assert ahead[0] == pytest.approx(100 * YEAR)


def test_seasons_that_grow_with_the_trend_multiply():
    rows = (np.exp(0.02 * TIMES) * 100 * np.tile(YEAR, 5))[None, :LENGTH]
    assert seasons(rows, 12, 12).multiplies.all()
    assert flat(rows)[0][0] == pytest.approx(np.exp(0.02 * TIMES[:LENGTH]) * 100, rel=0.02)


def test_seasons_of_one_size_are_added():
    rows = (100 + 4 * TIMES + 40 * (np.tile(YEAR, 5) - 1))[None, :LENGTH]
    assert not seasons(rows, 12, 12).multiplies.any()
    assert flat(rows)[0][0] == pytest.approx(100 + 4 * TIMES[:LENGTH], abs=1e-6)


def test_values_of_both_signs_have_added_seasons():
    rows = (np.tile(YEAR, 4) - 1)[None]
    without, ahead = flat(rows)
    assert without[0] == pytest.approx(np.zeros(LENGTH), abs=1e-9)
    assert ahead[0] == pytest.approx(100 + YEAR - 1)


def test_noise_is_hardly_taken_for_a_season():
    noise = 100 + np.random.default_rng(5).normal(0, 10, (200, LENGTH))
    index = seasons(noise, 12, 12).put_back(np.full((200, 12), 100.0))
    plain = noise.reshape(200, 4, 12).mean(axis=1)
    assert index.std() < plain.std() / 2


def test_less_than_two_years_have_no_season():
    rows = np.tile(YEAR, 2)[None, :23]
    assert (flat(rows)[0] == rows).all()


def test_a_gap_does_not_change_the_season():
    rows = 100 * np.tile(YEAR, 4)[None]
    gap = rows.copy()
    gap[0, [15, 30]] = np.nan
    assert flat(gap)[1] == pytest.approx(flat(rows)[1])


def test_gaps_are_filled_from_the_years_beside_them():
    row = np.array([[1.0, 2, np.nan, 4, 5, 6, 7, 8, 9]])
    assert filled(row, 4)[0, 2] == 7
    assert filled(row, 12)[0, 2] == 2
    assert filled(np.array([[1.0, 2, 3, 4, 9, 9, np.nan, 9, 9, 9, 7, 9]]), 4)[0, 6] == 5


def with_new_year(size: float, noise: float = 0.0) -> np.ndarray:
    """Years in which the month of Chinese New Year has `size` less than it would have."""
    shaken = np.random.default_rng(3).normal(0, noise, len(TIMES)) if noise else 0.0
    return (100 * np.tile(YEAR, 5) - size * exposures(MONTHS)[0] + shaken)[None]


def test_chinese_new_year_moves_with_its_month():
    """In 2021, 2022 and 2024 most of it lies in February, in 2023 and 2025 in January; the last year is not shown."""
    whole = with_new_year(30.0, noise=1.0)
    moves = exposures(MONTHS)[None, :1]
    known, coming = whole[:, :LENGTH], whole[0, LENGTH:]
    index = [seasons(known, 12, 12, one).put_back(np.full((1, 12), known.mean()))[0] for one in (moves, None)]
    with_it, without_it = (abs(found - coming).mean() for found in index)
    assert with_it < without_it / 2


def test_a_holiday_that_does_nothing_is_given_nothing():
    noise = 100 + np.random.default_rng(8).normal(0, 10, (400, LENGTH))
    moves = np.broadcast_to(exposures(MONTHS), (400, 2, LENGTH + 12))
    changed = (seasons(noise, 12, 12, moves).index != seasons(noise, 12, 12).index).any(axis=1)
    assert changed.mean() < 0.1
