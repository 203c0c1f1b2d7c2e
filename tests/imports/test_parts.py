"""Months, quarters and periods that stand in a column beside their year."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rapport.core.calendars import Calendar, Years
from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import Refused
from rapport.imports.parts import Column, Part
from tests.imports.conftest import Outcome

Import = Callable[..., Outcome]
Write = Callable[[list[str], list[list[Any]]], Path]

HOME = FiscalCalendar()
WEEKS = Calendar("contoso", ("Contoso",), (Years("4-4-5", ends_in=10),))
MONTHS = Calendar("fabrikam", ("Fabrikam",), (Years("months", ends_in=10),))


@pytest.fixture(params=["csv", "xlsx"])
def write(request: pytest.FixtureRequest, text: Callable[..., Path], workbook: Callable[..., Path]) -> Write:
    """Write rows that say when they are in the first two columns, as a text file or as a workbook."""

    def rows(head: list[str], times: list[list[Any]]) -> Path:
        table = [
            [*head, "account", "country", "currency", "revenue"],
            *([*time, "Contoso", "CN", "USD", 7 + row] for row, time in enumerate(times)),
        ]
        if request.param == "xlsx":
            return workbook({"Sheet": table})
        return text("".join(",".join(map(str, row)) + "\n" for row in table))

    return rows


def told(found: Outcome) -> list[tuple[str, str]]:
    return [(f"{fact['day']:%Y-%m}", fact["grain"]) for fact in found.facts]


@pytest.mark.parametrize(
    ("head", "times"),
    [
        (["Fiscal Year", "Month"], [["FY27", "July"], ["FY27", "Dec"], ["FY27", "june"]]),
        (["Fiscal Year", "Month"], [[2027, "Jul"], [2027, "December"], [2027, "Jun."]]),
        (["Year", "Month"], [["FY27", "Juli"], ["FY2027", "décembre"], ["FY27", "giugno"]]),
        (["财年", "月份"], [["2027财年", "7月"], ["FY27", "十二月"], [2027, "六月份"]]),
        (["年度", "月"], [["2027财年", "七月"], ["2027财年度", "12月"], ["FY27", "06月"]]),
        (["Year", "Month"], [[2026, "July"], [2026, "Dec"], [2027, "6月"]]),
        (["年份", "月份"], [["2026年", 7], [2026, 12], [2027, "06"]]),
        (["Year", "Month"], [[2026, 7], [2026, "12"], ["2027", "M06"]]),
    ],
)
def test_a_month_beside_a_year_is_that_month(write: Write, imported: Import, head: list[str], times: list[list[Any]]) -> None:
    assert told(imported(write(head, times))) == [("2026-07", "month"), ("2026-12", "month"), ("2027-06", "month")]


@pytest.mark.parametrize(("head", "year"), [(["Fiscal Year", "Month"], "FY27"), (["财年", "月份"], "2027财年")])
@pytest.mark.parametrize("number", [7, "M07"])
def test_the_number_of_a_month_beside_a_fiscal_year_is_refused_with_both_readings(
    write: Write, imported: Import, head: list[str], year: str, number: object
) -> None:
    with pytest.raises(Refused) as refusal:
        imported(write(head, [[year, "July"], [year, number]]))
    assert str(refusal.value).endswith(
        f"column “{head[1]}”: “{number}” in row 3 beside FY27 may be the calendar month 2026-07 or month 7 of the fiscal year, "
        "2027-01; write “2026-07” or “2027-01”, or the month by its name"
    )


@pytest.mark.parametrize(
    ("home", "senders", "year", "cell", "said", "moment"),
    [
        (FiscalCalendar(4), None, "FY27", "April", "m04", "2026-04"),
        (FiscalCalendar(4), None, "FY27", "March", "m03", "2027-03"),
        (FiscalCalendar(1), None, "FY27", "March", "m03", "2027-03"),
        (FiscalCalendar(1), None, "FY27", "3", "3", "2027-03"),
        (HOME, MONTHS, "FY27", "November", "m11", "2026-11"),
        (HOME, MONTHS, "FY27", "十月", "十月", "2027-10"),
        (HOME, WEEKS, "FY27", "P3", "p3", "FY27-P3"),
        (HOME, WEEKS, "2027", "November", "m11", "2027-11"),
        (HOME, None, "FY27", "13", "13", "FY27 / 13"),
        (HOME, None, "soon", "July", "m07", "soon / July"),
        (HOME, None, "FY27", "二季度", "二季度", "FY27-Q2"),
    ],
)
def test_what_a_part_comes_to(
    home: FiscalCalendar, senders: Calendar | None, year: str, cell: str, said: str, moment: str
) -> None:
    assert Column("Month", home, senders).moment(Part(year, cell, said, 2)) == moment


def test_a_number_under_a_heading_for_periods_is_a_period() -> None:
    assert Column("Period", HOME, WEEKS).moment(Part("FY27", "7", "7", 2)) == "FY27-P7"


def test_a_month_of_a_year_of_weeks_may_be_a_period_of_it() -> None:
    with pytest.raises(
        Refused, match=r"2026-11 or month 1 of the fiscal year, 2026-11-01..2026-11-28; write “2026-11” or “FY27-P01”$"
    ):
        Column("Month", HOME, WEEKS).moment(Part("FY27", "November", "m11", 2))


def test_what_is_no_part_of_a_year_is_rejected_as_it_stands(write: Write, imported: Import) -> None:
    found = imported(write(["Fiscal Year", "Month"], [["FY27", "July"], ["FY27", "soon"]]))
    assert told(found) == [("2026-07", "month")]
    assert found.report["problems"][0]["text"].startswith("“soon” is no day, month, quarter or year")


@pytest.mark.parametrize(
    ("head", "times"),
    [
        (["财年", "季度"], [["2027财年", "二季度"], ["FY27", "第三季度"]]),
        (["财年", "财季"], [["2027财年", "第2季度"], [2027, "三季"]]),
        (["年度", "季度"], [["2027财年", "Q2"], ["FY27", "2027财年第三季度"]]),
        (["Fiscal Year", "期间"], [["FY27", "二季度"], ["FY27", "Q3"]]),
    ],
)
def test_chinese_quarters_of_fiscal_years(write: Write, imported: Import, head: list[str], times: list[list[Any]]) -> None:
    assert told(imported(write(head, times))) == [("2026-10", "quarter"), ("2027-01", "quarter")]


def test_a_quarter_that_names_a_year_ending_with_its_like_is_read_whole(write: Write, imported: Import) -> None:
    found = imported(write(["Year", "Quarter"], [[2024, "2024-Q3"], ["2024年", "2024年第1季度"], [2024, "第四季度"]]))
    assert [fact["day"] for fact in found.facts] == [date(2024, 7, 1), date(2024, 1, 1), date(2024, 10, 1)]


def test_what_is_no_quarter_is_rejected_as_it_stands(write: Write, imported: Import) -> None:
    found = imported(write(["财年", "季度"], [["2027财年", "二季度"], ["2027财年", "上半年"]]))
    assert told(found) == [("2026-10", "quarter")]
    assert found.report["problems"][0]["text"].startswith("“FY27 / 上半年” is no day, month, quarter or year")


@pytest.mark.parametrize("heading", ["Fiscal Month", "财月", "Selling period"])
def test_a_month_that_is_not_read_never_leaves_rows_of_whole_years(
    text: Callable[..., Path], imported: Import, heading: str
) -> None:
    with pytest.raises(Refused, match=f"column “{heading}” is not read, and without it the rows would be of the whole"):
        imported(text(f"Fiscal Year,{heading},Account,Country,Product,Category,Units\nFY27,x,Contoso,CN,P,pc,10\n"))
