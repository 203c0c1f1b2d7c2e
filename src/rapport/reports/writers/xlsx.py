"""Documents as workbooks: a cover, a sheet a section with native charts and live formulas, definitions, figures, facts."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from io import BytesIO
from typing import assert_never

import xlsxwriter  # type: ignore[import-untyped]

from rapport.core.pack import Lang
from rapport.reports.blocks import Block, Bridge, Document, KpiTable, Lead, List, Missing, Note, Section, State, Table, Trend
from rapport.reports.words import WORKBOOK, filled
from rapport.reports.writers import xlsx_charts, xlsx_lists
from rapport.reports.writers.cells import mark, plain
from rapport.reports.writers.xlsx_page import ACROSS, FIRST, OTHER, Page, lines, quoted
from rapport.reports.writers.xlsx_styles import INK_3, LINK, SANS, Styles

PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
"""What a person wrote stays what it is."""
MADE = datetime.combine(date(2000, 1, 1), time())
"""The same document is the same bytes; when it was written stands on its cover."""
LONGEST_NAME, LONGEST_FOOT = 31, 90


def write(document: Document) -> bytes:
    """The whole file."""
    held = BytesIO()
    with xlsxwriter.Workbook(held, PLAIN) as book:
        book.set_properties(_properties(document))
        book.set_size(2400, 1500)
        styles = Styles(book, document.lang)
        book.formats[0].set_font_name(SANS[document.lang])
        book.formats[0].set_font_size(10)
        names = _names(document)
        pages = {name: Page(book.add_worksheet(name), styles) for name in names}
        cover, *sections, definitions, figures, facts = pages.values()
        for page in pages.values():
            _set_up(page, document)
        _cover(cover, document, names)
        for page, section in zip(sections, document.parts, strict=True):
            _section(page, section, document.lang)
        for page, key, fill in (
            (definitions, "definitions", xlsx_lists.definitions),
            (figures, "figures", xlsx_lists.figures),
            (facts, "data", xlsx_lists.facts),
        ):
            _title(page, WORKBOOK[key](document.lang))
            if f"{key}_says" in WORKBOOK:
                page.text(page.row - 1, 0, WORKBOOK[f"{key}_says"](document.lang), styles.note(is_wrapped=False))
                page.row += 1
            fill(page, document)
    return held.getvalue()


def _properties(document: Document) -> dict[str, object]:
    title = f"{document.account}: {document.title}"
    about = {
        "subject": document.position,
        "keywords": f"{document.account}; {document.lang}",
        "comments": " ".join(document.stand),
    }
    return {"title": title[:255], "author": "Rapport", "created": MADE, **{key: words[:255] for key, words in about.items()}}


def _names(document: Document) -> list[str]:
    """The names of all sheets: as a spreadsheet allows them, each once."""
    fixed = [WORKBOOK[key](document.lang) for key in ("cover", "definitions", "figures", "data")]
    names = fixed[:1]
    for words in (*(_titled(section, document.lang) for section in document.parts), *fixed[1:]):
        names.append(_free(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", words).replace("'", "’").strip(), names))
    return names


def _titled(section: Section, lang: Lang) -> str:
    return f"{section.number} {section.title}" if section.number else WORKBOOK["opening"](lang)


def _free(words: str, taken: Iterable[str]) -> str:
    """A name that no other sheet has, cut to what a tab may hold."""
    known = {name.casefold() for name in taken}
    count = 1
    while (name := _cut(words, f" ({count})" if count > 1 else "")).casefold() in known:
        count += 1
    return name


def _cut(words: str, end: str) -> str:
    """As much of words as a tab holds with `end`; letters outside the first plane count two there."""
    while len((words + end).encode("utf-16-le")) > 2 * LONGEST_NAME:
        words = words[:-1]
    return words.strip() + end


def _set_up(page: Page, document: Document) -> None:
    """A4 across, one page wide; what it rests on at the head, whose it is and the page at the foot."""
    sheet = page.sheet
    sheet.hide_gridlines(2)
    sheet.set_default_row(18)
    sheet.set_column(0, 0, FIRST)
    sheet.set_column(1, ACROSS, OTHER)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.set_header(f"&R&8 {_in_foot(document.stand[0] if document.stand else '')}")
    sheet.set_footer(f"&L&8 {_in_foot(f'{document.account} · {document.title}')}&R&8 &P / &N")


def _in_foot(words: str) -> str:
    """Words of which a header or footer makes no codes, as much of them as it holds."""
    shown = words if len(words) <= LONGEST_FOOT else words[: LONGEST_FOOT - 1] + "…"
    return shown.replace("&", "&&")


def _title(page: Page, words: str) -> None:
    page.text(0, 0, words, page.styles.title())
    page.sheet.set_row(0, 28)
    page.row = 2


def _cover(page: Page, document: Document, names: Iterable[str]) -> None:
    lang, styles = document.lang, page.styles
    page.sheet.fit_to_pages(1, 1)
    page.sheet.set_column(0, 0, 22)
    page.sheet.set_column(1, 1, 100)
    page.text(0, 0, f"{document.account}{': ' if lang == 'en' else '：'}{document.title}", styles.title())
    page.sheet.set_row(0, 34)
    page.row = 2
    told = [("scope", document.scope), ("position", document.position), *(("stand", words) for words in document.stand)]
    told += [("missing", _lack(one, lang)) for one in document.missing]
    told += [
        ("notation", WORKBOOK["notation_says"](lang)),
        ("import", filled(WORKBOOK["import_says"], lang, data=WORKBOOK["data"](lang))),
    ]
    told += [("", words) for words in document.foot]
    said = ""
    for key, words in told:
        page.text(page.row, 0, WORKBOOK[key](lang) if key and key != said else "", styles.note())
        page.text(page.row, 1, words, styles.of(text_wrap=True, valign="top"))
        page.sheet.set_row(page.row, 15 * lines(words, 108) + 3)
        page.row, said = page.row + 1, key
    page.row += 1
    for column in (0, 1):
        page.text(page.row, column, "" if column else WORKBOOK["sheets"](lang), styles.head(is_figures=False))
    for name in list(names)[1:]:
        page.row += 1
        page.sheet.write_url(page.row, 1, f"internal:{quoted(name)}!A1", styles.of(font_color=LINK, underline=1), name)


def _lack(missing: Missing, lang: Lang) -> str:
    return f"{mark(State('watch', ''))} {missing.words}{' ' if lang == 'en' else ''}{missing.remedy}"


def _section(page: Page, section: Section, lang: Lang) -> None:
    """A section: its title, its sentence, then its blocks from the top to the bottom."""
    _title(page, _titled(section, lang))
    page.row = 1
    for block in section.blocks:
        _block(page, block, lang)
    page.sheet.freeze_panes(page.heads[0] + 1 if len(page.heads) == 1 else 1, 1)
    if len(page.heads) == 1:
        page.sheet.repeat_rows(page.heads[0])
    page.sheet.print_area(0, 0, max(page.row, 1), ACROSS)
    page.finish()


def _block(page: Page, block: Block, lang: Lang) -> None:
    match block:
        case Lead(sentence):
            page.across(plain(sentence, lang), page.styles.prose())
        case Note(sentence):
            page.across(plain(sentence, lang), page.styles.note(), points=13)
            page.row += 1
        case Missing():
            page.across(_lack(block, lang), page.styles.of(text_wrap=True, valign="top"))
        case List():
            page.across(block.caption, page.styles.of(bold=True, font_color=INK_3))
            for item in block.items:
                page.across(f"– {plain(item, lang)}", page.styles.of(text_wrap=True, valign="top"))
            page.row += 1
        case KpiTable():
            page.table(block.as_table())
        case Table():
            page.table(block)
        case Bridge():
            xlsx_charts.bridge(page, block)
        case Trend():
            xlsx_charts.trend(page, block)
        case _:
            assert_never(block)
