"""The facts as they stand for one question: which files, which of their slices count, and what describes their cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapport.core.pack import Trade
from rapport.core.periods import FiscalCalendar

FIXED_COLUMNS = {
    "day": "DATE",  # the first day of the fact's grain
    "grain": "VARCHAR",  # day, month, quarter or year, or a sender's own period (see OWN)
    "scenario": "VARCHAR",  # actual, plan, forecast, …
    "measure": "VARCHAR",
    "value": "DECIMAL(18,4)",
    "currency": "VARCHAR",  # of money; NULL for units
    "batch": "INTEGER",
    "slice": "INTEGER",  # unique in the home
    "sheet": "VARCHAR",
    "row": "INTEGER",  # as the person sees it in the file, from 1
}
"""The columns of a batch file besides one INTEGER column a dimension of the trade (NULL: not broken down)."""

OWN = "FY"
"""What the grain begins with of a fact that is the share of a month of a period of its sender's own calendar: FY26-P03."""
MONTHS = {"quarter": 3, "year": 12}
"""How many months a fact of that grain, or a slice of that span, speaks of; of any other it is one."""

ATTRIBUTE_COLUMNS = {"value": "INTEGER", "attribute": "VARCHAR", "text": "VARCHAR", "valid_from": "DATE", "valid_to": "DATE"}
ANCESTOR_COLUMNS = {
    "value": "INTEGER",
    "level": "VARCHAR",  # the dimension of the ancestor
    "ancestor": "INTEGER",
    "is_nearest": "BOOLEAN",  # no other of that level stands between
    "valid_from": "DATE",
    "valid_to": "DATE",
}
RATE_COLUMNS = {
    "kind": "VARCHAR",  # average, budget
    "base": "VARCHAR",
    "quote": "VARCHAR",
    "month": "DATE",  # its first day
    "rate": "DOUBLE",  # how much quote one unit of base is worth
    "days": "INTEGER",  # of how many days that is the mean; NULL: told by month
}


@dataclass(frozen=True)
class FactFile:
    """One Parquet file of facts and the days its facts begin on (both ends included), to read only what is needed."""

    path: Path
    first: date
    last: date


@dataclass(frozen=True)
class BatchName:
    """A batch as answers name it, its sender and its release date."""

    code: str
    sender: str
    known_on: date | None = None


@dataclass(frozen=True, eq=False)
class World:
    """A frozen state of all facts; the same world gives the same answer for ever, and is the same as itself alone.

    `dead`: slices that lie in the files and do not count (superseded, taken back, not known yet on `known_on`).
    `outranked`: (slice, measure, better): another slice, of a more trusted sender, reports the same; shown, never added.
    `attributes`: Parquet file (value INTEGER, attribute VARCHAR, text VARCHAR, valid_from DATE, valid_to DATE), half-open,
    the first stretch of each attribute reaching back to 0001-01-01 and the last one on to 9999-12-31; None: no attributes.
    `known_on`: the latest release date among the facts that count.
    `rates`: Parquet file of RATE_COLUMNS, at most one line a kind, month and pair of currencies; None: no rates.
    `ancestors`: Parquet file of ANCESTOR_COLUMNS, half-open, what stands above each value at any depth; None: no trees.
    """

    files: tuple[FactFile, ...]
    dead: frozenset[int]
    outranked: frozenset[tuple[int, str, int]]
    attributes: Path | None
    batches: Mapping[int, BatchName]
    trade: Trade
    calendar: FiscalCalendar
    ledger: int
    known_on: date | None
    rates: Path | None = None
    ancestors: Path | None = None
