"""The rows of a sheet with their values typed: one temporary table, without a step per row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from rapport.core.calendars import Calendar
from rapport.core.pack import Trade
from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import Refused
from rapport.imports import amounts, merges, moments, scenarios
from rapport.imports.amounts import Amount
from rapport.imports.columns import Field, Known
from rapport.imports.headings import Headings
from rapport.imports.labels import ALONE, BESIDE, hints, says
from rapport.imports.layouts import Layout
from rapport.imports.list_columns import list_columns
from rapport.imports.mapping import MapFile
from rapport.imports.periods import Periods
from rapport.imports.problems import ERRORS
from rapport.imports.sheets import Sheet
from rapport.imports.sql import literal


@dataclass(frozen=True)
class Reading:
    """How the rows of a file are read: what was said of it, and the words of the trade.

    `constants`: by dimension or attribute, or `currency`, `scenario`, `month`: what holds for all rows. `sender` and
    `release`: who sent all rows and when they were published, where a person says so. `today`: the release of rows of
    which nobody says when. `known`: the names by which a column is told that has no known heading. `senders`: the
    calendar by which the sender tells its periods, where one is mapped.
    """

    trade: Trade
    mapping: MapFile
    constants: Mapping[str, str]
    calendar: FiscalCalendar
    sender: str | None
    release: date | None
    today: date
    known: Known
    senders: Calendar | None = None


@dataclass(frozen=True)
class TypedSheet:
    """A sheet whose rows stand typed in `table`.

    Its columns: `row`, `day`, `grain`, `release` (NULL: none told), `known_on`, `sender`, `raw_time`, `raw_release`,
    `raw_currency`, `scenario` (NULL: told by no word that is known), `raw_scenario`; `is_total`, `is_perhaps` (a total by what
    it sums, not by its words), `label` (where a row without a gap has a word for totals, and the word), `is_repeated` (the
    headings again), `is_empty` (no amount in it), `is_bad` (not to be loaded).
    For each dimension its text, with `name_…` and `code_…` where it has codes, and by column `failed_…`, the text of a cell
    that holds the error of a formula in place of a name; for each attribute `attribute_…`, its text (in a
    list also `parent_…` for each level); for each of `amounts` its value, its raw text where that could not be read, its
    currency. `kinds`: by dimension, the attributes by which a row can tell it without naming it.
    """

    sheet: Sheet
    headings: Headings
    layout: Layout
    table: str
    amounts: tuple[Amount, ...]
    dimensions: tuple[str, ...]
    attributes: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    scenarios: tuple[str, ...]
    periods: Periods = Periods()  # noqa: RUF009 — a frozen value

    @property
    def is_list(self) -> bool:
        """Whether its rows are no facts, but describe values of a dimension."""
        return self.layout.dataset.list_of is not None

    @property
    def unread(self) -> tuple[str, ...]:
        """The columns of texts that could not be read: a cell that holds one is not empty."""
        failed = (f"failed_{field.index}" for field in self.layout.of_role("dimension", "code"))
        return ("raw_time", "raw_release", *failed, *(amount.raw for amount in self.amounts))

    def own_text(self, dimension: str) -> str:
        """SQL: the text by which a row names a dimension itself, NULL where only attributes tell it."""
        kinds = ", ".join(f"attribute_{key}" for key in self.kinds.get(dimension, ()))
        return f"nullif({dimension}, concat_ws(' · ', {kinds}))" if kinds else dimension


def type_rows(db: duckdb.DuckDBPyConnection, sheet: Sheet, found: Headings, layout: Layout, reading: Reading) -> TypedSheet:
    """Make the typed table of a sheet. Refuses what no single row is to blame for: two readings, money without a currency."""
    table = f"typed_{sheet.view}"
    source = f"(SELECT * FROM {merges.filled(db, sheet, layout)} WHERE row > {found.row + reading.mapping.skip_rows})"
    time = moments.type_moments(
        db, source, layout, reading.mapping, reading.constants, reading.calendar, reading.senders, f"share_{sheet.view}"
    )
    known_on = literal(reading.release) if reading.release else f"coalesce(published.day, {literal(reading.today)})"
    planned = amounts.plan(db, source, layout, reading.trade, reading.mapping, reading.constants, is_typed=sheet.text.is_typed)
    counted = planned.listed
    dimensions = _dimensions(layout, reading)
    attributes = {
        key: text for key, text in _attributes(layout, reading).items() if reading.trade.attributes[key].of in dimensions
    }
    listed = {
        **time.columns,
        "sender": _sender(layout, dimensions, reading),
        "known_on": known_on,
        **scenarios.columns(layout, reading.constants),
        "is_repeated": _is_repeated(found),
        "raw_currency": next((f"c{field.index}" for field in layout.of_role("currency")), "NULL::VARCHAR"),
        **dimensions,
        **_names(layout),
        **_failed(layout),
        **{f"attribute_{key}": text for key, text in attributes.items()},
        **(list_columns(layout, time.columns["raw_time"], known_on) if layout.dataset.list_of else {}),
        **{column: expression for amount in counted for column, expression in amount.columns.items()},
        **_totals(found, layout, counted, {text: reading.trade.attributes[key].of for key, text in attributes.items()}),
    }
    names = ", ".join(f"{expression} AS {name}" for name, expression in listed.items())
    cells = ", ".join(f"c{index}" for index in found.texts)
    raws = ", ".join(
        f"CASE WHEN {amount.value} IS NULL AND NOT is_repeated THEN {amount.raw} END AS {amount.raw}" for amount in counted
    )
    is_empty = f"(is_repeated OR {' AND '.join(f'{amount.raw} IS NULL' for amount in counted) or 'false'})"
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE {table} AS SELECT * {f"REPLACE ({raws})" if raws else ""},
            {is_empty} AS is_empty, false AS is_perhaps,
            NOT is_total AND NOT {is_empty} AND ({_is_bad(layout, counted)}) AS is_bad
        FROM (SELECT row, {names} FROM {source} {time.join} {planned.join} WHERE coalesce({cells}) IS NOT NULL)"""
    )
    if time.periods.found and not all(amount.adds_up for amount in counted):
        raise Refused(
            f"a ratio that others published cannot be shared out over months, as {min(time.periods.found)} would have to be"
        )
    _refuse_merged(db, table, layout, dimensions, reading)
    told = scenarios.found(db, table, layout)
    of = {key: reading.trade.attributes[key].of for key in attributes}
    kinds = {dimension: tuple(key for key in attributes if of[key] == dimension) for dimension in of.values()}
    return TypedSheet(sheet, found, layout, table, counted, tuple(dimensions), tuple(attributes), kinds, told, time.periods)


def _is_repeated(found: Headings) -> str:
    """SQL: whether a row says the headings again; a quick look at its first cell tells most apart."""
    (first, heading), *_ = found.texts.items()
    same = " AND ".join(
        f"coalesce(regexp_replace(trim(c{index}), '\\s+', ' ', 'g') = {literal(text)}, false)"
        for index, text in found.texts.items()
    )
    return f"CASE WHEN contains(c{first}, {literal(heading.split()[0])}) THEN {same} ELSE false END"


def _sender(layout: Layout, dimensions: Mapping[str, str], reading: Reading) -> str:
    """The SQL of who sent a row: who the person says, else who the row says, else oneself."""
    if reading.sender:
        return literal(reading.sender)
    told = dimensions.get(layout.dataset.sender_from or "", "NULL")
    return f"coalesce({told}, 'self')"


def _refuse_merged(
    db: duckdb.DuckDBPyConnection, table: str, layout: Layout, dimensions: Mapping[str, str], reading: Reading
) -> None:
    """Refuse to take several publishers for one sender: they speak of the same market, and would be added up."""
    by = layout.dataset.sender_from
    is_published = any(reading.trade.measures[key].trust[:1] == ("publisher",) for key in layout.dataset.measures)
    if not (reading.sender and is_published and by in dimensions):
        return
    found = [text for (text,) in db.execute(f"SELECT DISTINCT {by} FROM {table} WHERE {by} IS NOT NULL ORDER BY 1").fetchall()]
    if len(found) > 1:
        raise Refused(
            f"--sender {reading.sender} would add up what {' and '.join(found)} publish of the same market; leave --sender out"
        )


def _dimensions(layout: Layout, reading: Reading) -> dict[str, str]:
    """The SQL of each dimension's text: its code, else its name, else what holds for all rows, else its attributes' words."""
    texts: dict[str, list[str]] = {}
    for field in (*layout.of_role("code"), *layout.of_role("dimension")):
        texts.setdefault(field.column.to, []).append(f"c{field.index}")
    for key, value in reading.constants.items():
        if key in reading.trade.dimensions:
            texts.setdefault(key, []).append(literal(value))
    for key, words in _attribute_words(layout, reading).items():
        texts.setdefault(key, []).append(f"nullif(concat_ws(' · ', {', '.join(words)}), '')")
    return {key: f"coalesce({', '.join(expressions)})" for key, expressions in texts.items()}


def _attribute_words(layout: Layout, reading: Reading) -> dict[str, list[str]]:
    """The SQL of the words by which a row without a product says what kind of product it is, by dimension of the dataset."""
    told = {column.to for column in layout.dataset.columns if column.role == "dimension" and not layout.dataset.list_of}
    words: dict[str, list[str]] = {}
    for key, text in _attributes(layout, reading).items():
        if (dimension := reading.trade.attributes[key].of) in told:
            words.setdefault(dimension, []).append(text)
    return words


def _names(layout: Layout) -> dict[str, str]:
    """The SQL of the code and the name of each dimension that has a code."""
    names = {field.column.to: f"c{field.index}" for field in layout.of_role("dimension")}
    codes = {field.column.to: f"c{field.index}" for field in layout.of_role("code")}
    return {f"code_{key}": code for key, code in codes.items()} | {
        f"name_{key}": names.get(key, "NULL::VARCHAR") for key in codes
    }


def _failed(layout: Layout) -> dict[str, str]:
    """The SQL of the cell of a name, where it holds no name but the error of a formula, or a formula without a result."""
    errors = ", ".join(map(literal, ERRORS))
    return {
        f"failed_{field.index}": f"CASE WHEN c{field.index} IN ({errors}) THEN c{field.index} END"
        for field in layout.of_role("dimension", "code")
    }


def _attributes(layout: Layout, reading: Reading) -> dict[str, str]:
    """The SQL of each attribute's text, in the order of the sheet."""
    texts = {field.column.to: f"c{field.index}" for field in layout.of_role("attribute")}
    for key, value in reading.constants.items():
        if key in reading.trade.attributes:
            texts.setdefault(key, literal(value))
    return texts


def _totals(found: Headings, layout: Layout, counted: Sequence[Amount], attributes: Mapping[str, str]) -> dict[str, str]:
    """SQL: whether a row sums up others, by its words and its gaps; and the word by which a row without a gap may do so."""
    measured = {amount.field.index for amount in counted}
    texts = [f"c{index}" for index in found.texts if index not in measured]
    alone = " ".join(f"WHEN {says(text, ALONE)} THEN concat('{text} ', {text})" for text in texts)
    word = f"CASE {alone} END" if alone else "NULL::VARCHAR"
    beside = " OR ".join(says(text, BESIDE) for text in texts) or "false"
    signs = " OR ".join(hints(text) for text in texts) or "false"
    gaps = _gaps(layout, counted, attributes)
    holes = [f"c{field.index} IS NULL" for field in layout.of_role("dimension", "code", "time", "year", "quarter", "scenario")]
    is_total = f"({gaps}) AND {word} IS NOT NULL OR ({' OR '.join(holes) or 'false'}) AND ({beside})"
    return {
        "is_total": f"CASE WHEN {signs} THEN {is_total} ELSE false END",
        "label": f"CASE WHEN NOT ({signs}) OR {gaps} THEN NULL ELSE {word} END",
    }


def _gaps(layout: Layout, counted: Sequence[Amount], attributes: Mapping[str, str]) -> str:
    """SQL: whether a loaded cell of a row is empty: its time, scenario or currency, or all that tells one of its dimensions."""
    cells: dict[str, list[str]] = {}
    for field in layout.of_role("dimension", "code"):
        cells.setdefault(field.column.to, []).append(f"c{field.index}")
    for text, dimension in attributes.items():
        cells.setdefault(dimension, []).append(f"CASE WHEN NOT {says(text, ALONE)} THEN {text} END")
    money = ", ".join(f"c{amount.field.index}" for amount in counted if amount.is_money)
    unsaid = [f"c{field.index} IS NULL AND coalesce({money}) IS NOT NULL" for field in layout.of_role("currency") if money]
    unsaid += [f"c{field.index} IS NULL" for field in layout.of_role("scenario")]
    return " OR ".join(["time.day IS NULL", *unsaid, *(f"coalesce({', '.join(told)}) IS NULL" for told in cells.values())])


def needed(layout: Layout) -> list[Field]:
    """The fields of what a row must name: its required dimensions, or what a list describes."""
    of = layout.dataset.list_of
    named = [field for field in layout.of_role("dimension", "code") if field.column.to == of]
    return named[:1] if of else [field for field in layout.of_role("dimension") if field.column.required]


def _is_bad(layout: Layout, counted: Sequence[Amount]) -> str:
    """SQL: whether a row lacks its time, scenario or a required dimension, or has a name or an amount that cannot be read."""
    return " OR ".join(
        [
            "day IS NULL",
            "raw_release IS NOT NULL",
            "scenario IS NULL",
            *(f"{field.column.to} IS NULL" for field in needed(layout)),
            *(f"failed_{field.index} IS NOT NULL" for field in layout.of_role("dimension", "code")),
            *(f"({amount.raw} IS NOT NULL AND {amount.value} IS NULL)" for amount in counted),
            *(f"({amount.value} IS NOT NULL AND {amount.currency} IS NULL)" for amount in counted if amount.is_money),
        ]
    )
