"""Forecasts of a KPI, asked in words and made from what the user may see: its history by month, and the months to come."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rapport.book.performance.queries import Standing, ask, stood
from rapport.book.team.models import User
from rapport.core.exposures import exposures
from rapport.core.forecasting import Forecast, Panel, forecasts
from rapport.core.kpi import parts
from rapport.core.pack import Kpi, Trade
from rapport.core.periods import GRAINS, FiscalCalendar, Period, add_months, quarter_runs, runs
from rapport.core.question import UNSEEN, Answer, Figure, Question
from rapport.core.refusals import Refused
from rapport.facts.ask import Unreported

BACK = 60
"""Months of history that a forecast rests on, where there are as many."""

LONGEST = 36
"""Months that it may look ahead."""

_TOGETHER = 100
"""Series that are forecast between two words of progress."""

UNREPORTED = "not reported"
"""Why a figure is missing of which nobody told anything: no more than a gap."""

Grain = Literal["month", "quarter"]
Cell = Mapping[str, int | str | None]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """A cell of the question and its forecast; `notes`: what is to be said of its history. `currency` of money."""

    by: Cell
    forecast: Forecast
    notes: tuple[str, ...]
    currency: str | None


@dataclass(frozen=True)
class Forecasts:
    """The forecasts of a KPI, the largest series first: from the `history` they rest on, for the `times` to come.

    `notes`: what is to be said of all. `known_on`, `ledger`: what they rest on, as in an answer.
    """

    kpi: Kpi
    grain: Grain
    history: Period
    times: tuple[str, ...]
    series: tuple[Series, ...]
    notes: tuple[str, ...]
    known_on: date | None
    ledger: int


@dataclass(frozen=True)
class _History:
    """What is known of each cell, by the first day of its months (or quarters); `times`: all of them in order."""

    kpi: Kpi
    grain: Grain
    times: Sequence[date]
    cells: Sequence[tuple[Cell, Mapping[date, Figure]]]
    notes: tuple[str, ...]

    @property
    def step(self) -> int:
        """Months from one time to the next."""
        return 3 if self.grain == "quarter" else 1

    @property
    def is_quotient(self) -> bool:
        """Whether every figure that is known says what it divides."""
        figures = (figure for _, told in self.cells for figure in told.values() if figure.value is not None)
        return parts(self.kpi.formula)[1] is not None and all(None not in (one.numerator, one.denominator) for one in figures)

    def label(self, time: date) -> str:
        """The name of a time, as answers print it."""
        return FiscalCalendar().bucket(time, self.grain)

    def coming(self, count: int) -> list[date]:
        """The times after the last."""
        return [add_months(self.times[-1], self.step * n) for n in range(1, count + 1)]


def forecast(
    question: Question,
    horizon: int = 12,
    *,
    by: User | None,
    today: date,
    trade: Trade,
    now: Standing | None = None,
    progress: Callable[[str], None] | None = None,
) -> Forecasts:
    """Forecast the question's one KPI, cell by cell, for `horizon` months after the last that is over.

    `by` sees what is open to them, None everything; `now` as for `queries.ask`; `progress` is told how far it is. Where facts
    are told by quarter alone, quarters are forecast. Refuses a question by time, and one of which nothing is reported.
    """
    _check(question, horizon)
    seen = stood(question, now, by=by, today=today, trade=trade)
    asked = _by_time(question, _last(question, by=by, today=today, trade=trade, now=seen))
    answer = ask(asked, by=by, today=today, trade=trade, now=seen)
    known = _history(answer, asked, trade.kpi(question.kpis[0]))
    coming = known.coming(-(-horizon // known.step))
    made = _made(known, coming, progress or (lambda _: None))
    series = [_series(cell, told, one, known) for (cell, told), one in zip(known.cells, made, strict=True)]
    return Forecasts(
        kpi=known.kpi,
        grain=known.grain,
        history=Period(known.times[0], coming[0]),
        times=tuple(known.label(time) for time in coming),
        series=tuple(series),
        notes=(*known.notes, *(["numerator and denominator are forecast apart"] if known.is_quotient else [])),
        known_on=answer.known_on,
        ledger=answer.ledger,
    )


def _check(question: Question, horizon: int) -> None:
    if not 1 <= horizon <= LONGEST:
        raise Refused(f"a forecast looks 1 to {LONGEST} months ahead, not {horizon}")
    for name in (*question.by, *(kept.field for kept in question.where)):
        if name in GRAINS:
            raise Refused(f"a forecast takes the whole history and goes on by month: leave out {name}")


def _last(question: Question, *, by: User | None, today: date, trade: Trade, now: Standing) -> Period:
    """The last period with actuals."""
    kpi = trade.kpi(question.kpis[0])
    try:
        return ask(replace(question, by=()), by=by, today=today, trade=trade, now=now).period
    except Unreported as nothing:
        why = UNSEEN if str(nothing).endswith(UNSEEN) else "there are no actuals"
        raise Refused(f"nothing to forecast {kpi.key} from: {why}") from None


def _by_time(question: Question, last: Period) -> Question:
    """The question of the history up to the last period with actuals: by month, or by quarter where that is one."""
    if last.length not in (1, 3) or (last.length == 3 and last.start.month % 3 != 1):
        raise Refused(f"{question.kpis[0]} is told for {last.length} months at a time; a forecast goes on by month or by quarter")
    grain = "month" if last.length == 1 else "quarter"
    return replace(question, by=(*question.by, grain), period=Period(add_months(last.end, -BACK), last.end))


def _history(answer: Answer, asked: Question, kpi: Kpi) -> _History:
    """What is known by cell and time, from the first time of which anything is; a last month that is not over is left out."""
    grain: Grain = "quarter" if asked.by[-1] == "quarter" else "month"
    cells: dict[tuple[object, ...], tuple[Cell, dict[date, Figure]]] = {}
    for row in answer.rows:
        cell = {field: value for field, value in row.by.items() if field != grain}
        told = cells.setdefault(tuple(cell.values()), (cell, {}))[1]
        told[FiscalCalendar().parse(str(row.by[grain])).start] = row.kpis[kpi.key]
    figures = [(time, figure) for _, told in cells.values() for time, figure in told.items()]
    partial = {note: time for time, figure in figures for note in figure.notes if " only up to " in note}
    over = [time for time, figure in figures if figure.value is not None and time not in partial.values()]
    if not over:
        why = next((figure.why for _, figure in figures if figure.why != UNREPORTED), None)
        raise Refused(f"nothing to forecast {kpi.key} from: {why or UNREPORTED}")
    step = 3 if grain == "quarter" else 1
    count = sum(1 for _ in Period(min(over), add_months(max(over), 1)).months())
    times = [add_months(min(over), n) for n in range(0, count, step)]
    ordered = sorted(cells.values(), key=_size)
    return _History(kpi, grain, times, ordered, tuple(f"{note}; left out" for note in partial))


def _size(of: tuple[Cell, Mapping[date, Figure]]) -> tuple[float, str]:
    """What cells are ordered by: the largest over their last year first, of quotients that which is divided by most."""
    cell, told = of
    last = sorted(told)[-12:]
    return -sum(float(told[time].denominator or told[time].value or 0) for time in last), str(list(cell.values()))


def _made(known: _History, coming: Sequence[date], progress: Callable[[str], None]) -> Iterator[Forecast]:
    """The forecast of each cell, in order."""
    moves = exposures([*known.times, *coming]) if known.grain == "month" else None
    every = [told for _, told in known.cells]
    for start in range(0, len(every), _TOGETHER):
        progress(f"{start}/{len(every)}")
        told = every[start : start + _TOGETHER]
        panel = Panel(
            values=_amounts(known.times, told, "numerator" if known.is_quotient else "value"),
            season=12 // known.step,
            horizon=len(coming),
            over=_amounts(known.times, told, "denominator") if known.is_quotient else None,
            exposures=moves,
            is_share=known.kpi.unit == "percent",
        )
        yield from forecasts(panel)


def _amounts(times: Sequence[date], told: Sequence[Mapping[date, Figure]], of: str) -> Array:
    """A number of each figure (cells, times); NaN where the figure is missing."""

    def amount(figure: Figure | None) -> float:
        return float(getattr(figure, of)) if figure and figure.value is not None else np.nan

    return np.array([[amount(figures.get(time)) for time in times] for figures in told])


def _series(cell: Cell, told: Mapping[date, Figure], made: Forecast, known: _History) -> Series:
    """A forecast beside what is to be said of its history: what is not known and why, and who has not reported of late."""
    missing = [known.times[place] for place in made.gaps] if made.values else known.times
    whys = {time: told[time].why for time in missing if time in told and told[time].why != UNREPORTED}
    silent = [time for time in missing if time not in whys]
    gaps = runs(silent) if known.grain == "month" else quarter_runs(silent)
    last = known.times[-1]
    heard = told[last].coverage if last in told else None
    notes = [*([f"no facts of {', '.join(gaps)}"] if gaps else []), *dict.fromkeys(why for why in whys.values() if why)]
    if heard and heard.reporting < heard.expected:
        notes.append(f"{known.label(last)}: {heard.reporting} of {heard.expected} expected have reported")
    return Series(cell, made, tuple(notes), next((figure.currency for figure in told.values() if figure.currency), None))
