"""Packs as values: what can be counted, sent, asked and written, with labels in both languages."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from rapport.core.calendars import Calendar
from rapport.core.kpi import Formula, Leaf
from rapport.core.money import rounded
from rapport.core.refusals import is_chinese, unknown

Lang = Literal["en", "zh-hans"]
LANGS: tuple[Lang, ...] = ("en", "zh-hans")


@dataclass(frozen=True)
class Label:
    """A name or sentence in both languages."""

    en: str
    zh_hans: str

    def __call__(self, lang: Lang) -> str:
        """The words in `lang`."""
        return self.en if lang == "en" else self.zh_hans


MeasureKind = Literal["flow", "stock", "published"]

FIELDS: Mapping[str, Label] = {
    "currency": Label("currency", "币种"),
    "day": Label("day", "日"),
    "fiscal_quarter": Label("fiscal quarter", "财季"),
    "fiscal_year": Label("fiscal year", "财年"),
    "month": Label("month", "月份"),
    "quarter": Label("quarter", "季度"),
    "sender": Label("sender", "发送方"),
    "year": Label("year", "年份"),
}
"""What answers can be told by besides the dimensions and attributes of a trade."""


@dataclass(frozen=True)
class Measure:
    """What can be counted.

    `kind`: a flow adds up over time, a stock is read at a moment; published is a ratio that somebody else published, without
    numerator and denominator, so each figure stands for itself and none is ever added. `unit`: "units", "money" or, of what is
    published, "ratio" (a fraction: 0.352 is 35.2%). `dimensions`: those it can be broken down by; a filter or grouping on any
    other leaves it whole. `trust`: kinds or names of senders, most trusted
    first. `sensitivity`: the class that a grant names; "public" needs no grant. `is_recorded`: it comes from what people
    record in the home, not from files that are sent.
    """

    key: str
    label: Label
    kind: MeasureKind
    unit: Literal["units", "money", "ratio"]
    dimensions: frozenset[str]
    trust: tuple[str, ...] = ()
    sensitivity: str = "internal"
    is_recorded: bool = False

    @property
    def is_of_distributors(self) -> bool:
        """Whether each distributor reports it, whoever sends the file: they are trusted before the partner."""
        order = [kind for kind in self.trust if kind in ("distributor", "partner")]
        return order[:1] == ["distributor"]


@dataclass(frozen=True)
class Dimension:
    """Something facts can be broken down by: `names` are other words for the dimension itself, as headers use them.

    `is_public`: what its values are called is no secret; those of others are known to whoever sees a fact of them.
    `parents`: the dimensions under whose values its own stand in dated trees; itself among them where they nest.
    """

    key: str
    label: Label
    names: tuple[str, ...] = ()
    is_public: bool = False
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attribute:
    """A dated property of a value of dimension `of`; `values` maps each neutral word to the words files use for it.

    Without `values` any text is taken as it stands.
    """

    key: str
    label: Label
    of: str
    names: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Role = Literal[
    "time",
    "dimension",
    "attribute",
    "measure",
    "code",
    "year",
    "quarter",
    "release",
    "scenario",
    "currency",
    "unit",
    "check",
    "ignored",
    "rate",
    "base",
    "quote",
    "pair",
    "kind",
    "parent",
    "name_zh",
]
"""What a column does. time: day, month or quarter. code: the code of dimension `to`. year, quarter: parts of a time.
release: when a row was published. scenario: whether its amounts are actual, planned, … currency, unit: of the row's amounts.
check: derived, never loaded. ignored: not needed.
rate: how much of currency `quote` one unit of currency `base` is worth, `pair`: both in one text; kind: average or budget.
parent: what the value of a list's row stands under in dimension `to`; name_zh: its Chinese name."""


@dataclass(frozen=True)
class Column:
    """A column that a dataset knows: `to` is the key of its dimension, attribute or measure; `headers` the words it goes by."""

    key: str
    role: Role
    to: str
    headers: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Dataset:
    """What a kind of file holds. `slice_keys`: dimensions that, with account and month, name what a file replaces whole.

    `sender_from`: the dimension whose value names the sender, if the file has it. `expected`: senders who are to send it, also
    such as never did. `list_of`: the dimension that it describes, where it is a reference list and holds no facts: a row says
    what a value is called, is, and stands under, from a day on. `single`: columns that it does not load, of which a file may
    hold one value only.
    """

    key: str
    label: Label
    columns: tuple[Column, ...]
    slice_keys: tuple[str, ...] = ("country",)
    scenario: str = "actual"
    sender_from: str | None = None
    expected: tuple[str, ...] = ()
    list_of: str | None = None
    single: tuple[Column, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that its columns fill, in order."""
        return tuple(dict.fromkeys(c.to for c in self.columns if c.role == "measure"))

    @property
    def holds_rates(self) -> bool:
        """Whether it holds rates of exchange, which are no facts."""
        return any(column.role == "rate" for column in self.columns)


@dataclass(frozen=True)
class Example:
    """A worked example that is the KPI's test: the amounts of its aggregates, and the value they come to as printed."""

    amounts: Mapping[Leaf, Decimal]
    value: Decimal


NoBase = Literal["no base", "no movement", "quota met"]

MATCHED = ("account", "country", "channel", "month")
"""The fields in which the measures of a quotient are matched, unless its KPI says fewer."""


class Band(NamedTuple):
    """The limits between which a KPI is as it should be, both inside, in its own unit: percents are fractions."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Kpi:
    """A figure and all that is said of it. `unit`: units, money, percent, ratio, weeks, days. `better`: higher, lower, band.

    `match`: the fields whose cells all measures of a quotient must be reported in to count; a plain sum has no use for it.
    `promised`: measures that count also where the others report nothing, as a quota stands before anything is sold.
    `at_most`: a figure above it is to be checked, as a part is never more than its whole; None where there is no such limit.
    `band`: of one that is best within a band its limits; None where only a person can say.
    """

    key: str
    label: Label
    says: Label
    formula: Formula
    text: str
    unit: Literal["units", "money", "percent", "ratio", "weeks", "days"]
    better: Literal["higher", "lower", "band"]
    version: int
    valid_from: date
    minimum_base: Decimal
    decimals: int
    no_base: NoBase = "no base"
    names: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    match: tuple[str, ...] = MATCHED
    promised: tuple[str, ...] = ()
    at_most: Decimal | None = None
    band: Band | None = None

    def beyond(self, value: Decimal | float) -> Decimal:
        """How far above its band a figure lies as it is printed, below zero: under it; nothing inside, or without a band."""
        shown = rounded(value, self.decimals + (2 if self.unit == "percent" else 0))
        return shown - min(max(shown, self.band.low), self.band.high) if self.band else Decimal(0)


@dataclass(frozen=True)
class Factor:
    """One step of a driver tree: the amount `of` a formula at the cells of dimensions `at`, over the step before.

    The last step's `of` is the KPI itself (or a part of it) at the leaves, so the product of all factors of a leaf is the
    leaf's amount. `alone`: the driver's name where no step before it is reported; without it, those steps are needed.
    """

    driver: str
    of: Formula
    at: tuple[str, ...]
    alone: str = ""


@dataclass(frozen=True)
class DriverTree:
    """A KPI, or a part of it, as a product of factors; parts are told together. `needs`: the measures that it looks at."""

    key: str
    kpi: str
    factors: tuple[Factor, ...]
    needs: tuple[str, ...]

    @property
    def leaf(self) -> tuple[str, ...]:
        """The dimensions of the finest cells."""
        return self.factors[-1].at


@dataclass(frozen=True)
class Scorecard:
    """KPIs that are read together: their keys, in order."""

    key: str
    label: Label
    kpis: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A numbered part of a document, and the figures that it speaks of.

    `kpis`: those of its table; the first of `leads` that is reported opens it. `explained`: those of which it tells why they
    moved. `wanted`: those whose absence it names. `places`: by what fields a change is told, the first that tells more than
    one place apart. `across`: likewise, by what its KPIs stand side by side. `has_months`: whether it also tells the year to
    date and the months. `datasets`: what brings its figures. `requires`: what it must hold to be published, by the gate's names.
    """

    key: str
    label: Label
    leads: tuple[str, ...]
    kpis: tuple[str, ...]
    explained: tuple[str, ...]
    wanted: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    has_months: bool
    datasets: tuple[str, ...]
    requires: tuple[str, ...]
    across: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Document:
    """A document that is written: its sections in order.

    `strip`: the KPIs whose standing its head shows. `instead_of`: the document whose place it takes for accounts of which any
    of the KPIs `where` is reported. `spans`: it is written once over all accounts that are chosen, and not once for each.
    """

    key: str
    label: Label
    sections: tuple[Section, ...]
    strip: tuple[str, ...]
    instead_of: str
    where: tuple[str, ...]
    spans: bool = False


@dataclass(frozen=True)
class Trade:
    """All that the packs of a home say, composed. `digests`: of each pack's text, by name and version."""

    measures: Mapping[str, Measure]
    dimensions: Mapping[str, Dimension]
    attributes: Mapping[str, Attribute]
    datasets: Mapping[str, Dataset]
    kpis: Mapping[str, Kpi]
    drivers: Mapping[str, Label]
    trees: tuple[DriverTree, ...]
    documents: Mapping[str, Document]
    digests: Mapping[str, str]
    scorecards: Mapping[str, Scorecard] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)

    def kpi(self, name: str) -> Kpi:
        """The KPI of that key or other name; refuses with the nearest right words."""
        if name in self.kpis:
            return self.kpis[name]
        for kpi in self.kpis.values():
            if name.casefold() in _words(kpi.names, kpi.label):
                return kpi
        raise unknown("KPI", name, _offered(name, self.kpis))

    def field(self, name: str, also: Collection[str] = ()) -> str:
        """The key of the dimension or attribute of that key or other name, or a word that is known `also`.

        Refuses any other with the nearest right words.
        """
        known: dict[str, Dimension | Attribute] = {**self.dimensions, **self.attributes}
        if name in known or name in also:
            return name
        for key, entry in known.items():
            if name.casefold() in _words(entry.names, entry.label):
                return key
        raise unknown("dimension", name, (*_offered(name, known), *also))

    def scorecard(self, name: str) -> Scorecard:
        """The scorecard of that key or label; refuses with the nearest right words."""
        for scorecard in self.scorecards.values():
            if name.casefold() in {scorecard.key, *_words((), scorecard.label)}:
                return scorecard
        raise unknown("scorecard", name, _offered(name, self.scorecards))

    def calendar(self, name: str) -> Calendar:
        """The calendar of that key; refuses with the nearest right words."""
        if name not in self.calendars:
            raise unknown("calendar", name, self.calendars)
        return self.calendars[name]

    def calendar_of(self, sender: str) -> Calendar | None:
        """The calendar by which a sender tells its periods, where one is known; capitals do not matter."""
        named = sender.strip().casefold()
        return next((one for one in self.calendars.values() if named in map(str.casefold, one.senders)), None)

    def dataset(self, name: str) -> Dataset:
        """The dataset of that key; refuses with the nearest right words."""
        if name not in self.datasets:
            raise unknown("dataset", name, self.datasets)
        return self.datasets[name]

    def dimension_of(self, key: str) -> str:
        """The dimension a field stands on: itself, or the one an attribute describes."""
        return self.attributes[key].of if key in self.attributes else key

    def nests(self, key: str) -> bool:
        """Whether values of a dimension stand under others of the same dimension."""
        return key in self.dimensions and key in self.dimensions[key].parents

    def below(self, level: str) -> tuple[str, ...]:
        """The other dimensions whose values stand under those of a level in trees, at any depth, the nearest first."""
        found = [level]
        for above in found:
            found += [key for key, one in self.dimensions.items() if above in one.parents and key not in found]
        return tuple(found[1:])


def _offered(word: str, known: Mapping[str, Kpi | Dimension | Attribute | Scorecard]) -> Iterable[str]:
    """What may have been meant by a word: keys, or for a Chinese word the Chinese labels and names."""
    if not is_chinese(word):
        return known
    named = (each.label.zh_hans for each in known.values())
    others = (name for each in known.values() if not isinstance(each, Scorecard) for name in each.names)
    return [name for name in (*named, *others) if is_chinese(name)]


def _words(names: Iterable[str], label: Label) -> set[str]:
    return {word.casefold() for word in (*names, label.en, label.zh_hans)}
