"""A column that says of each row whether it was, is planned or is expected."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rapport.book.performance import queries
from rapport.core.periods import FiscalCalendar
from rapport.core.question import Question
from rapport.core.refusals import Refused
from tests.laws.homes import TODAY, TRADE, empty_home

Text = Callable[..., Path]
Import = Callable
HEAD = "month,scenario,account,country,channel,product,units\n"


def test_each_row_is_of_its_own_scenario(text: Text, imported: Import) -> None:
    found = imported(text(f"{HEAD}2026-10,plan,A,CN,D1,P,90000\n2026-10,Actual,A,CN,D1,P,80000\n"))

    assert [(fact["scenario"], fact["value"]) for fact in found.facts] == [("plan", 90_000), ("actual", 80_000)]
    told = [(table["scenario"], table["rows"]["loaded"], table["totals"]) for table in found.report["tables"]]
    assert told == [("plan", 1, {"units": "90000.0000"}), ("actual", 1, {"units": "80000.0000"})]
    assert found.report["rows"] == {"read": 2, "loaded": 2, "rejected": 0, "ignored": 0}
    assert found.report["ignored_columns"] == []


@pytest.mark.parametrize("heading", ["Scenario", "场景", "情景"])
def test_the_words_are_known_in_both_languages(text: Text, imported: Import, heading: str) -> None:
    words = ("实际", "计划", "预算", "预测")
    rows = "".join(f"2026-10,{word},A,CN,D1,P,1\n" for word in words)

    found = imported(text(HEAD.replace("scenario", heading) + rows))

    assert found.column("scenario") == ["actual", "plan", "budget", "forecast"]


def test_a_word_that_is_unknown_or_missing_rejects_its_row(text: Text, imported: Import) -> None:
    found = imported(text(f"{HEAD}2026-10,wish,A,CN,D1,P,1\n2026-10,,A,CN,D1,P,2\n2026-10,actual,A,CN,D1,P,3\n"))

    assert found.column("value") == [3]
    told = [(problem["row"], problem["column"], problem["rule"]) for problem in found.report["problems"]]
    assert told == [(2, "scenario", "unknown-scenario"), (3, "scenario", "missing")]
    assert found.report["problems"][0]["text"] == ("“wish” is no scenario that is known; write actual, plan, budget, forecast")
    assert [row["scenario"] for row in found.rejected] == [None, None]


def test_totals_are_of_one_scenario(text: Text, imported: Import) -> None:
    """The rows without a channel sum up those of their own scenario: 3 + 4 and 30 + 40."""
    rows = [
        f"2026-10,{word},A,CN,{rest}\n"
        for word, k in (("actual", 1), ("plan", 10))
        for rest in (f"D1,P,{3 * k}", f"D2,P,{4 * k}", f",P,{7 * k}")
    ]

    found = imported(text(HEAD + "".join(rows)))

    assert found.column("value") == [3, 4, 30, 40]
    assert set(found.rules) == {"unlabelled-total"}


def test_what_a_column_says_is_not_said_for_all_rows(text: Text, imported: Import) -> None:
    with pytest.raises(Refused, match="scenario is said for all rows, and column “scenario” says it too"):
        imported(text(f"{HEAD}2026-10,plan,A,CN,D1,P,1\n"), constants={"scenario": "plan"})


@pytest.fixture
def load() -> Iterator[Callable[[Path], object]]:
    from rapport.imports.run import load_file

    with empty_home():
        yield lambda path: load_file(path, by=None, trade=TRADE, today=TODAY)


@pytest.mark.django_db
def test_plan_and_actual_of_one_file_are_set_beside_each_other(text: Text, load: Callable[[Path], object]) -> None:
    head = HEAD.replace("product", "product,category,platform")
    load(text(f"{head}2026-10,plan,A,CN,D1,P,pc,own,90000\n2026-10,actual,A,CN,D1,P,pc,own,80000\n"))
    october = FiscalCalendar().parse("2026-10")

    question = Question(("pc_shipments",), period=october, vs="plan")
    (row,) = queries.ask(question, by=None, today=TODAY, trade=TRADE).rows

    figure = row.kpis["pc_shipments"]
    assert (figure.value, figure.base) == (80_000, 90_000)


@pytest.mark.parametrize("heading", ["type", "Version", "类型"])
def test_cells_that_say_nothing_else_are_the_scenario_under_any_heading(text: Text, imported: Import, heading: str) -> None:
    lines = [f"month,account,product,units,{heading}", "2026-10,A,P,100,actual", "2026-10,A,P,120,Plan", "2026-10,A,P,130,预测"]
    found = imported(text("\n".join(lines) + "\n"))
    assert found.column("scenario") == ["actual", "plan", "forecast"]


def test_cells_that_say_nothing_but_one_are_that(text: Text, imported: Import) -> None:
    found = imported(text("month,account,product,units,Version\n2026-10,A,P,100,Plan\n2026-10,A,Q,120,plan\n"))
    assert found.column("scenario") == ["plan", "plan"]


def test_a_shop_that_is_called_target_plans_nothing(text: Text, imported: Import) -> None:
    found = imported(text("month,account,product,units,Shop\n2026-10,A,P,100,Target\n2026-10,A,P,120,Target\n"))
    assert set(found.column("scenario")) == {"actual"}


@pytest.mark.parametrize("times", ["quarter", "year,quarter"])
def test_what_is_told_by_quarter_is_no_plan_for_that(text: Text, imported: Import, times: str) -> None:
    cells = "2026-Q3" if times == "quarter" else "2026,Q3"
    found = imported(text(f"account,product,{times},units\nA,P,{cells},100\n"))
    assert (found.staged[0].dataset, found.facts[0]["scenario"], found.facts[0]["grain"]) == ("shipments", "actual", "quarter")


def test_a_word_beside_several_scenarios_is_rejected_and_not_added_to_them(text: Text, imported: Import) -> None:
    rows = "2026-10,A,CN,Actual,100\n2026-10,A,CN,Plan,110\n2026-10,A,CN,Prior year,100\n"
    found = imported(text(f"month,account,country,Version,units\n{rows}"))
    assert [(fact["scenario"], fact["value"]) for fact in found.facts] == [("actual", 100), ("plan", 110)]
    (problem,) = [problem for problem in found.report["problems"] if problem["rule"] == "unknown-scenario"]
    assert (problem["row"], problem["value"]) == (4, "Prior year")


@pytest.mark.parametrize("shops", [["Target", "Walmart"], ["Target", "Act", "Alpha", "Beta", "Gamma"]])
def test_shops_of_which_less_than_half_are_called_so_plan_nothing(text: Text, imported: Import, shops: list[str]) -> None:
    rows = "".join(f"2026-10,A,P,100,{shop}\n" for shop in shops)
    found = imported(text(f"month,account,product,units,Shop\n{rows}"))
    assert set(found.column("scenario")) == {"actual"}
    assert found.report["ignored_columns"] == ["Shop"]
