"""Rows without a label that are the sums of rows broken down further."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.imports.conftest import Outcome

Import = Callable[..., Outcome]
Text = Callable[..., Path]
HEAD = "month,account,country,channel,product,revenue (USD)\n"
PARTS = ["CN,D1,P1,100", "CN,D2,P1,50", "HK,D3,P1,10"]
SUBTOTALS = ["CN,,,150", "HK,,,10"]


def lines(rows: list[str]) -> str:
    return HEAD + "".join(f"2026-09,Acme,{row}\n" for row in rows)


def total(found: Outcome) -> Decimal:
    return sum(found.column("value"), Decimal(0))


def told(found: Outcome, rule: str) -> list[str]:
    return [problem["text"] for problem in found.report["problems"] if problem["rule"] == rule]


@pytest.mark.parametrize(
    "rows",
    [
        ["CN,D1,P1,100", "CN,D2,P1,50", "CN,,,150", "HK,D3,P1,10", "HK,,,10", ",,,160"],
        [",,,160", *SUBTOTALS, *PARTS],
        [*PARTS, "CN,D1,,100", "CN,D2,,50", "HK,D3,,10", *SUBTOTALS, ",,,160"],
        [*PARTS, "CN,,P1,150", "HK,,P1,10", ",D1,P1,100", ",D2,P1,50", ",D3,P1,10", ",,P1,160"],
    ],
    ids=["rollup", "totals first", "every level", "cube"],
)
def test_the_totals_of_a_rollup_are_checked_and_not_loaded(text: Text, imported: Import, rows: list[str]) -> None:
    found = imported(text(lines(rows)))
    assert total(found) == Decimal(160)
    assert found.report["rows"] == {"read": len(rows), "loaded": 3, "rejected": 0, "ignored": len(rows) - 3}
    assert found.report["tables"][0]["file_totals"]["agree"]
    assert set(found.rules) == {"unlabelled-total"}


def test_rows_taken_for_totals_are_named(text: Text, imported: Import) -> None:
    first, second = told(imported(text(lines([*PARTS, *SUBTOTALS, ",,,160"]))), "unlabelled-total")
    assert first.startswith(
        "rows 5, 6 leave channel, product empty and are the sums of the rows of the same month, account, country that name"
    )
    assert second.startswith(
        "row 7 leaves country, channel, product empty and is the sum of the rows of the same month, account that name"
    )


def test_a_rest_is_loaded_and_told_with_the_sum_beside_it(text: Text, imported: Import) -> None:
    found = imported(text(lines([*PARTS, "CN,,,30"])))
    assert total(found) == Decimal(190)
    (said,) = told(found, "mixed-depth")
    assert said.startswith(
        "row 5 leaves channel, product empty and is not the sum of the rows of the same month, account, country"
    )
    assert "row 5 says 30 of revenue (USD), the others come to 150" in said
    assert "take it out if it is a total" in said


def test_a_grand_total_over_a_rest_is_their_sum(text: Text, imported: Import) -> None:
    found = imported(text(lines([*PARTS, "CN,,,30", ",,,190"])))
    assert (total(found), found.rules) == (Decimal(190), ["mixed-depth", "unlabelled-total"])


def test_a_wrong_total_among_right_ones_is_not_loaded(text: Text, imported: Import) -> None:
    found = imported(text(lines([*PARTS, "CN,,,155", "HK,,,10", ",,,160"])))
    assert total(found) == Decimal(160)
    assert "the file says 155 in all for revenue (USD), its rows come to 150" in told(found, "total-differs")


def test_one_amount_that_equals_another_by_chance_stays(text: Text, imported: Import) -> None:
    parts = ["CN,D1,P1,10", "HK,D1,P1,10", "JP,D1,P1,10"]
    found = imported(text(lines([*parts, "CN,,P1,10"])))
    assert (total(found), found.rules) == (Decimal(40), ["mixed-depth"])


def test_the_total_of_one_row_is_a_total_where_most_have_theirs(text: Text, imported: Import) -> None:
    found = imported(text(lines(["CN,D1,P1,10", "HK,D1,P1,20", "CN,,,10", "HK,,,20"])))
    assert (total(found), found.rules) == (Decimal(30), ["unlabelled-total"])


def test_all_amounts_of_a_row_have_to_be_sums(text: Text, imported: Import) -> None:
    head = "month,account,country,channel,units,revenue (USD)\n"
    rows = "2026-09,A,CN,D1,1,100\n2026-09,A,CN,D2,2,50\n"
    assert imported(text(f"{head}{rows}2026-09,A,CN,,3,150\n")).rules == ["unlabelled-total"]
    assert imported(text(f"{head}{rows}2026-09,A,CN,,3,\n")).rules == ["unlabelled-total"]
    assert imported(text(f"{head}{rows}2026-09,A,CN,,4,150\n")).rules == ["mixed-depth"]


def test_measures_that_are_told_at_different_depths_are_left_alone(text: Text, imported: Import) -> None:
    rows = "2026-09,A,CN,D1,1,\n2026-09,A,CN,D2,2,\n2026-09,A,CN,,,150\n"
    found = imported(text(f"month,account,country,channel,units,revenue (USD)\n{rows}"))
    assert (len(found.facts), found.rules) == (3, [])


def test_lines_of_products_and_their_kinds(text: Text, imported: Import) -> None:
    head = "month,account,country,category,platform,product,units\n"
    rows = "2026-09,A,CN,pc,own,P1,5\n2026-09,A,CN,pc,own,P2,6\n2026-09,A,CN,pc,other,P3,7\n"
    sums = "2026-09,A,CN,pc,own,,11\n2026-09,A,CN,pc,other,,7\n2026-09,A,CN,pc,,,18\n2026-09,A,CN,,,,18\n"
    found = imported(text(head + rows + sums))
    assert (total(found), set(found.rules)) == (Decimal(18), {"unlabelled-total"})


def test_stocks_add_up_within_a_day(text: Text, imported: Import) -> None:
    head = "month,distributor,country,product,opening stock,sell-in,sell-through,closing stock\n"
    rows = "2026-09,D1,CN,P1,1,2,2,1\n2026-09,D1,CN,P2,3,4,5,2\n2026-09,D1,CN,,4,6,7,3\n"
    found = imported(text(head + rows))
    assert found.report["rows"]["loaded"] == 2
    assert found.rules == ["unlabelled-total"]


def test_currencies_are_summed_apart(text: Text, imported: Import) -> None:
    head = "month,account,country,channel,revenue,currency\n"
    rows = "".join(f"2026-09,A,CN,{row}\n" for row in ["D1,5,USD", "D2,6,USD", "D1,70,CNY", "D2,80,CNY", ",11,USD", ",150,CNY"])
    found = imported(text(head + rows))
    assert (total(found), found.rules) == (Decimal(161), ["unlabelled-total"])


def test_months_are_summed_apart_and_a_total_may_lack_its_month(text: Text, imported: Import) -> None:
    rows = (
        "2026-08,A,CN,D1,5,\n2026-08,A,CN,D2,6,\n2026-09,A,CN,D1,7,\n2026-08,A,CN,,11,\n2026-09,A,CN,,7,\n,A,CN,,18,\n,,,,18,\n"
    )
    found = imported(text(f"month,account,country,channel,units,note\n{rows}"))
    assert found.report["rows"] == {"read": 7, "loaded": 3, "rejected": 0, "ignored": 4}
    assert set(found.rules) == {"unlabelled-total"}


def test_a_sheet_that_sums_up_another(workbook: Callable[..., Path], imported: Import) -> None:
    parts = [
        ["month", "account", "country", "channel", "units"],
        ["2026-09", "A", "CN", "D1", 5],
        ["2026-09", "A", "CN", "D2", 6],
    ]
    found = imported(
        workbook({"Summary": [["month", "account", "country", "units"], ["2026-09", "A", "CN", 11]], "Detail": parts})
    )
    assert (total(found), found.rules) == (Decimal(11), ["unlabelled-total"])
    assert found.report["tables"][0]["file_totals"] == {"units": "11.0000", "agree": True}


def test_rejected_rows_are_missing_from_the_sums_of_totals(text: Text, imported: Import) -> None:
    found = imported(text(lines(["CN,D1,P1,100", "CN,D2,P1,x", *PARTS[2:], *SUBTOTALS])))
    assert total(found) == Decimal(110)
    assert set(found.rules) == {"not-a-number", "unlabelled-total", "total-differs"}


def test_a_month_and_the_quarter_that_begins_with_it_are_not_compared(text: Text, imported: Import) -> None:
    found = imported(text("month,account,country,channel,units\n2026-07,A,CN,D1,5\n2026-Q3,A,CN,,5\n"))
    assert (len(found.facts), found.rules) == (2, [])


BLOCKS = ["2026-10,A,CN,,,5", "2026-10,B,CN,,,6", ",,,,,11", "2026-10,A,HK,,,7", ",,,,,7"]


@pytest.mark.parametrize("last", [",,,,,18", "Total,,,,,18", None])
@pytest.mark.parametrize("month", ["", "2026-10"])
def test_a_blank_subtotal_below_each_block_is_checked_and_not_loaded(
    text: Text, imported: Import, last: str | None, month: str
) -> None:
    rows = [row if row[0] != "," else f"{month}{row}" for row in [*BLOCKS, *([last] if last else [])]]
    found = imported(text(HEAD + "".join(f"{row}\n" for row in rows)))
    assert total(found) == Decimal(18)
    assert found.report["rows"] == {"read": len(rows), "loaded": 3, "rejected": 0, "ignored": len(rows) - 3}
    assert found.report["tables"][0]["file_totals"]["agree"]
    (said,) = told(found, "unlabelled-total")
    assert "empty and are the sums of the rows above: taken for totals, checked and not loaded" in said


def test_a_blank_row_that_is_not_the_sum_of_its_block_is_no_subtotal(text: Text, imported: Import) -> None:
    rows = [row.replace(",11", ",13") for row in BLOCKS]
    found = imported(text(HEAD + "".join(f"{row}\n" for row in rows)))
    assert (total(found), found.report["rows"]["rejected"]) == (Decimal(18), 2)


def test_rests_that_equal_the_one_row_above_them_stay(text: Text, imported: Import) -> None:
    rows = ["2026-10,A,CN,,,5", "2026-10,,,,,5", "2026-10,B,CN,,,6", "2026-10,,,,,6"]
    assert total(imported(text(HEAD + "".join(f"{row}\n" for row in rows)))) == Decimal(22)


@pytest.mark.parametrize("month", ["October 2O26", "2026-13", "YTD"])
def test_a_month_that_cannot_be_read_is_no_empty_one(text: Text, imported: Import, month: str) -> None:
    """Its row would be the sum of the others: 4 + 6."""
    found = imported(text(f"month,account,country,units\n2026-08,A,CN,4\n2026-09,A,CN,6\n{month},A,CN,10\n"))
    assert found.report["rows"] == {"read": 3, "loaded": 2, "rejected": 1, "ignored": 0}
    assert [(problem["row"], problem["rule"], problem["value"]) for problem in found.report["problems"]] == [
        (4, "not-a-date", month)
    ]


def test_a_name_that_its_formula_did_not_find_is_no_empty_one(text: Text, imported: Import) -> None:
    found = imported(text(lines(["CN,D1,P1,100", "CN,D2,P1,50", "CN,#N/A,P1,150"])))
    assert found.report["rows"] == {"read": 3, "loaded": 2, "rejected": 1, "ignored": 0}
    assert found.rules == ["error-value"]
