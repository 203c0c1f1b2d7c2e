"""Forecast: the months to come, in the JSON of the contract and as a person reads them."""

from datetime import date
from pathlib import Path

import pytest

from rapport.core.periods import add_months
from tests.cli.conftest import Rapport, in_china, stranger

YEAR = [80, 70, 95, 100, 105, 110, 95, 100, 115, 120, 130, 80]


@pytest.fixture
def three_years(rapport: Rapport, tmp_path: Path) -> Rapport:
    """A home with a season that repeats, in two countries; in the second year one was a tenth larger."""
    lines = ["month,account,country,channel,product,category,platform,units"]
    for n in range(40):
        day = add_months(date(2023, 7, 1), n)
        for country, channel, size in (("CN", "D1", 100), ("HK", "D2", 11 if 12 <= n < 24 else 10)):
            lines.append(f"{day:%Y-%m},Contoso,{country},{channel},P1,pc,own,{size * YEAR[day.month - 1]}")
    file = tmp_path / "shipped.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert rapport("import", file).code == 0
    return rapport


def test_json_is_that_of_the_contract(three_years: Rapport) -> None:
    found = three_years("forecast", "pc_shipments", "--by", "country", "--horizon", "3", "--json").json
    china, hong_kong = found["series"]
    assert (china["by"], hong_kong["by"]) == ({"country": "CN"}, {"country": "HK"})
    assert china["points"] == [
        {"month": "2026-11", "p10": 13000, "p50": 13000, "p90": 13000},
        {"month": "2026-12", "p10": 8000, "p50": 8000, "p90": 8000},
        {"month": "2027-01", "p10": 8000, "p50": 8000, "p90": 8000},
    ]
    assert china["method"] == "seasonal_naive"
    assert china["backtest"] == {"wape": 0, "bias": 0, "seasonal_naive_wape": 0, "coverage80": 1, "origins": 8}
    assert all(point["p10"] <= point["p50"] <= point["p90"] for point in hong_kong["points"])
    assert found["history"] == {"start": "2023-07-01", "end": "2026-11-01"}


def test_the_same_question_has_the_same_bytes(three_years: Rapport) -> None:
    words = ("forecast", "platform_share", "--by", "country", "--json")
    assert three_years(*words).out == three_years(*words).out


def test_a_person_reads_the_months_and_why(three_years: Rapport) -> None:
    found = three_years("forecast", "pc_shipments", "--where", "country=CN", "--horizon", "1")
    assert found.code == 0, found.err
    said = found.out
    assert said.startswith("PC shipments · forecast · from 2023-07..2026-10")
    assert "2026-11" in said
    assert "13,000" in said
    assert "past origins its error (WAPE) was" in said
    chinese = three_years("forecast", "pc_shipments", "--where", "country=CN", "--horizon", "1", "--lang", "zh-hans").out
    assert "个历史起点回测误差（WAPE）为" in chinese
    assert "13,000" in chinese


def test_one_sees_what_is_open_to_one(three_years: Rapport) -> None:
    found = three_years("forecast", "pc_shipments", "--horizon", "1", "--as", in_china(), "--json").json
    assert found["series"][0]["points"][0]["p50"] == 13000
    refused = three_years("forecast", "pc_shipments", "--as", stranger())
    assert (refused.code, refused.out) == (2, "")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("pc_shipment",), "pc_shipments"),
        (("pc_shipments", "--by", "contry"), "country"),
        (("pc_shipments", "--by", "month"), "leave out month"),
        (("pc_shipments", "--horizon", "0"), "--horizon"),
        (("pc_shipments", "--horizon", "37"), "--horizon"),
        (("pc_shipments", "--where", "country=XX"), "CN"),
        (("revenue",), "nothing to forecast revenue from"),
    ],
)
def test_a_wrong_word_is_refused(three_years: Rapport, words: tuple[str, ...], named: str) -> None:
    refused = three_years("forecast", *words)
    assert (refused.code, refused.out) == (2, "")
    assert named in refused.err


def test_two_months_are_too_short_for_an_interval(rapport: Rapport, loaded: str) -> None:
    series = rapport("forecast", "pc_shipments", "--horizon", "1", "--json").json["series"][0]
    assert series["points"] == [{"month": "2026-11", "p10": None, "p50": 175000, "p90": None}]
    assert series["backtest"] == {"wape": None, "bias": None, "seasonal_naive_wape": None, "coverage80": None, "origins": 0}
    assert "too short" in series["reason"]["en"]
