"""Rates of exchange: what a unit of each currency is worth in another one, month by month."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from rapport.core.money import FEW_DAYS, QUOTED_FIRST
from rapport.core.periods import Period, add_months, runs
from rapport.core.question import Number
from rapport.facts.lines import Line

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Kind = Literal["average", "budget"]
"""average: of the month that the amounts are of. budget: what plans are made at."""

_PLACE = f"coalesce(nullif(list_position({list(QUOTED_FIRST)}, far.unit), 0), {len(QUOTED_FIRST) + 1})"
_WORTH = f"""
    WITH quoted AS (
        SELECT base AS unit, quote AS priced_in, month, rate, days FROM rates WHERE kind = $kind
        UNION ALL SELECT quote AS unit, base AS priced_in, month, 1 / rate AS rate, days FROM rates WHERE kind = $kind
    ), found AS (
        SELECT unit AS currency, month, rate, days, 0 AS place, '' AS via FROM quoted WHERE priced_in = $currency
        UNION ALL
        SELECT near.unit AS currency, near.month, near.rate * far.rate AS rate, least(near.days, far.days) AS days,
            {_PLACE} AS place, far.unit AS via
        FROM quoted AS near JOIN quoted AS far ON near.priced_in = far.unit AND near.month = far.month
        WHERE far.priced_in = $currency AND near.unit <> $currency
    )
    SELECT currency, month, rate, days FROM found
    QUALIFY row_number() OVER (PARTITION BY currency, month ORDER BY place, via) = 1
"""  # noqa: S608 — names of our own

RATES_OF: Mapping[str | None, Kind] = {"plan": "budget", "forecast": "budget"}
"""At constant currency: the rates of what one compares with, where those are not the average ones."""

KINDS: Mapping[str, Kind] = {"actual": "average"}
"""The rates that the amounts of a scenario go by; all others go by those that plans are made at."""


@dataclass(frozen=True)
class Worth:
    """What a unit of a currency is worth in a month, and of how many days that is the mean (None: told by month)."""

    rate: float
    days: int | None


Used = Mapping[tuple[str, Kind], Mapping[date, Worth | None]]
"""The rates that a sum needs: of each currency and kind, by month; None where there is none."""


class Rates:
    """The rates of a world, read as they are needed."""

    def __init__(self, connection: "DuckDBPyConnection") -> None:
        self.connection = connection
        self._known: dict[tuple[str, Kind], dict[tuple[str, date], Worth]] = {}

    def of(self, currency: str, kind: Kind) -> Mapping[tuple[str, date], Worth]:
        """What currencies are worth in `currency`, by currency and first day of the month; `currency` itself is not among them.

        A month of which no rate is known has none. A rate of the two counts before a cross over a third one, of crosses that
        over the first in the market's order. `days` of a cross: of the leg with fewer. Rates are float64: add up exact amounts
        by currency and month first, then multiply.
        """
        if (currency, kind) not in self._known:
            rows = self.connection.execute(_WORTH, {"currency": currency, "kind": kind}).fetchall()
            self._known[currency, kind] = {(unit, month): Worth(rate, days) for unit, month, rate, days in rows}
        return self._known[currency, kind]


@dataclass(frozen=True)
class Converted:
    """A sum of money in one currency, or why there is none, and what is to be said of its rates."""

    value: float
    why: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Conversion:
    """How money becomes one currency.

    Actual amounts go by the average rate of their month, those of plan, budget and forecast by its budget rate; `kind` says
    another for all. `months`: so many later (negative: earlier) lies the month whose rate is taken. `is_constant`: at the rates
    of the base.
    """

    currency: str
    kind: Kind | None = None
    months: int = 0
    is_constant: bool = False

    def total(self, lines: Iterable[tuple[str, Line]], place: int, rates: Rates) -> Converted:
        """The sum at `place` of lines, each with its scenario: exact by currency and month, times the rate, added up.

        An amount of several months goes by the plain mean of their rates. Without one rate that is needed there is no sum.
        """
        parts: list[float] = []
        used: dict[tuple[str, Kind], dict[date, Worth | None]] = {}
        for scenario, line in lines:
            if line.stretch is None or line.currency is None:
                parts.append(float(line.sums[place]))
            elif line.sums[place]:
                kind = self._kind(scenario)
                known, months = rates.of(self.currency, kind), self._months(*line.stretch)
                found = {month: known.get((line.currency, month)) for month in months}
                used.setdefault((line.currency, kind), {}).update(found)
                mean = math.fsum(worth.rate for worth in found.values() if worth) / len(months)
                parts.append(float(line.sums[place]) * mean)
        return Converted(math.fsum(parts), self._why(used), tuple(self._notes(used)))

    def mean(self, scenario: str, currency: str, stretch: tuple[date, date], rates: Rates) -> float | None:
        """What a unit of a currency is worth over these months, by the rates of a scenario; None where one is not known."""
        known, months = rates.of(self.currency, self._kind(scenario)), self._months(*stretch)
        found = [worth.rate for month in months if (worth := known.get((currency, month)))]
        return math.fsum(found) / len(months) if len(found) == len(months) else None

    def _kind(self, scenario: str) -> Kind:
        return self.kind or KINDS.get(scenario, "budget")

    def _months(self, first: date, last: date) -> list[date]:
        """The months whose rates an amount goes by that speaks of these, both ends in."""
        return [add_months(month, self.months) for month in Period(first, add_months(last, 1)).months()]

    def _why(self, used: Used) -> str | None:
        missing = {
            f"no {'budget ' if kind == 'budget' else ''}rate {currency}→{self.currency} for {', '.join(runs(lacking))}": None
            for (currency, kind), months in sorted(used.items())
            if (lacking := sorted(month for month, worth in months.items() if worth is None))
        }
        return "; ".join(missing) or None

    def _notes(self, used: Used) -> Iterator[str]:
        whose = " of the base period" if self.months else ""
        for kind, said in (("average", "monthly average"), ("budget", "budget")):
            if currencies := sorted(currency for currency, of in used if of == kind):
                yield f"{' and '.join(currencies)} in {self.currency} at {said} rates{whose}"
        for (currency, _), months in sorted(used.items()):
            for month, worth in sorted(months.items()):
                if worth and worth.days is not None and worth.days < FEW_DAYS:
                    days = f"{worth.days} day{'s' * (worth.days > 1)}"
                    yield f"the rate {currency}→{self.currency} for {month:%Y-%m} is the mean of {days}"


def added(amounts: Iterable[Number]) -> Number:
    """The sum of amounts: exact where all are, else float64."""
    listed = list(amounts)
    exact = [amount for amount in listed if isinstance(amount, Decimal)]
    return sum(exact, Decimal(0)) if len(exact) == len(listed) else math.fsum(listed)
