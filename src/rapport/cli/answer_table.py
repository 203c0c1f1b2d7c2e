"""An answer as a person reads it: a table, and under it what has to be said; or as comma-separated text."""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from rapport.cli import output, shapes
from rapport.cli.words import aside, listed, said, word
from rapport.core import figures
from rapport.core.money import rounded
from rapport.core.pack import Kpi, Lang, Trade
from rapport.core.periods import Period
from rapport.core.question import Answer, Base, Coverage, Figure, Row
from rapport.core.wording import about, covered, told, way_out

COLUMNS = ("value", "numerator", "denominator", "base", "delta", "currency", "why")
COVERAGE = ("reporting", "expected", "volume")
LAST = (*COVERAGE, *(f"base_{column}" for column in COVERAGE), "notes")


def show(answer: Answer, trade: Trade, lang: Lang) -> None:
    """The answer as a table on stdout, with its notes and the reasons for what is missing."""
    output.show(headline(answer.period, answer.base, answer.known_on, lang))
    if not answer.rows:
        return
    kpis = [trade.kpis[key] for key in answer.rows[0].kpis]
    if answer.rows[0].by:
        _show_cells(answer, kpis, trade, lang)
    else:
        _show_whole(answer, kpis, lang)
    for kpi in kpis:
        for remark in _remarks(answer.rows, kpi, trade, lang):
            output.show(remark)
    for note in answer.notes:
        output.show(told(note, trade, lang))
    for advice in dict.fromkeys(way_out(remark, lang) for row in answer.rows for remark in _said(row, kpis)):
        if advice:
            output.show(advice)
    if answer.base and not all(_subtracts(kpi, row.kpis[kpi.key]) for row in answer.rows for kpi in kpis):
        output.show(word("rounded_last", lang))


def _show_cells(answer: Answer, kpis: Sequence[Kpi], trade: Trade, lang: Lang) -> None:
    """A line a cell, the KPIs side by side."""
    fields = [output.label(field, trade, lang) for field in answer.rows[0].by]
    headings = [heading for kpi in kpis for heading in (kpi.label(lang), *_against(answer, lang))]
    rows = [
        [
            *(output.cell(value, lang) for value in row.by.values()),
            *(text for kpi in kpis for text in _figures(kpi, row, answer, lang)),
        ]
        for row in answer.rows
    ]
    output.table([*fields, *headings], rows, words=len(fields))


def _show_whole(answer: Answer, kpis: Sequence[Kpi], lang: Lang) -> None:
    """A line a KPI."""
    headings = ["", span(answer.period), *_against(answer, lang)]
    output.table(headings, [[kpi.label(lang), *_figures(kpi, answer.rows[0], answer, lang)] for kpi in kpis], words=1)


def write_csv(answer: Answer, trade: Trade, lang: Lang) -> None:
    """One line a row and KPI on stdout, numbers as in the JSON contract, reasons and notes as a person reads them."""
    fields = list(answer.rows[0].by) if answer.rows else []
    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow([*fields, "kpi", *COLUMNS, *LAST])
    for row in answer.rows:
        for key, figure in row.kpis.items():
            shaped = shapes.figure(trade.kpis[key], figure, trade)
            sides = (figure.coverage, figure.base_coverage)
            coverage = [side and getattr(side, column) for side in sides for column in COVERAGE]
            if figure.why:
                shaped["why"] = told(figure.why, trade, lang)
            notes = ("; " if lang == "en" else "；").join(told(note, trade, lang) for note in figure.notes)
            lines.writerow([*map(_inert, row.by.values()), key, *(shaped.get(column) for column in COLUMNS), *coverage, notes])
    for note in answer.notes:
        output.say(f"rapport: {told(note, trade, lang)}")


def _inert(value: int | str | None) -> int | str | None:
    """A name that no spreadsheet takes for a formula (OWASP, CSV injection); a year as it is."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def headline(period: Period, base: Base | None, known_on: date | None, lang: Lang) -> str:
    """Of which period figures speak and what they are compared with, each with the day up to which it was known."""
    parts = [span(period)]
    if base:
        known = aside(f"{word('known_on', lang)} {base.known_on}", lang) if base.known_on else ""
        parts.append(f"{word(base.kind, lang)} {span(base.period)}{known}")
    if known_on:
        parts.append(f"{word('known_on', lang)} {known_on}")
    return " · ".join(parts)


def span(period: Period) -> str:
    """A period of whole months as a person writes it: 2026-10, or 2025-07..2026-06."""
    months = list(period.months())
    return f"{months[0]:%Y-%m}" if len(months) == 1 else f"{months[0]:%Y-%m}..{months[-1]:%Y-%m}"


def _against(answer: Answer, lang: Lang) -> list[str]:
    return [word(answer.base.kind, lang), word("change", lang)] if answer.base else []


def _figures(kpi: Kpi, row: Row, answer: Answer, lang: Lang) -> list[str]:
    figure = row.kpis[kpi.key]
    printed = partial(figures.text, lang=lang, currency=figure.currency, decimals=kpi.decimals)
    if answer.base is None:
        return [printed(figure.value, kpi.unit)]
    unit: figures.Unit = "points" if kpi.unit == "percent" else kpi.unit
    return [printed(figure.value, kpi.unit), printed(figure.base, kpi.unit), printed(figure.delta, unit, signed=True)]


def _said(row: Row, kpis: Sequence[Kpi]) -> Iterator[str]:
    """The reasons and notes of a row."""
    for figure in (row.kpis[kpi.key] for kpi in kpis):
        yield from filter(None, (figure.why, *figure.notes))


def _subtracts(kpi: Kpi, figure: Figure) -> bool:
    """Whether a value less its base is the change, as the three are printed."""
    if figure.value is None or figure.base is None or figure.delta is None:
        return True
    places = kpi.decimals + 2 * (kpi.unit == "percent")
    value, base, delta = (rounded(number, places) for number in (figure.value, figure.base, figure.delta))
    return value - base == delta


def _remarks(rows: Sequence[Row], kpi: Kpi, trade: Trade, lang: Lang) -> Iterator[str]:
    """What is to be said of a KPI's figures: row by row, but once where it holds for every row."""
    places: dict[str, list[str]] = {}
    for row in rows:
        figure, place = row.kpis[kpi.key], listed((output.cell(value, lang) for value in row.by.values()), lang)
        remarks = [told(remark, trade, lang) for remark in (figure.why, *figure.notes) if remark]
        for remark in dict.fromkeys((*remarks, *_partly_covered(figure, lang))):
            places.setdefault(remark, []).append(place)
    for remark, found in places.items():
        for place in [""] if len(found) == len(rows) else found:
            yield said(listed(filter(None, (place, kpi.label(lang))), lang), remark, lang)


def _partly_covered(figure: Figure, lang: Lang) -> Iterator[str]:
    yield from partly_covered((figure.coverage, figure.value), (figure.base_coverage, figure.base), lang)


def partly_covered(now: tuple[Coverage | None, object], base: tuple[Coverage | None, object], lang: Lang) -> Iterator[str]:
    """Who reported each side, given with its amount, where some did and not all of them."""
    for (coverage, value), of in ((now, ""), (base, "base: ")):
        is_told = coverage and (coverage.reporting or value is not None)
        if coverage and is_told and (coverage.reporting < coverage.expected or (coverage.volume or 1) < 1):
            yield about(of, lang) + covered(coverage, lang)
