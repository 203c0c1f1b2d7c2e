"""Tables on a terminal, and as comma-separated text."""

import csv
import io
from pathlib import Path

import pytest

from rapport.cli import output
from tests.cli.conftest import Rapport


def test_no_figure_breaks_however_many_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    figures = [f"−€413,727.{place:02}" for place in range(20)]
    output.table(["Product", *["what a driver did"] * 20], [["P", *figures]], words=1)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.strip().startswith("P ")]
    assert line.split() == ["P", *figures]


def test_a_name_is_no_formula_in_comma_separated_text(rapport: Rapport, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text(
        "month,account,product,category,units\n2026-10,Contoso,=1+1,pc,5\n2026-10,Contoso,-P,pc,6\n", encoding="utf-8"
    )
    rapport("import", file)
    said = rapport("ask", "pc_shipments", "--by", "product", "--csv").out
    assert {row["product"]: row["value"] for row in csv.DictReader(io.StringIO(said))} == {"'=1+1": "5", "'-P": "6"}
