"""Tables on a terminal."""

import pytest

from rapport.cli import output


def test_no_figure_breaks_however_many_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    figures = [f"−€413,727.{place:02}" for place in range(20)]
    output.table(["Product", *["what a driver did"] * 20], [["P", *figures]], words=1)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.strip().startswith("P ")]
    assert line.split() == ["P", *figures]
