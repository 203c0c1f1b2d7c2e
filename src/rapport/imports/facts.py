"""The typed sheets of a file as facts: one batch to be for each dataset, sender and release."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from rapport.book.performance.staging import NameText, Staged
from rapport.core.pack import Trade
from rapport.imports import attributes
from rapport.imports.amounts import Amount
from rapport.imports.periods import KINDS
from rapport.imports.rows import TypedSheet
from rapport.imports.sql import literal


def stage(
    db: duckdb.DuckDBPyConnection, folder: Path, sheets: Sequence[TypedSheet], file: str, sha256: str, trade: Trade
) -> list[Staged]:
    """Write what the sheets of `file` hold, a set of Parquet files for each (dataset, sender, release), in order of release."""
    staged: list[Staged] = []
    for dataset in dict.fromkeys(sheet.layout.dataset.key for sheet in sheets):
        of_dataset = [sheet for sheet in sheets if sheet.layout.dataset.key == dataset]
        names = {key: names_of(db, of_dataset, key) for sheet in of_dataset for key in sheet.dimensions}
        for sender, release in _groups(db, of_dataset):
            stem = folder / f"{dataset}_{len(staged)}"
            group = f"sender = {literal(sender)} AND known_on = {literal(release)}"
            staged.append(
                Staged(
                    facts=_write_facts(db, of_dataset, group, stem.with_suffix(".facts.parquet")),
                    names=names,
                    dataset=dataset,
                    sender=sender,
                    release=release,
                    file=file,
                    sha256=sha256,
                    attributes=attributes.write(db, of_dataset, group, trade, stem.with_suffix(".attributes.parquet")),
                    rejected=_write_rejected(db, of_dataset, group, stem.with_suffix(".rejected.parquet")),
                )
            )
    return sorted(staged, key=lambda one: one.release)


def _groups(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet]) -> list[tuple[str, date]]:
    """The senders and releases of the rows that are loaded."""
    rows = _union(
        f"SELECT sender, known_on FROM {sheet.table} WHERE NOT is_total AND NOT is_bad AND NOT is_empty" for sheet in sheets
    )
    return db.execute(f"SELECT DISTINCT * FROM ({rows}) ORDER BY ALL").fetchall()


def _write_facts(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], group: str, path: Path) -> Path:
    """One line a measure a row, or where a row is of a period of its sender's calendar, one for each month of it."""
    return _copy(db, _union(_facts(sheet, amount, group) for sheet in sheets for amount in sheet.amounts), path)


def _facts(sheet: TypedSheet, amount: Amount, group: str) -> str:
    return (
        f"SELECT day, grain, scenario, {literal(amount.measure)} AS measure, "
        f"{sheet.periods.part(amount.value)} AS value, {amount.currency} AS currency, {literal(sheet.sheet.name)} AS sheet, "
        f"{', '.join(('row', *sheet.dimensions))} FROM {sheet.periods.rows(sheet.table, amount.kind)} "
        f"WHERE NOT is_total AND NOT is_bad AND {amount.value} IS NOT NULL AND {group}"
    )


def _write_rejected(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], group: str, path: Path) -> Path | None:
    """What is known of the rejected rows, of which nothing is where a line could not even be cut into cells."""
    parts = [
        f"SELECT day, grain, scenario, {literal(sheet.sheet.name)} AS sheet, {', '.join(sheet.dimensions)} "
        f"FROM {sheet.periods.rows(sheet.table, kind)} WHERE is_bad AND (raw_release IS NOT NULL OR ({group}))"
        for sheet in sheets
        for kind in (KINDS if sheet.periods.found else KINDS[:1])
    ]
    parts += [
        f"SELECT NULL::DATE AS day, NULL::VARCHAR AS grain, NULL::VARCHAR AS scenario, {literal(sheet.sheet.name)} AS sheet"
        for sheet in sheets
        if sheet.sheet.text.rejected
    ]
    _copy(db, _union(parts), path)
    found = db.execute("SELECT count(*) FROM read_parquet($path)", {"path": str(path)}).fetchone()
    return path if found and found[0] else None


def names_of(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], dimension: str) -> Mapping[str, NameText]:
    """The name and code behind each text of a dimension; of several names of a code the last one."""
    names: dict[str, NameText] = {}
    for sheet in sheets:
        found: dict[str, NameText] = {}
        if any(field.column.to == dimension for field in sheet.layout.of_role("code")):
            found = _coded_names(db, sheet, dimension)
        elif dimension in sheet.dimensions:
            texts = db.execute(f"SELECT {dimension}, NOT bool_and(is_bad) {_named_in(sheet, dimension)}")
            found = {text: NameText(text, is_loaded=is_loaded) for text, is_loaded in texts.fetchall()}
        names |= {text: name for text, name in found.items() if name.is_loaded or text not in names}
    return names


def _coded_names(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, dimension: str) -> dict[str, NameText]:
    """The text is the code, or in rows without one the name, or what stands for both."""
    found = db.execute(
        f"""SELECT {dimension}, coalesce(arg_max(name_{dimension}, (NOT is_bad, row)),
                if(count(code_{dimension}) = 0, {dimension}, '')),
            coalesce(any_value(code_{dimension}), ''), NOT bool_and(is_bad)
        {_named_in(sheet, dimension)}"""
    )
    return {text: NameText(name, code, is_loaded) for text, name, code, is_loaded in found.fetchall()}


def _named_in(sheet: TypedSheet, dimension: str) -> str:
    """SQL: the texts of a dimension in the rows that are facts, be they rejected, in the order of their first rows."""
    return f"FROM {sheet.table} WHERE NOT is_total AND NOT is_empty AND {dimension} IS NOT NULL GROUP BY 1 ORDER BY min(row)"


def _union(queries: Iterable[str]) -> str:
    return " UNION ALL BY NAME ".join(queries)


def _copy(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> Path:
    db.execute(f"COPY ({query}) TO $path (FORMAT parquet, COMPRESSION lz4)", {"path": str(path)})
    return path
