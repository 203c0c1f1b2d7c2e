"""Why a figure moved: effects of drivers that sum exactly to the change."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypeVar, get_args

from rapport.core.kpi import parts
from rapport.core.margins import round_both_ways
from rapport.core.money import exact, minor_digits, round_together, rounded
from rapport.core.pack import Kpi, Lang
from rapport.core.periods import Period
from rapport.core.question import Against, Coverage
from rapport.core.refusals import Refused

TagWord = Literal[
    "new",
    "no plan",
    "no forecast",
    "not reported in the base",
    "reported in part in the base",
    "lost",
    "not reported yet",
    "reported in part",
]
Tag = TagWord | None
"""What a cell is that stands on one side alone: without a plan where that is the base; not reported where somebody who was
expected to report it has told nothing on the other side; else new or lost. Reported in part: somebody who was expected to
report it has told some months of a side and not others."""

Key = int | str | None
K = TypeVar("K", bound=Hashable)

DRIVERS = (
    "restatement", "scope", "no_plan", "no_forecast", "unreported",
    "market", "partner_share", "shipments", "channel_mix", "platform_share", "edition_mix",
    "platform_price", "suite_attach", "suite_price", "server_attach", "server_price", "calendar", "currency",
    "volume", "rate", "mix", "price", "other",
)  # fmt: skip
"""The order of drivers, which breaks ties of rounding; a pack's own drivers stand before "other"."""

APART: Mapping[TagWord, str] = {
    "no plan": "no_plan",
    "no forecast": "no_forecast",
    "not reported in the base": "unreported",
    "not reported yet": "unreported",
}
"""The drivers of what stands on one side because nobody told the other; no other driver moves there."""

TOGETHER = "rounded together, so that the parts add up"
"""Said where a cell is printed other than it would be alone."""


@dataclass(frozen=True)
class Effect:
    """What one driver did, in the KPI's unit (percents: as a fraction). `tag` where all of it stands on new or lost cells.

    `parts` splits it by "continuing" and tags where it stands on more than one of them; they sum to `amount`.
    `centred`: of a mix whose cells are parts of what it is a share of, which shift helped: what the share did less what its
    units did at the mean worth of all. It comes to the same sum over these parts, and not to the cell's own change.
    """

    driver: str
    amount: Decimal
    tag: Tag = None
    parts: Mapping[str, Decimal] | None = None
    centred: Decimal | None = None


@dataclass(frozen=True)
class CellEffects:
    """The effects in one cell; they sum to `total`. `facts`: by driver, the factor's value before and after (None: absent)."""

    by: Mapping[str, Key]
    total: Decimal
    effects: tuple[Effect, ...]
    facts: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """What one driver did in one place, in all; `at` names as many fields as it takes to say where: none is everywhere."""

    at: Mapping[str, Key]
    driver: str
    amount: Decimal


@dataclass(frozen=True)
class Places:
    """The fewest places that tell `share` of all that moved up and down in any cell; with `other` they sum to the change."""

    found: tuple[Place, ...]
    share: float
    other: Decimal


@dataclass(frozen=True)
class Explanation:
    """A movement explained: `delta` = the sum of `effects`; cells sum to effects; rounded together.

    `base`, `actual` and `delta` are each rounded once from what was `computed`, base and actual: as printed, actual less base
    may miss delta by one of the last digit, and delta is what people are told everywhere. `residual` is what the
    unrounded effects miss, 0 within 1e-9 of the amounts. `why` says what could not be explained. `coverage`, `base_coverage`:
    who reported either side. `places` where they were searched for. `ledger`, `known_on`, `base_known_on`: the ledger number and
    the release dates that it rests on, as an answer has them.
    """

    kpi: str
    unit: str
    currency: str | None
    period: Period
    base_period: Period
    against: Against
    base: Decimal | None
    actual: Decimal | None
    delta: Decimal | None
    effects: tuple[Effect, ...] = ()
    residual: Decimal = Decimal(0)
    cells: tuple[CellEffects, ...] = ()
    notes: tuple[str, ...] = ()
    why: str | None = None
    coverage: Coverage | None = None
    base_coverage: Coverage | None = None
    places: Places | None = None
    computed: tuple[Decimal, Decimal] | None = None
    ledger: int | None = None
    known_on: date | None = None
    base_known_on: date | None = None

    @property
    def ends(self) -> tuple[Decimal | None, Decimal | None]:
        """Base and actual, as computed where both are known."""
        return self.computed if self.computed and self.delta is not None else (self.base, self.actual)

    @property
    def moving(self) -> tuple[Effect, ...]:
        """The effects of the drivers that moved anything anywhere."""
        moved = {effect.driver for cell in self.cells for effect in cell.effects if effect.amount}
        return tuple(effect for effect in self.effects if effect.amount or effect.driver in moved)

    @property
    def change(self) -> Decimal | None:
        """What the figure moved by, before any rounding; None without a base or an actual."""
        base, actual = self.ends
        return None if base is None or actual is None else actual - base


class Movement(NamedTuple):
    """What one driver did in one cell, unrounded; leaves of one `tag` together. `cell`: the values of the fields asked."""

    cell: tuple[Key, ...]
    driver: str
    tag: Tag
    amount: Decimal | float


Facts = Mapping[tuple[Key, ...], Mapping[str, tuple[float | None, float | None]]]
"""By cell: a factor's value before and after, by driver."""


def printed_digits(kpi: Kpi, currency: str | None, amounts: Iterable[Decimal]) -> int:
    """The decimals of an explanation: those of the currency for money, as stored for units, 4 for quotients."""
    if parts(kpi.formula)[1] is not None:
        return 4
    if kpi.unit == "money":
        return minor_digits(currency)
    return max((-int(amount.normalize().as_tuple().exponent) for amount in amounts if amount % 1), default=0)


def explained(
    moved: Explanation,
    fields: Sequence[str],
    movements: Iterable[Movement],
    facts: Facts,
    *,
    digits: int,
    centred: Iterable[Movement] = (),
) -> Explanation:
    """`moved`, whose base and actual are as computed, with its effects and its cells, by `fields`; all printed to `digits`.

    Rounded once: base, actual and the change; drivers together and cells together to the change; what drivers did in cells to
    both.
    Without a base or an actual, or where `moved` tells why it is not explained, there are no effects. `centred`: what a
    centred mix did in cells. Refuses where the movements miss the change by more than 0.01 of money or units, or 1e-9 of
    the amounts.
    """
    shown = replace(moved, base=_printed(moved.base, digits), actual=_printed(moved.actual, digits))
    if moved.base is not None and moved.actual is not None:
        shown = replace(shown, computed=(moved.base, moved.actual))
    delta = _printed(moved.change, digits)
    if delta is None or moved.why is not None:
        return replace(shown, delta=delta)
    found = sorted(movements, key=_order)
    residual = _residual(moved, found)
    drivers = _grouped(found, lambda movement: movement.driver)
    printed = _together(drivers, delta, digits)
    splits = {driver: _by_tag(of, printed[driver], digits) for driver, of in drivers.items()}
    cells = _grouped(found, lambda movement: movement.cell)
    totals = _together(cells, delta, digits)
    is_together = any(totals[cell] != rounded(_sum(of), digits) for cell, of in cells.items())
    return replace(
        shown,
        delta=delta,
        effects=tuple(_effect(driver, split) for driver, split in splits.items()),
        residual=rounded(residual, digits),
        cells=_cells(fields, cells, totals, splits, digits, facts, _centred(centred, printed, digits)),
        notes=(*moved.notes, TOGETHER) if is_together else moved.notes,
    )


def _printed(amount: Decimal | None, digits: int) -> Decimal | None:
    return None if amount is None else rounded(amount, digits)


def _residual(moved: Explanation, movements: Iterable[Movement]) -> Decimal:
    base, actual = moved.base or Decimal(0), moved.actual or Decimal(0)
    residual = actual - base - _sum(movements)
    least = Decimal("0.01") if moved.unit in ("units", "money") else Decimal("1e-9")
    if abs(residual) > max(least, abs(base).scaleb(-9), abs(actual).scaleb(-9)):
        raise Refused(f"{moved.kpi}: the effects miss its change by {residual}, so it is not explained")
    return residual


def _order(movement: Movement) -> tuple[int, tuple[str, ...]]:
    driver = movement.driver if movement.driver in DRIVERS else "other"
    return DRIVERS.index(driver), tuple(map(str, (movement.driver, *movement.cell, movement.tag)))


def _grouped(movements: Iterable[Movement], key: Callable[[Movement], K]) -> dict[K, list[Movement]]:
    groups: dict[K, list[Movement]] = {}
    for movement in movements:
        groups.setdefault(key(movement), []).append(movement)
    return groups


def _together(groups: Mapping[K, Iterable[Movement]], whole: Decimal, digits: int) -> dict[K, Decimal]:
    """The sums of the groups, printed together so that they add up to `whole`."""
    return dict(zip(groups, round_together(list(map(_sum, groups.values())), whole, digits), strict=True))


def _sum(movements: Iterable[Movement]) -> Decimal:
    return sum((exact(movement.amount) for movement in movements), Decimal(0))


def _by_tag(movements: Iterable[Movement], amount: Decimal, digits: int) -> dict[Tag, Decimal]:
    """What a driver did on continuing cells and on those of each tag, printed together so that it adds up to `amount`."""
    tags = _grouped((movement for movement in movements if movement.amount), lambda movement: movement.tag)
    return _together({tag: tags[tag] for tag in (None, *get_args(TagWord)) if tag in tags} or {None: []}, amount, digits)


def _effect(driver: str, split: Mapping[Tag, Decimal]) -> Effect:
    amount = sum(split.values(), Decimal(0))
    if len(split) < 2:
        return Effect(driver, amount, next(iter(split), None))
    return Effect(driver, amount, None, {tag or "continuing": part for tag, part in split.items()})


def _centred(
    centred: Iterable[Movement], printed: Mapping[str, Decimal], digits: int
) -> dict[tuple[tuple[Key, ...], str], Decimal]:
    """What a centred mix did in each cell, rounded together to what is printed of it where that is all of it."""
    found: dict[tuple[tuple[Key, ...], str], Decimal] = {}
    for driver, of in _grouped(centred, lambda movement: movement.driver).items():
        cells = _grouped(of, lambda movement: movement.cell)
        whole, total = _sum(of), printed.get(driver, Decimal(0))
        is_all = abs(whole - total) < Decimal(1).scaleb(-digits)
        for cell, amount in _together(cells, total if is_all else rounded(whole, digits), digits).items():
            found[cell, driver] = amount
    return found


def _cells(
    fields: Sequence[str],
    cells: Mapping[tuple[Key, ...], Iterable[Movement]],
    totals: Mapping[tuple[Key, ...], Decimal],
    splits: Mapping[str, Mapping[Tag, Decimal]],
    digits: int,
    facts: Facts,
    centred: Mapping[tuple[tuple[Key, ...], str], Decimal],
) -> tuple[CellEffects, ...]:
    """The cells, the largest first: their effects come to their totals, and over all cells to each driver on each tag."""
    columns = {(driver, tag): amount for driver, split in splits.items() for tag, amount in split.items()}
    told = {cell: _grouped(found, lambda movement: (movement.driver, movement.tag)) for cell, found in cells.items()}
    table = [[(_sum(own[column]) or None) if column in own else None for column in columns] for own in told.values()]
    amounts = round_both_ways(table, list(totals.values()), list(columns.values()), digits)
    shown = []
    for (cell, own), row in zip(told.items(), amounts, strict=True):
        of: dict[str, dict[Tag, Decimal]] = {driver: {} for driver, _ in own}
        for (driver, tag), amount in zip(columns, row, strict=True):
            if amount or any(movement.amount for movement in own.get((driver, tag), ())):
                of.setdefault(driver, {})[tag] = amount
        effects = (replace(_effect(driver, of[driver]), centred=centred.get((cell, driver))) for driver in splits if driver in of)
        shown.append(CellEffects(dict(zip(fields, cell, strict=True)), totals[cell], tuple(effects), facts.get(cell, {})))
    return tuple(sorted(shown, key=lambda cell: -abs(cell.total)))


def as_json(explanation: Explanation, sentences: Mapping[Lang, str]) -> dict[str, object]:
    """The JSON contract's form: money as text, other figures as numbers."""

    def number(amount: Decimal | None) -> str | float | None:
        if amount is None or explanation.unit == "money":
            return None if amount is None else str(amount)
        return float(amount) if amount % 1 else int(amount)

    def effect(effect: Effect) -> dict[str, object]:
        split = {"parts": {tag: number(part) for tag, part in effect.parts.items()}} if effect.parts else {}
        shift = {} if effect.centred is None else {"centred": number(effect.centred)}
        return {"driver": effect.driver, "amount": number(effect.amount), "tag": effect.tag, **split, **shift}

    def coverage(told: Coverage | None) -> dict[str, object] | None:
        return None if told is None else {"reporting": told.reporting, "expected": told.expected, "volume": told.volume}

    def places(told: Places) -> dict[str, object]:
        found = [{"at": dict(place.at), "driver": place.driver, "amount": number(place.amount)} for place in told.found]
        return {"share": round(told.share, 4), "found": found, "other": number(told.other)}

    return {
        "kpi": explanation.kpi,
        "unit": explanation.unit,
        "currency": explanation.currency,
        "period": explanation.period.as_json(),
        "known_on": explanation.known_on,
        "ledger": explanation.ledger,
        "against": {
            "kind": explanation.against,
            "period": explanation.base_period.as_json(),
            "known_on": explanation.base_known_on,
        },
        "base": number(explanation.base),
        "actual": number(explanation.actual),
        "delta": number(explanation.delta),
        "effects": [effect(e) for e in explanation.effects],
        "residual": number(explanation.residual),
        "cells": [
            {"by": dict(cell.by), "total": number(cell.total), "effects": [effect(e) for e in cell.effects]}
            for cell in explanation.cells
        ],
        "places": places(explanation.places) if explanation.places else None,
        "coverage": coverage(explanation.coverage),
        "base_coverage": coverage(explanation.base_coverage),
        "sentences": dict(sentences),
        "notes": list(explanation.notes),
        "why": explanation.why,
    }
