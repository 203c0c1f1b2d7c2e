"""The European Central Bank's history of rates (data/07): expected means are read from the file by the csv module alone."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

import duckdb
import pytest

from rapport.imports.sources import ecb
from tests.homes import Home

pytestmark = pytest.mark.slow
Means = dict[tuple[str, str], float]

REVENUE = """month,account,country,currency,revenue
2025-10,Contoso,CN,CNY,100000000
2026-10,Contoso,CN,CNY,110000000
2026-10,Contoso,JP,JPY,5000000
2026-10,Contoso,US,USD,1000000.01
2004-12,Contoso,TR,TRL,5000000000
2005-01,Contoso,TR,TRY,5000
2022-03,Contoso,RU,RUB,117201
2022-04,Contoso,RU,RUB,100
"""
PAIRS = ("USD", "CNY", "JPY", "TRL", "TRY", "RUB")


@pytest.fixture(scope="module")
def days(shared: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(shared / "07_fx_ecb" / "eurofxref-hist.zip") as archive:
        return list(csv.DictReader(io.StringIO(archive.read("eurofxref-hist.csv").decode())))


@pytest.fixture(scope="module")
def means(days: list[dict[str, str]]) -> Means:
    """Units of a currency for one euro, by month and currency: the plain mean of the month's days."""
    told: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in days:
        for currency, rate in row.items():
            if currency not in ("Date", "") and rate != "N/A":
                told[row["Date"][:7], currency].append(float(rate))
    return {key: mean(rates) for key, rates in told.items()}


def made(home: Home, rates: Path, folder: Path) -> Home:
    (folder / "revenue.csv").write_text(REVENUE)
    home.answer("import", rates)
    home.answer("import", folder / "revenue.csv")
    return home


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home], shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return made(new_home(), shared / "07_fx_ecb" / "eurofxref-hist.zip", tmp_path_factory.mktemp("as_published"))


@pytest.fixture(scope="module")
def turned(new_home: Callable[[], Home], days: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same rates told the other way round, one line a day and currency: euros for one unit of it."""
    folder = tmp_path_factory.mktemp("turned")
    with (folder / "rates.csv").open("w") as file:
        file.write("Date,From,To,Rate\n")
        for row in days:
            file.writelines(f"{row['Date']},{of},EUR,{1 / float(row[of])!r}\n" for of in PAIRS if row[of] != "N/A")
    return made(new_home(), folder / "rates.csv", folder)


def revenue(home: Home, period: str, currency: str, *more: str) -> dict[str, Any]:
    answer = home.answer("ask", "revenue", "--period", period, "--currency", currency, *more)
    figure: dict[str, Any] = answer["rows"][0]["kpis"]["revenue"]
    return figure


def test_the_history_loads_whole_and_twice_is_the_same_as_once(home: Home, shared: Path, days: list[dict[str, str]]) -> None:
    again = home.answer("import", shared / "07_fx_ecb" / "eurofxref-hist.zip", "--dry-run")
    (table,) = again["tables"]
    assert (table["rows"]["loaded"], table["unchanged_rows"], len(days)) == (0, 7126, 7126)
    assert (again["batch"], again["rows"]["loaded"], again["unchanged_rows"]) == (None, 0, 7126)
    assert home.answer("import", shared / "07_fx_ecb" / "eurofxref-hist.zip")["batch"] is None


def test_every_currency_and_month_is_the_mean_of_its_days_and_no_other_is_there(
    shared: Path, means: Means, tmp_path: Path
) -> None:
    """Read from the archive itself, past its trailing comma: 41 currencies, some of which ended."""
    [table] = ecb.read(shared / "07_fx_ecb" / "eurofxref-hist.zip", tmp_path)
    told: dict[tuple[str, str], list[float]] = defaultdict(list)
    with duckdb.connect() as db:
        rows = db.execute("SELECT c0, c2, c3 FROM read_parquet($1) WHERE row > 1", [table.parts[0]]).fetchall()
    for day, currency, rate in rows:
        told[day[:7], currency].append(float(rate))
    assert {key: mean(rates) for key, rates in told.items()} == pytest.approx(means, rel=1e-12)
    assert len({currency for _, currency in told}) == 41
    last = {currency: max(month for month, one in told if one == currency) for _, currency in told}
    assert {code: last[code] for code in ("RUB", "TRL", "ROL", "EEK", "HRK")} == {
        "RUB": "2022-03",
        "TRL": "2004-12",
        "ROL": "2005-06",
        "EEK": "2010-12",
        "HRK": "2022-12",
    }


def test_a_month_goes_by_the_mean_of_its_days_over_the_common_euro(home: Home, means: Means) -> None:
    def worth(currency: str) -> float:
        return means["2026-10", "USD"] / means["2026-10", currency]

    found = revenue(home, "2026-10", "USD")
    assert float(found["value"]) == pytest.approx(110e6 * worth("CNY") + 5e6 * worth("JPY") + 1_000_000.01, rel=1e-9)
    assert revenue(home, "2026-10", "USD", "--where", "country=US")["value"] == "1000000.0100"


def test_at_constant_currency_the_growth_is_that_of_the_local_amounts(home: Home) -> None:
    words = ("--vs", "prior_year", "--where", "country=CN")
    constant = revenue(home, "2026-10", "USD", *words, "--constant-currency")
    assert float(constant["delta"]) / float(constant["base"]) == pytest.approx(0.10, rel=1e-9)
    reported = revenue(home, "2026-10", "USD", *words)
    assert reported["base"] == constant["base"]
    assert reported["value"] != constant["value"]


@pytest.mark.parametrize("currency", ["USD", "EUR", "CNY"])
def test_both_ways_round_give_the_same_answers(home: Home, turned: Home, currency: str) -> None:
    for words in (
        ("2026-10", currency),
        ("2026-10", currency, "--vs", "prior_year", "--where", "country=CN", "--constant-currency"),
    ):
        one, other = revenue(home, *words), revenue(turned, *words)
        assert float(one["value"]) == pytest.approx(float(other["value"]), rel=1e-9)
        assert one["notes"] == other["notes"]


def test_a_currency_that_ended_has_no_rate_and_the_month_in_which_it_did_says_of_how_many_days_it_is(home: Home) -> None:
    gone = revenue(home, "2022-04", "EUR")
    assert (gone["value"], gone["why"]) == (None, "no rate RUB→EUR for 2022-04")
    last = revenue(home, "2022-03", "EUR")
    assert float(last["value"]) == pytest.approx(117201 / 117.201)
    assert "the rate RUB→EUR for 2022-03 is the mean of 1 day" in last["notes"]


def test_a_new_lira_is_another_currency_than_the_old_one(home: Home, means: Means) -> None:
    both = revenue(home, "2004-12..2005-01", "EUR")
    assert float(both["value"]) == pytest.approx(5e9 / means["2004-12", "TRL"] + 5e3 / means["2005-01", "TRY"], abs=1e-4)
