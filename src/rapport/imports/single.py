"""A column of which a dataset holds one value only, as it has no place for it: several would be added up unseen."""

from collections.abc import Iterator, Sequence

import duckdb

from rapport.core.pack import Column, Trade
from rapport.core.refusals import Refused
from rapport.imports import attributes, columns, words
from rapport.imports.mapping import LEFT_OUT, MapFile
from rapport.imports.rows import TypedSheet


def refuse(db: duckdb.DuckDBPyConnection, typed: Sequence[TypedSheet], trade: Trade, mapping: MapFile) -> None:
    """Refuse the last of these sheets where it, with those of its dataset before it, tells several values of such a column."""
    dataset = typed[-1].layout.dataset
    for column in dataset.single:
        told = [
            (heading, text)
            for sheet in typed
            if sheet.layout.dataset.key == dataset.key
            for index, heading in _headed(sheet, column, mapping)
            for (text,) in db.execute(
                f"""SELECT DISTINCT c{index} FROM {sheet.sheet.view} SEMI JOIN
                (FROM {sheet.table} WHERE NOT is_total AND NOT is_bad AND NOT is_empty) USING (row) ORDER BY 1 NULLS LAST"""
            ).fetchall()
        ]
        attribute = trade.attributes[column.to]
        meanings = attributes.meanings(attribute)
        values = {text and meanings.get(words.fold(text), words.fold(text)) for _, text in told}
        if len(values) > 1:
            heading, texts = told[-1][0], dict.fromkeys(text or "and an empty one" for _, text in told)
            one = next((word for word in attribute.values if word in values), told[0][1])
            raise Refused(
                f"column “{heading}” has several values ({', '.join(texts)}), and {dataset.key} has no place for them, so they "
                f"would be added up: keep the rows of one, such as {one}, and import again; if they belong together, leave the "
                f'column out by a map file: [columns] "{heading}" = "{LEFT_OUT}"'
            )


def _headed(sheet: TypedSheet, column: Column, mapping: MapFile) -> Iterator[tuple[int, str]]:
    """The columns of a sheet that are this one by a map file, or by their heading if it is taken for nothing else."""
    mapped = {words.fold(heading): target.to for heading, target in mapping.columns.items()}
    loaded = {field.index: field.column.to for field in sheet.layout.fields}
    for index, heading in sheet.headings.texts.items():
        is_meant = columns.is_named(heading, column) and words.fold(heading) not in mapped
        if loaded.get(index, column.to if is_meant else None) == column.to:
            yield index, heading
