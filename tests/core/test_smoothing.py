"""Smoothing and Theta against statsmodels 0.15.0 and statsforecast 2.1.1, which were run once on these three series."""

import numpy as np
import pytest

from rapport.core.smoothing import DAMPED, SIMPLE, damped, smooth, theta

RISING = [112, 118, 121, 129, 127, 138, 142, 141, 151, 155, 154, 163, 166, 172, 170, 181, 184, 183, 192, 197]
LEVEL = [52, 47, 49, 55, 50, 46, 53, 51, 48, 50, 54, 49, 47, 52, 50, 51, 48, 53, 49, 50]
BEND = [20, 31, 40, 50, 57, 66, 70, 77, 81, 86, 88, 92, 93, 97, 98, 99, 102, 101, 103, 104]
ROWS = np.array([RISING, LEVEL, BEND], float)


def test_with_the_weights_given_the_first_states_are_those_of_least_squares():
    """statsmodels: ETSModel(error="add", trend="add", damped_trend=True) with 0.5, 0.1 and 0.9 fixed."""
    found = smooth(ROWS, np.array([[0.5], [0.1], [0.9]])).ahead(4)
    assert found[0] == pytest.approx([197.3062, 199.8894, 202.2143, 204.3067], abs=1e-4)
    assert found[1] == pytest.approx([50.0227, 49.9919, 49.9642, 49.9392], abs=1e-4)
    assert found[2] == pytest.approx([105.0063, 105.8274, 106.5663, 107.2314], abs=1e-4)


def test_without_a_trend_too():
    """statsmodels: ETSModel(error="add") with 0.3 fixed."""
    found = smooth(ROWS, np.array([[0.3], [0.0], [0.0]])).ahead(1)
    assert found[:, 0] == pytest.approx([185.7953, 50.1214, 100.7027], abs=1e-4)


def test_damped_smoothing_is_near_what_the_libraries_find():
    """By the criterion that we choose by, statsmodels too has no trend in the second series: a level of 50.2."""
    found = damped(ROWS, 6)
    statsmodels = [[197.887, 201.876, 205.785, 209.615, 213.369, 217.048], [104.454, 105.047, 105.568, 106.027, 106.431, 106.786]]
    statsforecast = [
        [197.057, 200.581, 204.034, 207.418, 210.734, 213.984],
        [105.213, 106.055, 106.786, 107.422, 107.975, 108.455],
    ]
    assert found[[0, 2]] == pytest.approx(np.array(statsmodels), rel=0.02)
    assert found[[0, 2]] == pytest.approx(np.array(statsforecast), rel=0.01)
    assert found[1] == pytest.approx(np.full(6, 50.2), rel=0.001)


def test_theta_is_near_what_the_libraries_find():
    """statsmodels ThetaModel (deseasonalize=False); statsforecast Theta. Between them lies 0.5%."""
    found = theta(ROWS, 6)
    statsmodels = [
        [199.169, 201.338, 203.507, 205.676, 207.845, 210.015],
        [50.331, 50.328, 50.325, 50.322, 50.319, 50.316],
        [106.055, 108.109, 110.164, 112.218, 114.273, 116.327],
    ]
    statsforecast = [
        [198.183, 200.352, 202.521, 204.690, 206.860, 209.029],
        [50.252, 50.249, 50.245, 50.242, 50.239, 50.236],
        [106.065, 108.120, 110.174, 112.229, 114.283, 116.338],
    ]
    assert found == pytest.approx(np.array(statsmodels), rel=0.005)
    assert found == pytest.approx(np.array(statsforecast), rel=0.002)


def test_a_line_goes_on_as_a_line_and_by_theta_with_half_its_slope():
    line = np.array([10.0 + 3 * np.arange(15)])
    assert damped(line, 3) == pytest.approx(np.array([[55, 58, 61]]), rel=0.01)
    assert theta(line, 3) == pytest.approx(np.array([[53.5, 55, 56.5]]))


def test_what_never_moves_is_forecast_exactly():
    still = np.full((1, 20), 7.3)
    assert (damped(still, 5) == 7.3).all()
    assert (theta(still, 5) == 7.3).all()


def test_a_value_that_is_not_known_is_no_zero():
    gap = ROWS.copy()
    gap[:, 12] = np.nan
    assert damped(gap, 4) == pytest.approx(damped(ROWS, 4), rel=0.02)
    assert theta(gap, 4) == pytest.approx(theta(ROWS, 4), rel=0.02)


def test_rows_do_not_know_of_each_other():
    many = np.tile(ROWS, (50, 1))
    many[70, 5] = np.nan
    assert (damped(many, 4)[:3] == damped(ROWS, 4)).all()
    assert theta(many, 4)[-1] == pytest.approx(theta(ROWS, 4)[2], rel=1e-12)


@pytest.mark.parametrize("grid", [DAMPED, SIMPLE])
def test_one_value_and_two_are_enough(grid):
    for length in (1, 2, 3):
        assert np.isfinite(smooth(ROWS[:, :length], grid).ahead(3)).all()
