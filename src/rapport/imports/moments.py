"""When the rows of a sheet are of, and when they were published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from rapport.core.calendars import Calendar
from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import Refused
from rapport.imports import dates, parts, periods, words
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
    told = _told(db, source, layout, constants, calendar, senders)
    release = next((f"c{field.index}" for field in layout.of_role("release")), "NULL::VARCHAR")
    for table, text, name in (("published", release, "published"), ("time", told.text, told.heading)):
        texts = f"SELECT {text} AS text, min(row) AS row FROM {source} {told.join} WHERE {text} IS NOT NULL GROUP BY 1"
        dates.type_column(db, texts, table, locale=mapping.locale, calendar=calendar, name=name)
    named = periods.read(db, shares, senders)
    if parts.says_month(told.heading):
        db.execute("UPDATE time SET grain = 'month' WHERE grain = 'day' AND (SELECT bool_and(day(day) = 1) FROM time)")
    columns = {
        "day": "time.day",
        "grain": "time.grain",
        "raw_time": f"CASE WHEN time.day IS NULL THEN {told.text} END",
        "release": "published.day",
        "raw_release": f"CASE WHEN published.day IS NULL THEN {release} END",
    }
    join = f"{told.join} LEFT JOIN time ON time.text = {told.text} LEFT JOIN published ON published.text = {release}"
    return Moments(columns, join, named)


_YEAR = r"(?i)\s*(?:fy\s?)?(?:\d{4}|\d{2})(?:\s?[-/]\s?(?:20\d{2}|1[3-9]|[2-9]\d))?\s*(?:财?年度?)?\s*"
"""A year of which another column may say more."""


def _refuse_left_out(year: Field, quarter: Field | None, ignored: Iterable[str]) -> None:
    """Refuse rows of whole years beside a column that seems to tell their months, and is not read."""
    left_out = next((text for text in ignored if parts.says_month(text) or (not quarter and parts.says_part(text))), None)
    if left_out:
        raise Refused(
            f"column “{left_out}” is not read, and without it the rows would be of the whole {year.heading}; head it Month, with "
            "months such as 2026-10 or October, or leave it out"
        )


@dataclass(frozen=True)
class _Told:
    """SQL for the text that tells a row's time, the join that it needs, and the heading it stands under."""

    text: str
    heading: str
    join: str = ""


def _told(
    db: duckdb.DuckDBPyConnection,
    source: str,
    layout: Layout,
    constants: Mapping[str, str],
    calendar: FiscalCalendar,
    senders: Calendar | None,
) -> _Told:
    time, year, quarter = (next(iter(layout.of_role(role)), None) for role in ("time", "year", "quarter"))
    if time:
        text = f"c{time.index}"
        if quarter:
            text = f"CASE WHEN regexp_full_match({text}, {literal(_YEAR)}) THEN {_year_text(time, quarter)} ELSE {text} END"
        if year is None:
            return _Told(text, time.heading)
        column = parts.Column(time.heading, calendar, senders)
        join = parts.read(db, source, _year_text(year, None), f"c{time.index}", column)
        return _Told(f"coalesce(part.told, {text})", time.heading, join)
    if year:
        _refuse_left_out(year, quarter, layout.ignored)
        return _Told(_year_text(year, quarter), " / ".join(field.heading for field in (year, quarter) if field))
    if layout.dataset.list_of and "month" not in constants:
        return _Told("NULL::VARCHAR", "valid_from")
    if "month" not in constants:
        raise Refused("the rows do not say of which month they are; say it with --set month=2026-10")
    return _Told(literal(constants["month"]), "month")


def _year_text(year: Field, quarter: Field | None) -> str:
    """A year is of the calendar unless its heading or its cell says that it is fiscal; what is no year stands as it is."""
    cell = f"c{year.index}"
    is_fiscal = any(sign in words.fold(year.heading) for sign in ("fy", "fiscal", "财"))
    condition = f"regexp_full_match({cell}, {literal(_YEAR)})" + (
        "" if is_fiscal else f" AND regexp_matches({cell}, '(?i)fy|财')"
    )
    calendar = f"regexp_replace({cell}, '^\\s*(\\d{{4}})\\s*年度?\\s*$', '\\1')"
    text = f"CASE WHEN {condition} THEN 'FY' || right({_digits(cell)}, 2) ELSE {calendar} END"
    return text if quarter is None else _quarter_text(text, f"c{quarter.index}")


_QUARTER = r"(?i)(?:^|[^0-9])(?:q|第)?\s?([1-4])(?:q|st|nd|rd|th|\b|季)"


def _quarter_text(year: str, cell: str) -> str:
    """The quarter of the year; a cell may tell the year too, and where that is another one, the two are no moment."""
    said = f"translate({cell}, '一二三四', '1234')"
    rest = _digits(f"regexp_replace({said}, {literal(_QUARTER)}, '')")
    is_quarter = f"regexp_matches({said}, {literal(_QUARTER)})"
    return (
        f"if({is_quarter} AND right({rest}, 2) IN ('', right({_digits(year)}, 2)), "
        f"{year} || '-Q' || regexp_extract({said}, {literal(_QUARTER)}, 1), {year} || ' / ' || {cell})"
    )


def _digits(text: str) -> str:
    return f"regexp_replace({text}, '\\D', '', 'g')"
