"""Pieces of work share an engine and nothing else: no table, no bytes of a file that is another by now, no memory kept."""

from pathlib import Path

import duckdb
import pytest

from rapport.facts import store
from tests.parquet import write


def used() -> int:
    with store.connect() as connection:
        return connection.execute("SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()").fetchall()[0][0]


def test_one_does_not_see_what_another_makes_at_the_same_time() -> None:
    with store.connect() as one, store.connect() as other:
        one.execute("CREATE TEMP TABLE fact AS SELECT 1 AS slice")
        with pytest.raises(duckdb.CatalogException):
            other.execute("FROM fact")
        other.execute("CREATE TEMP VIEW fact AS SELECT 2 AS slice")
        assert one.execute("FROM fact").fetchall() == [(1,)]


def test_what_it_made_is_gone_when_it_is_closed() -> None:
    before = used()
    with store.connect() as connection:
        connection.execute("CREATE TEMP TABLE fact AS SELECT range AS slice FROM range(2_000_000)")
        assert used() > before + 5_000_000
    assert used() <= before + 1_000_000


def test_a_file_under_an_old_name_is_read_as_it_now_is(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        write(tmp_path / "fact.parquet", {"slice": "INTEGER"}, [{"slice": number}])
        assert store.rows(tmp_path / "fact.parquet") == [(number,)]
