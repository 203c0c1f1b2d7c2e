"""The sums that a file itself holds: compared with its rows, never loaded."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.imports.conftest import Outcome

Import = Callable[..., Outcome]
Text = Callable[..., Path]
HEAD = "month,account,country,units\n"
ROWS = "2026-10,A,CN,5\n2026-10,B,CN,6\n2026-10,A,HK,7\n"


def told(found: Outcome) -> Any:
    return found.report["tables"][0]["file_totals"], [(p["row"], p["text"]) for p in found.report["problems"]]


def test_a_total_that_agrees(text: Text, imported: Import) -> None:
    found = imported(text(f"{HEAD}{ROWS}Total,,,18\n"))
    assert told(found) == ({"units": "18.0000", "agree": True}, [])
    assert sum(found.column("value")) == Decimal(18)


def test_a_total_that_differs_names_both_sums(text: Text, imported: Import) -> None:
    assert told(imported(text(f"{HEAD}{ROWS}合计,,,19\n"))) == (
        {"units": "19.0000", "agree": False},
        [(5, "the file says 19 in all for units, its rows come to 18")],
    )


def test_totals_by_the_cells_they_share(text: Text, imported: Import) -> None:
    assert told(imported(text(f"{HEAD}{ROWS}2026-10,Total,CN,11\n2026-10,Total,HK,8\n"))) == (
        {"units": "19.0000", "agree": False},
        [(6, "the file says 8 in all for units, its rows come to 7")],
    )


def test_totals_that_name_what_they_sum(text: Text, imported: Import) -> None:
    found = imported(text(f"{HEAD}{ROWS},,CN Total,11\n,,HK 小计,7\nGrand Total,,,18\n"))
    assert told(found) == ({"units": "18.0000", "agree": True}, [])
    assert len(found.facts) == 3


def test_subtotals_by_their_place(text: Text, imported: Import) -> None:
    found = imported(text(f"{HEAD}2026-10,A,CN,5\n2026-10,B,CN,6\n小计,,,11\n2026-10,A,HK,7\n小计,,,7\n总计,,,18\n"))
    assert told(found) == ({"units": "18.0000", "agree": True}, [])


def test_a_product_called_total_is_no_total(text: Text, imported: Import) -> None:
    found = imported(text("month,product,units\n2026-10,Total War,5\n2026-10,Chess,6\n"))
    assert len(found.facts) == 2


def test_rounded_numbers_need_not_add_up_to_the_last_digit(text: Text, imported: Import) -> None:
    head = "source,published,period,vendor,units,unit\n"
    rows = "".join(f"T,2024-01,2023Q4,{vendor},{units},thousand units\n" for vendor, units in [("A", 10), ("B", 20), ("C", 30)])
    assert told(imported(text(f"{head}{rows}T,2024-01,2023Q4,Total,62,thousand units\n")))[1] == []
    assert told(imported(text(f"{head}{rows}T,2024-01,2023Q4,Total,63,thousand units\n")))[1] == [
        (5, "the file says 63000 in all for units, its rows come to 60000")
    ]


def test_rejected_rows_are_missing_from_the_sum(text: Text, imported: Import) -> None:
    found = imported(text(f"{HEAD}{ROWS}2026-10,A,US,x\nTotal,,,20\n"))
    assert found.rules == ["not-a-number", "total-differs"]


def test_sums_over_several_currencies_are_not_compared(text: Text, imported: Import) -> None:
    found = imported(text("date,account,qty,amount,currency\n2026-10-03,A,1,5,USD\n2026-10-03,B,1,6,EUR\nTotal,,2,11,\n"))
    assert [p["text"] for p in found.report["problems"]] == ["the total 11 of amount does not say which rows it sums"]


MONEY = "month,account,country,units,amount,currency\n"
TWO = "2026-10,A,CN,5,50,USD\n2026-10,B,CN,6,60,USD\n2026-10,A,HK,2,20,EUR\n"


@pytest.mark.parametrize(
    "totals",
    [
        "Total USD,,,11,110,\nTotal EUR,,,2,20,\n",
        "Total (USD),,,11,110,\n,,EUR合计,2,20,\n",
        ",Total 美元,,11,110,\n,Total 欧元,,2,20,\n",
        "Total,,,11,110,USD\nTotal,,,2,20,EUR\n",
        "Total,,,11,110,美元\nTotal,,,2,20,€\n",
    ],
)
def test_a_total_of_each_currency_sums_the_rows_of_its_currency(text: Text, imported: Import, totals: str) -> None:
    agreeing = {"units": "13.0000", "revenue": {"USD": "110.0000", "EUR": "20.0000"}, "agree": True}
    assert told(imported(text(MONEY + TWO + totals))) == (agreeing, [])
    assert told(imported(text(MONEY + TWO + totals.replace("11,110", "11,120"))))[1] == [
        (5, "the file says 120 in all for amount, its rows come to 110")
    ]


@pytest.mark.parametrize("label", ["Total CN", "CN合计", "Subtotal China", "Subtotal: CN", "中国 小计", "(CN) Total"])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_subtotal_names_what_it_sums_in_any_column(text: Text, imported: Import, label: str, column: int) -> None:
    rows = "2026-10,A,CN,5\n2026-10,A,HK,7\n2026-10,B,CN,6\n"
    said = f"{',' * column}{label}{',' * (3 - column)}"
    assert told(imported(text(f"{HEAD}{rows}{said}11\nTotal,,,18\n"))) == ({"units": "18.0000", "agree": True}, [])
    assert told(imported(text(f"{HEAD}{rows}{said}12\nTotal,,,18\n")))[0] == {"units": "18.0000", "agree": False}


@pytest.mark.parametrize("label", ["小计", "Subtotal", "Sub-total", "Subtotal North", "Total"])
def test_a_subtotal_that_fits_nothing_is_told_beside_the_rows_above_it(text: Text, imported: Import, label: str) -> None:
    rows = f"2026-10,A,CN,5\n2026-10,B,CN,6\n{label},,,12\n2026-10,A,HK,7\n{label},,,7\n总计,,,18\n"
    assert told(imported(text(HEAD + rows))) == (
        {"units": "18.0000", "agree": False},
        [(4, "the file says 12 for units of the rows between this total and the one before, they come to 11")],
    )


def test_the_rows_above_it_of_its_currency(text: Text, imported: Import) -> None:
    block = "2026-10,A,CN,5,50,USD\n2026-10,B,CN,6,30,EUR\n小计,,,5,50,USD\n小计,,,6,30,EUR\n"
    more = "2026-10,A,HK,1,10,USD\n2026-10,B,HK,2,20,EUR\n小计,,,1,10,USD\n"
    assert told(imported(text(MONEY + block + more)))[1] == []


def test_a_total_that_agrees_only_because_its_rows_were_rounded_says_by_how_much(text: Text, imported: Import) -> None:
    rows = "2026-10,A,CN,5,50.01,USD\n2026-10,B,CN,6,60.02,USD\n"
    assert told(imported(text(f"{MONEY}{rows}Total,,,11,110.04,USD\n"))) == (
        {"units": "11.0000", "revenue": "110.0400", "agree": True, "apart": "0.01"},
        [],
    )
    assert told(imported(text(f"{MONEY}{rows}Total,,,11,110.05,USD\n")))[0]["agree"] is False
    assert "apart" not in told(imported(text(f"{MONEY}{rows}Total,,,11,110.03,USD\n")))[0]
