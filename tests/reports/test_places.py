"""Where a change came from, as a table: what it prints adds up down each column and subtracts along each row."""

from decimal import Decimal

import pytest

from rapport.core.figures import read
from rapport.core.question import Figure
from rapport.reports.places import Places, tables
from rapport.reports.section import Quote
from rapport.reports.writers.cells import written
from tests.reports.october import TRADE, subject

REVENUE = TRADE.kpis["revenue"]


def quote(value: str | None, base: str | None, **cell: str) -> Quote:
    """Revenue of a place this September and the one before; what is missing on one side is all that changed."""
    now, before = (None if amount is None else Decimal(amount) for amount in (value, base))
    delta = (now or Decimal(0)) - (before or Decimal(0))
    return Quote(REVENUE, Figure(now, base=before, delta=delta, currency="USD"), cell)


def printed(*places: Quote, whole: Quote) -> list[list[Decimal | None]]:
    """The actual, base and change of each row of the table, read from its text."""
    (table,) = tables(Places(subject(), ("country",), places, whole), "en")
    assert table.has_total
    numbers = [[row[1], row[2], row[3].number] for row in table.rows]
    return [[read(written(number, "en"), "en") for number in row] for row in numbers]


@pytest.mark.parametrize(
    ("places", "whole"),
    [
        ([("20.0040", "10.0040")] * 3, ("60.0120", "30.0120")),
        ([("79936.5012", "79936.4961"), ("83.9769", "161.4949")], ("80020.4781", "80097.9910")),
        ([("20.0040", None), ("20.0040", None), (None, "10.0050")], ("40.0080", "10.0050")),
    ],
)
def test_what_is_printed_adds_up_and_subtracts(places, whole):
    *rows, total = printed(*(quote(*one, country=str(n)) for n, one in enumerate(places)), whole=quote(*whole))

    for column in range(3):
        assert sum(row[column] or 0 for row in rows) == total[column]
    for actual, base, change in (*rows, total):
        assert (actual or 0) - (base or 0) == change
