"""The shipped partner pack: figures answer to their words, and the headers of real files are known."""

import pytest

from rapport.core.attribution import is_part
from rapport.core.refusals import Refused
from rapport.packs import load

TRADE = load()


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("platform_share", "platform_share"),
        ("Preinstall Rate", "platform_share"),
        ("平台预装率", "platform_share"),
        ("库存周数", "weeks_of_inventory"),
    ],
)
def test_a_figure_answers_to_its_key_its_labels_and_other_names(word: str, key: str) -> None:
    assert TRADE.kpi(word).key == key


REAL_HEADERS = {
    "shipments": {
        "month": "month", "account": "account", "country": "country", "channel": "channel", "product": "product",
        "category": "category", "platform": "platform", "units": "units",
    },
    "seller_sales": {
        "Order Date": "month", "Reseller": "account", "Business Type": None, "Country": "country", "Territory": "region",
        "Product Line": "line", "Product": "product", "Part No.": "part_no", "Salesperson": "owner", "Order": None,
        "Qty": "units", "Unit Price": "unit_price", "Sales Amount": "revenue",
    },
    "quota": {"Salesperson": "owner", "Year": "year", "Quarter": "quarter", "Quota": "quota"},
    "market": {
        "source": "source", "published": "published", "scope": "region", "period": "month", "vendor": "vendor", "units": "units",
        "share_pct": "share_pct", "unit": "unit", "role": "role", "yoy_pct": "yoy_pct", "url": "url", "note": "note",
    },
}  # fmt: skip


def column_of(dataset: str, header: str) -> str | None:
    columns = TRADE.datasets[dataset].columns
    words = {word.casefold(): column.key for column in columns for word in (*column.headers, column.key)}
    return words.get(header.casefold())


@pytest.mark.parametrize(
    ("dataset", "header", "key"), [(dataset, *pair) for dataset, pairs in REAL_HEADERS.items() for pair in pairs.items()]
)
def test_headers_of_real_files_are_known(dataset: str, header: str, key: str | None) -> None:
    assert column_of(dataset, header) == key


@pytest.mark.parametrize(
    ("dataset", "header", "key"),
    [
        ("shipments", "出货月份", "month"),
        ("shipments", "台数", "units"),
        ("seller_sales", "客户", "account"),
        ("seller_sales", "料号", "part_no"),
        ("seller_sales", "销售额", "revenue"),
        ("quota", "配额", "quota"),
        ("sell_through", "经销商", "channel"),
        ("market", "厂商", "vendor"),
    ],
)
def test_chinese_headers_are_known(dataset: str, header: str, key: str) -> None:
    assert column_of(dataset, header) == key


def test_every_dataset_replaces_by_country_and_those_of_distributors_by_channel_too() -> None:
    keys = {dataset.key: dataset.slice_keys for dataset in TRADE.datasets.values()}
    assert all("country" in slice_keys for slice_keys in keys.values())
    assert all("channel" in keys[key] for key in ("shipments", "licences", "sell_in", "sell_through", "inventory"))


def test_an_inventory_file_may_hold_all_three_movements() -> None:
    assert TRADE.datasets["inventory"].measures == ("sell_in_units", "sell_through_units", "inventory_units")


def test_the_market_belongs_to_no_account_and_is_public() -> None:
    market = TRADE.measures["market_units"]
    assert market.sensitivity == "public"
    assert market.dimensions == {"country", "region", "vendor", "source"}
    assert TRADE.datasets["market"].sender_from == "source"


def test_revenue_is_told_by_its_parts_or_as_a_whole_down_to_the_product() -> None:
    assert [(tree.key, tree.kpi, tree.needs) for tree in TRADE.trees] == [
        ("platform", "revenue", ("market_units", "shipped_units", "revenue")),
        ("suite", "revenue", ("market_units", "shipped_units", "licence_units", "revenue")),
        ("server", "revenue", ("shipped_units", "licence_units", "revenue")),
        ("tablet", "revenue", ("shipped_units", "revenue")),
        ("whole", "revenue", ("market_units", "shipped_units", "revenue")),
        ("volume", "revenue", ("sold_units", "revenue")),
        ("shipped", "revenue", ("shipped_units", "revenue")),
    ]
    assert {tree.leaf for tree in TRADE.trees} == {("account", "country", "channel", "product")}
    whole = TRADE.kpis["revenue"].formula
    assert [tree.key for tree in TRADE.trees if is_part(tree.factors[-1].of, whole)] == [
        "platform",
        "suite",
        "server",
        "tablet",
    ]


@pytest.mark.parametrize(
    ("typed", "meant"), [("收人", "收入"), ("平台预装律", "平台预装率"), ("出货凉", "出货"), ("市场分额", "市场份额")]
)
def test_a_chinese_slip_is_offered_the_chinese_word(typed: str, meant: str) -> None:
    with pytest.raises(Refused, match=f"nearest: {meant},"):
        TRADE.kpi(typed)
