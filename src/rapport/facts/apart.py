"""Leaves of a bridge that stand on one side because nobody told the other: they move apart, and no factor with them."""

from collections.abc import Mapping, Sequence

from rapport.core.bridge import TagWord
from rapport.core.question import Against
from rapport.facts.unheard import ALL

WITHOUT: Mapping[Against | None, TagWord] = {"plan": "no plan", "forecast": "no forecast"}
"""What a leaf is called that has nothing to be held against."""


def why_apart(sides: Sequence[Sequence[str]], missed: Sequence[str] | None, without: TagWord | None) -> str | None:
    """Why a leaf stands on one side alone though it is neither new nor lost, in SQL: NULL where it is, or stands on both.

    `sides`: the columns of its amounts in the base and in the actual; `missed`: those that tell what was missed of either, if
    any. None where no leaf can stand so.
    """
    base, actual = (" AND ".join(f"{column} = 0" for column in columns) for columns in sides)
    new, lost = f"({base}) AND NOT ({actual})", f"({actual}) AND NOT ({base})"
    cases: list[tuple[str, TagWord]] = []
    if missed:
        in_base, in_actual = missed
        cases += [
            (f"{in_base} = {ALL} AND {new}", "not reported in the base"),
            (f"{in_actual} = {ALL} AND {lost}", "not reported yet"),
        ]
    if without:
        cases.append((new, without))
    return f"CASE {' '.join(f'WHEN {case} THEN {tag!r}' for case, tag in cases)} END" if cases else None
