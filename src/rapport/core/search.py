"""Where a figure moved: the fewest places and drivers that together tell most of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from rapport.core.bridge import Explanation, Key, Movement, Place, Places
from rapport.core.money import exact, round_together

ENOUGH = 0.8
"""The share of the gross movement that is to be told."""
DEEPEST = 3
"""How many fields a place is told by at most."""
MOST = 10
"""Where it takes more terms, none of them says anything: those of most worth stand alone."""
LEAST = 0.005
"""A term of a smaller share of the gross movement is not looked at."""
PATIENCE = 50_000
"""So many sets are tried before the one at hand is taken."""

Path = tuple[tuple[str, Key], ...]
"""A place: fields and their values; none where it is everywhere."""


class Term(NamedTuple):
    """What one driver did in one place, in all. `surprise`: how far its share of the driver is from its share of the base."""

    path: Path
    driver: str
    amount: float
    surprise: float

    @property
    def worth(self) -> float:
        """How much it tells, more where it is a surprise and less for each field that it needs."""
        return abs(self.amount) * (1 + self.surprise) / (1 + 0.1 * len(self.path))


@dataclass(frozen=True)
class Found:
    """The terms, largest first, and the share of the gross movement that they tell."""

    terms: tuple[Term, ...]
    share: float


def smallest(fields: Sequence[str], movements: Iterable[Movement], base: Mapping[tuple[Key, ...], float]) -> Found:
    """The smallest set of terms that tells ENOUGH of the gross movement: all that moved in any cell, up or down, added up.

    A term tells what its cells come to together, so one that hides ups and downs tells little; no two terms share a cell and a
    driver. Of sets of one size that of most worth is taken. `movements` stand in cells of `fields`; `base`: what each cell was.
    Greedy first, then every set of fewer terms, as far as PATIENCE goes. Where MOST terms do not tell enough, as so much moved up
    and down that no place stands out, it is the largest terms of most worth, and `share` says how little they tell.
    """
    cells: defaultdict[str, defaultdict[tuple[Key, ...], float]] = defaultdict(lambda: defaultdict(float))
    for movement in movements:
        cells[movement.driver][movement.cell] += float(movement.amount)
    gross = sum(abs(amount) for found in cells.values() for amount in found.values())
    if not gross:
        return Found((), 0.0)
    candidates = _Candidates(ENOUGH * gross * (1 - 1e-12))
    for term, covers, kind in _terms(fields, cells, base):
        if abs(term.amount) >= LEAST * gross:
            candidates.add(term, covers, kind)
    candidates.sort()
    chosen = candidates.greedy()
    for size in range(1, len(chosen)):
        if fewer := candidates.of_size(size):
            chosen = fewer
            break
    if len(chosen) > MOST:
        chosen = candidates.first(MOST)
    terms = tuple(candidates.terms[place][0] for place in sorted(chosen))
    return Found(terms, sum(abs(term.amount) for term in terms) / gross)


def with_places(explanation: Explanation, found: Found, *, digits: int) -> Explanation:
    """The explanation with the places that were found and what they leave, which add up to its change.

    A place that the explanation's cells tell is printed as they are; the others and what is left are rounded together.
    """
    if explanation.delta is None or explanation.change is None:
        return explanation
    told = [_told(explanation, term) for term in found.terms]
    rest = explanation.change - sum((exact(term.amount) for term in found.terms), Decimal(0))
    finer = [exact(term.amount) for term, amount in zip(found.terms, told, strict=True) if amount is None]
    left = explanation.delta - sum((amount for amount in told if amount is not None), Decimal(0))
    *parts, other = round_together([*finer, rest], left, digits)
    shown = iter(parts)
    amounts = (next(shown) if amount is None else amount for amount in told)
    places = (Place(dict(term.path), term.driver, amount) for term, amount in zip(found.terms, amounts, strict=True))
    return replace(explanation, places=Places(tuple(places), found.share, other))


def _told(explanation: Explanation, term: Term) -> Decimal | None:
    """What the printed cells of an explanation say of a term; None where they are not broken down by its fields."""
    cells = [cell for cell in explanation.cells if all(field in cell.by for field, _ in term.path)]
    if len(cells) < len(explanation.cells) or not cells:
        return None
    within = (cell for cell in cells if all(cell.by[field] == value for field, value in term.path))
    amounts = (effect.amount for cell in within for effect in cell.effects if effect.driver == term.driver)
    return sum(amounts, Decimal(0))


Covers = frozenset[tuple[str, tuple[Key, ...]]]
"""The drivers and cells that a term tells."""


def _terms(
    fields: Sequence[str], cells: Mapping[str, Mapping[tuple[Key, ...], float]], base: Mapping[tuple[Key, ...], float]
) -> Iterator[tuple[Term, Covers, tuple[int, ...]]]:
    """Each term, what it covers, and the places of the fields of its path; the shortest paths first."""
    whole = sum(map(abs, base.values()))
    for path in (path for depth in range(min(DEEPEST, len(fields)) + 1) for path in combinations(range(len(fields)), depth)):
        weights: defaultdict[tuple[Key, ...], float] = defaultdict(float)
        for cell, weight in base.items():
            weights[tuple(cell[place] for place in path)] += abs(weight)
        for driver, amounts in cells.items():
            gross = sum(map(abs, amounts.values()))
            places: defaultdict[tuple[Key, ...], list[tuple[Key, ...]]] = defaultdict(list)
            for cell in (cell for cell, amount in amounts.items() if amount):
                places[tuple(cell[place] for place in path)].append(cell)
            for values, within in places.items():
                amount = sum(amounts[cell] for cell in within)
                surprise = abs(abs(amount) / gross - (weights[values] / whole if whole else 0.0))
                named = tuple((fields[place], value) for place, value in zip(path, values, strict=True))
                yield Term(named, driver, amount, surprise), frozenset((driver, cell) for cell in within), path


@dataclass
class _Candidates:
    """Terms with what they cover, the largest first, and how much is to be told; of equal ones that of the shortest path."""

    target: float
    known: dict[Covers, Term] = field(default_factory=dict)
    kinds: defaultdict[tuple[int, ...], list[Covers]] = field(default_factory=lambda: defaultdict(list))
    terms: list[tuple[Term, Covers]] = field(default_factory=list)
    tried: int = 0

    def add(self, term: Term, covers: Covers, kind: tuple[int, ...]) -> None:
        """One more term; terms of one `kind` of path cover nothing twice."""
        self.known.setdefault(covers, term)
        self.kinds[kind].append(covers)

    def sort(self) -> None:
        """Put the terms in order, after the last was added."""
        self.terms = sorted(((term, covers) for covers, term in self.known.items()), key=lambda found: -abs(found[0].amount))

    def greedy(self) -> list[int]:
        """Terms that tell enough, or as much as can be told: the fewest of all taken by worth, or within one kind of path."""
        by_worth = sorted(range(len(self.terms)), key=lambda place: -self.terms[place][0].worth)
        at = {covers: place for place, (_, covers) in enumerate(self.terms)}
        within = [sorted(at[covers] for covers in kind) for kind in self.kinds.values()]
        tries = [self._taken(order) for order in (by_worth, *within)]
        return min(tries, key=lambda chosen: (-min(self._told(chosen), self.target), len(chosen)), default=[])

    def first(self, size: int) -> list[int]:
        """So many terms of most worth that do not overlap."""
        by_worth = sorted(range(len(self.terms)), key=lambda place: -self.terms[place][0].worth)
        return self._taken(by_worth, size)

    def _taken(self, order: Iterable[int], most: int | None = None) -> list[int]:
        """The terms in this order as far as they do not overlap, until they tell enough, or are `most`."""
        chosen: list[int] = []
        for place in order:
            if self._told(chosen) >= self.target or len(chosen) == most:
                break
            if self._is_apart(place, chosen):
                chosen.append(place)
        return chosen

    def of_size(self, size: int) -> list[int] | None:
        """The set of so many terms that tells enough and is worth most; None where there is none, or none was found in time."""
        sets = self._sets(size, 0, [])
        return max(sets, key=lambda chosen: sum(self.terms[place][0].worth for place in chosen), default=None)

    def _sets(self, size: int, start: int, chosen: list[int]) -> Iterator[list[int]]:
        """The sets of so many terms that tell enough: terms come largest first, so what the next ones can tell is bounded."""
        if len(chosen) == size:
            if self._told(chosen) >= self.target:
                yield [*chosen]
            return
        told = self._told(chosen)
        for place in range(start, len(self.terms)):
            most = (size - len(chosen)) * abs(self.terms[place][0].amount)
            if told + most < self.target or self.tried >= PATIENCE:
                return
            self.tried += 1
            if self._is_apart(place, chosen):
                yield from self._sets(size, place + 1, [*chosen, place])

    def _told(self, chosen: Iterable[int]) -> float:
        return sum(abs(self.terms[place][0].amount) for place in chosen)

    def _is_apart(self, place: int, chosen: Iterable[int]) -> bool:
        return all(self.terms[place][1].isdisjoint(self.terms[other][1]) for other in chosen)
