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


GROUPS = f"{FULL}2026-08,Acme,CN,D1,P1,pc,own,10\n2026-08,Acme,CN,D1,P2,pc,own,40\n2026-08,Acme,CN,D1,{{0}},pc,own,50\n"


@pytest.mark.parametrize("label", ["All", "全部", "Total", "小计"])
def test_the_total_of_a_group_of_one_is_one_where_others_sum_several(text: Text, imported: Import, label: str) -> None:
    one = f"2026-08,Acme,HK,D1,P1,pc,own,4\n2026-08,Acme,HK,D1,{label},pc,own,4\n"
    found = imported(text(GROUPS.format(label) + one))
    assert (sum(found.column("value")), found.report["problems"]) == (Decimal(54), [])


def test_where_one_of_its_rows_is_no_sum_all_of_them_are_loaded_and_counted(text: Text, imported: Import) -> None:
    one = "2026-08,Acme,HK,D1,P1,pc,own,4\n2026-08,Acme,HK,D1,All,pc,own,5\n"
    found = imported(text(GROUPS.format("All") + one))
    assert sum(found.column("value")) == Decimal(109)
    [problem] = found.report["problems"]
    assert (problem["row"], problem["text"].startswith("“All” (rows: 2)")) == (6, True)


def test_what_only_repeats_single_rows_is_loaded_and_told(text: Text, imported: Import) -> None:
    """Each group has one row, so nothing says whether All is a total of it or what is not broken down."""
    rows = "2026-08,Acme,CN,D1,P1,pc,own,10\n2026-08,Acme,CN,D1,All,pc,own,10\n"
    found = imported(text(FULL + rows))
    assert sum(found.column("value")) == Decimal(20)
    assert [(p["rule"], p["row"]) for p in found.report["problems"]] == [("perhaps-total", 3)]


def test_a_name_that_begins_with_all_is_a_name(text: Text, imported: Import) -> None:
    found = imported(text(f"{MONEY}2026-08,All Cycle Shop,CN,100\n2026-08,All Nippon,HK,50\n"))
    assert (sum(found.column("value")), found.report["problems"]) == (Decimal(300), [])


def test_where_there_is_nothing_to_sum_nothing_is_told(text: Text, imported: Import) -> None:
    found = imported(text("month,account,country,units\n2026-08,Acme,All,5\n2026-09,Acme,All,6\n"))
    assert (sum(found.column("value")), found.report["problems"]) == (Decimal(11), [])


OIL = """Month,Account,Country,Channel,Product,Category,Platform,Units,Amount,Currency
2026-10,Total,FR,D1,Home,pc,own,10,100.00,EUR
2026-10,Total,FR,D2,Home,pc,own,20,220.00,EUR
2026-10,Shell,FR,D1,Home,pc,own,3,33.00,EUR
"""


def test_an_account_called_total_is_loaded_and_told(text: Text, imported: Import) -> None:
    found = imported(text(f"{OIL}SUM,,,,,,,33,353.00,\n"))
    assert sum(found.column("value", "shipped_units")) == Decimal(33)
    assert found.report["rows"] == {"read": 4, "loaded": 3, "rejected": 0, "ignored": 1}
    assert found.report["tables"][0]["file_totals"]["agree"]
    (problem,) = found.report["problems"]
    assert (problem["rule"], problem["row"], problem["column"], problem["value"]) == ("perhaps-total", 2, "Account", "Total")
    assert problem["text"].startswith("“Total” (rows: 2) may be a total and is no sum of two or more rows beside it: loaded")


def test_a_product_called_total_of_which_nothing_else_is_told_is_loaded(text: Text, imported: Import) -> None:
    found = imported(text(f"{FULL}{D1}2026-08,Acme,HK,D3,Total,pc,own,5\n"))
    assert (sum(found.column("value")), found.rules) == (Decimal(23), ["perhaps-total"])


@pytest.mark.parametrize("label", ["Total", "SUM", "Sum", "总和", "汇总"])
def test_a_word_for_totals_in_a_row_without_a_gap_is_one_where_it_sums(text: Text, imported: Import, label: str) -> None:
    found = imported(text(f"{FULL}{D1}2026-08,Acme,CN,{label},P,pc,own,12\n2026-08,Acme,HK,{label},P,pc,own,6\n"))
    assert (sum(found.column("value")), found.rules) == (Decimal(18), [])


def test_a_total_of_what_turned_out_to_be_a_name_is_told(text: Text, imported: Import) -> None:
    shown = (("Worldwide", (17, 12, 29)), ("EMEA", (5, 4, 9)))
    rows = [
        f"2026-10,{where},{name},{n}" for where, told in shown for name, n in zip(("Lenovo", "Dell", "Total"), told, strict=True)
    ]
    found = imported(text("\n".join(["month,region,vendor,units", *rows, ""]), name="market.csv"))
    told = {(problem["column"], problem["value"], problem["row"]) for problem in found.report["problems"]}
    assert told == {("region", "Worldwide", 2), ("vendor", "Total", 4)}


@pytest.mark.parametrize("everywhere", ["Worldwide", "All", "WW"])
def test_what_all_rows_say_hides_no_total(text: Text, imported: Import, everywhere: str) -> None:
    rows = [f"2026-10,{everywhere},{vendor},{units}" for vendor, units in (("Lenovo", 17), ("Dell", 12), ("Total", 29))]
    found = imported(text("\n".join(["month,region,vendor,units", *rows, ""]), name="market.csv"))
    assert found.column("vendor") == ["Lenovo", "Dell"]
    assert found.report["tables"][0]["file_totals"]["agree"] is True


@pytest.mark.parametrize("label", ["Total", "SUM", "sum:", "Sum Total", "总和", "汇总", "ＳＵＭ"])
def test_a_word_for_totals_with_empty_cells_beside_it_is_one(text: Text, imported: Import, label: str) -> None:
    found = imported(text(f"{FULL}{D1}{label},,,,,,,19\n"))
    assert (sum(found.column("value")), found.rules) == (Decimal(18), ["total-differs"])


def test_a_total_whose_parts_were_rejected_is_no_fact(text: Text, imported: Import) -> None:
    found = imported(text(f"{FULL}{D1}2026-08,Acme,CN,D3,P,pc,own,x\n2026-08,Acme,CN,Total,P,pc,own,14\n"))
    assert (sum(found.column("value")), found.rules) == (Decimal(18), ["not-a-number", "total-differs"])


@pytest.mark.parametrize("label", ["All", "Total", "全部", "合计"])
@pytest.mark.parametrize("product", [",", ""])
def test_a_total_told_by_an_attribute_alone(text: Text, imported: Import, label: str, product: str) -> None:
    head = f"month,account,country,channel,{'product,' if product else ''}category,platform,units\n"
    rows = "".join(f"2026-08,Acme,CN,D1,{product}{kind}\n" for kind in ("pc,own,5", "pc,other,6", "server,own,7"))
    found = imported(text(f"{head}{rows}2026-08,Acme,CN,D1,{product}pc,{label},11\n"))
    assert (sum(found.column("value")), found.rules) == (Decimal(18), [])
    assert found.report["tables"][0]["file_totals"] == {"units": "11.0000", "agree": True}


CELLS = "month,account,country,channel,units\n2026-10,A,DE,D1,100\n2026-10,A,DE,D2,47\n"
LABELS = ["TTL", "Ttl", "Overall", "(all)", "Σ", "Total channels", "All Channels Total", "Total D", "D total", "全部渠道"]


@pytest.mark.parametrize("label", LABELS)
def test_what_a_sheet_calls_the_sum_of_two_channels_is_one_where_it_is(text: Text, imported: Import, label: str) -> None:
    found = imported(text(f"{CELLS}2026-10,A,DE,{label},147\n"))
    assert (sum(found.column("value")), found.rules) == (Decimal(147), [])
    assert found.report["tables"][0]["file_totals"] == {"units": "147.0000", "agree": True}


@pytest.mark.parametrize("label", ["Worldwide", "WW", "World-wide"])
def test_the_world_over_its_countries_is_their_sum(text: Text, imported: Import, label: str) -> None:
    """5 + 6 and 7 + 8, by country, and over both."""
    rows = "DE,D1,5;DE,D2,6;DE,All channels,11;FR,D1,7;FR,D2,8;FR,All channels,15"
    lines = "".join(f"2026-10,A,{row}\n" for row in f"{rows};{label},All channels,26".split(";"))
    found = imported(text(f"month,account,country,channel,units\n{lines}"))
    assert (sum(found.column("value")), found.rules) == (Decimal(26), [])


@pytest.mark.parametrize("label", [label for label in LABELS if "D" not in label])
def test_what_is_called_so_and_is_no_sum_is_loaded_and_told(text: Text, imported: Import, label: str) -> None:
    found = imported(text(f"{CELLS}2026-10,A,DE,{label},70\n2026-11,A,DE,D1,1\n2026-11,A,DE,D2,2\n2026-11,A,DE,{label},9\n"))
    assert sum(found.column("value")) == Decimal(100 + 47 + 70 + 1 + 2 + 9)
    assert found.rules == ["perhaps-total"]


def test_a_product_whose_name_has_a_word_for_totals_is_told_only_where_it_is_nearly_a_sum(text: Text, imported: Import) -> None:
    head = "month,account,country,product,units\n2026-10,A,DE,Basic,100\n2026-10,A,DE,Plus,47\n2026-10,A,DE,Total Protection,"
    assert imported(text(f"{head}30\n")).rules == []
    found = imported(text(f"{head}146\n"))
    assert (sum(found.column("value")), found.rules) == (Decimal(293), ["perhaps-total"])


@pytest.mark.parametrize("label", ["TTL", "Overall", "Σ"])
def test_a_short_word_for_totals_with_empty_cells_beside_it_is_one(text: Text, imported: Import, label: str) -> None:
    found = imported(text(f"{CELLS}{label},,,,147\n"))
    assert (sum(found.column("value")), found.rules) == (Decimal(147), [])


def test_a_name_of_many_rows_is_told_apart_by_the_first_ones(
    text: Text, imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is no sum, so none of its rows is a total; of the label all rows are compared, also where the first are sums."""
    monkeypatch.setattr("rapport.imports.perhaps.TRIED", 1)
    head = "month,account,country,product,units\n"
    cells = [f"2026-{month:02},A,DE,{name},{value}\n" for month in (8, 9) for name, value in (("Basic", 1), ("Plus", 2))]
    extra = "2026-08,A,DE,Total Protection,9\n2026-09,A,DE,Total Protection,3\n"
    found = imported(text(f"{head}{''.join(cells)}{extra}"))
    assert (sum(found.column("value")), found.rules) == (Decimal(6 + 12), [])
    found = imported(text(f"{head}{''.join(cells)}2026-08,A,DE,All products,3\n2026-09,A,DE,All products,9\n"))
    assert (sum(found.column("value")), found.rules) == (Decimal(6 + 12), ["perhaps-total"])
