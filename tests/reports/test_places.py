"""Where a change came from, as a table: each of its columns adds up as printed, and a change is that before any rounding."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rapport.core.figures import read
from rapport.core.money import rounded
from rapport.core.question import Figure, Gap
from rapport.reports.places import Places, tables, told
from rapport.reports.section import Quote
from rapport.reports.writers.cells import plain, written
from tests.reports.october import TRADE, subject

REVENUE = TRADE.kpis["revenue"]


def quote(value: str | None, base: str | None, **cell: str) -> Quote:
    """Revenue of a place this September and the one before; what is missing on one side is all that changed."""
    now, before = (None if amount is None else Decimal(amount) for amount in (value, base))
    delta = (now or Decimal(0)) - (before or Decimal(0))
    return Quote(REVENUE, Figure(now, base=before, delta=delta, currency="USD"), cell)


def printed(*places: Quote, whole: Quote) -> tuple[str, list[list[Decimal]]]:
    """The caption, and the actual, base and change of each row of the table, read from its text."""
    (table,) = tables(Places(subject(), ("country",), places, whole), "en")
    assert table.has_total
    numbers = [[row[1], row[2], row[3].number] for row in table.rows]
    return table.caption, [[read(written(number, "en"), "en") or Decimal(0) for number in row] for row in numbers]


@pytest.mark.parametrize(
    ("places", "whole", "apart"),
    [
        ([("20.0000", "10.0050"), ("5.1200", "5.1200")], ("25.1200", "15.1250"), True),  # 25.12 less 15.13, but 9.995
        ([("20.0040", "10.0040")] * 3, ("60.0120", "30.0120"), False),
        ([("79936.5012", "79936.4961"), ("83.9769", "161.4949")], ("80020.4781", "80097.9910"), True),
        ([("20.0040", None), ("20.0040", None), (None, "10.0050")], ("40.0080", "10.0050"), True),
    ],
)
def test_what_is_printed_adds_up_and_a_change_is_that_before_rounding(places, whole, apart):
    caption, (*rows, total) = printed(*(quote(*one, country=str(n)) for n, one in enumerate(places)), whole=quote(*whole))

    for column in range(3):
        assert sum(row[column] for row in rows) == total[column]
    value, base = (Decimal(amount or 0) for amount in whole)
    assert total[2] == rounded(value - base, 2)
    for (value, base), row in zip(places, rows, strict=True):
        assert abs(row[2] - (Decimal(value or 0) - Decimal(base or 0))) < Decimal("0.01")
    assert ("; changes are taken before rounding" in caption) == apart
    assert apart == any(row[0] - row[1] != row[2] for row in (*rows, total))


@pytest.mark.parametrize(
    ("places", "whole", "is_said"),
    [
        ([("0.6666", "0.3333"), ("0.6666", "0.3333"), ("0.6668", "0.3334")], ("2.0000", "1.0000"), True),  # 0.67 thrice is 2.01
        ([("20.1240", "10.0000"), ("0.0010", "1.0000")], ("20.1250", "11.0000"), True),
        ([("20.0040", "10.0000"), ("5.0000", "1.0000")], ("25.0040", "11.0000"), False),
    ],
)
def test_that_a_place_is_printed_other_than_it_would_be_alone_is_said(places, whole, is_said):
    caption, (*rows, _) = printed(*(quote(*one, country=str(n)) for n, one in enumerate(places)), whole=quote(*whole))
    alone = [[rounded(Decimal(amount), 2) for amount in one] for one in places]
    assert is_said == any(row[:2] != own for row, own in zip(rows, alone, strict=True))
    assert caption.endswith("; rounded together") == is_said


def test_in_percent_a_change_is_that_before_rounding():
    """300.005 on 1.01 is 29,703.5%; 300.01 on 1.01, as the table prints them, is 29,704.0%."""
    told = [quote("301.015", "1.01", country="CN"), quote("0", "0", country="HK")]
    (table,) = tables(Places(subject(), ("country",), tuple(told), quote("301.015", "1.01")), "en")
    assert [written(row[4].number, "en") for row in (table.rows[0], table.rows[-1])] == ["+29,703.5%"] * 2


@pytest.mark.parametrize(("value", "base", "tag"), [(None, "9", "not reported yet"), ("9", None, "not reported in the base")])
def test_what_its_reporter_has_not_told_is_neither_gone_nor_new(value, base, tag):
    silent = quote(value, base, country="HK")
    silent = replace(
        silent, figure=replace(silent.figure, unheard=frozenset({Gap("revenue", "D4", is_whole=True, is_base=base is None)}))
    )
    places = Places(subject(), ("country",), (silent, quote("5", "5", country="CN")), quote("14", "14"))
    (table,) = tables(places, "en")
    assert table.rows[0][4] == tag
    moved = replace(places, whole=quote("5", "14") if value is None else quote("14", "5"))
    (sentence,) = told(moved, "en")
    assert f"{tag})" in plain(sentence, "en")


@pytest.mark.parametrize(("is_base", "tag"), [(False, "reported in part"), (True, "reported in part in the base")])
def test_what_its_reporter_told_in_part_is_said_beside_its_change(is_base, tag):
    partly = quote("6", "9", country="HK")
    gaps = frozenset({Gap("revenue", "D4", is_whole=False, is_base=is_base)})
    partly = replace(partly, figure=replace(partly.figure, unheard=gaps))
    places = Places(subject(), ("country",), (partly, quote("5", "5", country="CN")), quote("11", "14"))
    (sentence,) = told(places, "en")
    assert f"{tag})" in plain(sentence, "en")
