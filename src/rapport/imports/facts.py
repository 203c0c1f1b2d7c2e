"""The typed sheets of a file as facts: one batch to be for each dataset, sender and release."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from rapport.book.performance.staging import NameText, Staged
from rapport.core.pack import Trade
from rapport.imports import attributes
from rapport.imports.amounts import Amount
from rapport.imports.rows import TypedSheet
from rapport.imports.sql import literal

MONTH = "date_trunc('month', day)::DATE"


@dataclass(frozen=True)
class Source:
    """The file that facts come from, and what stands for all of them unless its rows say otherwise."""

    file: str
    sha256: str
    sender: str | None
    release: date | None
    today: date


def stage(
    db: duckdb.DuckDBPyConnection, folder: Path, sheets: Sequence[TypedSheet], source: Source, trade: Trade
) -> list[Staged]:
    """Write what the sheets hold, a set of files for each (dataset, sender, release), in order of release."""
    staged: list[Staged] = []
    for dataset in dict.fromkeys(sheet.layout.dataset.key for sheet in sheets):
        of_dataset = [sheet for sheet in sheets if sheet.layout.dataset.key == dataset]
        staged += _stage_dataset(db, folder, of_dataset, source, trade)
    return sorted(staged, key=lambda one: one.release)


def _stage_dataset(
    db: duckdb.DuckDBPyConnection, folder: Path, sheets: Sequence[TypedSheet], source: Source, trade: Trade
) -> list[Staged]:
    dataset = sheets[0].layout.dataset
    dimensions = tuple(dict.fromkeys(key for sheet in sheets for key in sheet.dimensions))
    names = {dimension: _names(db, sheets, dimension) for dimension in dimensions}
    sender = _sender(source, dataset.sender_from if dataset.sender_from in dimensions else None)
    release = literal(source.release) if source.release else f"coalesce(release, {literal(source.today)})"
    lines = _union(
        f"SELECT *, {sender} AS sender, {release} AS known_on FROM {sheet.table} WHERE NOT is_total" for sheet in sheets
    )
    db.execute(f"CREATE OR REPLACE TEMP VIEW line AS {lines}")
    groups = db.execute("SELECT DISTINCT sender, known_on FROM line WHERE NOT is_bad AND NOT is_empty ORDER BY ALL").fetchall()
    staged = []
    for number, (name, known_on) in enumerate(groups):
        stem = folder / f"{dataset.key}_{number}"
        group = f"{sender} = {literal(name)} AND {release} = {literal(known_on)}"
        staged.append(
            Staged(
                facts=_write_facts(db, sheets, group, stem.with_suffix(".facts.parquet")),
                names=names, dataset=dataset.key, sender=name, release=known_on, file=source.file, sha256=source.sha256,
                attributes=attributes.write(db, sheets, group, trade, stem.with_suffix(".attributes.parquet")),
                rejected=_write_rejected(db, sheets, group, stem.with_suffix(".rejected.parquet")),
            )
        )  # fmt: skip
    return staged


def _sender(source: Source, dimension: str | None) -> str:
    """The SQL of who sent a row: who the person says, else who the row says, else oneself."""
    if source.sender:
        return literal(source.sender)
    return f"coalesce({dimension}, 'self')" if dimension else "'self'"


def _write_facts(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], group: str, path: Path) -> Path:
    """One line a measure a row."""
    return _copy(db, _union(_facts(sheet, amount, group) for sheet in sheets for amount in sheet.amounts), path)


def _facts(sheet: TypedSheet, amount: Amount, group: str) -> str:
    return (
        f"SELECT day, grain, {literal(sheet.scenario)} AS scenario, {literal(amount.measure)} AS measure, "
        f"{amount.value} AS value, {amount.currency} AS currency, {literal(sheet.sheet.name)} AS sheet, "
        f"{', '.join(('row', *sheet.dimensions))} FROM {sheet.table} "
        f"WHERE NOT is_total AND NOT is_bad AND {amount.value} IS NOT NULL AND {group}"
    )


def _write_rejected(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], group: str, path: Path) -> Path | None:
    """What is known of the rejected rows, of which nothing is where a line could not even be cut into cells."""
    parts = [
        f"SELECT day, grain, {literal(sheet.scenario)} AS scenario, {', '.join(sheet.dimensions)} "
        f"FROM {sheet.table} WHERE is_bad AND (raw_release IS NOT NULL OR ({group}))"
        for sheet in sheets
    ]
    if any(sheet.sheet.text.rejected for sheet in sheets):
        parts.append("SELECT NULL::DATE AS day, NULL::VARCHAR AS grain, NULL::VARCHAR AS scenario")
    _copy(db, _union(parts), path)
    found = db.execute("SELECT count(*) FROM read_parquet($path)", {"path": str(path)}).fetchone()
    return path if found and found[0] else None


def _names(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], dimension: str) -> Mapping[str, NameText]:
    """The name and code behind each text of a dimension; of several names of a code the last one."""
    names: dict[str, NameText] = {}
    for sheet in sheets:
        is_coded = any(field.column.to == dimension for field in sheet.layout.of_role("code"))
        if is_coded:
            names |= _coded_names(db, sheet, dimension)
        elif dimension in sheet.dimensions:
            texts = db.execute(f"SELECT DISTINCT {dimension} FROM {sheet.table} WHERE NOT is_total AND {dimension} IS NOT NULL")
            names |= {text: NameText(text) for (text,) in texts.fetchall()}
    return names


def _coded_names(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, dimension: str) -> dict[str, NameText]:
    """The text is the code, or in rows without one the name."""
    found = db.execute(
        f"""SELECT {dimension}, coalesce(arg_max(name_{dimension}, row), ''), coalesce(any_value(code_{dimension}), '')
        FROM {sheet.table} WHERE NOT is_total AND {dimension} IS NOT NULL GROUP BY 1"""
    )
    return {text: NameText(name, code) for text, name, code in found.fetchall()}


def _union(queries: Iterable[str]) -> str:
    return " UNION ALL BY NAME ".join(queries)


def _copy(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> Path:
    db.execute(f"COPY ({query}) TO $path (FORMAT parquet, COMPRESSION lz4)", {"path": str(path)})
    return path
