"""Reference lists as batches without facts: what values are called, what they are, and what they stand under, from a day on."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from rapport.book.catalogue import queries as catalogue
from rapport.book.catalogue.names import fold
from rapport.book.performance import queries
from rapport.book.performance.staging import NameText, Staged
from rapport.core.pack import Trade
from rapport.imports import attributes, facts
from rapport.imports.problems import MOST, Problem
from rapport.imports.rows import TypedSheet
from rapport.imports.sql import literal
from rapport.imports.tallies import rows_by_group

ALONE = ("-", "–", "—", "none", "no parent", "top", "无", "没有", "独立")
"""Words that say that a value stands under none."""

_NO_FACTS = """SELECT NULL::DATE AS day, NULL::VARCHAR AS grain, NULL::VARCHAR AS scenario, NULL::VARCHAR AS measure,
    NULL::DECIMAL(18,4) AS value, NULL::VARCHAR AS currency, NULL::VARCHAR AS sheet, NULL::INTEGER AS row"""
_LOADED = "NOT is_total AND NOT is_bad AND NOT is_empty"


def contradictions(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> list[Problem]:
    """Reject the rows of a list that say two things of one value for the same day; none of them can be taken for right."""
    of = sheet.layout.dataset.list_of
    if of is None:
        return []
    said = ", ".join([*_told(sheet), *(f"name_{of}" for _ in sheet.layout.of_role("code"))])
    twice = f"""SELECT {of}, day FROM {sheet.table} WHERE {_LOADED} GROUP BY ALL HAVING count(DISTINCT row({said})) > 1"""
    found = db.execute(
        f"""UPDATE {sheet.table} SET is_bad = true WHERE {_LOADED} AND ({of}, day) IN ({twice}) RETURNING row, {of}, day"""
    ).fetchall()
    return [
        Problem(
            sheet.sheet.name, row, None, text, "two-words",
            f"“{text}” stands in several rows that differ and hold from the same day; none of them is loaded",
        )
        for row, text, _ in sorted(found)[:MOST]
    ]  # fmt: skip


def _told(sheet: TypedSheet) -> list[str]:
    """The columns in which a list says something of a value."""
    return [*(f"attribute_{key}" for key in (*sheet.attributes, "name_zh")), *(f"parent_{level}" for level in _levels(sheet))]


def _levels(sheet: TypedSheet) -> list[str]:
    return [field.column.to for field in sheet.layout.of_role("parent")]


def stage(
    db: duckdb.DuckDBPyConnection, folder: Path, sheets: Sequence[TypedSheet], file: str, sha256: str, trade: Trade
) -> list[Staged]:
    """The lists of a file as batches to be, one a list, sender and release; those with dates apart from those without."""
    staged: list[Staged] = []
    no_facts = ", ".join([_NO_FACTS, *(f"NULL::VARCHAR AS {dimension}" for dimension in trade.dimensions)])
    for dataset in dict.fromkeys(sheet.layout.dataset.key for sheet in sheets):
        same = [sheet for sheet in sheets if sheet.layout.dataset.key == dataset]
        of = str(same[0].layout.dataset.list_of)
        own = {text: name for text, name in facts.names_of(db, same, of).items() if name.is_loaded}
        known = _matched(db, of, own, same, trade)
        rows = " UNION ALL ".join(
            f"SELECT sender, known_on, is_dated, {literal(sheet.sheet.name)} AS sheet, row FROM {sheet.table} WHERE {_LOADED}"
            for sheet in same
        )
        for (sender, release, is_dated), counts in rows_by_group(db, rows, "sender", "known_on", "is_dated").items():
            stem = folder / f"{dataset}_{len(staged)}"
            group = f"sender = {literal(sender)} AND known_on = {literal(release)} AND is_dated = {is_dated}"
            moves, parents = _write_moves(db, same, of, group, _texts(own), stem.with_suffix(".moves.parquet"))
            staged.append(
                Staged(
                    facts=_copy(db, f"{no_facts} LIMIT 0", stem.with_suffix(".facts.parquet")),
                    names={**parents, of: {**parents.get(of, {}), **known}},
                    dataset=dataset,
                    sender=sender,
                    release=release,
                    file=file,
                    sha256=sha256,
                    attributes=_write_attributes(db, same, of, group, trade, stem),
                    quotes=counts,
                    moves=moves,
                    is_dated=is_dated,
                )
            )
    return staged


def _matched(
    db: duckdb.DuckDBPyConnection, of: str, names: Mapping[str, NameText], sheets: Sequence[TypedSheet], trade: Trade
) -> dict[str, NameText]:
    """The names with those codes left out that are new to a value which is known by its name alone: the list adds its code.

    Of several names of a code counts the first under which there are figures, else the first that is known.
    """
    known, uncoded = catalogue.known(of), catalogue.uncoded(of)
    new = {text for text, name in names.items() if name.code and fold(name.code) not in known}
    named: dict[str, list[str]] = {}
    for sheet in sheets if new and uncoded else ():
        for _, text, name in _naming(db, sheet, of):
            if text in new and fold(name) in uncoded:
                named.setdefault(text, []).append(name)
    used = queries.spoken_of(of, trade=trade) if named else ()
    chosen = {text: next((n for n in known_as if uncoded[fold(n)] in used), known_as[0]) for text, known_as in named.items()}
    return {**names, **{text: NameText(name) for text, name in chosen.items()}}


def _naming(db: duckdb.DuckDBPyConnection, sheet: TypedSheet, of: str) -> list[tuple[int, str, str]]:
    """Each row of a list with the text of its value and a name that it gives to it."""
    called = " UNION ALL ".join(
        f"SELECT row, {place} AS place, {of} AS text, {name} AS name FROM {sheet.table} WHERE {_LOADED}"
        for place, (word, name) in enumerate(_called(sheet, of).items())
        if word != "'code'"
    )
    return db.execute(f"SELECT row, text, name FROM ({called}) WHERE name IS NOT NULL ORDER BY row, place").fetchall()


def standing_apart(db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], trade: Trade) -> list[Problem]:
    """Names in lists under which figures stand as under a value of their own: a list does not bring the two together."""
    problems: dict[str, Problem] = {}
    for sheet in sheets:
        of = str(sheet.layout.dataset.list_of)
        known, uncoded = catalogue.known(of), catalogue.uncoded(of)
        named = [(row, text, name, uncoded[fold(name)]) for row, text, name in _naming(db, sheet, of) if fold(name) in uncoded]
        used = queries.spoken_of(of, trade=trade) if named else ()
        meant: dict[str, int] = {}
        for row, text, name, value in named:
            if value in used and meant.setdefault(text, known.get(fold(text), value)) != value:
                problems[name] = _apart(sheet, row, text, name)
    return list(problems.values())[:MOST]


def _apart(sheet: TypedSheet, row: int, text: str, name: str) -> Problem:
    said = f"figures stand under “{name}”, apart from “{text}”: undo the batches that name it, then import their files again"
    return Problem(sheet.sheet.name, row, None, name, "stands-apart", said)


def _texts(names: Mapping[str, NameText]) -> dict[str, str]:
    """By folded name or code the text under which a row of the list stands; a name that two rows share means neither."""
    by_name: dict[str, set[str]] = {}
    for text, name in names.items():
        by_name.setdefault(fold(name.name), set()).add(text)
    alone = {key: next(iter(texts)) for key, texts in by_name.items() if len(texts) == 1}
    return alone | {fold(name.code or text): text for text, name in names.items()}


def _write_moves(
    db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], of: str, group: str, own: Mapping[str, str], path: Path
) -> tuple[Path | None, dict[str, dict[str, NameText]]]:
    """Write what stands under what, and the names of the parents by level. An empty parent says nothing, unless values nest."""
    told = [
        f"""SELECT {number} AS place, {literal(sheet.sheet.name)} AS sheet, row, {of} AS value, '{level}' AS level,
            parent_{level} AS said, day AS valid_from
        FROM {sheet.table} WHERE {_LOADED} AND {group} AND (parent_{level} IS NOT NULL OR '{level}' = '{of}')"""
        for number, sheet in enumerate(sheets)
        for level in _levels(sheet)
    ]
    if not told:
        return None, {}
    said = " UNION ALL ".join(told)
    names: dict[str, dict[str, NameText]] = {}
    meant = []
    for level, text in db.execute(f"SELECT DISTINCT level, said FROM ({said}) WHERE said IS NOT NULL ORDER BY ALL").fetchall():
        if text.strip().casefold() not in ALONE:
            parent = own.get(fold(text), text) if level == of else text
            names.setdefault(level, {})[parent] = NameText(parent)
            meant.append((level, text, parent))
    db.execute("CREATE OR REPLACE TEMP TABLE meant (level VARCHAR, said VARCHAR, parent VARCHAR)")
    if meant:
        db.executemany("INSERT INTO meant VALUES (?, ?, ?)", meant)
    query = f"""SELECT '{of}' AS dimension, value, level, parent, valid_from, sheet, row
        FROM ({said}) LEFT JOIN meant USING (level, said)
        QUALIFY row_number() OVER (PARTITION BY value, level, valid_from ORDER BY place DESC, row DESC) = 1 ORDER BY ALL"""
    return _copy(db, query, path), names


def _write_attributes(
    db: duckdb.DuckDBPyConnection, sheets: Sequence[TypedSheet], of: str, group: str, trade: Trade, stem: Path
) -> Path:
    """Write what values are from when, and what they are called: these names are words for them from then on."""
    changes = attributes.write(db, sheets, group, trade, stem.with_suffix(".words.parquet"))
    called = [
        f"SELECT {of} AS value, {word} AS attribute, {text} AS text, day FROM {sheet.table} WHERE {_LOADED} AND {group}"
        for sheet in sheets
        for word, text in _called(sheet, of).items()
    ]
    parts = [
        f"""SELECT '{of}' AS dimension, value, attribute, text, day AS valid_from FROM ({part}) WHERE text IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY value, attribute, day ORDER BY text) = 1"""
        for part in called
    ]
    if changes:
        parts.append(f"SELECT * FROM read_parquet({literal(str(changes))})")
    return _copy(db, " UNION ".join(parts), stem.with_suffix(".attributes.parquet"))


def _called(sheet: TypedSheet, of: str) -> dict[str, str]:
    """SQL of the names that a list has for a value, by what kind of name each is."""
    coded = {"'name'": f"name_{of}", "'code'": f"code_{of}"} if sheet.layout.of_role("code") else {"'name'": of}
    return coded | {"'name_zh'": "attribute_name_zh"}


def _copy(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> Path:
    db.execute(f"COPY ({query}) TO $path (FORMAT parquet)", {"path": str(path)})
    return path
