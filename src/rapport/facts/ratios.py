"""What moved a ratio, as SQL: rate, mix and what stands apart, cell by cell, by `core.shapley.rate_and_mix`."""

from sqlglot import exp

from rapport.facts.amounts import SIDES
from rapport.facts.ladder import SHARES, Ladder, added, grouped, judged, select, tagged, unheard_of, unpivoted, with_matched
from rapport.facts.sql import DIALECT

RATIO_DRIVERS = ("rate", "mix", "other")
"""The drivers of a ratio; other: what leaves without a rate did."""

RATES = "DECIMAL(38, 15)"
"""What effects on a ratio are added up as."""


def ratio_effects(ladder: Ladder) -> exp.Select:
    """What rate, mix and other did, from the table `leaf` whose steps are numerator and denominator; as `tree_effects`.

    The leaves are the places of the denominator, `ladder.at[1]`. Fields that are shown beside them split each leaf's numerator
    into parts: what a part makes of the ratio, over all denominators, moves with the same leaves, centred at its own mean.
    Leaves that stand apart are no part of it: the others have their weights among themselves.
    """
    drivers = [(str(place), "tag", name) for place, name in enumerate(RATIO_DRIVERS)]
    told = _over_wholes(unpivoted(ladder, "summed", drivers), ladder)
    queries = {
        "places": _places(ladder),
        "rates": _rates(ladder),
        "moved": _moved(ladder),
        "summed": _summed(ladder),
    }
    for name, query in queries.items():
        told.with_(name, as_=query, copy=False)
    return told


def ratio_apart(ladder: Ladder) -> exp.Select:
    """What stands apart did to a ratio, from the table `leaf`: `cell… apart amount`, over all denominators.

    It moved the ratio by what it has more or less than its denominators would at the ratio of the others.
    """
    shown = [key for key in ladder.cell if key in ladder.places]
    sums = select(*(f"{added(f'{name}_1')} AS {name}_all" for name in SIDES)).from_("leaf", copy=False).subquery("sums")
    parted = select("*").from_(judged(ladder), copy=False).join(sums, join_type="cross").where("apart IS NOT NULL")
    weights = (f"{added(f'{name}_1 / {name}_all')} AS {name}_weight" for name in SIDES)
    weighed = grouped(select(*shown, "apart", *weights).from_("parted", copy=False), [*shown, "apart"]).subquery("weighed")
    own, even = "actual_0 / actual_all - base_0 / base_all", "base_weight * base_part - actual_weight * actual_part"
    less = select(*ladder.cell, "apart", f"{even} AS own").from_(weighed, copy=False).join("parts", join_type="cross")
    told = select(*ladder.cell, "apart", f"{own} AS own").from_("parted", copy=False).union(less, distinct=False)
    query = select(*ladder.cell, "apart", f"sum(CAST(own AS {RATES})) AS amount").from_(told.subquery("told"), copy=False)
    return _over_wholes(grouped(query, [*ladder.cell, "apart"]), ladder).with_("parted", as_=parted, copy=False)


def _over_wholes(query: exp.Select, ladder: Ladder) -> exp.Select:
    """The query, over the leaves that are held against each other, their denominators and the parts of their numerators."""
    query = with_matched(query, ladder).with_("wholes", as_=_wholes(ladder), copy=False)
    return query.with_("parts", as_=_parts(ladder), copy=False)


def _wholes(ladder: Ladder) -> exp.Select:
    """The denominators of the leaves in all; where some side has none, of all there are, and no leaf has a rate: `is_held`."""
    one, all_ = (
        select(*(f"{added(f'{name}_1')} AS {name}" for name in SIDES)).from_(table, copy=False).subquery(alias)
        for table, alias in ((ladder.leaf, "one"), ("leaf", "every"))
    )
    is_held = "coalesce(one.base > 0 AND one.actual > 0, FALSE)"
    wholes = (f"CASE WHEN {is_held} THEN one.{name} ELSE every.{name} END AS {name}_whole" for name in SIDES)
    return select(*wholes, f"{is_held} AS is_held").from_(one, copy=False).join(all_, join_type="cross")


def _places(ladder: Ladder) -> exp.Select:
    """The leaves: denominators before and after, their weights, whether they have rates, and their tag."""
    amounts = (f"{added(f'{name}_{step}')} AS {name}_{step}" for step in range(2) for name in SIDES)
    sums = select(*ladder.places, *amounts, *unheard_of(ladder, "max({})")).from_(ladder.leaf, copy=False)
    has_rate = " AND ".join(["is_held", *(f"({name}_1 > 0 OR ({name}_1 = 0 AND {name}_0 = 0))" for name in SIDES)])
    weights = [f"{name}_1 / {name}_whole AS {name}_weight" for name in SIDES]
    below = [f"{name}_1" for name in SIDES]
    query = select(*ladder.places, *below, "wholes.*", *weights, f"{has_rate} AS has_rate", tagged(ladder, 2))
    return query.from_(grouped(sums, ladder.places).subquery("sums"), copy=False).join("wholes", join_type="cross")


def _parts(ladder: Ladder) -> exp.Select:
    """What each part of the numerators comes to over all denominators, before and after; nothing where no leaf has a rate."""
    parts = [key for key in ladder.cell if key not in ladder.places]
    over = (
        "CASE WHEN any_value(is_held) THEN {1} / any_value({0}_whole) ELSE 0 END AS {0}_part".format(name, added(f"{name}_0"))
        for name in SIDES
    )
    query = select(*parts, *over).from_(ladder.leaf, copy=False).join("wholes", join_type="cross")
    return grouped(query, parts)


def _rates(ladder: Ladder) -> exp.Select:
    """Each part of each leaf: its rate on both sides; that of the other side where there is no denominator."""
    over = {name: f"leaf.{name}_0 / nullif(places.{name}_1, 0)" for name in SIDES}
    rates = [f"coalesce({over[one]}, {over[other]}, 0) AS {one}_rate" for one, other in (SIDES, SIDES[::-1])]
    alone = " - ".join(f"leaf.{name}_0 / {name}_whole" for name in reversed(SIDES))
    same = " AND ".join(f"leaf.{key} IS NOT DISTINCT FROM places.{key}" for key in ladder.places)
    cell = [f"leaf.{key}" for key in ladder.cell]
    query = select(*cell, "tag", "has_rate", "base_weight", "actual_weight", *rates, f"{alone} AS alone")
    query = query.from_(f"{ladder.leaf} AS leaf", dialect=DIALECT, copy=False)
    return query.join("places", on=same or "TRUE", dialect=DIALECT, copy=False)


def _moved(ladder: Ladder) -> exp.Select:
    """How far the weight of leaves with a rate moved between them, for each cell that their places and some part make.

    At that part's mean; what they gained from leaves without a rate shifts nothing.
    """
    keys = [*(key for key in ladder.cell if key in ladder.places), "tag"]
    gained, weight = (f"CAST(sum(CAST(actual_weight {sign} base_weight AS {SHARES})) {{}} AS DOUBLE)" for sign in ("-", "+"))
    whole = f"{gained.format('OVER ()')} / nullif({weight.format('OVER ()')}, 0)"
    rated = select(*keys, "actual_weight", "base_weight", f"{whole} AS gained").from_("places", copy=False).where("has_rate")
    shift = f"{gained.format('')} - {weight.format('')} * coalesce(any_value(gained), 0)"
    moved = grouped(select(*keys, f"{shift} AS weight").from_(rated.subquery("rated"), copy=False), keys)
    query = select(*ladder.cell, "tag", "weight * (base_part + actual_part) / 2 AS centred").from_(
        moved.subquery("moved"), copy=False
    )
    return query.join("parts", join_type="cross")


def _summed(ladder: Ladder) -> exp.Select:
    """Rates and mixes of each cell, and what the leaves without a rate did."""
    rate, mix = "(actual_rate - base_rate) * (base_weight + actual_weight) / 2", "(base_rate + actual_rate) / 2"
    own = select(*ladder.cell, "tag", "has_rate", f"{rate} AS rate", f"(actual_weight - base_weight) * {mix} AS mix", "alone")
    centred = select(*ladder.cell, "tag", "TRUE", "0", "-centred", "0").from_("moved", copy=False)
    told = own.from_("rates", copy=False).union(centred, distinct=False)
    amounts = ("has_rate THEN rate", "has_rate THEN mix", "NOT has_rate THEN alone")
    sums = [
        f"sum(CAST(CASE WHEN {amount} ELSE 0 END AS {RATES})) AS {driver}"
        for driver, amount in zip(RATIO_DRIVERS, amounts, strict=True)
    ]
    query = select(*ladder.cell, "tag", *sums).from_(told.subquery("told"), copy=False)
    return query.group_by(*ladder.cell, "tag")
