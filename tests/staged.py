"""Files of facts for tests, given as rows: what the imports hand to `performance.actions.load`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from rapport.book.performance.staging import NameText, Staged
from tests.parquet import write

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
DATED = {"dimension": "VARCHAR", "value": "VARCHAR", "attribute": "VARCHAR", "text": "VARCHAR", "valid_from": "DATE"}
RATES = {"kind": "VARCHAR", "base": "VARCHAR", "quote": "VARCHAR", "month": "DATE", "rate": "DOUBLE", "days": "INTEGER"}
MOVES = {
    "dimension": "VARCHAR",
    "value": "VARCHAR",
    "level": "VARCHAR",
    "parent": "VARCHAR",
    "valid_from": "DATE",
    "sheet": "VARCHAR",
    "row": "INTEGER",
}
REJECTED = {"day": "DATE", "grain": "VARCHAR", "scenario": "VARCHAR", "sheet": "VARCHAR"}
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
    rates: Sequence[tuple[str, str, str, str, float]] = (),
) -> Staged:
    """Facts as a file has them: each row a mapping with `month` (2026-10) or `day`, dimensions by name, and `value`.

    `attributes`: (dimension, text, attribute, word, month). `rates`: (kind, base, quote, month, rate). Parquet files are
    written under the home of the test.
    """
    place = Path(settings.HOME) / "incoming"
    place.mkdir(parents=True, exist_ok=True)
    facts = [{**DEFAULTS, "row": number, **_moment(row)} for number, row in enumerate(rows, start=2)]
    dimensions = list(dict.fromkeys(key for row in facts for key in row if key not in FIXED))
    names = {d: {str(row[d]): NameText(str(row[d])) for row in facts if row.get(d)} for d in dimensions}
    texts = dict.fromkeys(dimensions, "VARCHAR")
    dated = [dict(zip(DATED, (*said[:4], month(said[4])), strict=True)) for said in attributes]

    quoted = [dict(zip(RATES, (*said[:3], month(said[3]), said[4]), strict=False)) for said in rates]

    def file(columns: Mapping[str, str], lines: Sequence[Row]) -> Path:
        return write(place / f"{uuid4().hex}.parquet", columns, lines)

    return Staged(
        facts=file(FIXED | texts, facts),
        names=names,
        dataset=dataset,
        sender=sender,
        release=release,
        file=f"{dataset}.csv",
        sha256="0" * 64,
        attributes=file(DATED, dated) if dated else None,
        rejected=file(REJECTED | texts, [_moment(row) for row in rejected]) if rejected else None,
        rates=file(RATES, quoted) if quoted else None,
        quotes={} if rows else {"": len(quoted)},
    )


def listed(
    *moves: tuple[str, str, str, str | None, date],
    release: date = date(2026, 11, 3),
    is_dated: bool = True,
    dataset: str = "accounts",
) -> Staged:
    """A list of what stands under what: (dimension, text, level, the parent's text or None, from that day on)."""
    empty = staged({"month": "2026-10", "value": 0}, dataset=dataset, release=release)
    told = [dict(zip(MOVES, (*move, "list.csv", row), strict=True)) for row, move in enumerate(moves, 2)]
    names: dict[str, dict[str, NameText]] = {}
    for dimension, text, level, parent, _ in moves:
        for of, name in ((dimension, text), (level, parent)):
            names.setdefault(of, {}).update({name: NameText(name)} if name else {})
    texts = dict.fromkeys(names, "VARCHAR")
    facts = write(empty.facts.with_name(f"{uuid4().hex}.parquet"), FIXED | texts, [])
    path = write(empty.facts.with_name(f"{uuid4().hex}.parquet"), MOVES, told)
    return replace(empty, facts=facts, names=names, moves=path, quotes={"list.csv": len(moves)}, is_dated=is_dated)


def _moment(row: Row) -> dict[str, object]:
    rest = {key: value for key, value in row.items() if key != "month"}
    return rest | ({"day": month(str(row["month"])), "grain": "month"} if "month" in row else {})
