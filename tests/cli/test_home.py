"""A home made on purpose, with its first user."""

from pathlib import Path

import pytest

from rapport.book.accounts.actions import set_up
from rapport.book.accounts.queries import home_calendar, home_langs
from tests.cli.conftest import Rapport


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_ADMIN_PASSWORD", "correct horse")


def test_init_makes_a_home_whose_first_user_may_act(rapport: Rapport) -> None:
    assert rapport("init", "--admin", "ada@example.com", "--json").json["admin"] == "ada@example.com"
    assert rapport("batches", "--as", "ada@example.com").code == 0


def test_the_fiscal_year_starts_when_the_home_says(rapport: Rapport) -> None:
    assert rapport("init", "--admin", "ada@example.com", "--fiscal-start", "4").code == 0
    assert home_calendar().first_month == 4
    assert rapport("init", "--admin", "eve@example.com", "--fiscal-start", "13").code == 2


def test_all_money_is_answered_in_the_currency_of_the_home(rapport: Rapport, tmp_path: Path) -> None:
    assert rapport("init", "--admin", "ada@example.com", "--currency", "eur").code == 0
    (tmp_path / "billed.csv").write_text("month,account,amount,currency\n2026-10,Contoso,5,EUR\n", "utf-8")
    (tmp_path / "more.csv").write_text("month,account,amount,currency\n2026-11,Contoso,6,USD\n", "utf-8")
    for name in ("billed.csv", "more.csv"):
        assert rapport("import", tmp_path / name, "--dataset", "revenue").code == 0
    october = rapport("ask", "revenue", "--period", "2026-10", "--json").json["rows"][0]["kpis"]["revenue"]
    assert (october["value"], october["currency"]) == ("5.0000", "EUR")
    assert "no rate USD→EUR for 2026-11" in rapport("ask", "revenue", "--period", "2026-11").out
    reported = rapport("ask", "revenue", "--period", "2026-11", "--currency", "reported", "--json").json
    assert reported["rows"][0]["kpis"]["revenue"]["currency"] == "USD"
    refused = rapport("init", "--admin", "eve@example.com", "--currency", "usdollar")
    assert (refused.code, refused.out) == (2, "")


def test_documents_are_written_in_the_languages_of_the_home(rapport: Rapport, tmp_path: Path) -> None:
    assert rapport("init", "--admin", "ada@example.com", "--langs", "zh-hans,en").code == 0
    assert home_langs() == ("zh-hans", "en")
    (tmp_path / "sold.csv").write_text("month,account,country,product,units\n2026-10,Contoso,CN,P,5\n", "utf-8")
    rapport("import", tmp_path / "sold.csv")
    words = ("update", "--account", "Contoso", "--period", "2026-10", "--to", "md", "--out", tmp_path, "--json")
    assert [Path(file).name[-5:] for file in rapport(*words).json["files"]] == ["zh.md", "en.md"]
    assert len(rapport(*words, "--lang", "en").json["files"]) == 1
    assert rapport("init", "--admin", "eve@example.com", "--langs", "french").code == 2


def test_init_loads_reference_lists_and_says_what_to_drop_next(rapport: Rapport, tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("Account,Account Manager\nContoso,Ada\n", "utf-8")
    made = rapport("init", "--admin", "ada@example.com", tmp_path / "accounts.csv", "--json").json
    assert made["files"][0]["rows"]["loaded"] == 1
    awaited = {one["dataset"]: one for one in made["next"]}
    assert "accounts" not in awaited
    assert awaited["shipments"] == {"dataset": "shipments", "document": "update", "headings": ["Month", "Account", "Units"]}
    assert "rates" not in awaited


def test_init_says_it_in_chinese(rapport: Rapport) -> None:
    said = rapport("init", "--admin", "ada@example.com", "--currency", "CNY", "--lang", "zh-hans").out
    assert "接下来请导入这些文件" in said
    assert any(line.split() == ["出货", "(shipments)", "月份,", "客户,", "数量", "业务月报"] for line in said.splitlines())
    assert "(rates)" in said


def test_a_reference_list_that_is_refused_leaves_nothing_made(rapport: Rapport, tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("Account,Account Manager\nContoso,Ada\n", "utf-8")
    lists = (tmp_path / "accounts.csv", tmp_path / "none.csv")
    made = rapport("init", "--admin", "ada@example.com", *lists)
    assert (made.code, made.out) == (2, "")
    assert "none.csv" in made.err
    assert rapport("init", "--admin", "ada@example.com", lists[0]).code == 0


def test_the_same_first_user_twice_is_refused(rapport: Rapport) -> None:
    rapport("init", "--admin", "ada@example.com")
    again = rapport("init", "--admin", "ada@example.com")
    assert (again.code, again.out) == (2, "")
    assert "ada@example.com" in again.err


def test_without_a_password_and_a_terminal_it_is_refused(rapport: Rapport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAPPORT_ADMIN_PASSWORD")
    refused = rapport("init", "--admin", "ada@example.com")
    assert refused.code == 2
    assert "RAPPORT_ADMIN_PASSWORD" in refused.err


def test_an_unknown_user_is_told_the_nearest(rapport: Rapport) -> None:
    rapport("init", "--admin", "ada@example.com")
    refused = rapport("batches", "--as", "adda@example.com")
    assert refused.code == 2
    assert "ada@example.com" in refused.err


def test_after_the_fiscal_year_changed_its_names_are_of_the_new_one_and_loaded_months_stay(
    rapport: Rapport, tmp_path: Path
) -> None:
    path = tmp_path / "billed.csv"
    path.write_text("Year,Quarter,Account,Country,Billed Amount USD\nFY27,Q1,Contoso,CN,300\nFY27,Q2,Contoso,CN,400\n", "utf-8")
    rapport("import", path)
    assert rapport("ask", "revenue", "--period", "FY27-Q1", "--json").json["rows"][0]["kpis"]["revenue"]["value"] == "300.0000"
    set_up(by=None, first_month=10)
    told = rapport("ask", "revenue", "--period", "FY27-Q1", "--json").json
    assert told["period"] == {"start": "2026-10-01", "end": "2027-01-01"}
    assert told["rows"][0]["kpis"]["revenue"]["value"] == "400.0000"
    said = rapport("ask", "revenue", "--period", "2026-07..2026-12", "--by", "fiscal_quarter").out
    assert [line.split()[0] for line in said.splitlines() if " FY" in line] == ["FY26-Q4", "FY27-Q1"]
    assert rapport("ask", "revenue", "--period", "FY27").out.startswith("2026-10..2027-09")


def test_a_formula_that_changed_under_its_version_is_refused(rapport: Rapport, tmp_path: Path) -> None:
    """Contoso ships 8 of its own platform and 2 others; the pack's share is first of the one, then of the other."""
    (tmp_path / "sold.csv").write_text(
        "month,account,product,category,platform,units\n2026-10,Contoso,A,pc,own,8\n2026-10,Contoso,B,pc,other,2\n", "utf-8"
    )
    made = rapport("import", tmp_path / "sold.csv", "--json")
    assert made.code == 0
    pack = tmp_path / "home" / "packs" / "ours" / "pack.toml"
    pack.parent.mkdir(parents=True)

    def write(platform: str, version: int) -> None:
        part = f"sum(shipped_units[platform = '{platform}'])"
        pack.write_text(
            f"""[pack.ours]
version = {version}
use = ["partner"]
[kpi.our_share]
version = {version}
label = {{ en = "Our share", zh-hans = "份额" }}
says = {{ en = "A share of shipped units.", zh-hans = "出货量的份额。" }}
formula = "{part} / sum(shipped_units)"
unit = "percent"
better = "higher"
examples = [{{ amounts = [1, 4], gives = 0.25 }}]
""",
            "utf-8",
        )

    def share() -> object:
        return rapport("ask", "our_share", "--json").json["rows"][0]["kpis"]["our_share"]["value"]

    write("own", 1)
    assert share() == 0.8
    write("other", 1)
    refused = rapport("ask", "our_share")
    assert (refused.code, refused.out) == (2, "")
    assert "the formula of our_share is" in refused.err
    assert "version = 2" in refused.err
    write("other", 2)
    assert share() == 0.2
