"""Native charts of a workbook, drawn from cells: who changes a cell sees the drawing change."""

from collections.abc import Sequence

from xlsxwriter.chart import Chart  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from rapport.core.figures import MINUS
from rapport.reports.blocks import Bridge, Column, Kind, Number, Trend
from rapport.reports.words import WORKBOOK, filled
from rapport.reports.writers.cells import plain
from rapport.reports.writers.xlsx_page import MONTHS_FROM, Page
from rapport.reports.writers.xlsx_styles import (
    ACTUAL,
    BETTER,
    BETTER_INK,
    INK,
    INK_2,
    INPUT,
    PRIOR,
    RULE_2,
    SANS,
    WHITE,
    WORSE,
    WORSE_INK,
    digits_of,
    places_of,
    shown,
)

CUT = 0.5
"""A bridge's axis is cut where its levels spread over less than this share of the highest."""
NONE: dict[str, object] = {"fill": {"none": True}, "border": {"none": True}}
LOOKS: dict[Kind, dict[str, object]] = {
    "actual": {"fill": {"color": ACTUAL}, "border": {"none": True}},
    "prior_year": {"fill": {"color": PRIOR}, "border": {"none": True}},
    "prior_period": {"fill": {"color": PRIOR}, "border": {"none": True}},
    "plan": {"fill": {"color": WHITE}, "border": {"color": INK_2, "width": 1.25}},
    "forecast": {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": ACTUAL, "bg_color": WHITE},
        "border": {"color": ACTUAL},
    },
}
"""How a column of each kind is drawn."""
PAPER = 8
"""A drawing that begins below so many rows begins a new page."""
WIDE, HIGH, ROW = 900, 310, 24
"""A chart's size, and the height of a row without words to wrap, in pixels."""


def bridge(page: Page, block: Bridge) -> None:
    """The steps as a table of formulas in which only the steps themselves are typed, and a waterfall of stacked columns."""
    levels = _levels(block)
    page.breaks += [page.row] if page.row > PAPER else []
    caption = filled(WORKBOOK["cut" if _lowest(levels) else "whole"], page.styles.lang, caption=block.caption, unit=block.unit)
    page.text(page.row, 0, caption, page.styles.caption())
    names = ("step", "value", "level", "floor", "total", "up", "down", "residual")
    page.head([Column(WORKBOOK[name](page.styles.lang), is_figures=name != "step") for name in names], page.row + 1)
    title, first = page.row, page.row + 2
    steps = [
        (block.base_label, block.base),
        *((bar.label, bar.delta.number) for bar in block.bars),
        (block.actual_label, block.actual),
    ]
    for place, (label, number) in enumerate(steps):
        page.text(first + place, 0, label, page.styles.cell(text_wrap=True))
        _step(page, first + place, number, levels[max(place - 1, 0)], levels[place], is_end=place in (0, len(steps) - 1))
    last = first + len(steps) - 1
    _residual(page, block, last)
    _hide_gaps(page, first, last)
    chart = _waterfall(page, block, levels, title, first, last) if min(levels) >= 0 else _steps_alone(page, block, first, last)
    _insert(page, chart, last + 2, title, plain(block.says, page.styles.lang))


def _residual(page: Page, block: Bridge, last: int) -> None:
    """What the steps miss between both ends, to the last digit that is printed: nothing."""
    places = places_of(block.actual, page.styles.lang)
    formula = f"=ROUND({xl_rowcol_to_cell(last - 1, 2)}-{xl_rowcol_to_cell(last, 2)},{places})"
    *_, before, actual = _levels(block)
    page.sheet.write_formula(last, 7, formula, page.styles.figure(block.actual, bold=True), round(before - actual, places) + 0.0)


def _levels(block: Bridge) -> list[float]:
    """Where each step ends: at the base, after each of the bars, and at the actual figure."""
    levels = [shown(block.base)]
    for bar in block.bars:
        levels.append(levels[-1] + shown(bar.delta.number))
    return [*levels, shown(block.actual)]


def _lowest(levels: Sequence[float]) -> float:
    """Where the axis begins; above zero where it is cut."""
    low, high = min(levels), max(levels)
    return max(0.0, low - (high - low or high) * 0.45) if low > 0 and high - low < CUT * high else 0.0


def _step(page: Page, row: int, number: Number, before: float, level: float, *, is_end: bool) -> None:
    value, own, above = shown(number), xl_rowcol_to_cell(row, 1), xl_rowcol_to_cell(row - 1, 2)
    here = xl_rowcol_to_cell(row, 2)
    is_up, is_down = not is_end and value > 0, not is_end and value < 0
    page.number(row, 1, number, {"bold": is_end, "bg_color": INPUT})
    drawn = (
        (f"={own}" if is_end else f"={above}+{own}", level),
        ("=NA()" if is_end else f"=MIN({above},{here})", "#N/A" if is_end else min(before, level)),
        (f"={own}" if is_end else "=NA()", value if is_end else "#N/A"),
        ("=NA()" if is_end else f"=IF({own}>0,{own},NA())", value if is_up else "#N/A"),
        ("=NA()" if is_end else f"=IF({own}<0,-{own},NA())", -value if is_down else "#N/A"),
    )
    style = page.styles.cell(align="right", num_format=digits_of(number, page.styles.lang))
    for place, (formula, result) in enumerate(drawn):
        page.sheet.write_formula(row, 2 + place, formula, style, result)


def _hide_gaps(page: Page, first: int, last: int) -> None:
    """What is not drawn is not seen either."""
    white = page.styles.book.add_format({"font_color": WHITE})
    page.sheet.conditional_format(
        first, 3, last, 6, {"type": "formula", "criteria": f"=ISNA({xl_rowcol_to_cell(first, 3)})", "format": white}
    )


def _waterfall(page: Page, block: Bridge, levels: Sequence[float], title: int, first: int, last: int) -> Chart:
    chart = page.styles.book.add_chart({"type": "column", "subtype": "stacked"})
    labels, up, down = _labels(page, INK), *_colours(block)
    _series(chart, page, title + 1, 3, first, last, gap=38, overlap=100, **NONE)
    ends: list[object] = [None] * len(levels)
    ends[0], ends[-1] = LOOKS[block.base_kind], LOOKS["actual"]
    inside = [{"font": _font(page, WHITE if block.base_kind == "actual" else INK)}, *[{"delete": True}] * (len(levels) - 2)]
    digits = digits_of(block.actual, page.styles.lang)
    total = {**labels, "position": "inside_end", "num_format": digits, "custom": [*inside, {"font": _font(page, WHITE)}]}
    _series(chart, page, title + 1, 4, first, last, points=ends, data_labels=total)
    for column, (fill, _) in ((5, up), (6, down)):
        _series(chart, page, title + 1, column, first, last, fill={"color": fill}, border={"none": True})
    for column, (_, ink), sign in ((5, up, "+"), (6, down, MINUS)):
        above = {**_labels(page, ink), "position": "inside_base", "num_format": f'"{sign}"{digits}'}
        _series(chart, page, title + 1, column, first, last, data_labels=above, **NONE)
    low, high = _lowest(levels), max(levels)
    _finish(page, chart, title, {"min": low, "max": high + (high - low) * 0.12})
    return chart


def _steps_alone(page: Page, block: Bridge, first: int, last: int) -> Chart:
    """Columns of the steps themselves, for levels below zero, on which nothing can be stacked."""
    chart = page.styles.book.add_chart({"type": "column"})
    labels = {**_labels(page, INK), "num_format": digits_of(block.actual, page.styles.lang)}
    _series(chart, page, first - 1, 1, first, last, gap=38, data_labels=labels, **LOOKS["actual"])
    _finish(page, chart, first - 2, {})
    return chart


def _colours(block: Bridge) -> tuple[tuple[str, str], tuple[str, str]]:
    """Fill and ink of steps up and of steps down: better and worse, the other way round where less is better."""
    judged = [bar.delta for bar in block.bars if bar.delta.verdict != "neutral" and bar.delta.number.value]
    if not judged:
        return (PRIOR, INK_2), (PRIOR, INK_2)
    is_rise_better = (shown(judged[0].number) > 0) == (judged[0].verdict == "better")
    better, worse = (BETTER, BETTER_INK), (WORSE, WORSE_INK)
    return (better, worse) if is_rise_better else (worse, better)


def trend(page: Page, block: Trend) -> None:
    """The months as a table, and a group of columns a month; what is forecast goes on from what is actual, hatched."""
    title = page.row
    page.breaks += [title] if title > PAPER else []
    first, last = page.table(block.as_table())
    kinds = [kind for kind, _ in block.kinds]
    chart = page.styles.book.add_chart({"type": "column"})
    for kind in ("prior_year", "prior_period", "actual", "forecast", "plan"):
        if kind not in kinds or (kind == "forecast" and "actual" in kinds):
            continue
        column, points = 1 + kinds.index(kind), None
        if kind == "actual" and "forecast" in kinds:
            column, points = _joined(page, block, title + 1, first)
        told = [number for month in block.months for of, number in month.figures if of == kind]
        labels = {**_labels(page, INK), "num_format": digits_of(told[0], page.styles.lang)} if kind == "actual" and told else None
        look = {key: value for key, value in (("points", points), ("data_labels", labels)) if value}
        _series(chart, page, title + 1, column, first, last, gap=45, overlap=0, **LOOKS[kind], **look)
    legend: dict[str, object] = {"position": "top", "font": _font(page, INK_2, bold=False)}
    _finish(page, chart, title, {} if _is_below_zero(block) else {"min": 0}, legend)
    _insert(page, chart, page.row, title, plain(block.says, page.styles.lang))


def _is_below_zero(block: Trend) -> bool:
    return any(shown(number) < 0 for month in block.months for _, number in month.figures)


def _joined(page: Page, block: Trend, head: int, first: int) -> tuple[int, list[object]]:
    """A column beside the page in which forecasts follow the actual figures, and how each of its points is drawn."""
    words, kinds = dict(block.kinds), [kind for kind, _ in block.kinds]
    page.text(head, MONTHS_FROM, f"{words['actual']} · {words['forecast']}", page.styles.head(is_figures=True))
    points: list[object] = []
    for place, month in enumerate(block.months):
        told = dict(month.figures)
        actual, forecast = (xl_rowcol_to_cell(first + place, 1 + kinds.index(kind)) for kind in ("actual", "forecast"))
        number = told.get("actual") or told.get("forecast")
        style = page.styles.figure(number) if number else page.styles.cell()
        formula = f"=IF(ISNUMBER({actual}),{actual},IF(ISNUMBER({forecast}),{forecast},NA()))"
        page.sheet.write_formula(first + place, MONTHS_FROM, formula, style, shown(number) if number else "#N/A")
        points.append(None if "actual" in told else LOOKS["forecast"])
    return MONTHS_FROM, points


def _series(chart: Chart, page: Page, head: int, column: int, first: int, last: int, **more: object) -> None:
    """Cells of a column as a series, by the name at its head."""
    name = page.sheet.name
    cells = {"categories": [name, first, 0, last, 0], "values": [name, first, column, last, column]}
    chart.add_series({"name": [name, head, column], **cells, **more})


def _finish(page: Page, chart: Chart, title: int, axis: dict[str, object], legend: dict[str, object] | None = None) -> None:
    """Title from its cell, no frame, no value axis: the values stand on the columns."""
    chart.set_title(
        {"name": [page.sheet.name, title, 0], "name_font": {**_font(page, INK), "size": 11}, "layout": {"x": 0.01, "y": 0.02}}
    )
    chart.set_legend(legend or {"none": True})
    chart.set_y_axis({**axis, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_x_axis(
        {
            "num_font": _font(page, INK_2, bold=False),
            "line": {"color": RULE_2},
            "major_tick_mark": "none",
            "label_position": "low",
        }
    )
    chart.set_chartarea({"border": {"none": True}})
    chart.show_na_as_empty_cell()
    chart.set_size({"width": WIDE, "height": HIGH})


def _insert(page: Page, chart: Chart, row: int, title: int, says: str) -> None:
    page.sheet.insert_chart(row, 0, chart, {"description": says, "object_position": 1, "x_offset": 2, "y_offset": 4})
    page.row = max(row, title) + HIGH // ROW + 2


def _labels(page: Page, ink: str) -> dict[str, object]:
    return {"value": True, "font": _font(page, ink)}


def _font(page: Page, ink: str, *, bold: bool = True) -> dict[str, object]:
    return {"name": SANS[page.styles.lang], "size": 9, "bold": bold, "color": ink}
