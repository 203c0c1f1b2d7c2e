"""How good a forecast was: its scores, the origins it is tried from, and the interval that its errors leave.

Errors are forecast less actual; arrays of a backtest are (origins, horizon), with NaN where there is no actual yet.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ORIGINS = 8
"""From how many months a forecast is tried, where the history allows."""

ENOUGH = 6
"""From how many at least, before a method may be preferred to the last season."""

FEW = 3
"""Errors under which there is no interval."""

INSIDE = 0.8
"""The share of actuals that the interval is to hold."""

_NO_ERROR = 1e-12
"""A mean error, of series of size 1, that is none."""

_GROWTHS = np.array([0.0, 0.1, 0.3, 1.0])
"""How much the variance of an error may grow with each step ahead, as a share of that of the first."""


def wape(forecast: Array, actual: Array) -> float | None:
    """Sum of the distances of forecast and actual over the sum of the actuals' sizes; None where that is 0."""
    known = ~(np.isnan(forecast) | np.isnan(actual))
    size = float(abs(actual[known]).sum())
    return float(abs(forecast[known] - actual[known]).sum()) / size if size else None


def bias(forecast: Array, actual: Array) -> float | None:
    """Sum of forecast less actual over the sum of the actuals: above zero is too high; None where that is not above 0."""
    known = ~(np.isnan(forecast) | np.isnan(actual))
    whole = float(actual[known].sum())
    return float((forecast[known] - actual[known]).sum()) / whole if whole > 0 else None


def value_added(forecast: Array, naive: Array, actual: Array) -> float | None:
    """What the WAPE of a forecast is less than that of the seasonal naive: above zero it adds value."""
    ours, theirs = wape(forecast, actual), wape(naive, actual)
    return None if ours is None or theirs is None else theirs - ours


def coverage(low: Array, high: Array, actual: Array) -> float | None:
    """The share of the actuals that lie inside their interval, its ends included; None where there are none."""
    known = ~(np.isnan(low) | np.isnan(actual))
    inside = (low <= actual) & (actual <= high)
    return float(inside[known].mean()) if known.any() else None


def origins(first: int, end: int, least: int, horizon: int, season: int) -> tuple[int, ...]:
    """Before which times of a series [first, end) it is forecast as if they were to come: up to ORIGINS, spread evenly.

    Each has at least `least` times before it. They lie so far back that half of them see the whole horizon, and together a year.
    """
    start = max(first + least, end - max(2 * horizon, season, ORIGINS))
    count = min(ORIGINS, end - start)
    return tuple(int(place) for place in np.linspace(start, end - 1, count).round()) if count > 0 else ()


def half_widths(errors: Array, forecasts: Array, ahead: Array) -> tuple[Array, Array]:
    """Half the interval about each value of `ahead` (horizon,), and about each of those before (origins, horizon).

    Errors grow with the horizon, and with the forecast or not, as is likeliest by the errors themselves (of Laplace's
    distribution); the width then holds so many of them as the interval is to hold. As the errors of one origin go together,
    it is origins that are counted, and one more for what is to come (split conformal prediction). An interval is not judged by
    what made it: that of each origin comes from the others' errors. NaN where there are fewer than FEW errors.
    """
    if not len(errors):
        return np.full(len(ahead), np.nan), errors
    shapes = _shapes(forecasts, ahead)
    known = ~np.isnan(errors)
    used = np.concatenate([known[None], known & ~np.eye(len(errors), dtype=bool)[:, :, None]])
    counts, tried = used.sum(axis=(1, 2)), used.any(axis=2).sum(axis=1)
    past = shapes[:, :-1]
    scaled = abs(np.where(known, errors, 0.0)) / past
    size = np.einsum("soh,uoh->us", scaled, used) / np.maximum(counts, 1)[:, None]
    unlikely = counts[:, None] * np.log(size + _NO_ERROR) + np.einsum("soh,uoh->us", np.log(past), used)
    best = np.argmin(unlikely, axis=1)
    sizes = np.sort(np.where(used, scaled[best], np.inf).reshape(len(used), -1), axis=1)
    rank = np.ceil(INSIDE * (1 + 1 / np.maximum(tried, 1)) * counts).astype(int)
    width = sizes[np.arange(len(sizes)), np.clip(rank, 1, np.maximum(counts, 1)) - 1]
    width = np.where(counts >= FEW, width, np.nan)
    return width[0] * shapes[best[0], -1], width[1:, None] * shapes[best[1:], np.arange(len(errors))]


def _shapes(forecasts: Array, ahead: Array) -> Array:
    """How wide each interval is beside the others (shapes, origins + 1, horizon), that of the forecast itself last.

    They grow with the size of the forecast only where all are well above zero.
    """
    steps = np.sqrt(1 + _GROWTHS[:, None] * np.arange(len(ahead)))
    sizes = np.concatenate([forecasts, ahead[None]])
    plain = np.broadcast_to(steps[:, None], (len(steps), *sizes.shape))
    usual = float(abs(sizes).mean())
    return np.concatenate([plain, plain * sizes / usual]) if sizes.min() > usual / 10 else plain
