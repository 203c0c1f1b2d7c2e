"""What headings say of scale and currency, from the file to the facts: read as it is written, or refused."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rapport.core.refusals import Refused
from rapport.imports.mapping import MapFile, Target
from tests.imports.conftest import Outcome

Import = Callable[..., Outcome]
Text = Callable[..., Path]
UNITS = "month,account,country,{heading}\n2026-10,A,CN,5\n2026-10,B,CN,7.5\n"


@pytest.mark.parametrize(
    ("heading", "said", "values", "currency"),
    [
        ("Revenue (TEUR)", {}, [5000, 7500], "EUR"),
        ("Revenue (€)", {}, [5, Decimal("7.5")], "EUR"),
        ("Revenue (mEUR)", {}, [5_000_000, 7_500_000], "EUR"),
        ("Revenue ($000)", {"constants": {"currency": "USD"}}, [5000, 7500], "USD"),
        ("Revenue $k", {"constants": {"currency": "HKD"}}, [5000, 7500], "HKD"),
        (
            "Revenue (xEUR)",
            {"mapping": MapFile(columns={"Revenue (xEUR)": Target("revenue", Decimal(10), "EUR")})},
            [50, 75],
            "EUR",
        ),
    ],
)
def test_a_heading_says_scale_and_currency_in_one_word(
    text: Text, imported: Import, heading: str, said: dict[str, Any], values: list[Decimal], currency: str
) -> None:
    found = imported(text(UNITS.format(heading=heading)), **said)
    assert found.column("value") == values
    assert set(found.column("currency")) == {currency}


@pytest.mark.parametrize(
    ("heading", "currency", "reason"),
    [
        ("Revenue ($000)", None, "nothing says of which currency (“$” is that of several)"),
        ("Revenue ($000)", "EUR", "column “Revenue ($000)” has the sign “$”, and EUR is not written so; mend one of them"),
        ("Revenue (xEUR)", None, "“xEUR” speaks of money or of a scale and is not understood"),
        ("Revenue (xEUR)", "EUR", "“xEUR” speaks of money or of a scale and is not understood"),
        ("Revenue (kEUR)", "USD", "“Revenue (kEUR)” says it too; leave out what is said for all: --set currency=…"),
    ],
)
def test_what_a_heading_says_of_money_is_never_dropped(
    text: Text, imported: Import, heading: str, currency: str | None, reason: str
) -> None:
    with pytest.raises(Refused, match=re.escape(reason)):
        imported(text(UNITS.format(heading=heading)), constants={"currency": currency} if currency else {})


def test_a_row_in_a_currency_without_the_sign_of_its_heading_is_rejected(text: Text, imported: Import) -> None:
    rows = "month,account,country,Revenue ($k),Currency\n2026-10,A,CN,5,USD\n2026-10,B,CN,7,EUR\n"
    found = imported(text(rows))
    assert (found.column("value"), found.column("currency")) == ([5000], ["USD"])
    assert found.rules == ["two-currencies"]


def test_a_count_is_in_no_currency_by_its_unit(text: Text, imported: Import) -> None:
    rows = "month,source,country,form factor,market units,unit\n2026-10,IDC,CN,Notebook,5,K\n2026-10,IDC,DE,Notebook,7,kEUR\n"
    found = imported(text(rows))
    assert found.column("value") == [5000]
