"""Parquet files as tables of text."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from rapport.core.refusals import Refused
from rapport.imports import parquet
from tests.imports.conftest import cells


def test_every_kind_of_column_becomes_exact_text(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    pl.DataFrame(
        {
            "day": [date(2026, 10, 3), None],
            "moment": [datetime.fromisoformat("2026-10-03"), datetime.fromisoformat("2026-10-03T12:30")],
            "amount": pl.Series([Decimal("1234.5600"), Decimal("-1.0000")], dtype=pl.Decimal(18, 4)),
            "share": [600.1559999999999, 0.1 + 0.2],
            "name": [" Contoso ", ""],
        }
    ).write_parquet(path)
    assert cells([parquet.read(path, tmp_path)]) == [
        (1, "day", "moment", "amount", "share", "name"),
        (2, "2026-10-03", "2026-10-03", "1234.5600", "600.156", "Contoso"),
        (3, None, "2026-10-03 12:30:00", "-1.0000", "0.3", None),
    ]


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    path.write_bytes(b"PAR1" + b"x" * 100 + b"PAR1")
    with pytest.raises(Refused, match="the Parquet file cannot be read"):
        parquet.read(path, tmp_path)
