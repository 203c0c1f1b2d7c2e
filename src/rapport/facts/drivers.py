"""Which drivers explain a KPI by the facts at hand, and what each of them did, cell by cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property, reduce
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from rapport.core.attribution import is_part, known_steps
from rapport.core.bridge import APART, Facts, Key, Movement
from rapport.core.kpi import Aggregate, Binary, Formula, adds_up, aggregates, leaves, parts
from rapport.core.money import exact
from rapport.core.pack import DriverTree, Factor, Kpi
from rapport.core.question import UNSEEN, Question, Scope
from rapport.core.refusals import Refused
from rapport.facts.amounts import ALL_SIDES, leaf_amounts, sides_told
from rapport.facts.apart import WITHOUT
from rapport.facts.ask import base_side, days_of, last_period
from rapport.facts.asked import every_aggregate, made_out
from rapport.facts.climb import RATIO, Cells, Climb
from rapport.facts.effects import cell_amounts
from rapport.facts.engine import opened, temporary
from rapport.facts.figures import Valued, valued
from rapport.facts.levels import at_told_places, is_begun, over_all
from rapport.facts.matching import matches
from rapport.facts.partial import with_partial
from rapport.facts.reading import Reading
from rapport.facts.sides import Heard, Side
from rapport.facts.sql import written
from rapport.facts.told import Told
from rapport.facts.unheard import Unheard
from rapport.facts.unmatched import CELL
from rapport.facts.windows import Window
from rapport.facts.world import World

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


UNCOUNTED = (
    "other movements: amounts of products that no driver counts, without the units that belong to them, "
    "or of units that add up to nothing"
)
"""What the driver `other` is made of, to be followed by the drivers that cannot be told and why."""


class Moved(NamedTuple):
    """What each driver did in each cell, unrounded, and what a centred mix did; why some of it has no driver.

    `base`: what each cell was, or what a ratio divided by there.
    """

    movements: list[Movement]
    facts: Facts
    centred: list[Movement]
    base: Mapping[tuple[Key, ...], float]
    notes: tuple[str, ...] = ()

    @property
    def unexplained(self) -> float:
        """The share of `other` in what all drivers did, each in all: it must not depend on the cells asked for."""
        totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        for movement in self.movements:
            if movement.driver not in APART.values():
                totals[movement.driver] += exact(movement.amount)
        moved = sum(map(abs, totals.values()))
        return float(abs(totals["other"]) / moved) if moved else 0.0


def moved_by(
    kpi: Kpi, question: Question, world: World, scope: Scope, *, days: float = 1.0, unheard: Unheard = MappingProxyType({})
) -> Moved:
    """What moved a KPI between the sides of a question, both read in one world and in the structure of the actual's last month.

    A ratio moves by rate and mix. A sum moves by its first trees whose steps are known on both sides and explain at least half
    of the movement; else by those that explain most, or by one driver. `days`: the actual's working days over the base's, by
    which the base is moved first, as the driver `calendar`. `unheard`: whose leaves are not reported where they stand on one
    side alone, neither new nor lost.
    """
    bridges = list(_bridges(kpi, world))
    formulas = dict.fromkeys(factor.of for trees in bridges for tree in trees for factor in tree.factors)
    read = sides(tuple(formulas), kpi, structure_on(question), world, scope)
    found: list[Moved] = []
    with opened(world, days_of(*read)) as connection:
        base, now = _matched(kpi, read, connection)
        ground = Ground(kpi, question.by, base, now, days, unheard, connection)
        for trees in bridges:
            if known := ground.known(trees):
                found.append(ground.moved(known))
            if found and found[-1].unexplained <= 0.5:
                break
        best = min(found, key=lambda moved: moved.unexplained)
        return best._replace(notes=(UNCOUNTED, *ground.gaps(bridges)) if best.unexplained else ())


def structure_on(question: Question) -> Question:
    """The question in the structure that its bridge stands on: for facts as they were, that of the actual's last month."""
    if question.structure == "as_is" or question.period is None:
        return question
    return replace(question, structure=(question.period.end - timedelta(days=1)).replace(day=1))


def are_flows(kpi: Kpi, world: World) -> bool:
    """Whether all that a KPI is made of is what happened, month by month."""
    return all(leaf.kind == "sum" and world.trade.measures[leaf.measure].kind == "flow" for leaf in aggregates(kpi.formula))


def _bridges(kpi: Kpi, world: World) -> Iterator[tuple[DriverTree, ...]]:
    """The trees by which a KPI may be told: those of its parts together, each one of the whole, at last one driver."""
    above, below = parts(kpi.formula)
    if not all(adds_up(part) for part in (above, below) if part is not None):
        raise Refused(f"{kpi.key} does not add up over its parts, so there are no drivers to tell; ask for it instead")
    if below is not None:
        yield (ratio_tree(kpi, world),)
        return
    trees = [tree for tree in world.trade.trees if tree.kpi == kpi.key]
    yield tuple(tree for tree in trees if is_part(tree.factors[-1].of, kpi.formula))
    yield from ((tree,) for tree in trees if tree.factors[-1].of == kpi.formula)
    driver = "volume" if kpi.unit == "units" and are_flows(kpi, world) else "other"
    yield (DriverTree("whole", kpi.key, (Factor(driver, kpi.formula, _shared(kpi, world)),), ()),)


def ratio_tree(kpi: Kpi, world: World) -> DriverTree:
    """Numerator over denominator at all places that their measures can have."""
    above, below = parts(kpi.formula)
    if below is None:
        raise ValueError(f"{kpi.key} is no ratio")
    leaf = _places(kpi, world)
    return DriverTree(RATIO, kpi.key, (Factor("rate", above, leaf), Factor("mix", below, leaf)), ())


@contextmanager
def ratio_ground(kpi: Kpi, question: Question, world: World, scope: Scope, told_in: World) -> Iterator["Ground"]:
    """The facts of a ratio on both sides of a question to `world`, in the structure it asks for, as another world tells them."""
    read = sides(tuple(factor.of for factor in ratio_tree(kpi, world).factors), kpi, question, world, scope)
    base, now = (replace(side, world=told_in) for side in read)
    with opened(told_in, days_of(base, now)) as connection:
        base, now = _matched(kpi, (base, now), connection)
        yield Ground(kpi, question.by, base, now, 1.0, MappingProxyType({}), connection)


def _places(kpi: Kpi, world: World) -> tuple[str, ...]:
    """The places that all measures of a ratio can have, but those that its conditions look at: there a rate is all or none."""
    conditions = (condition for aggregate in every_aggregate((kpi,)) for condition in aggregate.conditions)
    judged = {world.trade.dimension_of(condition.field) for condition in conditions if condition.field != "scenario"}
    return tuple(place for place in _shared(kpi, world) if place not in judged)


def _shared(kpi: Kpi, world: World) -> tuple[str, ...]:
    """The places that all measures of a KPI can have."""
    shared = frozenset.intersection(*(world.trade.measures[a.measure].dimensions for a in every_aggregate((kpi,))))
    return tuple(place for place in CELL if place in shared)


def sides(formulas: Sequence[Formula], kpi: Kpi, question: Question, world: World, scope: Scope) -> tuple[Side, Side]:
    """Base and actual of a question, asked for these amounts."""
    asked = made_out(question, world, question.period or last_period(question, world, scope))
    asked = replace(asked, kpis=tuple(replace(kpi, key=f"{kpi.key}.{n}", formula=of) for n, of in enumerate(formulas)))
    asked = with_partial(asked, world, scope)
    base = base_side(asked, world, scope)
    if base is None:
        raise Refused("explain needs what to compare with: plan, prior_year, prior_period or forecast")
    return base, Side(asked, world, scope)


def is_contested(kpi: Kpi, question: Question, world: World, scope: Scope) -> bool:
    """Whether on some side of a question two senders speak of the same: the figures of each do not add up to the whole."""
    base, now = sides((kpi.formula,), kpi, replace(question, by=()), world, scope)
    windows = [window for side in (base, now) for window in side.all_windows(now.asked.aggregates)]
    with opened(world, days_of(base, now)) as connection:
        told = Told(now.reading(windows, now.asked.aggregates, ()), connection)
    return any(line.is_outranked and line.facts for window in told.lines for line in told.all(window))


def _matched(kpi: Kpi, sides: Sequence[Side], connection: "DuckDBPyConnection") -> list[Side]:
    """The sides with only the matched facts of a quotient, whoever speaks."""
    found = matches((kpi,), [replace(side, asked=replace(side.asked, fields=())) for side in sides], connection)
    return [replace(side, match=of_side.get((kpi.key, ()))) for side, of_side in zip(sides, found, strict=True)]


@dataclass(frozen=True)
class Ground:
    """The facts of both sides, open to be told by trees."""

    kpi: Kpi
    by: tuple[str, ...]
    base: Side
    now: Side
    days: float
    unheard: Unheard
    connection: "DuckDBPyConnection"

    def known(self, trees: Sequence[DriverTree]) -> list[DriverTree]:
        """The trees that can be told, from the first step that is known; beside parts of the KPI the tree of what is left."""
        amounts = self._why.keys() - {of for of, why in self._why.items() if why}
        told = (known for tree in trees if (known := known_steps(tree, amounts)))
        found = [tree for tree in told if len(trees) == 1 or any(factor.of not in self._nothing for factor in tree.factors)]
        ends = [tree.factors[-1].of for tree in found]
        if found and is_part(ends[0], self.kpi.formula):
            rest = reduce(lambda left, part: Binary("-", left, part), ends, self.kpi.formula)
            found.append(DriverTree("rest", self.kpi.key, (Factor("other", rest, _shared(self.kpi, self.now.world)),), ()))
        return found

    def gaps(self, bridges: Sequence[Sequence[DriverTree]]) -> Iterator[str]:
        """Why trees cannot be told: which of their last steps are not known."""
        for why in dict.fromkeys(self._why[factor.of] for trees in bridges for tree in trees for factor in tree.factors[1:]):
            if why:
                yield f"other movements: {why}"

    def moved(self, trees: Sequence[DriverTree]) -> Moved:
        """What the drivers of trees did that add up to the KPI."""
        trees = [self._at_known_places(tree) if tree.key == RATIO else at_told_places(tree, self._told_by) for tree in trees]
        fields = [self._fields(tree) for tree in trees]
        every = tuple(dict.fromkeys(field for own in fields for field in own))
        formulas = tuple(dict.fromkeys(factor.of for tree in trees for factor in tree.factors))
        told_sides, is_converted = self.read(every, formulas)
        trees = [self._begun(tree, every, formulas) for tree in trees]
        cells = self._cells(len(formulas), told_sides)
        climbs = [
            Climb(
                tree,
                self.by,
                own,
                every,
                formulas,
                cells,
                self.days,
                is_converted,
                any(self.unheard.values()),
                WITHOUT.get(self.now.asked.question.vs),
                self.now.world.trade,
                self.connection,
            )
            for tree, own in zip(trees, fields, strict=True)
        ]
        told = [_told(climb) for climb in climbs]
        facts: defaultdict[tuple[Key, ...], dict[str, tuple[float | None, float | None]]] = defaultdict(dict)
        base: defaultdict[tuple[Key, ...], float] = defaultdict(float)
        for tree in reversed(told):
            for cell, known in tree.facts.items():
                facts[cell].update(known)
                base[cell] += tree.base[cell]
        return Moved(
            [one for tree in told for one in tree.movements], facts, [one for tree in told for one in tree.centred], base
        )

    def read(self, fields: tuple[str, ...], formulas: Sequence[Formula]) -> tuple[tuple[str, ...], bool]:
        """Make the table `amounts` of these fields and formulas; which sides it tells, and whether any money is converted."""
        reading = self._reading(fields, formulas)
        is_converted = self._make_worth(reading)
        amounts = leaf_amounts(formulas, reading, (self.base, self._constant, self.now), self.unheard)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE amounts AS {written(amounts)}")
        return sides_told(reading), is_converted

    def _cells(self, formulas: int, sides: Sequence[str]) -> Cells:
        """What the formulas of the table `amounts` come to in each cell that is asked for."""
        width = len(self.by)
        rows = self.connection.execute(written(cell_amounts(width, formulas, sides))).fetchall()
        return {
            row[:width]: {side: [value or 0.0 for value in row[width + n :: len(sides)]] for n, side in enumerate(sides)}
            for row in rows
        }

    def _make_worth(self, reading: Reading) -> bool:
        """Make the table `worth`: what money of each scenario, currency and stretch of months is worth on each side.

        Whether there is any to convert.
        """
        conversions = [side.conversion for side in (self.base, self._constant, self.now)]
        found = {
            (window.scenario, line.currency, *line.stretch): [
                conversion and conversion.mean(window.scenario, line.currency, line.stretch, self._whole.rates)
                for conversion in conversions
            ]
            for window in reading.windows
            for line in self._whole.all(window)
            if line.stretch is not None and line.currency is not None
        }
        columns = {
            "scenario": "VARCHAR",
            "currency": "VARCHAR",
            "first": "DATE",
            "last": "DATE",
            **dict.fromkeys(ALL_SIDES, "DOUBLE"),
        }
        rows = [(*key, *rates) for key, rates in found.items()]
        temporary(self.connection, "worth", columns, rows)
        return bool(rows)

    @property
    def _constant(self) -> Side:
        """The actual at the rates of the base."""
        asked = self.now.asked
        return replace(self.now, asked=replace(asked, question=replace(asked.question, constant_currency=True)))

    @cached_property
    def _valued(self) -> dict[Formula, list[Valued]]:
        [group] = self.now.asked.groups
        heard = [Heard(side, self._whole, self.connection) for side in (self.base, self.now)]
        return {step.formula: [valued(step, side, group, ()) for side in heard] for step in self.now.asked.kpis}

    @cached_property
    def _why(self) -> dict[Formula, str | None]:
        """Of each amount, why it is not known on both sides; None where it is."""
        return {of: next((_why_none(of, side.why) for side in sides if side.why), None) for of, sides in self._valued.items()}

    @cached_property
    def _nothing(self) -> set[Formula]:
        """The amounts that are zero on both sides: a part that has no other ones is left to what no part holds."""
        return {of for of, sides in self._valued.items() if not any(side.value for side in sides)}

    @cached_property
    def _whole(self) -> Told:
        reading, aggregates = self._reading((), [step.formula for step in self.now.asked.kpis]), self.now.asked.aggregates
        plain = (window for side in (self.base, self.now) for window in replace(side, match=None).all_windows(aggregates))
        return Told(replace(reading, windows=tuple(dict.fromkeys((*reading.windows, *plain)))), self.connection)

    def _reading(self, by: tuple[str, ...], formulas: Sequence[Formula]) -> Reading:
        aggregates = [leaf for formula in formulas for leaf in leaves(formula) if isinstance(leaf, Aggregate)]
        windows = [window for side in (self.base, self.now) for window in side.all_windows(aggregates)]
        return self.now.reading(windows, aggregates, by)

    def _windows(self, factor: Factor) -> Iterator[Window]:
        for leaf in leaves(factor.of):
            for side in (self.base, self.now):
                if isinstance(leaf, Aggregate):
                    yield from side.all_windows((leaf,))

    def _fields(self, tree: DriverTree) -> tuple[str, ...]:
        """The fields of a tree's leaves: those asked for, the dimensions they describe, its own that all its facts have."""
        described = () if tree.key == RATIO else tuple(map(self.now.world.trade.dimension_of, self.by))
        return tuple(dict.fromkeys((*self.by, *described, *self._known_leaf(tree))))

    def _known_leaf(self, tree: DriverTree) -> tuple[str, ...]:
        """The dimensions of a tree's leaves that all facts have which stand there."""
        return self._told_by([factor for factor in tree.factors if factor.at == tree.leaf])

    def _told_by(self, factors: Sequence[Factor]) -> tuple[str, ...]:
        """The dimensions of steps at the same places that all facts have which stand there."""
        own = (window for factor in factors for window in self._windows(factor))
        known = [self._whole.depths[window] for window in own if window in self._whole.depths]
        return tuple(dimension for dimension in factors[0].at if all(dimension in told for told in known))

    def _begun(self, tree: DriverTree, every: Sequence[str], formulas: Sequence[Formula]) -> DriverTree:
        """The tree with a first step that tells of all places that the others do: else it is told over all of them."""
        first = [field for field in tree.factors[0].at if field in every]
        steps = [formulas.index(factor.of) for factor in tree.factors]
        is_leaf = tree.key == RATIO or tree.factors[0].at == tree.leaf
        keys = [every.index(field) for field in first]
        return tree if is_leaf or is_begun(keys, steps, self.connection) else over_all(tree)

    def _at_known_places(self, ratio: DriverTree) -> DriverTree:
        """A ratio whose leaves are the places that its facts have, whatever it is asked by."""
        leaf = self._known_leaf(ratio)
        return replace(ratio, factors=tuple(replace(factor, at=leaf) for factor in ratio.factors))


def _told(climb: Climb) -> Moved:
    return Moved(list(climb.movements()), climb.facts(), list(climb.centred_mix()), climb.base())


def _why_none(formula: Formula, why: str) -> str:
    """Why an amount is not known; what was not reported, or may not be seen, is named."""
    measure = next((leaf.measure for leaf in leaves(formula) if isinstance(leaf, Aggregate)), None)
    return f"{measure} {why}" if measure and why in ("not reported", UNSEEN) else why
