"""Forecasts: seasonal naive, damped smoothing, Theta and their median, tried on the past and no better than they prove.

Where the median does not beat the seasonal naive from at least ENOUGH origins of the past, the seasonal naive is the forecast.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rapport.core.backtest import ENOUGH, bias, coverage, half_widths, origins, value_added, wape
from rapport.core.methods import Form, ahead, form

Array = NDArray[np.float64]

Method = Literal["median", "seasonal_growth", "seasonal_naive", "naive", "zero"]
"""median: of (seasonal) naive, damped smoothing and Theta. seasonal_growth: the last season, moved by half its growth on the one
before. naive: the last value. zero: nothing comes any more."""

Choice = Literal["better", "not_better", "untried", "too_short", "stopped", "silent"]
"""Why that method: it beats the naive; it does not, so the naive it is; it could be tried too seldom; there are too few values;
the series has come to its end; nothing has been told of it for long."""

SHORT = 6
"""Values under which a series is too short for more than its last value."""

QUIET = 6
"""Times at its end without a word after which a series is not forecast."""


class Point(NamedTuple):
    """A time ahead: of ten outcomes one is expected below `p10`, five below `p50`, nine below `p90`. None: not known."""

    p10: float | None
    p50: float
    p90: float | None


@dataclass(frozen=True)
class Backtest:
    """What a forecast would have been worth from `origins` times of the past; None: not known.

    `naive_wape`: of the season before, or of the last value where a history is too short for a season. `other_wape`: of what was
    tried against it, whether it was better or not.
    """

    wape: float | None = None
    bias: float | None = None
    naive_wape: float | None = None
    other_wape: float | None = None
    coverage80: float | None = None
    origins: int = 0


@dataclass(frozen=True)
class Forecast:
    """The forecast of a series: how and why so, what it was worth in the past, and the times ahead; none where it fell silent.

    `values`: how many times are known. `gaps`: places of those that are not, after the first. `naive`, `other`: what was held
    against each other.
    """

    method: Method | None
    choice: Choice
    backtest: Backtest
    points: tuple[Point, ...]
    values: int
    gaps: tuple[int, ...]
    naive: Method
    other: Method


@dataclass(frozen=True)
class Panel:
    """Series side by side (series, times), NaN where nothing is known, to be forecast `horizon` times; `season`: times a year.

    `over`: denominators, where the series are quotients and `values` their numerators. `exposures` (kinds, times + horizon):
    what moves within the year (see `calendars`). `is_share`: quotients that never were above 1 stay so.
    """

    values: Array
    season: int
    horizon: int
    over: Array | None = None
    exposures: Array | None = None
    is_share: bool = False


class _Job(NamedTuple):
    """A series forecast as it stood before the time `end`, known from `first` on."""

    series: int
    first: int
    end: int


def forecasts(panel: Panel) -> list[Forecast]:
    """The forecast of each series, from the time after the panel's last. Only its shape counts, not its size."""
    size, values = _in_units(panel.values)
    unit = replace(panel, values=values)
    if panel.over is not None:
        of_over, over = _in_units(np.where(panel.over > 0, panel.over, np.nan))
        size, unit = size / of_over, replace(panel, values=np.where(np.isnan(over), np.nan, values), over=over)
    told = unit.values if unit.over is None else unit.values / unit.over
    histories = [_history(row, panel) for row in told]
    jobs = [_Job(series, history.first, end) for series, history in enumerate(histories) for end in history.ends]
    said = _said(jobs, unit)
    return [
        _forecast(history, [said[_Job(series, history.first, end)] for end in history.ends], panel, float(size[series]))
        for series, history in enumerate(histories)
    ]


def _in_units(values: Array) -> tuple[Array, Array]:
    """The size of each series, and the series in units of it: rounded, so that equal shapes are computed equally."""
    size = np.max(np.nan_to_num(abs(values)), axis=1, initial=0.0)
    size = np.where(size > 0, size, 1.0)
    return size, np.round(values / size[:, None], 12)


@dataclass(frozen=True)
class _History:
    """A series in units of its size, known from `first` on; `seen`: at which times; `ends`: where it is forecast from."""

    row: Array
    first: int
    seen: NDArray[np.intp]
    form: Form
    ends: tuple[int, ...]

    def actual(self, horizon: int) -> Array:
        """What came after each origin (origins, horizon); NaN where nothing is known yet."""
        known = np.concatenate([self.row, np.full(horizon, np.nan)])
        return np.array([known[end : end + horizon] for end in self.ends[:-1]]).reshape(-1, horizon)

    @property
    def has_stopped(self) -> bool:
        """Whether it ends in zeros for half a year, and for longer than it ever paused."""
        zeros = [len(run) for run in "".join("0" if value == 0 else "1" for value in self.row[self.seen]).split("1")]
        return len(zeros) > 1 and zeros[-1] >= QUIET and zeros[-1] > max(zeros[:-1])

    @property
    def is_silent(self) -> bool:
        """Whether nothing was told for too long."""
        return not len(self.seen) or len(self.row) - 1 - int(self.seen[-1]) >= QUIET


def _history(row: Array, panel: Panel) -> _History:
    seen = np.flatnonzero(~np.isnan(row))
    end, first = len(row), int(seen[0]) if len(seen) else len(row)
    of = form(end - first, panel.season)
    past = origins(first, end, of.least, panel.horizon, of.season) if len(seen) >= SHORT else ()
    return _History(row, first, seen, of, (*past, end) if len(seen) else ())


def _said(jobs: Iterable[_Job], panel: Panel) -> Mapping[_Job, Array]:
    """What each method says of each job (methods, horizon); the form is that of the whole history."""
    alike: dict[tuple[Form, int], list[_Job]] = defaultdict(list)
    for job in jobs:
        alike[form(panel.values.shape[1] - job.first, panel.season), job.end - job.first].append(job)
    found: dict[_Job, Array] = {}
    for (of, length), together in alike.items():
        moves = _stretches(panel.exposures, together, length + panel.horizon)
        said = ahead(_rows(panel.values, together), of, panel.horizon, moves)
        if panel.over is not None:
            said = _quotient(said, ahead(_rows(panel.over, together), of, panel.horizon, moves))
        found.update(zip(together, said.swapaxes(0, 1), strict=True))
    return found


def _rows(values: Array, jobs: Sequence[_Job]) -> Array:
    return np.stack([values[job.series, job.first : job.end] for job in jobs])


def _stretches(exposures: Array | None, jobs: Sequence[_Job], length: int) -> Array | None:
    return None if exposures is None else np.stack([exposures[:, job.first : job.first + length] for job in jobs])


def _quotient(above: Array, below: Array) -> Array:
    """The quotients of what each method says; where it leaves nothing to divide by, that of the naive."""
    return np.asarray(np.where(below > 0, above / np.where(below > 0, below, 1.0), above[:1] / below[:1]))


def _forecast(history: _History, said: Sequence[Array], panel: Panel, size: float) -> Forecast:
    """The forecast of a series from what each method says before each of its ends, in its own size."""
    gaps = tuple(int(place) for place in np.flatnonzero(np.isnan(history.row)) if place > history.first)
    found = Forecast(None, "silent", Backtest(), (), len(history.seen), gaps, *_held(history.form))
    if history.is_silent:
        return found
    if history.has_stopped:
        return replace(found, method="zero", choice="stopped", points=(Point(0.0, 0.0, 0.0),) * panel.horizon)
    methods = np.clip(np.stack(said), *_bounds(history.row, panel, size))
    actual = history.actual(panel.horizon)
    naive, median = methods[:, 0], np.median(methods, axis=1)
    choice = _choice(history, naive[:-1], median[:-1], actual)
    best = median if choice == "better" else naive
    low, high, tried = _interval(best, actual, _bounds(history.row, panel, size))
    return replace(
        found,
        method=found.other if choice == "better" else found.naive,
        choice=choice,
        backtest=replace(tried, naive_wape=wape(naive[:-1], actual), other_wape=wape(median[:-1], actual)),
        points=tuple(_point(*(float(value) * size for value in point)) for point in zip(low, best[-1], high, strict=True)),
    )


def _bounds(row: Array, panel: Panel, size: float) -> tuple[float, float]:
    """What a forecast in units keeps to: what was never below zero stays so, and shares that never were above one."""
    is_bound = panel.is_share and np.nanmax(row) * size <= 1 + 1e-9
    return 0.0 if np.nanmin(row) >= 0 else -np.inf, 1 / size if is_bound else np.inf


def _choice(history: _History, naive: Array, median: Array, actual: Array) -> Choice:
    """Whether the median is to be preferred to the naive, and why (not)."""
    if len(history.seen) < SHORT:
        return "too_short"
    if (~np.isnan(actual)).any(axis=1).sum() < ENOUGH:
        return "untried"
    added = value_added(median, naive, actual)
    return "better" if added is not None and added > 0 else "not_better"


def _held(of: Form) -> tuple[Method, Method]:
    """The naive that a history of this form allows, and what is held against it."""
    if of.season == 1:
        return "naive", "median"
    return "seasonal_naive", "median" if of.has_index else "seasonal_growth"


def _interval(best: Array, actual: Array, bounds: tuple[float, float]) -> tuple[Array, Array, Backtest]:
    """The ends of the interval ahead, and what the forecasts before were worth. `best`: those of the past, and the one ahead."""
    past, coming = best[:-1], best[-1]
    width, of_past = half_widths(past - actual, past, coming)
    low, high = (np.clip(coming + side * width, *bounds) for side in (-1, 1))
    before = [np.clip(past + side * of_past, *bounds) for side in (-1, 1)]
    scores = Backtest(
        wape=wape(past, actual),
        bias=bias(past, actual),
        coverage80=coverage(before[0], before[1], actual),
        origins=int((~np.isnan(actual)).any(axis=1).sum()),
    )
    return low, high, scores


def _point(low: float, middle: float, high: float) -> Point:
    return Point(None if np.isnan(low) else low, middle, None if np.isnan(high) else high)
