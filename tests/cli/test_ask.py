"""The numbers: the first slice as the worked example of the trade states it."""

import csv
import io
from typing import Any

import pytest

from tests.cli.conftest import Rapport, in_china, stranger


def shares(answer: dict[str, Any]) -> dict[str | None, tuple[object, ...]]:
    figures = {row["by"].get("country"): row["kpis"]["platform_share"] for row in answer["rows"]}
    return {
        country: (figure["numerator"], figure["denominator"], figure["base"] and round(figure["base"], 4))
        for country, figure in figures.items()
    }


def test_shares_are_ratios_of_sums_at_every_level(contoso: Rapport) -> None:
    words = ("ask", "platform_share", "--vs", "prior_year", "--period", "2026-10", "--json")
    by_country = contoso(*words, "--by", "country").json
    assert shares(by_country) == {"CN": (128280, 163000, 0.7625), "HK": (10920, 12000, 0.9)}
    whole = contoso(*words).json
    assert shares(whole) == {None: (139200, 175000, 0.7706)}
    assert whole["period"] == {"start": "2026-10-01", "end": "2026-11-01"}
    assert whole["base"]["period"] == {"start": "2025-10-01", "end": "2025-11-01"}
    assert round(whole["rows"][0]["kpis"]["platform_share"]["delta"], 4) == 0.0248


def test_names_of_the_trade_and_of_the_files_are_understood(contoso: Rapport) -> None:
    asked = contoso("ask", "预装率", "--by", "国家", "--where", "Disti=D1,D3", "--json").json
    assert shares(asked) == {"CN": (96600, 115000, None), "HK": (10920, 12000, None)}


def test_a_person_reads_a_table(contoso: Rapport) -> None:
    said = contoso("ask", "platform_share", "pc_shipments", "--by", "country", "--vs", "prior_year", "--period", "2026-10")
    assert said.err == ""
    assert "Platform share" in said.out
    (row,) = [line.split() for line in said.out.splitlines() if line.split()[:1] == ["CN"]]
    assert row == ["CN", "78.7%", "76.3%", "+2.4", "pp", "163,000", "160,000", "+3,000"]


def test_in_chinese_the_table_is_chinese(contoso: Rapport) -> None:
    said = contoso("ask", "platform_share", "--vs", "prior_year", "--lang", "zh-hans").out
    assert "平台预装率" in said
    assert "+2.5 个百分点" in said


def test_comma_separated_text_has_a_line_a_figure(contoso: Rapport) -> None:
    said = contoso("ask", "platform_share", "pc_shipments", "--by", "country", "--period", "2026-10", "--csv").out
    figures = {(row["country"], row["kpi"]): (row["value"], row["denominator"]) for row in csv.DictReader(io.StringIO(said))}
    assert figures["CN", "pc_shipments"] == ("163000", "")
    assert figures["HK", "pc_shipments"] == ("12000", "")
    assert figures["HK", "platform_share"] == ("0.91", "12000")


def test_top_shows_the_largest(contoso: Rapport) -> None:
    rows = contoso("ask", "pc_shipments", "--by", "channel", "--top", "1", "--json").json["rows"]
    assert [(row["by"], row["kpis"]["pc_shipments"]["value"]) for row in rows] == [({"channel": "D1"}, 115000)]


def test_what_cannot_be_had_says_why(contoso: Rapport) -> None:
    figure = contoso("ask", "revenue", "--period", "2026-10", "--json").json["rows"][0]["kpis"]["revenue"]
    assert (figure["value"], figure["why"]) == (None, "not reported")
    assert "not reported" in contoso("ask", "revenue", "--period", "2026-10").out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("platform_shar",), "platform_share"),
        (("platform_share", "--by", "contry"), "country"),
        (("platform_share", "--where", "channel=D11"), "D1"),
        (("platform_share", "--period", "2026-13"), "2026-10"),
        (("platform_share", "--period", "FY27-Q5"), "FY27-Q2"),
        (("revenue", "--currency", "UDS", "--period", "2026-10"), "USD"),
    ],
)
def test_a_wrong_word_is_refused_with_the_right_one(contoso: Rapport, words: tuple[str, ...], named: str) -> None:
    refused = contoso("ask", *words)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.count("\n") == 1
    assert named in refused.err


def test_a_stranger_sees_nothing_of_it(contoso: Rapport) -> None:
    figure = contoso("ask", "platform_share", "--period", "2026-10", "--as", stranger(), "--json").json["rows"][0]["kpis"][
        "platform_share"
    ]
    assert figure["value"] is None
    assert figure["batches"] == []


def test_a_stranger_is_told_of_a_distributor_as_of_one_that_does_not_exist(contoso: Rapport) -> None:
    user = stranger()
    there, nearly, nowhere = (
        contoso("ask", "pc_shipments", "--where", f"channel={name}", "--as", user) for name in ("D1", "D11", "X")
    )
    assert there.code == nearly.code == nowhere.code == 2
    assert there.err == "rapport: unknown channel “D1”: there is none yet\n"
    assert nearly.err.replace("D11", "D1") == nowhere.err.replace("“X”", "“D1”") == there.err


def test_who_sees_a_country_sees_its_numbers_only(contoso: Rapport) -> None:
    user = in_china()
    assert shares(contoso("ask", "platform_share", "--by", "country", "--as", user, "--json").json) == {
        "CN": (128280, 163000, None)
    }
    assert shares(contoso("ask", "platform_share", "--as", user, "--json").json) == {None: (128280, 163000, None)}


def test_an_answer_without_rows_says_why(contoso: Rapport) -> None:
    words = ("ask", "pc_shipments", "--by", "channel,month", "--period", "2026-08..2026-09")
    rows = contoso(*words, "--json").json["rows"]
    assert [row["by"] for row in rows] == [{"channel": None, "month": month} for month in ("2026-08", "2026-09")]
    assert {row["kpis"]["pc_shipments"]["why"] for row in rows} == {"not reported"}
    assert "PC shipments: not reported" in contoso(*words).out
    (row,) = contoso(*words, "--where", "month=2026-10", "--json").json["rows"]
    assert (row["by"], row["kpis"]["pc_shipments"]["why"]) == ({"channel": None, "month": None}, "not reported")
