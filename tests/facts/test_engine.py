"""The engine of a question reaches the world's files and nothing else."""

import duckdb
import pytest

from rapport.facts.engine import opened
from tests.facts.small import Small, day, fact


def test_no_other_file_can_be_read_and_no_setting_changed(small: Small) -> None:
    world = small.world([fact("2026-10", 9)])
    (small.folder / "secret.csv").write_text("a\n1\n")
    with opened(world, small.calendar.parse("2026-10")) as connection:
        assert connection.execute("SELECT sum(value) FROM facts").fetchone() == (9,)
        with pytest.raises(duckdb.PermissionException):
            connection.execute("SELECT * FROM read_csv($1)", [str(small.folder / "secret.csv")])
        with pytest.raises(duckdb.Error):
            connection.execute("SET enable_external_access = true")


def test_only_files_near_the_days_are_opened(small: Small) -> None:
    world = small.world([fact("2024-10", 1, batch=1), fact("2026-10", 2, batch=2)])
    world.files[0].path.unlink()
    with opened(world, small.calendar.parse("2026-10")) as connection:
        assert connection.execute("SELECT sum(value) FROM facts").fetchone() == (2,)
    assert world.files[0].first == day("2024-10")


def test_a_world_without_files_has_no_facts(small: Small) -> None:
    with opened(small.world([]), small.calendar.parse("2026-10")) as connection:
        assert connection.execute("SELECT count(*) FROM facts").fetchone() == (0,)


@pytest.mark.parametrize(
    "where", [{"platform": "own' OR 'a' = 'a"}, {"sender": 'self"; DROP TABLE dead; --'}, {"currency": "$1"}]
)
def test_a_word_is_never_a_part_of_the_query(small: Small, where: dict[str, str]) -> None:
    world = small.world(
        [fact("2026-10", 9, product="P", measure="revenue", currency="USD")], attributes={"P": {"platform": "own"}}
    )
    assert small.ask(world, "revenue", where=where, period="2026-10").rows[0].kpis["revenue"].why == "not reported"
