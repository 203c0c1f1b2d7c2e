"""Forecasts as a person reads them, and in the JSON of the contract."""

from collections.abc import Iterator
from functools import partial

from rapport.book.performance.forecasts import Forecasts, Series
from rapport.cli import output, shapes
from rapport.cli.answer_table import span
from rapport.cli.words import aside, listed, said, word
from rapport.core import figures, wording
from rapport.core.forecast_words import reason
from rapport.core.pack import LANGS, Lang, Trade

MOST = 20
"""How many series are printed, the largest first; the JSON form holds all."""

DIGITS = 4
"""Decimals of forecasts and scores: more than either can be trusted with."""


def as_json(found: Forecasts) -> shapes.Json:
    """The JSON contract's form, and beside it how each forecast was made and what is to be said of it."""
    return {
        "kpi": found.kpi.key,
        "history": found.history.as_json(),
        "known_on": found.known_on,
        "ledger": found.ledger,
        "notes": found.notes,
        "series": [_series(series, found) for series in found.series],
    }


def _series(series: Series, found: Forecasts) -> shapes.Json:
    made, money = series.forecast, found.kpi.unit == "money"
    tried = made.backtest
    scores = {
        "wape": tried.wape,
        "bias": tried.bias,
        "seasonal_naive_wape": tried.naive_wape,
        "coverage80": tried.coverage80,
    }
    points = [
        {found.grain: time, **{name: _number(value, money=money) for name, value in point._asdict().items()}}
        for time, point in zip(found.times, made.points, strict=False)
    ]
    return {
        "by": dict(series.by),
        "method": made.method,
        "reason": {lang: reason(made, lang) for lang in LANGS},
        "backtest": {**{name: _number(score, money=False) for name, score in scores.items()}, "origins": tried.origins},
        "points": points,
        "notes": series.notes,
        **({"currency": series.currency} if series.currency else {}),
    }


def _number(value: float | None, *, money: bool) -> str | int | float | None:
    return shapes.number(None if value is None else round(value, DIGITS), money=money)


def show(found: Forecasts, trade: Trade, lang: Lang) -> None:
    """The months to come as a table on stdout; under it what the methods were worth, and why they were taken."""
    known = aside(f"{word('known_on', lang)} {found.known_on}", lang) if found.known_on else ""
    output.show(f"{found.kpi.label(lang)} · {word('forecast', lang)} · {word('rests_on', lang)} {span(found.history)}{known}")
    shown = found.series[:MOST]
    fields = [output.label(field, trade, lang) for field in shown[0].by]
    ends = [word(end, lang) for end in ("p10", "p50", "p90")]
    rows = [row for series in shown for row in _points(series, found, lang)]
    output.table([*fields, word(found.grain, lang), *ends], rows, words=len(fields) + 1)
    scores = [word(score, lang) for score in ("wape", "naive_wape", "bias", "coverage80", "origins")]
    output.table([*fields, *scores], [[*_cell(series, lang), *_scores(series, lang)] for series in shown], words=len(fields))
    if len(found.series) > MOST:
        output.show(said(word("more", lang), len(found.series) - MOST, lang))
    for remark in _remarks(found, lang):
        output.show(remark)


def _points(series: Series, found: Forecasts, lang: Lang) -> Iterator[list[str]]:
    kpi = found.kpi
    printed = partial(figures.text, unit=kpi.unit, lang=lang, currency=series.currency, decimals=_decimals(found))
    for time, point in zip(found.times, series.forecast.points, strict=False):
        yield [*_cell(series, lang), time, *(printed(value) for value in point)]


def _decimals(found: Forecasts) -> int | None:
    """Nothing behind the point of forecast units and money: it would say more than is known."""
    return 0 if found.kpi.unit in ("units", "money") else found.kpi.decimals


def _scores(series: Series, lang: Lang) -> list[str]:
    tried = series.forecast.backtest
    printed = partial(figures.text, unit="percent", lang=lang)
    return [
        printed(tried.wape),
        printed(tried.naive_wape),
        printed(tried.bias, signed=True),
        printed(tried.coverage80),
        str(tried.origins),
    ]


def _cell(series: Series, lang: Lang) -> list[str]:
    return [output.cell(value, lang) for value in series.by.values()]


def _remarks(found: Forecasts, lang: Lang) -> Iterator[str]:
    """How each series was made and what is to be said of its history, then what is to be said of all."""
    for series in found.series[:MOST]:
        place = listed(_cell(series, lang), lang) or found.kpi.label(lang)
        for remark in (reason(series.forecast, lang), *(wording.reason(note, lang) for note in series.notes)):
            yield said(place, remark, lang)
    for note in found.notes:
        yield wording.reason(note, lang)
