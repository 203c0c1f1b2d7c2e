"""A bridge as SQL: what each driver did, cell by cell, by the formulas of `core.attribution` and `core.shapley`."""

from collections.abc import Sequence

from sqlglot import exp

from rapport.core.shapley import nodes
from rapport.facts.amounts import SIDES
from rapport.facts.ladder import (
    EXACTLY,
    SHARES,
    Ladder,
    added,
    grouped,
    judged,
    select,
    tagged,
    unheard_of,
    unpivoted,
    with_matched,
)
from rapport.facts.sql import DIALECT


def leaves_of(ladder: Ladder, keys: Sequence[int], steps: Sequence[int], *, is_whole: bool) -> exp.Select:
    """The leaves of a tree, from the table `amounts` that holds `leaf_amounts`: the fields and formulas at these places.

    `is_whole`: its fields are all that the table has, so that each row is a leaf.
    """
    fields = [f"by_{place} AS by_{n}" for n, place in enumerate(keys)]
    amounts = [(f"{name}_{place}", f"{name}_{n}") for n, place in enumerate(steps) for name in SIDES]
    unheard = unheard_of(ladder, "{}" if is_whole else "max({})")
    query = select(*fields, *(f"{column if is_whole else f'sum({column})'} AS {name}" for column, name in amounts), *unheard)
    query = query.from_("amounts", copy=False)
    return query if is_whole or not keys else query.group_by(*(f"amounts.by_{place}" for place in keys))


def cell_amounts(shown: int, formulas: int, sides: Sequence[str]) -> exp.Select:
    """What formulas come to in each cell of the first `shown` fields, from the table `amounts`: `by_0 … base_0 actual_0 …`."""
    cell = [f"by_{place}" for place in range(shown)]
    sums = [f"CAST(sum({name}_{place}) AS DOUBLE)" for place in range(formulas) for name in sides]
    return grouped(select(*cell, *sums).from_("amounts", copy=False), cell)


def values_by_leaf(value: int, leaf: Sequence[int]) -> exp.Select:
    """How many values of a dimension, none counted as one, stand in each leaf of the table `amounts`; by their places."""
    count = f"count(DISTINCT coalesce(by_{value}, -1))"
    return grouped(select(count).from_("amounts", copy=False), (f"by_{place}" for place in leaf))


def tree_effects(ladder: Ladder) -> exp.Select:
    """What the drivers of a tree did, from the table `leaf` of its leaves: columns `cell… driver tag amount`.

    `driver` is the place of its step; what stands below a step that is zero is one driver more.
    """
    count = len(ladder.at)
    drivers = [(str(step), "tag", f"effect_{step}") for step in range(count)]
    return _chained(unpivoted(ladder, "summed", [*drivers, (str(count), "tag", "uncounted")]), ladder)


def apart_effects(ladder: Ladder) -> exp.Select:
    """What stands apart came to, from the table `leaf`: `cell… tag amount`, all it is or was."""
    last = len(ladder.at) - 1
    own = f"CAST(sum(actual_{last} - base_{last} * {ladder.days!r}) AS {EXACTLY}) AS amount"
    query = select(*ladder.cell, "apart", own).from_(judged(ladder), copy=False)
    return grouped(query.where("apart IS NOT NULL"), [*ladder.cell, "apart"])


def matched_amounts(ladder: Ladder) -> exp.Select:
    """What the steps come to in each cell without what stands apart, from the table `leaf`: `cell… base_0 actual_0 …`."""
    sums = (added(f"{name}_{step}") for step in range(len(ladder.at)) for name in SIDES)
    return with_matched(grouped(select(*ladder.cell, *sums).from_("matched"), ladder.cell), ladder)


def centred_mix(ladder: Ladder) -> exp.Select:
    """What the shift of the step `mix` did, from the table `leaf`: `cell… amount`, centred over the cells it is a share of."""
    query = select(*ladder.cell, f"sum(effect_{ladder.mix} - units) AS amount").from_("centred", copy=False)
    return _chained(grouped(query, ladder.cell), ladder).with_("centred", as_=_centred(ladder), copy=False)


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
    return _chained(grouped(select(*ladder.cell, *means).from_("worths", copy=False).where("is_matched"), ladder.cell), ladder)


def _chained(query: exp.Select, ladder: Ladder) -> exp.Select:
    """The query over `summed`, which is made of the table `leaf` in these steps.

    The factors are worked out once: each stands in many places of what comes after.
    """
    query = with_matched(query, ladder)
    for name, places in _coarser(ladder).items():
        query.with_(name, as_=_at(ladder, places), copy=False)
    return (
        query.with_("steps", as_=_steps(ladder), copy=False)
        .with_("factors", as_=_factors(ladder), materialized=True, copy=False)
        .with_("worths", as_=_worths(ladder), copy=False)
        .with_("summed", as_=_summed(ladder), copy=False)
    )


def _coarser(ladder: Ladder) -> dict[str, tuple[int, ...]]:
    """The places by which steps are added up that are no leaf's own, by the name of the query that does."""
    found = dict.fromkeys(places for step, places in enumerate(ladder.at) if step not in ladder.own)
    return {f"at_{number}": places for number, places in enumerate(found)}


def _at(ladder: Ladder, places: tuple[int, ...]) -> exp.Select:
    """The steps that are added up by these places."""
    keys = [f"by_{place}" for place in places]
    sums = [f"sum({name}_{step}) AS {name}_{step}" for step, at in enumerate(ladder.at) if at == places for name in SIDES]
    return grouped(select(*keys, *sums).from_(ladder.leaf, copy=False), keys)


def _steps(ladder: Ladder) -> exp.Select:
    """Each step's amount at its own cells, beside each leaf that has an amount of its own on some side."""
    tables = {places: name for name, places in _coarser(ladder).items()}
    moved = {"base": f" * {ladder.days!r}" if ladder.days != 1 else "", "actual": ""}
    amounts = [
        f"CAST({tables.get(places, ladder.leaf)}.{name}_{step} AS DOUBLE){moved[name]} AS {name}_{step}"
        for step, places in enumerate(ladder.at)
        for name in SIDES
    ]
    query = select(*(f"{ladder.leaf}.{key}" for key in ladder.keys), *amounts, *unheard_of(ladder, f"{ladder.leaf}.{{}}"))
    query = query.from_(ladder.leaf, copy=False)
    for places, name in tables.items():
        same = [f"{ladder.leaf}.by_{place} IS NOT DISTINCT FROM {name}.by_{place}" for place in places]
        query = query.join(name, on=" AND ".join(same) or "TRUE", dialect=DIALECT, copy=False)
    is_there = " OR ".join(f"{ladder.leaf}.{name}_{step} <> 0" for step in ladder.own for name in SIDES)
    return query.where(is_there, dialect=DIALECT)


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
    columns = (tagged(ladder, count), f"{actual} - {base} AS uncounted", f"{matched} AS is_matched", *factors)
    return select(*ladder.keys, *columns).from_("steps", copy=False)


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
    return select("*", *(f"{worth} AS worth_{step}" for step, worth in enumerate(worths))).from_("factors", copy=False)


def _on_line(step: int, place: float) -> str:
    return f"(before_{step} + {place!r} * (after_{step} - before_{step}))"


def _summed(ladder: Ladder) -> exp.Select:
    """The effects of each cell, those that the mix is centred over apart, and what it takes to centre it."""
    sums = {f"effect_{step}": (f"(after_{step} - before_{step}) * worth_{step}", EXACTLY) for step in range(len(ladder.at))}
    mix, keys = ladder.mix, [*_apart(ladder), "tag"]
    if mix is not None:
        share = f"(before_{mix} + after_{mix})"
        sums["moved"] = (f"after_{mix} - before_{mix}", SHARES)
        sums["shares"] = (share, SHARES)
        sums["worth"] = (f"{share} * worth_{mix}", EXACTLY)
    sums["uncounted"] = ("uncounted", EXACTLY)
    added = [f"sum(CAST({of} AS {exactly})) AS {name}" for name, (of, exactly) in sums.items()]
    return grouped(select(*keys, *added).from_("worths", copy=False), keys)


def _apart(ladder: Ladder) -> list[str]:
    """The columns that name a cell, and those that name what the mix is centred over."""
    places = ladder.at[ladder.mix - 1] if ladder.mix is not None else ()
    return [f"by_{place}" for place in sorted({*range(ladder.shown), *places})]


def _centred(ladder: Ladder) -> exp.Select:
    """Beside the effects what the units of the mix did, at the mean worth of what it is centred over."""
    over = ", ".join(f"by_{place}" for place in ladder.at[ladder.mix - 1]) if ladder.mix else ""
    worth, shares = (f"sum({name}) OVER ({f'PARTITION BY {over}' if over else ''})" for name in ("worth", "shares"))
    return select("*", f"CAST(moved * coalesce({worth} / nullif({shares}, 0), 0) AS {EXACTLY}) AS units").from_(
        "summed", copy=False
    )
