"""A survey’s shares of versions: fractions under the heading “percentage”, and tables of other things between them."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from rapport.core.refusals import Refused
from tests.imports.conftest import Outcome

pytestmark = pytest.mark.django_db

SURVEY = '''date,category,name,change,percentage
2026-04-01,OS Version,Contoso 11 64 bit,0.0098,0.6612000000000001
2026-04-01,OS Version,"""Contoso"" Linux, 64 bit",-0.0003,0.0188
2026-04-01,RAM,16 GB,-0.0003,0.41
2010-05-01,Windows Version,Contoso XP 32 bit,0,0.2319
'''


def test_each_version_and_month_has_the_share_that_was_printed(
    text: Callable[..., Path], imported: Callable[..., Outcome]
) -> None:
    found = imported(text(SURVEY))
    assert {(str(f["day"]), f["source"], f["product"], f["value"]) for f in found.facts} == {
        ("2026-04-01", "Steam", "Contoso 11 64 bit", Decimal("0.6612")),
        ("2026-04-01", "Steam", '"Contoso" Linux, 64 bit', Decimal("0.0188")),
        ("2010-05-01", "Steam", "Contoso XP 32 bit", Decimal("0.2319")),
    }
    assert found.report["tables"][0]["dataset"] == "published_versions"
    told = [problem["text"] for problem in found.report["problems"]]
    assert "the column percentage holds fractions, as those of a month come to 1, and is loaded as such" in told
    assert "1 lines of other categories are not loaded" in told


def test_percents_under_that_heading_are_refused(text: Callable[..., Path], imported: Callable[..., Outcome]) -> None:
    with pytest.raises(Refused, match=r"the shares of a month come to 68; fractions that come to 1 are expected"):
        imported(text(SURVEY.replace("0.6612000000000001", "66.12").replace("0.0188", "1.88")))
