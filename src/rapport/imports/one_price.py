"""A column of currencies beside amounts that are all in one: told by products that cost the same number in each of them."""

import duckdb

from rapport.imports.problems import Problem
from rapport.imports.rows import TypedSheet

FEWEST = 2
"""So many products must be sold in several currencies; the price of one may be the same by chance."""
MOST_OF = 0.8
"""The share of those products that must have one price: where amounts are in their own currencies hardly any has."""


def trap(db: duckdb.DuckDBPyConnection, sheet: TypedSheet) -> list[Problem]:
    """What is to be said of a sheet whose amounts seem to be in one currency, though a column names several."""
    columns = sheet.layout.of_role("currency")
    money = next((amount for amount in sheet.amounts if amount.is_money and not amount.field.unit.currency), None)
    units = next((amount for amount in sheet.amounts if not amount.is_money and amount.adds_up), None)
    if not columns or money is None or units is None or "product" not in sheet.dimensions:
        return []
    found = db.execute(
        f"""WITH price AS (
            SELECT product, {money.currency} AS currency, round({money.value} / {units.value}, 2) AS price FROM {sheet.table}
            WHERE NOT is_total AND NOT is_bad AND {money.value} <> 0 AND {units.value} <> 0 GROUP BY ALL),
        product AS (SELECT product, count(DISTINCT currency) AS currencies FROM price GROUP BY 1 HAVING currencies > 1),
        common AS (SELECT product, price, count(*) AS currencies FROM price GROUP BY ALL)
        SELECT count(*), count(*) FILTER (EXISTS (FROM common WHERE common.product = product.product
                AND common.currencies = product.currencies)),
            (SELECT string_agg(DISTINCT currency, ', ' ORDER BY currency) FROM price) FROM product"""
    ).fetchone()
    several, same, currencies = found or (0, 0, "")
    if several < FEWEST or same < MOST_OF * several:
        return []
    column = columns[0].heading
    text = (
        f"{same:,} of {several:,} products that are sold in several currencies ({currencies}) cost the same number in each: the "
        f"amounts seem to be in one currency, whatever “{column}” says, and no rate should be applied to them. They are loaded "
        f'as it says; if it is wrong, leave it out by a map file, [columns] "{column}" = "ignored", and say the currency with '
        "--set currency=…"
    )
    return [Problem(sheet.sheet.name, sheet.headings.row, column, None, "one-currency", text)]
