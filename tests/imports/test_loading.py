"""The whole way into the book: loaded, loaded again, tried, refused, held back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rapport.book.performance import queries
from rapport.core.periods import FiscalCalendar
from rapport.core.question import Question
from rapport.core.refusals import Refused
from tests.laws.homes import TODAY, TRADE, empty_home

pytestmark = pytest.mark.django_db

Text = Callable[..., Path]
HEAD = "month,account,country,product,units\n"


@pytest.fixture
def load() -> Iterator[Callable[..., dict[str, Any]]]:
    from rapport.imports.run import load_file

    with empty_home():
        yield lambda path, **said: load_file(path, by=None, trade=TRADE, today=TODAY, **said).as_json()


def asked(*kpis: str) -> list[Any]:
    question = Question(kpis, period=FiscalCalendar().parse("2026-09"))
    (row,) = queries.ask(question, by=None, today=TODAY, trade=TRADE).rows
    return [row.kpis[kpi].value for kpi in kpis]


def test_the_same_cells_again_are_nothing_new(text: Text, load: Callable[..., Any]) -> None:
    first = load(text(f"{HEAD}2026-10,Contoso,CN,P-own,5\n2026-10,Contoso,HK,P-own,6\n"))
    again = load(text(f"{HEAD}2026-10,Contoso,HK,P-own,6.0\n2026-10,Contoso,CN,P-own,5\n", "other.csv"))
    assert first["batch"]
    assert again["batch"] is None
    assert again["unchanged_slices"] == 2


def test_the_rows_of_the_tables_add_up_to_those_of_the_file_and_its_batches(text: Text, load: Callable[..., Any]) -> None:
    """A row counts as loaded where a batch holds it now; of slices in which nothing changed it is unchanged."""
    rows = ("2026-10,actual,A,CN,P,5", "2026-10,actual,A,HK,P,6", "2026-10,plan,A,CN,P,7")
    told = [
        load(text("\n".join(["month,scenario,account,country,product,units", *lines])))
        for lines in (rows, rows, (rows[0].replace(",5", ",50"), *rows[1:]))
    ]
    counts = [[(of["rows"]["loaded"], of["unchanged_rows"]) for of in (report, *report["tables"])] for report in told]
    assert counts == [[(3, 0), (2, 0), (1, 0)], [(0, 3), (0, 2), (0, 1)], [(1, 2), (1, 1), (0, 1)]]
    assert [report["unchanged_slices"] for report in told] == [0, 3, 2]
    assert [[batch["rows"] for batch in report["batches"]] for report in told] == [[3], [0], [1]]
    assert told[1]["tables"][0]["totals"] == {"units": "11.0000"}, "the sums are those of the file, new or not"


def test_rows_of_lists_and_rates_are_unchanged_with_their_batch(text: Text, load: Callable[..., Any]) -> None:
    for lines in ("Account,Country\nA,CN\nB,HK\n", "Month,From,To,Rate\n2026-10,CNY,USD,0.157\n"):
        first, again = load(text(lines)), load(text(lines))
        count = lines.count("\n") - 1
        for report, expected in ((first, (count, 0)), (again, (0, count))):
            assert {(of["rows"]["loaded"], of["unchanged_rows"]) for of in (report, *report["tables"])} == {expected}


def test_names_that_are_not_known_are_listed_with_their_near_ones(text: Text, load: Callable[..., Any]) -> None:
    load(text(f"{HEAD}2026-10,Contoso,CN,P-own,5\n"))
    report = load(text(f"{HEAD}2026-11,Contosso,CN,P-own,5\n"))
    assert report["unconfirmed"] == [{"dimension": "account", "value": "Contosso", "near": ["Contoso"]}]


def test_strict_takes_no_name_that_is_not_known(text: Text, load: Callable[..., Any]) -> None:
    path = text(f"{HEAD}2026-10,Contoso,CN,P-own,5\n")
    with pytest.raises(Refused, match="names not known yet: 3") as refusal:
        load(path, strict=True)
    assert {problem["rule"] for problem in refusal.value.problems} == {"unknown-name"}
    load(path)
    assert load(text(f"{HEAD}2026-11,Contoso,CN,P-own,5\n"), strict=True)["batch"]


def test_a_dry_run_says_the_same_and_changes_nothing(text: Text, load: Callable[..., Any]) -> None:
    path = text(f"{HEAD}2026-10,Contoso,CN,P-own,5\n")
    tried, done = load(path, dry_run=True), load(path)
    assert tried["batch"] is None
    for key in ("rows", "tables", "unconfirmed"):
        assert tried[key] == done[key]


def test_a_slice_with_a_rejected_row_does_not_replace_the_one_that_stands(text: Text, load: Callable[..., Any]) -> None:
    first = load(text(f"{HEAD}2026-10,Contoso,CN,P-own,5\n2026-10,Contoso,CN,P-other,7\n2026-10,Contoso,HK,P-own,6\n"))
    report = load(text(f"{HEAD}2026-10,Contoso,CN,P-own,5\n2026-10,Contoso,CN,P-other,x\n2026-10,Contoso,HK,P-own,8\n"))
    rules = [problem["rule"] for problem in report["problems"]]
    assert sorted(rules) == ["incomplete-slice", "not-a-number"]
    assert [(one["batch"], one["slices"]) for one in report["restates"]] == [(first["batch"], 1)]


CHANNELS = "month,account,country,channel,product,category,platform,units\n"
GOOD = f"{CHANNELS}2026-10,Bad,CN,D1,A,pc,own,1\n2026-10,Bad,CN,D2,A,pc,own,2\n2026-10,Bad,HK,D1,A,pc,own,3\n"


def test_a_slice_whose_only_row_was_rejected_is_named(text: Text, load: Callable[..., Any]) -> None:
    load(text(GOOD))
    bad = GOOD.replace("D1,A,pc,own,1", "D1,A,pc,own,5").replace("own,2", "own,1O0").replace("own,3", "own,7")
    report = load(text(bad, "bad.csv"))
    (problem,) = (problem for problem in report["problems"] if problem["rule"] == "incomplete-slice")
    assert problem["sheet"] == "bad.csv"
    assert problem["text"] == "2026-10, Bad, CN, D2: batch B0001 stays, because rows of its new version were rejected"
    assert [(one["batch"], one["slices"]) for one in report["restates"]] == [("B0001", 2)]


def test_good_rows_of_a_slice_that_is_held_back_are_neither_unchanged_nor_summed(text: Text, load: Callable[..., Any]) -> None:
    load(text(GOOD))
    report = load(
        text(
            f"{CHANNELS}2026-10,Bad,CN,D1,A,pc,own,50\n2026-10,Bad,CN,D2,A,pc,own,1O0\n2026-10,Bad,CN,D2,B,pc,own,9\n"
            "2026-13,Bad,HK,D1,A,pc,own,7\n"
        )
    )
    assert report["rows"] == {"read": 4, "loaded": 1, "rejected": 2, "ignored": 0}
    assert (report["unchanged_rows"], report["held_rows"]) == (0, 1)
    (table,) = report["tables"]
    assert (table["rows"]["loaded"], table["totals"]) == (1, {"units": "50.0000"})
    assert (table["unchanged_rows"], table["held_rows"]) == (0, 1)
    assert report["unconfirmed"] == []


def test_money_that_is_held_back_is_not_summed(text: Text, load: Callable[..., Any]) -> None:
    head = "month,account,country,product,revenue,currency\n"
    load(text(f"{head}2026-10,A,CN,P,5,CNY\n2026-10,A,HK,P,6,HKD\n"), dataset="revenue")
    report = load(text(f"{head}2026-10,A,CN,P,7,CNY\n2026-10,A,CN,P,x,CNY\n2026-10,A,HK,P,8,HKD\n"), dataset="revenue")
    assert report["tables"][0]["totals"] == {"revenue": {"CNY": "0.0000", "HKD": "8.0000"}}


def test_rows_without_a_product_keep_its_attributes(text: Text, load: Callable[..., Any]) -> None:
    head = "month,account,country,channel,category,platform,units\n"
    report = load(text(f"{head}2026-09,Acme,DE,D1,pc,own,33\n2026-09,Acme,DE,D1,pc,other,34\n"))
    names = [one["value"] for one in report["unconfirmed"] if one["dimension"] == "product"]
    assert sorted(names) == ["pc · other", "pc · own"]
    assert asked("pc_shipments", "platform_share") == [67, pytest.approx(33 / 67)]


def test_a_row_with_an_empty_product_keeps_its_attributes(text: Text, load: Callable[..., Any]) -> None:
    head = "month,account,country,product,category,platform,units\n"
    load(text(f"{head}2026-09,Acme,DE,P-own,pc,own,33\n2026-09,Acme,DE,,pc,other,34\n2026-09,Acme,DE,,,,5\n"))
    assert asked("pc_shipments", "platform_share") == [67, pytest.approx(33 / 67)]


PRODUCTS = "month,account,country,channel,product,units,revenue (EUR)\n"
ALPHA = f"{PRODUCTS}2026-10,A,CN,D1,Alpha,100,1000\n2026-10,A,CN,D2,Alpha,50,500\n2026-10,A,DE,D1,Alpha,12,120\n"


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_falls_out_of_slices_that_are_replaced_is_told(text: Text, load: Callable[..., Any], dry_run: bool) -> None:
    """The two slices of CN: 100 + 50 become 7 + 5, 1,000 + 500 euros are not told again; that of DE stands as it was."""
    load(text(ALPHA), dataset="shipments")
    beta = PRODUCTS.replace(",revenue (EUR)", "") + "2026-10,A,CN,D1,Beta,7\n2026-10,A,CN,D2,Beta,5\n"
    report = load(text(beta, "beta.csv"), dataset="shipments", dry_run=dry_run)
    assert report["restates"] == [
        {
            "batch": "B0001",
            "slices": 2,
            "amounts": [
                {"measure": "revenue", "currency": "EUR", "before": "1500.0000", "after": None},
                {"measure": "units", "currency": None, "before": "150.0000", "after": "12.0000"},
            ],
            "gone": [{"dimension": "product", "value": "Alpha"}],
        }
    ]


def test_stocks_of_several_days_have_no_sum_before_or_after(text: Text, load: Callable[..., Any]) -> None:
    head = "day,account,country,channel,product,inventory units\n"
    load(text(f"{head}2026-10-30,A,CN,D1,P,5\n2026-10-31,A,CN,D1,P,6\n2026-10-31,A,DE,D1,P,7\n"), dataset="inventory")
    report = load(text(f"{head}2026-10-31,A,CN,D1,P,8\n"), dataset="inventory")
    assert [(one["amounts"], one["gone"]) for one in report["restates"]] == [([], [])]
    report = load(text(f"{head}2026-10-31,A,DE,D1,P,9\n"), dataset="inventory")
    ((amount,),) = [one["amounts"] for one in report["restates"]]
    assert (amount["before"], amount["after"]) == ("7.0000", "9.0000")


def test_what_a_later_release_of_the_same_file_replaces_stood_nowhere_before(text: Text, load: Callable[..., Any]) -> None:
    head = "month,account,country,product,units,published\n"
    report = load(text(f"{head}2026-09,A,CN,P,5,2026-10-05\n2026-09,A,CN,Q,6,2026-11-05\n"), dataset="shipments")
    assert [(one["slices"], one["amounts"], one["gone"]) for one in report["restates"]] == [(1, [], [])]


def test_a_value_that_is_still_there_is_not_gone(text: Text, load: Callable[..., Any]) -> None:
    load(text(ALPHA), dataset="shipments")
    report = load(text(ALPHA.replace("Alpha,50,500", "Alpha,60,500"), "again.csv"), dataset="shipments")
    (restated,) = report["restates"]
    assert (restated["slices"], restated["gone"]) == (1, [])
    assert [(one["before"], one["after"]) for one in restated["amounts"]] == [("500.0000", "500.0000"), ("50.0000", "60.0000")]
