"""A home as each finished issue left it still opens: migrated, whole, with the numbers it had. Made by `keep.py`."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.homes import Home

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
KEPT = [path.name.removesuffix(".home.zip") for path in sorted(HERE.glob("*.home.zip"))]


def judge(home: Home) -> None:
    """October 2026 is 90,000 of 120,000: the third file restates the first, and the second was taken out."""
    assert home.answer("verify")["problems"] == []
    (row,) = home.answer("ask", "platform_share", "--period", "2026-10", "--vs", "prior_year")["rows"]
    figure = row["kpis"]["platform_share"]
    assert (figure["numerator"], figure["denominator"], figure["value"], figure["base"]) == (90_000, 120_000, 0.75, 0.8)
    assert home.run("redo", "B0002").code == 0
    assert home.run("ask", "platform_share", "--as", "ann@example.com").code == 0
    assert home.answer("verify")["problems"] == []


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_home_is_migrated_and_whole(name: str, tmp_path: Path) -> None:
    shutil.unpack_archive(HERE / f"{name}.home.zip", tmp_path / "home")
    judge(Home.make(tmp_path / "home"))


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_archive_is_restored_into_the_engine_at_hand(name: str, new_home: Callable[[], Home]) -> None:
    home = new_home()
    restored = home.answer("restore", HERE / f"{name}.backup.zip")
    with zipfile.ZipFile(HERE / f"{name}.backup.zip") as archive:
        assert restored["digest"] in archive.read("manifest.json").decode()
    judge(home)


def test_there_is_a_home_to_try() -> None:
    assert KEPT
