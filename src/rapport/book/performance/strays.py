"""Files among the facts that no batch owns: of a load that is under way, or was killed."""

import re
import time
from pathlib import Path

from rapport.book.performance import worlds
from rapport.book.performance.models import Batch

GRACE = 3_600
"""Seconds after which a file that no batch owns is no longer one that is just being written."""
DERIVED = re.compile(r"(attributes|rates)-(\d+)-(now|\d{4}-\d\d-\d\d)-(\d+)\.parquet")
"""Files of attributes and rates: made from the tables at a ledger number, a day and a last change; made anew where missing."""


def found() -> list[Path]:
    """The strays, by name; they count for nothing."""
    files = [file for file in worlds.folder().glob("*") if not DERIVED.fullmatch(file.name)]
    known = {worlds.file_of(batch).name for batch in Batch.objects.all()}
    return sorted(file for file in files if file.name not in known)


def sweep() -> list[str]:
    """Remove the strays that are older than an hour, and return their names."""
    old = [file for file in found() if time.time() - file.stat().st_mtime > GRACE]
    for file in old:
        file.unlink(missing_ok=True)
    return [file.name for file in old]
