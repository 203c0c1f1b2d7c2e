"""Scores as the trade defines them, to the digit; and an interval that is known by what it holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rapport.core.backtest import ENOUGH, ORIGINS, bias, coverage, half_widths, origins, value_added, wape

FORECAST, ACTUAL = np.array([120.0, 80, 60, 40]), np.array([100.0, 90, 75, 30])
UNKNOWN = np.array([np.nan])


def test_wape_and_bias_of_the_worked_example():
    assert wape(FORECAST, ACTUAL) == 55 / 295
    assert f"{wape(FORECAST, ACTUAL):.1%}" == "18.6%"
    assert bias(FORECAST, ACTUAL) == 5 / 295
    assert f"{bias(FORECAST, ACTUAL):+.1%}" == "+1.7%"


def test_value_added_of_the_worked_example():
    """A seasonal naive that misses 70.8 of 295 in all: 24.0 − 18.6 = +5.4 points."""
    naive = ACTUAL + np.array([70.8, 0, 0, 0])
    assert f"{wape(naive, ACTUAL):.1%}" == "24.0%"
    assert round(100 * value_added(FORECAST, naive, ACTUAL), 1) == 5.4


def test_coverage_of_the_worked_example():
    actual = np.concatenate([np.full(49, 100.0), np.full(11, 130.0)])
    assert f"{coverage(np.full(60, 90.0), np.full(60, 110.0), actual):.1%}" == "81.7%"


def test_what_is_not_known_is_not_scored():
    assert wape(np.append(FORECAST, 9.0), np.append(ACTUAL, UNKNOWN)) == 55 / 295
    assert (wape(FORECAST, 0 * ACTUAL), bias(FORECAST, -ACTUAL), wape(UNKNOWN, UNKNOWN)) == (None, None, None)
    assert (coverage(UNKNOWN, UNKNOWN, UNKNOWN), value_added(FORECAST, FORECAST, 0 * ACTUAL)) == (None, None)


@pytest.mark.parametrize(
    ("end", "least", "horizon", "expected"),
    [
        (36, 24, 12, (24, 26, 27, 29, 30, 32, 33, 35)),
        (60, 24, 12, (36, 39, 43, 46, 49, 52, 56, 59)),
        (30, 24, 12, (24, 25, 26, 27, 28, 29)),
        (60, 24, 1, (48, 50, 51, 53, 54, 56, 57, 59)),
        (24, 24, 12, ()),
    ],
)
def test_origins_are_spread_over_a_year_and_over_the_horizon(end, least, horizon, expected):
    found = origins(0, end, least, horizon, 12)
    assert found == expected
    assert origins(5, end + 5, least, horizon, 12) == tuple(place + 5 for place in expected)
    assert len(found) in (0, *range(ENOUGH, ORIGINS + 1))


def widths(errors, level=100.0):
    errors = np.asarray(errors, float)
    return half_widths(errors, np.full(errors.shape, level), np.full(errors.shape[1], level))


def test_no_error_leaves_no_interval_and_few_errors_none_that_is_known():
    assert widths(np.zeros((8, 4)))[0].tolist() == [0, 0, 0, 0]
    assert np.isnan(widths([[1.0, np.nan], [2.0, np.nan]])[0]).all()


def test_the_interval_holds_what_it_is_to_hold():
    """Of errors without any pattern, an interval from eight origins holds 80% of those to come, give or take a few points."""
    shaken = np.random.default_rng(7).normal(0, 10, (1000, 9, 6))
    inside = [abs(of[8]) <= widths(of[:8])[0] for of in shaken]
    assert 0.78 <= np.mean(inside) <= 0.9


def test_the_interval_widens_as_errors_do():
    grows = np.sqrt(1 + np.arange(12))
    shaken = np.random.default_rng(7).normal(0, 10, (300, 8, 12)) * grows
    found = np.median([widths(of)[0] for of in shaken], axis=0)
    assert found[11] / found[0] == pytest.approx(grows[11], rel=0.2)


def test_an_interval_is_not_judged_by_what_made_it():
    errors = np.ones((8, 1))
    errors[3] = 50
    _, of_origins = widths(errors)
    assert of_origins[3, 0] == 1
    assert (of_origins[:3] == 50).all()


@given(arrays.arrays(float, (8, 6), elements=st.floats(-1e6, 1e6)), st.integers(0, 47))
def test_widths_never_shrink_with_the_horizon_and_are_numbers(errors, gone):
    errors.flat[gone] = np.nan
    found, _ = widths(errors)
    assert np.isfinite(found).all()
    assert (np.diff(found) >= 0).all()
