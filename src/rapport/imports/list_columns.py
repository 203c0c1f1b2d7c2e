"""The columns of a reference list that facts have not: from which day a row holds, and what its value stands under."""

from collections.abc import Mapping

from rapport.imports.layouts import Layout

FOR_EVER = "DATE '0001-01-01'"


def list_columns(layout: Layout, raw_time: str, known_on: str) -> Mapping[str, str]:
    """The SQL of these columns: the day of a row, whether it is dated, its Chinese name, and its parents by level.

    A row without a day holds for ever in a list that has dates; in one without, it has its release's month and is not dated.

    `raw_time`: SQL of a text of time that could not be read; `known_on`: of the day of release.
    """
    undated = FOR_EVER if layout.of_role("time") else f"date_trunc('month', {known_on})::DATE"
    parents = {f"parent_{field.column.to}": f"c{field.index}" for field in layout.of_role("parent")}
    chinese = next((f"c{field.index}" for field in layout.of_role("name_zh")), "NULL::VARCHAR")
    day = f"CASE WHEN ({raw_time}) IS NULL THEN coalesce(time.day, {undated}) END"
    is_dated = "true" if layout.of_role("time") else "time.day IS NOT NULL"
    return {"day": day, "is_dated": is_dated, "attribute_name_zh": chinese, **parents}
