"""Shares of operating systems as several sources published them: JSON, a record a source and day, a field `…_share` a system."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

from rapport.core.refusals import Refused
from rapport.imports.tables import Flaw, TextTable, columns

ENDING = "_share"
HEADINGS = ("Month", "Source", "Definition", "OS", "Published Share", "Published")

DEFINITIONS: Mapping[str, str] = {
    "Cloudflare": "requests that reach its network, from devices of all kinds / 到达其网络的请求，涵盖各类设备",
    "DAP": "visits to web sites of the US federal government, mobile devices among them / 访问美国联邦政府网站的次数，含移动设备",
    "Firefox": "desktop users of this browser in a week, the first one told in a month / 该浏览器每周的桌面用户，取当月首周",
    "JetBrains": "yearly survey of developers, several answers each / 年度开发者调查，可多选",
    "StackOverflow": "yearly survey of developers, several answers each / 年度开发者调查，可多选",
    "StatCounter": "page views on desktop computers, on sites that carry its counter / 安装其计数器的网站的桌面端浏览量",
    "Steam": "monthly survey of those of its players who take part / 对自愿参加的玩家的月度调查",
}
"""What the figures of each source count, as far as is publicly known: in English, and after “ / ” in Chinese."""
_EXACT = Context(prec=15)
"""A binary fraction has noise behind its fifteenth digit."""


@dataclass(frozen=True)
class _Record:
    """What a source published on a day: its share of each system, as it stands."""

    source: str
    day: date
    shares: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        """All its shares together."""
        return sum(self.shares.values(), Decimal(0))


def knows(head: bytes, parts: Collection[str]) -> bool:
    """JSON in whose first records sources, days and shares stand."""
    is_json = not parts and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    return is_json and all(word in head for word in (b'"source"', b'"date"', b'_share"'))


def read(file: Path, folder: Path) -> list[TextTable]:
    """One line a source, month and system, as a fraction. Of several days of a month the first stands for it.

    Whether a source writes percents is told by its own figures. Whatever is not as expected of shares is told.
    """
    import polars as pl

    told = _parsed(file)
    records, flaws = [], []
    for number, entry in enumerate(_entries(file, told), 1):
        try:
            records.append(_record(entry))
        except (KeyError, TypeError, ValueError, ArithmeticError):
            text = f"record {number:,} has no source, no day or a share that is no number"
            flaws.append(Flaw(None, "bad-record", text, is_rejected=True))
    by_source: defaultdict[str, list[_Record]] = defaultdict(list)
    for record in sorted(records, key=lambda one: (one.source, one.day)):
        by_source[record.source].append(record)
    rows: list[tuple[str | None, ...]] = [HEADINGS]
    rejected = len(flaws)
    scales = {source: _scale(file, source, of) for source, of in by_source.items()}
    for source, of in by_source.items():
        months = {(record.day.year, record.day.month): record for record in reversed(of)}
        for record in reversed(months.values()):
            rows += _rows(record, scales[source], _release(told))
    flaws += [*_units(scales), *(flaw for source, of in by_source.items() for flaw in _oddities(source, of, scales[source]))]
    part = folder / "shares.parquet"
    table = {"row": range(1, len(rows) + 1)} | {name: [row[n] for row in rows] for n, name in enumerate(columns(len(HEADINGS)))}
    pl.DataFrame(table, schema_overrides={"row": pl.Int32}).write_parquet(part, compression="lz4")
    return [TextTable(file.name, (str(part),), len(HEADINGS), is_typed=False, flaws=tuple(flaws), rejected=rejected)]


def _parsed(file: Path) -> object:
    """What the file says, its numbers exact."""
    try:
        return json.loads(file.read_bytes(), parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{file.name}: is no JSON that can be read ({error}); ask for it again") from None


def _release(told: object) -> str:
    """The day on which the file says that it was made; empty where it does not."""
    made = told.get("metadata") if isinstance(told, dict) else None
    return str(made.get("last_updated", ""))[:10] if isinstance(made, dict) else ""


def _entries(file: Path, told: object) -> Sequence[Any]:
    """The records of the file: its list, or the first list in it that holds some."""
    lists = [told] if isinstance(told, list) else list(told.values()) if isinstance(told, dict) else []
    found = next((one for one in lists if isinstance(one, list) and one and isinstance(one[0], dict)), None)
    if found is None:
        raise Refused(f"{file.name}: holds no list of records with source, date and shares")
    return found


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _record(entry: Mapping[str, Any]) -> _Record:
    shares = {key.removesuffix(ENDING): value for key, value in entry.items() if key.endswith(ENDING) and value is not None}
    if not all(isinstance(value, Decimal) for value in shares.values()) or not isinstance(entry["source"], str):
        raise TypeError
    return _Record(entry["source"], date.fromisoformat(entry["date"]), shares)


def _scale(file: Path, source: str, records: Sequence[_Record]) -> Decimal:
    """What a source's figures are divided by: no fraction of a whole is above 1, and no day of percents adds up to 2.

    Refuses where its figures may be either.
    """
    largest = max((share for record in records for share in record.shares.values()), default=Decimal(0))
    if largest > 1:
        return Decimal(100)
    if any(record.total > Decimal("0.5") for record in records):
        return Decimal(1)
    raise Refused(f"{file.name}: the shares of {source} are so small that they may be percents or fractions; add the largest")


def _rows(record: _Record, scale: Decimal, release: str) -> Iterator[tuple[str | None, ...]]:
    for system, share in record.shares.items():
        name, value = system.replace("_", " ").capitalize(), f"{_EXACT.divide(share, scale).normalize():f}"
        yield f"{record.day:%Y-%m}", record.source, DEFINITIONS.get(record.source), name, value, release or None


def _units(scales: Mapping[str, Decimal]) -> Iterator[Flaw]:
    for scale, said in ((100, "percents, as some are above 1, and loaded as fractions: 35.2 is 0.352"), (1, "fractions of 1")):
        if sources := [source for source, found in scales.items() if found == scale]:
            yield Flaw(None, "unit", f"the shares of {', '.join(sources)} were taken for {said}")


def _oddities(source: str, records: Sequence[_Record], scale: Decimal) -> Iterator[Flaw]:
    """What of a source a person should know: sums that are no whole, several figures of a month, months without one."""
    totals = [100 * record.total / scale for record in records]
    if not all(99 <= total <= 101 for total in totals):
        text = f"{source}: the shares of a day add up to {min(totals):.1f}% to {max(totals):.1f}%; they are loaded as published"
        yield Flaw(None, "not-a-whole", text)
    months = {record.day.replace(day=1) for record in records}
    if len(months) < len(records):
        left = f"the other {len(records) - len(months):,} are not loaded, as shares are never averaged"
        text = f"{source}: {len(records):,} days in {len(months):,} months; the first of each stands for it, {left}"
        yield Flaw(None, "several-a-month", text)
    first, last = min(months), max(months)
    spanned = (last.year - first.year) * 12 + last.month - first.month + 1
    if len(months) < spanned:
        text = f"{source}: figures of {len(months):,} of the {spanned:,} months from {first:%Y-%m} to {last:%Y-%m}"
        yield Flaw(None, "gaps", text)
    if source not in DEFINITIONS:
        yield Flaw(None, "no-definition", f"{source}: what its figures count is not said in the file")
