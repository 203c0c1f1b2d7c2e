"""Backup and restore: a home comes back whole, on either database, and what is not whole does not come back at all."""

import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from rapport.book.accounts.actions import assign
from rapport.book.accounts.models import Account
from rapport.book.catalogue.actions import add_alias
from rapport.book.catalogue.models import Value
from rapport.book.performance import worlds
from rapport.book.performance.archive import backup, checked
from rapport.book.performance.verify import verify
from rapport.book.team.actions import add_user
from rapport.core.refusals import Refused
from tests.book.performance.test_verify import NOVEMBER, OCTOBER, TODAY, load, redo, undo
from tests.homes import Home

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

RESTORE = """
import sys, django; django.setup()
from pathlib import Path
from rapport.book.accounts.home import open_home
from rapport.book.performance import archive
from rapport.core.refusals import Refused
open_home()
try:
    print(archive.restore(Path(sys.argv[1])).digest)
    archive.backup(Path(sys.argv[2]))
except Refused as refusal:
    print(refusal)
"""


@pytest.fixture(autouse=True)
def _home() -> None:
    """A home with two batches, one of them taken back and put back, a user, an assignment and a Chinese alias."""
    for name in ("facts", "files", "packs"):
        (Path(settings.HOME) / name).mkdir(parents=True)
    load(OCTOBER, NOVEMBER)
    load({**OCTOBER, "value": "90.25"}, NOVEMBER)
    undo("B0002")
    redo("B0002")
    ann = add_user(by=None, username="ann", password="correct horse")  # noqa: S106
    add_alias(by=ann, value=Value.objects.whole().get(dimension="account"), text="康托索\u2028设备")
    assign(by=ann, user=ann, account=Account.objects.get(), starts_on=TODAY)
    (Path(settings.HOME) / "packs" / "own").mkdir()
    (Path(settings.HOME) / "packs" / "own" / "pack.toml").write_text('name = "own"')


def rows(archive: Path) -> dict[str, list[object]]:
    """The rows of every table in an archive but the journal's, which tells of the restore too."""
    with zipfile.ZipFile(archive) as opened:
        return {
            name: [json.loads(line) for line in opened.read(name).decode().split("\n") if line]
            for name in opened.namelist()
            if name.startswith("tables/") and "journal" not in name
        }


def restored(home: Home, archive: Path, again: Path) -> str:
    environ = home.environ | {"DJANGO_SETTINGS_MODULE": "rapport.config.settings"}
    words = [sys.executable, "-c", RESTORE, str(archive), str(again)]
    return subprocess.run(words, env=environ, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("engine", ["the same", "sqlite"])
def test_what_comes_back_is_what_was_there(new_home: Callable[[], Home], tmp_path: Path, engine: str) -> None:
    found = backup(tmp_path / "one.zip")
    home = new_home() if engine == "the same" else Home.make(tmp_path / "other")

    assert restored(home, tmp_path / "one.zip", tmp_path / "two.zip") == found.digest == verify().digest

    assert rows(tmp_path / "one.zip") == rows(tmp_path / "two.zip")
    assert (home.path / "packs" / "own" / "pack.toml").read_text() == 'name = "own"'
    assert restored(home, tmp_path / "one.zip", tmp_path / "three.zip").startswith("this home is in use")


def test_an_archive_of_sqlite_is_restored_into_the_engine_at_hand(new_home: Callable[[], Home], tmp_path: Path) -> None:
    """On PostgreSQL this goes there by way of SQLite, and so both ways."""
    found = backup(tmp_path / "one.zip")
    restored(Home.make(tmp_path / "other"), tmp_path / "one.zip", tmp_path / "two.zip")
    assert restored(new_home(), tmp_path / "two.zip", tmp_path / "three.zip") == found.digest
    assert rows(tmp_path / "one.zip") == rows(tmp_path / "three.zip")


WRITE = """
import django; django.setup()
from pathlib import Path
from rapport.book.accounts.home import open_home
from rapport.book.team.actions import add_user
home = open_home()
for turn in range(10_000):
    add_user(by=None, username=f"user{turn}", password="!")
    (home / "writing").touch()
    if (home / "enough").exists():
        break
"""
BACK_UP = """
import sys, django; django.setup()
from pathlib import Path
from rapport.book.performance import archive
for name in sys.argv[1:]:
    archive.backup(Path(name))
"""


def test_an_archive_made_while_others_write_is_one_moment(new_home: Callable[[], Home], tmp_path: Path) -> None:
    home = new_home()
    environ = home.environ | {"DJANGO_SETTINGS_MODULE": "rapport.config.settings"}
    writer = subprocess.Popen([sys.executable, "-c", WRITE], env=environ)
    while not (home.path / "writing").exists():
        assert writer.poll() is None
    names = [str(tmp_path / f"{turn}.zip") for turn in range(5)]
    subprocess.run([sys.executable, "-c", BACK_UP, *names], env=environ, check=True)
    (home.path / "enough").touch()
    assert writer.wait() == 0
    for name in names:
        with zipfile.ZipFile(name) as archive:
            users, entries = (len(archive.read(f"tables/{table}.jsonl").splitlines()) for table in ("team.user", "journal.entry"))
        assert entries == users + 1  # and the making of the home
    assert restored(new_home(), Path(names[-1]), tmp_path / "again.zip") == checked(Path(names[-1])).digest


def test_a_home_with_a_fault_is_not_backed_up(tmp_path: Path) -> None:
    next(worlds.folder().glob("B0001-*")).unlink()
    with pytest.raises(Refused, match=r"first of 1: batch B0001: its file .* is missing"):
        backup(tmp_path / "one.zip")
    assert not list(tmp_path.glob("one.zip*"))


def test_an_archive_replaces_no_file(tmp_path: Path) -> None:
    (tmp_path / "one.zip").write_text("precious")
    with pytest.raises(Refused, match="already"):
        backup(tmp_path / "one.zip")
    with pytest.raises(Refused, match="no folder"):
        backup(tmp_path / "nowhere" / "one.zip")


def change(archive: Path, name: str, content: bytes | None) -> None:
    """Write an archive anew with another content of one member, or without it."""
    other = archive.with_suffix(".other")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(other, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if content is not None:
            new.writestr(name, content)
    other.replace(archive)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("tables/team.user.jsonl", b"", "tables/team.user.jsonl was changed"),
        ("tables/team.user.jsonl", None, "does not hold what its manifest lists: tables/team.user.jsonl"),
        ("facts/more.parquet", b"x", "does not hold what its manifest lists: facts/more.parquet"),
        ("manifest.json", None, "is no archive of a home"),
        ("manifest.json", b'{"digest": "", "members": {}}', "does not hold what its manifest lists"),
    ],
)
def test_an_archive_that_was_changed_is_refused_and_the_member_named(
    new_home: Callable[[], Home], tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    backup(tmp_path / "one.zip")
    change(tmp_path / "one.zip", name, content)
    home = new_home()
    assert reason in restored(home, tmp_path / "one.zip", tmp_path / "two.zip")
    assert not list((home.path / "facts").iterdir())


def test_wherever_an_archive_is_damaged_nothing_else_comes_back(tmp_path: Path) -> None:
    backup(tmp_path / "one.zip")
    whole = (tmp_path / "one.zip").read_bytes()
    manifest = checked(tmp_path / "one.zip")
    dice = random.Random(7)  # noqa: S311 — the same damage in every run
    refused = 0
    for _ in range(300):
        place = dice.randrange(len(whole))
        damaged = bytearray(whole if dice.random() < 0.8 else whole[: place + 1])
        damaged[place] ^= 1 << dice.randrange(8)
        (tmp_path / "two.zip").write_bytes(damaged)
        try:
            assert checked(tmp_path / "two.zip") == manifest
        except Refused:
            refused += 1
    assert refused > 250


def test_a_restore_that_fails_halfway_leaves_the_home_empty(new_home: Callable[[], Home], tmp_path: Path) -> None:
    backup(tmp_path / "one.zip")
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    change(tmp_path / "one.zip", "manifest.json", json.dumps(manifest | {"digest": "0" * 64}).encode())
    home = new_home()
    for _ in range(2):
        assert "does not come back whole" in restored(home, tmp_path / "one.zip", tmp_path / "two.zip")
        assert not [file for folder in ("facts", "files", "packs") for file in (home.path / folder).rglob("*") if file.is_file()]
