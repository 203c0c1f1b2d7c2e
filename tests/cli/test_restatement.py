"""A base that was restated: what that did stands first, and drivers explain the rest."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import Rapport


def effects_of(found: Any) -> dict[str, float]:
    return {effect["driver"]: effect["amount"] for effect in found["effects"]}


def test_a_base_that_was_restated_is_told_first(rapport: Rapport, tmp_path: Path) -> None:
    told = {"first": ("2024-11-05", 170), "restated": ("2024-12-05", 168), "after": ("2025-11-05", 175)}
    for name, (published, units) in told.items():
        month = "2025-10" if name == "after" else "2024-10"
        lines = ("month,account,country,category,product,units,published", f"{month},Contoso,CN,pc,P1,{units},{published}")
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
        assert rapport("import", tmp_path / f"{name}.csv").code == 0
    words = ("explain", "pc_shipments", "--period", "2025-10", "--vs", "prior_year", "--by", "country", "--json")
    assert effects_of(rapport(*words).json) == {"volume": 7}
    for known in ("first", "2024-11-30"):
        found = rapport(*words, "--base-as-of", known).json
        assert (found["base"], found["delta"], effects_of(found)) == (170, 5, {"restatement": -2, "volume": 7})
        assert effects_of(found["cells"][0]) == {"restatement": -2, "volume": 7}
