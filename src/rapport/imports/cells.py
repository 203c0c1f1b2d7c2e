"""The cells of a sheet's XML as columns of text: one regular expression over pieces of 4 MB, expat where that does not fit."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from rapport.core.refusals import Refused
from rapport.imports import places, tables, walk
from rapport.imports.problems import UNCOMPUTED
from rapport.imports.styles import Shown

PIECE = 4_000_000
MOST_CELLS = 20_000_000

_CELL = (
    r'^r="([A-Z]{1,3})(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?(?: \w+="[^"]*")*'
    r"(?:/>|>(?:(<f)[^>]*?(?:/>|>[^<]*</f>))?(?:<v/>|<v[^>]*>([^<]*)</v>|<is><t[^>]*>([^<]*)</t></is>|<is/>)?</c>)"
)


@dataclass(frozen=True)
class Legend:
    """What cells refer to: shared strings, what each style shows, and the day that is number 0 of its calendar."""

    strings: pl.Series
    shown: Sequence[Shown | None]
    is_1904: bool


@dataclass(frozen=True)
class Grid:
    """A sheet cut into cells: Parquet files, how many columns, and what lay beside the cells."""

    parts: tuple[Path, ...]
    width: int
    hidden_rows: tuple[int, ...]
    merges: tuple[tuple[int, int, int, int], ...]


def read(sheet: IO[bytes], again: IO[bytes], legend: Legend, stem: Path) -> Grid:
    """The cells of a sheet; `again` is the same part once more, for the careful reading that odd XML needs."""
    tail: list[str] = []
    hidden: list[int] = []
    frames = _by_pattern(sheet, tail, hidden)
    try:
        return _grid(frames, legend, stem, hidden, tail)
    except _OddError:
        hidden.clear()
        merges: list[str] = []
        return _grid(walk.cells(again, hidden, merges), legend, stem, hidden, merges)


class _OddError(Exception):
    """The XML is not written as the pattern expects."""


def _grid(frames: Iterator[pl.DataFrame], legend: Legend, stem: Path, hidden: Sequence[int], tail: Sequence[str]) -> Grid:
    parts, width, count = [], 0, 0
    for number, frame in enumerate(frames):
        count += frame.height
        if count > MOST_CELLS:
            raise Refused(f"a sheet has more than {MOST_CELLS:,} cells; delete the empty ones around its table, or split it")
        wide, last = _wide(frame.filter(~pl.col("row").is_in([str(row) for row in hidden])), legend)
        width = max(width, last)
        part = stem.with_suffix(f".{number}.parquet")
        wide.write_parquet(part, compression="lz4")
        parts.append(part)
    shape = stem.with_suffix(".parquet")
    columns = {"row": pl.Int32, **dict.fromkeys(tables.columns(width), pl.String)}
    pl.DataFrame(schema=columns).write_parquet(shape)  # a column that is empty all over stands in no other part
    merges = [merge for text in tail for merge in re.findall(r'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', text)]
    return Grid(
        (shape, *parts),
        width,
        tuple(hidden),
        tuple((int(top), places.number_of(left), int(bottom), places.number_of(right)) for left, top, right, bottom in merges),
    )


def _by_pattern(sheet: IO[bytes], tail: list[str], hidden: list[int]) -> Iterator[pl.DataFrame]:
    """The cells piece by piece; what stands behind the rows goes to `tail`, the numbers of hidden rows to `hidden`."""
    rest = b""
    while piece := sheet.read(PIECE):
        rest += piece
        cut = rest.rfind(b"</row>") + 6
        if cut < 6:
            if len(rest) > 8 * PIECE:
                raise _OddError
            continue
        yield _match(rest[:cut].decode(), hidden)
        rest = rest[cut:]
    tail.append(rest.decode())
    if re.search(r"<(?:\w+:)?c[ />]", tail[0]) or not re.search(r"</sheetData>|<sheetData ?/>", tail[0]):
        raise _OddError


def _match(text: str, hidden: list[int]) -> pl.DataFrame:
    if "<![CDATA[" in text or "<!ENTITY" in text:
        raise _OddError
    for tag in re.findall(r'<row\b[^>]*\bhidden="(?:1|true)"[^>]*>', text):
        hidden += [int(row) for row in re.findall(r'\br="(\d+)"', tag)]
    found = pl.Series([text]).str.split("<c ").explode().slice(1)
    frame = found.str.extract_groups(_CELL).struct.unnest()
    frame.columns = list(walk.FIELDS)
    if frame["column"].null_count() or frame.height != len(re.findall(r"<(?:\w+:)?c[ />]", text)):
        raise _OddError
    return frame.with_columns(
        pl.when(pl.col(name).str.contains("&", literal=True))
        .then(pl.col(name).map_elements(html.unescape, pl.String))
        .otherwise(name)
        .alias(name)
        for name in ("value", "inline")
    )


def _wide(cells: pl.DataFrame, legend: Legend) -> tuple[pl.DataFrame, int]:
    """Cells as rows of text, and the number of the last column."""
    texts = cells.select("column", row=pl.col("row").cast(pl.Int32), text=_text(cells, legend)).filter(
        pl.col("text").is_not_null()
    )
    numbers = {letters: places.number_of(letters) for letters in texts["column"].unique().to_list()}
    wide = texts.pivot(on="column", index="row", values="text", aggregate_function="first")
    return wide.rename({letters: f"c{number}" for letters, number in numbers.items()}), max(numbers.values(), default=-1) + 1


def _text(cells: pl.DataFrame, legend: Legend) -> pl.Series:
    """What each cell says, as text; numbers to the 15 digits that a spreadsheet keeps."""
    kind, value = pl.col("type"), pl.col("value")
    is_bare = (value == "") & kind.ne_missing("str")  # an empty text is a result
    index = pl.when(kind == "s").then(value).cast(pl.Int64, strict=False)
    shown = pl.col("style").replace_strict(
        {str(n): shown for n, shown in enumerate(legend.shown) if shown}, default=None, return_dtype=pl.String
    )
    frame = cells.with_columns(index=index, shown=pl.when(kind.is_null() | (kind == "n")).then(shown))
    shared = legend.strings.gather(frame["index"]) if len(legend.strings) else pl.Series([None] * frame.height, dtype=pl.String)
    text = (
        pl.when(pl.col("formula").is_not_null() & (value.is_null() | is_bare)).then(pl.lit(UNCOMPUTED))
        .when(kind == "s").then(pl.col("shared"))
        .when(kind == "inlineStr").then(pl.col("inline"))
        .when(kind == "b").then(pl.when(value == "1").then(pl.lit("TRUE")).otherwise(pl.lit("FALSE")))
        .when(kind == "d").then(value.str.replace("T00:00:00.*$", "").str.replace("T", " "))
        .when(kind.is_in(["str", "e"])).then(value)
        .when(pl.col("shown").is_not_null()).then(_moment(legend))
        .otherwise(_number())
    )  # fmt: skip
    said = frame.with_columns(shared=shared).select(text=text.str.strip_chars()).to_series()
    return said.replace("", None)


def _number() -> pl.Expr:
    value = pl.col("value")
    rounded = value.cast(pl.Float64, strict=False).round_sig_figs(15).cast(pl.String).str.replace(r"\.0$", "")
    is_short = (value.str.len_bytes() <= 15) & ~value.str.contains("[eE]")
    return pl.when(is_short).then(value).otherwise(pl.coalesce(rounded, value))


def _moment(legend: Legend) -> pl.Expr:
    """A number that is shown as a moment, as fine as it is shown; the calendar of 1900 has a 29 February that never was."""
    days = pl.col("value").cast(pl.Float64, strict=False)
    offset = pl.lit(24_107) if legend.is_1904 else pl.when(days < 60).then(25_568).otherwise(25_569)
    seconds = ((days - offset) * 86_400).round().cast(pl.Int64)
    moment = pl.from_epoch(seconds, time_unit="s")
    day = pl.when(seconds % 86_400 == 0).then(moment.dt.strftime("%Y-%m-%d")).otherwise(moment.dt.strftime("%Y-%m-%d %H:%M:%S"))
    shown = pl.col("shown")
    return (
        pl.when(shown == "month")
        .then(moment.dt.strftime("%Y-%m"))
        .when(shown == "year")
        .then(moment.dt.strftime("%Y"))
        .otherwise(day)
    )
