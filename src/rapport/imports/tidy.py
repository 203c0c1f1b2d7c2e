"""Facts as our own documents write them: the sheet in the tidy layout is taken back as it stands, and nothing is recognised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from rapport.book.performance.staging import NameText, Staged
from rapport.core import tidy
from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.imports import sheets
from rapport.imports.places import letters_of
from rapport.imports.problems import MOST, Problem
from rapport.imports.report import Counts, TableReport, Totals
from rapport.imports.sheets import Sheet
from rapport.imports.sql import literal
from rapport.imports.stretches import first_rows
from rapport.imports.tables import TextTable

TABLE = "tidy"
_NEEDED = {*tidy.BEFORE, *tidy.AFTER}
_GRAIN = r"day|month|quarter|year|FY\d{2}(?:-[A-Z]\d{1,2})?"


@dataclass(frozen=True)
class TidySheet:
    """A sheet in the tidy layout: the row of its headings, and the place of each column by its name."""

    sheet: Sheet
    row: int
    places: Mapping[str, int]
    trade: Trade

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that its rows are told by."""
        return tuple(key for key in self.places if key in self.trade.dimensions)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that its rows tell of these."""
        return tuple(
            key for key in self.places if key in self.trade.attributes and self.trade.attributes[key].of in self.dimensions
        )

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headings that mean nothing here."""
        meant = {*_NEEDED, *self.dimensions, *map(tidy.name_of, self.dimensions), *self.attributes}
        return tuple(key for key in self.places if key not in meant)

    def cell(self, column: str) -> str:
        """SQL: a cell of a row; NULL where there is no such column."""
        return f"c{self.places[column]}" if column in self.places else "NULL::VARCHAR"


def find(db: duckdb.DuckDBPyConnection, texts: Sequence[TextTable], trade: Trade) -> TidySheet | None:
    """The sheet of a file that is in the tidy layout. Refuses a written document without one: its other sheets are no facts."""
    for number, text in enumerate(texts):
        if text.width < len(_NEEDED):
            continue
        sheet = sheets.open_sheet(db, text, number)
        for row, cells in first_rows(db, sheet):
            places = {cell: place for place, cell in enumerate(cells) if cell}
            if places.keys() >= _NEEDED:
                return TidySheet(sheet, row, places, trade)
    if any(text.is_document for text in texts):
        raise Refused(
            "this is a document that Rapport wrote, and its sheet of facts is gone; what the other sheets print is never loaded: "
            "import a copy that has that sheet, or the files that the facts came from"
        )
    return None


def others(found: TidySheet, texts: Sequence[TextTable]) -> list[Problem]:
    """What is said of the other sheets of its file: they print what the facts come to, and are not read."""
    said = f"printed from the facts of sheet “{found.sheet.name}”: not read"
    return [Problem(text.sheet, None, None, None, "printed-sheet", said) for text in texts if text is not found.sheet.text]


def type_rows(db: duckdb.DuckDBPyConnection, found: TidySheet) -> list[Problem]:
    """Make the typed table, a row a fact, and tell the rows that are none. Refuses rows that nobody sees, and unknown words."""
    if hidden := next((flaw for flaw in found.sheet.text.flaws if flaw.rule == "hidden-rows"), None):
        raise Refused(
            f"sheet “{found.sheet.name}”: {hidden.text}; show all rows (clear the filter), or what is hidden counts as taken out"
        )
    texts = {column: found.cell(column) for column in (*tidy.BEFORE, *tidy.AFTER)}
    dimensions = "".join(f', {found.cell(key)} AS "{key}"' for key in found.dimensions)
    names = "".join(f', {found.cell(tidy.name_of(key))} AS "{tidy.name_of(key)}"' for key in found.dimensions)
    words = "".join(f', {found.cell(key)} AS "{key}"' for key in found.attributes)
    filled = ", ".join(f"c{place}" for place in found.places.values())
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE {TABLE} AS SELECT *, {_is_bad(found.trade)} AS is_bad FROM (
            SELECT row, {", ".join(f"{text} AS raw_{column}" for column, text in texts.items())},
                try_cast({texts["day"]} AS DATE) AS day, try_cast({texts["published"]} AS DATE) AS published,
                try_cast({texts["value"]} AS DECIMAL(18,4)) AS value {dimensions} {names} {words}
            FROM {found.sheet.view} WHERE row > {found.row} AND coalesce({filled}) IS NOT NULL)"""
    )
    _refuse_unknown(db, found)
    return _problems(db, found)


def _is_bad(trade: Trade) -> str:
    money = ", ".join(literal(key) for key, measure in trade.measures.items() if measure.unit == "money")
    is_no_grain = f"coalesce(NOT regexp_full_match(raw_grain, {literal(_GRAIN)}), true)"
    return (
        f"day IS NULL OR published IS NULL OR value IS NULL OR {is_no_grain} "
        f"OR raw_scenario IS NULL OR raw_sender IS NULL OR (raw_measure IN ({money})) != (raw_currency IS NOT NULL)"
    )


def _refuse_unknown(db: duckdb.DuckDBPyConnection, found: TidySheet) -> None:
    """Refuse kinds of file that no pack knows, and measures that they do not have."""
    told = db.execute(f"SELECT raw_dataset, raw_measure, min(row) FROM {TABLE} GROUP BY ALL ORDER BY 3").fetchall()
    for dataset, measure, row in told:
        if measure not in found.trade.dataset(dataset or "").measures:
            raise Refused(f"sheet “{found.sheet.name}”, row {row}: {dataset} has no measure “{measure or ''}”; mend the row")


def _problems(db: duckdb.DuckDBPyConnection, found: TidySheet) -> list[Problem]:
    columns = {"day": "day", "published": "published", "value": "value"}
    told = ", ".join(f"{column} IS NULL, raw_{column}" for column in columns)
    rows = db.execute(f"SELECT row, {told} FROM {TABLE} WHERE is_bad ORDER BY row LIMIT {MOST}").fetchall()
    return [
        _problem(found.sheet.name, row, dict(zip(columns, zip(bad[::2], bad[1::2], strict=True), strict=True)))
        for row, *bad in rows
    ]


def _problem(sheet: str, row: int, cells: Mapping[str, tuple[bool, str | None]]) -> Problem:
    """What is wrong with a row: its first cell that cannot be read, else its grain, scenario, sender or currency."""
    column, text = next(((column, raw) for column, (is_bad, raw) in cells.items() if is_bad), ("", None))
    if column:
        return Problem(
            sheet, row, column, text, "not-a-fact", f"“{text or ''}” is no {column} of a fact; write it as other rows do"
        )
    said = "its grain, scenario, sender or currency is not that of a fact: money has a currency, nothing else has; mend the row"
    return Problem(sheet, row, None, None, "not-a-fact", said)


def stage(db: duckdb.DuckDBPyConnection, folder: Path, found: TidySheet, file: str, sha256: str) -> list[Staged]:
    """The facts as batches to be: one for each dataset, sender and release, in order of release."""
    groups = db.execute(f"SELECT DISTINCT raw_dataset, raw_sender, published FROM {TABLE} WHERE NOT is_bad ORDER BY 3, 1, 2")
    staged = []
    for number, (dataset, sender, release) in enumerate(groups.fetchall()):
        of_group = f"raw_dataset = {literal(dataset)} AND raw_sender = {literal(sender)}"
        where = f"{of_group} AND published = {literal(release)} AND NOT is_bad"
        stem = folder / f"tidy_{number}"
        staged.append(
            Staged(
                facts=_write(
                    db, found, f"{_COLUMNS}, {literal(found.sheet.name)} AS sheet, row", where, stem.with_suffix(".facts.parquet")
                ),
                names={key: _names(db, key, where) for key in found.dimensions},
                dataset=dataset,
                sender=sender,
                release=release,
                file=file,
                sha256=sha256,
                attributes=_attributes(db, found, where, stem.with_suffix(".attributes.parquet")),
                rejected=_rejected(db, found, f"{of_group} AND is_bad", stem.with_suffix(".rejected.parquet")),
            )
        )
    return staged


_COLUMNS = "day, raw_grain AS grain, raw_scenario AS scenario, raw_measure AS measure, value, raw_currency AS currency"


def _write(db: duckdb.DuckDBPyConnection, found: TidySheet, columns: str, where: str, path: Path) -> Path:
    dimensions = "".join(f', "{key}"' for key in found.dimensions)
    db.execute(f"COPY (SELECT {columns}{dimensions} FROM {TABLE} WHERE {where}) TO $path (FORMAT parquet)", {"path": str(path)})
    return path


def _rejected(db: duckdb.DuckDBPyConnection, found: TidySheet, where: str, path: Path) -> Path | None:
    count = db.execute(f"SELECT count(*) FROM {TABLE} WHERE {where}").fetchone()
    columns = f"day, raw_grain AS grain, raw_scenario AS scenario, {literal(found.sheet.name)} AS sheet"
    return _write(db, found, columns, where, path) if count and count[0] else None


def _attributes(db: duckdb.DuckDBPyConnection, found: TidySheet, where: str, path: Path) -> Path | None:
    """What the rows tell of values, from the first of each month on; a word that an attribute does not know is left out."""
    told = []
    for key in found.attributes:
        attribute = found.trade.attributes[key]
        known = f' AND "{key}" IN ({", ".join(map(literal, attribute.values))})' if attribute.values else ""
        told.append(
            f"""SELECT DISTINCT {literal(attribute.of)} AS dimension, "{attribute.of}" AS value, {literal(key)} AS attribute,
                "{key}" AS text, date_trunc('month', day)::DATE AS valid_from
            FROM {TABLE} WHERE {where} AND "{attribute.of}" IS NOT NULL AND "{key}" IS NOT NULL{known}"""
        )
    if not told:
        return None
    db.execute(f"COPY ({' UNION ALL '.join(told)} ORDER BY ALL) TO $path (FORMAT parquet)", {"path": str(path)})
    return path


def _names(db: duckdb.DuckDBPyConnection, key: str, where: str) -> Mapping[str, NameText]:
    """Each text of a dimension: a code where its name stands beside it, else a name."""
    told = db.execute(
        f'SELECT "{key}", max("{tidy.name_of(key)}") FROM {TABLE} WHERE {where} AND "{key}" IS NOT NULL GROUP BY 1 ORDER BY 1'
    )
    return {text: NameText(name, text) if name else NameText(text) for text, name in told.fetchall()}


def tallies(db: duckdb.DuckDBPyConnection, found: TidySheet) -> list[TableReport]:
    """The report on the sheet: for each kind of file and scenario its rows and sums."""
    last = db.execute(f"SELECT coalesce(max(row), {found.row}) FROM {TABLE}").fetchone()
    place = (
        f"{letters_of(min(found.places.values()))}{found.row}:{letters_of(max(found.places.values()))}{last[0] if last else 0}"
    )
    counts = db.execute(
        f"""SELECT raw_dataset, coalesce(raw_scenario, ''), count(*), count(*) FILTER (is_bad) FROM {TABLE}
        GROUP BY 1, 2 ORDER BY 1, 2"""
    ).fetchall()
    columns = {
        key: {"to": tidy.dimension_of(key) or key, "confidence": 1.0, "why": "a column of the tidy layout"}
        for key in found.places
        if key not in found.ignored
    }
    return [
        TableReport(
            sheet=found.sheet.name,
            range=place,
            dataset=dataset,
            scenario=scenario,
            rows=Counts(read, read - bad, bad, 0),
            columns=columns,
            totals=_totals(db, found.trade, dataset, scenario),
            file_totals={},
            agree=True,
            ignored_columns=found.ignored,
            skipped={},
        )
        for dataset, scenario, read, bad in counts
    ]


def _totals(db: duckdb.DuckDBPyConnection, trade: Trade, dataset: str, scenario: str) -> Totals:
    """The sum of each measure in the good rows, of a stock only where they are of one day; of money by currency."""
    sums: dict[str, Decimal | dict[str, Decimal]] = {}
    told = db.execute(
        f"""SELECT raw_measure, raw_currency, sum(value) FROM {TABLE} WHERE NOT is_bad AND raw_dataset = $dataset
        AND raw_scenario = $scenario GROUP BY ALL HAVING list_contains($flows, raw_measure) OR count(DISTINCT day) = 1
        ORDER BY ALL""",
        {
            "dataset": dataset,
            "scenario": scenario,
            "flows": [key for key, measure in trade.measures.items() if measure.kind != "stock"],
        },
    )
    for measure, currency, total in told.fetchall():
        if currency is None:
            sums[measure] = total
        elif isinstance(by_currency := sums.setdefault(measure, {}), dict):
            by_currency[currency] = total
    return sums
