"""What is loaded as it stands and may be a slip: rows that repeat others, in a sheet or across, and rows without an account."""

from collections.abc import Iterator, Sequence

import duckdb

from rapport.imports import merges
from rapport.imports.depths import keys_of
from rapport.imports.problems import Problem
from rapport.imports.rows import TypedSheet

LOADED = "NOT is_total AND NOT is_bad AND NOT is_empty"


def told(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> Iterator[Problem]:
    """One line each for all such rows of a sheet of facts."""
    if sheet.is_list:
        return
    count, first = _repeats(db, sheet)
    if count:
        text = (
            f"exact repeats of other rows: {count:,}, the first is row {first}; they were added up, "
            "so take them out if they stand there twice by mistake"
        )
        yield Problem(sheet.sheet.name, first, None, None, "repeated-rows", text)
    for field in [field for field in sheet.layout.of_role("dimension", "code") if field.column.to == "account"][:1]:
        found = db.execute(f"SELECT count(*), min(row) FROM {sheet.table} WHERE {LOADED} AND account IS NULL").fetchone()
        count, first = found or (0, 0)
        if count:
            text = (
                f"rows without an account: {count:,}, the first is row {first}; loaded as figures of no account, "
                "so fill the cells in if they were forgotten"
            )
            yield Problem(sheet.sheet.name, first, field.heading, None, "no-account", text)


def across(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet]) -> Iterator[Problem]:
    """One line for each two sheets of facts of the same kind and columns that tell the same rows."""
    facts = [(sheet, _told_by(sheet)) for sheet in sheets if not sheet.is_list]
    for place, (sheet, told_by) in enumerate(facts):
        before = [other for other, others in facts[:place] if other.layout.dataset == sheet.layout.dataset and others == told_by]
        for other in before:
            found = db.execute(
                f"""SELECT count(*), min(row) FROM (SELECT row, {_hash(sheet)} AS hash FROM {sheet.table} WHERE {LOADED})
                SEMI JOIN (SELECT {_hash(other)} AS hash FROM {other.table} WHERE {LOADED}) USING (hash)"""
            ).fetchone()
            count, first = found or (0, 0)
            if count:
                text = (
                    f"rows that sheet “{other.sheet.name}” tells, too: {count:,}, the first is row {first}; they were added up, "
                    "so take them out of one of the sheets if they stand there twice by mistake"
                )
                yield Problem(sheet.sheet.name, first, None, None, "repeated-rows", text)


def _told_by(sheet: TypedSheet) -> list[str]:
    """What the rows of a sheet name and count."""
    return sorted([*keys_of(sheet), *(amount.measure for amount in sheet.amounts)])


def _hash(sheet: TypedSheet) -> str:
    """SQL: the hash of what a row tells, whatever the order of its columns."""
    amounts = {amount.measure: f"{amount.value}, {amount.currency}" for amount in sheet.amounts}
    told = keys_of(sheet) | amounts
    return f"hash(sender, scenario, {', '.join(told[key] for key in _told_by(sheet))})"


def _repeats(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> tuple[int, int]:
    """How many loaded rows have the cells of one before, and the first of them; all are only looked at by their hashes."""
    cells = ", ".join(f"c{index}" for index in range(sheet.sheet.text.width))
    rows = merges.filled(db, sheet.sheet, sheet.layout)
    source = f"(SELECT row, hash({cells}) AS hash FROM {rows})"
    loaded = f"{source} SEMI JOIN (FROM {sheet.table} WHERE {LOADED}) USING (row)"
    are_all_unlike = db.execute(f"SELECT count(*) = count(DISTINCT hash) FROM {source} WHERE row > {sheet.headings.row}")
    if (are_all_unlike.fetchone() or (True,))[0]:
        return 0, 0
    found = db.execute(
        f"""WITH alike AS (SELECT unnest(list(row)) AS row FROM {loaded} GROUP BY hash HAVING count(*) > 1)
        SELECT count(*), coalesce(min(row), 0) FROM (
            SELECT row, row_number() OVER (PARTITION BY {cells} ORDER BY row) AS place
            FROM {rows} SEMI JOIN alike USING (row)
        ) WHERE place > 1"""
    ).fetchone()
    return found or (0, 0)
