"""A register of subscriptions is read as what is open at the end of each month: start ≤ day < end."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.refusals import Refused
from rapport.imports.sources import subscriptions
from tests.imports.conftest import Outcome, cells

pytestmark = pytest.mark.django_db

HEAD = "subscription_id,account_id,start_date,end_date,plan_tier,arr_amount,is_trial"
REGISTER = f"""{HEAD}
S-1,A-1,2024-10-05,,Pro,1200,False
S-2,A-1,2024-10-31,2024-12-31,Pro,600,False
S-3,A-2,2024-11-01,2024-11-30,Basic,2400.50,False
S-4,A-2,2024-12-31,,Basic,0,True
S-5,A-2,2024-12-01,2024-12-01,Basic,360,False
"""


def is_open(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day < end)


@pytest.fixture
def found(text: Callable[..., Path], imported: Callable[..., Outcome]) -> Outcome:
    return imported(text(REGISTER), constants={"currency": "USD"})


def test_the_day_of_the_start_counts_and_that_of_the_end_does_not(found: Outcome) -> None:
    told = {(str(f["day"]), f["account"], f["product"]): f["value"] for f in found.facts}
    assert told == {
        ("2024-10-01", "A-1", "Pro"): 1800,
        ("2024-11-01", "A-1", "Pro"): 1800,
        ("2024-12-01", "A-1", "Pro"): 1200,
        ("2024-10-01", "A-2", "Basic"): 0,
        ("2024-11-01", "A-2", "Basic"): 0,
        ("2024-12-01", "A-2", "Basic"): 0,
    }
    assert {(fact["measure"], fact["currency"], fact["grain"]) for fact in found.facts} == {("arr_amount", "USD", "month")}


def test_what_the_register_comes_to_and_what_adds_nothing_is_said(found: Outcome) -> None:
    told = {problem["rule"]: problem["text"] for problem in found.report["problems"]}
    assert told == {
        "register": "5 subscriptions of 4,560.5 a year; open on 2024-12-31 (start ≤ day < end): 1,200; told by month from "
        "2024-10 to 2024-12, that of the last start",
        "no-amount": "1 of them are of 0 a year, as trials are; they add nothing",
        "never-open": "1 of them end on the day that they start, so they are never open",
        "not-used": "columns not used: subscription_id, is_trial",
    }


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("S-6,A-3,2024-12-02,2024-12-01,Pro,12,False", "ends before it starts"),
        ("S-6,A-3,02.12.2024,,Pro,12,False", "has no start that is a day"),
        ("S-6,A-3,0202-12-02,,Pro,12,False", "has a start that no register speaks of"),
        ("S-6,A-3,2024-12-02,later,Pro,12,False", "has an end that is no day"),
        ("S-6,A-3,2024-12-02,,Pro,much,False", "has no amount a year"),
        ("S-6,,2024-12-02,,Pro,12,False", "has no account"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_and_named(
    text: Callable[..., Path], imported: Callable[..., Outcome], row: str, why: str
) -> None:
    found = imported(text(f"{REGISTER}{row}\n"), constants={"currency": "USD"})
    [problem] = [problem for problem in found.report["problems"] if problem["rule"] == "bad-subscription"]
    assert (problem["row"], problem["text"].startswith(f"the subscription {why}")) == (7, True)
    assert found.report["rows"]["rejected"] == 1
    assert sum(fact["value"] for fact in found.facts) == 4800


def test_a_register_without_a_good_row_is_refused(text: Callable[..., Path], imported: Callable[..., Outcome]) -> None:
    with pytest.raises(Refused, match="no row of the register can be read"):
        imported(text(f"{HEAD}\nS-1,A-1,soon,,Pro,1200,False\n"), constants={"currency": "USD"})


def test_money_without_a_currency_is_refused_with_the_word_that_helps(
    text: Callable[..., Path], imported: Callable[..., Outcome]
) -> None:
    with pytest.raises(Refused, match="say it with --set currency=USD"):
        imported(text(REGISTER))


DAYS = st.dates(date(2023, 1, 1), date(2023, 6, 30))
ROWS = st.lists(st.tuples(DAYS, st.none() | st.integers(0, 200), st.integers(0, 10**6)), min_size=1, max_size=12)


@given(ROWS)
def test_each_month_is_the_one_before_with_what_started_and_without_what_ended(
    rows: list[tuple[date, int | None, int]],
) -> None:
    """Expected from the rows alone: open on the last day is open on the last day before, plus starts, less ends between."""
    told = [(start, None if length is None else start + timedelta(length), amount) for start, length, amount in rows]
    lines = (f"A,{start},{end or ''},{amount}" for start, end, amount in told)
    with TemporaryDirectory() as place:
        (Path(place) / "file.csv").write_text("\n".join(("account,start,end,arr", *lines)), encoding="utf-8")
        [_, *found] = cells(subscriptions.read(Path(place) / "file.csv", Path(place)))
    before, last = Decimal(0), None
    for _, month, _, amount in found:
        year, number = map(int, str(month).split("-"))
        day = date(year, number, calendar.monthrange(year, number)[1])
        since = last or date.min
        started = sum(a for start, end, a in told if since < start <= day and is_open(start, end, day))
        ended = sum(a for start, end, a in told if end and is_open(start, end, since) and end <= day)
        assert Decimal(str(amount)) == before + started - ended
        before, last = Decimal(str(amount)), day
    assert before == sum(a for start, end, a in told if is_open(start, end, last or date.min))
