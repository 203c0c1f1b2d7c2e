"""Which dataset a sheet holds: by its headings foremost, and never by its lines of totals."""

import re
from collections.abc import Sequence
from functools import cache

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport import packs
from rapport.imports import headings, layouts, sheets
from rapport.imports.headings import NoTable
from rapport.imports.mapping import MapFile
from rapport.imports.sheets import Sheet
from rapport.imports.stretches import stretches
from rapport.imports.tables import TextTable

TRADE = packs.load()

HEADS = {
    "Ship Month,Partner,Country,Distributor,Product,Qty,Amount,Currency": "shipments",
    "出货月份,客户,国家,渠道,产品,类别,数量,金额,币种": "shipments",
    "Month,Account,Country,Channel,Product,Category,Platform,Units,Amount,Currency": "shipments",
    "Order Date,Customer,Country,Product,Qty,Unit Price,Amount,Currency": "seller_sales",
    "Order Date,Customer,Country,Product,Platform,Qty,Amount,Currency": "seller_sales",
    "When,Account,Country,Product,Ship Qty": "shipments",
    "Invoice Month,Account,Country,Product,Revenue USD": "revenue",
    "Sell-out Month,Distributor,Country,Product,Qty": "sell_through",
    "Stock Date,Distributor,Country,Product,Closing Stock": "inventory",
    "Report Month,Account,Country,Product,Seats,Amount,Currency": "licences",
}
CELLS = {"Units": "5", "Qty": "5", "数量": "5", "Amount": "7.50", "金额": "7.50", "Unit Price": "1.50", "Revenue USD": "7.50",
         "Closing Stock": "5", "Seats": "5", "Ship Qty": "5", "Currency": "USD", "币种": "CNY"}  # fmt: skip


def table(head: str, months: Sequence[str]) -> list[list[str | None]]:
    """The headings and a row a month: a moment first, amounts under the headings of amounts, names elsewhere."""
    names = head.split(",")
    return [[*names], *([month, *(CELLS.get(name, f"{name} 1") for name in names[1:])] for month in months)]


def line(head: str, label: str, place: int) -> list[str | None]:
    """A line of totals: its label in the column `place`, amounts under theirs, all else empty."""
    amounts = [CELLS[name] if name in CELLS and CELLS[name].replace(".", "").isdigit() else None for name in head.split(",")]
    return [label if index == place else amount for index, amount in enumerate(amounts)]


@cache
def database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def recognised(rows: list[list[str | None]]) -> str:
    width, db = len(rows[0]), database()
    cells = ", ".join(f"unnest($c{index}::VARCHAR[]) AS c{index}" for index in range(width))
    db.execute(
        f"CREATE OR REPLACE TABLE sheet_0 AS SELECT unnest(range(1, $rows + 1))::INTEGER AS row, {cells}",
        {"rows": len(rows), **{f"c{index}": [row[index] for row in rows] for index in range(width)}},
    )
    sheet = Sheet("sheet_0", TextTable("file.csv", (), width, is_typed=False))
    found = headings.find(sheet.tab, stretches(db, sheet, None), TRADE, MapFile())
    looks = sheets.looks(db, sheet, found)
    layout = layouts.recognise(found, looks, TRADE, MapFile(), dataset=None, constants=(), known=lambda _: ())
    return layout.dataset.key


@pytest.mark.parametrize(("head", "dataset"), HEADS.items())
def test_a_dataset_is_known_by_its_own_headings(head: str, dataset: str) -> None:
    assert recognised(table(head, ["2026-09", "2026-10"])) == dataset


LISTS = {
    "Account,Country,Zebra": "accounts",
    "Account Name,Account ID,Zebra,Country": "accounts",
    "客户,国家,备注": "accounts",
    "Account,Account Owner,Zebra,Empty": "accounts",
    "Product,Category,Zebra": "products",
    "Entity,Account,Zebra": "entities",
    "Region,Country,Zebra": "territories",
    "Account": "accounts",
    "客户": "accounts",
    "Product": "products",
}


@pytest.mark.parametrize(("head", "dataset"), LISTS.items())
def test_a_list_is_known_by_what_it_is_of_with_texts_that_no_file_has_or_alone(head: str, dataset: str) -> None:
    names = head.split(",")
    rows = [[None if name == "Empty" else f"{name} {number}" for name in names] for number in (1, 2)]
    assert recognised([[*names], *rows]) == dataset


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ["Account,Country,Zebra", "A,CN,7"],
            "it may be a list of accounts, which knows no “Zebra”: say so with --dataset accounts",
        ),
        (["Account,Country,Zebra,Yak", "A,CN,2026-10,2026-11"], "it may be a list of accounts, which knows no “Zebra”, “Yak”"),
        (["Account,Region", "A,North"], "it may be a list of accounts, which knows no “Region”"),
        (["Name,Parent,Zebra", "A,B,x"], "it may be a list of accounts, which knows no “Zebra”"),
        (["Account,Country,Units", "A,CN,7"], "as shipments it lacks a column for month"),
        (["Month,Account,Zebra", "2026-10,A,7"], "it lacks a column for revenue"),
        (["Account,Zebra", "A,x"], "if row 1 (“Account”) heads a reference list, say which, as in --dataset accounts"),
        (["Name", "A"], "no row of headings that are known"),
        (["Notes", "Account", "A"], "if row 2 (“Account”) heads a reference list"),
        (["Country", "CN"], "as territories it lacks a column for region"),
    ],
)
def test_what_may_be_amounts_or_names_of_something_else_is_no_list(rows: list[str], said: str) -> None:
    with pytest.raises(NoTable, match=re.escape(said)):
        recognised([[*row.split(",")] for row in rows])


@given(
    st.sampled_from(list(HEADS)),
    st.lists(st.sampled_from(["2026-09", "2026-10", "2026-11"]), min_size=1, max_size=6),
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Total", "SUM", "Grand Total:", "CN Total", "Subtotal", "Summe", "合计", "总计：", "小计", "总和", "全部"]
            ),
            st.integers(0, 3),
            st.integers(1, 99),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_lines_of_totals_change_nothing(head: str, months: list[str], totals: list[tuple[str, int, int]]) -> None:
    rows = table(head, months)
    with_totals = list(rows)
    for label, place, after in totals:
        with_totals.insert(min(after, len(with_totals)), line(head, label, place))
    assert recognised(with_totals) == recognised(rows) == HEADS[head]


HEAD = "Month,Account,Country,Product,Category,Units,Revenue,Currency"


@pytest.mark.parametrize(
    ("units", "dataset"),
    [
        (["10", "n/a", "n/a", "-", "无"], "seller_sales"),
        (["=?", "=?"], "seller_sales"),
        (["#REF!", "-"], "seller_sales"),
        (["pcs", "boxes"], "revenue"),
    ],
)
def test_a_column_headed_by_a_measure_is_that_measure_where_any_cell_may_be_an_amount(units: list[str], dataset: str) -> None:
    rows = [["2026-10", "Contoso", "US", "A", "pc", cell, "100.00", "USD"] for cell in units]
    assert recognised([[*HEAD.split(",")], *rows]) == dataset
