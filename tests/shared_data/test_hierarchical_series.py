"""Forecasts of series that nobody here made (data/05): no worse in total than the seasonal naive, and sure within bounds."""

from pathlib import Path

import pytest

from bench import forecast

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", forecast.SETS)
def test_forecasts_keep_what_is_claimed_of_them(shared: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors over those of the seasonal naive, whose own are those of SOURCE.md; and the share inside the 80% interval."""
    claims = forecast.judged(name, forecast.SETS[name](shared / "05_hierarchical_series"), origins=8)
    missed = {
        claim: figure for claim, (figure, sign, goal) in claims.items() if (figure > goal if sign == "≤" else figure < goal)
    }
    assert missed == {}
    assert capsys.readouterr().out.count("All ") == 1
