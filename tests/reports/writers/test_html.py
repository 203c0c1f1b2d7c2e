"""HTML: one file for screen, phone and paper, safe whatever names hold, and readable without seeing it."""

import re
from dataclasses import replace

import pytest

from rapport.reports.blocks import Column, Delta, Number, Table
from rapport.reports.writers import html, svg
from tests.reports.contoso import HOSTILE, document, money
from tests.reports.pages import Page

LANGS = ("en", "zh-hans")


@pytest.fixture(params=LANGS)
def page(request) -> Page:
    return Page(html.write(document(request.param)))


@pytest.mark.parametrize(("lang", "written"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_the_page_says_its_language(lang, written):
    assert Page(html.write(document(lang))).all("html")[0].attributes["lang"] == written


def test_the_page_stands_alone(page):
    names = {element.name for element in page.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "embed"}
    assert not re.search(r"https?:|//|@import|url\((?!#hatch)", page.text.replace("<!doctype html>", ""))
    assert not any(name.startswith("on") for element in page.elements for name in element.attributes)


def test_names_are_shown_as_they_are(page):
    assert HOSTILE in page.all("title")[0].words
    assert any(element.words == HOSTILE for element in page.all("bdi"))
    assert "<script" not in page.text


def test_a_name_never_leaves_the_attribute_it_stands_in():
    table = Table(f'" onload="alert(1)" {HOSTILE}', (), ())

    page = Page(html._table(table, "en"))

    assert page.all("div")[0].attributes["aria-label"] == table.caption
    assert "onload" not in page.all("div")[0].attributes


def test_a_name_never_leaves_the_style_that_prints_it_on_every_page(page):
    style = page.all("style")[0].words

    assert page.text.count("</style>") == 1
    assert re.search(r'@top-left \{ content: "[A-Za-z0-9\\ ]*"; \}', style)


def test_tables_are_accessible(page):
    assert len(page.all("caption")) == len(page.all("table"))
    assert {element.attributes.get("scope") for element in page.all("th")} == {"col", "row"}
    assert all(element.attributes["tabindex"] == "0" for element in page.all("div") if element.attributes.get("role") == "region")


def test_drawings_say_their_finding_with_its_numbers(page):
    said = [element.attributes["aria-label"] for element in page.all("svg") if element.attributes.get("role") == "img"]

    assert len(said) == 3
    assert all(re.search(r"\d", words) for words in said)


def test_headings_are_in_order(page):
    assert [element.name for element in page.elements if re.fullmatch(r"h\d", element.name)] == ["h1", "h2"]
    assert {element.attributes.get("aria-labelledby") for element in page.all("section")} == {"premium_and_revenue"}


def test_every_figure_carries_its_exact_value_and_its_question(page):
    share = next(figure for figure in page.figures if figure.kpi == "platform_share" and figure.words == "79.5%")

    assert float(share.value) == 139200 / 175000
    assert share.cell == {"period": "2026-10"}


def test_both_languages_print_the_same_values():
    english, chinese = ([(f.value, f.kpi, f.cell) for f in Page(html.write(document(lang))).figures] for lang in LANGS)

    assert [figure for figure in english if figure in chinese] == chinese


def test_a_missing_figure_is_a_dash_with_its_reason():
    assert html._number(Number(None, "units", "pc_shipments", "", why="not reported"), "en") == (
        '<span class="none" title="not reported">–</span>'
    )


def test_changes_of_places_are_drawn_beside_their_figures_and_that_of_all_is_not():
    heads = (Column("Place", is_figures=False), Column("Change", has_bars=True), Column("Plan"))
    rows = [
        (name, Delta(money(str(n)), "better"), Delta(money("1"), "better")) for name, n in (("CN", 30), ("HK", -10), ("All", 20))
    ]
    whole = document("en").sections[0]
    page = Page(
        html.write(replace(document("en"), sections=(replace(whole, blocks=(Table("T", heads, tuple(rows), has_total=True),)),)))
    )

    widths = [float(bar.attributes["width"]) for bar in page.all("rect") if bar.attributes.get("y") == "2"]
    assert widths == [pytest.approx(svg.HALF), pytest.approx(svg.HALF / 3, abs=0.1)]


def test_nothing_chinese_is_slanted(page):
    assert "italic" not in page.text
    assert not {"em", "i", "cite"} & {element.name for element in page.elements}
