"""A base that was restated: what that did stands first, and drivers explain the rest."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Rapport


def effects_of(found: Any) -> dict[str, float]:
    return {effect["driver"]: effect["amount"] for effect in found["effects"]}


@pytest.fixture
def restated(rapport: Rapport, tmp_path: Path) -> Rapport:
    """A month that was told twice, and the month a year after."""
    told = {"first": ("2024-11-05", 170), "restated": ("2024-12-05", 168), "after": ("2025-11-05", 175)}
    for name, (published, units) in told.items():
        month = "2025-10" if name == "after" else "2024-10"
        lines = ("month,account,country,category,product,units,published", f"{month},Contoso,CN,pc,P1,{units},{published}")
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
        assert rapport("import", tmp_path / f"{name}.csv").code == 0
    return rapport


def test_a_base_that_was_restated_is_told_first(restated: Rapport) -> None:
    words = ("explain", "pc_shipments", "--period", "2025-10", "--vs", "prior_year", "--by", "country", "--json")
    assert effects_of(restated(*words).json) == {"volume": 7}
    for known in ("first", "2024-11-30"):
        found = restated(*words, "--base-as-of", known).json
        assert (found["base"], found["delta"], effects_of(found)) == (170, 5, {"restatement": -2, "volume": 7})
        assert effects_of(found["cells"][0]) == {"restatement": -2, "volume": 7}


RESTATED = "2025-10 · prior year 2024-10 (known on 2024-12-05) · known on 2025-11-05"
FIRST = "2025-10 · prior year 2024-10 (known on 2024-11-05) · known on 2025-11-05"


@pytest.mark.parametrize(
    ("words", "headline", "said"),
    [
        ((), RESTATED, RESTATED),
        (("--base-as-of", "first"), FIRST, "base as first printed"),
        (("--base-as-of", "2024-11-30"), FIRST, "base as known on 2024-11-30"),
    ],
)
def test_ask_and_explain_say_alike_which_base_is_meant(
    restated: Rapport, words: tuple[str, ...], headline: str, said: str
) -> None:
    of, known = ("pc_shipments", "--period", "2025-10", "--vs", "prior_year", *words), []
    for command in ("ask", "explain"):
        assert {headline, said} <= set(restated(command, *of).out.splitlines()), command
        found = restated(command, *of, "--json").json
        base = found["base"] if command == "ask" else found["against"]
        known.append((found["known_on"], found["ledger"], base, found.get("notes", [])))
    asked, explained = known
    assert asked == explained
    assert (
        restated("explain", *of, "--lang", "zh-hans").out.splitlines()[1]
        == restated("ask", *of, "--lang", "zh-hans").out.splitlines()[0]
    )
