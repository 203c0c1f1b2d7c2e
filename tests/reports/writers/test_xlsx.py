"""Workbooks: reopened by another library, every number is there as stored, formulas come to what they show, words stay words."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapport.core.pack import Band
from rapport.reports.blocks import Banded, Column, Definition, Delta, Facts, Lead, Number, Section, Sentence, Table
from rapport.reports.numbers import of_blocks
from rapport.reports.writers import xlsx
from rapport.reports.writers.xlsx_styles import number_format
from tests.reports.contoso import HOSTILE, document, money
from tests.reports.writers.sheets import Book

LANGS = ("en", "zh-hans")
SECTION = {"en": "4 Premium, Pro mix and revenue", "zh-hans": "4 高端版本占比与收入"}
FIGURES = {"en": "Figures", "zh-hans": "数值"}
DATA = {"en": "Data", "zh-hans": "数据"}
CELL = "account=Contoso&period=2026-10-01..2026-11-01&vs=prior_year&part="
DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "https://example.com",
    "{=1}",
    "  =2",
    "<b>&amp;</b>",
    "שלום",
    "😀" * 40,
)
FACTS = Facts(
    ("dataset", "sender", "published", "scenario", "day", "grain", "account", "currency", "measure", "value"),
    (
        ("revenue", "self", "2026-11-03", "actual", "2026-10-01", "month", "=1+1", "USD", "revenue", Decimal("9780329.75")),
        ("revenue", "self", "2026-11-03", "plan", "2026-10-01", "month", "B", "USD", "revenue", Decimal("12345678901234.5678")),
    ),
)


def book(lang="en", **more):
    return Book(xlsx.write(replace(document(lang), **more)))


def section(*blocks, title="Trial"):
    return Book(xlsx.write(replace(document(), sections=(Section(1, "trial", title, blocks),))))


def quote(value, part, unit="units", **more):
    return Number(value, unit, "pc_shipments", CELL + part, **more)


def table(*rows, **more):
    width = len(rows[0])
    return Table("By place", (Column("Place", is_figures=False), *(Column(f"C{n}") for n in range(1, width))), rows, **more)


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_the_document_stands_in_it_as_stored(lang):
    rows = book(lang).rows(FIGURES[lang], "Figures")
    told = {(row["kpi"], row["unit"], row["value"]) for row in rows}

    numbers = [number for part in document(lang).sections for number in of_blocks(part.blocks)]
    assert len(numbers) > 50
    for number in numbers:
        value = None if number.value is None else pytest.approx(float(number.value), rel=1e-15)
        assert (number.kpi, number.unit) in {one[:2] for one in told}
        assert any(one == (number.kpi, number.unit, value) for one in told), number


def test_both_languages_have_the_same_figures_and_facts():
    english, chinese = (book(lang, facts=FACTS) for lang in LANGS)

    assert english.rows("Figures", "Figures") == chinese.rows("数值", "Figures")
    assert english.rows("Data", "Facts") == chinese.rows("数据", "Facts")


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_of_tables_are_numbers_and_not_texts(lang):
    cells = [cell.value for row in book(lang).values[SECTION[lang]].iter_rows() for cell in row]

    for value in (139200 / 175000, 9780329.75, 8752640.0, 1450136.6, -422446.85, 1027689.75, 17000):
        assert any(cell == pytest.approx(value, rel=1e-12) for cell in cells if isinstance(cell, int | float)), value


@pytest.mark.parametrize("lang", LANGS)
def test_every_formula_comes_to_what_it_shows(lang):
    written = book(lang).written()

    assert len(written) > 50
    for sheet, cell, formula, shown in written:
        assert book_result(lang, sheet, formula) == (shown if isinstance(shown, str) else pytest.approx(shown, rel=1e-9)), cell


def book_result(lang, sheet, formula, known={}):  # noqa: B006 — read once
    if lang not in known:
        known[lang] = book(lang)
    return known[lang].result(sheet, formula)


def test_a_change_is_the_difference_of_the_cells_beside_it():
    growth = Number(0.25, "percent", "pc_shipments", CELL + "change", is_signed=True)
    rise = quote(Decimal(20), "delta", is_signed=True)
    row = ("CN", quote(Decimal(100), "value"), quote(Decimal(80), "base"), Delta(rise, "better"), Delta(growth, "better"))
    found = section(table(row))
    sheet = found.formulas["1 Trial"]

    assert [sheet[cell].value for cell in ("B4", "C4", "D4", "E4")] == [100, 80, "=B4-C4", "=B4/C4-1"]
    assert [found.values["1 Trial"][cell].value for cell in ("D4", "E4")] == [20, 0.25]


def test_points_are_shown_times_a_hundred():
    points = Number(0.025, "points", "pc_shipments", CELL + "delta", is_signed=True)
    row = ("CN", quote(0.8, "value", "percent"), quote(0.775, "base", "percent"), Delta(points, "better"))
    found = section(table(row))

    assert found.formulas["1 Trial"]["D4"].value == "=(B4-C4)*100"
    assert found.values["1 Trial"]["D4"].value == pytest.approx(2.5)
    assert found.rows("Figures", "Figures")[-1]["value"] == 0.025


def test_a_change_that_is_not_the_difference_stays_a_value():
    row = ("CN", quote(Decimal(100), "value"), quote(Decimal(80), "base"), Delta(quote(Decimal(19), "delta")))

    assert section(table(row)).formulas["1 Trial"]["D4"].value == 19


def test_a_total_is_a_sum_only_where_the_parts_make_it_up():
    rows = (
        ("CN", quote(Decimal(3), "value"), quote(Decimal(3), "value")),
        ("HK", quote(Decimal(4), "value"), quote(Decimal(4), "value")),
    )
    sheet = section(table(*rows, ("All", quote(Decimal(7), "value"), quote(Decimal(8), "value")), has_total=True)).formulas[
        "1 Trial"
    ]

    assert (sheet["B6"].value, sheet["C6"].value) == ("=SUM(B4:B5)", 8)


def test_a_missing_number_is_a_dash_with_its_reason():
    cell = section(table(("CN", quote(None, "value", why="not reported")))).formulas["1 Trial"]["B4"]

    assert (cell.value, cell.comment.text) == ("–", "not reported")


@pytest.mark.parametrize(
    ("number", "lang", "code"),
    [
        (money("9780329.75"), "en", '"$"#,##0.00;"−""$"#,##0.00;"$"#,##0.00'),
        (money("9780329.75"), "zh-hans", '#,##0.00" 美元";"−"#,##0.00" 美元";#,##0.00" 美元"'),
        (money("9780329.75", scale=10**6, decimals=2), "en", '#,##0.00,,;"−"#,##0.00,,;#,##0.00,,'),
        (Number(0.795, "percent", "", "", is_signed=True), "en", '"+"#,##0.0%;"−"#,##0.0%;#,##0.0%'),
        (Number(0.025, "points", "", ""), "zh-hans", '#,##0.0" 个百分点";"−"#,##0.0" 个百分点";#,##0.0" 个百分点"'),
        (Number(Decimal(12), "units", "", "", scale=1000, decimals=1), "en", '#,##0.0,;"−"#,##0.0,;#,##0.0,'),
        (Number(4.25, "weeks", "", ""), "en", '#,##0.0" weeks";"−"#,##0.0" weeks";#,##0.0" weeks"'),
    ],
)
def test_number_formats_say_sign_unit_and_scale(number, lang, code):
    assert number_format(number, lang) == code


def test_a_change_has_its_arrow_and_a_colour_that_follows_the_cell():
    rise, fall = (Delta(quote(Decimal(n), "delta", is_signed=True), verdict) for n, verdict in ((5, "better"), (-5, "better")))
    sheet = section(table(("CN", rise), ("HK", fall))).formulas["1 Trial"]
    rules = {
        str(ranges.sqref): {rule.operator: rule.dxf.font.color.rgb for rule in rules}
        for ranges, rules in sheet.conditional_formatting._cf_rules.items()
    }

    assert sheet["B4"].number_format == '"▲ +"#,##0;"▼ −"#,##0;#,##0'
    assert rules["B4"] == {"greaterThan": "FF0B6E5C", "lessThan": "FFB1311A"}
    assert rules["B5"] == {"greaterThan": "FFB1311A", "lessThan": "FF0B6E5C"}


@pytest.mark.parametrize(
    ("verdicts", "colours"),
    [
        (("better", "worse"), ("FFCDE6DC", "FFF6D9CD")),
        (("worse", "better"), ("FFF6D9CD", "FFCDE6DC")),
        (("neutral", "neutral"), ("FFEEF2EF", "FFEEF2EF")),
    ],
)
def test_changes_of_places_have_bars_behind_them_in_the_colours_of_their_verdicts(verdicts, colours):
    rise, fall = (Delta(quote(Decimal(n), "delta", is_signed=True), v) for n, v in zip((5, -4), verdicts, strict=True))
    heads = (Column("Place", is_figures=False), Column("Change", has_bars=True))
    found = section(Table("T", heads, (("CN", rise), ("HK", fall), ("All", rise)), has_total=True))
    part = next(part for part in found.parts("xl/worksheets/sheet") if "x14:dataBar" in part)

    assert "<xm:sqref>B4:B5</xm:sqref>" in part
    assert (f'<color rgb="{colours[0]}"/>' in part, f'<x14:negativeFillColor rgb="{colours[1]}"/>' in part) == (True, True)


def test_a_change_of_nothing_as_printed_has_neither():
    nothing = Delta(Number(0.0001, "points", "share", CELL + "delta", is_signed=True), "better")
    sheet = section(table(("CN", nothing))).formulas["1 Trial"]

    assert "▲" not in sheet["B4"].number_format
    assert not sheet.conditional_formatting


@pytest.mark.parametrize("words", DANGEROUS)
def test_words_stay_words_wherever_they_stand(words):
    sections = (Section(1, "k", words, (Lead(Sentence((words,))), table((words, words)))),)
    more = {"account": words, "scope": words, "title": words, "missing": (), "stand": (words,), "sections": sections}
    found = Book(xlsx.write(replace(document(), **more)))
    name = next(sheet for sheet in found.formulas.sheetnames if sheet.startswith("1 "))
    sheet = found.formulas[name]

    assert [sheet[cell].value for cell in ("A2", "A5", "B5")] == [words] * 3
    assert [found.formulas["Cover"][cell].value for cell in ("B3", "B5")] == [words] * 2
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not found.written()


def test_names_of_200_characters_stay_whole():
    name = HOSTILE + "x" * 200

    assert section(table((name, quote(Decimal(1), "value")))).values["1 Trial"]["A4"].value == name


def test_words_that_no_cell_can_hold_are_told_and_not_cut():
    with pytest.raises(ValueError, match="cannot hold 40,000 characters"):
        section(table(("x" * 40_000, quote(Decimal(1), "value"))))


def test_names_of_sheets_are_safe_and_each_there_once():
    titles = (
        "a/b: [x]?*\\",
        "'Quoted'",
        "Same title that is much longer than a tab",
        "Same title that is much longer than a tab!",
        "😀" * 30,
        "",
        "Data",
    )
    sections = tuple(Section(number % 2, "k", title, (table(("CN", "x")),)) for number, title in enumerate(titles))
    names = Book(xlsx.write(replace(document(), sections=sections))).formulas.sheetnames

    assert len({name.casefold() for name in names}) == len(names) == len(titles) + 4
    assert all(len(name.encode("utf-16-le")) <= 62 and not set(name) & set("[]:*?/\\'") for name in names)


def test_five_thousand_rows_stand_whole_under_one_head():
    rise = Delta(quote(Decimal(1), "delta", is_signed=True), "better")
    rows = tuple((f"Place {n}", quote(Decimal(n), "value"), rise) for n in range(5_000))
    found = section(Lead(Sentence(("All of them",))), table(*rows))
    sheet, (rules,) = found.values["1 Trial"], found.formulas["1 Trial"].conditional_formatting

    assert [sheet.cell(5 + n, 2).value for n in range(5_000)] == list(range(5_000))
    assert (sheet.freeze_panes, sheet.print_title_rows, str(rules.sqref)) == ("B5", "$4:$4", "C5:C5004")


@pytest.mark.parametrize("lang", LANGS)
def test_every_sheet_prints_on_a4_and_says_what_it_rests_on(lang):
    for sheet in book(lang).formulas:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert document(lang).stand[0] in sheet.oddHeader.right.text
        assert "&P / &N" in sheet.oddFooter.right.text or "1 / " in sheet.oddFooter.right.text
        assert not sheet.sheet_view.showGridLines


def test_the_cover_leads_to_every_sheet():
    found = book(facts=FACTS)
    links = [cell.hyperlink.location for row in found.formulas["Cover"].iter_rows() for cell in row if cell.hyperlink]

    assert links == [f"'{name}'!A1" for name in found.formulas.sheetnames[1:]]


@pytest.mark.parametrize("lang", LANGS)
def test_drawings_are_native_with_a_title_and_what_they_show(lang):
    found = book(lang)
    bridge, trend = found.parts("xl/charts/")
    (drawing,) = found.parts("xl/drawings/drawing")

    assert "barChart" in bridge
    assert '<c:grouping val="stacked"/>' in bridge
    assert 'prst="wdUpDiag"' in trend
    assert all("<c:title>" in chart for chart in (bridge, trend))
    assert ("Revenue rose by $1.03M." if lang == "en" else "收入增加 103 万美元。") in drawing
    assert "<x14:sparkline>" in found.part("xl/worksheets/sheet2.xml")


def test_a_bridge_is_formulas_on_its_steps_and_leaves_nothing():
    sheet = book().formulas[SECTION["en"]]
    start = next(row for row in range(1, 60) if sheet.cell(row, 1).value == "Step") + 1
    typed = [sheet.cell(row, 2).value for row in range(start, start + 11)]

    assert typed[0] == 8752640
    assert typed[-1] == 9780329.75
    assert all(isinstance(one, int | float) for one in typed)
    assert all(str(sheet.cell(row, column).value).startswith("=") for row in range(start, start + 11) for column in range(3, 8))
    assert book().values[SECTION["en"]].cell(start + 10, 8).value == 0


def test_definitions_and_what_the_document_is():
    found = book(definitions=(Definition("revenue", "Revenue", "What was billed", "money", "sum(revenue)"),))
    sheet, about = found.values["Definitions"], found.formulas.properties

    assert [cell.value for cell in sheet[4]][:4] == ["Revenue", "What was billed", "money", "sum(revenue)"]
    assert "partner 1: 0123abcd" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert about.title.endswith(": October business update")
    assert about.subject == "FY27 Q2, month 4 of 12"
    assert about.created.date() == date(2000, 1, 1)


def test_facts_stand_as_stored_and_too_many_digits_as_text():
    rows = book(facts=FACTS).rows("Data", "Facts")

    assert [row["value"] for row in rows] == [9780329.75, "12345678901234.5678"]
    assert rows[0]["account"] == "=1+1"


def test_what_is_left_out_is_said():
    words = book(facts=replace(FACTS, partial=3)).values["Data"]["A4"].value

    assert words == "Left out: 3 slices of which only a part is open to the author."


def test_the_same_document_is_the_same_bytes():
    assert xlsx.write(document()) == xlsx.write(document())


def test_an_unknown_block_fails_loudly():
    with pytest.raises(AssertionError):
        section("no block")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed: nobody else opened the workbook")
@pytest.mark.slow
def test_libreoffice_opens_it(tmp_path):
    (tmp_path / "book.xlsx").write_bytes(xlsx.write(document("zh-hans")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    words = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2",
    ]
    subprocess.run([*words, "--outdir", tmp_path, tmp_path / "book.xlsx"], check=True, capture_output=True, timeout=120)
    (text,) = (file.read_text("utf-8") for file in tmp_path.glob("*.csv"))

    assert "平台预装率" in text
    assert "2.48" in text
    assert "8752640" in text
    assert "Err:" not in text
    assert "#VALUE" not in text
    assert "#REF" not in text


def test_a_figure_is_red_while_it_prints_as_one_outside_its_band():
    """A percentage is held as a fraction: 90.0% is 0.9 to three places. It has no bar, which would tell its size."""
    ratio = Banded(quote(Decimal("0.8994"), "value", "percent"), Band(Decimal("0.9"), Decimal("1.1")), "worse")
    drawn = replace(table(("CN", ratio)), columns=(Column("Place", is_figures=False), Column("Ratio", has_bars=True)))
    sheet = section(drawn).formulas["1 Trial"]
    ((ranges, (rule,)),) = sheet.conditional_formatting._cf_rules.items()

    assert (str(ranges.sqref), rule.formula) == ("B4", ["OR(ROUND(B4,3)<0.9,ROUND(B4,3)>1.1)"])
    assert (rule.dxf.font.color.rgb, sheet["B4"].value) == ("FFB1311A", 0.8994)


def test_a_sentence_in_a_cell_is_words():
    low, high = (quote(Decimal(limit), part, "ratio", decimals=1) for limit, part in ((3, "low"), (6, "high")))
    found = section(table(("Weeks of inventory", Sentence(("Band ", low, " to ", high)))))

    assert found.values["1 Trial"]["B4"].value == "Band 3.0 to 6.0"
