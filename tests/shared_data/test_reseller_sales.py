"""Three years of a bicycle maker's reseller sales, as its users would export them (data/01): expected values are read from the
files by the csv module alone."""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from tests.homes import Home

pytestmark = pytest.mark.slow
Sums = dict[tuple[str, ...], Decimal]
AMOUNT, UNITS = "Sales Amount (USD)", "Qty"


@pytest.fixture(scope="module")
def flat(shared: Path) -> Path:
    return shared / "01_adventureworks_reseller" / "flat"


@pytest.fixture(scope="module")
def sales(flat: Path) -> list[dict[str, str]]:
    """The lines of the export, with the calendar quarter and month of each."""
    with gzip.open(flat / "reseller_sales.csv.gz", "rt", encoding="utf-8-sig") as file:
        return [row | {"month": row["Order Date"][:7], "quarter": _quarter(row["Order Date"])} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def quotas(flat: Path) -> list[dict[str, str]]:
    with (flat / "sales_quota.csv").open(encoding="utf-8-sig") as file:
        return [row | {"quarter": f"{row['Year']}-{row['Quarter']}"} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Home]) -> Home:
    return new_home()


@pytest.fixture(scope="module")
def loaded(home: Home, flat: Path) -> dict[str, Any]:
    """What the import of the three years said."""
    return home.answer("import", flat / "reseller_sales.csv.gz")


@pytest.fixture(scope="module")
def with_quota(home: Home, flat: Path, loaded: dict[str, Any]) -> dict[str, Any]:
    """What the import of the quotas said, on top of the sales."""
    return home.answer("import", flat / "sales_quota.csv")


def _quarter(day: str) -> str:
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def sums(rows: list[dict[str, str]], amount: str, *by: str) -> Sums:
    """The exact sum of a column by the values of others."""
    found: Sums = defaultdict(Decimal)
    for row in rows:
        found[tuple(row[key] for key in by)] += Decimal(row[amount])
    return found


def figures(answer: dict[str, Any], kpi: str, *by: str) -> dict[tuple[str, ...], Any]:
    return {tuple(row["by"][key] for key in by): row["kpis"][kpi] for row in answer["rows"]}


def test_the_export_loads_without_a_map(loaded: dict[str, Any], sales: list[dict[str, str]]) -> None:
    assert loaded["rows"]["read"] == loaded["rows"]["loaded"] == len(sales) == 60_855
    assert loaded["problems"] == []
    (table,) = loaded["tables"]
    assert {key: name["to"] for key, name in table["columns"].items() if name["to"] in ("account", "owner")} == {
        "Reseller": "account",
        "Salesperson": "owner",
    }
    assert Decimal(table["totals"]["revenue"]["USD"]) == Decimal("80450596.9823")
    assert {"Order", "Line", "Business Type"} <= set(loaded["ignored_columns"])


def test_the_six_countries_have_their_sums(home: Home, loaded: dict[str, Any], sales: list[dict[str, str]]) -> None:
    answer = home.answer("ask", "revenue", "--by", "country", "--period", "2010-12..2013-11")
    expected = sums(sales, AMOUNT, "Country")
    assert len(expected) == 6
    assert {key: Decimal(f["value"]) for key, f in figures(answer, "revenue", "country").items()} == expected


def test_each_month_has_its_sum(home: Home, loaded: dict[str, Any], sales: list[dict[str, str]]) -> None:
    answer = home.answer("ask", "revenue", "--by", "month", "--period", "2010-12..2013-11")
    asked = {key: Decimal(f["value"]) for key, f in figures(answer, "revenue", "month").items() if f["value"] is not None}
    assert asked == sums(sales, AMOUNT, "month")


def test_constant_currency_invents_nothing_where_all_amounts_are_in_one(home: Home, loaded: dict[str, Any]) -> None:
    """The export of other columns names a currency a line, but its amounts are all in dollars."""
    words = ("ask", "revenue", "--period", "2013", "--vs", "prior_year")
    reported = home.answer(*words)["rows"][0]["kpis"]["revenue"]
    constant = home.answer(*words, "--constant-currency")["rows"][0]["kpis"]["revenue"]
    assert (constant["value"], constant["base"]) == (reported["value"], reported["base"])
    assert "all amounts are in USD already: nothing to convert" in constant["notes"]


def test_an_export_that_names_a_currency_a_line_is_told_to_be_in_one(home: Home, shared: Path, tmp_path: Path) -> None:
    """The same facts with the currency that their key names: CAD, EUR … beside amounts that are all in dollars."""
    folder, path = shared / "01_adventureworks_reseller", tmp_path / "with_currency.csv"
    with duckdb.connect() as db:
        db.execute(
            """COPY (SELECT OrderDate::DATE AS "Order Date", 'Contoso' AS Reseller, ProductKey AS "Product Code",
                OrderQuantity AS "Order Qty", SalesAmount AS "Sales Amount", CurrencyAlternateKey AS Currency
            FROM read_parquet($facts) AS fact JOIN read_csv($currencies, all_varchar = true) AS currency
                ON currency.CurrencyKey = CAST(fact.CurrencyKey AS VARCHAR)
            ) TO $path (FORMAT csv)""",
            {
                "facts": str(folder / "FactResellerSales.parquet"),
                "currencies": str(folder / "DimCurrency.csv"),
                "path": str(path),
            },
        )
    report = home.answer("import", path, "--dry-run")
    [said] = [problem["text"] for problem in report["problems"] if problem["rule"] == "one-currency"]
    assert "the amounts seem to be in one currency, whatever “Currency” says" in said
    assert report["rows"]["read"] == 60_855


def test_the_half_year_workbook_changes_nothing(
    home: Home, flat: Path, loaded: dict[str, Any], sales: list[dict[str, str]]
) -> None:
    before = home.answer("verify")
    again = home.answer("import", flat / "reseller_sales_2013H1.xlsx")
    assert (again["batch"], again["restates"]) == (None, [])
    assert home.answer("verify")["digest"] == before["digest"]
    (table,) = again["tables"]
    assert table["file_totals"]["agree"] is True
    with closing(openpyxl.load_workbook(flat / "reseller_sales_2013H1.xlsx", read_only=True)) as book:
        *_, last = book.active.iter_rows(values_only=True)
    half = [row for row in sales if "2013-01" <= row["month"] <= "2013-06"]
    assert last[0] == "Grand total"
    assert Decimal(str(last[-1])) == sum(Decimal(row[AMOUNT]) for row in half) == Decimal(table["totals"]["revenue"]["USD"])
    assert again["unchanged_slices"] > 0


def test_the_quotas_load_with_their_total(with_quota: dict[str, Any], quotas: list[dict[str, str]]) -> None:
    assert with_quota["rows"]["loaded"] == len(quotas) == 163
    assert Decimal(with_quota["tables"][0]["totals"]["quota"]["USD"]) == Decimal(95_714_000)


def test_attainment_by_seller_and_quarter(
    home: Home, with_quota: dict[str, Any], sales: list[dict[str, str]], quotas: list[dict[str, str]]
) -> None:
    answer = home.answer("ask", "quota_attainment", "--by", "owner,quarter", "--period", "2010-10..2013-12")
    sold, promised = sums(sales, AMOUNT, "Salesperson", "quarter"), sums(quotas, "Quota (USD)", "Salesperson", "quarter")
    asked = figures(answer, "quota_attainment", "owner", "quarter")
    for cell, quota in promised.items():
        if cell in sold:
            assert asked[cell]["value"] == pytest.approx(float(sold[cell] / quota), abs=5e-5), cell
    for cell in sold.keys() - promised.keys():
        assert asked[cell]["value"] is None
        assert asked[cell]["why"]


@pytest.fixture(scope="module")
def explained(home: Home, loaded: dict[str, Any]) -> dict[str, Any]:
    return home.answer("explain", "revenue", "--period", "2013", "--vs", "prior_year", "--by", "country,line,account")


def test_2013_against_2012_is_explained_to_the_last_digit(explained: dict[str, Any], sales: list[dict[str, str]]) -> None:
    years = sums([row | {"year": row["month"][:4]} for row in sales], AMOUNT, "year")
    cent = Decimal("0.01")
    delta = Decimal(explained["delta"])
    assert Decimal(explained["actual"]) == years["2013",].quantize(cent)
    assert Decimal(explained["base"]) == years["2012",].quantize(cent)
    assert abs(delta - (years["2013",] - years["2012",])) <= cent
    assert Decimal(explained["actual"]) - Decimal(explained["base"]) == delta
    assert sum(Decimal(effect["amount"]) for effect in explained["effects"]) == delta
    assert Decimal(explained["residual"]) == 0
    by_driver: dict[str, Decimal] = defaultdict(Decimal)
    for cell in explained["cells"]:
        assert sum(Decimal(effect["amount"]) for effect in cell["effects"]) == Decimal(cell["total"])
        for effect in cell["effects"]:
            by_driver[effect["driver"]] += Decimal(effect["amount"])
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for effect in explained["effects"]:
        totals[effect["driver"]] += Decimal(effect["amount"])
    assert {k: v for k, v in by_driver.items() if v} == {k: v for k, v in totals.items() if v}


def test_each_cell_moves_as_its_rows_do(explained: dict[str, Any], sales: list[dict[str, str]]) -> None:
    cells = sums([row | {"year": row["month"][:4]} for row in sales], AMOUNT, "year", "Country", "Product Line", "Reseller")
    moved: Sums = defaultdict(Decimal)
    for (year, *cell), amount in cells.items():
        moved[tuple(cell)] += amount * {"2013": 1, "2012": -1}.get(year, 0)
    printed = {tuple(c["by"][key] for key in ("country", "line", "account")): Decimal(c["total"]) for c in explained["cells"]}
    assert printed.keys() >= {cell for cell, amount in moved.items() if amount}
    assert all(abs(total - moved[cell]) <= Decimal("0.02") for cell, total in printed.items())


@pytest.mark.parametrize(("lang", "money", "million"), [("en", r"\$(\d+\.\d+)M", 1), ("zh-hans", r"(\d[\d,]*\.?\d*)\s*万", 100)])
def test_the_sentence_says_no_number_that_the_answer_does_not(
    explained: dict[str, Any], lang: str, money: str, million: int
) -> None:
    known = [Decimal(explained[key]) for key in ("actual", "base", "delta")]
    known += [Decimal(effect["amount"]) for cell in [explained, *explained["cells"]] for effect in cell["effects"]]
    known += [Decimal(cell["total"]) for cell in explained["cells"]]
    said = re.findall(money, explained["sentences"][lang])
    assert said, explained["sentences"][lang]
    for text in said:
        amount = Decimal(text.replace(",", "")) * 1_000_000 / million
        step = Decimal(1).scaleb(-len(text.partition(".")[2])) * 1_000_000 / million
        assert any(abs(abs(k) - amount) <= step / 2 for k in known), f"{text} in {explained['sentences'][lang]}"
    growth = Decimal(explained["delta"]) / Decimal(explained["base"]) * 100
    assert f"+{growth:.1f}%" in explained["sentences"][lang]


@pytest.fixture(scope="module")
def written(
    home: Home, loaded: dict[str, Any], sales: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """The update of the largest reseller of June 2013, in both languages and both formats, and that reseller's name."""
    june = sums([row for row in sales if row["month"] == "2013-06"], AMOUNT, "Reseller")
    (account,) = max(june, key=lambda name: june[name])
    folder = tmp_path_factory.mktemp("update")
    words = ("--account", account, "--period", "2013-06", "--lang", "en,zh-hans", "--to", "md,html", "--out", folder)
    answer = home.answer("update", *words)
    return account, june[account,], [Path(name) if Path(name).is_absolute() else folder / name for name in answer["files"]]


def test_the_update_prints_what_ask_answers(home: Home, written: Any) -> None:
    account, amount, files = written
    assert sorted(path.suffix for path in files) == [".html", ".html", ".md", ".md"]
    asked = home.answer("ask", "revenue", "--where", f"account={account}", "--period", "2013-06", "--vs", "prior_year")
    figure = asked["rows"][0]["kpis"]["revenue"]
    assert Decimal(figure["value"]) == amount
    for path in files:
        text = re.sub(r"[,\s\u00a0\u202f]", "", path.read_text(encoding="utf-8"))
        for key in ("value", "base"):
            if figure[key] is not None:
                assert f"{Decimal(figure[key]):.0f}" in text or f"{Decimal(figure[key]):.2f}" in text, (path.name, key)


@pytest.mark.parametrize("year", ["2011", "2012", "2013"])
def test_a_year_is_attained_in_the_quarters_that_have_a_quota(
    home: Home, with_quota: dict[str, Any], sales: list[dict[str, str]], quotas: list[dict[str, str]], year: str
) -> None:
    """No quota was set for the second quarter of 2011 and the last of 2013: what was sold in them attains nothing."""
    set_for = [row for row in quotas if row["Year"] == year]
    quarters = {row["quarter"] for row in set_for}
    sold = [row for row in sales if row["quarter"] in quarters]
    for key, column in (("", ()), ("owner", ("Salesperson",))):
        answer = home.answer("ask", "quota_attainment", "--period", year, *(("--by", key) if key else ()))
        asked = {
            place: (Decimal(found["numerator"]), Decimal(found["denominator"]))
            for place, found in figures(answer, "quota_attainment", *([key] if key else [])).items()
            if found["value"] is not None
        }
        revenue, quota = sums(sold, AMOUNT, *column), sums(set_for, "Quota (USD)", *column)
        assert asked == {place: (revenue[place], quota[place]) for place in revenue.keys() & quota.keys()}
