"""Facts that documents wrote come back as they stand; what the other sheets print is never loaded."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from rapport.core import tidy
from rapport.core.pack import Lang
from rapport.core.refusals import Refused
from rapport.reports.blocks import Facts
from rapport.reports.writers import xlsx
from tests.imports.conftest import Outcome
from tests.reports.contoso import document

Import = Callable[..., Outcome]
Cell = str | Decimal | None

HEADS = (
    "dataset",
    "sender",
    "published",
    "scenario",
    "day",
    "grain",
    "account",
    "country",
    "country_name",
    "product",
    "platform",
)
COLUMNS = (*HEADS, "currency", "measure", "value")
SHIPPED = ("shipments", "Contoso", "2026-11-03", "actual", "2026-10-01", "month", "Contoso", "CN", "China", "P-own", "own")
UNITS: tuple[Cell, ...] = (*SHIPPED, None, "shipped_units", Decimal(96_600))
MONEY: tuple[Cell, ...] = (*SHIPPED, "USD", "revenue", Decimal("12345678901234.5678"))


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """A document over rows of facts."""

    def write(*rows: tuple[Cell, ...], columns: tuple[str, ...] = COLUMNS) -> Path:
        path = tmp_path / "update.xlsx"
        path.write_bytes(xlsx.write(replace(document(), facts=Facts(columns, rows))))
        return path

    return write


def changed(row: tuple[Cell, ...], **cells: Cell) -> tuple[Cell, ...]:
    return tuple(cells.get(column, cell) for column, cell in zip(COLUMNS, row, strict=True))


def test_facts_come_back_as_they_were_written(written: Any, imported: Import) -> None:
    found = imported(written(UNITS, MONEY))
    (staged,) = found.staged

    assert (staged.dataset, staged.sender, staged.release) == ("shipments", "Contoso", date(2026, 11, 3))
    assert [(fact["day"], fact["measure"], fact["value"], fact["currency"], fact["country"]) for fact in found.facts] == [
        (date(2026, 10, 1), "shipped_units", Decimal(96_600), None, "CN"),
        (date(2026, 10, 1), "revenue", Decimal("12345678901234.5678"), "USD", "CN"),
    ]
    assert found.attributes == [("product", "P-own", "platform", "own", date(2026, 10, 1))]
    assert (staged.names["country"]["CN"].name, staged.names["country"]["CN"].code) == ("China", "CN")
    assert found.report["rows"] == {"read": 2, "loaded": 2, "rejected": 0, "ignored": 0}


@pytest.mark.parametrize(
    ("day", "grain"), [("2026-10-31", "day"), ("2026-10-01", "quarter"), ("2026-01-01", "year"), ("2026-09-01", "FY27-P03")]
)
def test_each_length_of_time_comes_back(written: Any, imported: Import, day: str, grain: str) -> None:
    (fact,) = imported(written(changed(UNITS, day=day, grain=grain))).facts

    assert (str(fact["day"]), fact["grain"]) == (day, grain)


def test_every_other_sheet_is_named_and_not_read(written: Any, imported: Import) -> None:
    found = imported(written(UNITS))

    said = {problem["sheet"] for problem in found.report["problems"] if problem["rule"] == "printed-sheet"}
    assert said == {"Cover", "4 Premium, Pro mix and revenue", "Definitions", "Figures"}
    assert [table["sheet"] for table in found.report["tables"]] == ["Data"]
    assert sum(fact["value"] for fact in found.facts) == 96_600


def test_each_sender_kind_of_file_and_release_is_a_batch(written: Any, imported: Import) -> None:
    rows = (
        UNITS,
        changed(UNITS, sender="D1"),
        changed(UNITS, published="2026-12-01"),
        changed(UNITS, dataset="plan", scenario="plan"),
    )
    found = imported(written(*rows))

    assert {(one.dataset, one.sender, str(one.release)) for one in found.staged} == {
        ("shipments", "Contoso", "2026-11-03"),
        ("shipments", "D1", "2026-11-03"),
        ("shipments", "Contoso", "2026-12-01"),
        ("plan", "Contoso", "2026-11-03"),
    }


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"value": "n/a"}, "value"),
        ({"day": "soon"}, "day"),
        ({"published": None}, "published"),
        ({"grain": "era"}, None),
        ({"currency": "USD"}, None),
        ({"scenario": None}, None),
    ],
)
def test_a_row_that_is_no_fact_is_rejected_with_its_place(written: Any, imported: Import, cells: Any, column: Any) -> None:
    found = imported(written(UNITS, changed(UNITS, **cells)))

    assert found.report["rows"] == {"read": 2, "loaded": 1, "rejected": 1, "ignored": 0}
    (problem,) = [one for one in found.report["problems"] if one["rule"] == "not-a-fact"]
    assert (problem["sheet"], problem["column"]) == ("Data", column)


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ({"dataset": "shipmnts"}, "unknown dataset “shipmnts”; nearest: shipments"),
        ({"measure": "profit"}, "shipments has no measure “profit”"),
        ({"measure": "market_units"}, "shipments has no measure “market_units”"),
    ],
)
def test_unknown_words_refuse_the_file(written: Any, imported: Import, cells: Any, line: str) -> None:
    with pytest.raises(Refused, match=line):
        imported(written(UNITS, changed(UNITS, **cells)))


@pytest.mark.parametrize("said", [{"sender": "D1"}, {"dataset": "shipments"}, {"constants": {"account": "Contoso"}}])
def test_nothing_is_said_for_all_rows(written: Any, imported: Import, said: Any) -> None:
    with pytest.raises(Refused, match="its rows say by themselves"):
        imported(written(UNITS), **said)


def test_a_document_whose_facts_are_gone_is_refused(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "cut.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("2 KPIs")
        sheet.write_column(0, 0, ["Month", "2026-10"])
        sheet.write_column(0, 1, ["Revenue", 100])
        sheet.write_column(0, 2, ["Currency", "USD"])
        book.define_name("rapport_facts", "='2 KPIs'!#REF!")

    with pytest.raises(Refused, match="its sheet of facts is gone"):
        imported(path)


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_what_is_printed_is_no_table_of_facts_even_where_nothing_says_so(tmp_path: Path, imported: Import, lang: Lang) -> None:
    path = tmp_path / "stripped.xlsx"
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        book = load_workbook(BytesIO(xlsx.write(replace(document(lang), facts=Facts(COLUMNS, (UNITS,))))))
    del book[book.sheetnames[-1]], book.defined_names[tidy.MARK]
    book.save(path)

    with pytest.raises(Refused, match=r"no row of headings that are known|lacks a column"):
        imported(path)


def test_rows_that_nobody_sees_refuse_the_file(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "filtered.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate((COLUMNS, UNITS, UNITS)):
            sheet.write_row(number, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})

    with pytest.raises(Refused, match="show all rows"):
        imported(path)


def test_the_layout_is_known_in_text_too(text: Callable[..., Path], imported: Import) -> None:
    line = ",".join("" if cell is None else str(cell) for cell in UNITS)

    assert [fact["value"] for fact in imported(text(f"{','.join(COLUMNS)}\n{line}\n")).facts] == [96_600]


def test_a_column_that_means_nothing_is_named(written: Any, imported: Import) -> None:
    found = imported(written((*UNITS, "x"), columns=(*COLUMNS, "remark")))

    assert found.report["ignored_columns"] == ["remark"]
