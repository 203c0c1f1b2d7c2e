"""The same cells in another order of rows or columns, in another file or format, are nothing new: through the whole import."""

import csv
import gzip
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.imports.run import load_file
from tests.laws.homes import TODAY, TRADE, empty_home, standing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HEADERS = ("month", "account", "country", "channel", "product", "units")
Table = list[tuple[str | int, ...]]

lines = st.tuples(
    st.sampled_from(["2026-09", "2026-10"]),
    st.sampled_from(["Contoso", "Fabrikam, Ltd."]),
    st.sampled_from(["CN", "HK"]),
    st.sampled_from(["D1", "D2"]),
    st.sampled_from(["P-own", "P-other", "型号一"]),
    st.integers(-9, 99_999),
)


def _text(headers: Sequence[str], table: Table, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headers, *table])
    return out.getvalue()


def as_csv(path: Path, headers: Sequence[str], table: Table) -> Path:
    path.with_suffix(".csv").write_text(_text(headers, table), encoding="utf-8")
    return path.with_suffix(".csv")


def as_semicolons(path: Path, headers: Sequence[str], table: Table) -> Path:
    path.with_suffix(".csv").write_text(_text(headers, table, ";"), encoding="utf-8-sig")
    return path.with_suffix(".csv")


def as_gzip(path: Path, headers: Sequence[str], table: Table) -> Path:
    path.with_suffix(".csv.gz").write_bytes(gzip.compress(_text(headers, table).encode("gb18030")))
    return path.with_suffix(".csv.gz")


def as_workbook(path: Path, headers: Sequence[str], table: Table) -> Path:
    with xlsxwriter.Workbook(path.with_suffix(".xlsx")) as book:
        sheet = book.add_worksheet("出货")
        sheet.write(0, 0, "Shipments of two months")
        for number, line in enumerate([headers, *table], 2):
            sheet.write_row(number, 0, line)
    return path.with_suffix(".xlsx")


def as_parquet(path: Path, headers: Sequence[str], table: Table) -> Path:
    pl.DataFrame(table, schema=list(headers), orient="row").write_parquet(path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


FORMATS: tuple[Callable[[Path, Sequence[str], Table], Path], ...] = (as_csv, as_semicolons, as_gzip, as_workbook, as_parquet)


def load(path: Path):
    return load_file(path, by=None, trade=TRADE, today=TODAY, release=date(2026, 11, 3))


@settings(max_examples=max(4, settings().max_examples // 10))  # each starts two processes that read
@given(
    st.lists(lines, min_size=3, max_size=12),
    st.sampled_from(FORMATS),
    st.sampled_from(FORMATS),
    st.permutations(range(len(HEADERS))),
    st.randoms(use_true_random=False),
)
def test_the_same_cells_in_another_file_change_nothing(table: Table, one, other, columns, random) -> None:
    with empty_home() as home:
        load(one(home / "first", HEADERS, table))
        before = standing()
        shuffled = [tuple(line[place] for place in columns) for line in random.sample(table, len(table))]
        report = load(other(home / "second", [HEADERS[place] for place in columns], shuffled))
        assert [loaded.batch for _, loaded in report.parts] == [None]
        assert standing() == before
        assert sum(before.values()) == len(table)
