"""A question to the facts, who asks it, and the answer with all it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from rapport.core.periods import Period

Against = Literal["plan", "prior_year", "prior_period", "forecast"]


@dataclass(frozen=True)
class Grant:
    """What someone may see: facts of these accounts, in these countries, of these classes of measure; None means all.

    A fact that is not broken down by account (or country) is seen only by who may see all of them.
    """

    accounts: frozenset[int] | None = None
    countries: frozenset[int] | None = None
    classes: frozenset[str] | None = None


Scope = frozenset[Grant]
"""Someone's grants together: a fact is seen if one grant lets it through. Empty: nothing but public measures."""

UNSEEN = "not visible to you"
"""Why there is nothing of a measure of which a scope sees no fact, whatever facts there are."""

EVERYTHING: Scope = frozenset({Grant()})


@dataclass(frozen=True)
class Filter:
    """Keep the cells whose `field` is one of `values`: ids of a dimension's values, words of an attribute."""

    field: str
    values: frozenset[int | str]


@dataclass(frozen=True)
class Question:
    """What is asked. `by` and filters name dimensions, attributes, grains of time, `currency` or `sender`.

    `period` None: the last month with actuals of the measures asked. `as_of`: as known on that day, by release date;
    `base_as_of` the same for the base alone, "first" meaning as first printed. `structure`: attributes as they are now, as each
    fact's month had them, or as a month had them. `top`: only so many rows, largest first.
    `currency`: all money in this one, each month at its rates. `constant_currency`: at those that the base is told at.
    `country`: the one that the filters keep, by ISO code: working days are without its holidays.
    """

    kpis: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    period: Period | None = None
    vs: Against | None = None
    as_of: date | None = None
    base_as_of: date | Literal["first"] | None = None
    structure: Literal["as_is", "as_was"] | date = "as_is"
    currency: str | None = None
    constant_currency: bool = False
    top: int | None = None
    country: str | None = None


Number = Decimal | float


@dataclass(frozen=True)
class Coverage:
    """How many reporters were expected, and how many sent every month expected of them.

    `volume`: the share of the expected volume that was reported, each month of each reporter at what it stood for before.
    """

    reporting: int
    expected: int
    volume: float | None


class Gap(NamedTuple):
    """An expected reporter of a measure who told nothing on a side (`is_whole`), or missed some of its months.

    `place`: the fields and values to which that is confined; empty: everywhere it reports.
    """

    measure: str
    reporter: str
    is_whole: bool
    is_base: bool = False
    place: tuple[tuple[str, int | str | None], ...] = ()


@dataclass(frozen=True)
class Figure:
    """One KPI in one cell: exact sums, quotients and converted money as float64. A missing value is None, `why` says the reason.

    `delta` is value − base; for percents it is a difference of fractions (0.0248 = 2.48 points). `currency` of money; where there
    is no value, that of the base. `base_coverage` is the coverage of the base where that is of actuals. `unheard`: what either
    side lacks of those expected.
    """

    value: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    base: Number | None = None
    delta: Number | None = None
    coverage: Coverage | None = None
    base_coverage: Coverage | None = None
    notes: tuple[str, ...] = ()
    batches: tuple[str, ...] = ()
    currency: str | None = None
    why: str | None = None
    unheard: frozenset[Gap] = frozenset()


@dataclass(frozen=True)
class Row:
    """One cell of the answer: where it is (`by`, in the question's order), and the figure of each KPI asked.

    From the facts `by` holds ids; from the book's door it holds codes, or names where there is no code.
    """

    by: Mapping[str, int | str | None]
    kpis: Mapping[str, Figure]


@dataclass(frozen=True)
class Base:
    """What the answer compares with: the kind, its period, and the day up to which the base was known."""

    kind: Against
    period: Period
    known_on: date | None


@dataclass(frozen=True)
class Answer:
    """The rows, the period they speak of, the release date and ledger number they rest on.

    `notes`: what is to be said of cells that have no row, as nobody told anything of them who was expected to.
    """

    period: Period
    known_on: date | None
    ledger: int
    currency: str | None
    base: Base | None
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
