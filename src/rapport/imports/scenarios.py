"""What the rows of a sheet tell: what was, what is planned, what is expected."""

from collections.abc import Mapping

import duckdb

from rapport.imports.layouts import Layout
from rapport.imports.sql import literal
from rapport.imports.words import SCENARIOS


def columns(layout: Layout, constants: Mapping[str, str]) -> dict[str, str]:
    """SQL for the scenario of a row, NULL where its word is unknown or missing, and for that word.

    What a column does not say of each row holds for all: what a person says, or the scenario of the dataset.
    """
    cell = next((f"c{field.index}" for field in layout.of_role("scenario")), None)
    if cell is None:
        return {"scenario": literal(constants.get("scenario", layout.dataset.scenario)), "raw_scenario": "NULL::VARCHAR"}
    cases = " ".join(
        f"WHEN lower(trim({cell})) IN ({', '.join(map(literal, known))}) THEN {literal(key)}" for key, known in SCENARIOS.items()
    )
    return {"scenario": f"CASE {cases} END", "raw_scenario": cell}


def found(db: duckdb.DuckDBPyConnection, table: str, layout: Layout) -> tuple[str, ...]:
    """The scenarios that the facts of a typed sheet tell, in the order of its rows; that of the dataset where there are none."""
    rows = db.execute(
        f"SELECT scenario FROM {table} WHERE scenario IS NOT NULL AND NOT is_total AND NOT is_empty GROUP BY 1 ORDER BY min(row)"
    )
    return tuple(scenario for (scenario,) in rows.fetchall()) or (layout.dataset.scenario,)
