"""Sheets of rates of exchange: every quote the market's way round, judged by its neighbours, and the months they come to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from rapport.book.catalogue.queries import RateOf
from rapport.book.performance.staging import Staged
from rapport.core.currencies import codes
from rapport.core.money import FEW_DAYS, quote_order
from rapport.imports import merges, moments, numbers, pairs
from rapport.imports.columns import Field
from rapport.imports.directions import Direction, direction
from rapport.imports.headings import Headings
from rapport.imports.layouts import Layout
from rapport.imports.places import letters_of
from rapport.imports.problems import MOST, Problem, bad_moment, bad_number
from rapport.imports.report import Counts, TableReport
from rapport.imports.rows import Reading
from rapport.imports.sheets import Sheet
from rapport.imports.sql import literal
from rapport.imports.tallies import rows_by_group

HOLES = ("n/a", "#n/a", "na", "-", "–", "—", "..")
"""Texts that say that there was no rate."""
FAR = 10
"""A rate that is so many times another one, or less than that part of it, is hardly of the same pair and way round."""
NAMED = 8
"""So many months of few days are named; the others are counted."""

_TELLS = """CASE WHEN day IS NULL THEN 'time' WHEN raw_release IS NOT NULL THEN 'release' WHEN rate IS NULL THEN 'number'
    WHEN rate <= 0 THEN 'not-positive' WHEN kind IS NULL THEN 'kind' WHEN base IS NULL OR quote IS NULL THEN 'currency'
    WHEN base = quote THEN 'same' WHEN kind = 'average' AND grain NOT IN ('day', 'month') THEN 'too-coarse' END"""
_NO_FACTS = """SELECT NULL::DATE AS day, NULL::VARCHAR AS grain, NULL::VARCHAR AS scenario, NULL::VARCHAR AS measure,
    NULL::DECIMAL(18,4) AS value, NULL::VARCHAR AS currency, NULL::VARCHAR AS sheet, NULL::INTEGER AS row LIMIT 0"""
_LENGTHS = "CASE grain WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 ELSE 1 END"


@dataclass(frozen=True)
class RateSheet:
    """A sheet whose quotes stand in `table`, one line a row and rate column.

    Columns: `row heading raw day grain known_on sender raw_time raw_release kind_text kind base quote quoted rate`, in the
    market's direction but for `quoted`, and `flaw`: why a quote is not loaded, or NULL.
    """

    sheet: Sheet
    headings: Headings
    layout: Layout
    table: str


def type_rates(
    db: duckdb.DuckDBPyConnection, sheet: Sheet, found: Headings, layout: Layout, reading: Reading, known: Sequence[RateOf]
) -> RateSheet:
    """Type the quotes of a sheet; those `known` in the home are neighbours too. Refuses where a direction cannot be known."""
    table = f"rates_{sheet.view}"
    source = f"(SELECT * FROM {merges.filled(db, sheet, layout)} WHERE row > {found.row + reading.mapping.skip_rows})"
    time = moments.type_moments(db, source, layout, reading.mapping, reading.constants, reading.calendar)
    fields = layout.of_role("rate")
    seen = numbers.shapes(db, source, [f"c{field.index}" for field in fields])
    quotes = []
    for field, shapes in zip(fields, seen, strict=True):
        sign = reading.mapping.decimal or numbers.decimal_sign(
            shapes, seen, is_exact=False, is_typed=sheet.text.is_typed, name=field.heading
        )
        way = direction(db, source, field, layout, found, reading.constants)
        name = f"{table}_{field.index}"
        query = _quotes(field, source, sign, way, time, _kind(field, layout, found, reading), reading)
        db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        quotes.append(f"FROM {name}")
    _judge(db, " UNION ALL ".join(quotes), known, table)
    return RateSheet(sheet, found, layout, table)


def _quotes(
    field: Field, source: str, sign: numbers.Sign, way: Direction, time: moments.Moments, kind: tuple[str, str], reading: Reading
) -> str:
    """SQL of the quotes of one column, as they stand."""
    cell, (kind_text, kind_key) = f"c{field.index}", kind
    known_on = literal(reading.release) if reading.release else f"coalesce(published.day, {literal(reading.today)})"
    holes = ", ".join(map(literal, HOLES))
    times = ", ".join(f"{expression} AS {name}" for name, expression in time.columns.items())
    return f"""SELECT row, {literal(field.heading)} AS heading, {cell} AS raw, {times}, {known_on} AS known_on,
            {literal(reading.sender or "self")} AS sender, {kind_text} AS kind_text, {kind_key} AS kind, {way.base} AS base,
            {way.quote} AS quote, {numbers.ratio(cell, sign)} AS quoted, quoted / {way.units} AS rate
        FROM {source} {time.join} {way.join}
        WHERE {cell} IS NOT NULL AND lower(trim({cell})) NOT IN ({holes})"""


def _kind(field: Field, layout: Layout, found: Headings, reading: Reading) -> tuple[str, str]:
    """SQL of a row's text of its kind and of the kind: of a column, the heading, what is said for all rows, or the titles."""
    column = next((f"c{of.index}" for of in layout.of_role("kind")), None)
    if column:
        cases = " ".join(
            f"WHEN regexp_matches(lower({column}), {literal('|'.join(known))}) THEN '{key}'" for key, known in pairs.KINDS.items()
        )
        return column, f"CASE WHEN {column} IS NULL THEN 'average' {cases} END"
    said = reading.constants.get("kind")
    titled = "budget" if pairs.kind(found.titles) == "budget" else "average"
    key = pairs.kind(said) if said else pairs.kind(field.heading) or titled
    return literal(said or ""), literal(key) if key else "NULL::VARCHAR"


def _judge(db: duckdb.DuckDBPyConnection, quotes: str, known: Sequence[RateOf], table: str) -> None:
    """Make `table` of the quotes, turned the market's way round, each with its flaw."""
    ordered = sorted(codes(), key=quote_order)
    db.execute("CREATE OR REPLACE TEMP TABLE market AS SELECT unnest($1) AS code, generate_subscripts($1, 1) AS place", [ordered])
    rows = [list(column) for column in zip(*known, strict=True)] or [[] for _ in range(6)]
    db.execute(
        """CREATE OR REPLACE TEMP TABLE known_rate AS SELECT unnest(?::VARCHAR[]) AS kind, unnest(?::VARCHAR[]) AS base,
        unnest(?::VARCHAR[]) AS quote, unnest(?::DATE[]) AS day, unnest(?::DOUBLE[]) AS rate""",
        rows[:5],
    )
    near = [f"{way}(rate, {steps}) OVER beside" for way in ("lag", "lead") for steps in (1, 2)]
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE {table} AS
        WITH told AS (SELECT *, {_TELLS} AS flaw FROM ({quotes})),
        turned AS (
            SELECT told.* REPLACE (if(b.place > q.place, quote, base) AS base, if(b.place > q.place, base, quote) AS quote,
                if(b.place > q.place AND rate > 0, 1 / rate, rate) AS rate)
            FROM told LEFT JOIN market AS b ON b.code = base LEFT JOIN market AS q ON q.code = quote
        ), neighbours AS (
            SELECT row, heading, kind, base, quote, day, rate FROM turned WHERE flaw IS NULL
            UNION ALL BY NAME SELECT * FROM known_rate
        ), judged AS (
            SELECT row, heading, kind, base, quote, [{", ".join(near)}] AS near, rate AS own,
                max(rate) FILTER (WHERE row IS NOT NULL) OVER same > 1.001 * min(rate) FILTER (WHERE row IS NOT NULL) OVER same
                    AS is_twice
            FROM neighbours
            WINDOW beside AS (PARTITION BY kind, base, quote ORDER BY day, row), same AS (PARTITION BY kind, base, quote, day)
        ), far AS (
            SELECT row, heading, kind, base, quote, is_twice, len(list_filter(near, lambda n: n IS NOT NULL)) AS all_near,
                len(list_filter(near, lambda n: n > {FAR} * own OR own > {FAR} * n)) AS far_near
            FROM judged WHERE row IS NOT NULL
        )
        SELECT turned.* REPLACE (coalesce(flaw, CASE WHEN is_twice THEN 'two-rates' WHEN 2 * far_near > all_near THEN 'jump' END)
            AS flaw)
        FROM turned LEFT JOIN (SELECT DISTINCT * FROM far) AS far USING (row, heading, kind, base, quote)
        WHERE flaw IS DISTINCT FROM 'same'"""
    )


def problems(db: duckdb.DuckDBPyConnection, sheet: RateSheet) -> list[Problem]:
    """Why quotes were not loaded, and of how many days the months are the mean."""
    rows = db.execute(
        f"""SELECT flaw, row, heading, raw, coalesce(raw_time, raw_release), kind_text,
            printf('1 %s = %.6g %s', base, rate, quote), quoted FROM {sheet.table}
        WHERE flaw IS NOT NULL ORDER BY row, heading LIMIT {MOST}"""
    )
    return [*(_problem(sheet.sheet.name, *row) for row in rows.fetchall()), *_means(db, sheet)]


def _problem(
    name: str,
    flaw: str,
    row: int,
    heading: str,
    raw: str,
    moment: str | None,
    kind: str | None,
    priced: str,
    quoted: float | None,
) -> Problem:
    if flaw in {"time", "release"}:
        return bad_moment(name, row, flaw, moment or "")
    if flaw == "number":
        return bad_number(name, row, heading, raw, ".")
    said = {
        "not-positive": f"“{raw}” is no rate: it is more than zero",
        "kind": f"“{kind}” is no kind of rate: average (of a month or of its days) or budget",
        "currency": "a currency is missing, or is none that is known; write ISO codes, as in EUR, or a pair, as in EUR/USD",
        "too-coarse": "an average rate is of a month or a day; only a budget rate holds for a quarter or a year",
        "two-rates": f"{priced}, and another row says otherwise for the same day; neither is loaded",
        "jump": f"{priced} is over {FAR} times off its neighbours, as a rate quoted the other way round is; it is not loaded",
    }
    return Problem(name, row, heading, raw, flaw, said[flaw], f"{1 / quoted:.6g}" if flaw == "jump" and quoted else None)


def _means(db: duckdb.DuckDBPyConnection, sheet: RateSheet) -> Iterator[Problem]:
    """What is said of months that were made of days: of how many, and which of them of few."""
    days = f"""SELECT base || '/' || quote AS pair, strftime(day, '%Y-%m') AS month, count(DISTINCT day) AS days
        FROM {sheet.table} WHERE flaw IS NULL AND grain = 'day' GROUP BY ALL"""
    found = db.execute(f"SELECT count(*), min(days), max(days) FROM ({days})").fetchone()
    if not found or not found[0]:
        return
    text = f"daily rates became the plain mean of each month, of {found[1]} to {found[2]} days"
    few = db.execute(f"SELECT pair, month, days FROM ({days}) WHERE days < {FEW_DAYS} ORDER BY month DESC, pair").fetchall()
    if few:
        named = ", ".join(f"{pair} {month} ({count})" for pair, month, count in few[:NAMED])
        more = f" and {len(few) - NAMED:,} more" if len(few) > NAMED else ""
        text += f"; of fewer than {FEW_DAYS}: {named}{more}"
    yield Problem(sheet.sheet.name, None, None, None, "monthly-mean", text)


def tally(db: duckdb.DuckDBPyConnection, sheet: RateSheet) -> TableReport:
    """The report on a sheet; a row is rejected where one of its quotes is."""
    found = db.execute(
        f"""SELECT count(DISTINCT row), count(DISTINCT row) FILTER (WHERE flaw IS NOT NULL), max(row),
            string_agg(DISTINCT kind, ', ' ORDER BY kind) FILTER (WHERE flaw IS NULL) FROM {sheet.table}"""
    ).fetchone()
    quoted, rejected, last, kinds = found or (0, 0, None, None)
    cells = ", ".join(f"c{index}" for index in sheet.headings.texts)
    there = db.execute(
        f"SELECT count(DISTINCT row) FROM {sheet.sheet.view} WHERE row > {sheet.headings.row} AND coalesce({cells}) IS NOT NULL"
    ).fetchone()
    torn, read = sheet.sheet.text.rejected, there[0] if there else 0
    columns = {
        field.heading: {"to": field.column.key, "confidence": field.confidence, "why": field.why} for field in sheet.layout.fields
    }
    first, end = (letters_of(place(sheet.headings.texts)) for place in (min, max))
    return TableReport(
        sheet=sheet.sheet.name,
        range=f"{first}{sheet.headings.row}:{end}{last or sheet.headings.row}",
        dataset=sheet.layout.dataset.key,
        scenario=kinds or "",
        rows=Counts(read + torn, quoted - rejected, rejected + torn, read - quoted),
        columns=columns,
        totals={},
        file_totals={},
        agree=True,
        ignored_columns=sheet.layout.ignored,
        skipped=sheet.headings.above,
    )


def stage(db: duckdb.DuckDBPyConnection, folder: Path, sheets: Sequence[RateSheet], file: str, sha256: str) -> list[Staged]:
    """The rates of all sheets as batches to be, one a dataset, sender and release."""
    staged = []
    for dataset in dict.fromkeys(sheet.layout.dataset.key for sheet in sheets):
        same = [sheet for sheet in sheets if sheet.layout.dataset.key == dataset]
        quotes = " UNION ALL ".join(
            f"SELECT {literal(sheet.sheet.name)} AS sheet, * FROM {sheet.table} WHERE flaw IS NULL" for sheet in same
        )
        for number, ((sender, release), counts) in enumerate(rows_by_group(db, quotes, "sender", "known_on").items()):
            stem = folder / f"{dataset}_{number}"
            group = f"SELECT * FROM ({quotes}) WHERE sender = {literal(sender)} AND known_on = {literal(release)}"
            rates = _copy(db, _months(group), stem.with_suffix(".rates.parquet"))
            facts = _copy(db, _NO_FACTS, stem.with_suffix(".facts.parquet"))
            staged.append(Staged(facts, {}, dataset, sender, release, file, sha256, rates=rates, quotes=counts))
    return staged


def _months(quotes: str) -> str:
    """SQL of the rate of each month: as told for it (or a longer stretch), else the plain mean of its days.

    The mean is taken in one order, so that the same quotes always come to the same rate.
    """
    mean = "list_avg(list(rate ORDER BY rate) FILTER (WHERE (grain = 'day') = {0}))"
    return f"""SELECT kind, base, quote, month, coalesce({mean.format("false")}, {mean.format("true")}) AS rate,
            if(bool_and(grain = 'day'), count(DISTINCT day), NULL)::INTEGER AS days
        FROM (SELECT *, unnest(list_transform(range({_LENGTHS}),
            lambda n: (date_trunc('month', day) + to_months(n::INTEGER))::DATE)) AS month FROM ({quotes}))
        GROUP BY kind, base, quote, month ORDER BY ALL"""


def _copy(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> Path:
    db.execute(f"COPY ({query}) TO $path (FORMAT parquet)", {"path": str(path)})
    return path
