"""The methods whose median is a forecast, by how much of them the length of a history carries.

Rows are series of one length, oldest value first; NaN is a value that is not known.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rapport.core.backtest import ENOUGH
from rapport.core.seasons import filled, seasons
from rapport.core.smoothing import damped, theta

Array = NDArray[np.float64]

LEAST = 3
"""Values before the first origin of a history without a season."""

FASTEST = 2.0
"""The most that a season is taken to have grown on the one before; one over it is the least."""


class Form(NamedTuple):
    """What a history carries: its season in times (1: none), and whether that can be told apart from the trend."""

    season: int
    has_index: bool

    @property
    def least(self) -> int:
        """How many times stand before its first origin."""
        return LEAST if self.season == 1 else self.season * (1 + self.has_index)


def form(length: int, season: int) -> Form:
    """The form of a history of `length` times; each can be tried from at least ENOUGH origins, but for the very shortest."""
    if season == 1 or length < season + ENOUGH:
        return Form(1, has_index=False)
    return Form(season, has_index=length >= 2 * season + ENOUGH)


def ahead(rows: Array, of: Form, horizon: int, exposures: Array | None) -> Array:
    """The forecasts of each method (methods, rows, horizon), the (seasonal) naive first.

    With an index, and where no season counts: naive, damped smoothing and Theta. Else the naive, and the naive with growth.
    `exposures` (rows, kinds, length + horizon): see `seasons`.
    """
    last = naive(rows, of.season, horizon)
    if of.season > 1 and not of.has_index:
        return np.stack([last, last * growth(rows, of.season)[:, None]])
    index = seasons(rows, of.season, horizon, exposures)
    flat = index.without(rows)
    return np.stack([last, index.put_back(damped(flat, horizon)), index.put_back(theta(flat, horizon))])


def naive(rows: Array, season: int, horizon: int) -> Array:
    """The last season once more (rows, horizon); with a season of one, the last value."""
    last = filled(rows, season)[:, -season:]
    return np.asarray(last[:, np.arange(horizon) % season])


def growth(rows: Array, season: int) -> Array:
    """What the last times come to over the same times a season before (rows,), between one over FASTEST and FASTEST.

    1 where there are no such times, or they come to nothing.
    """
    both = min(season, rows.shape[1] - season)
    if both == 0:
        return np.ones(len(rows))
    known = filled(rows, season)
    now, before = known[:, -both:].sum(axis=1), known[:, -both - season : -season].sum(axis=1)
    is_some = (now > 0) & (before > 0)
    return np.asarray(np.clip(np.where(is_some, now / np.where(is_some, before, 1.0), 1.0), 1 / FASTEST, FASTEST))
