"""`ask` equals a plain reading of the rows, on random worlds, questions and scopes."""

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, note

from rapport.core.question import Figure
from rapport.facts.ask import ask
from tests.oracle.reading import Plain, Reading
from tests.oracle.worlds import Case, cases, world

LABELS = ("null dimension", "empty scope", "ratio", "stock", "dead slice", "quarter grain", "changing attribute")


def same(figure: Figure, plain: Plain) -> bool:
    """Sums exactly, quotients to the last bits, missing where it is missing; and what is missing says why."""
    pairs = [(getattr(figure, name), getattr(plain, name)) for name in ("value", "numerator", "denominator", "base")]
    is_told = figure.value is not None or bool(figure.why)
    return is_told and all(
        a is b is None or (a is not None and b is not None and (a == b or a == pytest.approx(b, rel=1e-12, abs=0)))
        for a, b in pairs
    )


def check(case: Case, folder: Path) -> None:
    reading = Reading(case.rows, case.question, case.scope)
    answer = ask(case.question, world(case.rows, folder), case.scope)
    seen = {tuple(row.by[field] for field in case.question.by) for row in answer.rows}
    assert len(seen) == len(answer.rows), "a cell stands twice"
    for row in answer.rows:
        plain = reading.figures(row.by)
        for key, figure in row.kpis.items():
            assert same(figure, plain[key]), f"{key} of {row.by}: {figure} for {plain[key]}"
    assert seen.issuperset(reading.cells()), "a cell is left out"


def test_ask_equals_a_plain_reading_of_the_rows() -> None:
    seen: Counter[str] = Counter()

    @given(cases())
    def law(case: Case) -> None:
        seen.update(["all", *case.labels()])
        note(str(case.question))
        with tempfile.TemporaryDirectory() as folder:
            check(case, Path(folder))

    law()
    if seen["all"] >= 100:
        assert all(seen[label] >= seen["all"] / 10 for label in LABELS), seen
