"""Opening a home: its folders, its tables, its one row. Ready homes are opened at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from rapport.book.accounts.actions import lock_home
from rapport.book.accounts.models import Home
from rapport.book.journal.actions import record
from rapport.core.refusals import Refused

FOLDERS = ("facts", "files", "backups", "packs")


def open_home() -> Path:
    """Make this deployment's home, or bring it up to date, and return its folder. Nobody but its owner may read it.

    Two processes that start at once wait for each other; one that is killed leaves what the next one completes. Refuses a
    home that a later version of the program has changed.
    """
    os.umask(0o077)
    home = Path(settings.HOME)
    for folder in (home, *(home / name for name in FOLDERS)):
        folder.mkdir(parents=True, exist_ok=True)
    if not _is_ready():
        with _alone(home):
            call_command("migrate", verbosity=0, interactive=False)
            _create()
    return home


def _is_ready() -> bool:
    """Whether every migration of the program is in the database, which is asked without loading any of them."""
    try:
        applied = set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
        if applied - _migrations():
            raise Refused("this home was made by a later version of the program; update the program")
        return _migrations() == applied and Home.objects.exists()
    except DatabaseError:
        return False


def _migrations() -> set[tuple[str, str]]:
    folders = ((config.label, Path(config.path) / "migrations") for config in apps.get_app_configs())
    return {(label, file.stem) for label, folder in folders for file in folder.glob("[0-9]*.py")}


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@transaction.atomic
def _create() -> None:
    if not Home.objects.exists():
        home = lock_home()
        record(by=None, verb="create", object=home, payload={}, at=timezone.now(), rows=[home])
