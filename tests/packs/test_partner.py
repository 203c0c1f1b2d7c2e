"""The shipped pack: every figure comes to its worked example, and the headers of real files are known."""

from decimal import Decimal

import pytest

from rapport.core.kpi import evaluate
from rapport.core.pack import Kpi
from rapport.packs import load

TRADE = load()

PUBLISHED = {  # figures as the requirements print them
    "pc_shipments": [("175000", "175,000")],
    "platform_share": [("139200 / 175000", "79.5 %"), ("131000 / 170000", "77.1 %")],
    "premium_mix": [("95000 / 139200", "68.2 %")],
    "suite_attach": [("9660 / 175000", "5.5 %"), ("7800 / 170000", "4.6 %")],
    "revenue": [("9780329.75", "9,780,329.75")],
    "platform_asp": [("8740000 / 139200", "62.8")],
    "partner_share": [("175000 / 980000", "17.9 %")],
    "quota_attainment": [("6800000 / 10000000", "68 %")],
    "sell_through_to_sell_in": [("51000 / 63000", "81.0 %")],
    "sell_through_rate": [("51000 / 40000 + 63000", "49.5 %")],
    "weeks_of_inventory": [("52000 / 12750", "4.1")],
    "market_units": [("980000", "980,000")],
    "sold_units": [("139200", "139,200")],
    "quota": [("10000000", "10,000,000")],
    "sell_in": [("63000", "63,000")],
    "sell_through": [("51000", "51,000")],
    "channel_inventory": [("52000", "52,000")],
}


def number(printed: str) -> Decimal:
    plain = Decimal(printed.rstrip(" %").replace(",", ""))
    return plain / 100 if printed.endswith("%") else plain


@pytest.mark.parametrize("kpi", TRADE.kpis.values(), ids=TRADE.kpis)
def test_worked_examples_come_out_as_printed(kpi: Kpi) -> None:
    assert len(kpi.examples) == len(PUBLISHED[kpi.key])
    for example, (amounts, printed) in zip(kpi.examples, PUBLISHED[kpi.key], strict=True):
        written = [Decimal(word) for word in amounts.split() if word not in "/+"]
        result = evaluate(kpi.formula, dict(zip(example.amounts, written, strict=True)))
        assert example.value == number(printed)
        assert round(Decimal(str(result.value)), -int(example.value.as_tuple().exponent)) == number(printed)


def test_every_figure_says_what_it_is_in_both_languages() -> None:
    for kpi in TRADE.kpis.values():
        assert kpi.says("en")
        assert any("一" <= sign <= "鿿" for sign in kpi.says("zh-hans") + kpi.label("zh-hans"))


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


def test_shares_rest_on_fifty_units_or_are_shown_with_a_low_base() -> None:
    assert TRADE.kpis["platform_share"].minimum_base == 50
    assert TRADE.kpis["pc_shipments"].minimum_base == 0


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


def test_revenue_has_two_trees_down_to_the_product() -> None:
    assert [(tree.key, tree.kpi, tree.needs) for tree in TRADE.trees] == [
        ("platform", "revenue", ("shipped_units", "revenue")),
        ("volume", "revenue", ("sold_units", "revenue")),
    ]
    assert {tree.leaf for tree in TRADE.trees} == {("account", "country", "channel", "product")}


def test_the_update_has_eleven_sections() -> None:
    assert len(TRADE.documents["update"].sections) == 11
