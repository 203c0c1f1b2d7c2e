"""Files as they come, up to the door of the book: what is recognised, typed, rejected, refused."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from rapport.core.refusals import Refused
from rapport.imports.mapping import MapFile, Target
from tests.imports.conftest import Outcome

Import = Callable[..., Outcome]
Text = Callable[..., Path]

ONE = """month,account,country,channel,product,category,platform,units
2025-10,Contoso,CN,D1,P-own,pc,own,80000
2025-10,Contoso,CN,D1,P-other,pc,other,20000
2026-10,Contoso,CN,D1,P-own,pc,own,96600
"""


def test_a_plain_file(text: Text, imported: Import) -> None:
    found = imported(text(ONE))
    (staged,) = found.staged
    assert (staged.dataset, staged.sender, staged.release) == ("shipments", "self", date(2026, 11, 21))
    assert found.facts[0] == {
        "day": date(2025, 10, 1),
        "grain": "month",
        "scenario": "actual",
        "measure": "shipped_units",
        "value": Decimal(80_000),
        "currency": None,
        "sheet": "file.csv",
        "row": 2,
        "account": "Contoso",
        "country": "CN",
        "channel": "D1",
        "product": "P-own",
    }
    assert found.attributes == [
        ("product", "P-other", "category", "pc", date(2025, 10, 1)),
        ("product", "P-other", "platform", "other", date(2025, 10, 1)),
        ("product", "P-own", "category", "pc", date(2025, 10, 1)),
        ("product", "P-own", "platform", "own", date(2025, 10, 1)),
    ]
    assert found.report["rows"] == {"read": 3, "loaded": 3, "rejected": 0, "ignored": 0}
    (table,) = found.report["tables"]
    assert (table["sheet"], table["range"], table["dataset"], table["totals"]) == (
        "file.csv",
        "A1:H4",
        "shipments",
        {"units": "196600.0000"},
    )


def test_which_column_is_what_with_confidence_and_reason(text: Text, imported: Import) -> None:
    columns = imported(text(ONE)).report["tables"][0]["columns"]
    assert columns["month"] == {
        "to": "month",
        "confidence": 0.99,
        "why": "“month” is a word for month; 100% of its cells are moments",
    }
    assert columns["units"]["to"] == "units"
    assert "was taken as shipments" in columns["units"]["why"]


def test_chinese_headings_and_units_in_them(text: Text, imported: Import) -> None:
    found = imported(text("订单日期,客户,销量,销售金额（万元）\n2026年10月3日,联想,120,1.5\n"))
    assert found.column("value", "revenue") == [Decimal(15_000)]
    assert found.column("currency", "revenue") == ["CNY"]
    assert found.facts[0]["day"] == date(2026, 10, 3)


def test_titles_above_and_a_total_below(workbook: Callable[..., Path], imported: Import) -> None:
    found = imported(
        workbook(
            {
                "Sales": [
                    ["Our sales", None, None],
                    [],
                    ["Order Date", "Reseller", "Qty", "Sales Amount (USD)"],
                    [(date(2026, 10, 3), "dd-mmm-yy"), "Contoso", 2, 600.1559999999999],
                    [(date(2026, 10, 4), "dd-mmm-yy"), "Fabrikam", 3, 400],
                    ["Grand total", None, 5, 1000.156],
                ]
            }
        )
    )
    assert found.column("value", "revenue") == [Decimal("600.156"), Decimal(400)]
    assert found.column("row", "revenue") == [4, 5]
    (table,) = found.report["tables"]
    assert table["range"] == "A3:D6"
    assert table["skipped"] == [{"row": 1, "text": "Our sales"}]
    assert table["file_totals"] == {"units": "5.0000", "revenue": "1000.1560", "agree": True}
    assert found.report["rows"] == {"read": 3, "loaded": 2, "rejected": 0, "ignored": 1}


def test_bad_cells_reject_their_rows_and_are_told_with_their_mending(text: Text, imported: Import) -> None:
    found = imported(text('month,account,country,units\n2026-10,Contoso,CN,"1,2OO"\n2026-10,Contoso,HK,5\nsoon,Contoso,CN,5\n'))
    assert found.column("row") == [3]
    assert found.report["rows"] == {"read": 3, "loaded": 1, "rejected": 2, "ignored": 0}
    assert found.report["problems"] == [
        {
            "sheet": "file.csv",
            "row": 2,
            "column": "units",
            "value": "1,2OO",
            "rule": "not-a-number",
            "text": "“1,2OO” is not a number",
            "fix": "1200",
        },
        {
            "sheet": "file.csv",
            "row": 4,
            "column": "month",
            "value": "soon",
            "rule": "not-a-date",
            "text": "“soon” is no day, month, quarter or year; write it like 2026-10 or 2026-10-31",
            "fix": None,
        },
    ]
    assert {(row["day"], row["country"]) for row in found.rejected} == {(date(2026, 10, 1), "CN"), (None, "CN")}


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("#N/A", "error-value"),
        ("12.34567", "too-precise"),
        ("100000000000000", "too-large"),
        ("many", "not-a-number"),
    ],
)
def test_each_thing_that_can_be_wrong_with_an_amount(text: Text, imported: Import, cell: str, rule: str) -> None:
    found = imported(text(f"month,account,units\n2026-10,Contoso,{cell}\n2026-10,Fabrikam,1\n2026-10,Woodgrove,2\n"))
    assert found.rules == [rule]


def test_a_stock_has_a_total_on_one_day_alone(text: Text, imported: Import) -> None:
    head, row = "month,distributor,country,product,closing stock,sell-through\n", "{},D1,CN,P-own,{},{}\n"
    (one,) = imported(text(head + row.format("2026-10", 900, 5))).report["tables"]
    assert one["totals"] == {"inventory": "900.0000", "sell_through": "5.0000"}
    (two,) = imported(text(head + row.format("2026-10", 900, 5) + row.format("2026-11", 910, 6))).report["tables"]
    assert two["totals"] == {"sell_through": "11.0000"}


@pytest.mark.parametrize(("cell", "rule"), [("#N/A", "error-value"), ("#REF!", "error-value"), ("=?", "no-value")])
def test_a_name_that_its_formula_did_not_find_rejects_the_row(text: Text, imported: Import, cell: str, rule: str) -> None:
    found = imported(text(f"month,account,country,units\n2026-10,Contoso,CN,1\n2026-10,Contoso,{cell},2\n2026-10,Contoso,HK,4\n"))
    assert found.rules == [rule]
    assert found.column("country") == ["CN", "HK"]


@pytest.mark.parametrize(
    ("heading", "cell", "said", "fix"),
    [
        (
            "units",
            "12.34567",
            "“12.34567” needs more than four decimals; nothing is rounded in silence, so round it",
            "12.3457",
        ),
        ("units", "-0.26575", "“-0.26575” needs", "-0.2658"),
        ("units (K)", "12.345678912", "“12.345678912” times 1,000 needs", "12.3456789"),
        ("units", "0.00001", "“0.00001” needs", "0.0000"),
    ],
)
def test_what_needs_too_many_decimals_is_told_rounded_and_that_is_taken(
    text: Text, imported: Import, heading: str, cell: str, said: str, fix: str
) -> None:
    head = f"month,account,{heading}\n"
    (problem,) = imported(text(f"{head}2026-10,Contoso,{cell}\n2026-10,Fabrikam,1.5\n")).report["problems"]
    assert (problem["rule"], problem["fix"], problem["text"].startswith(said)) == ("too-precise", fix, True)
    assert imported(text(f"{head}2026-10,Contoso,{problem['fix']}\n2026-10,Fabrikam,1.5\n")).report["problems"] == []


@pytest.mark.parametrize(
    ("cell", "said", "fix"),
    [
        ("1e3", "“1e3” is a power of ten; write the number out", "1000"),
        ("1E+05", "“1E+05” is a power of ten; write the number out", "100000"),
        ("-4e-05", "“-4e-05” is a power of ten; it needs more than a fact can hold", None),
        ("5 678,00", "“5 678,00” is not a number in this column, whose decimal sign is “.”", "5678.00"),
        ("1.234,56", "“1.234,56” is not a number in this column, whose decimal sign is “.”", "1234.56"),
        ("1,23,456", "“1,23,456” is not a number", None),
        ("٣", "“٣” has digits of another script, which are not read; write them with 0 to 9", "3"),
        ("-१२.५", "“-१२.५” has digits of another script, which are not read; write them with 0 to 9", "-12.5"),
        ("5²", "“5²” is not a number", None),
        ("５０，００x", "“５０，００x” is not a number", None),
    ],
)
def test_a_number_in_another_form_is_told_with_what_it_is(
    text: Text, imported: Import, cell: str, said: str, fix: str | None
) -> None:
    rows = "".join(f"2026-10,A{n},{n}.25\n" for n in range(60))
    found = imported(text(f'month,account,revenue USD\n{rows}2026-10,Contoso,"{cell}"\n'))
    assert [(p["rule"], p["text"], p["fix"]) for p in found.report["problems"]] == [("not-a-number", said, fix)]


def test_a_currency_that_nobody_knows_is_not_called_missing(text: Text, imported: Import) -> None:
    rows = "2026-10-03,A,1,5,USD\n2026-10-03,B,1,6,USX\n"
    (problem,) = imported(text(f"date,account,qty,amount,currency\n{rows}")).report["problems"]
    assert (problem["rule"], problem["row"], problem["column"], problem["value"]) == ("unknown-currency", 3, "currency", "USX")
    assert problem["text"].startswith("“USX” is no currency that is known; write its ISO code, as in ")


def test_a_row_without_its_month_is_rejected_and_one_without_amounts_is_not_needed(text: Text, imported: Import) -> None:
    found = imported(text("month,account,units\n,Contoso,5\n2026-10,Contoso,\n2026-10,Fabrikam,1\n"))
    assert [(problem["row"], problem["text"]) for problem in found.report["problems"]] == [
        (2, "the month is missing"),
        (3, "rows without an amount were left out: 3"),
    ]
    assert found.report["rows"] == {"read": 3, "loaded": 1, "rejected": 1, "ignored": 1}


def test_a_torn_line_may_belong_anywhere(text: Text, imported: Import) -> None:
    found = imported(text("month,account,units\n2026-10,Contoso\n2026-10,Fabrikam,1\n2026-10,Woodgrove,2\n"))
    assert found.rules == ["ragged"]
    assert found.rejected == [{"day": None, "grain": None, "scenario": None, "sheet": "file.csv", "account": None}]
    assert found.report["rows"] == {"read": 3, "loaded": 2, "rejected": 1, "ignored": 0}


def test_strict_refuses_the_file_for_one_bad_row(text: Text, imported: Import) -> None:
    path = text("month,account,units\n2026-10,Contoso,x\n2026-10,Contoso,5\n2026-10,Contoso,6\n")
    with pytest.raises(Refused, match="rows rejected: 1; nothing was loaded") as refusal:
        imported(path, strict=True)
    assert [problem["rule"] for problem in refusal.value.problems] == ["not-a-number"]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
@pytest.mark.parametrize("sign", [".", ","])
def test_a_space_of_any_width_parts_thousands(text: Text, imported: Import, space: str, sign: str) -> None:
    rows = f'2026-10,A,1,"1{space}234{sign}50",CHF\n2026-10,B,1,"2{space}012{sign}5",CHF\n'
    found = imported(text(f"month,account,units,amount,currency\n{rows}"))
    assert found.column("value", "revenue") == [Decimal("1234.50"), Decimal("2012.5")]
    assert found.rules == []


def test_an_actual_amount_of_a_far_future_is_told(text: Text, imported: Import) -> None:
    path = text("ship date,account,units\n10/31/2026,A,1\n10/31/2062,A,2\n10/31/2036,A,3\n")
    (problem,) = imported(path).report["problems"]
    assert (problem["rule"], problem["row"], problem["column"], problem["value"]) == ("far-future", 3, "ship date", "2062-10-31")
    assert imported(path, constants={"scenario": "plan"}).rules == []


def test_money_needs_a_currency(text: Text, imported: Import) -> None:
    path = text("date,account,qty,amount\n2026-10-03,Contoso,1,5.50\n")
    with pytest.raises(Refused, match="--set currency=USD"):
        imported(path)
    assert imported(path, constants={"currency": "eur"}).column("currency", "revenue") == ["EUR"]
    with pytest.raises(Refused, match=r"“EURO” is no currency; write its ISO code, as in EUR$"):
        imported(path, constants={"currency": "EURO"})


@pytest.mark.parametrize("heading", ["units (million)", "Units (K)"])
def test_a_unit_in_a_heading_leaves_a_mark_before_three_digits_open(text: Text, imported: Import, heading: str) -> None:
    path = text(f"month,account,{heading}\n2026-10,Contoso,1.234\n2026-10,Fabrikam,12.345\n")
    with pytest.raises(Refused, match=r"cells like “1\.234” can be read in two ways; .* decimal = \"\.\""):
        imported(path, dataset="shipments")
    assert imported(path, dataset="shipments", mapping=MapFile(decimal=".")).column("value")[0] in {1_234_000, 1_234}


@pytest.mark.parametrize(
    ("key", "column"), [("month", "month"), ("country", "country"), ("platform", "platform"), ("product", "product")]
)
def test_what_a_column_says_is_not_said_for_all_rows_too(text: Text, imported: Import, key: str, column: str) -> None:
    with pytest.raises(Refused, match=f"{key} is said for all rows, and column “{column}” says it too"):
        imported(text(ONE), constants={key: "2026-10"})


def test_a_currency_is_not_said_against_a_heading(text: Text, imported: Import) -> None:
    path = text("month,account,units,revenue USD\n2026-10,Contoso,1,5\n2026-10,Fabrikam,2,6\n")
    with pytest.raises(Refused, match="column “revenue USD” says it too"):
        imported(path, constants={"currency": "EUR"})


def test_a_currency_column_speaks_for_each_row(text: Text, imported: Import) -> None:
    found = imported(text("date,account,qty,amount,currency\n2026-10-03,A,1,5,USD\n2026-10-03,B,1,6,RMB\n2026-10-03,C,1,7,\n"))
    assert found.column("currency", "revenue") == ["USD", "CNY"]
    assert found.rules == ["missing"]
    assert found.report["tables"][0]["totals"] == {"units": "2.0000", "revenue": {"CNY": "6.0000", "USD": "5.0000"}}


def test_year_and_quarter_make_a_quarter(text: Text, imported: Import) -> None:
    found = imported(text("Salesperson,Year,Quarter,Quota (USD)\nAda,2026,Q4,100\nAda,2026,1,200\n"))
    assert [(fact["day"], fact["grain"]) for fact in found.facts] == [
        (date(2026, 10, 1), "quarter"),
        (date(2026, 1, 1), "quarter"),
    ]
    fiscal = imported(
        text("Salesperson,FY,Quarter,Quota (USD)\nAda,2027,Q2,100\n"), mapping=MapFile(columns={"FY": Target("year")})
    )
    assert fiscal.facts[0]["day"] == date(2026, 10, 1)


def test_a_quarter_that_names_its_year_is_read_whole(text: Text, imported: Import) -> None:
    cells = ["2026-Q3", "4Q26", "2026年第1季度", "Q2"]
    found = imported(text("Salesperson,Year,Quarter,Quota (USD)\n" + "".join(f"Ada,2026,{cell},1\n" for cell in cells)))
    assert [fact["day"].month for fact in found.facts] == [7, 10, 1, 4]
    fiscal = imported(text("Salesperson,Fiscal Year,Quarter,Quota (USD)\nAda,FY27,FY27-Q1,100\n"))
    assert (fiscal.facts[0]["day"], fiscal.facts[0]["grain"]) == (date(2026, 7, 1), "quarter")


def test_a_quarter_of_another_year_than_its_row_says_is_no_moment(text: Text, imported: Import) -> None:
    found = imported(text("Salesperson,Year,Quarter,Quota (USD)\nAda,2026,2025-Q3,1\nAda,2026,Q3,2\n"))
    assert [fact["value"] for fact in found.facts] == [2]
    assert found.report["problems"][0]["text"].startswith("“2026 / 2025-Q3” is no day, month, quarter or year")


def test_a_column_of_quarters_that_name_their_years_is_the_time(text: Text, imported: Import) -> None:
    found = imported(text("Salesperson,Quarter,Quota (USD)\nAda,2026 Q3,100\nAda,FY27-Q2,200\n"))
    assert [(fact["day"], fact["grain"]) for fact in found.facts] == [
        (date(2026, 7, 1), "quarter"),
        (date(2026, 10, 1), "quarter"),
    ]
    assert (
        found.report["tables"][0]["columns"]["Quarter"]["why"]
        == "“Quarter” is a word for quarter, and its cells name their years"
    )


def test_first_days_under_a_heading_of_months_are_months(text: Text, imported: Import) -> None:
    assert set(imported(text("month,account,units\n2026-10-01,A,1\n2026-11-01,A,2\n")).column("grain")) == {"month"}
    assert set(imported(text("month,account,units\n2026-10-01,A,1\n2026-11-02,A,2\n")).column("grain")) == {"day"}


PUBLISHED = """source,published,period,vendor,units,unit
Tracker,2024-01,2023Q4,Lenovo,6.286,million units
Tracker,2024-01,2023Q4,Others,2.1,million units
Tracker,2024-01,2023Q4,Total,8.4,million units
Tracker,2023-01,2022Q4,Lenovo,5000,thousand units
"""


def test_each_release_is_a_batch_of_its_own_from_the_one_who_published_it(text: Text, imported: Import) -> None:
    found = imported(text(PUBLISHED))
    assert [(one.sender, one.release, one.dataset) for one in found.staged] == [
        ("Tracker", date(2023, 1, 1), "market"),
        ("Tracker", date(2024, 1, 1), "market"),
    ]
    assert found.column("value") == [Decimal(5_000_000), Decimal(6_286_000), Decimal(2_100_000)]
    assert found.report["problems"] == []


def test_a_sheet_that_names_no_publisher_is_ones_own(workbook: Callable[..., Path], imported: Import) -> None:
    told = [["source", "period", "vendor", "units"], ["Tracker", "2023Q4", "Lenovo", 5]]
    silent = [["period", "vendor", "units"], ["2023Q4", "Dell", 6]]
    found = imported(workbook({"A": told, "B": silent}), dataset="market")
    assert sorted(one.sender for one in found.staged) == ["Tracker", "self"]
    assert sorted(found.column("value")) == [Decimal(5), Decimal(6)]


def test_what_the_person_says_goes_before_what_the_file_says(text: Text, imported: Import) -> None:
    (staged,) = imported(text(PUBLISHED), sender="Contoso", release=date(2026, 1, 1)).staged
    assert (staged.sender, staged.release) == ("Contoso", date(2026, 1, 1))


def test_codes_and_names_of_a_product(text: Text, imported: Import) -> None:
    (staged,) = imported(
        text("month,Part No.,Product,units\n2026-10,BK-1,Bike,1\n2026-11,BK-1,Bike II,1\n2026-10,,Helmet,1\n")
    ).staged
    assert {text: (name.name, name.code) for text, name in staged.names["product"].items()} == {
        "BK-1": ("Bike II", "BK-1"),
        "Helmet": ("Helmet", ""),
    }


def test_constants_fill_what_the_file_does_not_say(text: Text, imported: Import) -> None:
    found = imported(
        text("product,units\nP-own,3\nP-own,4\n"), constants={"month": "2026-10", "account": "Contoso", "platform": "own"}
    )
    assert found.facts[0]["account"] == "Contoso"
    assert found.facts[0]["day"] == date(2026, 10, 1)
    assert found.attributes == [("product", "P-own", "platform", "own", date(2026, 10, 1))]
    with pytest.raises(Refused, match="unknown dimension “acount”; nearest: account"):
        imported(text(ONE), constants={"acount": "Contoso"})


def test_a_map_file_decides(text: Text, imported: Import) -> None:
    path = text('When,Who,How many,AMT\n10/2026,Contoso,"1.234","2.000,50"\n')
    said = MapFile(
        dataset="seller_sales",
        decimal=",",
        columns={
            "When": Target("month"),
            "Who": Target("account"),
            "How many": Target("units"),
            "AMT": Target("revenue", Decimal(1000), "CNY"),
        },
    )
    found = imported(path, mapping=said)
    assert found.column("value") == [Decimal(2_000_500), Decimal(1234)]
    assert found.report["tables"][0]["columns"]["When"] == {"to": "month", "confidence": 1.0, "why": "the map file says so"}
    with pytest.raises(Refused, match="unknown column “accuont”; nearest: account"):
        imported(path, mapping=MapFile(dataset="seller_sales", columns={"Who": Target("accuont")}))


def test_a_map_file_names_the_sheet_and_the_row_of_headings(workbook: Callable[..., Path], imported: Import) -> None:
    head = ["month", "account", "units"]
    path = workbook(
        {"Old": [head, ["2026-09", "Contoso", 1]], "New": [["x"], head, ["(text)", "(text)", "(pcs)"], ["2026-10", "Contoso", 2]]}
    )
    found = imported(path, mapping=MapFile(sheet="New", header_row=2, skip_rows=1))
    assert [(fact["sheet"], fact["row"], fact["value"]) for fact in found.facts] == [("New", 4, Decimal(2))]
    with pytest.raises(Refused, match="unknown sheet “Nwe”; nearest: New"):
        imported(path, mapping=MapFile(sheet="Nwe"))


def test_sheets_of_one_dataset_are_one_batch_and_a_sheet_without_a_table_is_named(
    workbook: Callable[..., Path], imported: Import
) -> None:
    head = ["month", "account", "units"]
    found = imported(workbook({"Q3": [head, ["2026-09", "A", 1]], "Q4": [head, ["2026-10", "A", 2]], "Notes": [["Read me"]]}))
    assert len(found.staged) == 1
    assert sorted((fact["sheet"], fact["value"]) for fact in found.facts) == [("Q3", Decimal(1)), ("Q4", Decimal(2))]
    assert found.rules == ["no-table"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\n", "no row of headings that are known"),
        ("month,account,price\n2026-10,Contoso,3\n", "lacks a column for revenue"),
        ("month,account,units\n", "no row holds an amount"),
        (
            "month,account,units\n2026-10,Contoso,x\n2026-10,Contoso,y\n",
            "“units” would be the units by its heading, but 0% of its cells",
        ),
        ("order date,invoice date,qty,amount (USD)\n2026-10-03,2026-10-04,1,2\n", "two columns could be the month"),
    ],
)
def test_what_cannot_be_loaded_says_why(text: Text, imported: Import, content: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        imported(text(content))


def test_ignored_columns_are_named(text: Text, imported: Import) -> None:
    found = imported(text("Order Date,Reseller,Order,Line,Qty,Unit Price,Sales Amount (USD)\n2026-10-03,Contoso,SO1,1,2,3,6\n"))
    assert found.report["ignored_columns"] == ["Order", "Line", "Unit Price"]


def test_headings_nearly_right_and_columns_known_by_their_cells(text: Text, imported: Import) -> None:
    columns = imported(text("month,acount,Quantitiy,units\n2026-10,Contoso,x,1\n")).report["tables"][0]["columns"]
    assert columns["acount"]["to"] == "account"
    assert columns["acount"]["confidence"] < 0.9
    by_cells = imported(text("wann,firma,units,product\n2026-10,Contoso,1,A\n2026-11,Fabrikam,2,A\n")).report["tables"][0][
        "columns"
    ]
    assert by_cells["wann"] == {"to": "month", "confidence": 0.7, "why": "its cells are moments, and no other column’s are"}
    assert by_cells["firma"]["why"] == "2 of its 2 names are known as account"


def test_a_word_that_no_pack_knows_is_told_and_not_guessed(text: Text, imported: Import) -> None:
    found = imported(text("month,product,platform,units\n2026-10,A,ours,1\n2026-10,B,owm,2\n"))
    assert found.attributes == [("product", "A", "platform", "own", date(2026, 10, 1))]
    assert [(p["rule"], p["row"], p["value"], p["fix"]) for p in found.report["problems"]] == [("unknown-word", 3, "owm", "own")]


def test_an_attribute_that_changes_is_told_from_that_month_on(text: Text, imported: Import) -> None:
    found = imported(text("month,product,edition,units\n2026-08,A,Home,1\n2026-09,A,Home,1\n2026-10,A,Pro,1\n"))
    assert [row[3:] for row in found.attributes] == [("Home", date(2026, 8, 1)), ("Pro", date(2026, 10, 1))]


def test_formats_make_no_difference(text: Text, workbook: Callable[..., Path], imported: Import, tmp_path: Path) -> None:
    head = ["month", "account", "units"]
    rows: list[list[Any]] = [["2026-10", "Contoso", 1200], ["2026-11", "Fabrikam", 7]]
    plain = imported(text("\n".join(",".join(map(str, row)) for row in [head, *rows])))
    book = imported(workbook({"S": [head, *rows]}))
    pl.DataFrame(rows, schema=head, orient="row").write_parquet(tmp_path / "file.parquet")
    table = imported(tmp_path / "file.parquet")

    def said(found: Outcome) -> list[tuple[Any, ...]]:
        return [tuple(value for key, value in fact.items() if key != "sheet") for fact in found.facts]

    assert said(plain) == said(book) == said(table)


def test_merged_cells_say_the_same_of_all_their_rows(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["month", "account", "units"])
        sheet.merge_range("A2:A3", "2026-10")
        sheet.merge_range("B2:B3", "Contoso")
        sheet.merge_range("C2:C3", 5)
        sheet.write_row("A4", ["2026-11", "Fabrikam", 6])
    found = imported(path)
    assert [(fact["row"], fact["account"], fact["value"]) for fact in found.facts] == [
        (2, "Contoso", Decimal(5)),
        (4, "Fabrikam", Decimal(6)),
    ]


def test_a_sheet_that_cannot_be_read_keeps_the_others_out_too(workbook: Callable[..., Path], imported: Import) -> None:
    sheets = {
        "Units": [["month", "account", "units"], ["2026-10", "A", 1]],
        "Money": [["order date", "qty", "amount"], ["2026-10-03", 1, 2]],
    }
    with pytest.raises(Refused, match=r"file\.xlsx, Money: column “amount” is money"):
        imported(workbook(sheets))


def test_a_cell_that_speaks_against_the_currency_of_the_heading_rejects_its_row(text: Text, imported: Import) -> None:
    rows = "2026年10月,联想,5,12.5,USD\n2026年9月,联想,6,3.2,CNY\n2026年8月,联想,7,1,\n2026年7月,联想,8,1,USX\n"
    found = imported(text(f"出货月份,客户,数量,金额（万元）,币种\n{rows}"))
    assert found.column("value", "revenue") == [32_000, 10_000]
    assert found.column("currency", "revenue") == ["CNY", "CNY"]
    assert found.rules == ["two-currencies", "unknown-currency"]
    assert found.report["rows"] == {"read": 4, "loaded": 2, "rejected": 2, "ignored": 0}
    problem = found.report["problems"][0]
    assert (problem["row"], problem["column"], problem["value"]) == (2, "币种", "USD")
    assert problem["text"] == (
        "the amount is in CNY by its heading “金额（万元）” and in “USD” by column “币种”; mend the one that is wrong, "
        'or have the column left out by a map file: [columns] "币种" = "ignored"'
    )


def test_a_heading_with_a_scale_alone_leaves_the_currency_to_the_cells(text: Text, imported: Import) -> None:
    found = imported(text("出货月份,客户,数量,金额（万）,币种\n2026年10月,联想,5,12.5,USD\n"))
    assert (found.column("value", "revenue"), found.column("currency", "revenue")) == ([125_000], ["USD"])


def test_currencies_of_another_amount_are_not_used_and_that_is_said(text: Text, imported: Import) -> None:
    found = imported(text("fund month,account,budget,campaign cost (USD),currency\n2026-10,A,1,2,EUR\n"))
    assert (found.column("currency", "fund_budget"), found.column("currency", "marketing_cost")) == (["EUR"], ["USD"])
    assert found.rules == ["currency-unused"]


def test_a_product_with_two_words_in_one_month_is_told(text: Text, imported: Import) -> None:
    rows = "2026-10,A,pc,1\n2026-10,A,PCs,1\n2026-10,A,server,1\n2026-11,A,server,1\n"
    found = imported(text(f"month,product,category,units\n{rows}"))
    assert [row[3:] for row in found.attributes] == [("pc", date(2026, 10, 1)), ("server", date(2026, 11, 1))]
    assert [(problem["value"], problem["text"]) for problem in found.report["problems"]] == [
        ("pc", "“A” is pc, server in 2026-10; the commoner one is taken")
    ]


def test_headings_in_the_middle_of_a_sheet_are_left_out_and_told(text: Text, imported: Import) -> None:
    head, *rows = ONE.splitlines()
    found = imported(text("\n".join([head, rows[0], head, *rows[1:]])))
    assert found.report["rows"] == {"read": 4, "loaded": 3, "rejected": 0, "ignored": 1}
    (problem,) = found.report["problems"]
    assert (problem["rule"], problem["row"], problem["text"]) == (
        "repeated-headings",
        3,
        "rows that say the headings again were left out: 3",
    )
    assert set(found.staged[0].names["account"]) == {"Contoso"}


def test_only_rows_that_are_loaded_bring_names(text: Text, imported: Import) -> None:
    found = imported(text(f"{ONE}2026-10,Acount,XX,D9,P-bad,nonsense,own,x\n2026-10,Fabrikam,YY,D8,P-none,pc,own,\n"))
    names = found.staged[0].names
    assert {text for text, name in names["account"].items() if name.is_loaded} == {"Contoso"}
    assert {text for text, name in names["product"].items() if name.is_loaded} == {"P-own", "P-other"}
    assert found.rules == ["not-a-number", "no-amount"]


def test_names_come_in_the_order_in_which_the_file_comes_to_them(text: Text, imported: Import) -> None:
    countries = [f"Land {number * 7 % 500}" for number in range(500)]
    lines = "".join(f"2025-10,{country},1\n" for country in [*countries, *reversed(countries)])
    (staged,) = imported(text(f"month,country,units\n{lines}")).staged
    assert list(staged.names["country"]) == countries


@pytest.mark.parametrize(("cells", "rules"), [(("1.234", "5.678"), ["two-readings"]), (("1,234", "5,678"), [])])
def test_how_marks_before_three_digits_were_read_is_told(
    text: Text, imported: Import, cells: tuple[str, str], rules: list[str]
) -> None:
    content = "".join(f'2026-10,Contoso,"{cell}"\n' for cell in cells)
    found = imported(text(f"month,account,units\n{content}"))
    assert (found.column("value"), found.rules) == ([Decimal(1234), Decimal(5678)], rules)
    mark = cells[0][1]
    said = f"“{cells[0]}” is read as 1234, since each “{mark}” stands before three digits, as where it parts thousands"
    other = f'{said}; say decimal = "{mark}" in a map file if it is the decimal sign'
    assert found.report["tables"][0]["columns"]["units"]["why"].endswith(other)
    assert [problem["text"] for problem in found.report["problems"]] == [other] * len(rules)


def test_what_a_map_file_says_of_the_decimal_sign_is_not_doubted(text: Text, imported: Import) -> None:
    found = imported(text("month,account,units\n2026-10,Contoso,1.234\n"), mapping=MapFile(decimal="."))
    assert (found.column("value"), found.rules) == ([Decimal("1.234")], [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "dataset", "line"),
    [
        ("month,account,units budgeted\n2026-10,Contoso,3\n", "plan", ("units budgeted", "units")),
        ("entity,Parent firm\nE1,Contoso\n", "entities", ("Parent firm", "account")),
        ("month,account\n2026-10,Contoso\n", "plan", ("its heading", "units")),
    ],
)
def test_the_line_of_a_map_file_that_is_offered_is_accepted(
    text: Text, imported: Import, content: str, dataset: str, line: tuple[str, str]
) -> None:
    with pytest.raises(Refused, match=r"\[columns\]") as refusal:
        imported(text(content), dataset=dataset)
    heading, to = re.findall(r'\[columns\] "(.+?)" = "(.+?)"', str(refusal.value))[0]
    assert (heading, to) == line
    if heading in content:
        assert imported(text(content), dataset=dataset, mapping=MapFile(columns={heading: Target(to)})).staged


def test_numbers_that_are_none_are_said_of_a_parquet_file(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "file.parquet"
    pl.DataFrame(
        {"month": ["2026-10"] * 2, "account": ["Contoso"] * 2, "revenue (USD)": [float("nan"), float("inf")]}
    ).write_parquet(path)
    with pytest.raises(Refused, match=r"“revenue .USD.” would be the revenue by its heading, but 0% .* are like “inf”; mend"):
        imported(path)
