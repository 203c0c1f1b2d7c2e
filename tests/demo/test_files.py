"""The files of the demo, read back by other libraries."""

import csv
from pathlib import Path

import openpyxl
import pytest

from rapport.demo import business, files


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("demo")
    return {sent.name: files.write(sent, folder) for sent in files.sent(1)}


def test_text_files_say_what_was_sold(written: dict[str, Path]) -> None:
    with written["contoso_shipments_2026-10.csv"].open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Month"] == "2026-10"]
    assert sum(int(row["Qty"]) for row in rows) == sum(one.units for one in business.sales(1) if one.month == business.LAST)
    assert {row["Disti"] for row in rows} == {"Northwind", "Fabrikam", "Tailspin", "Proseware"}


def test_a_workbook_has_a_title_a_heading_and_its_total(written: dict[str, Path]) -> None:
    rows = list(openpyxl.load_workbook(written["revenue.xlsx"]).active.iter_rows(values_only=True))
    assert rows[0][0] == "Platform revenue, net of rebates"
    assert rows[2][:2] == ("Invoice Month", "Partner")
    assert rows[-1][0] == "Total"
    assert rows[-1][5] == pytest.approx(sum(row[5] for row in rows[3:-1]), abs=0.01)
    assert rows[-1][5] == pytest.approx(sum(one.revenue for one in business.sales(1)), abs=0.01)


def test_distributors_report_in_chinese(written: dict[str, Path]) -> None:
    heading = list(openpyxl.load_workbook(written["northwind_进销存.xlsx"]).active.iter_rows(values_only=True))[2]
    assert heading[0] == "库存月份"
    assert heading[-1] == "期末库存"


def test_the_last_shipments_correct_the_month_before(written: dict[str, Path]) -> None:
    def september(name: str) -> dict[str, int]:
        with written[name].open(encoding="utf-8") as file:
            return {
                f"{row['Disti']} {row['Product']}": int(row["Qty"]) for row in csv.DictReader(file) if row["Month"] == "2026-09"
            }

    first, corrected = september("contoso_shipments_2026-09.csv"), september("contoso_shipments_2026-10.csv")
    assert first.keys() == corrected.keys()
    assert {key for key in first if first[key] != corrected[key]} == {key for key in first if key.startswith("Northwind")}
