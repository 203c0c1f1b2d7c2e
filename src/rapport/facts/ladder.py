"""The steps of a bridge over the leaves of both sides, as SQL: what its drivers share, be they those of a tree or of a ratio."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from rapport.core.bridge import TagWord
from rapport.facts.amounts import SIDES
from rapport.facts.apart import why_apart
from rapport.facts.sql import DIALECT
from rapport.facts.unheard import ALL, MISSED

EXACTLY = "DECIMAL(38, 10)"
"""What effects are added up as: doubles come to another sum in another order."""

SHARES = "DECIMAL(38, 18)"
"""What shares of a whole are added up as."""


@dataclass(frozen=True)
class Ladder:
    """The steps of a bridge over the leaves of a reading, whose fields begin with the `shown` ones that cells are told by.

    `at`: for each step, the places of the fields by which it is added up; a step at every field is a leaf's own amount.
    `mix`: the place of the step that is centred over the cells of the step before it. `days`: what the base is moved by first.
    `has_unheard`: leaves have the columns `unheard.MISSED`. `without`: what a leaf is called that the base does not have, where
    it is a plan or a forecast. `is_ratio`: the steps are numerator and denominator, the places of which are its leaves.
    """

    at: tuple[tuple[int, ...], ...]
    fields: int
    shown: int
    mix: int | None = None
    days: float = 1.0
    has_unheard: bool = False
    without: TagWord | None = None
    is_ratio: bool = False

    @property
    def apart(self) -> str | None:
        """Why the leaf of a row of the table `leaf` stands apart, in SQL; None where none can."""
        over = f"OVER (PARTITION BY {', '.join(self.places) or 'TRUE'})"
        summed, most = (f"sum({{}}) {over}", f"max({{}}) {over}") if self.is_ratio else ("{}", "{}")
        sides = [[summed.format(f"{name}_{step}") for step in range(len(self.at))] for name in SIDES]
        missed = [most.format(name) for name in MISSED] if self.has_unheard else None
        return why_apart(sides, missed, self.without)

    @property
    def places(self) -> list[str]:
        """The columns of the places of the last step."""
        return [f"by_{place}" for place in self.at[-1]]

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


def unheard_of(ladder: Ladder, column: str) -> list[str]:
    """What is missed of a leaf, told by columns in this way."""
    return [f"{column.format(name)} AS {name}" for name in MISSED] if ladder.has_unheard else []


def with_matched(query: exp.Select, ladder: Ladder) -> exp.Select:
    """The query, over the leaves that do not stand apart."""
    if ladder.apart:
        query.with_("matched", as_=select("*").from_(judged(ladder), copy=False).where("apart IS NULL"), copy=False)
    return query


def judged(ladder: Ladder) -> exp.Subquery:
    """The leaves, each with why it stands `apart`."""
    return select("*", f"{ladder.apart} AS apart").from_("leaf", copy=False).subquery("judged", copy=False)


def added(column: str) -> str:
    """The sum of a column as a double."""
    return f"CAST(sum({column}) AS DOUBLE)"


def unpivoted(ladder: Ladder, table: str, drivers: Sequence[tuple[str, str, str]]) -> exp.Select:
    """A row a driver, of (driver, tag, amount) of the groups of leaves."""
    columns = zip(("driver", "tag", "amount"), zip(*drivers, strict=True), strict=True)
    lists = [f"unnest([{', '.join(of)}]) AS {name}" for name, of in columns]
    told = select(*ladder.cell, *lists).from_(table, copy=False).subquery("told", copy=False)
    return grouped(
        select(*ladder.cell, "driver", "tag", "sum(amount) AS amount").from_(told, copy=False), (*ladder.cell, "driver", "tag")
    )


def tagged(ladder: Ladder, count: int) -> str:
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


def grouped(query: exp.Select, keys: Iterable[str]) -> exp.Select:
    """The query by these keys; over all where there are none."""
    listed = list(keys)
    return query.group_by(*listed, copy=False) if listed else query


def select(*columns: str) -> exp.Select:
    """A query of these columns."""
    return exp.select(*columns, dialect=DIALECT)
