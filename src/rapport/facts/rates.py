"""Rates of exchange: what a unit of each currency is worth in another one, month by month."""

from typing import TYPE_CHECKING, Literal

from rapport.core.money import QUOTED_FIRST

if TYPE_CHECKING:
    from sqlglot import exp

Kind = Literal["average", "budget"]
"""average: of the month that the amounts are of. budget: what plans are made at."""

_PLACE = f"coalesce(nullif(list_position({list(QUOTED_FIRST)}, far.unit), 0), {len(QUOTED_FIRST) + 1})"
_RELATION = """
    WITH quoted AS (
        SELECT base AS unit, quote AS priced_in, month, rate, days FROM rates WHERE kind = :kind
        UNION ALL SELECT quote AS unit, base AS priced_in, month, 1 / rate AS rate, days FROM rates WHERE kind = :kind
    ), found AS (
        SELECT unit AS currency, month, rate, days, 0 AS place, '' AS via FROM quoted WHERE priced_in = :currency
        UNION ALL
        SELECT near.unit AS currency, near.month, near.rate * far.rate AS rate, least(near.days, far.days) AS days,
            {place} AS place, far.unit AS via
        FROM quoted AS near JOIN quoted AS far ON near.priced_in = far.unit AND near.month = far.month
        WHERE far.priced_in = :currency AND near.unit <> :currency
    )
    SELECT currency, month, rate, days FROM found
    QUALIFY row_number() OVER (PARTITION BY currency, month ORDER BY place, via) = 1
"""


def relation(currency: str, kind: Kind) -> "exp.Select":
    """SQL of what one unit of each currency is worth in `currency`: `currency month rate days`, one row a currency and month.

    It reads the view `rates` of `engine.opened`; join it by an amount's currency and the first day of its month:

        … LEFT JOIN (<relation>) AS worth ON worth.currency = fact.currency AND worth.month = date_trunc('month', fact.since)

    A month of which no rate is known has no row, and `currency` itself has none, since its amounts stand as they are. A rate
    of the two counts before a cross over a third one, of crosses that over the first in the market's order. `days`: of how many
    days the rate is the mean (of a cross: of the leg with fewer), NULL where it was told by month. Rates are float64: add up
    exact amounts by currency and month first, then multiply.
    """
    from sqlglot import exp, parse_one

    query = exp.replace_placeholders(parse_one(_RELATION.format(place=_PLACE), dialect="duckdb"), currency=currency, kind=kind)
    if not isinstance(query, exp.Select):
        raise TypeError("the relation is no query")
    return query
