"""A bridge as SQL: what each driver did, cell by cell, by the formulas of `core.attribution` and `core.shapley`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from rapport.core.bridge import TagWord
from rapport.core.shapley import nodes
from rapport.facts.amounts import SIDES
from rapport.facts.apart import why_apart
from rapport.facts.sql import DIALECT
from rapport.facts.unheard import ALL, MISSED

_EXACTLY = "DECIMAL(38, 10)"
"""What effects are added up as: doubles come to another sum in another order."""

_SHARES = "DECIMAL(38, 18)"
"""What shares of a whole are added up as."""

RATIO_DRIVERS = ("rate", "mix", "other")
"""The drivers of a ratio; other: what leaves without a rate did."""


@dataclass(frozen=True)
class Ladder:
    """The steps of a bridge over the leaves of a reading, whose fields begin with the `shown` ones that cells are told by.

    `at`: for each step, the places of the fields by which it is added up; a step at every field is a leaf's own amount.
    `mix`: the place of the step that is centred over the cells of the step before it. `days`: what the base is moved by first.
    `has_unheard`: leaves have the columns `unheard.MISSED`. `without`: what a leaf is called that the base does not have, where
    it is a plan or a forecast.
    """

    at: tuple[tuple[int, ...], ...]
    fields: int
    shown: int
    mix: int | None = None
    days: float = 1.0
    has_unheard: bool = False
    without: TagWord | None = None

    @property
    def apart(self) -> str | None:
        """Why a leaf of the table `leaf` stands apart, in SQL; None where none can."""
        sides = [[f"{name}_{step}" for step in range(len(self.at))] for name in SIDES]
        return why_apart(sides, has_unheard=self.has_unheard, without=self.without)

    @property
    def leaf(self) -> str:
        """The table of the leaves that drivers move."""
        return "matched" if self.apart else "leaf"

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


def leaves_of(ladder: Ladder, keys: Sequence[int], steps: Sequence[int], *, is_whole: bool) -> exp.Select:
    """The leaves of a tree, from the table `amounts` that holds `leaf_amounts`: the fields and formulas at these places.

    `is_whole`: its fields are all that the table has, so that each row is a leaf.
    """
    fields = [f"by_{place} AS by_{n}" for n, place in enumerate(keys)]
    amounts = [(f"{name}_{place}", f"{name}_{n}") for n, place in enumerate(steps) for name in SIDES]
    unheard = _unheard(ladder, "{}" if is_whole else "max({})")
    query = _select(*fields, *(f"{column if is_whole else f'sum({column})'} AS {name}" for column, name in amounts), *unheard)
    query = query.from_("amounts", copy=False)
    return query if is_whole or not keys else query.group_by(*(f"amounts.by_{place}" for place in keys))


def _unheard(ladder: Ladder, column: str) -> list[str]:
    return [f"{column.format(name)} AS {name}" for name in MISSED] if ladder.has_unheard else []


def cell_amounts(shown: int, formulas: int, sides: Sequence[str]) -> exp.Select:
    """What formulas come to in each cell of the first `shown` fields, from the table `amounts`: `by_0 … base_0 actual_0 …`."""
    cell = [f"by_{place}" for place in range(shown)]
    sums = [f"CAST(sum({name}_{place}) AS DOUBLE)" for place in range(formulas) for name in sides]
    return _by(_select(*cell, *sums).from_("amounts", copy=False), cell)


def values_by_leaf(value: int, leaf: Sequence[int]) -> exp.Select:
    """How many values of a dimension, none counted as one, stand in each leaf of the table `amounts`; by their places."""
    count = f"count(DISTINCT coalesce(by_{value}, -1))"
    return _by(_select(count).from_("amounts", copy=False), (f"by_{place}" for place in leaf))


def tree_effects(ladder: Ladder) -> exp.Select:
    """What the drivers of a tree did, from the table `leaf` of its leaves: columns `cell… driver tag amount`.

    `driver` is the place of its step; what stands below a step that is zero is one driver more.
    """
    count = len(ladder.at)
    drivers = [(str(step), "tag", f"effect_{step}") for step in range(count)]
    return _chained(_unpivoted(ladder, "summed", [*drivers, (str(count), "tag", "uncounted")]), ladder)


def apart_effects(ladder: Ladder) -> exp.Select:
    """What stands apart came to, from the table `leaf`: `cell… tag amount`, all it is or was."""
    last = len(ladder.at) - 1
    told = _select(*ladder.cell, f"{ladder.apart} AS tag", f"actual_{last} - base_{last} * {ladder.days!r} AS own")
    query = _select(*ladder.cell, "tag", f"CAST(sum(own) AS {_EXACTLY}) AS amount").from_(told.from_("leaf").subquery("told"))
    return _by(query.where("tag IS NOT NULL"), [*ladder.cell, "tag"])


def matched_amounts(ladder: Ladder) -> exp.Select:
    """What the steps come to in each cell without what stands apart, from the table `leaf`: `cell… base_0 actual_0 …`."""
    sums = (_added(f"{name}_{step}") for step in range(len(ladder.at)) for name in SIDES)
    return _with_matched(_by(_select(*ladder.cell, *sums).from_("matched"), ladder.cell), ladder)


def centred_mix(ladder: Ladder) -> exp.Select:
    """What the shift of the step `mix` did, from the table `leaf`: `cell… amount`, centred over the cells it is a share of."""
    query = _select(*ladder.cell, f"sum(effect_{ladder.mix} - units) AS amount").from_("centred", copy=False)
    return _chained(_by(query, ladder.cell), ladder).with_("centred", as_=_centred(ladder), copy=False)


def matched_prices(ladder: Ladder) -> exp.Select:
    """What a unit brought in each cell before and after, at constant mix, if the last step is a price: `cell… before after`.

    The mean of the prices of its leaves that have one on both sides, each weighed by its mean units on the line from base to
    actual: what the price of the leaf is worth there. So `after / before - 1` is what the driver did in the cell, over what the
    same units and mix bring at the prices of the base (a price index of matched products); of one leaf it is its own price.
    NULL where some of these units are returns.
    """
    last = len(ladder.at) - 1
    is_one_way = f"min(worth_{last}) >= 0 OR max(worth_{last}) <= 0"
    prices = (f"sum({side}_{last} * worth_{last}) / nullif(sum(worth_{last}), 0)" for side in ("before", "after"))
    means = (f"CASE WHEN {is_one_way} THEN {price} END" for price in prices)
    return _chained(_by(_select(*ladder.cell, *means).from_("worths", copy=False).where("is_matched"), ladder.cell), ladder)


def _chained(query: exp.Select, ladder: Ladder) -> exp.Select:
    """The query over `summed`, which is made of the table `leaf` in these steps.

    The factors are worked out once: each stands in many places of what comes after.
    """
    query = _with_matched(query, ladder)
    for name, places in _coarser(ladder).items():
        query.with_(name, as_=_at(ladder, places), copy=False)
    return (
        query.with_("steps", as_=_steps(ladder), copy=False)
        .with_("factors", as_=_factors(ladder), materialized=True, copy=False)
        .with_("worths", as_=_worths(ladder), copy=False)
        .with_("summed", as_=_summed(ladder), copy=False)
    )


def _with_matched(query: exp.Select, ladder: Ladder) -> exp.Select:
    """The query, over the leaves that do not stand apart."""
    if ladder.apart:
        matched = _select("*").from_("leaf", copy=False).where(f"{ladder.apart} IS NULL", dialect=DIALECT)
        query.with_("matched", as_=matched, copy=False)
    return query


def ratio_effects(ladder: Ladder) -> exp.Select:
    """What rate, mix and other did, from the table `leaf` whose steps are numerator and denominator; as `tree_effects`.

    The leaves are the places of the denominator, `ladder.at[1]`. Fields that are shown beside them split each leaf's numerator
    into parts: what a part makes of the ratio, over all denominators, moves with the same leaves, centred at its own mean.
    """
    places = [f"by_{place}" for place in ladder.at[1]]
    parts = [key for key in ladder.cell if key not in places]
    queries = {
        "wholes": _select(*(f"{_added(f'{name}_1')} AS {name}_whole" for name in SIDES)).from_("leaf", copy=False),
        "places": _ratio_places(ladder, places),
        "parts": _ratio_parts(parts),
        "rates": _ratio_rates(ladder, places),
        "moved": _ratio_moved(ladder, [key for key in ladder.cell if key in places]),
        "summed": _ratio_summed(ladder),
    }
    drivers = [(str(place), "tag", name) for place, name in enumerate(RATIO_DRIVERS)]
    told = _unpivoted(ladder, "summed", drivers)
    for name, query in queries.items():
        told.with_(name, as_=query, copy=False)
    return told


def _added(column: str) -> str:
    return f"CAST(sum({column}) AS DOUBLE)"


def _ratio_places(ladder: Ladder, places: Sequence[str]) -> exp.Select:
    """The leaves: denominators before and after, their weights, whether they have rates, and their tag."""
    amounts = (f"{_added(f'{name}_{step}')} AS {name}_{step}" for step in range(2) for name in SIDES)
    sums = _select(*places, *amounts, *_unheard(ladder, "max({})"))
    has_rate = " AND ".join(f"({name}_1 > 0 OR ({name}_1 = 0 AND {name}_0 = 0))" for name in SIDES)
    weights = [f"{name}_1 / {name}_whole AS {name}_weight" for name in SIDES]
    below = [f"{name}_1" for name in SIDES]
    query = _select(*places, *below, "wholes.*", *weights, f"{has_rate} AS has_rate", _tag(ladder, 2))
    return query.from_(_by(sums.from_("leaf", copy=False), places).subquery("sums"), copy=False).join("wholes", join_type="cross")


def _ratio_parts(parts: Sequence[str]) -> exp.Select:
    """What each part of the numerators comes to over all denominators, in the mean of before and after."""
    means = " + ".join(f"{_added(f'{name}_0')} / any_value({name}_whole)" for name in SIDES)
    query = _select(*parts, f"({means}) / 2 AS centre").from_("leaf", copy=False).join("wholes", join_type="cross")
    return _by(query, parts)


def _ratio_rates(ladder: Ladder, places: Sequence[str]) -> exp.Select:
    """Each part of each leaf: its rate on both sides; that of the other side where there is no denominator."""
    over = {name: f"leaf.{name}_0 / nullif(places.{name}_1, 0)" for name in SIDES}
    rates = [f"coalesce({over[one]}, {over[other]}, 0) AS {one}_rate" for one, other in (SIDES, SIDES[::-1])]
    alone = " - ".join(f"leaf.{name}_0 / {name}_whole" for name in reversed(SIDES))
    same = " AND ".join(f"leaf.{key} IS NOT DISTINCT FROM places.{key}" for key in places)
    cell = [f"leaf.{key}" for key in ladder.cell]
    query = _select(*cell, "tag", "has_rate", "base_weight", "actual_weight", *rates, f"{alone} AS alone")
    return query.from_("leaf", copy=False).join("places", on=same or "TRUE", dialect=DIALECT, copy=False)


def _ratio_moved(ladder: Ladder, shown: Sequence[str]) -> exp.Select:
    """How far the weight of leaves with a rate moved between them, for each cell that their places and some part make.

    At that part's mean; what they gained from leaves without a rate shifts nothing.
    """
    keys = [*shown, "tag"]
    gained, weight = (f"CAST(sum(CAST(actual_weight {sign} base_weight AS {_SHARES})) {{}} AS DOUBLE)" for sign in ("-", "+"))
    whole = f"{gained.format('OVER ()')} / nullif({weight.format('OVER ()')}, 0)"
    rated = _select(*keys, "actual_weight", "base_weight", f"{whole} AS gained").from_("places", copy=False).where("has_rate")
    shift = f"{gained.format('')} - {weight.format('')} * coalesce(any_value(gained), 0)"
    moved = _by(_select(*keys, f"{shift} AS weight").from_(rated.subquery("rated"), copy=False), keys)
    query = _select(*ladder.cell, "tag", "weight * centre AS centred").from_(moved.subquery("moved"), copy=False)
    return query.join("parts", join_type="cross")


def _ratio_summed(ladder: Ladder) -> exp.Select:
    """Rates and mixes of each cell, and what the leaves without a rate did."""
    rate, mix = "(actual_rate - base_rate) * (base_weight + actual_weight) / 2", "(base_rate + actual_rate) / 2"
    own = _select(*ladder.cell, "tag", "has_rate", f"{rate} AS rate", f"(actual_weight - base_weight) * {mix} AS mix", "alone")
    centred = _select(*ladder.cell, "tag", "TRUE", "0", "-centred", "0").from_("moved", copy=False)
    told = own.from_("rates", copy=False).union(centred, distinct=False)
    amounts = ("has_rate THEN rate", "has_rate THEN mix", "NOT has_rate THEN alone")
    sums = [
        f"sum(CAST(CASE WHEN {amount} ELSE 0 END AS DECIMAL(38, 15))) AS {driver}"
        for driver, amount in zip(RATIO_DRIVERS, amounts, strict=True)
    ]
    query = _select(*ladder.cell, "tag", *sums).from_(told.subquery("told"), copy=False)
    return query.group_by(*ladder.cell, "tag")


def _unpivoted(ladder: Ladder, table: str, drivers: Sequence[tuple[str, str, str]]) -> exp.Select:
    """A row a driver, of (driver, tag, amount) of the groups of leaves."""
    columns = zip(("driver", "tag", "amount"), zip(*drivers, strict=True), strict=True)
    lists = [f"unnest([{', '.join(of)}]) AS {name}" for name, of in columns]
    told = _select(*ladder.cell, *lists).from_(table, copy=False).subquery("told", copy=False)
    return _by(
        _select(*ladder.cell, "driver", "tag", "sum(amount) AS amount").from_(told, copy=False), (*ladder.cell, "driver", "tag")
    )


def _coarser(ladder: Ladder) -> dict[str, tuple[int, ...]]:
    """The places by which steps are added up that are no leaf's own, by the name of the query that does."""
    found = dict.fromkeys(places for step, places in enumerate(ladder.at) if step not in ladder.own)
    return {f"at_{number}": places for number, places in enumerate(found)}


def _at(ladder: Ladder, places: tuple[int, ...]) -> exp.Select:
    """The steps that are added up by these places."""
    keys = [f"by_{place}" for place in places]
    sums = [f"sum({name}_{step}) AS {name}_{step}" for step, at in enumerate(ladder.at) if at == places for name in SIDES]
    return _by(_select(*keys, *sums).from_(ladder.leaf, copy=False), keys)


def _steps(ladder: Ladder) -> exp.Select:
    """Each step's amount at its own cells, beside each leaf that has an amount of its own on some side."""
    tables = {places: name for name, places in _coarser(ladder).items()}
    moved = {"base": f" * {ladder.days!r}" if ladder.days != 1 else "", "actual": ""}
    amounts = [
        f"CAST({tables.get(places, ladder.leaf)}.{name}_{step} AS DOUBLE){moved[name]} AS {name}_{step}"
        for step, places in enumerate(ladder.at)
        for name in SIDES
    ]
    query = _select(*(f"{ladder.leaf}.{key}" for key in ladder.keys), *amounts, *_unheard(ladder, f"{ladder.leaf}.{{}}"))
    query = query.from_(ladder.leaf, copy=False)
    for places, name in tables.items():
        same = [f"{ladder.leaf}.by_{place} IS NOT DISTINCT FROM {name}.by_{place}" for place in places]
        query = query.join(name, on=" AND ".join(same) or "TRUE", dialect=DIALECT, copy=False)
    is_there = " OR ".join(f"{ladder.leaf}.{name}_{step} <> 0" for step in ladder.own for name in SIDES)
    return query.where(is_there, dialect=DIALECT)


def _tag(ladder: Ladder, count: int) -> str:
    """Whether a leaf is new or lost, or only not reported on the other side, or in part on any."""
    base, actual = (" AND ".join(f"{name}_{step} = 0" for step in range(max(0, count - 2), count)) for name in SIDES)
    new, lost = f"({base}) AND NOT ({actual})", f"({actual}) AND NOT ({base})"
    cases = [(new, ladder.without or "new"), (lost, "lost")]
    if ladder.has_unheard:
        cases = [
            (f"missed_base = {ALL} AND {new}", "not reported in the base"),
            (f"missed_actual = {ALL} AND {lost}", "not reported yet"),
            ("missed_actual > 0", "reported in part"),
            ("missed_base > 0", "reported in part in the base"),
            *cases,
        ]
    return f"CASE {' '.join(f'WHEN {case} THEN {tag!r}' for case, tag in cases)} END AS tag"


def _factors(ladder: Ladder) -> exp.Select:
    """Each step over the step before it, before and after; below a step that is zero, what the other side has.

    `uncounted`: the change of what stands below such a step, which no factor tells.
    """
    count = len(ladder.at)
    factors = ["base_0 AS before_0", "actual_0 AS after_0"]
    for step in range(1, count):
        base, actual = (f"CASE WHEN {_is_counted(name, step)} THEN {name}_{step} / {name}_{step - 1} END" for name in SIDES)
        factors += [f"coalesce({base}, {actual}, 0) AS before_{step}", f"coalesce({actual}, {base}, 0) AS after_{step}"]
    base, actual = (f"CASE WHEN {_is_counted(name, count - 1)} THEN 0 ELSE {name}_{count - 1} END" for name in SIDES)
    matched = " AND ".join(_is_counted(name, count - 1) for name in SIDES)
    columns = (_tag(ladder, count), f"{actual} - {base} AS uncounted", f"{matched} AS is_matched", *factors)
    return _select(*ladder.keys, *columns).from_("steps", copy=False)


def _is_counted(side: str, step: int) -> str:
    """Whether all steps before one are something on a side."""
    return " AND ".join(f"{side}_{before} <> 0" for before in range(step)) or "TRUE"


def _worths(ladder: Ladder) -> exp.Select:
    """What one unit of each factor is worth, leaf by leaf."""
    steps = range(len(ladder.at))
    worths = [
        " + ".join(
            " * ".join([repr(weight), *(_on_line(other, place) for other in steps if other != step)])
            for place, weight in nodes(len(steps))
        )
        for step in steps
    ]
    return _select("*", *(f"{worth} AS worth_{step}" for step, worth in enumerate(worths))).from_("factors", copy=False)


def _on_line(step: int, place: float) -> str:
    return f"(before_{step} + {place!r} * (after_{step} - before_{step}))"


def _summed(ladder: Ladder) -> exp.Select:
    """The effects of each cell, those that the mix is centred over apart, and what it takes to centre it."""
    sums = {f"effect_{step}": (f"(after_{step} - before_{step}) * worth_{step}", _EXACTLY) for step in range(len(ladder.at))}
    mix, keys = ladder.mix, [*_apart(ladder), "tag"]
    if mix is not None:
        share = f"(before_{mix} + after_{mix})"
        sums["moved"] = (f"after_{mix} - before_{mix}", _SHARES)
        sums["shares"] = (share, _SHARES)
        sums["worth"] = (f"{share} * worth_{mix}", _EXACTLY)
    sums["uncounted"] = ("uncounted", _EXACTLY)
    added = [f"sum(CAST({of} AS {exactly})) AS {name}" for name, (of, exactly) in sums.items()]
    return _by(_select(*keys, *added).from_("worths", copy=False), keys)


def _apart(ladder: Ladder) -> list[str]:
    """The columns that name a cell, and those that name what the mix is centred over."""
    places = ladder.at[ladder.mix - 1] if ladder.mix is not None else ()
    return [f"by_{place}" for place in sorted({*range(ladder.shown), *places})]


def _centred(ladder: Ladder) -> exp.Select:
    """Beside the effects what the units of the mix did, at the mean worth of what it is centred over."""
    over = ", ".join(f"by_{place}" for place in ladder.at[ladder.mix - 1]) if ladder.mix else ""
    worth, shares = (f"sum({name}) OVER ({f'PARTITION BY {over}' if over else ''})" for name in ("worth", "shares"))
    return _select("*", f"CAST(moved * coalesce({worth} / nullif({shares}, 0), 0) AS {_EXACTLY}) AS units").from_(
        "summed", copy=False
    )


def _by(query: exp.Select, keys: Iterable[str]) -> exp.Select:
    listed = list(keys)
    return query.group_by(*listed, copy=False) if listed else query


def _select(*columns: str) -> exp.Select:
    return exp.select(*columns, dialect=DIALECT)
