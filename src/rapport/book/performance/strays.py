"""Files among the facts that no batch owns, of a load that is under way or was killed, and derived files of earlier states."""

import re
import time
from pathlib import Path

from rapport.book.performance import current, worlds
from rapport.book.performance.models import Batch

GRACE = 3_600
"""Seconds after which a file that no batch owns is no longer one that is just being written."""
DERIVED = re.compile(r"(attributes|ancestors|rates)-(\d+)-(now|\d{4}-\d\d-\d\d)-(\d+)\.parquet")
"""Files of attributes, trees and rates: made from the tables at a ledger number, a day and a last change, anew if missing."""


def found() -> list[Path]:
    """The strays, by name; they count for nothing."""
    files = [file for file in worlds.folder().glob("*") if file.is_file() and not DERIVED.fullmatch(file.name)]
    known = {worlds.file_of(batch).name for batch in Batch.objects.all()}
    beside = [file for file in current.folder().glob("*") if not current.NAME.fullmatch(file.name)]
    return sorted([*(file for file in files if file.name not in known), *beside])


def stale() -> list[Path]:
    """Derived files of an earlier state, by name: nothing is lost with them."""
    number = worlds.ledger()
    made = ((file, DERIVED.fullmatch(file.name)) for file in worlds.folder().glob("*"))
    newest = next(current.files(), (0, None))[1]
    held = [file for file in current.folder().glob("*") if current.NAME.fullmatch(file.name) and file != newest]
    return sorted([*(file for file, match in made if match and int(match[2]) < number), *held])


def sweep() -> list[str]:
    """Remove the strays and stale files that were neither written nor used for an hour, and return their names."""
    old = [file for file in (*found(), *stale()) if time.time() - file.stat().st_mtime > GRACE]
    for file in old:
        file.unlink(missing_ok=True)
    return [file.name for file in old]
