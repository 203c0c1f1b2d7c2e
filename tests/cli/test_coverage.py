"""Who has not reported is said beside a figure, in every form that people read."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Rapport


@pytest.fixture
def half(rapport: Rapport, tmp_path: Path) -> Rapport:
    """Two distributors in one file, of which the one that sold more is silent in the last month."""
    file = tmp_path / "sold.csv"
    lines = ("2026-09,Contoso,CN,D1,P,63", "2026-09,Contoso,CN,D2,P,37", "2026-10,Contoso,CN,D2,P,40")
    file.write_text("\n".join(["month,account,country,channel,product,sell_through", *lines]), encoding="utf-8")
    assert rapport("import", file).code == 0
    return rapport


def test_who_has_not_reported_is_said_beside_the_figure(half: Rapport) -> None:
    words = ("ask", "sell_through", "--period", "2026-10")
    assert "Sell-through: 1 of 2 sources reported, 37.0% of volume" in half(*words).out
    assert "渠道销售量：2 个来源中有 1 个已报送，占销量 37.0%" in half(*words, "--lang", "zh-hans").out
    assert half(*words, "--by", "channel").out.count("1 of 2 sources") == 1
    (line,) = csv.DictReader(io.StringIO(half(*words, "--csv").out))
    assert (line["reporting"], line["expected"], line["volume"]) == ("1", "2", "0.37")
    assert "sources" not in half("ask", "sell_through", "--period", "2026-09").out
