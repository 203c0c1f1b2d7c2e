"""When the rows of a sheet are of, and when they were published."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from rapport.core.calendars import Calendar
from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import Refused
from rapport.imports import dates, periods, words
from rapport.imports.columns import Field
from rapport.imports.layouts import Layout
from rapport.imports.mapping import MapFile
from rapport.imports.periods import Periods
from rapport.imports.sql import literal


@dataclass(frozen=True)
class Moments:
    """SQL for the columns `day`, `grain`, `release`, `raw_time`, `raw_release` (texts that are no moment), and their joins.

    `periods`: those of a sender's own calendar, by whose name as the `grain` rows are of them.
    """

    columns: Mapping[str, str]
    join: str
    periods: Periods


def type_moments(
    db: duckdb.DuckDBPyConnection,
    source: str,
    layout: Layout,
    mapping: MapFile,
    constants: Mapping[str, str],
    calendar: FiscalCalendar,
    senders: Calendar | None = None,
    shares: str = "share",
) -> Moments:
    """Read the moments that occur in the rows of `source`; refuses a column that can be read in two ways.

    `senders`: the calendar by which the sender tells its periods; `shares`: the table to make of how they lie in months.
    """
    time, heading = _time_text(layout, constants)
    release = next((f"c{field.index}" for field in layout.of_role("release")), "NULL::VARCHAR")
    for table, text, name in (("published", release, "published"), ("time", time, heading)):
        texts = f"SELECT {text} AS text, min(row) AS row FROM {source} WHERE {text} IS NOT NULL GROUP BY 1"
        dates.type_column(db, texts, table, locale=mapping.locale, calendar=calendar, name=name)
    named = periods.read(db, shares, senders)
    if _says_month(heading):
        db.execute("UPDATE time SET grain = 'month' WHERE grain = 'day' AND (SELECT bool_and(day(day) = 1) FROM time)")
    columns = {
        "day": "time.day",
        "grain": "time.grain",
        "raw_time": f"CASE WHEN time.day IS NULL THEN {time} END",
        "release": "published.day",
        "raw_release": f"CASE WHEN published.day IS NULL THEN {release} END",
    }
    join = f"LEFT JOIN time ON time.text = {time} LEFT JOIN published ON published.text = {release}"
    return Moments(columns, join, named)


_YEAR = r"\s*([Ff][Yy]\s?)?(\d{2})?\d{2}年?\s*"
"""A time of which a column of quarters says more."""


def _time_text(layout: Layout, constants: Mapping[str, str]) -> tuple[str, str]:
    """SQL for the text that tells a row's time, and the heading it stands under."""
    time, year, quarter = (next(iter(layout.of_role(role)), None) for role in ("time", "year", "quarter"))
    if time and quarter:
        return (
            f"CASE WHEN regexp_full_match(c{time.index}, '{_YEAR}') THEN {_year_text(time, quarter)} ELSE c{time.index} END",
            time.heading,
        )
    if time:
        return _part_text(time, year), time.heading
    if year:
        return _year_text(year, quarter), " / ".join(field.heading for field in (year, quarter) if field)
    if layout.dataset.list_of and "month" not in constants:
        return "NULL::VARCHAR", "valid_from"
    if "month" not in constants:
        raise Refused("the rows do not say of which month they are; say it with --set month=2026-10")
    return literal(constants["month"]), "month"


def _part_text(time: Field, year: Field | None) -> str:
    """A time; beside a year it may be just the number of a part of it: P3, W07."""
    text = f"c{time.index}"
    if year is None:
        return text
    whole = f"concat({_year_text(year, None)}, '-', {text})"
    return f"CASE WHEN regexp_full_match({text}, {literal(periods.ALONE)}) THEN {whole} ELSE {text} END"


def _year_text(year: Field, quarter: Field | None) -> str:
    """A year is of the calendar unless its heading or its cells say that it is fiscal."""
    text = f"c{year.index}"
    if any(sign in words.fold(year.heading) for sign in ("fy", "fiscal", "财")):
        text = f"'FY' || right({text}, 2)"
    return text if quarter is None else _quarter_text(text, f"c{quarter.index}")


_QUARTER = r"(?i)(?:q|第)?\s?([1-4])(?:q|st|nd|rd|th|\b|季)"


def _quarter_text(year: str, cell: str) -> str:
    """The quarter of the year; a cell may tell the year too, and where that is another one, the two are no moment."""
    ends = f"right(regexp_replace({year}, '\\D', '', 'g'), 2)"
    told = f"right(regexp_replace(regexp_replace({cell}, {literal(_QUARTER)}, ''), '\\D', '', 'g'), 2)"
    return (
        f"if({told} IN ('', {ends}), {year} || '-Q' || regexp_extract({cell}, {literal(_QUARTER)}, 1), {year} || ' / ' || {cell})"
    )


def _says_month(heading: str) -> bool:
    """Under such a heading a column of first days means their months."""
    folded = words.fold(heading)
    return "month" in folded or ("月" in folded and "日" not in folded)
