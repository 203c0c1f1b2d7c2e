"""Rows that look like facts and may sum up others."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.imports.conftest import Outcome

Import = Callable[..., Outcome]
Text = Callable[..., Path]
MONEY = "month,account,country,revenue USD\n2026-08,Acme,CN,100\n2026-08,Acme,HK,50\n"
FULL = "month,account,country,channel,product,category,platform,units\n"
D1 = "2026-08,Acme,CN,D1,P,pc,own,5\n2026-08,Acme,HK,D1,P,pc,own,6\n2026-08,Acme,CN,D2,P,pc,own,7\n"


@pytest.mark.parametrize(
    "label", ["All", "All countries", "全部", "所有国家", "Gesamt", "Sum", "Summe", "Ｔｏｔａｌ", "Total Acme", "CN + HK Summe:"]
)
def test_the_sum_of_its_rows_is_not_loaded(text: Text, imported: Import, label: str) -> None:
    row = f"2026-08,,{label},150\n" if "Acme" in label or "+" in label else f"2026-08,Acme,{label},150\n"
    found = imported(text(MONEY + row))
    assert sum(found.column("value")) == Decimal(150)
    assert found.report["tables"][0]["file_totals"]["revenue"] == "150.0000"


@pytest.mark.parametrize("label", ["D1 Total", "Total D1", "D1合计", "D1 Summe"])
def test_a_label_beside_a_value_of_its_own_column(text: Text, imported: Import, label: str) -> None:
    found = imported(text(f"{FULL}{D1}2026-08,Acme,CN,{label},P,pc,own,5\n"))
    assert sum(found.column("value")) == Decimal(18)
    assert found.report["problems"] == []


def test_a_name_that_may_be_a_total_and_is_no_sum_is_loaded_and_told(text: Text, imported: Import) -> None:
    found = imported(text(f"{MONEY}2026-08,Acme,All countries,70\n"))
    assert sum(found.column("value")) == Decimal(220)
    assert [(p["rule"], p["row"], p["value"]) for p in found.report["problems"]] == [("perhaps-total", 4, "All countries")]


def test_a_row_that_is_a_sum_by_chance_stays_where_another_of_its_name_is_none(text: Text, imported: Import) -> None:
    september = "2026-09,Acme,CN,1\n2026-09,Acme,HK,2\n2026-09,Acme,All,9\n"
    found = imported(text(f"{MONEY}2026-08,Acme,All,150\n{september}"))
    assert sum(found.column("value")) == Decimal(312)
    assert [p["rule"] for p in found.report["problems"]] == ["perhaps-total"]


def test_a_name_that_begins_with_all_is_a_name(text: Text, imported: Import) -> None:
    found = imported(text(f"{MONEY}2026-08,All Cycle Shop,CN,100\n2026-08,All Nippon,HK,50\n"))
    assert (sum(found.column("value")), found.report["problems"]) == (Decimal(300), [])


def test_where_there_is_nothing_to_sum_nothing_is_told(text: Text, imported: Import) -> None:
    found = imported(text("month,account,country,units\n2026-08,Acme,All,5\n2026-09,Acme,All,6\n"))
    assert (sum(found.column("value")), found.report["problems"]) == (Decimal(11), [])
