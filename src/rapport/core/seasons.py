"""Seasons: what each month is by habit over or under the trend, with holidays that move, taken out and put back.

Rows are series of one length, oldest value first; NaN is a value that is not known. A row's season at its last value has
place 0, the one before place 1, and so on backwards, so that nothing here needs to know a date.
Sources: the classical decomposition; indices shrunk by Miller and Williams 2003 (James and Stein).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CERTAIN = 2.5
"""Standard errors that the effect of a moving holiday must be away from none to be believed."""


@dataclass(frozen=True)
class Seasons:
    """The index of each time of each row and of the times ahead (rows, length + horizon), and whether it multiplies."""

    index: Array
    multiplies: NDArray[np.bool_]

    def without(self, rows: Array) -> Array:
        """The rows without their seasons."""
        index = self.index[:, : rows.shape[1]]
        return np.asarray(np.where(self.multiplies[:, None], rows / self._divisor(index), rows - index))

    def put_back(self, ahead: Array) -> Array:
        """Forecasts of what has no season (rows, horizon), with the season of their times."""
        index = self.index[:, -ahead.shape[1] :]
        return np.asarray(np.where(self.multiplies[:, None], ahead * index, ahead + index))

    def _divisor(self, index: Array) -> Array:
        return np.where(self.multiplies[:, None], index, 1.0)


def seasons(rows: Array, season: int, horizon: int, exposures: Array | None = None) -> Seasons:
    """The seasons of rows; they multiply where all is above zero and that fits better, else they are added.

    `season`: times a year. `exposures` (rows, kinds, length + horizon): how much each time is exposed to what moves within the
    year. A row shorter than two years has no season.
    """
    count, length = rows.shape
    if season == 1 or length < 2 * season:
        return Seasons(np.zeros((count, length + horizon)), np.zeros(count, bool))
    trend = _trend(filled(rows, season), season)
    moves = np.zeros((count, 0, length + horizon)) if exposures is None else exposures
    is_above = (np.nanmin(rows, axis=1) > 0) & (trend.min(axis=1) > 0)
    divisor = np.where(is_above[:, None], trend, 1.0)
    added, left = _indices(rows - trend, season, moves, 0.0)
    times, ratio_left = _indices(rows / divisor, season, moves, 1.0)
    multiplies = is_above & (times.min(axis=1) > 0.05) & (_squares(ratio_left * divisor) < _squares(left))
    return Seasons(np.where(multiplies[:, None], times, added), multiplies)


def filled(rows: Array, season: int) -> Array:
    """The rows with each gap filled by the mean of the same season a year before and after; else by the nearest value."""
    found = rows.copy()
    for row, time in np.argwhere(np.isnan(rows)):
        beside = [rows[row, at] for at in (time - season, time + season) if 0 <= at < rows.shape[1]]
        known = [value for value in beside if not np.isnan(value)]
        seen = np.flatnonzero(~np.isnan(rows[row]))
        found[row, time] = np.mean(known) if known else rows[row, seen[np.argmin(abs(seen - time))]]
    return found


def _trend(rows: Array, season: int) -> Array:
    """The centred moving average over a year, carried on to both ends by its slope of the year next to them."""
    length, half = rows.shape[1], season // 2
    weights = np.full(2 * half + 1, 1.0 / season)
    if season % 2 == 0:
        weights[[0, -1]] /= 2
    inner = np.sum([weight * rows[:, i : length - 2 * half + i] for i, weight in enumerate(weights)], axis=0)
    year = min(season, inner.shape[1] - 1)
    steps = np.arange(1, half + 1)
    before = inner[:, :1] - (inner[:, year : year + 1] - inner[:, :1]) / year * steps[::-1]
    after = inner[:, -1:] + (inner[:, -1:] - inner[:, -1 - year : inner.shape[1] - year]) / year * steps
    return np.concatenate([before, inner, after], axis=1)


def _indices(ratios: Array, season: int, exposures: Array, neutral: float) -> tuple[Array, Array]:
    """The index of each time (rows, length + horizon), and what it leaves of the ratios (or differences) to the trend."""
    length = ratios.shape[1]
    moved = np.zeros((len(ratios), exposures.shape[2]))
    for kind in range(exposures.shape[1]):
        moved = moved + _effect(ratios - moved[:, :length], exposures[:, kind], season)
    means, variance, years = _means(ratios - moved[:, :length], season)
    means = means - means.mean(axis=1, keepdims=True)
    kept = 1 - _shrinkage(means, variance / years)
    habit = neutral + kept[:, None] * means
    places = (length - 1 - np.arange(exposures.shape[2])) % season
    index = habit[:, places] + moved
    return index, ratios - index[:, :length]


def _shrinkage(means: Array, noise: Array) -> Array:
    """How far the indices of each row are pulled to none (rows,): the more, the less they stand out of their own noise."""
    season = means.shape[1]
    signal = np.maximum((means**2).sum(axis=1) / (season - 1) - noise, 0.0)
    whole = noise + signal
    return np.asarray((season - 3) / (season - 1) * noise / np.where(whole > 0, whole, 1.0))


def _means(values: Array, season: int) -> tuple[Array, Array, Array]:
    """The mean of each season (rows, season), the variance within seasons, and how many years tell a season on average."""
    seen = ~np.isnan(values)
    by_place, known = _by_place(np.where(seen, values, 0.0), season), _by_place(seen.astype(float), season)
    counts = known.sum(axis=1)
    of_all = by_place.sum(axis=(1, 2)) / counts.sum(axis=1)
    means = np.where(counts > 0, by_place.sum(axis=1) / np.maximum(counts, 1.0), of_all[:, None])
    spread = (known * (by_place - means[:, None]) ** 2).sum(axis=(1, 2))
    spare = np.maximum(counts.sum(axis=1) - season, 1.0)
    return means, spread / spare, counts.mean(axis=1)


def _by_place(values: Array, season: int) -> Array:
    """The values by year and place of the season (rows, years, season), with zeros before the first."""
    years = -(-values.shape[1] // season)
    padded = np.zeros((len(values), years * season))
    padded[:, padded.shape[1] - values.shape[1] :] = values
    return padded[:, ::-1].reshape(len(values), years, season)


def _effect(ratios: Array, exposure: Array, season: int) -> Array:
    """What an exposure does at each time (rows, length + horizon), beyond what each season has of it by habit.

    The effect is that of least squares within seasons, and none where it is not certain.
    """
    length = ratios.shape[1]
    seen = ~np.isnan(ratios)
    usual, _, _ = _means(np.where(seen, exposure[:, :length], np.nan), season)
    habit, _, _ = _means(ratios, season)
    places = (length - 1 - np.arange(exposure.shape[1])) % season
    apart = exposure - usual[:, places]
    pull = np.where(seen, apart[:, :length], 0.0)
    rest = np.where(seen, ratios - habit[:, places[:length]], 0.0)
    weight = (pull**2).sum(axis=1)
    effect = (pull * rest).sum(axis=1) / np.where(weight > 0, weight, 1.0)
    spare = seen.sum(axis=1) - season - 2
    error = ((rest - effect[:, None] * pull) ** 2 * seen).sum(axis=1) / np.maximum(spare, 1)
    is_certain = (spare >= season / 2) & (weight > 1e-9) & (effect**2 * weight > CERTAIN**2 * error)
    return np.where(is_certain, effect, 0.0)[:, None] * apart


def _squares(values: Array) -> Array:
    return np.asarray(np.nansum(values**2, axis=1))
