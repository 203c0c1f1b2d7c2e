"""Workbooks of the xlsx kind: which sheets there are, and what their cells need to be read."""

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from posixpath import normpath
from xml.parsers import expat

import polars as pl

from rapport.core import tidy
from rapport.core.refusals import Refused
from rapport.imports import cells, markup, strings
from rapport.imports.cells import Grid, Legend
from rapport.imports.styles import shown_by
from rapport.imports.tables import MOST_COLUMNS, Flaw, TextTable

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    KeyError,
    EOFError,
    UnicodeDecodeError,
    NotImplementedError,
    RuntimeError,
)


def read(file: Path, folder: Path) -> list[TextTable]:
    """The visible sheets of a workbook that hold anything; what is hidden is not read, and the flaws name it."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _read(archive, folder)
    except Refused as refusal:
        raise Refused(f"{file.name}: {refusal}") from None
    except _DAMAGE as damage:
        raise Refused(
            f"{file.name}: the workbook is damaged ({damage}); open it in a spreadsheet program and save it again"
        ) from None


def _read(archive: zipfile.ZipFile, folder: Path) -> list[TextTable]:
    with archive.open("xl/workbook.xml") as part:
        properties = markup.elements(part, "workbookPr")
    is_1904 = any(one.get("date1904") in {"1", "true"} for one in properties)
    legend = Legend(_strings(archive), shown_by(*_formats(archive)), is_1904)
    tables, hidden = [], []
    for number, (name, part_name, is_hidden) in enumerate(_sheets(archive)):
        if is_hidden:
            hidden.append(Flaw(None, "hidden-sheet", f"sheet “{name}” is hidden and was not read"))
            continue
        with archive.open(part_name) as sheet, archive.open(part_name) as again:
            grid = cells.read(sheet, again, legend, folder / f"sheet{number}")
        if grid.width:
            tables.append(_table(name, grid))
    if not tables:
        raise Refused("no visible sheet holds anything")
    is_document = _is_document(archive)
    first, *others = (replace(table, is_document=is_document) for table in tables)
    return [replace(first, flaws=(*hidden, *first.flaws)), *others]


def _is_document(archive: zipfile.ZipFile) -> bool:
    with archive.open("xl/workbook.xml") as part:
        return any(one.get("name") == tidy.MARK for one in markup.elements(part, "definedName"))


def _table(name: str, grid: Grid) -> TextTable:
    if grid.width > MOST_COLUMNS:
        raise Refused(
            f"sheet “{name}” reaches to column {grid.width:,}; at most {MOST_COLUMNS:,} are read, delete what stands far right"
        )
    flaws = []
    if grid.hidden_rows:
        some = ", ".join(map(str, grid.hidden_rows[:10])) + (", …" if len(grid.hidden_rows) > 10 else "")
        flaws.append(Flaw(grid.hidden_rows[0], "hidden-rows", f"{len(grid.hidden_rows):,} hidden rows were not read: {some}"))
    return TextTable(name, tuple(map(str, grid.parts)), grid.width, is_typed=True, flaws=tuple(flaws), merges=grid.merges)


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """Name, part and whether it is hidden, of each sheet of cells, in the order of the tabs."""
    with archive.open("xl/_rels/workbook.xml.rels") as part:
        targets = {one["Id"]: one for one in markup.elements(part, "Relationship")}
    with archive.open("xl/workbook.xml") as part:
        sheets = markup.elements(part, "sheets", "sheet")
    found = []
    for sheet in sheets:
        target = targets[next(value for key, value in sheet.items() if key.endswith(":id"))]
        if target["Type"].endswith("/worksheet"):
            found.append((sheet["name"], _part(target["Target"]), sheet.get("state", "visible") != "visible"))
    return found


def _part(target: str) -> str:
    return target[1:] if target.startswith("/") else normpath(f"xl/{target}")


def _formats(archive: zipfile.ZipFile) -> tuple[list[int], dict[int, str]]:
    """The number format id of each cell style, and the codes of those that the file defines."""
    if "xl/styles.xml" not in archive.namelist():
        return [], {}
    with archive.open("xl/styles.xml") as part:
        styles = [int(one.get("numFmtId", 0)) for one in markup.elements(part, "cellXfs", "xf")]
    with archive.open("xl/styles.xml") as part:
        codes = {int(one["numFmtId"]): one["formatCode"] for one in markup.elements(part, "numFmts", "numFmt")}
    return styles, codes


def _strings(archive: zipfile.ZipFile) -> pl.Series:
    """The shared strings, without the phonetic runs that say how Chinese characters are spoken."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return pl.Series([], dtype=pl.String)
    with archive.open("xl/sharedStrings.xml") as part, archive.open("xl/sharedStrings.xml") as again:
        return strings.read(part, again)
