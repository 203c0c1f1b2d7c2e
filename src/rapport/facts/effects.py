"""A bridge as SQL: what each driver did, cell by cell, by the formulas of `core.attribution` and `core.shapley`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from rapport.core.kpi import AbsDiff, Aggregate, Formula, Number, leaves
from rapport.core.refusals import Refused
from rapport.core.shapley import nodes
from rapport.facts.asked import conditions_of
from rapport.facts.reading import Reading
from rapport.facts.sides import Side
from rapport.facts.sql import DIALECT, counted, within

SIDES = ("base", "actual")
"""The sides that drivers stand between; `actual` at the rates of the base."""

ALL_SIDES = (*SIDES, "current")
"""Beside them the actual at its own rates."""


@dataclass(frozen=True)
class Ladder:
    """The steps of a bridge over the leaves of a reading, whose fields begin with the `shown` ones that cells are told by.

    `at`: for each step, the places of the fields by which it is added up; a step at every field is a leaf's own amount.
    `mix`: the place of the step that is centred over the cells of the step before it. `days`: what the base is moved by first.
    """

    at: tuple[tuple[int, ...], ...]
    fields: int
    shown: int
    mix: int | None = None
    days: float = 1.0

    @property
    def keys(self) -> list[str]:
        """The columns that name a leaf."""
        return [f"by_{place}" for place in range(self.fields)]

    @property
    def cell(self) -> list[str]:
        """The columns that name a cell."""
        return self.keys[: self.shown]

    @property
    def is_fine(self) -> bool:
        """Whether cells are finer than those that the mix is centred over."""
        return self.mix is not None and not set(range(self.shown)) <= set(self.at[self.mix - 1])

    @property
    def own(self) -> list[int]:
        """The steps that are a leaf's own amounts."""
        return [step for step, places in enumerate(self.at) if len(places) == self.fields]


def leaf_amounts(formulas: Sequence[Formula], reading: Reading, sides: Sequence[Side]) -> exp.Select:
    """One row a cell of a reading's fields: its keys, and each formula's amount on `ALL_SIDES`, `base_0 actual_0 current_0 …`.

    Amounts are exact. Money to be converted is added up by scenario, currency and months first, then multiplied by its rate for
    that side, from the table `worth` (`scenario currency first last`, one rate a side).
    """
    keys = [f"by_{place}" for place in range(len(reading.by))]
    aggregates = list(dict.fromkeys(leaf for formula in formulas for leaf in leaves(formula) if isinstance(leaf, Aggregate)))
    is_converted = reading.currency is not None
    apart = [*keys, "scenario", "currency", "stretch"] if is_converted else keys
    sums = [
        exp.alias_(_sum(leaf, side, reading), f"{name}_{place}")
        for place, leaf in enumerate(aggregates)
        for name, side in zip(SIDES, sides, strict=False)
    ]
    told = exp.select(*apart, *sums).from_(counted(reading).subquery("fact"))
    told = told.group_by(*apart) if apart else told
    amounts = [
        exp.alias_(_amount(formula, name, aggregates, reading), f"{name}_{place}")
        for place, formula in enumerate(formulas)
        for name in ALL_SIDES
    ]
    query = exp.select(*keys, *amounts).from_(told.subquery("told"))
    if not is_converted:
        return query
    query = query.join("worth", on=_IS_WORTH, join_type="left", dialect=DIALECT)
    return query.group_by(*keys) if keys else query


_IS_WORTH = "told.scenario = worth.scenario AND told.currency = worth.currency AND told.stretch = [worth.first, worth.last]"


def _sum(leaf: Aggregate, side: Side, reading: Reading) -> exp.Expr:
    [group] = side.asked.groups
    meets = exp.column(f"meets_{reading.conditions.index(conditions_of(leaf))}")
    kept = exp.and_(meets, exp.or_(*(within(window) for window in side.windows(leaf, group))))
    total = exp.Filter(this=exp.Sum(this=exp.column("value")), expression=exp.Where(this=kept))
    return exp.func("coalesce", total, exp.Literal.number(0))


def leaves_of(keys: Sequence[int], steps: Sequence[int], *, is_whole: bool) -> exp.Select:
    """The leaves of a tree, from the table `amounts` that holds `leaf_amounts`: the fields and formulas at these places.

    `is_whole`: its fields are all that the table has, so that each row is a leaf.
    """
    fields = [f"by_{place} AS by_{n}" for n, place in enumerate(keys)]
    amounts = [(f"{name}_{place}", f"{name}_{n}") for n, place in enumerate(steps) for name in ALL_SIDES]
    query = _select(*fields, *(f"{column if is_whole else f'sum({column})'} AS {name}" for column, name in amounts))
    query = query.from_("amounts")
    return query if is_whole or not keys else query.group_by(*(f"amounts.by_{place}" for place in keys))


def _amount(formula: Formula, name: str, aggregates: Sequence[Aggregate], reading: Reading) -> exp.Expr:
    if isinstance(formula, Number):
        return exp.Literal.number(str(formula.value))
    if isinstance(formula, Aggregate):
        total: exp.Expr = exp.column(f"{'base' if name == 'base' else 'actual'}_{aggregates.index(formula)}", "told")
        if reading.currency is not None:
            rate: exp.Expr = exp.maybe_parse(f"CASE WHEN told.stretch IS NULL THEN 1 ELSE coalesce(worth.{name}, 0) END")
            is_money = reading.world.trade.measures[formula.measure].unit == "money"
            total = exp.Sum(this=exp.Mul(this=total, expression=exp.paren(rate)) if is_money else total)
        return exp.Div(this=total, expression=exp.Literal.number(formula.weeks)) if formula.weeks else total
    if isinstance(formula, AbsDiff) or formula.op == "/":
        raise Refused("a quotient, or a difference without its sign, inside a formula has no drivers")
    left, right = (exp.paren(_amount(part, name, aggregates, reading)) for part in (formula.left, formula.right))
    return {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}[formula.op](this=left, expression=right)


def tree_effects(ladder: Ladder) -> exp.Select:
    """What the drivers of a tree did, from the table `leaf` of its leaves: columns `cell… driver tag amount`.

    `driver` is the place of its step; leaves that are no product of their factors are one driver more.
    """
    count = len(ladder.at)
    told = [(str(step), "tag", f"effect_{step}") for step in range(count)]
    if ladder.mix is not None:
        told.append((str(ladder.mix - 1), "tag" if ladder.is_fine else "NULL", "units"))
    lists = [
        f"unnest([{', '.join(column)}]) AS {name}"
        for name, column in zip(("driver", "tag", "amount"), zip(*told, strict=True), strict=True)
    ]
    products = _select(*ladder.cell, *lists).from_("effects")
    change = f"actual_{count - 1} - base_{count - 1} AS amount"
    others = _select(*ladder.cell, f"{count} AS driver", "tag", change).from_("leaves").where("NOT is_product")
    return _chained(_added_up(ladder, exp.union(products, others, distinct=False), "DECIMAL(38, 10)"), ladder)


def raw_mix(ladder: Ladder) -> exp.Select:
    """What the shares of the centred step did before they were centred, from the table `leaf`: `cell… amount`."""
    query = _select(*ladder.cell, f"sum(effect_{ladder.mix} + units) AS amount").from_("effects")
    return _chained(query.group_by(*ladder.cell) if ladder.cell else query, ladder)


def _chained(query: exp.Select, ladder: Ladder) -> exp.Select:
    """The query over `leaves` and `effects`, which are made of the table `leaf` in these steps."""
    return (
        query.with_("steps", as_=_steps(ladder))
        .with_("leaves", as_=_leaves(ladder))
        .with_("factors", as_=_factors(ladder))
        .with_("worths", as_=_worths(ladder))
        .with_("effects", as_=_effects(ladder))
    )


def ratio_effects(ladder: Ladder) -> exp.Select:
    """What rate, mix and other did, from the table `leaf` whose steps are numerator and denominator; as `tree_effects`."""
    amounts = [f"CAST({name}_{step} AS DOUBLE) AS {name}_{step}" for step in range(2) for name in SIDES]
    wholes = [f"CAST(sum({name}_{step}) OVER () AS DOUBLE) AS {name}_whole_{step}" for step in range(2) for name in SIDES]
    has_rate = [f"({name}_1 > 0 OR ({name}_1 = 0 AND {name}_0 = 0))" for name in SIDES]
    rates = [f"coalesce({a}_0 / nullif({a}_1, 0), {b}_0 / nullif({b}_1, 0), 0) AS {a}_rate" for a, b in (SIDES, SIDES[::-1])]
    weights = [f"{name}_1 / {name}_whole_1 AS {name}_weight" for name in SIDES]
    centre = "(base_whole_0 / base_whole_1 + actual_whole_0 / actual_whole_1) / 2 AS centre"
    rate = "(actual_rate - base_rate) * (base_weight + actual_weight) / 2"
    mix = "(actual_weight - base_weight) * ((base_rate + actual_rate) / 2 - centre)"
    other = " - ".join(f"({name}_0 - {name}_1 * centre) / {name}_whole_1" for name in reversed(SIDES))
    parts = f"unnest(CASE WHEN {' AND '.join(has_rate)} THEN [{rate}, {mix}, 0] ELSE [0, 0, {other}] END) AS amount"
    return (
        _added_up(ladder, _select(*ladder.cell, "tag", "unnest(range(3)) AS driver", parts).from_("rates"), "DECIMAL(38, 15)")
        .with_("amounts", as_=_select(*ladder.cell, *amounts, *wholes).from_("leaf"))
        .with_("rates", as_=_select("*", _tag(2), *rates, *weights, centre).from_("amounts"))
    )


def cell_amounts(ladder: Ladder) -> exp.Select:
    """What the steps come to in each cell, on both sides, added up from their own cells: `cell… base_0 actual_0 …`."""
    sums = [f"CAST(sum({name}_{step}) AS DOUBLE)" for step in range(len(ladder.at)) for name in SIDES]
    query = _select(*ladder.cell, *sums).from_("leaf")
    return query.group_by(*ladder.cell) if ladder.cell else query


def calendar_effects(ladder: Ladder) -> exp.Select:
    """What other working days make of the base, from the table `leaf`: `cell… amount`."""
    last = f"base_{len(ladder.at) - 1}"
    query = _select(*ladder.cell, f"sum(CAST({last} AS DOUBLE)) * ({ladder.days!r} - 1)").from_("leaf").where(f"{last} <> 0")
    return query.group_by(*ladder.cell) if ladder.cell else query


def currency_effects(ladder: Ladder) -> exp.Select:
    """What other rates of exchange make of the actual, from the table `leaf`: `cell… amount`."""
    last = len(ladder.at) - 1
    query = _select(*ladder.cell, f"sum(CAST(current_{last} AS DOUBLE)) - sum(CAST(actual_{last} AS DOUBLE))").from_("leaf")
    query = query.where(f"current_{last} <> 0 OR actual_{last} <> 0", dialect=DIALECT)
    return query.group_by(*ladder.cell) if ladder.cell else query


def ratio_currency_effects(ladder: Ladder) -> exp.Select:
    """The same of a ratio, whose steps are numerator and denominator."""
    parts = [f"sum(CAST({name}_0 AS DOUBLE)) / sum(sum(CAST({name}_1 AS DOUBLE))) OVER ()" for name in ALL_SIDES[1:]]
    query = _select(*ladder.cell, f"{parts[1]} - {parts[0]}").from_("leaf")
    return query.group_by(*ladder.cell) if ladder.cell else query


def _added_up(ladder: Ladder, movements: exp.Query, exactly: str) -> exp.Select:
    query = _select(*ladder.cell, "driver", "tag", f"sum(CAST(amount AS {exactly})) AS amount").from_(
        movements.subquery("movements")
    )
    return query.group_by(*ladder.cell, "driver", "tag")


def _steps(ladder: Ladder) -> exp.Select:
    """Each step's amount at its own cells, beside each leaf."""
    moved = {"base": f" * {ladder.days!r}" if ladder.days != 1 else "", "actual": ""}
    amounts = [
        f"CAST({column if step in ladder.own else _over(f'sum({column})', ladder, step)} AS DOUBLE){moved[name]} AS {column}"
        for step in range(len(ladder.at))
        for name, column in ((name, f"{name}_{step}") for name in SIDES)
    ]
    return _select(*ladder.keys, *amounts).from_("leaf")


def _over(total: str, ladder: Ladder, step: int) -> str:
    places = ladder.at[step]
    partition = f"PARTITION BY {', '.join(f'by_{place}' for place in places)}" if places else ""
    return f"{total} OVER ({partition})"


def _leaves(ladder: Ladder) -> exp.Select:
    """The leaves that have an amount of their own on some side, whether they are products, and whether they are new or lost."""
    is_there = " OR ".join(f"{name}_{step} <> 0" for step in ladder.own for name in SIDES)
    is_product = " AND ".join(_is_product(name, len(ladder.at)) for name in SIDES)
    return _select("*", _tag(len(ladder.at)), f"{is_product} AS is_product").from_("steps").where(is_there, dialect=DIALECT)


def _is_product(name: str, count: int) -> str:
    if count == 1:
        return "TRUE"
    least = f"least({', '.join(f'{name}_{step}' for step in range(count - 1))})"
    return f"({least} > 0 OR ({least} = 0 AND {name}_{count - 1} = 0))"


def _tag(count: int) -> str:
    base, actual = (" AND ".join(f"{name}_{step} = 0" for step in range(max(0, count - 2), count)) for name in SIDES)
    return f"CASE WHEN ({base}) AND NOT ({actual}) THEN 'new' WHEN ({actual}) AND NOT ({base}) THEN 'lost' END AS tag"


def _factors(ladder: Ladder) -> exp.Select:
    """Each step over the step before it; where that is zero, what the other side has."""
    factors = ["base_0", "actual_0"]
    for step in range(1, len(ladder.at)):
        base, actual = (f"{name}_{step} / nullif({name}_{step - 1}, 0)" for name in SIDES)
        factors += [f"coalesce({base}, {actual}, 0) AS base_{step}", f"coalesce({actual}, {base}, 0) AS actual_{step}"]
    return _select(*ladder.keys, "tag", *factors).from_("leaves").where("is_product")


def _worths(ladder: Ladder) -> exp.Select:
    steps = range(len(ladder.at))
    worths = [
        " + ".join(
            " * ".join([repr(weight), *(_on_line(other, place) for other in steps if other != step)])
            for place, weight in nodes(len(steps))
        )
        for step in steps
    ]
    return _select("*", *(f"{worth} AS worth_{step}" for step, worth in enumerate(worths))).from_("factors")


def _on_line(step: int, place: float) -> str:
    return f"(base_{step} + {place!r} * (actual_{step} - base_{step}))"


def _effects(ladder: Ladder) -> exp.Select:
    effects = [f"(actual_{step} - base_{step}) * worth_{step} AS effect_{step}" for step in range(len(ladder.at))]
    if ladder.mix is not None:
        mix, share = ladder.mix, f"(base_{ladder.mix} + actual_{ladder.mix})"
        worth, whole = (_over(total, ladder, mix - 1) for total in (f"sum({share} * worth_{mix})", f"sum({share})"))
        units = f"(actual_{mix} - base_{mix}) * coalesce({worth} / nullif({whole}, 0), 0)"
        effects[mix] = f"(actual_{mix} - base_{mix}) * worth_{mix} - {units} AS effect_{mix}"
        effects.append(f"{units} AS units")
    return _select(*ladder.cell, "tag", *effects).from_("worths")


def _select(*columns: str) -> exp.Select:
    return exp.select(*columns, dialect=DIALECT)
