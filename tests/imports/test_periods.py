"""Periods of a sender's calendar: how they are written, and their amounts shared out over months."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.calendars import Calendar, Years, shares, whole_name
from rapport.imports import dates, periods

WEEKS = Calendar("contoso", ("Contoso",), (Years("4-4-5", ends_in=9, ends_on=5, long_period=3),))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("FY26-P03", "FY26-P03"),
        ("FY2026 P3", "FY26-P03"),
        ("fy26p12", "FY26-P12"),
        ("2026 P3", "FY26-P03"),
        ("2026-Q2", "FY26-Q2"),
        ("Q2 FY26", "FY26-Q2"),
        ("Q2/2026", "FY26-Q2"),
        ("Period 3, 2026", "FY26-P03"),
        ("FY26 Week 7", "FY26-W07"),
        ("H1 FY26", "FY26-H1"),
        ("FY26", "FY26"),
        ("2026", "FY26"),
        ("2026财年第2季度", "FY26-Q2"),
        ("2026年第3期", "FY26-P03"),
        ("FY26第7周", "FY26-W07"),
        ("2026财年", "FY26"),
        ("2026-03", None),
        ("26 P3", None),
        ("P3", None),
        ("Mar 2026", None),
        ("2026-P123", None),
    ],
)
def test_ways_of_writing_a_period(text: str, name: str | None) -> None:
    with duckdb.connect() as db:
        (said,) = db.execute(f"SELECT {dates.folded('$1')}", [text]).fetchone() or ("",)
    assert periods.name(said) == name


NAMES = st.one_of(
    st.builds(lambda year, n: whole_name(str(year), "P", str(n)), st.integers(0, 99), st.integers(1, 12)),
    st.builds(lambda year, n: whole_name(str(year), "Q", str(n)), st.integers(0, 99), st.integers(1, 4)),
    st.builds(lambda year: whole_name(str(year)), st.integers(0, 99)),
)
VALUES = st.decimals(-(10**13) + 1, 10**13 - 1, places=4)


@given(told=st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=8))
def test_the_shares_of_an_amount_add_up_to_it_and_each_is_next_to_its_weight(told: list[tuple[str, Decimal]]) -> None:
    with duckdb.connect(config={"threads": 1}) as db:
        rows = shared(db, told)
    for row in {row for row, *_ in rows}:
        parts = [one for one in rows if one[0] == row]
        name, value = parts[0][1:3]
        assert sum(part for *_, part in parts) == value
        weights = {s.month: Fraction(s.until - s.before, s.length) for s in shares(WEEKS.period(name))}
        assert {day for *_, day, _, _ in parts} == set(weights)
        for *_, day, _, part in parts:
            assert abs(Fraction(part) - Fraction(value) * weights[day]) < Fraction(1, 10**4)


def shared(db: duckdb.DuckDBPyConnection, told: list[tuple[str, Decimal]]) -> list[tuple[Any, ...]]:
    """Rows of amounts as they are shared out: row, name, value, month, grain, part."""
    db.execute(
        "CREATE OR REPLACE TABLE moment AS SELECT unnest($1::VARCHAR[]) AS text, lower(text) AS said, 1 AS row",
        [[n for n, _ in told]],
    )
    db.execute("CREATE OR REPLACE TABLE time AS SELECT DISTINCT text, NULL::DATE AS day, NULL::VARCHAR AS grain FROM moment")
    found = periods.read(db, "share", WEEKS)
    db.execute(
        "CREATE OR REPLACE TABLE typed AS SELECT row_number() OVER () AS row, text, value, time.day, time.grain FROM "
        "(SELECT unnest($1::VARCHAR[]) AS text, unnest($2::DECIMAL(18,4)[]) AS value) JOIN time USING (text)",
        [[name for name, _ in told], [value for _, value in told]],
    )
    return db.execute(f"SELECT row, text, value, day, grain, {found.part('value')} FROM {found.rows('typed', 'flow')}").fetchall()
