"""How the words of a command line become a question."""

from datetime import date

import pytest

from rapport.cli.questions import base_as_of, field, filters
from rapport.core.question import Filter
from rapport.core.refusals import Refused
from rapport.packs import load

TRADE = load()


def chosen(field: str, *values: str) -> Filter:
    return Filter(field, frozenset(values))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (["country=CN"], [chosen("country", "CN")]),
        (["country=CN,HK"], [chosen("country", "CN", "HK")]),
        (["country=CN", "country=HK"], [chosen("country", "CN", "HK")]),
        (["country=CN,country=HK"], [chosen("country", "CN", "HK")]),
        (["country=CN,channel=D1"], [chosen("country", "CN"), chosen("channel", "D1")]),
        (["Disti=D1, D2"], [chosen("channel", "D1", "D2")]),
        (["国家=中国"], [chosen("country", "中国")]),
        (["product=A=B,x=1"], [chosen("product", "A=B", "x=1")]),
        (['account="Bell, Book & Candle",Contoso'], [chosen("account", "Bell, Book & Candle", "Contoso")]),
        ([], []),
    ],
)
def test_where_keeps_what_is_named(where: list[str], expected: list[Filter]) -> None:
    assert filters(where, TRADE) == tuple(expected)


@pytest.mark.parametrize(
    ("where", "said"), [("contry=CN", "country"), ("country", "dimension=value"), ("country=", "dimension=value")]
)
def test_where_refuses_what_it_cannot_read(where: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        filters([where], TRADE)


def test_times_and_currencies_can_be_asked_by_in_every_trade() -> None:
    assert [field(name, TRADE) for name in ("month", "fiscal_quarter", "currency", "sender")] == [
        "month",
        "fiscal_quarter",
        "currency",
        "sender",
    ]


def test_a_base_is_known_on_a_day_or_as_first_printed() -> None:
    assert base_as_of(None) is None
    assert base_as_of("first") == "first"
    assert base_as_of("2024-01-31") == date(2024, 1, 31)
    with pytest.raises(Refused, match="write it like"):
        base_as_of("second")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("quater", "quarter"), ("yaer", "year"), ("moth", "month"), ("curency", "currency"), ("fiscal_yaer", "fiscal_year")],
)
def test_a_misspelt_time_or_currency_is_offered(word: str, meant: str) -> None:
    with pytest.raises(Refused, match=f"unknown dimension “{word}”; nearest: {meant}"):
        field(word, TRADE)
