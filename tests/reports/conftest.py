"""The worked example in a home of its own, for all tests of a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def october(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The home; its facts stand while the module runs."""
    from django.db import transaction
    from django.test import override_settings

    from tests.reports.october import both, bring, plan

    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock(), override_settings(HOME=home), transaction.atomic():
        bring(both())
        bring(plan(), dataset="plan")
        yield home
        transaction.set_rollback(True)
