"""Money in one currency: what is converted and added is what is added and converted, and rates that stand still move nothing."""

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.question import Figure
from rapport.facts.world import World
from tests.facts.small import Fact, Small, fact

MONTHS = {year: [f"{year}-{month:02}" for month in (8, 9, 10)] for year in (2025, 2026)}
CURRENCIES = ["CNY", "HKD", "EUR", "USD"]
RATES = st.floats(0.001, 1_000, allow_nan=False)
AMOUNTS = st.decimals(-1_000_000, 1_000_000, places=4)

ROWS = st.lists(
    st.tuples(
        st.sampled_from([*MONTHS[2025], *MONTHS[2026]]),
        AMOUNTS,
        st.sampled_from(CURRENCIES),
        st.sampled_from(["CN", "HK"]),
        st.sampled_from(["month", "day"]),
    ),
    min_size=1,
    max_size=12,
)


@st.composite
def rates(draw: st.DrawFn) -> dict[tuple[str, str], float]:
    """What each currency is worth in dollars, by month."""
    return {(month, one): draw(RATES) for year in MONTHS.values() for month in year for one in CURRENCIES if one != "USD"}


def facts(rows: list[tuple[str, Decimal, str, str, str]]) -> list[Fact]:
    return [
        fact(
            month if grain == "month" else f"{month}-15",
            str(value),
            measure="revenue",
            currency=currency,
            grain=grain,
            country=land,
        )
        for month, value, currency, land, grain in rows
    ]


def quoted(worth: dict[tuple[str, str], float]) -> list[tuple[str, str, str, float]]:
    return [(month, currency, "USD", rate) for (month, currency), rate in worth.items()]


def told(small: Small, rows: list, worth: dict[tuple[str, str], float]) -> World:
    return small.world(facts(rows), rates=quoted(worth))


def asked(small: Small, world: World, **more: object) -> list[Figure]:
    answer = small.ask(world, "revenue", period="2026-08..2026-10", currency="USD", **more)
    return [row.kpis["revenue"] for row in answer.rows]


@given(ROWS, rates())
def test_converting_and_adding_is_adding_and_converting(rows: list, worth: dict[tuple[str, str], float]) -> None:
    in_2026 = [row for row in rows if row[0] in MONTHS[2026]]
    row_by_row = [float(value) * worth.get((month, currency), 1.0) for month, value, currency, *_ in in_2026]
    size = sum(map(abs, row_by_row)) or 1.0
    with tempfile.TemporaryDirectory() as folder:
        small = Small(Path(folder))
        world = told(small, rows, worth)
        (whole,) = asked(small, world)
        cells = [asked(small, world, by=by) for by in (("country",), ("currency",), ("month",), ("month", "currency"))]
    if not in_2026:
        assert whole.why == "not reported"
        return
    assert float(whole.value or 0) == pytest.approx(sum(row_by_row), rel=1e-9, abs=size * 1e-12)
    for parts in cells:
        assert sum(float(part.value or 0) for part in parts) == pytest.approx(float(whole.value or 0), rel=1e-9, abs=size * 1e-12)


@given(ROWS, rates())
def test_constant_currency_is_what_was_reported_where_rates_do_not_move(rows: list, worth: dict[tuple[str, str], float]) -> None:
    still = {(month, one): worth[f"2025-{month[5:]}", one] for month, one in worth}
    with tempfile.TemporaryDirectory() as folder:
        small = Small(Path(folder))
        world = told(small, rows, still)
        reported = asked(small, world, vs="prior_year")
        constant = asked(small, world, vs="prior_year", constant_currency=True)
    assert [(one.value, one.base, one.delta) for one in constant] == [(one.value, one.base, one.delta) for one in reported]


@given(ROWS, rates(), rates())
def test_constant_currency_knows_nothing_of_the_rates_of_its_own_period(
    rows: list, worth: dict[tuple[str, str], float], other: dict[tuple[str, str], float]
) -> None:
    moved = {key: (other if key[0] in MONTHS[2026] else worth)[key] for key in worth}
    with tempfile.TemporaryDirectory() as folder:
        small = Small(Path(folder))
        found = [asked(small, told(small, rows, at), vs="prior_year", constant_currency=True) for at in (worth, moved)]
    assert [(one.value, one.base) for one in found[0]] == [(one.value, one.base) for one in found[1]]


@given(ROWS, rates(), st.sampled_from([(month, one) for month in MONTHS[2026] for one in CURRENCIES if one != "USD"]))
def test_without_a_rate_that_is_needed_there_is_no_sum(
    rows: list, worth: dict[tuple[str, str], float], gone: tuple[str, str]
) -> None:
    month, currency = gone
    needed = sum((value for when, value, of, *_ in rows if (when, of) == gone), Decimal(0))
    with tempfile.TemporaryDirectory() as folder:
        small = Small(Path(folder))
        (whole,) = asked(small, told(small, rows, {key: rate for key, rate in worth.items() if key != gone}))
    if needed:
        assert (whole.value, whole.why) == (None, f"no rate {currency}→USD for {month}")
    else:
        assert whole.why in (None, "not reported")
