"""A home driven by the command line, as a script would: each command is a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import postgresql


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        assert self.out, self.err
        return json.loads(self.out)


@dataclass(frozen=True)
class Home:
    """A folder for RAPPORT_HOME and, on PostgreSQL, a database of its own; `server` is the address of its neighbour."""

    path: Path
    database: str | None = None
    server: str | None = None

    @classmethod
    def make(cls, path: Path, server: str | None = None) -> "Home":
        """A home at `path`; with `server`, its records stand in a new database there."""
        return cls(path, postgresql.new_database(server) if server else None, server)

    def copy(self, path: Path) -> "Home":
        """Another home at `path` with all that this one holds."""
        shutil.copytree(self.path, path)
        database = postgresql.new_database(self.server, self.database) if self.server else None
        return Home(path, database, self.server)

    @property
    def environ(self) -> dict[str, str]:
        """The environment in which commands find this home and no other."""
        kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL" and not key.startswith("PYTEST")}
        return kept | {"RAPPORT_HOME": str(self.path)} | ({"DATABASE_URL": self.database} if self.database else {})

    def run(self, *words: str | Path) -> Ran:
        """Run `rapport` with these words."""
        done = subprocess.run(
            [sys.executable, "-m", "rapport", *map(str, words)], env=self.environ, capture_output=True, text=True, check=False
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def answer(self, *words: str | Path) -> Any:
        """The JSON answer of a command that must succeed."""
        ran = self.run(*words, "--json")
        assert ran.code == 0, f"rapport {' '.join(map(str, words))}: exit {ran.code}\n{ran.err}"
        return ran.json

    def drop(self) -> None:
        """Drop its database; the folder is its maker's."""
        if self.database and self.server:
            postgresql.drop_database(self.database, self.server)
