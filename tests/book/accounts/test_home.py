"""Opening a home: made once, whoever comes first, and readable by its owner alone."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from rapport.book.accounts.home import open_home
from rapport.core.refusals import Refused
from tests.homes import Home

OPEN = """
import django; django.setup()
from rapport.book.accounts.home import open_home
from rapport.book.journal.models import Entry
from rapport.book.journal.queries import verify
open_home()
print(Entry.objects.count(), verify())
"""


def start(home: Home) -> "subprocess.Popen[str]":
    environ = home.environ | {"DJANGO_SETTINGS_MODULE": "rapport.config.settings"}
    return subprocess.Popen([sys.executable, "-c", OPEN], env=environ, stdout=subprocess.PIPE, text=True)


def test_processes_that_start_at_once_make_one_home(new_home: Callable[[], Home]) -> None:
    home = new_home()
    together = [start(home) for _ in range(3)]
    assert [process.communicate()[0] for process in together] == ["1 []\n"] * 3
    assert start(home).communicate()[0] == "1 []\n"


def test_nobody_else_may_read_a_home(new_home: Callable[[], Home]) -> None:
    home = new_home()
    start(home).communicate()
    inside = [home.path / name for name in os.listdir(home.path)]
    assert {path.name for path in inside} >= {"facts", "files", "backups", "packs"}
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in inside} == {0}


@pytest.mark.django_db
def test_a_home_of_a_later_version_is_refused() -> None:
    MigrationRecorder(connection).record_applied("team", "0999_something_new")
    mask = os.umask(0o022)
    with pytest.raises(Refused, match="later version"):
        open_home()
    os.umask(mask)
