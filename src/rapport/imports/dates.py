"""Texts of days, months, quarters and years as dates with their grain, decided by the whole column."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import duckdb

from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import Refused
from rapport.imports import periods
from rapport.imports.numbers import SPACES
from rapport.imports.sql import literal

_ENGLISH = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?", "sept?(?:ember)?",
    "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_LANGUAGES = ("de", "fr", "es", "it", "pt", "nl")
_TIME = r"(?:[ t]\d{1,2}:\d{2}.*)?"
_BETWEEN = r"[-/. ,']*"


@dataclass(frozen=True)
class Form:
    """A way of writing a moment: `pattern` over the folded text, `iso` what its groups come to, how fine it is."""

    pattern: str
    iso: str
    grain: str


FORMS = (
    Form(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", r"\1-\2-\3", "day"),
    Form(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?", r"\1-\2-\3", "day"),
    Form(r"((?:19|20)\d{2})([01]\d)([0-3]\d)", r"\1-\2-\3", "day"),
    Form(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}){_TIME}", r"\3-\2-\1", "day"),
    Form(r"(\d{1,2})\.(\d{1,2})\.([0-6]\d)", r"20\3-\2-\1", "day"),
    Form(r"(\d{1,2})\.(\d{1,2})\.([7-9]\d)", r"19\3-\2-\1", "day"),
    Form(rf"(\d{{1,2}}){_BETWEEN}m(\d{{2}}){_BETWEEN}(\d{{4}}){_TIME}", r"\3-\2-\1", "day"),
    Form(rf"(\d{{1,2}}){_BETWEEN}m(\d{{2}}){_BETWEEN}([0-6]\d)", r"20\3-\2-\1", "day"),
    Form(rf"(\d{{1,2}}){_BETWEEN}m(\d{{2}}){_BETWEEN}([7-9]\d)", r"19\3-\2-\1", "day"),
    Form(rf"m(\d{{2}}){_BETWEEN}(\d{{1,2}})(?:st|nd|rd|th)?{_BETWEEN}(\d{{4}})", r"\3-\1-\2", "day"),
    Form(r"(\d{4})[-/.](\d{1,2})", r"\1-\2-1", "month"),
    Form(r"(\d{4})年(\d{1,2})月份?", r"\1-\2-1", "month"),
    Form(r"((?:19|20)\d{2})(0[1-9]|1[0-2])", r"\1-\2-1", "month"),
    Form(r"(\d{1,2})[-/.](\d{4})", r"\2-\1-1", "month"),
    Form(rf"m(\d{{2}}){_BETWEEN}(\d{{4}})", r"\2-\1-1", "month"),
    Form(rf"m(\d{{2}}){_BETWEEN}([0-6]\d)", r"20\2-\1-1", "month"),
    Form(rf"m(\d{{2}}){_BETWEEN}([7-9]\d)", r"19\2-\1-1", "month"),
    Form(rf"(\d{{4}}){_BETWEEN}m(\d{{2}})", r"\1-\2-1", "month"),
    Form(r"(\d{4})[-/. ]?q([1-4])", r"\1-Q\2-1", "quarter"),
    Form(r"q([1-4])[-/. ]?(\d{4})", r"\2-Q\1-1", "quarter"),
    Form(r"(\d{4})年?第?([1-4])季度?", r"\1-Q\2-1", "quarter"),
    Form(r"((?:19|20)\d{2})年?", r"\1-1-1", "year"),
)
"""Ways of writing that have one reading."""

DAY_FIRST = (
    Form(rf"(\d{{1,2}})[-/ ](\d{{1,2}})[-/ ](\d{{4}}){_TIME}", r"\3-\2-\1", "day"),
    Form(r"(\d{1,2})[-/](\d{1,2})[-/]([0-6]\d)", r"20\3-\2-\1", "day"),
    Form(r"(\d{1,2})[-/](\d{1,2})[-/]([7-9]\d)", r"19\3-\2-\1", "day"),
)
MONTH_FIRST = tuple(Form(form.pattern, form.iso.replace(r"\2-\1", r"\1-\2"), form.grain) for form in DAY_FIRST)
"""The two readings of what only its neighbours can decide."""

FISCAL = r"fy\s?(?:20)?(\d{2})(?:[-/. ]?q([1-4]))?"
_FISCAL_LAST = r"q([1-4])[-/. ]*fy\s?(?:20)?(\d{2})"
"""The same with the quarter first."""
YEARLESS = r"m\d{2}\.?|(\d{1,2}|[一二三四五六七八九十]{1,2})月份?|q[1-4]|第?[1-4一二三四]季度?"


def resembling() -> str:
    """One pattern of all that may be a moment, for a folded text."""
    return "|".join([*(form.pattern for form in (*FORMS, *DAY_FIRST)), FISCAL, _FISCAL_LAST, periods.resembling()])


def folded(text: str) -> str:
    """SQL: the text as the forms see it: small letters, no accents, no spaces around, names of months as m01 to m12."""
    sql = f"trim(regexp_replace(strip_accents(lower({text})), '[{SPACES}]', ' ', 'g'))"
    for number, name in enumerate(_months(), 1):
        sql = f"regexp_replace({sql}, '(^|[^a-z]){name}($|[^a-z])', '\\1m{number:02}\\2')"
    return sql


def told_in(db: duckdb.DuckDBPyConnection, texts: Sequence[str], *, yearless: bool = False) -> list[str]:
    """Those of some texts that are moments, each once; with `yearless` also months and quarters without a year: Jul, 7月, Q1."""
    found = db.execute(
        f"""SELECT DISTINCT text FROM (SELECT unnest($texts::VARCHAR[]) AS text)
        WHERE regexp_full_match({folded("text")}, $moments) ORDER BY text""",
        {"texts": list(texts), "moments": f"{resembling()}|{YEARLESS}" if yearless else resembling()},
    )
    return [text for (text,) in found.fetchall()]


@cache
def _months() -> tuple[str, ...]:
    """Patterns of the names of the twelve months, in full and short, without accents; a name of two months is none."""
    from babel.dates import get_month_names

    told = [get_month_names(width, "format", language) for language in _LANGUAGES for width in ("wide", "abbreviated")]
    names = [{_bare(names[month].lower().rstrip(".")) for names in told} for month in range(1, 13)]
    plain = [sorted(own - set().union(*(other for other in names if other is not own))) for own in names]
    return tuple(f"(?:{'|'.join([english, *map(re.escape, own)])})" for english, own in zip(_ENGLISH, plain, strict=True))


def _bare(text: str) -> str:
    """`text` with plain letters in place of those with marks."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def type_column(
    db: duckdb.DuckDBPyConnection, texts: str, table: str, *, locale: str | None, calendar: FiscalCalendar, name: str
) -> None:
    """Make `table` (text, day, grain; both NULL where unreadable) of `texts` (a query of each `text` once, and its first `row`).

    Refuses a column in which day and month cannot be told apart; `name` is what the person calls it.
    """
    said = f"regexp_replace({folded('text')}, {literal(f'^{_FISCAL_LAST}$')}, 'fy\\2-q\\1')"
    db.execute(f"CREATE OR REPLACE TEMP TABLE moment AS SELECT text, row, {said} AS said FROM ({texts})")
    slashed = DAY_FIRST if _is_day_first(db, locale, name) else MONTH_FIRST
    forms = (*FORMS, *slashed)
    day = " ".join(f"WHEN regexp_full_match(said, {literal(form.pattern)}) THEN {_date(form)}" for form in forms)
    grain = " ".join(f"WHEN regexp_full_match(said, {literal(form.pattern)}) THEN '{form.grain}'" for form in forms)
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE {table} AS
        SELECT text, day, if(day IS NULL, NULL, grain) AS grain FROM (
            SELECT text,
                CASE {day} WHEN regexp_full_match(said, '{FISCAL}') THEN {_fiscal(calendar)} END AS day,
                CASE {grain} WHEN regexp_full_match(said, '{FISCAL}') THEN if(contains(said, 'q'), 'quarter', 'year') END AS grain
            FROM moment)"""
    )


def _date(form: Form) -> str:
    iso = f"regexp_replace(said, {literal(f'^{form.pattern}$')}, '{form.iso}')"
    for quarter, month in enumerate((1, 4, 7, 10), 1):
        iso = f"replace({iso}, 'Q{quarter}', '{month}')" if form.grain == "quarter" else iso
    return f"try_strptime({iso}, '%Y-%-m-%-d')::DATE"


def _fiscal(calendar: FiscalCalendar) -> str:
    """SQL: the first day of the fiscal quarter or year that is named."""
    year = f"2000 + regexp_extract(said, '{FISCAL}', 1)::INTEGER - {int(calendar.first_month > 1)}"
    quarter = f"coalesce(nullif(regexp_extract(said, '{FISCAL}', 2), '')::INTEGER, 1)"
    return f"(make_date({year}, {calendar.first_month}, 1) + to_months(3 * ({quarter} - 1)))::DATE"


def _is_day_first(db: duckdb.DuckDBPyConnection, locale: str | None, name: str) -> bool:
    """Whether 03/04/2026 is in April: by the locale, else by what no other reading allows."""
    if locale:
        return locale.replace("_", "-").lower() != "en-us"
    slashed = "|".join(form.pattern for form in DAY_FIRST)
    found = db.execute(
        f"""SELECT count(*), any_value(text), min((row, text)) FILTER (first > 12), min((row, text)) FILTER (second > 12) FROM (
            SELECT text, row, regexp_extract(said, '^([0-9]+)[^0-9]([0-9]+)', 1)::INTEGER AS first,
                regexp_extract(said, '^([0-9]+)[^0-9]([0-9]+)', 2)::INTEGER AS second
            FROM moment WHERE regexp_full_match(said, {literal(slashed)}))"""
    ).fetchone()
    count, example, day_first, month_first = found or (0, "", None, None)
    way = 'locale = "en-GB" (day first) or locale = "en-US" (month first)'
    if day_first and month_first:
        raise Refused(
            f"column “{name}” contradicts itself: “{day_first[1]}” in row {day_first[0]} begins with the day, "
            f"“{month_first[1]}” in row {month_first[0]} with the month; write all in one way, or say in a map file which holds, "
            f"so that the others are rejected: {way}"
        )
    if count and not day_first and not month_first:
        raise Refused(
            f"column “{name}”: whether “{example}” begins with the day or the month cannot be told from it; "
            f"say so in a map file: {way}"
        )
    return bool(day_first) or not count
