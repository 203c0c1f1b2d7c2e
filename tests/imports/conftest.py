"""Files as people send them, and what the imports read from them before anything is matched or loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from rapport import packs
from rapport.book.performance.staging import Loaded, Staged
from rapport.core.pack import Trade
from rapport.imports.sheets import open_sheet
from rapport.imports.tables import TextTable

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def trade() -> Trade:
    return packs.load()


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file."""

    def write(content: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook of sheets, each a list of rows; a cell may be (value, number format)."""

    def write(sheets: dict[str, list[list[Any]]], **options: Any) -> Path:
        path = tmp_path / "file.xlsx"
        with xlsxwriter.Workbook(path, options) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for row, cells in enumerate(rows):
                    for column, cell in enumerate(cells):
                        value, code = cell if isinstance(cell, tuple) else (cell, None)
                        if value is not None:
                            sheet.write(row, column, value, book.add_format({"num_format": code}) if code else None)
        return path

    return write


def cells(tables: list[TextTable], number: int = 0) -> list[tuple[object, ...]]:
    """The rows of a table of text, each with its row number."""
    names = ", ".join(f"c{index}" for index in range(tables[number].width))
    with duckdb.connect() as db:
        sheet = open_sheet(db, tables[number], number)
        return db.execute(f"SELECT row, {names} FROM {sheet.view} ORDER BY row").fetchall()


@dataclass
class Outcome:
    """The report of an import, and for each batch to be its facts, attributes and rejected rows."""

    report: dict[str, Any]
    staged: list[Staged]
    facts: list[dict[str, Any]]
    attributes: list[tuple[Any, ...]]
    rates: list[tuple[Any, ...]]
    rejected: list[dict[str, Any]]

    def column(self, name: str, measure: str | None = None) -> list[Any]:
        """The values of a column of the facts, in the order of the file."""
        return [fact[name] for fact in self.facts if measure in {None, fact["measure"]}]

    @property
    def rules(self) -> list[str]:
        return [problem["rule"] for problem in self.report["problems"]]


def _rows(path: Path | None) -> list[dict[str, Any]]:
    if path is None:
        return []
    found = duckdb.execute("SELECT * FROM read_parquet($path)", {"path": str(path)})
    return [dict(zip([entry[0] for entry in found.description], row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch, trade: Trade) -> Callable[..., Outcome]:
    """Import a file up to the door of the book: what would be handed over is kept instead."""
    from rapport.imports import run  # Django is set up after this file is read

    kept: list[Outcome] = []

    def keep(*, staged: list[Staged], **_: Any) -> list[Loaded]:
        facts = [row for one in staged for row in sorted(_rows(one.facts), key=lambda row: (row["row"], row["measure"]))]
        attributes = [tuple(row.values()) for one in staged for row in _rows(one.attributes)]
        rates = [tuple(row.values()) for one in staged for row in _rows(one.rates)]
        kept.append(Outcome({}, staged, facts, attributes, rates, [row for one in staged for row in _rows(one.rejected)]))
        rows = [sum(one.quotes.values()) or len({(row["sheet"], row["row"]) for row in _rows(one.facts)}) for one in staged]
        return [Loaded(None, 0, count, {}, 0, (), (), {}) for count in rows]

    monkeypatch.setattr(run.actions, "load", keep)
    accounts = {"contoso": 1, "fabrikam": 2}
    monkeypatch.setattr(run.catalogue, "known", lambda dimension, **_: accounts if dimension == "account" else {})

    def load(path: Path, **said: Any) -> Outcome:
        report = run.load_file(path, by=None, trade=trade, today=TODAY, **said).as_json()
        kept[-1].report = report
        return kept[-1]

    return load
