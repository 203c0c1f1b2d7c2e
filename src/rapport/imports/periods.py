"""Periods of a sender's own calendar: read from what a column says, and shared out over calendar months by their days."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import duckdb

from rapport.core.calendars import DAY, Calendar, month_end_near, shares, whole_name
from rapport.core.pack import MeasureKind
from rapport.core.periods import Period, month_of
from rapport.core.refusals import Refused
from rapport.imports.sql import literal

KINDS: tuple[MeasureKind, ...] = ("flow", "stock")
"""The kinds of measures that periods can be told of by month: a published ratio cannot be shared out."""

_YEAR = r"(?:fy ?(?:20)?|20)(\d{2})(?:财?年)?"
_PART = r"(h|q|p|w|half|quarter|qtr|period|week|wk) ?(\d{1,2})"
FORMS = (
    (_YEAR, (1, 0, 0)),
    (rf"{_YEAR}[-/. ]*{_PART}", (1, 2, 3)),
    (rf"{_PART}[-/. ,]*{_YEAR}", (3, 1, 2)),
    (rf"{_YEAR}[-/. ]*第?(\d{{1,2}})(季|期|周)度?", (1, 3, 2)),
)
"""Ways of writing a period, and in which of their groups its year, its letter and its number stand."""
ALONE = rf"(?i){_PART}"
"""A part of a year that does not say of which."""
_CHINESE = {"季": "Q", "期": "P", "周": "W"}


def resembling() -> str:
    """One pattern of all that may be a period, for a folded text."""
    return "|".join(form for form, _ in FORMS)


def name(said: str) -> str | None:
    """The name of the period that a folded text says: FY26-P03 for “p3 fy2026”; None where it says none."""
    for form, (year, letter, number) in FORMS:
        if match := re.fullmatch(form, said):
            if not letter:
                return whole_name(match[year])
            return whole_name(match[year], _CHINESE.get(match[letter], match[letter][0].upper()), match[number])
    return None


@dataclass(frozen=True)
class Periods:
    """The periods that occur in a sheet, by name; `table` has their shares. `refused`: why a text is none, by text."""

    table: str = ""
    found: Mapping[str, Period] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    def rows(self, typed: str, kind: MeasureKind) -> str:
        """SQL: the rows of a typed table, one for each month that a measure of the kind has of their period."""
        if not self.found:
            return typed
        return (
            "(SELECT row.* REPLACE (coalesce(share.day, row.day) AS day, coalesce(share.grain, row.grain) AS grain), "
            f"share.before, share.until, share.length FROM {typed} AS row "
            f"LEFT JOIN {self.table} AS share ON share.name = row.grain AND share.kind = '{kind}')"
        )

    def part(self, value: str) -> str:
        """SQL: the part of a value that such a row has.

        Rounded at both its ends in days counted from the start of the period, so that the parts add up to the value.
        """
        if not self.found:
            return value
        units = f"({value}::DECIMAL(28,4) * 10000)::HUGEINT"
        part = f"({units} * until // length - {units} * before // length)"
        return f"CASE WHEN length IS NULL THEN {value} ELSE ({part}::DECIMAL(22,0) * 0.0001::DECIMAL(5,4))::DECIMAL(18,4) END"

    def as_json(self, kinds: Collection[MeasureKind]) -> tuple[Mapping[str, object], ...]:
        """Each period with its days; how many of them lie in each month for flows, and for stocks where they stand."""
        return tuple(
            {
                "period": of,
                **period.as_json(),
                "months": {f"{share.month:%Y-%m}": share.weight for share in shares(period)} if "flow" in kinds else {},
                "stock": _stock(of, period)[0] if "stock" in kinds else None,
            }
            for of, period in self.found.items()
        )


def read(db: duckdb.DuckDBPyConnection, table: str, calendar: Calendar | None) -> Periods:
    """Read the texts of the table `moment` (text, said) that name periods of a calendar into the table `time`.

    A period that is just one calendar month becomes that month. Any other is known there by its name as the grain, and the
    table `table` has its shares: `name kind day grain before until length`. Without a calendar nothing is read.
    """
    told = db.execute(
        f"""SELECT text, said, day IS NULL FROM moment JOIN time USING (text)
        WHERE regexp_full_match(said, {literal(resembling())}) ORDER BY row"""
    ).fetchall()
    if calendar is None:
        return Periods(refused={text: _unmapped(text) for text, _, is_unread in told if is_unread})
    names = {text: name(words) or "" for text, words, _ in told}
    found, refused = _found(set(names.values()), calendar)
    db.execute("CREATE OR REPLACE TEMP TABLE named (text VARCHAR, day DATE, grain VARCHAR)")
    if names:
        db.executemany("INSERT INTO named VALUES (?, ?, ?)", [(text, *_moment(of, found)) for text, of in names.items()])
    db.execute("UPDATE time SET day = named.day, grain = named.grain FROM named WHERE named.text = time.text")
    kept = {of: period for of, period in found.items() if not _is_month(period)}
    _write(db, table, kept)
    return Periods(table, kept, {text: refused[of] for text, of in names.items() if of in refused})


def _unmapped(text: str) -> str:
    return (
        f"“{text}” is a period of a calendar that is not known here; write the calendar of its sender in a pack of this home "
        '([calendar.…] with senders and years), and import with --sender, or with calendar = "…" in a map file'
    )


def _found(names: set[str], calendar: Calendar) -> tuple[dict[str, Period], dict[str, str]]:
    """The days of each name, in order; and why some are no periods."""
    found: dict[str, Period] = {}
    refused: dict[str, str] = {}
    for of in sorted(names):
        try:
            found[of] = calendar.period(of)
        except Refused as refusal:
            refused[of] = str(refusal)
    return dict(sorted(found.items(), key=lambda one: one[1])), refused


def _is_month(period: Period) -> bool:
    return period == month_of(period.start)


def _moment(of: str, found: Mapping[str, Period]) -> tuple[date | None, str | None]:
    """The first day of a named period, and its grain."""
    period = found.get(of)
    return (None, None) if period is None else (period.start, "month" if _is_month(period) else of)


def _write(db: duckdb.DuckDBPyConnection, table: str, found: Mapping[str, Period]) -> None:
    columns = "name VARCHAR, kind VARCHAR, day DATE, grain VARCHAR, before INTEGER, until INTEGER, length INTEGER"
    db.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
    rows = [row for of, period in found.items() for row in _shares(of, period)]
    if rows:
        db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _shares(of: str, period: Period) -> Iterator[tuple[str, MeasureKind, date, str, int, int, int]]:
    """The rows of a period: a flow is shared out by days, a stock is read once, at the end (see `docs/decisions`)."""
    for share in shares(period):
        yield of, "flow", share.month, of, share.before, share.until, share.length
    yield of, "stock", *_stock(of, period)[1:], 0, 1, 1


def _stock(of: str, period: Period) -> tuple[str, date, str]:
    """Where a stock that is read at the end of a period stands: in words, its day and grain; by weeks that very day."""
    last = period.end - DAY
    if "-W" in of:
        return last.isoformat(), last, "day"
    month = month_of(month_end_near(last))
    return f"{month.start:%Y-%m}", month.start, "month" if month.end == period.end else of
