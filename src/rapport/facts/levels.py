"""At which places the steps of a tree stand that are coarser than its leaves."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from rapport.core.pack import DriverTree, Factor
from rapport.facts.amounts import SIDES
from rapport.facts.sql import DIALECT, written

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Places = tuple[str, ...]


def at_told_places(tree: DriverTree, told: Callable[[Sequence[Factor]], Places]) -> DriverTree:
    """The tree, whose steps at the same places are told by those of them that all their facts have (`told`); leaves as they are.

    So a market that is known only as a whole is one figure, and partners have their share of that.
    """
    at = {factor.at: told([other for other in tree.factors if other.at == factor.at]) for factor in tree.factors}
    return replace(tree, factors=tuple(f if f.at == tree.leaf else replace(f, at=at[f.at]) for f in tree.factors))


def is_begun(keys: Sequence[int], steps: Sequence[int], connection: "DuckDBPyConnection") -> bool:
    """Whether the first step is something wherever the second one is, on each side, in the table `amounts`.

    `keys`: the places of the fields by which the first step is told; `steps`: those of the formulas.
    """
    if len(steps) < 2 or not keys or steps[0] == steps[1]:
        return True
    fields = [f"by_{place}" for place in keys]
    first, second = steps[:2]
    sums = [f"coalesce(sum({name}_{step}), 0) AS {name}_{n}" for n, step in enumerate((first, second)) for name in SIDES]
    cells = exp.select(*fields, *sums, dialect=DIALECT).from_("amounts").group_by(*fields)
    missing = " OR ".join(f"({name}_0 = 0 AND {name}_1 <> 0)" for name in SIDES)
    query = exp.select("count(*)", dialect=DIALECT).from_(cells.subquery("cells")).where(missing, dialect=DIALECT)
    return connection.execute(written(query)).fetchall() == [(0,)]


def over_all(tree: DriverTree) -> DriverTree:
    """The tree, whose first step and what stands at its places are taken over all of them."""
    first = tree.factors[0].at
    return replace(tree, factors=tuple(replace(f, at=()) if f.at == first != tree.leaf else f for f in tree.factors))
