"""Drawings: where bars stand, how they connect, and that a cut axis is seen."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rapport.core.pack import Band
from rapport.reports.blocks import Banded, Delta, Line, Month, Number, Sentence
from rapport.reports.writers import svg
from rapport.reports.writers.canvas import BOTTOM, TOP, wrap
from tests.reports.contoso import bridge, money, share, trend
from tests.reports.pages import Page

NONE = Sentence(("",))


def rects(drawing: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for element in Page(drawing).all("rect"):
        found.setdefault(element.attributes["class"], []).append(element.attributes)
    return found


def test_a_bridge_runs_from_the_base_to_the_actual_in_connected_steps():
    page = Page(svg.bridge(bridge("en"), "en"))
    connectors = [e.attributes for e in page.all("line") if e.attributes["class"] == "connector"]
    bars = rects(page.text)

    assert len(connectors) == len(bridge("en").bars) + 1
    assert connectors[0]["y1"] == bars["prior_year"][0]["y"]
    assert float(connectors[-1]["y1"]) == pytest.approx(float(bars["actual"][0]["y"]), abs=0.1)
    assert (len(bars["better"]), len(bars["worse"])) == (5, 4)


def test_a_cut_axis_is_marked_on_both_full_bars():
    assert svg.bridge(bridge("en"), "en").count('class="break"') == 2


def test_an_axis_from_zero_has_no_mark():
    whole = replace(bridge("en"), base=money("100"), bars=())

    assert 'class="break"' not in svg.bridge(whole, "en")


@pytest.mark.parametrize("base", ["-500000", "0", "20000000"])
def test_bars_stay_in_the_drawing(base):
    drawn = rects(svg.bridge(replace(bridge("en"), base=money(base), actual=money("1")), "en"))

    for bar in (bar for bars in drawn.values() for bar in bars):
        assert float(bar["y"]) >= TOP - 0.1
        assert float(bar["y"]) + float(bar["height"]) <= BOTTOM + 1


def test_a_trend_draws_each_kind_in_its_own_way():
    drawn = rects(svg.trend(trend("en"), "en"))

    assert {kind: len(bars) for kind, bars in drawn.items()} == {"prior_year": 12, "actual": 10, "forecast": 2}
    assert svg.trend(trend("en"), "en").count('class="planned"') == 12


def test_a_month_that_was_forecast_and_happened_says_what_happened():
    both = Month("Jul", (("forecast", money("90")), ("actual", money("100")), ("plan", money("95"))))
    said = [element.words for element in Page(svg.trend(replace(trend("en"), months=(both,)), "en")).all("text")]

    assert said == ["$100.00", "Jul"]


def test_columns_are_as_high_as_their_values():
    bars = rects(svg.trend(trend("en"), "en"))["actual"]

    assert float(bars[9]["height"]) / float(bars[0]["height"]) == pytest.approx(15000 / 6000, rel=0.02)


@pytest.mark.parametrize(
    ("values", "strokes"), [((0.7, 0.8, None, 0.9), "MLMh"), ((None, None), ""), ((0.5,), "Mh"), ((1, 1), "ML")]
)
def test_a_line_breaks_where_a_month_has_no_figure(values, strokes):
    drawing = svg.line(Line(tuple(None if v is None else share(v) for v in values), NONE), "en")

    assert "".join(letter for letter in Page(drawing).all("path")[0].attributes["d"] if letter.isalpha()) == strokes


def test_the_bar_of_a_change_begins_in_the_middle_and_is_as_long_as_the_change():
    bars = {n: rects(svg.bar(Delta(money(str(n)), verdict), 200.0)) for n, verdict in ((200, "better"), (-50, "worse"))}
    ((rise,), (fall,)) = bars[200]["better"], bars[-50]["worse"]

    assert (float(rise["x"]), float(rise["width"])) == (svg.HALF, svg.HALF)
    assert (float(fall["x"]), float(fall["width"])) == (svg.HALF * 0.75, svg.HALF * 0.25)


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ("Partner share", 9, ["Partner", "share"]),
        ("合作伙伴市场份额", 12, ["合作伙伴市场", "份额"]),
        ("Volume", 9, ["Volume"]),
        ("Incomprehensible", 6, ["Incomp", "rehen…"]),
        ("", 9, []),
    ],
)
def test_labels_take_two_lines_at_most(words, room, lines):
    assert wrap(words, room) == lines


def test_nothing_to_draw_is_still_a_drawing():
    empty = replace(bridge("en"), base=money("0"), actual=money("0"), bars=())

    assert svg.bridge(empty, "en").startswith("<svg")
    assert svg.trend(replace(trend("en"), months=()), "en").startswith("<svg")
    assert Decimal(0) == empty.residual.value


def test_a_dot_stands_on_its_band_where_its_figure_is():
    """Between 3.0 and 10.4 there are 46 steps: the band ends 3/7.4 of them after its start, 4.0 stands 1/7.4 of them after."""
    inside, outside = (
        Banded(Number(Decimal(value), "weeks", "k", ""), Band(Decimal(3), Decimal(6)), "worse") for value in ("4.0", "10.4")
    )
    drawing = svg.dot(inside, 3.0, 10.4)

    assert [(one["x"], one["width"]) for one in rects(drawing)["band"]] == [("3.0", "18.6")]
    assert [one.attributes["cx"] for one in Page(drawing).all("circle")] == ["9.2"]
    assert [one.attributes["cx"] for one in Page(svg.dot(outside, 3.0, 10.4)).all("circle")] == ["49.0"]
