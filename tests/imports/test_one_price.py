"""A currency a row beside amounts that are all in one: the report names it, so that no rate is applied in good faith."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.imports.conftest import Outcome

pytestmark = pytest.mark.django_db

HEAD = "Order Date,Reseller,Country,Product Code,Order Qty,Sales Amount,Currency"
ALIKE = """
2026-10-01,Contoso,US,P-1,2,200.00,USD
2026-10-01,Contoso,US,P-1,20,1800.00,USD
2026-10-02,Contoso,CA,P-1,1,100.00,CAD
2026-10-03,Contoso,DE,P-1,3,300.00,EUR
2026-10-01,Contoso,US,P-2,1,49.50,USD
2026-10-04,Contoso,CA,P-2,2,99.00,CAD
2026-10-05,Contoso,DE,P-3,1,10.00,EUR
"""


def told(found: Outcome) -> list[str]:
    return [problem["text"] for problem in found.report["problems"] if problem["rule"] == "one-currency"]


def test_products_that_cost_the_same_number_in_each_currency_are_named(
    text: Callable[..., Path], imported: Callable[..., Outcome]
) -> None:
    found = imported(text(HEAD + ALIKE))
    [said] = told(found)
    assert said.startswith("2 of 2 products that are sold in several currencies (CAD, EUR, USD) cost the same number in each")
    assert "“Currency”" in said
    assert found.report["rows"]["loaded"] == 7


@pytest.mark.parametrize(
    "rows",
    [
        ALIKE.replace("100.00,CAD", "139.00,CAD").replace("300.00,EUR", "276.00,EUR").replace("99.00,CAD", "137.00,CAD"),
        ALIKE.replace(",CAD", ",USD").replace(",EUR", ",USD"),
        "\n".join(line for line in ALIKE.splitlines() if "P-2" not in line) + "\n",
    ],
    ids=["each in its own currency", "one currency", "one product alone"],
)
def test_where_prices_differ_or_little_is_known_nothing_is_said(
    text: Callable[..., Path], imported: Callable[..., Outcome], rows: str
) -> None:
    assert told(imported(text(HEAD + rows))) == []


def test_a_map_file_that_leaves_the_column_out_ends_it(text: Callable[..., Path], imported: Callable[..., Outcome]) -> None:
    from rapport.imports.mapping import MapFile, Target

    found = imported(text(HEAD + ALIKE), mapping=MapFile(columns={"Currency": Target("ignored")}), constants={"currency": "USD"})
    assert (told(found), {fact["currency"] for fact in found.facts if fact["measure"] == "revenue"}) == ([], {"USD"})
