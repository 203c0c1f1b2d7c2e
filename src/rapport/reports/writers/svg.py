"""Drawings: bridge, trend and line as SVG that takes its colours from CSS classes and says its finding aloud."""

from collections.abc import Iterator, Sequence

from django.utils.safestring import SafeString

from rapport.core.pack import Lang
from rapport.reports.blocks import Banded, Bar, Bridge, Delta, Kind, Line, Month, Number, Trend
from rapport.reports.writers.canvas import BOTTOM, HEIGHT, WIDTH, Canvas, rect, source
from rapport.reports.writers.cells import plain
from rapport.reports.writers.markup import join, tag

HALF = 26
"""How long the small bar of a change can be."""
REACH = 3
"""How far the dot of a figure reaches around its middle."""
CUT = 0.5
"""A bridge's axis is cut where its levels spread over less than this share of the highest."""


def bridge(block: Bridge, lang: Lang) -> SafeString:
    """Bars from base to actual with their connectors; a break mark on the full bars where the axis is cut."""
    levels = _levels(block)
    canvas = _bridge_canvas([*levels, float(block.actual.value or 0)], len(block.bars) + 2, lang)
    connectors = (_connector(canvas, i, level) for i, level in enumerate(levels))
    steps = (_step(canvas, i + 1, bar, levels[i], levels[i + 1]) for i, bar in enumerate(block.bars))
    base = _full(canvas, 0, block.base, block.base_kind, block.base_label)
    actual = _full(canvas, len(block.bars) + 1, block.actual, "actual", block.actual_label)
    return _picture(plain(block.says, lang), join((canvas.axis(), *connectors, base, *steps, actual)))


def trend(block: Trend, lang: Lang) -> SafeString:
    """A group of columns a month: the prior year behind, the actual or forecast before it, the plan as a line across."""
    heights = [float(number.value) for month in block.months for _, number in month.figures if number.value is not None]
    canvas = Canvas(min([0.0, *heights]), max([0.0, *heights]), len(block.months), lang)
    months = (_month(canvas, i, month) for i, month in enumerate(block.months))
    return _picture(plain(block.says, lang), join((canvas.axis(), *months)))


def line(block: Line, lang: Lang) -> SafeString:
    """A small line whose last point is marked; it breaks where a month has no figure."""
    points = _points([None if number is None or number.value is None else float(number.value) for number in block.numbers])
    drawn = [tag("path", d=" ".join(_strokes(points)), class_="line")]
    if points and (last := points[-1]):
        drawn.append(tag("circle", cx=f"{last[0]:.1f}", cy=f"{last[1]:.1f}", r=2.2, class_="actual"))
    return tag("svg", *drawn, class_="spark", viewBox="0 0 80 20", role="img", aria_label=plain(block.says, lang))


def bar(delta: Delta, most: float) -> SafeString:
    """A change as a small bar to the right or left of nothing, `most` being as long as there is room."""
    length = float(delta.number.value or 0) / (most or 1) * HALF
    axis = tag("line", x1=HALF, x2=HALF, y1=0, y2=12, class_="axis")
    drawn = tag("rect", x=round(HALF + min(length, 0), 1), y=2, width=round(abs(length), 1), height=8, class_=delta.verdict)
    return tag("svg", axis, drawn, class_="bar", viewBox=f"0 0 {2 * HALF} 12", aria_hidden="true")


def dot(cell: Banded, low: float, high: float) -> SafeString:
    """A figure as a dot on the band that it belongs in; there is room from `low` to `high`."""
    first, last, at = (
        round(REACH + (float(value or 0) - low) / ((high - low) or 1) * 2 * (HALF - REACH), 1)
        for value in (*cell.band, cell.number.value)
    )
    band = tag("rect", x=first, y=1, width=round(last - first, 1), height=10, class_="band")
    drawn = tag("circle", cx=at, cy=6, r=REACH, class_=cell.verdict)
    return tag("svg", band, drawn, class_="bar", viewBox=f"0 0 {2 * HALF} 12", aria_hidden="true")


Point = tuple[float, float] | None


def _points(values: Sequence[float | None]) -> list[Point]:
    known = [value for value in values if value is not None]
    low, spread = min(known, default=0.0), (max(known, default=0.0) - min(known, default=0.0)) or 1
    step = 76 / ((len(values) - 1) or 1)
    return [None if value is None else (2 + i * step, 17 - (value - low) / spread * 14) for i, value in enumerate(values)]


def _strokes(points: Sequence[Point]) -> Iterator[str]:
    """The pen's ways; a month alone is a dot."""
    for before, point, after in zip([None, *points], points, [*points[1:], None], strict=False):
        if point:
            yield f"{'L' if before else 'M'}{point[0]:.1f} {point[1]:.1f}{'' if before or after else 'h0'}"


def _picture(says: str, drawn: SafeString) -> SafeString:
    return tag("svg", drawn, class_="chart", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=says)


def _levels(block: Bridge) -> list[float]:
    """Where each connector runs: at the base, then at the level after each step."""
    levels = [float(block.base.value or 0)]
    for bar in block.bars:
        levels.append(levels[-1] + float(bar.delta.number.value or 0))
    return levels


def _bridge_canvas(levels: Sequence[float], slots: int, lang: Lang) -> Canvas:
    low, high = min(levels), max(levels)
    if low > 0 and high - low < CUT * high:
        return Canvas(max(0.0, low - (high - low or high) * 0.45), high, slots, lang, is_cut=True)
    return Canvas(min(0.0, low), max(0.0, high), slots, lang)


def _edges(canvas: Canvas, index: int) -> tuple[float, float]:
    """Left edge and width of the bar in a slot."""
    width = round(min(62.0, canvas.slot * 0.68), 1)
    return round(canvas.x(index + 0.5) - width / 2, 1), width


def _connector(canvas: Canvas, index: int, level: float) -> SafeString:
    left, width = _edges(canvas, index)
    end, _ = _edges(canvas, index + 1)
    return tag("line", x1=round(left + width, 1), x2=end, y1=canvas.y(level), y2=canvas.y(level), class_="connector")


def _full(canvas: Canvas, index: int, number: Number, kind: Kind, label: str) -> SafeString:
    value, (left, width) = float(number.value or 0), _edges(canvas, index)
    drawn = [rect(left, width, canvas.y(value), canvas.foot, kind)]
    if canvas.is_cut:
        drawn.append(tag("path", d=f"M{left - 3:.1f} {BOTTOM - 16}l{width + 6:.1f} -7v5l-{width + 6:.1f} 7z", class_="break"))
    drawn += [canvas.value(number, canvas.x(index + 0.5), value >= 0, "total"), canvas.label(label, index, "name")]
    return join(drawn)


def _step(canvas: Canvas, index: int, bar: Bar, before: float, after: float) -> SafeString:
    left, width = _edges(canvas, index)
    number, verdict = bar.delta.number, bar.delta.verdict
    drawn = (
        rect(left, width, canvas.y(before), canvas.y(after), verdict),
        canvas.value(number, canvas.x(index + 0.5), after >= before, verdict, at=after),
        canvas.label(bar.label, index),
    )
    return join(drawn)


def _month(canvas: Canvas, index: int, month: Month) -> SafeString:
    """A month's columns, and over the highest of them its figure: the actual one, else the forecast."""
    told = [(kind, number, float(number.value)) for kind, number in month.figures if number.value is not None]
    top = max((height for _, _, height in told), default=0.0)
    middle = canvas.x(index + 0.5) + 0.07 * _width(canvas)
    columns = (_column(canvas, index, kind, number) for kind, number, _ in told)
    named = "actual" if any(kind == "actual" for kind, _, _ in told) else "forecast"
    values = (
        canvas.value(number, middle, height >= 0, "total", at=top if height >= 0 else height)
        for kind, number, height in told
        if kind == named
    )
    return join((*columns, *values, canvas.label(month.label, index)))


def _width(canvas: Canvas) -> float:
    """How wide a column is."""
    return min(44.0, canvas.slot * 0.46)


def _column(canvas: Canvas, index: int, kind: Kind, number: Number) -> SafeString:
    """A column beside the middle of its month, the prior year's to the left, or the plan's line across both."""
    y, middle, width = canvas.y(float(number.value or 0)), canvas.x(index + 0.5), _width(canvas)
    if kind == "plan":
        left, right = round(middle - 0.87 * width, 1), round(middle + 0.96 * width, 1)
        return tag("line", x1=left, x2=right, y1=y, y2=y, class_="planned", **source(number))
    return rect(middle - (0.83 if kind == "prior_year" else 0.43) * width, width, y, canvas.foot, kind, **source(number))
