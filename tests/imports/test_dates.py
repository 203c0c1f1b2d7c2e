"""Ways of writing a day, a month, a quarter, a year; and when 03/04 is in March and when in April."""

from datetime import date

import duckdb
import pytest

from rapport.core.periods import FiscalCalendar
from rapport.core.refusals import Refused
from rapport.imports import dates

JULY = FiscalCalendar(7)


def read(*texts: str, locale: str | None = None, calendar: FiscalCalendar = JULY) -> list[tuple[date | None, str | None]]:
    with duckdb.connect() as db:
        db.execute("CREATE TABLE given AS SELECT unnest($texts) AS text, generate_subscripts($texts, 1) AS row", {"texts": texts})
        dates.type_column(db, "SELECT text, row FROM given", "read", locale=locale, calendar=calendar, name="Date")
        found = {text: (day, grain) for text, day, grain in db.execute("SELECT * FROM read").fetchall()}
    return [found[text] for text in texts]


@pytest.mark.parametrize(
    ("text", "day", "grain"),
    [
        ("2026-10-03", "2026-10-03", "day"),
        ("2026/10/3", "2026-10-03", "day"),
        ("2026.10.03", "2026-10-03", "day"),
        ("20261003", "2026-10-03", "day"),
        ("2026-10-03 12:30:00", "2026-10-03", "day"),
        ("2026-10-03T00:00:00Z", "2026-10-03", "day"),
        ("03.10.2026", "2026-10-03", "day"),
        ("3.10.26", "2026-10-03", "day"),
        ("03-Oct-26", "2026-10-03", "day"),
        ("28-Jan-13", "2013-01-28", "day"),
        ("28-jan-95", "1995-01-28", "day"),
        ("3 October 2026", "2026-10-03", "day"),
        ("October 3, 2026", "2026-10-03", "day"),
        ("Sept 3rd 2026", "2026-09-03", "day"),
        ("2026年10月3日", "2026-10-03", "day"),
        ("31/12/2026", "2026-12-31", "day"),
        ("12/31/2026", "2026-12-31", "day"),
        ("2026-10", "2026-10-01", "month"),
        ("2026/1", "2026-01-01", "month"),
        ("202610", "2026-10-01", "month"),
        ("10/2026", "2026-10-01", "month"),
        ("Oct-26", "2026-10-01", "month"),
        ("May 2026", "2026-05-01", "month"),
        ("2026 Oct", "2026-10-01", "month"),
        ("März 2026", "2026-03-01", "month"),
        ("Okt 26", "2026-10-01", "month"),
        ("oct. 2026", "2026-10-01", "month"),
        ("févr. 2026", "2026-02-01", "month"),
        ("AOÛT\u00a02026", "2026-08-01", "month"),
        ("fevrier 2026", "2026-02-01", "month"),
        ("3. Dezember 2026", "2026-12-03", "day"),
        ("1 déc. 2026", "2026-12-01", "day"),
        ("enero 2026", "2026-01-01", "month"),
        ("2026年10月", "2026-10-01", "month"),
        ("2026年3月份", "2026-03-01", "month"),
        ("2023Q4", "2023-10-01", "quarter"),
        ("2023-Q1", "2023-01-01", "quarter"),
        ("Q2 2023", "2023-04-01", "quarter"),
        ("2026年第3季度", "2026-07-01", "quarter"),
        ("FY27-Q2", "2026-10-01", "quarter"),
        ("Q2 FY27", "2026-10-01", "quarter"),
        ("FY27", "2026-07-01", "year"),
        ("2026", "2026-01-01", "year"),
        ("2026年", "2026-01-01", "year"),
    ],
)
def test_a_moment_and_how_fine_it_is(text: str, day: str, grain: str) -> None:
    assert read(text) == [(date.fromisoformat(day), grain)]


@pytest.mark.parametrize(
    "text", ["hello", "2026-13", "2026-02-30", "32.10.2026", "infinity", "epoch", "12", "1,200", "2026Q5", "Octo 26"]
)
def test_what_is_no_moment(text: str) -> None:
    assert read(text) == [(None, None)]


def test_a_fiscal_year_starts_where_the_home_says() -> None:
    assert read("FY27", "FY2027 Q1", calendar=FiscalCalendar(1)) == [(date(2027, 1, 1), "year"), (date(2027, 1, 1), "quarter")]


def test_one_day_beyond_twelve_decides_for_the_whole_column() -> None:
    assert read("03/04/2026", "25/04/2026")[0] == (date(2026, 4, 3), "day")
    assert read("03/04/2026", "04/25/2026")[0] == (date(2026, 3, 4), "day")


def test_nothing_decides_so_the_person_must() -> None:
    with pytest.raises(Refused, match='locale = "en-GB"'):
        read("03/04/2026", "05/06/2026")
    assert read("03/04/2026", locale="en-GB") == [(date(2026, 4, 3), "day")]
    assert read("03/04/2026", locale="en_US") == [(date(2026, 3, 4), "day")]


def test_a_column_that_contradicts_itself_is_told_with_both_rows() -> None:
    with pytest.raises(Refused) as refusal:
        read("03/04/2026", "13/04/2026", "04/25/2026", "04/26/2026")
    assert str(refusal.value) == (
        "column “Date” contradicts itself: “13/04/2026” in row 2 begins with the day, “04/25/2026” in row 3 with the month; "
        "write all in one way, or say in a map file which holds, so that the others are rejected: "
        'locale = "en-GB" (day first) or locale = "en-US" (month first)'
    )
    assert read("13/04/2026", "04/25/2026", locale="en-GB") == [(date(2026, 4, 13), "day"), (None, None)]
