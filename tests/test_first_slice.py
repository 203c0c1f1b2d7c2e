"""The first slice, from file to answer and back, as a script drives it: the numbers are those of the file, reckoned by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.homes import Home

UNITS = {
    ("2025-10", "CN", "D1"): (80_000, 20_000),
    ("2025-10", "CN", "D2"): (42_000, 18_000),
    ("2025-10", "HK", "D3"): (9_000, 1_000),
    ("2026-10", "CN", "D1"): (96_600, 18_400),
    ("2026-10", "CN", "D2"): (31_680, 16_320),
    ("2026-10", "HK", "D3"): (10_920, 1_080),
}
LINES = [
    f"{month},Contoso,{country},{channel},P-{platform},pc,{platform},{units}"
    for (month, country, channel), pair in UNITS.items()
    for platform, units in zip(("own", "other"), pair, strict=True)
]


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home]) -> Home:
    return new_home()


@pytest.fixture(scope="module")
def loaded(home: Home, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file: Path = tmp_path_factory.mktemp("files") / "one.csv"
    file.write_text("\n".join(["month,account,country,channel,product,category,platform,units", *LINES]), encoding="utf-8")
    return home.answer("import", file)


def shares(home: Home, *words: str) -> dict[str | None, dict[str, Any]]:
    """The platform share of October by country (None: of all), beside the year before."""
    answer = home.answer("ask", "platform_share", "--vs", "prior_year", "--period", "2026-10", *words)
    return {row["by"].get("country"): row["kpis"]["platform_share"] for row in answer["rows"]}


def sums(figure: dict[str, Any]) -> tuple[float, float]:
    return figure["numerator"], figure["denominator"]


def test_the_file_makes_the_home_and_loads_as_shipments(loaded: dict[str, Any]) -> None:
    assert loaded["rows"] == {"read": 12, "loaded": 12, "rejected": 0, "ignored": 0}
    assert [table["dataset"] for table in loaded["tables"]] == ["shipments"]
    assert loaded["problems"] == []


def test_shares_by_country_beside_the_year_before(home: Home, loaded: dict[str, Any]) -> None:
    found = shares(home, "--by", "country")
    assert found.keys() == {"CN", "HK"}
    assert (*sums(found["CN"]), found["CN"]["base"]) == (128_280, 163_000, 0.7625)
    assert (*sums(found["HK"]), found["HK"]["base"]) == (10_920, 12_000, 0.9)


def test_the_share_of_all_is_a_ratio_of_sums(home: Home, loaded: dict[str, Any]) -> None:
    figure = shares(home)[None]
    assert sums(figure) == (139_200, 175_000)
    assert figure["value"] == pytest.approx(139_200 / 175_000, abs=5e-5)


def test_undo_leaves_nothing_reported_and_redo_brings_the_same_digest(home: Home, loaded: dict[str, Any]) -> None:
    before = home.answer("verify")["digest"]
    home.answer("undo", loaded["batch"])
    figure = shares(home)[None]
    assert (figure["value"], figure["why"]) == (None, "not reported")
    home.answer("redo", loaded["batch"])
    assert home.answer("verify")["digest"] == before
    assert sums(shares(home)[None]) == (139_200, 175_000)
