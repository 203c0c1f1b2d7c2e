"""Workbooks, with openpyxl as the judge of what their cells say."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from rapport.core.refusals import Refused
from rapport.imports import workbook as workbooks
from tests.imports.conftest import cells

SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["month", "account", "units"]


def read(path: Path, number: int = 0) -> list[tuple[object, ...]]:
    return cells(workbooks.read(path, path.parent), number)


def rewritten(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The workbook with one part of its XML changed, as other programs write it."""
    other = path.with_name("other.xlsx")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry.filename)
            after.writestr(entry.filename, change(content.decode()).encode() if entry.filename == part else content)
    return other


def judged(path: Path) -> list[list[str | None]]:
    """What openpyxl finds, as text."""
    return [
        [_text(value) for value in row] for row in openpyxl.load_workbook(path, data_only=True).active.iter_rows(values_only=True)
    ]


def _text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return str(value).upper()
    return None if value is None else f"{value:.15g}" if isinstance(value, float) else str(value).strip() or None


def test_values_of_every_kind(workbook: Callable[..., Path]) -> None:
    rows = [
        HEAD,
        [(date(2026, 10, 3), "dd-mmm-yy"), "Contoso", 1200],
        [(date(2026, 10, 1), "mmm-yy"), "Fabrikam & Söhne <AG>", 600.1559999999999],
        [(datetime.fromisoformat("2026-10-03T12:30"), "yyyy-mm-dd hh:mm"), "00123", True],
        [(date(2026, 10, 1), 'yyyy"年"m"月"'), "联想", 0.1 + 0.2],
        [(0.25, "0%"), (0.5, "h:mm"), (3, '[Red]0.00;"day"0')],
    ]
    assert read(workbook({"S": rows})) == [
        (1, "month", "account", "units"),
        (2, "2026-10-03", "Contoso", "1200"),
        (3, "2026-10", "Fabrikam & Söhne <AG>", "600.156"),
        (4, "2026-10-03 12:30:00", "00123", "TRUE"),
        (5, "2026-10", "联想", "0.3"),
        (6, "0.25", "0.5", "3"),
    ]


def test_the_calendar_of_1904(workbook: Callable[..., Path]) -> None:
    path = workbook({"S": [HEAD, [(date(2026, 10, 3), "yyyy-mm-dd"), "x", 1]]}, date_1904=True)
    assert read(path)[1][1] == "2026-10-03"


def test_the_first_months_of_1900_have_a_day_too_many(workbook: Callable[..., Path]) -> None:
    path = workbook({"S": [[(1, "yyyy-mm-dd"), (59, "yyyy-mm-dd"), (61, "yyyy-mm-dd")]]})
    assert read(path) == [(1, "1900-01-01", "1900-02-28", "1900-03-01")]


def test_chinese_built_in_dates(workbook: Callable[..., Path]) -> None:
    path = workbook({"S": [HEAD, [(46298, "yyyy-mm-dd"), "x", 1]]})
    other = rewritten(path, "xl/styles.xml", lambda xml: xml.replace('<xf numFmtId="164"', '<xf numFmtId="31"'))
    assert read(other)[1][1] == "2026-10-03"


def test_errors_and_formulas_that_were_never_computed_stay_visible(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B1", "=1+1", None, 2)
        sheet.write_formula("C1", '="x"', None, "x")
        sheet.write_formula("D1", "=2+2", None, "")
    other = rewritten(path, SHEET, lambda xml: xml.replace("<f>2+2</f><v></v>", "<f>2+2</f>"))
    assert read(other) == [(1, "#DIV/0!", "2", "x", "=?")]


@pytest.mark.parametrize("result", ["<v></v>", "<v/>", "<v />"])
def test_a_formula_whose_result_a_program_left_empty_was_never_computed(tmp_path: Path, result: str) -> None:
    path = tmp_path / "file.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=6*7", None, 1)
        sheet.write_formula("B1", '=""', None, "nothing")
        sheet.write("C1", "x")
    other = rewritten(path, SHEET, lambda xml: xml.replace("<v>1</v>", result).replace("<v>nothing</v>", "<v></v>"))
    assert read(other) == [(1, "=?", None, "x")]


def test_hidden_sheets_and_rows_are_named_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with Workbook(path) as book:
        shown, hidden = book.add_worksheet("Shown"), book.add_worksheet("Hidden")
        hidden.hide()
        hidden.write("A1", "secret")
        shown.write_column("A1", ["a", "b", "c"])
        shown.set_row(1, None, None, {"hidden": True})
    (table,) = workbooks.read(path, tmp_path)
    assert [row[1] for row in cells([table])] == ["a", "c"]
    assert [(flaw.row, flaw.rule) for flaw in table.flaws] == [(None, "hidden-sheet"), (2, "hidden-rows")]
    assert table.flaws[1].text == "1 hidden rows were not read: 2"


def test_merged_ranges_are_told(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A2:A4", "Contoso")
    assert workbooks.read(path, tmp_path)[0].merges == ((2, 0, 4, 0),)


ODD = {
    "prefixed names": lambda xml: (
        xml.replace("<c ", "<x:c ").replace("</c>", "</x:c>").replace("<worksheet ", '<worksheet xmlns:x="u" ')
    ),
    "another order of attributes": lambda xml: xml.replace('<c r="B1" t="s"', '<c t="s" r="B1"'),
    "cells without a place": lambda xml: xml.replace('<c r="B2" t="s"', '<c t="s"'),
    "CDATA": lambda xml: xml.replace("<v>7</v>", "<v><![CDATA[7]]></v>"),
    "rich inline text": lambda xml: xml.replace(
        '<c r="A3"><v>7</v></c>', '<c r="A3" t="inlineStr"><is><r><t>7</t></r><rPh><t>nana</t></rPh></is></c>'
    ),
    "plain inline text": lambda xml: xml.replace('<c r="A3"><v>7</v></c>', '<c r="A3" t="inlineStr"><is><t>7</t></is></c>'),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_xml_says_the_same(workbook: Callable[..., Path], odd: str) -> None:
    path = workbook({"S": [["a", "b"], [1, "x"], [7, "y & z"]]})
    assert read(rewritten(path, SHEET, ODD[odd])) == [(1, "a", "b"), (2, "1", "x"), (3, "7", "y & z")]


def test_phonetic_runs_are_not_part_of_a_text(workbook: Callable[..., Path]) -> None:
    path = workbook({"S": [["漢字", "x"]]})
    other = rewritten(
        path, "xl/sharedStrings.xml", lambda xml: xml.replace("<t>漢字</t>", "<t>漢字</t><rPh sb='0' eb='2'><t>カンジ</t></rPh>")
    )
    assert read(other) == [(1, "漢字", "x")]


def test_rich_text_is_read_as_one(workbook: Callable[..., Path]) -> None:
    path = workbook({"S": [["Contoso", "x"]]})
    other = rewritten(
        path, "xl/sharedStrings.xml", lambda xml: xml.replace("<t>Contoso</t>", "<r><t>Con</t></r><r><t>toso</t></r>")
    )
    assert read(other) == [(1, "Contoso", "x")]


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_are_refused(workbook: Callable[..., Path], part: str) -> None:
    path = workbook({"S": [["a", "b"]]})
    other = rewritten(path, part, lambda xml: xml.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1))
    with pytest.raises(Refused, match="declares entities"):
        read(other)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda xml: xml.replace("</sheetData>", ""), "damaged"),
        (
            lambda xml: xml.replace("</sheetData>", '<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>'),
            "reaches to column 16,384",
        ),
        (lambda xml: xml[: xml.index("<sheetData>")] + "<sheetData/></worksheet>", "no visible sheet holds anything"),
    ],
)
def test_what_is_wrong_with_a_sheet(workbook: Callable[..., Path], change: Callable[[str], str], said: str) -> None:
    path = rewritten(workbook({"S": [["a", "b"], [1, 2]]}), SHEET, change)
    with pytest.raises(Refused, match=said):
        read(path)


values = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12),
    st.integers(-(10**12), 10**12),
    st.decimals(min_value=-(10**9), max_value=10**9, places=4).map(float),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)


@given(st.lists(st.lists(values, min_size=1, max_size=5), min_size=1, max_size=10))
def test_cells_agree_with_openpyxl(tmp_path_factory, rows) -> None:
    path = tmp_path_factory.mktemp("book") / "file.xlsx"
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = book.active.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)
    expected = {
        (number, column): text
        for number, row in enumerate(judged(path), 1)
        for column, text in enumerate(row)
        if text is not None
    }
    try:
        found = read(path)
    except Refused:
        assert not expected
        return
    assert {(row[0], column): text for row in found for column, text in enumerate(row[1:]) if text is not None} == expected
