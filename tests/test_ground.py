"""The ground tests stand on holds: the engine asked for, a home of one's own, no network."""

import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_the_engine_is_the_one_asked_for(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    assert connection.vendor == request.config.getoption("db")
    assert settings.HOME.is_relative_to(tmp_path)


def test_no_test_reaches_the_network() -> None:
    with pytest.raises((RuntimeError, UserWarning), match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.1)


def test_each_home_has_a_database_of_its_own(new_home) -> None:
    first, second = new_home(), new_home()
    assert first.path != second.path
    assert first.database is None or first.database != second.database
