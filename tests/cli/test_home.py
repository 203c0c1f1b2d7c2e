"""A home made on purpose, with its first user."""

import pytest

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
