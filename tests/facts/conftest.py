"""What the tests of the facts share."""

from pathlib import Path

import pytest

from tests.facts.small import Small


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A place to make a small world."""
    return Small(tmp_path)
