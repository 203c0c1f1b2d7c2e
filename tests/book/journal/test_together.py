"""Processes that write the journal at the same time: no entry is lost, none waits for ever, and the chain is one."""

import subprocess
import sys
from collections.abc import Callable

from tests.homes import Home

WRITE = """
import sys, django; django.setup()
from datetime import UTC, datetime
from django.db import transaction
from rapport.book.accounts.home import open_home
from rapport.book.accounts.models import Account
from rapport.book.journal.actions import record
open_home()
for turn in range(25):
    with transaction.atomic():
        account = Account.objects.create(name=f"{sys.argv[1]} {turn}")
        chain = account if turn % 2 else None
        record(by=None, verb="add", object=account, payload={"turn": turn}, at=datetime.now(UTC), account=chain)
"""
READ = """
import django; django.setup()
from rapport.book.accounts.models import Account
from rapport.book.journal.models import Entry
from rapport.book.journal.queries import verify
print(Account.objects.count(), Entry.objects.count(), verify())
"""


def test_four_writers_leave_one_chain(new_home: Callable[[], Home]) -> None:
    home = new_home()
    environ = home.environ | {"DJANGO_SETTINGS_MODULE": "rapport.config.settings"}
    writers = [subprocess.Popen([sys.executable, "-c", WRITE, name], env=environ) for name in ("A", "B", "C", "D")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    read = subprocess.run([sys.executable, "-c", READ], env=environ, capture_output=True, text=True, check=True)
    assert read.stdout == "100 101 []\n"
