"""A file's facts as read, before they are a batch: what `actions.load` takes in and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from rapport.facts.store import LeftOut


@dataclass(frozen=True)
class NameText:
    """How the files call a value of a dimension: by code, by name or both (one of them is not empty).

    `is_loaded`: false where only rejected rows name it; then it is matched to what is known, and brings nothing new.
    """

    name: str
    code: str = ""
    is_loaded: bool = True


@dataclass(frozen=True)
class Staged:
    """The typed rows of a file, all of one dataset, sender and release.

    `facts`: a Parquet file with the columns `day DATE, grain VARCHAR, scenario VARCHAR, measure VARCHAR,
    value DECIMAL(18,4), currency VARCHAR, sheet VARCHAR, row INTEGER` and, for each dimension the file breaks down, a
    VARCHAR column of its key with the text that stands in the file (NULL where the row leaves it empty). One line a
    measure a row.
    `names`: for each such dimension, the name and code behind each text that occurs.
    `attributes`: a Parquet file `dimension VARCHAR, value VARCHAR (the text), attribute VARCHAR, text VARCHAR,
    valid_from DATE (first of a month)`, or None.
    `moves`: a Parquet file `dimension VARCHAR, value VARCHAR (the text), level VARCHAR (a dimension), parent VARCHAR (a text of
    the level; NULL: none), valid_from DATE, sheet VARCHAR, row INTEGER` of what stands under what, or None.
    `rates`: a Parquet file `kind VARCHAR, base VARCHAR, quote VARCHAR, month DATE, rate DOUBLE, days INTEGER` of rates as
    `catalogue.Rate` keeps them, or None. `is_dated`: false where attributes and moves give no day of their
    own and have the first of the release's month: they hold from then on if something else was known, else always.
    `quotes`: by sheet how many rows of the file rates, moves and a list's attributes come from.
    `rejected`: a Parquet file with the same dimension columns, `sheet VARCHAR` and `day DATE`, `grain VARCHAR`,
    `scenario VARCHAR` (NULL where unreadable) for each rejected row, or None. A slice that such a row may belong to never
    replaces a live one.
    """

    facts: Path
    names: Mapping[str, Mapping[str, NameText]]
    dataset: str
    sender: str
    release: date
    file: str
    sha256: str
    attributes: Path | None = None
    rejected: Path | None = None
    rates: Path | None = None
    quotes: Mapping[str, int] = field(default_factory=dict)
    moves: Path | None = None
    is_dated: bool = True


@dataclass(frozen=True)
class Unconfirmed:
    """A value that no earlier file named, or none that its loader may learn of; `near`: the ones most like it that they may.

    `dimension` is `sender` for whoever sent it.
    """

    dimension: str
    value: str
    near: tuple[str, ...]


@dataclass(frozen=True)
class TakenFor:
    """A text of a file that was taken for a value which is called otherwise: China for CN."""

    dimension: str
    text: str
    value: str


@dataclass(frozen=True)
class HeldBack:
    """A slice that stays as it was because a row of its new version was rejected. `sheet`: where that row stands."""

    where: str
    batch: str
    sheet: str


@dataclass(frozen=True)
class Replaced:
    """What becomes of the slices of a batch that a load replaces.

    `amounts`: by measure and currency their sums before and after (None: not told); `gone`: the values (dimension, name) that
    their old versions name and none of the new ones does.
    """

    amounts: Mapping[tuple[str, str | None], tuple[Decimal | None, Decimal | None]]
    gone: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Loaded:
    """What a load did (or, on a dry run, would do): `batch` is None on a dry run and where nothing was new.

    `left_out`: what the good rows of slices that were held back tell. `unchanged`: by sheet and scenario (None: whatever it is)
    how many rows only say again what counts already. `replaced`: by batch of `restates`, what becomes of its slices.
    """

    batch: str | None
    ledger: int
    rows: int
    restates: Mapping[str, int]
    unchanged_slices: int
    unconfirmed: tuple[Unconfirmed, ...]
    held_back: tuple[HeldBack, ...]
    totals: Mapping[str, Decimal | Mapping[str, Decimal]]
    taken: tuple[TakenFor, ...] = ()
    left_out: LeftOut = LeftOut()  # noqa: RUF009 — a frozen value
    unchanged: Mapping[tuple[str, str | None], int] = field(default_factory=dict)
    replaced: Mapping[str, Replaced] = field(default_factory=dict)
