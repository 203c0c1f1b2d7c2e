"""`ask` equals a plain reading of the rows, on random worlds, questions and scopes."""

import tempfile
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis.strategies import SearchStrategy

from rapport.core.question import Figure
from rapport.facts.ask import ask
from tests.oracle.reading import Plain, Reading, Value
from tests.oracle.worlds import Case, anything, patchy, world

LABELS = (
    "null dimension",
    "empty scope",
    "ratio",
    "stock",
    "dead slice",
    "quarter grain",
    "long beside short",
    "changing attribute",
)
PATCHY = ("matched in part",)


def same(figure: Figure, plain: Plain) -> bool:
    """Sums exactly, quotients to the last bits; missing where it is missing, and then it says why."""
    names = ["value", "base"] if figure.value is None else ["value", "base", "numerator", "denominator"]
    is_told = figure.value is not None or bool(figure.why)
    return is_told and all(equal(getattr(figure, name), getattr(plain, name)) for name in names)


def equal(a: Value, b: Value) -> bool:
    """Both missing, equal decimals, or floats that differ by rounding only."""
    if a is None or b is None or (isinstance(a, Decimal) and isinstance(b, Decimal)):
        return a == b
    return float(a) == pytest.approx(float(b), rel=1e-12, abs=1e-300)


def left_out(figure: Figure) -> set[tuple[Value, str]]:
    """What the notes of a figure say is left out: "1,200 units of stock left out: unmatched by ..." or "some stock ..."."""
    told = (note.split(" left out: ")[0].split() for note in figure.notes if " left out: " in note)
    return {(None if size == "some" else Decimal(size.replace(",", "")), words[-1]) for size, *words in told}


def check(case: Case, folder: Path) -> set[str]:
    """Judge every figure of an answer; returns what of matching was seen."""
    labels: set[str] = set()
    reading = Reading(case.rows, case.question, case.scope)
    answer = ask(case.question, world(case.rows, folder), case.scope)
    seen = {tuple(row.by[field] for field in case.question.by) for row in answer.rows}
    assert len(seen) == len(answer.rows), "a cell stands twice"
    for row in answer.rows:
        plain = reading.figures(row.by)
        for key, figure in row.kpis.items():
            assert same(figure, plain[key]), f"{key} of {row.by}: {figure} for {plain[key]}"
            if figure.value is not None and case.question.vs is None:
                assert left_out(figure) == reading.left_out(key, row.by), f"{key} of {row.by}: {figure}"
            if figure.why and figure.why.endswith(" in common"):
                assert figure.why == reading.why_unmatched(key, row.by), f"{key} of {row.by}: {figure}"
                labels.add("nothing in common")
            if figure.value is not None and any(" left out: " in note for note in figure.notes):
                labels.add("matched in part")
                labels.update(grain for grain in ("quarter", "year") if any(note.endswith(grain) for note in figure.notes))
    assert seen.issuperset(reading.cells()), "a cell is left out"
    return labels


@pytest.mark.parametrize(("kind", "labels"), [(anything, LABELS), (patchy, PATCHY)])
def test_ask_equals_a_plain_reading_of_the_rows(kind: Callable[[], SearchStrategy[Case]], labels: tuple[str, ...]) -> None:
    seen: Counter[str] = Counter()

    @given(kind())
    def law(case: Case) -> None:
        seen.update(["all", *case.labels()])
        note(str(case.question))
        with tempfile.TemporaryDirectory() as folder:
            seen.update(check(case, Path(folder)))

    law()
    if seen["all"] >= 100:
        assert all(seen[label] >= seen["all"] / 10 for label in labels), seen
