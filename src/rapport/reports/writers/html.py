"""Documents as HTML: one file that carries its style, runs no script and fetches nothing; for screen, phone and A4."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from django.utils.html import format_html
from django.utils.safestring import SafeString

from rapport.core.pack import Lang
from rapport.core.wording import reason
from rapport.reports.blocks import (
    Banded,
    Block,
    Bridge,
    Cell,
    Column,
    Delta,
    Document,
    Kind,
    KpiTable,
    Lead,
    Line,
    List,
    Missing,
    Note,
    Number,
    Section,
    Sentence,
    State,
    Table,
    Trend,
)
from rapport.reports.writers import svg
from rapport.reports.writers.cells import arrow, mark, read, written
from rapport.reports.writers.markup import join, tag

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title} · {account}</title>
<style>{style}@page {{ @top-left {{ content: "{running}"; }} }}</style>
</head>
<body>
{shared}{head}
<main>
{opening}{sections}
</main>
{foot}
</body>
</html>
"""


def write(document: Document) -> str:
    """The whole file."""
    return format_html(
        PAGE,
        lang="zh-Hans" if document.lang == "zh-hans" else document.lang,
        title=document.title,
        account=document.account,
        style=_style(),
        running=_in_css(f"{document.account} · {document.title}"),
        shared=_hatch(),
        head=_head(document),
        opening=tag("div", *(_block(block, document.lang) for block in document.opening), class_="opening"),
        sections=join(_section(section, document.lang) for section in document.sections),
        foot=tag("footer", *(tag("p", _isolated(words), class_="foot") for words in document.foot)),
    )


@cache
def _style() -> SafeString:
    """The style sheet of the house, as it stands: nothing that a person wrote goes into it."""
    return SafeString(files("rapport.reports.writers").joinpath("document.css").read_text("utf-8"))


def _in_css(words: str) -> str:
    """Words as the inside of a CSS string: all but plain letters and digits by number, so that none ends it."""
    return "".join(letter if letter.isascii() and letter.isalnum() else f"\\{ord(letter):x} " for letter in words)


def _hatch() -> SafeString:
    """The hatch that marks forecasts, once for all drawings."""
    stripe = tag("rect", width=1.6, height=5)
    pattern = tag("pattern", stripe, id="hatch", width=5, height=5, patternTransform="rotate(45)", patternUnits="userSpaceOnUse")
    return tag("svg", tag("defs", pattern), class_="shared", aria_hidden="true")


def _isolated(words: str) -> SafeString:
    """Words that may hold a name of any script, kept from turning the direction of what stands around them."""
    return tag("bdi", words)


def _head(document: Document) -> SafeString:
    lines = (
        tag("p", _isolated(document.scope), class_="scope"),
        tag("h1", _isolated(document.title)),
        tag("p", document.position, class_="position"),
        *(tag("p", _isolated(words), class_="stand") for words in document.stand),
    )
    return tag("header", *lines)


def _section(section: Section, lang: Lang) -> SafeString:
    title = tag("h2", tag("span", section.number, class_="number"), section.title, id=section.key)
    return tag("section", title, *(_block(block, lang) for block in section.blocks), aria_labelledby=section.key)


def _block(block: Block, lang: Lang) -> SafeString:
    match block:
        case Lead(sentence):
            drawn = tag("p", _sentence(sentence, lang), class_="lead")
        case Note(sentence):
            drawn = tag("p", _sentence(sentence, lang), class_="note")
        case Missing():
            drawn = _missing(block)
        case List():
            items = tag("ul", *(tag("li", _sentence(item, lang)) for item in block.items), class_="items")
            drawn = join((tag("p", block.caption, class_="note"), items))
        case Bridge():
            drawn = _figure(block.caption, block.unit, svg.bridge(block, lang))
        case Trend():
            fold = tag("details", tag("summary", block.summary), _table(block.as_table(), lang))
            drawn = _figure(block.caption, block.unit, svg.trend(block, lang), _legend(block.kinds), fold)
        case KpiTable():
            drawn = _table(block.as_table(), lang)
        case Table():
            drawn = _table(block, lang)
    return drawn


def _missing(block: Missing) -> SafeString:
    shape = tag("span", mark(State("watch", "")), class_="shape watch", aria_hidden="true")
    return tag("p", shape, " ", _isolated(block.words), tag("span", block.remedy, class_="remedy"), class_="missing")


def _figure(caption: str, unit: str, drawing: SafeString, *below: SafeString) -> SafeString:
    return tag("figure", tag("figcaption", *_captioned(caption, unit)), _wide(caption, drawing), *below)


def _captioned(caption: str, unit: str) -> Iterable[SafeString]:
    yield _isolated(caption)
    if unit:
        yield tag("span", unit, class_="unit")


def _wide(caption: str, content: SafeString) -> SafeString:
    """What may be wider than a phone scrolls in a region of its own that the keyboard reaches."""
    return tag("div", content, class_="wide", role="region", tabindex=0, aria_label=caption)


def _legend(kinds: Iterable[tuple[Kind, str]]) -> SafeString:
    return tag("div", *(tag("span", _swatch(kind), words) for kind, words in kinds), class_="legend")


def _swatch(kind: Kind) -> SafeString:
    line = tag("line", x1=0, x2=14, y1=4.5, y2=4.5, class_="planned")
    drawn = line if kind == "plan" else tag("rect", width=14, height=9, class_=kind)
    return tag("svg", drawn, viewBox="0 0 14 9", aria_hidden="true")


def _table(table: Table, lang: Lang) -> SafeString:
    head = tag("tr", *(tag("th", column.words, *_room(column), scope="col", class_=_class(column)) for column in table.columns))
    parts, total = (table.rows[:-1], table.rows[-1:]) if table.has_total else (table.rows, ())
    ends = _ends(parts, table.columns)
    rows = (
        *(tag("tr", *_cells(row, table.columns, ends, lang)) for row in parts),
        *(tag("tr", *_cells(row, table.columns, {}, lang), class_="total") for row in total),
    )
    caption = tag("caption", *_captioned(table.caption, table.unit))
    width = "narrow" if len(table.columns) <= 3 else "dense" if len(table.columns) > 7 else None
    return _wide(table.caption, tag("table", caption, tag("thead", head), tag("tbody", *rows), class_=width))


def _class(column: Column) -> str | None:
    return "figure" if column.is_figures else None


def _room(column: Column) -> tuple[SafeString, ...]:
    """What stands where a column that is drawn has nothing to draw, so that its words and figures stand in line."""
    return (tag("span", class_="bar"),) if column.has_bars else ()


Ends = tuple[float, float]
"""Between what figures all that is drawn in a column lies."""


def _ends(rows: Sequence[tuple[Cell, ...]], columns: Iterable[Column]) -> Mapping[Column, Ends]:
    """The ends of each column that is drawn; of changes as far either way as the largest."""
    told = {
        column: [end for row in rows for end in _drawn(row[place])] for place, column in enumerate(columns) if column.has_bars
    }
    return {column: (min(ends, default=0.0), max(ends, default=0.0)) for column, ends in told.items()}


def _drawn(cell: Cell) -> tuple[float, ...]:
    """What the drawing of a cell must have room for."""
    match cell:
        case Delta(number):
            size = abs(float(number.value or 0))
            return (-size, size)
        case Banded(number, band):
            return (float(band.low), float(number.value or 0), float(band.high))
    return ()


def _cells(row: tuple[Cell, ...], columns: tuple[Column, ...], ends: Mapping[Column, Ends], lang: Lang) -> Iterable[SafeString]:
    yield tag("th", _cell(row[0], lang), scope="row")
    for cell, column in zip(row[1:], columns[1:], strict=True):
        yield tag("td", _cell(cell, lang), *_drawing(cell, column, ends.get(column)), class_=_class(column))


def _drawing(cell: Cell, column: Column, ends: Ends | None) -> tuple[SafeString, ...]:
    """What stands beside a figure of a column that is drawn."""
    match cell:
        case Delta() if ends:
            return (svg.bar(cell, ends[1]),)
        case Banded() if ends:
            return (svg.dot(cell, *ends),)
    return _room(column)


def _cell(cell: Cell, lang: Lang) -> SafeString:
    match cell:
        case Number():
            drawn = _number(cell, lang)
        case Delta():
            drawn = _delta(cell, lang)
        case State():
            drawn = tag(
                "span", tag("span", mark(cell), class_="shape", aria_hidden="true"), " ", cell.words, class_=cell.standing
            )
        case Line():
            drawn = svg.line(cell, lang)
        case Banded(number, _, verdict):
            drawn = tag("span", _number(number, lang), class_=verdict if verdict == "worse" else None)
        case Sentence():
            drawn = _sentence(cell, lang)
        case str():
            drawn = _isolated(cell)
    return drawn


def _number(number: Number, lang: Lang) -> SafeString:
    if number.value is None:
        return tag("span", written(number, lang), class_="none", title=reason(number.why or "", lang))
    return tag("data", written(number, lang), value=number.value, data_kpi=number.kpi, data_cell=number.cell)


def _delta(delta: Delta, lang: Lang) -> SafeString:
    shape = arrow(delta, lang)
    if not shape:
        return tag("span", _number(delta.number, lang), class_="neutral")
    return tag("span", tag("span", shape, class_="arrow", aria_hidden="true"), _number(delta.number, lang), class_=delta.verdict)


def _sentence(sentence: Sentence, lang: Lang) -> SafeString:
    """Words and figures; in running text a change needs no arrow, the words say which way."""
    return join(piece if isinstance(piece, str) else _number(piece, lang) for _, piece in read(sentence, lang))
