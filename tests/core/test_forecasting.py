"""Forecasts keep to what can be known: laws on random histories, and what is said of short, quiet and strange ones."""

from dataclasses import astuple
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rapport.core.backtest import ENOUGH, ORIGINS, origins
from rapport.core.exposures import exposures
from rapport.core.forecasting import Forecast, Panel, forecasts
from rapport.core.methods import Form, ahead
from rapport.core.periods import add_months

YEAR = np.array([80.0, 70, 95, 100, 105, 110, 95, 100, 115, 120, 130, 80])


def one(values: object, season: int = 12, horizon: int = 12, **more: object) -> Forecast:
    """The forecast of a single series."""
    return forecasts(Panel(np.array([values], float), season, horizon, **more))[0]


seldom = settings(max_examples=settings().max_examples // 4)
"""For laws that forecast several times for each example."""


def p50(found: Forecast) -> list[float]:
    return [point.p50 for point in found.points]


amounts = st.floats(0, 1000).map(lambda value: round(value, 2))
series = st.integers(1, 50).flatmap(
    lambda length: arrays.arrays(
        float, length, elements=st.one_of(amounts, amounts, amounts, st.sampled_from([np.nan, 0.0, -20.0]))
    )
)


@seldom
@given(series)
def test_points_are_numbers_in_order(values):
    found = one(values)
    for point in found.points:
        known = [value for value in point if value is not None]
        assert np.isfinite(known).all()
        assert sorted(known) == known
        assert (point.p10 is None) == (point.p90 is None)
    assert len(found.points) == (0 if found.method is None else 12)
    if not (values < 0).any():
        assert all(value >= 0 for point in found.points for value in point if value is not None)


@seldom
@given(series)
def test_a_thousandfold_series_has_a_thousandfold_forecast(values):
    small, large = one(values), one(values * 1000)
    assert (small.method, small.choice) == (large.method, large.choice)
    for point, other in zip(small.points, large.points, strict=True):
        for a, b in zip(point, other, strict=True):
            assert (a is None and b is None) or 1000 * a == pytest.approx(b, rel=1e-9, abs=1e-9)


@seldom
@given(series, st.integers(1, 15))
def test_when_a_series_begins_in_its_panel_does_not_matter(values, before):
    assert astuple(one(values))[:4] == astuple(one(np.concatenate([np.full(before, np.nan), values])))[:4]


@seldom
@given(series)
def test_series_do_not_know_of_each_other(values):
    beside = np.stack([values, np.linspace(1, 50, len(values)), values])
    first, _, last = forecasts(Panel(beside, 12, 12))
    assert first == last == one(values)


@seldom
@given(st.integers(1, 40), st.floats(0.01, 1e9), st.integers(1, 36))
def test_what_never_moves_is_forecast_exactly_and_without_doubt(length, level, horizon):
    found = one(np.full(length, level), horizon=horizon)
    assert p50(found) == [level] * horizon
    assert all(point.p10 in (None, level) and point.p90 in (None, level) for point in found.points)


@seldom
@given(arrays.arrays(float, 12, elements=st.floats(1, 1000)), st.integers(3, 5), st.integers(1, 24))
def test_a_season_that_repeats_is_forecast_exactly(year, years, horizon):
    found = one(np.tile(year, years), horizon=horizon)
    assert p50(found) == pytest.approx(np.resize(year, horizon), rel=1e-9)
    assert found.points[-1].p90 == pytest.approx(found.points[-1].p50, rel=1e-6)


@seldom
@given(series)
def test_the_forecast_is_no_worse_than_the_naive_was(values):
    tried = one(values).backtest
    assume(tried.wape is not None and tried.origins >= ENOUGH)
    assert tried.wape <= tried.naive_wape


def shaken(length: int, noise: float = 6.0, seed: int = 4) -> np.ndarray:
    """A season that grows, and noise."""
    times = np.arange(length)
    return np.resize(YEAR, length) * 1.01**times + np.random.default_rng(seed).normal(0, noise, length)


def test_the_median_is_taken_where_it_beats_the_seasonal_naive():
    found = one(shaken(48))
    assert (found.method, found.choice, found.naive) == ("median", "better", "seasonal_naive")
    assert found.backtest.wape < found.backtest.naive_wape
    assert found.backtest.origins == ORIGINS
    assert p50(found) == pytest.approx(np.resize(YEAR, 12) * 1.01 ** np.arange(48, 60), rel=0.15)


def test_the_median_is_that_of_the_three_methods():
    values = shaken(48)
    assert p50(one(values)) == pytest.approx(np.median(ahead(values[None], Form(12, has_index=True), 12, None), axis=0)[0])


def test_a_backtest_is_what_was_foreseen_beside_what_came():
    """By hand, from the eight origins: last year's months as known then, against the months that came."""
    values = shaken(40)
    pairs = [
        (values[time - 12 * (1 + (time - end) // 12)], values[time])
        for end in origins(0, 40, 24, 12, 12)
        for time in range(end, min(40, end + 12))
    ]
    apart, came = sum(abs(f - a) for f, a in pairs), sum(a for _, a in pairs)
    assert one(values).backtest.naive_wape == pytest.approx(apart / came)


def test_where_the_seasonal_naive_is_not_beaten_it_is_the_forecast():
    """Year after year the same, with a shock that no method foresees: last year is the best that can be said."""
    values = np.tile(YEAR, 4)
    values[24:36:2] *= 1.5
    values[36:48:2] *= 1.5
    found = one(values)
    assert (found.method, found.choice) == ("seasonal_naive", "not_better")
    assert p50(found) == pytest.approx(values[-12:])
    assert found.backtest.wape == found.backtest.naive_wape


@pytest.mark.parametrize(
    ("length", "methods", "choices"),
    [
        (1, {"naive"}, {"too_short"}),
        (5, {"naive"}, {"too_short"}),
        (6, {"naive"}, {"untried"}),
        (8, {"naive"}, {"untried"}),
        (9, {"naive", "median"}, {"better", "not_better"}),
        (18, {"seasonal_naive", "seasonal_growth"}, {"better", "not_better"}),
        (29, {"seasonal_naive", "seasonal_growth"}, {"better", "not_better"}),
        (30, {"seasonal_naive", "median"}, {"better", "not_better"}),
    ],
)
def test_a_short_history_carries_less(length, methods, choices):
    found = one(shaken(length))
    assert found.method in methods
    assert found.choice in choices
    assert (found.points[0].p10 is None) == (length < 6)


def test_a_history_of_a_year_and_a_half_grows_by_half():
    values = np.concatenate([YEAR, YEAR * 1.2])[:22]
    found = one(values, horizon=2)
    assert (found.method, found.choice) == ("seasonal_growth", "better")
    assert p50(found) == pytest.approx(YEAR[10:] * 1.1)


def test_a_product_that_came_to_its_end_is_forecast_as_nothing():
    found = one([*shaken(36), 0, 0, 0, 0, 0, 0])
    assert (found.method, found.choice) == ("zero", "stopped")
    assert set(found.points) == {(0.0, 0.0, 0.0)}


def test_a_pause_as_long_as_those_before_is_no_end():
    assert one(([50.0] + [0.0] * 6) * 7).choice != "stopped"


def test_a_series_of_which_nothing_is_told_for_half_a_year_is_not_forecast():
    silent = one([*shaken(36), *[np.nan] * 6])
    assert (silent.method, silent.choice, silent.points) == (None, "silent", ())
    assert silent.gaps == tuple(range(36, 42))
    assert one([*shaken(36), *[np.nan] * 5]).points
    assert one([np.nan] * 20).choice == "silent"


def test_gaps_are_named_and_never_zero():
    values = shaken(48)
    values[[20, 40]] = np.nan
    found = one(values)
    assert (found.values, found.gaps) == (46, (20, 40))
    assert p50(found) == pytest.approx(p50(one(shaken(48))), rel=0.1)


def test_what_falls_does_not_fall_below_zero():
    falls = one(np.linspace(100, 1, 40) + np.resize([1.0, -1.0], 40))
    assert falls.method == "median"
    assert min(point.p10 for point in falls.points) == 0


def test_returns_may_be_forecast_below_zero():
    assert min(p50(one(-shaken(48)))) < 0


def test_chinese_new_year_is_foreseen_where_it_shows():
    months = [add_months(date(2020, 11, 1), n) for n in range(60)]
    moves = exposures(months)
    whole = 100 + np.random.default_rng(3).normal(0, 1, 60) - 30 * moves[0]
    with_it, without_it = (np.abs(p50(one(whole[:48], exposures=given)) - whole[48:]).mean() for given in (moves, None))
    assert with_it < without_it / 2


def test_what_moves_does_so_in_its_month_wherever_a_series_begins():
    months = [add_months(date(2020, 6, 1), n) for n in range(65)]
    moves = exposures(months)
    whole = 100 + np.random.default_rng(3).normal(0, 1, 65) - 30 * moves[0]
    late = one([*[np.nan] * 5, *whole[5:53]], exposures=moves)
    assert p50(late) == p50(one(whole[5:53], exposures=moves[:, 5:]))


def test_a_share_is_forecast_from_its_parts_and_keeps_below_one():
    over, share = shaken(48), np.minimum(1, 0.7 + 0.006 * np.arange(48))
    found = one(over * share, over=over[None], is_share=True)
    assert all(0 <= value <= 1 for point in found.points for value in point)
    assert found.points[0].p50 == pytest.approx(share[-1], abs=0.03)
    free = one(over * share * 3, over=over[None], is_share=True)
    assert free.points[0].p50 == pytest.approx(3 * share[-1], abs=0.1)


def test_a_share_of_nothing_is_not_known():
    over = shaken(48)
    over[[3, 30]] = 0
    assert one(over * 0.5, over=over[None]).gaps == (3, 30)


def test_quarters_have_a_season_of_four():
    found = one(np.tile([10.0, 20, 30, 40], 5), season=4, horizon=4)
    assert p50(found) == pytest.approx([10, 20, 30, 40])
    assert found.naive == "seasonal_naive"
