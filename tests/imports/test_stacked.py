"""Two tables under each other on one sheet: the amounts of the second are none of the first."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rapport.core.refusals import Refused

Workbook = Callable[..., Path]
Import = Callable[..., Any]

HEAD = ["month", "account", "country", "product", "category", "units"]
ROWS = [["2026-10", "Contoso", "US", product, "pc", 10] for product in "AB"]


@pytest.mark.parametrize(
    "second",
    [
        ["month", "account", "country", "product", "category", "revenue"],
        ["month", "account", "country", "product", "category", "sell_in"],
        ["product", "country", "account", "month", "category", "units"],
        ["月份", "客户", "国家", "产品", "品类", "金额"],
        ["month", "account", "country", "product", "category", "Zebra"],
    ],
)
@pytest.mark.parametrize("gap", [[], [[None]]])
def test_a_second_table_is_never_added_to_the_first(
    workbook: Workbook, imported: Import, second: list[Any], gap: list[list[Any]]
) -> None:
    path = workbook({"Sheet1": [HEAD, *ROWS, *gap, second, ["2026-10", "Contoso", "US", "A", "pc", 999]]})
    row = 4 + len(gap)
    with pytest.raises(Refused, match=rf"row {row} heads another table \(“{second[0]}”, “{second[1]}”.* on a sheet of its own"):
        imported(path)


def test_on_sheets_of_their_own_both_load(workbook: Workbook, imported: Import) -> None:
    other = [[*HEAD[:-1], "sell_in"], ["2026-10", "Contoso", "US", "A", "pc", 999]]
    loaded = imported(workbook({"One": [HEAD, *ROWS], "Two": other}))
    assert sorted(table["rows"]["loaded"] for table in loaded.report["tables"]) == [1, 2]


def test_headings_that_are_said_again_are_left_out(workbook: Workbook, imported: Import) -> None:
    assert imported(workbook({"Sheet1": [HEAD, *ROWS, HEAD, *ROWS[:1]]})).column("value") == [Decimal(10)] * 3


def test_a_second_line_of_headings_and_a_name_that_is_one_head_no_table(workbook: Workbook, imported: Import) -> None:
    rows = [HEAD, ["month", "name", None, None, None, "Qty"], *ROWS, ["2026-10", "Contoso", "US", "Product", "pc", "n/a?"]]
    loaded = imported(workbook({"Sheet1": rows}))
    assert (loaded.column("value"), loaded.report["rows"]["rejected"]) == ([Decimal(10)] * 2, 2)
