"""Files that tell periods of a partner's own calendar: from the import to the months of an answer."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Rapport
from tests.packs.trial import write_pack

CALENDARS = """
[calendar.contoso]
senders = ["Contoso"]
years = [
    { pattern = "4-4-5", ends_in = "october", ends_on = "saturday" },
    { pattern = "months", ends_in = "december", since = 2028 },
]
[calendar.fabrikam]
senders = ["Fabrikam"]
years = [{ pattern = "months", ends_in = "october" }]
"""
PERIODS = """Period,Account,Country,Sell-through,Revenue USD
FY26-P03,Contoso,CN,3500,1000.01
FY26-P04,Contoso,CN,2800,700
FY26-P05,Contoso,CN,2900,-0.01
"""
"""P03 has 35 days from 2025-12-21, P04 and P05 have 28 each."""

WINTER = "2025-12..2026-03"

File = Callable[[str], Path]


@pytest.fixture
def rapport(rapport: Rapport, tmp_path: Path) -> Rapport:
    """The command line on an empty home whose pack has the calendars."""
    write_pack(tmp_path / "home" / "packs", CALENDARS)
    return rapport


@pytest.fixture
def file(tmp_path: Path) -> File:
    def write(content: str, name: str = "told.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


def asked(rapport: Rapport, kpi: str, *words: str, field: str = "month") -> dict[str, Any]:
    """The figures of a KPI by month, or by another field."""
    rows = rapport("ask", kpi, *words, "--json").json["rows"]
    return {row["by"].get(field, ""): row["kpis"][kpi] for row in rows}


def by_month(rapport: Rapport, kpi: str, period: str) -> dict[str, Decimal]:
    rows = asked(rapport, kpi, "--by", "month", "--period", period)
    return {month: Decimal(str(figure["value"])) for month, figure in rows.items() if figure["value"] is not None}


def test_periods_of_weeks_are_mapped_to_months_by_the_weights_of_their_days(rapport: Rapport, file: File) -> None:
    rapport("import", file(PERIODS), "--sender", "Contoso")
    assert by_month(rapport, "sell_through", WINTER) == {
        "2025-12": 1100,  # 11/35 of 3500
        "2026-01": 2400 + 700,  # the rest, and 7/28 of 2800
        "2026-02": 2100 + 725,
        "2026-03": 2175,
    }


def test_the_shares_of_money_add_up_to_what_the_file_says(rapport: Rapport, file: File) -> None:
    said = rapport("import", file(PERIODS), "--sender", "Contoso", "--json").json
    assert said["tables"][0]["totals"]["revenue"] == {"USD": "1700.0000"}
    months = by_month(rapport, "revenue", WINTER)
    assert sum(months.values()) == Decimal(1700)
    exact = (Fraction(100_001, 100) * 11 / 35, Fraction(100_001, 100) * 24 / 35 + 175, Fraction(525) - Fraction(1, 400))
    assert all(abs(told - share) < Fraction(1, 10**4) for told, share in zip(map(Fraction, months.values()), exact, strict=False))


def test_the_report_of_an_import_says_what_was_mapped(rapport: Rapport, file: File) -> None:
    path = file(PERIODS)
    assert rapport("import", path, "--sender", "contoso", "--json", "--dry-run").json["tables"][0]["mapped"][0] == {
        "period": "FY26-P03",
        "start": "2025-12-21",
        "end": "2026-01-25",
        "months": {"2025-12": "11/35", "2026-01": "24/35"},
        "stock": None,
    }
    said = rapport("import", path, "--sender", "contoso", "--dry-run").out
    assert "FY26-P04 = 2026-01-25..2026-02-21 mapped by day weights: 2026-01 7/28, 2026-02 21/28" in said
    assert "按天数折算：2026-01 7/28、2026-02 21/28" in rapport("import", path, "--sender", "contoso", "--lang", "zh-hans").out


def test_an_estimate_by_day_weights_is_told_from_what_was_reported(rapport: Rapport, file: File) -> None:
    rapport("import", file(PERIODS), "--sender", "Contoso")
    rapport("import", file("Month,Account,Country,Sell-through\n2026-02,Litware,CN,5\n", "own.csv"))
    told = asked(rapport, "sell_through", "--by", "account", "--period", "2026-02", field="account")
    assert told["Contoso"]["notes"] == ["periods of Contoso mapped to months by day weights"]
    assert told["Litware"]["notes"] == []
    assert "Contoso 的财务期间按天数折算到各月" in rapport("ask", "sell_through", "--period", "2026-02", "--lang", "zh-hans").out


def test_a_month_that_is_told_in_part_says_of_which_days_nobody_spoke(rapport: Rapport, file: File) -> None:
    rapport("import", file(PERIODS), "--sender", "Contoso")
    figures = asked(rapport, "sell_through", "--by", "month", "--period", WINTER)
    gaps = {month: [note for note in figure["notes"] if note.startswith("no facts")] for month, figure in figures.items()}
    assert gaps == {
        "2025-12": ["no facts of 2025-12-01..2025-12-20"],
        "2026-01": [],
        "2026-02": [],
        "2026-03": ["no facts of 2026-03-22..2026-03-31"],
    }


def test_a_period_that_comes_later_or_again_replaces_none_of_its_neighbours(rapport: Rapport, file: File) -> None:
    head, third, fourth, fifth = PERIODS.splitlines()
    for number, line in enumerate((third, fifth, fourth)):
        rapport("import", file(f"{head}\n{line}\n", f"{number}.csv"), "--sender", "Contoso")
    assert by_month(rapport, "sell_through", WINTER) == {"2025-12": 1100, "2026-01": 3100, "2026-02": 2825, "2026-03": 2175}
    said = rapport("import", file(f"{head}\nP4 FY2026,Contoso,CN,5600,700\n"), "--sender", "Contoso", "--json").json
    assert [(one["batch"], one["slices"]) for one in said["restates"]] == [("B0003", 2)]
    assert by_month(rapport, "sell_through", WINTER) == {"2025-12": 1100, "2026-01": 3800, "2026-02": 4925, "2026-03": 2175}
    assert rapport("verify").code == 0


def test_a_partners_second_quarter_lies_in_its_months(rapport: Rapport, file: File) -> None:
    rapport("import", file("Period,Account,Country,Sell-through\nFY26-Q2,Fabrikam,CN,890\n"), "--sender", "Fabrikam")
    assert by_month(rapport, "sell_through", "FY26") == {"2026-02": 280, "2026-03": 310, "2026-04": 300}


BILLED = "Year,Quarter,Account,Country,Billed Amount USD\n{},Q2,Fabrikam,CN,890\n"


@pytest.mark.parametrize("head", ["Year,Quarter", "Fiscal Year,Fiscal Quarter", "财年,财季"])
@pytest.mark.parametrize("year", ["2026", "FY26"])
def test_a_year_and_a_quarter_are_those_of_a_mapped_sender(rapport: Rapport, file: File, head: str, year: str) -> None:
    rapport("import", file(BILLED.format(year).replace("Year,Quarter", head)), "--sender", "Fabrikam")
    assert set(by_month(rapport, "revenue", "2026")) == {"2026-02", "2026-03", "2026-04"}


def test_without_a_mapped_calendar_they_are_of_the_calendar(rapport: Rapport, file: File) -> None:
    rapport("import", file(BILLED.format("2026")))
    assert asked(rapport, "revenue", "--period", "2026-Q2")[""]["value"] == "890.0000"


def test_periods_that_are_months_are_loaded_as_such(rapport: Rapport, file: File) -> None:
    rapport("import", file("Period,Account,Country,Sell-through\nFY26-P04,Fabrikam,CN,890\n"), "--sender", "Fabrikam")
    figure = asked(rapport, "sell_through", "--period", "2026-02")[""]
    assert (figure["value"], figure["notes"]) == (890, [])


def test_a_map_file_can_name_the_calendar_and_with_it_the_sender(rapport: Rapport, file: File) -> None:
    path = file("Jahr,Abschnitt,Account,Country,Billed Amount USD\n2026,P4,Contoso,CN,2800\n")
    mapping = file('calendar = "contoso"\n[columns]\nJahr = "year"\nAbschnitt = "month"\n', "map.toml")
    said = rapport("import", path, "--map", mapping, "--json").json
    assert (said["sender"], [one["period"] for one in said["tables"][0]["mapped"]]) == ("Contoso", ["FY26-P04"])
    assert "is that of Contoso, not of “Litware”" in rapport("import", path, "--map", mapping, "--sender", "Litware").err
    near = rapport("import", path, "--map", file('calendar = "contosso"', "wrong.toml"))
    assert (near.code, "unknown calendar “contosso”; nearest: contoso" in near.err) == (2, True)


@pytest.mark.parametrize(
    ("period", "sender", "text"),
    [
        ("FY26-P14", "Contoso", "FY26-P14 is no period: FY26 of the calendar “contoso” (2025-10-26..2026-10-31) has P01 to P12"),
        ("FY27-W53", "Contoso", "has W01 to W52"),
        ("FY26-P03", "Litware", "“FY26-P03” is a period of a calendar that is not known here"),
        ("2026财年第3期", "Litware", "“2026财年第3期” is a period of a calendar that is not known here"),
        ("FY28-P13", "Contoso", "2027-10-31..2027-12-31 is in no year of it: tell it by month"),
    ],
)
def test_a_period_that_there_is_none_of_is_rejected_with_the_reason(
    rapport: Rapport, file: File, period: str, sender: str, text: str
) -> None:
    content = f"Period,Account,Country,Sell-through\n{period},Contoso,CN,1\n2026-02,Contoso,CN,2\n2026-03,Contoso,CN,3\n"
    said = rapport("import", file(content), "--sender", sender, "--json").json
    assert [(one["rule"], one["row"], one["value"]) for one in said["problems"]] == [("not-a-period", 2, period)]
    assert text in said["problems"][0]["text"]
    assert said["rows"]["loaded"] == 2


def test_a_year_of_53_weeks_has_its_last_week(rapport: Rapport, file: File) -> None:
    """From 2025-10-26 to 2026-10-31 there are 53 weeks."""
    rapport("import", file("Period,Account,Country,Sell-through\nFY26-W53,Contoso,CN,7\n"), "--sender", "Contoso")
    assert by_month(rapport, "sell_through", "FY27") == {"2026-10": 7}


def test_years_before_and_after_a_change_map_as_they_lay(rapport: Rapport, file: File) -> None:
    content = "Period,Account,Country,Sell-through\nFY27-Q4,Contoso,CN,91\nFY28-Q1,Contoso,CN,91\n"
    rapport("import", file(content), "--sender", "Contoso")
    assert by_month(rapport, "sell_through", "2027-07..2028-03") == {
        "2027-08": 31, "2027-09": 30, "2027-10": 30, "2028-01": 31, "2028-02": 29, "2028-03": 31,
    }  # fmt: skip


def test_a_month_beside_a_period_of_one_sender_would_count_twice(rapport: Rapport, file: File) -> None:
    rapport("import", file(PERIODS), "--sender", "Contoso")
    content = "Period,Account,Country,Sell-through\n{},Contoso,CN,1\n"
    for other in ("2026-02", "FY26-Q2", "FY26"):
        ran = rapport("import", file(content.format(other), "other.csv"), "--sender", "Contoso")
        assert (ran.code, "it would be counted twice" in ran.err) == (2, True)


def test_a_calendar_that_was_mended_leaves_no_old_shares_behind(rapport: Rapport, file: File, tmp_path: Path) -> None:
    rapport("import", file(PERIODS), "--sender", "Contoso")
    write_pack(tmp_path / "home" / "packs", CALENDARS.replace('ends_in = "october", ends_on', 'ends_in = "september", ends_on'))
    ran = rapport("import", file(PERIODS), "--sender", "Contoso")
    assert (ran.code, "undo B0001 first" in ran.err) == (2, True)
    assert rapport("undo", "B0001").code == rapport("import", file(PERIODS), "--sender", "Contoso").code == 0
    assert sum(by_month(rapport, "sell_through", "2025-11..2026-03").values()) == 9200


STOCK = "Period,Account,Country,Channel,Inventory\n"


def test_a_stock_is_read_at_the_end_of_its_period_and_never_spread(rapport: Rapport, file: File) -> None:
    """P04 ends on 2026-02-21 and P05 on 2026-03-21: the month ends next to them are those of February and March."""
    content = f"{STOCK}FY26-P04,Contoso,CN,D1,40\nFY26-P05,Contoso,CN,D1,50\n"
    said = rapport("import", file(content), "--sender", "Contoso", "--dataset", "inventory").out
    assert "FY26-P04 = 2026-01-25..2026-02-21 stock at its end, taken for that of: 2026-02" in said
    figures = asked(rapport, "channel_inventory", "--by", "month", "--period", "2026-01..2026-04")
    assert {month: figure["value"] for month, figure in figures.items()} == {
        "2026-01": None,
        "2026-02": 40,
        "2026-03": 50,
        "2026-04": None,
    }
    assert figures["2026-02"]["notes"] == ["as of the period ends of Contoso"]


def test_a_stock_at_a_month_end_needs_no_note(rapport: Rapport, file: File) -> None:
    content = f"{STOCK}FY26-Q2,Fabrikam,CN,D1,40\n"
    rapport("import", file(content), "--sender", "Fabrikam", "--dataset", "inventory")
    figures = asked(rapport, "channel_inventory", "--by", "month", "--period", "2026-02..2026-05")
    assert [(month, figure["notes"]) for month, figure in figures.items() if figure["value"]] == [("2026-04", [])]


def test_of_the_weeks_of_a_month_the_last_stock_counts(rapport: Rapport, file: File) -> None:
    content = f"{STOCK}FY26-W15,Contoso,CN,D1,30\nFY26-W17,Contoso,CN,D1,20\nFY26-W16,Contoso,CN,D1,10\n"
    rapport("import", file(content), "--sender", "Contoso", "--dataset", "inventory")
    assert asked(rapport, "channel_inventory", "--period", "2026-02")[""]["value"] == 20


def test_a_rejected_row_of_a_period_keeps_all_shares_of_it_as_they_were(rapport: Rapport, file: File) -> None:
    rapport("import", file(PERIODS), "--sender", "Contoso")
    bad = PERIODS.replace("2800,700", "28OO,700") + "FY26-P04,Contoso,CN,1,1\n"
    said = rapport("import", file(bad), "--sender", "Contoso", "--json").json
    assert [one["text"][:7] for one in said["problems"] if one["rule"] == "incomplete-slice"] == ["2026-01", "2026-02"]
    assert by_month(rapport, "sell_through", WINTER)["2026-02"] == 2825


def test_a_question_on_one_country_takes_its_working_days(rapport: Rapport, file: File) -> None:
    content = "Date,Account,Country,Sell-through\n2025-02-28,Contoso,China,1900\n2026-02-27,Contoso,China,1650\n"
    rapport("import", file(content + "2026-02-27,Contoso,Germany,1\n"), "--release", "2026-03-05")
    words = ("explain", "sell_through", "--period", "2026-02", "--vs", "prior_year", "--calendar")
    assert "base moved by its working days of CN: 16 ÷ 19" in rapport(*words, "--where", "country=China").out
    assert "基数按 CN 工作日调整：16 ÷ 19" in rapport(*words, "--where", "country=China", "--lang", "zh-hans").out
    assert "base moved by its working days" not in rapport(*words, "--where", "country=China,Germany").out  # 20 each


def test_a_published_ratio_is_never_shared_out_over_months(rapport: Rapport, file: File) -> None:
    told = file("Period,Source,Platform,Published Share\nFY26-P04,Trey Research,own,0.4\n")
    ran = rapport("import", told, "--sender", "Contoso", "--dataset", "published_shares")
    assert ran.code == 2
    assert "a ratio that others published cannot be shared out over months, as FY26-P04 would have to be" in ran.err
