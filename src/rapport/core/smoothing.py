"""Exponential smoothing with a damped trend, and the Theta method, for many series of one length at a time.

Series are rows without a season, oldest value first; NaN is a value that is not known: the state is carried over it, and it
counts as no error. Sources: Gardner and McKenzie 1985; Hyndman, Koehler, Ord and Snyder 2008 (ETS(A,Ad,N) and ETS(A,N,N));
Assimakopoulos and Nikolopoulos 2000.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_WEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98)
_TRENDS = [(alpha, alpha * share, phi) for alpha in _WEIGHTS for share in (0.02, 0.1, 0.2, 0.4) for phi in (0.8, 0.9, 0.98)]
DAMPED = np.array([(alpha, 0.0, 0.0) for alpha in _WEIGHTS] + _TRENDS).T
"""What is tried (3, grid): the weights of an error in level and trend, and what is left of a trend one step later.

Without a trend the last two are 0.
"""

SIMPLE = np.array([(alpha / 100, 0.0, 0.0) for alpha in range(1, 101)]).T
"""What is tried of smoothing without a trend."""

_CHUNK = 64
"""Rows that are smoothed together: so few that their states stay near the processor."""

_NO_ERROR = 1e-24
"""Mean squared error, of rows of size 1, under which a fit is perfect."""


class Smoothed(NamedTuple):
    """The state at the end of each row: its level, its trend, and what is left of the trend one step later."""

    level: Array
    trend: Array
    phi: Array

    def ahead(self, horizon: int) -> Array:
        """Forecasts of 1 … `horizon` steps (rows, horizon)."""
        left = np.cumsum(self.phi[:, None] ** np.arange(1, horizon + 1), axis=1)
        return self.level[:, None] + left * self.trend[:, None]


def damped(rows: Array, horizon: int) -> Array:
    """Forecasts (rows, horizon) by smoothing with a damped trend, or without one where that fits nearly as well."""
    return _about_means(rows, lambda apart: smooth(apart, DAMPED).ahead(horizon))


def theta(rows: Array, horizon: int) -> Array:
    """Forecasts (rows, horizon) by the Theta method: the mean of the trend line and of the row bent away from it, smoothed."""

    def ahead(apart: Array) -> Array:
        length = apart.shape[1]
        line = _line(apart, length + horizon)
        bent = 2 * apart - line[:, :length]
        return (line[:, length:] + smooth(bent, SIMPLE).ahead(horizon)) / 2

    return _about_means(rows, ahead)


def _about_means(rows: Array, ahead: Callable[[Array], Array]) -> Array:
    """What `ahead` makes of the rows less their means: so what never moves is forecast exactly."""
    means = np.nanmean(rows, axis=1, keepdims=True)
    return np.asarray(means + ahead(rows - means))


def _line(rows: Array, length: int) -> Array:
    """The least-squares line through each row, `length` values from its start; level where a single value is known."""
    seen, times = ~np.isnan(rows), np.arange(length)
    count = seen.sum(axis=1, keepdims=True)
    values, then = np.where(seen, rows, 0.0), times[: rows.shape[1]]
    middle = (seen * then).sum(axis=1, keepdims=True) / count
    apart = np.where(seen, then - middle, 0.0)
    spread = (apart**2).sum(axis=1, keepdims=True)
    slope = (apart * values).sum(axis=1, keepdims=True) / np.where(spread > 0, spread, 1.0)
    return np.asarray(values.sum(axis=1, keepdims=True) / count + slope * (times - middle))


def smooth(rows: Array, grid: Array) -> Smoothed:
    """The state at the end of each row under those parameters of the grid that have the least AICc.

    The first level and trend are those with the least squared errors: under given parameters, errors are linear in them.
    """
    parts = [_smooth(rows[start : start + _CHUNK], grid) for start in range(0, len(rows), _CHUNK)]
    return Smoothed(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _smooth(rows: Array, grid: Array) -> Smoothed:
    seen = ~np.isnan(rows)
    known = seen[:1] if seen.all() else seen
    data = _Run(len(rows), grid, 0.0, 0.0)
    of_level, of_trend = _Run(len(known), grid, 1.0, 0.0), _Run(len(known), grid, 0.0, 1.0)
    sums = _Sums()
    for values, is_known in zip(np.where(seen, rows, 0.0).T, known.T, strict=True):
        sums.add(*(run.step(value, is_known[:, None]) for run, value in ((data, values), (of_level, None), (of_trend, None))))
    level, trend, squares = sums.solved(grid[2] > 0)
    best = np.argmin(_aicc(squares, seen.sum(axis=1)[:, None], grid[2] > 0), axis=1)
    states = (
        data.level + level * of_level.level + trend * of_trend.level,
        data.trend + level * of_level.trend + trend * of_trend.trend,
    )
    last, slope = (state[np.arange(len(rows)), best] for state in states)
    return Smoothed(last, slope, grid[2][best])


class _Run:
    """Rows smoothed from a first level and trend under every parameter of a grid."""

    def __init__(self, rows: int, grid: Array, level: float, trend: float) -> None:
        self.alpha, self.beta, self.phi = grid
        self.level = np.full((rows, grid.shape[1]), level)
        self.trend = np.full((rows, grid.shape[1]), trend)

    def step(self, values: Array | None, is_known: NDArray[np.bool_]) -> Array:
        """Take in the next value of each row (None: all 0) and answer the errors; what is not known is no error."""
        left = self.phi * self.trend
        expected = self.level + left
        errors = -expected if values is None else values[:, None] - expected
        if not is_known.all():
            errors = errors * is_known
        self.level = expected + self.alpha * errors
        self.trend = left + self.beta * errors
        return np.asarray(errors)


class _Sums:
    """The normal equations of the first level and trend: sums of products of errors over time."""

    def __init__(self) -> None:
        self.products: list[Array] = []

    def add(self, data: Array, level: Array, trend: Array) -> None:
        """Take in the errors of the data from zero, and of a first level and a first trend of one."""
        pairs = ((data, data), (data, level), (data, trend), (level, level), (level, trend), (trend, trend))
        found = [one * other for one, other in pairs]
        self.products = [old + new for old, new in zip(self.products, found, strict=True)] if self.products else found

    def solved(self, has_trend: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
        """The first level and trend, and the sum of squared errors that they leave."""
        dd, dl, dt, ll, lt, tt = self.products
        whole = ll * tt - lt * lt
        two = has_trend & (whole > 1e-10 * ll * tt)
        safe = np.where(two, whole, 1.0)
        alone = -dl / np.where(ll > 0, ll, 1.0)
        level = np.where(two, (lt * dt - tt * dl) / safe, alone)
        trend = np.where(two, (lt * dl - ll * dt) / safe, 0.0)
        return level, trend, np.maximum(dd + level * dl + trend * dt, 0.0)


def _aicc(squares: Array, count: NDArray[np.int_], has_trend: NDArray[np.bool_]) -> Array:
    """Akaike's corrected criterion (rows, grid): parameters are the weights, the first states and the variance.

    Rows of too few values for it are smoothed without a trend.
    """
    parameters = np.where(has_trend, 6, 3)
    spare = count - parameters - 1
    penalty = 2 * parameters + 2 * parameters * (parameters + 1) / np.maximum(spare, 1)
    fit = count * np.log(squares / count + _NO_ERROR)
    return np.asarray(np.where(has_trend & (spare < 1), np.inf, fit + penalty))
