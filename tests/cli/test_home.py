"""A home made on purpose, with its first user."""

from pathlib import Path

import pytest

from rapport.book.accounts.actions import set_fiscal_year
from rapport.book.accounts.queries import home_calendar
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
    set_fiscal_year(by=None, first_month=10)
    told = rapport("ask", "revenue", "--period", "FY27-Q1", "--json").json
    assert told["period"] == {"start": "2026-10-01", "end": "2027-01-01"}
    assert told["rows"][0]["kpis"]["revenue"]["value"] == "400.0000"
    said = rapport("ask", "revenue", "--period", "2026-07..2026-12", "--by", "fiscal_quarter").out
    assert [line.split()[0] for line in said.splitlines() if " FY" in line] == ["FY26-Q4", "FY27-Q1"]
    assert rapport("ask", "revenue", "--period", "FY27").out.startswith("2026-10..2027-09")
