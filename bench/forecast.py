"""What forecasts are worth on data/05 (SOURCE.md), beside the published figures; and how long many series take.

    python -m bench.forecast [--data tourism] [--origins 8] [--json out.json] [--folder FOLDER]

Tourism: 425 quarterly series, forecast 8 ahead. Labour: 57 monthly series, known for 60 months, forecast 12 ahead from every
half-year. TourismSmall: 89 quarterly series, forecast 4 ahead. Errors are those of what nobody knew at the origin. MASE is scaled
by the seasonal naive on what was known. Without the data next to the checkout, only the speed is measured.
"""

import argparse
import ast
import csv
import gzip
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.measure import judge
from rapport.core.exposures import exposures
from rapport.core.forecasting import Forecast, Panel, forecasts
from rapport.core.methods import naive
from rapport.core.periods import add_months

Array = NDArray[np.float64]
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "05_hierarchical_series"

PUBLISHED = {
    "ETS, not reconciled": {"Total": (1743.29, 1.59), "All": (41.12, 1.02)},
    "bottom-up": {"Total": (None, 3.16), "All": (49.82, 1.06)},
    "MinT, shrunk": {"Total": (None, 2.06), "All": (40.47, 0.97)},
    "MinT, OLS": {"Total": (None, 1.67), "All": (38.75, 1.02)},
}
"""RMSE and MASE for tourism, train to 2015-Q4: the hierarchicalforecast example (domestic tourism), as analytics.md quotes it."""

FLOOR = {
    "Total": (1983.88, 1.964),
    "Purpose": (561.16, 1.424),
    "State": (302.91, 1.400),
    "Region": (52.91, 1.183),
    "Bottom": (21.49, 1.167),
    "All": (47.96, 1.182),
}
"""The seasonal naive on the same split, as SOURCE.md states it."""


@dataclass(frozen=True)
class Set:
    """Series (series, times) by level, and how they are tried: how far ahead, how much is known, steps from origin to origin.

    `first`: of months, which the first is.
    """

    values: Array
    levels: dict[str, list[int]]
    season: int
    horizon: int
    known: int
    step: int
    first: date | None = None


@dataclass(frozen=True)
class Tried:
    """The forecasts from one origin, beside the seasonal naive and what came (series, horizon); `scale`: of MASE."""

    made: list[Forecast]
    naive: Array
    actual: Array
    scale: Array

    @property
    def p50(self) -> Array:
        """The forecasts."""
        return np.array([[point.p50 for point in one.points] for one in self.made])

    def inside(self) -> tuple[int, int]:
        """How many actuals lie inside their interval, and how many have one."""
        pairs = (
            (point, a) for one, of in zip(self.made, self.actual, strict=True) for point, a in zip(one.points, of, strict=True)
        )
        known = [point.p10 <= actual <= point.p90 for point, actual in pairs if point.p10 is not None and point.p90 is not None]
        return sum(known), len(known)

    def errors(self, of: Array) -> tuple[Array, Array]:
        """RMSE and MASE of each series."""
        apart = of - self.actual
        return np.sqrt((apart**2).mean(axis=1)), abs(apart).mean(axis=1) / self.scale


def tourism(folder: Path) -> Set:
    """Trips in Australia by region, state and purpose, and their sums."""
    with gzip.open(folder / "fpp3_tourism_quarterly.csv.gz", "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    quarters = {quarter: n for n, quarter in enumerate(sorted({row["Quarter"] for row in rows}))}
    sums: dict[tuple[str, ...], Array] = defaultdict(lambda: np.zeros(len(quarters)))
    for row in rows:
        region, state, purpose = row["Region"], row["State"], row["Purpose"]
        above = [
            ("Total",),
            ("Purpose", purpose),
            ("State", state),
            ("State × purpose", state, purpose),
            ("Region", state, region),
        ]
        for key in (*above, ("Bottom", state, region, purpose)):
            sums[key][quarters[row["Quarter"]]] += float(row["Trips"])
    levels: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(sums):
        levels[key[0]].append(place)
    return Set(np.array(list(sums.values())), levels, season=4, horizon=8, known=72, step=1)


def labour(folder: Path) -> Set:
    """People employed in Australia by state, sex and full-time or part-time."""
    names, days, values = table(folder / "labour" / "data.csv")
    levels: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        parts = ast.literal_eval(name)
        levels["Total" if parts == ["Total"] else f"{len(parts)} parts"].append(place)
    return Set(values, levels, season=12, horizon=12, known=60, step=6, first=date.fromisoformat(days[0]))


def tourismsmall(folder: Path) -> Set:
    """Visitor nights in Australia by purpose, state and city."""
    names, _, values = table(folder / "tourismsmall" / "data.csv")
    levels: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        levels["Total" if name == "total" else f"{name.count('-') + 1} parts"].append(place)
    return Set(values, levels, season=4, horizon=4, known=32, step=1)


SETS = {"tourism": tourism, "labour": labour, "tourismsmall": tourismsmall}


def table(path: Path) -> tuple[list[str], list[str], Array]:
    """The names of the series, the days, and the series (series, times) of a file."""
    with path.open(encoding="utf-8") as lines:
        head, *rows = csv.reader(lines)
    return head[1:], [row[0] for row in rows], np.array([row[1:] for row in rows], float).T


def tried(of: Set, origins: int) -> Iterator[Tried]:
    """The set forecast from each origin, the last first."""
    for back in range(origins):
        end = of.values.shape[1] - of.horizon - back * of.step
        start = max(0, end - of.known)
        known, actual = of.values[:, start:end], of.values[:, end : end + of.horizon]
        months = of.first and [add_months(of.first, n) for n in range(start, end + of.horizon)]
        panel = Panel(known, of.season, of.horizon, exposures=exposures(months) if months else None)
        scale = abs(known[:, of.season :] - known[:, : -of.season]).mean(axis=1)
        yield Tried(forecasts(panel), naive(known, of.season, of.horizon), actual, scale)


def judged(name: str, of: Set, origins: int) -> dict[str, tuple[float, str, float]]:
    """Print errors by level, ours beside the naive's, and answer what is claimed of them."""
    found = list(tried(of, origins))
    print(f"\n{name}: {len(of.values)} series, {of.horizon} ahead, {origins} origins")
    print(f"{'':<16} {'all origins':<18} {'seasonal naive':<18} {'last origin':<18} {'seasonal naive':<18}")
    print(f"{'level':<16}" + f" {'RMSE':>10} {'MASE':>7}" * 4)
    ratios = {}
    for level, places in {**of.levels, "All": list(range(len(of.values)))}.items():
        ours, theirs = (
            np.mean([t.errors(getattr(t, kind)) for t in found], axis=0)[:, places].mean(axis=1) for kind in ("p50", "naive")
        )
        last = [np.array(found[0].errors(getattr(found[0], kind)))[:, places].mean(axis=1) for kind in ("p50", "naive")]
        said = " ".join(f"{rmse:>10.2f} {mase:>7.3f}" for rmse, mase in (ours, theirs, *last))
        print(f"{level:<16} {said}")
        ratios[level] = ours[1] / theirs[1]
        if name == "tourism" and level in FLOOR:
            assert (round(last[1][0], 2), round(last[1][1], 3)) == FLOOR[level], f"the naive of {level} is not that of SOURCE.md"
    inside, count = np.sum([t.inside() for t in found], axis=0)
    return {
        f"{name}: error over the seasonal naive's, total": (ratios["Total"], "≤", 1.0),
        f"{name}: error over the seasonal naive's, all series": (ratios["All"], "≤", 1.0),
        f"{name}: actuals inside the 80% interval of {count:,}, at least": (inside / count, "≥", 0.72),
        f"{name}: actuals inside the 80% interval, at most": (inside / count, "≤", 0.88),
    }


def speed() -> dict[str, tuple[float, str, float]]:
    """CPU seconds of 1,000 series of 36 months, 12 ahead, beside those of the seasonal naive alone."""
    months = [add_months(date(2023, 11, 1), n) for n in range(48)]
    season = 1 + 0.3 * np.sin(np.arange(36) / 12 * 2 * np.pi)
    values = abs(np.random.default_rng(1).normal(100, 10, (1000, 36))) * season
    started = time.process_time()
    forecasts(Panel(values, 12, 12, exposures=exposures(months)))
    ours = time.process_time() - started
    started = time.process_time()
    for _ in range(100):
        naive(values, 12, 12)
    alone = (time.process_time() - started) / 100
    print(
        f"1,000 series of 36 months: {ours:.2f} s CPU; the seasonal naive alone {1000 * alone:.2f} ms, ratio {ours / alone:.0f}"
    )
    return {"1,000 series of 36 months with their backtests, s CPU": (ours, "≤", 5.0)}


def main() -> None:
    """Forecast each set, print the tables beside what is published, and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="*", choices=SETS, default=list(SETS))
    parser.add_argument("--origins", type=int, default=8)
    parser.add_argument("--folder", type=Path, default=DATA)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    claims = speed()
    if not asked.folder.is_dir():
        print("skipped: ../shared/data/05_hierarchical_series is not there")
        asked.data = []
    for name in asked.data:
        claims |= judged(name, SETS[name](asked.folder), asked.origins)
    if "tourism" in asked.data:
        print("\npublished for tourism, from the last origin (RMSE, MASE):")
        for method, figures in PUBLISHED.items():
            print(f"{method:<20} " + "; ".join(f"{level} {rmse or '–'} {mase}" for level, (rmse, mase) in figures.items()))
    if asked.json:
        asked.json.write_text(json.dumps({claim: figure for claim, (figure, _, _) in claims.items()}, indent=2), encoding="utf-8")
    judge(claims)


if __name__ == "__main__":
    main()
