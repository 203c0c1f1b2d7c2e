"""The sheets behind the sections of a workbook: definitions, every figure with its question, and the facts to take back."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from urllib.parse import parse_qsl

from xlsxwriter.format import Format  # type: ignore[import-untyped]

from rapport.core import tidy
from rapport.reports.blocks import Document, Number
from rapport.reports.numbers import of_blocks
from rapport.reports.words import WORKBOOK, filled
from rapport.reports.writers.xlsx_page import Page, lines, quoted

FIGURES = (
    "section",
    "kpi",
    "account",
    "period",
    "vs",
    "part",
    "where",
    "unit",
    "currency",
    "value",
    "numerator",
    "denominator",
    "why",
)
"""The columns of the table of figures, the same in both languages."""
_CELL = ("account", "period", "vs", "part")
_EXACT = 15
"""So many digits a spreadsheet keeps of a number."""
Told = str | int | float | Decimal | None


def definitions(page: Page, document: Document) -> None:
    """What each KPI is, how much of what was expected has been reported, and which packs say so."""
    lang = document.lang
    heads = [WORKBOOK[key](lang) for key in ("kpi", "says", "unit", "formula")]
    for place, words in enumerate(heads):
        page.text(page.row, place, words, page.styles.head(is_figures=False))
    for place, width in enumerate((34, 62, 14, 62)):
        page.sheet.set_column(place, place, width)
    for one in document.definitions:
        page.row += 1
        told = (one.label, one.words, one.unit, one.formula)
        for place, words in enumerate(told):
            page.text(page.row, place, words, page.styles.cell(text_wrap=True, valign="top", bold=place == 0))
        page.sheet.set_row(page.row, 14 * max(lines(words, room) for words, room in zip(told, (32, 62, 13, 60), strict=True)) + 3)
    page.row += 2
    for words in (*document.stand, *document.foot):
        page.sheet.merge_range(page.row, 0, page.row, 3, "", page.styles.note())
        page.text(page.row, 0, words, page.styles.note())
        page.row += 1


def figures(page: Page, document: Document) -> None:
    """Each figure once, as stored, beside the question that it answers."""
    told = dict.fromkeys((section.number, *_figure(number)) for section in document.parts for number in of_blocks(section.blocks))
    _table(page, "Figures", FIGURES, list(told), (8, 24, 24, 24, 12, 14, 24, 9, 9, 18, 18, 18, 30))


def _figure(number: Number) -> tuple[Told, ...]:
    cell = dict(parse_qsl(number.cell, keep_blank_values=True))
    where = "; ".join(f"{key}={word}" for key, word in cell.items() if key not in _CELL)
    place = (cell.get(key) for key in _CELL)
    amounts = (one if one is None else float(one) for one in (number.value, number.numerator, number.denominator))
    return number.kpi, *place, where, number.unit, number.currency, *amounts, number.why if number.value is None else None


def facts(page: Page, document: Document) -> None:
    """The facts in the tidy layout, under the name by which an import knows the file again."""
    found = document.facts
    counts = {"partial": found.partial, "too_many": 0 if found.rows else found.total}
    for key in (key for key, count in counts.items() if count):
        words = filled(WORKBOOK[key], document.lang, count=f"{counts[key]:,}")
        page.text(page.row, 0, words, page.styles.note(is_wrapped=False))
        page.row += 2
    widths: Mapping[str, int] = {"measure": 20, "value": 18, "dataset": 16, "scenario": 10, "grain": 8, "currency": 9}
    columns = found.columns or (*tidy.BEFORE, *tidy.AFTER)
    first, last = _table(page, "Facts", columns, found.rows, [widths.get(column, 18) for column in columns])
    cells = f"$A${first + 1}:${_letters(len(columns) - 1)}${last + 1}"
    page.styles.book.define_name(tidy.MARK, f"={quoted(page.sheet.name)}!{cells}")


def _table(
    page: Page, name: str, columns: Sequence[str], rows: Sequence[Sequence[Told]], widths: Iterable[int]
) -> tuple[int, int]:
    """An Excel table of plain rows; answers its first and last row."""
    words, amounts = (
        page.styles.of(font_size=9),
        page.styles.of(font_size=9, num_format="#,##0.00##########;−#,##0.00##########;0"),
    )
    first, last = page.row, page.row + max(len(rows), 1)
    for place, width in enumerate(widths):
        page.sheet.set_column(place, place, width)
    for number, row in enumerate(rows, start=first + 1):
        for place, told in enumerate(row):
            _write(page, number, place, told, words, amounts)
    heads = [{"header": column, "header_format": page.styles.of(bold=True, font_size=9)} for column in columns]
    page.sheet.add_table(
        first, 0, last, len(columns) - 1, {"name": name, "columns": heads, "style": "Table Style Light 1", "banded_rows": False}
    )
    page.sheet.freeze_panes(first + 1, 0)
    page.sheet.repeat_rows(first)
    return first, last


def _write(page: Page, row: int, column: int, told: Told, words: Format, amounts: Format) -> None:
    """A cell; an amount of more digits than a spreadsheet keeps stands as text, whole."""
    if told is None:
        return
    if isinstance(told, str):
        page.text(row, column, told, words)
    elif isinstance(told, Decimal) and len(told.normalize().as_tuple().digits) > _EXACT:
        page.text(row, column, f"{told:f}", words)
    else:
        page.sheet.write_number(row, column, float(told), words if isinstance(told, int) else amounts)


def _letters(index: int) -> str:
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)
