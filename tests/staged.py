"""Files of facts for tests, given as rows: what the imports hand to `performance.actions.load`."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import polars as pl
from django.conf import settings

from rapport.book.performance.staging import NameText, Staged

FIXED = {
    "day": "DATE",
    "grain": "VARCHAR",
    "scenario": "VARCHAR",
    "measure": "VARCHAR",
    "value": "DECIMAL(18,4)",
    "currency": "VARCHAR",
    "sheet": "VARCHAR",
    "row": "INTEGER",
}
TYPES = {"DATE": pl.Date, "VARCHAR": pl.String, "INTEGER": pl.Int32, "DECIMAL(18,4)": pl.Decimal(18, 4)}
DEFAULTS: Mapping[str, object] = {
    "grain": "month",
    "scenario": "actual",
    "measure": "shipped_units",
    "currency": None,
    "sheet": "",
}
Row = Mapping[str, object]


def month(text: str) -> date:
    """The first day of a month written 2026-10."""
    return date.fromisoformat(f"{text}-01")


def staged(
    *rows: Row,
    dataset: str = "shipments",
    sender: str = "self",
    release: date = date(2026, 11, 3),
    attributes: Sequence[tuple[str, str, str, str, str]] = (),
    rejected: Sequence[Row] = (),
) -> Staged:
    """Facts as a file has them: each row a mapping with `month` (2026-10) or `day`, dimensions by name, and `value`.

    `attributes`: (dimension, text, attribute, word, month). Parquet files are written under the home of the test.
    """
    place = Path(settings.HOME) / "incoming"
    place.mkdir(parents=True, exist_ok=True)
    facts = [{**DEFAULTS, "row": number, **_moment(row)} for number, row in enumerate(rows, start=2)]
    dimensions = list(dict.fromkeys(key for row in facts for key in row if key not in FIXED))
    names = {d: {str(row[d]): NameText(str(row[d])) for row in facts if row.get(d)} for d in dimensions}
    dated = [
        dict(zip(("dimension", "value", "attribute", "text", "valid_from"), (*r[:4], month(r[4])), strict=True))
        for r in attributes
    ]
    return Staged(
        facts=_write(place, facts, FIXED | dict.fromkeys(dimensions, "VARCHAR")),
        names=names,
        dataset=dataset,
        sender=sender,
        release=release,
        file=f"{dataset}.csv",
        sha256="0" * 64,
        attributes=_write(
            place, dated, dict.fromkeys(("dimension", "value", "attribute", "text"), "VARCHAR") | {"valid_from": "DATE"}
        )
        if dated
        else None,
        rejected=_write(
            place,
            [_moment(row) for row in rejected],
            {"day": "DATE", "grain": "VARCHAR", "scenario": "VARCHAR"} | dict.fromkeys(dimensions, "VARCHAR"),
        )
        if rejected
        else None,
    )


def _moment(row: Row) -> dict[str, object]:
    rest = {key: value for key, value in row.items() if key != "month"}
    return rest | ({"day": month(str(row["month"])), "grain": "month"} if "month" in row else {})


def _write(place: Path, rows: Sequence[Row], columns: Mapping[str, str]) -> Path:
    path = place / f"{uuid4().hex}.parquet"
    types = {name: TYPES[kind] for name, kind in columns.items()}
    lines = [{name: _typed(row.get(name), kind) for name, kind in columns.items()} for row in rows]
    pl.DataFrame(lines, schema=types, orient="row").write_parquet(path)
    return path


def _typed(value: object, kind: str) -> object:
    return Decimal(str(value)) if kind == "DECIMAL(18,4)" else value
