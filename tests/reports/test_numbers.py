"""Every number in a written update is the answer to its question, in both languages and both formats."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rapport.book.performance.explain import explain
from rapport.book.performance.queries import ask
from rapport.core.bridge import Explanation
from rapport.core.figures import read
from rapport.core.periods import Period
from rapport.core.question import Figure, Filter, Question
from tests.reports.october import ACCOUNT, TODAY, TRADE, write
from tests.reports.pages import Page, Printed
from tests.reports.writers.sheets import Book

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TOLD = ("account", "period", "vs", "part", "driver", "cell")
"""What a figure's cell says besides the place."""
CENT, TENTH_OF_A_POINT = 0.01, 0.001


@pytest.fixture(scope="module")
def files(october) -> dict[str, str]:
    """The update by language and ending, of a month with a plan for one distributor."""
    (written,) = write(ACCOUNT, october / "out")
    return {file.name.rsplit("_", 1)[1]: file.read_text("utf-8") for file in written.files}


@pytest.fixture(scope="module")
def books(october) -> dict[str, Book]:
    """The same as workbooks, by language."""
    (written,) = write(ACCOUNT, october / "books", to=("xlsx",))
    return {lang: Book(file.read_bytes()) for lang, file in zip(("en", "zh"), written.files, strict=True)}


def question(printed: Printed, by: tuple[str, ...]) -> Question:
    """What a figure answers, read from its cell."""
    start, end = (date.fromisoformat(day) for day in printed.cell["period"].split(".."))
    where = (Filter("account", frozenset({printed.cell["account"]})),)
    return Question((printed.kpi,), by=by, where=where, period=Period(start, end), vs=printed.cell.get("vs"))


@pytest.fixture
def figure(october, settings) -> Callable[[Printed], Figure]:
    """Asks a figure's question once more, by the one door."""
    settings.HOME = october
    rows: dict[Question, object] = {}

    def asked(printed: Printed) -> Figure:
        place = {key: word for key, word in printed.cell.items() if key not in TOLD}
        again = question(printed, tuple(place))
        if again not in rows:
            rows[again] = ask(again, by=None, today=TODAY, trade=TRADE).rows
        return next(row.kpis[printed.kpi] for row in rows[again] if {k: word or "" for k, word in row.by.items()} == place)

    return asked


@pytest.fixture
def explained(october, settings) -> Callable[[Printed], Explanation]:
    """Asks once more why a figure moved."""
    settings.HOME = october
    known: dict[Question, Explanation] = {}

    def asked(printed: Printed) -> Explanation:
        again = question(printed, ("country", "channel"))
        if again not in known:
            known[again] = explain(again, by=None, today=TODAY, trade=TRADE)
        return known[again]

    return asked


def expected(printed: Printed, figure: Callable, explained: Callable) -> tuple[Decimal | float, float]:
    """What the door answers for a figure, and how near the printed value must be."""
    cell, part = printed.cell, printed.cell["part"]
    if part == "effect":
        found = explained(printed)
        effects = {e.driver: e.amount for e in found.effects} | {"/".join(c.by.values()): c.total for c in found.cells}
        return effects[cell.get("driver") or cell["cell"]], 0
    asked = figure(printed)
    share = float(asked.delta) / float(asked.base) if asked.base and asked.delta is not None else 0
    answers = {
        "value": (asked.value, 0),
        "actual": (asked.value, CENT),
        "base": (asked.base, CENT),
        "delta": (asked.delta, CENT),
        "change": (share, 0),
        "delta-contribution": (share, TENTH_OF_A_POINT),
    }
    return answers[part]


def test_every_number_is_the_answer_to_its_question(files, figure, explained):
    checked = set()
    for printed in Page(files["en.html"]).figures:
        part = printed.cell["part"]
        if part in ("value", "actual", "base", "delta", "change", "effect", "delta-contribution"):
            answer, within = expected(printed, figure, explained)
            assert float(printed.value) == pytest.approx(float(answer), abs=max(within, 1e-9)), printed
            checked.add(part)

    assert checked == {"value", "actual", "base", "delta", "change", "effect", "delta-contribution"}


def test_the_worked_example_is_printed_to_the_digit(files):
    """PC shipments 175,000 after 170,000; share of the platform 79.5%, +2.5 points; revenue of a platform unit $62.8."""
    text = files["en.md"]

    assert "PC shipments came to 175,000" in text
    assert re.search(r"\| PC shipments .*\| 175,000 \|", text)
    assert re.search(r"\| Platform share .*\| 79\.5% .*\| 77\.1% \| ▲ \+2\.5 pp \|", text)
    assert re.search(r"\| Premium mix .*\| 34\.8% .*\| 28\.2% \| ▲ \+6\.6 pp \|", text)
    assert re.search(r"\| Revenue per platform unit .*\| \$62\.8", text)


@pytest.mark.parametrize(("name", "lang"), [("en.html", "en"), ("zh.html", "zh-hans")])
def test_what_is_printed_reads_back_as_its_value(files, name, lang):
    """To the last digit that is printed; figures of drawings are printed in thousands or millions."""
    page = Page(files[name])
    for element in page.all("data"):
        words = element.words
        half = Decimal(5).scaleb(-len(re.sub(r"[^\d.]", "", words).partition(".")[2]) - 1)
        unit = read(words, lang) / Decimal(re.sub(r"[^\d.]", "", words)) if re.search("[1-9]", words) else 1
        assert abs(read(words, lang) - Decimal(element.attributes["value"])) <= abs(half * unit), element


def test_both_languages_say_the_same_numbers(files):
    english, chinese = ([(f.value, f.kpi, f.cell) for f in Page(files[name]).figures] for name in ("en.html", "zh.html"))

    assert sorted(map(repr, english)) == sorted(map(repr, chinese))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_both_formats_print_the_same_tables(files, lang):
    cells = {element.words.replace("▲", "▲ ").replace("▼", "▼ ") for element in Page(files[f"{lang}.html"]).all("td")}
    for line in files[f"{lang}.md"].splitlines():
        if line.startswith("|") and not line.startswith("| :"):
            figures = [cell.strip() for cell in line.strip("|").split("|")[1:]]
            assert all(cell in cells for cell in figures if re.search(r"\d", cell)), line


def test_what_is_printed_adds_up(files):
    """The effects by driver, and those by place, to the last digit of the change."""
    tables = [table for table in files["en.md"].split("\n\n") if table.startswith(("| Driver", "| Country/Channel"))]

    assert len(tables) == 2
    for table in tables:
        rows = [[cell.strip(" ▲▼") for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]
        for column in (1, 2):
            *parts, whole = (read(row[column], "en") for row in rows if row[column])
            assert sum(parts) == whole


@pytest.mark.parametrize("name", ["en.md", "en.html", "zh.md", "zh.html"])
def test_nothing_is_left_unfilled(files, name):
    text = files[name].partition("</style>")[2] or files[name]

    assert not re.search(r"[{}]|None|nan|TODO", text)


@pytest.mark.parametrize("name", ["zh.md", "zh.html"])
def test_chinese_has_full_width_marks_and_its_spaces(files, name):
    words = re.sub(r"<[^>]*>", "\n", files[name].partition("</style>")[2] or files[name])

    assert not re.search(r"[一-鿿][,;:!?()]|[,;:!?(][一-鿿]", words)
    assert not re.search(r"[一-鿿][A-Za-z0-9]|[A-Za-z0-9%][一-鿿]", words)


def test_the_year_to_date_is_told_but_in_its_first_month(files):
    assert "**FY27 to date, July 2026 to October 2026**" in files["en.md"]


@pytest.mark.parametrize(("lang", "sheet"), [("en", "Figures"), ("zh", "数值")])
def test_a_workbook_has_the_same_figures(files, books, lang, sheet):
    """Each figure of the page, which is the answer to its question, stands in the workbook as stored."""
    told: dict[tuple[str, str, str], set[object]] = {}
    for row in books[lang].rows(sheet, "Figures"):
        told.setdefault((row["kpi"], row["part"], row["period"]), set()).add(row["value"])
    for printed in Page(files[f"{lang}.html"]).figures:
        found = told[printed.kpi, printed.cell["part"], printed.cell["period"]]
        assert any(value == pytest.approx(float(printed.value), rel=1e-14) for value in found if value is not None), printed


def test_the_formulas_of_a_workbook_come_to_what_they_show(books):
    written = books["en"].written()

    assert sum(formula.endswith("-1") for _, _, formula, _ in written) > 5
    for sheet, cell, formula, shown in written:
        expected = shown if isinstance(shown, str) else pytest.approx(shown, rel=1e-9, abs=1e-9)
        assert books["en"].result(sheet, formula) == expected, (sheet, cell)
