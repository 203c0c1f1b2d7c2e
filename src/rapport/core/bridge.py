"""Why a figure moved: effects of drivers that sum exactly to the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rapport.core.periods import Period

Tag = Literal["new", "lost"] | None


@dataclass(frozen=True)
class Effect:
    """What one driver did, in the KPI's unit (percents: as a fraction). `tag` where all of it stands on new or lost cells.

    `parts` splits it by "continuing", "new" and "lost" where it stands on more than one of them; they sum to `amount`.
    """

    driver: str
    amount: Decimal
    tag: Tag = None
    parts: Mapping[str, Decimal] | None = None


@dataclass(frozen=True)
class CellEffects:
    """The effects in one cell; they sum to `total`. `facts`: by driver, the factor's value before and after (None: absent)."""

    by: Mapping[str, int | str | None]
    total: Decimal
    effects: tuple[Effect, ...]
    facts: Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True)
class Explanation:
    """A movement explained: `actual` − `base` = `delta` = the sum of `effects`; cells sum to effects; rounded together.

    `residual` is what the unrounded effects miss, 0 within 1e-9 of the amounts. `why` says what could not be explained.
    """

    kpi: str
    unit: str
    currency: str | None
    period: Period
    base_period: Period
    against: str
    base: Decimal | None
    actual: Decimal | None
    delta: Decimal | None
    effects: tuple[Effect, ...]
    residual: Decimal
    cells: tuple[CellEffects, ...]
    notes: tuple[str, ...] = ()
    why: str | None = None
