"""Worked examples, each in a home of its own, for all tests of a module."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def october(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The home of the worked example; its facts stand while the module runs."""
    from tests.reports.october import both, bring, plan

    with _held(
        django_db_blocker, tmp_path_factory.mktemp("home"), lambda: (bring(both()), bring(plan(), dataset="plan"))
    ) as home:
        yield home


@pytest.fixture(scope="module")
def stuffed(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The home of a channel that was stuffed, and in it, under `out`, its texts."""
    from tests.reports.october import ACCOUNT, write
    from tests.reports.stuffed import stuff

    home = tmp_path_factory.mktemp("home")
    with _held(django_db_blocker, home, lambda: (stuff(), write(ACCOUNT, home / "out"))):
        yield home


@contextmanager
def _held(blocker, home: Path, fill: Callable[[], object]) -> Iterator[Path]:
    from django.db import transaction
    from django.test import override_settings

    with blocker.unblock(), override_settings(HOME=home), transaction.atomic():
        fill()
        yield home
        transaction.set_rollback(True)
