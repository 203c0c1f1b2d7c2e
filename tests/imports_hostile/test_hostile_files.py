"""A hostile file is refused with a sentence, in at most 10 s of CPU and 512 MiB, and the home stays as it was."""

from pathlib import Path

import pytest

from bench.drills.hostile import home_with_facts, offer
from bench.drills.hostile_files import FILES, make

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_with_facts(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused(name: str, home: Path, tmp_path: Path) -> None:
    (file,) = make(tmp_path, [name])
    outcome = offer(home, file)
    assert not outcome.faults, outcome.sentence
