"""Texts of numbers, exactly; and which sign is the decimal one."""

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.refusals import Refused
from rapport.imports import numbers


def read(text: str, sign: numbers.Sign = ".", scale: str = "1") -> Decimal | None:
    query = f"SELECT {numbers.value('text', sign, scale)} FROM (SELECT $text AS text)"
    return duckdb.execute(query, {"text": text}).fetchone()[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", "1200"),
        ("1,200", "1200"),
        ("1,234.56", "1234.56"),
        ("1,234,567", "1234567"),
        ("-12.3", "-12.3"),
        ("−12.3", "-12.3"),
        ("+7", "7"),
        ("(5,000)", "-5000"),
        ("5,000-", "-5000"),
        ("$1,234.50", "1234.5"),
        ("¥1,000", "1000"),
        ("1 234", "1234"),
        ("1'234", "1234"),
        ("1\u00a0234.00", "1234"),
        ("1\u202f234\u202f567.5", "1234567.5"),
        ("1\u2009234", "1234"),
        ("€\u00a012.50", "12.5"),
        ("１２３", "123"),
        (".5", "0.5"),
        ("12.340000", "12.34"),
        ("80450596.9823", "80450596.9823"),
        ("99999999999999", "99999999999999"),
    ],
)
def test_a_number(text: str, value: str) -> None:
    assert read(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "1,2OO",
        "1e3",
        "1_000",
        "12.34567",
        "100000000000000",
        "1,23,456",
        "--5",
        "-5-",
        "(5",
        "5)",
        "1.2.3",
        "12%",
        "#N/A",
        "nan",
        "",
    ],
)
def test_no_number_that_a_fact_can_hold(text: str) -> None:
    assert read(text) is None


def test_the_comma_as_the_decimal_sign() -> None:
    assert read("1.234,56", ",") == Decimal("1234.56")
    assert read("1.234", ",") == Decimal(1234)
    assert read("1,234.56", ",") is None


def test_a_scale_makes_room_for_more_decimals_and_less_room_above() -> None:
    assert read("12.34567", scale="1000") == Decimal("12345.67")
    assert read("17114", scale="1000") == Decimal(17_114_000)
    assert read("99999999999999", scale="1000") is None


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_whatever_was_printed_is_read_back(value: Decimal) -> None:
    assert read(f"{value:,}") == value
    assert read(f"{value:,}".translate(str.maketrans(",.", ".,")), ",") == value


def sign(*texts: str, others: tuple[str, ...] = (), is_exact: bool = False, is_typed: bool = False) -> numbers.Sign:
    with duckdb.connect() as db:
        db.execute("CREATE TABLE given AS SELECT unnest($a) AS a, unnest($b) AS b", {"a": texts, "b": others or ("1",)})
        seen = numbers.shapes(db, "given", ["a", "b"])
    return numbers.decimal_sign(seen[0], seen, is_exact=is_exact, is_typed=is_typed, name="Amount")


def test_one_cell_with_one_reading_decides_for_all() -> None:
    assert sign("1.234", "1.234,56") == ","
    assert sign("1,234", "1,234.56") == "."
    assert sign("1,5", "12") == ","
    assert sign("2024.9940") == "."


def test_a_slip_of_the_pen_decides_nothing() -> None:
    assert sign(*["12.5"] * 50, "12,5") == "."


def test_neighbours_decide_where_the_cells_do_not() -> None:
    assert sign("1.234", others=("1,5",)) == ","
    assert sign("1.234", others=("1.5",)) == "."


def test_counts_have_no_fractions_so_marks_part_thousands() -> None:
    assert sign("1.234", "950", is_exact=True) == ","
    assert sign("1,234", "950", is_exact=True) == "."


def test_thousands_written_without_a_mark_make_the_mark_a_decimal_one() -> None:
    assert sign("1.234", "1500") == "."


def test_true_numbers_of_a_workbook_have_a_point() -> None:
    assert sign("1.234", is_typed=True) == "."
    assert sign("1.234,5", is_typed=True) == ","


@pytest.mark.parametrize("texts", [("1.234", "12"), ("1,234", "1500"), ("1,234", "1.234")])
def test_two_readings_are_refused_with_the_line_that_decides(texts: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match=r'decimal = "\."'):
        sign(*texts)
