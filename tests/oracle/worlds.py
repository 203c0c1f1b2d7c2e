"""Random small worlds, questions and scopes, with the labels of what is in them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from hypothesis import strategies as st

from rapport.core.kpi import leaves, parse
from rapport.core.pack import MATCHED, Attribute, Dimension, Kpi, Label, Measure, Trade
from rapport.core.periods import FiscalCalendar, Period, add_months
from rapport.core.question import EVERYTHING, Filter, Grant, Question, Scope
from rapport.facts.world import FIXED_COLUMNS, BatchName, FactFile, World
from tests.oracle.reading import TIMES
from tests.oracle.rows import Change, Fact, Rows
from tests.parquet import write

FINE = frozenset({"account", "country", "channel", "product"})
NAME = Label("name", "名称")


def _measure(key: str, kind: str, unit: str, dimensions: frozenset[str], sensitivity: str = "internal") -> Measure:
    return Measure(key, NAME, kind, unit, dimensions, sensitivity=sensitivity)  # type: ignore[arg-type]


MEASURES = {
    measure.key: measure
    for measure in (
        _measure("units", "flow", "units", FINE),
        _measure("revenue", "flow", "money", FINE, "finance"),
        _measure("stock", "stock", "units", FINE),
        _measure("market", "flow", "units", frozenset({"country", "vendor", "source"}), "public"),
    )
}
DIMENSIONS = ("account", "country", "channel", "product", "vendor", "source")
ATTRIBUTES = {key: Attribute(key, NAME, "product") for key in ("platform", "line")}
FORMULAS = {
    "units": "sum(units)",
    "revenue": "sum(revenue)",
    "market": "sum(market)",
    "stock": "closing(stock)",
    "opening": "opening(stock)",
    "share": "sum(units[platform = 'own']) / sum(units)",
    "rest": "sum(units[platform != 'own'])",
    "price": "sum(revenue) / sum(units)",
    "partner_share": "sum(units) / sum(market)",
    "turn": "sum(units) / (opening(stock) + sum(units))",
    "weeks": "closing(stock) / per_week(units, 4)",
    "change": "sum(units) - lag(sum(units), 1)",
    "prior_price": "lag(sum(revenue), 1) / sum(units)",
    "cover": "closing(stock) / sum(units)",
    "all_price": "sum(revenue) / (sum(units) + sum(market))",
    "stock_price": "(sum(revenue) - opening(stock)) / (sum(units) + closing(stock))",
    "country_price": "sum(revenue) / sum(units)",
    "month_price": "sum(revenue) / sum(units)",
    "loose_price": "sum(revenue) / sum(units)",
    "promised_price": "sum(revenue) / sum(units)",
    "own_price": "sum(revenue[platform = 'own' | 'none', line != 'a']) / sum(units[platform = 'own' | 'none', line != 'a'])",
}
QUOTIENTS = [key for key, text in FORMULAS.items() if "/" in text]
MATCH = {"country_price": ("country", "channel"), "month_price": ("month",), "loose_price": ()}
PROMISED = {"promised_price": ("units",)}
FIELDS = {*DIMENSIONS, *ATTRIBUTES, "scenario"}


def _kpi(key: str, text: str) -> Kpi:
    formula = parse(text, MEASURES, FIELDS)
    return Kpi(
        key,
        NAME,
        NAME,
        formula,
        text,
        "ratio",
        "higher",
        1,
        date(2020, 1, 1),
        Decimal(0),
        4,
        match=MATCH.get(key, MATCHED),
        promised=PROMISED.get(key, ()),
    )


TRADE = Trade(
    measures=MEASURES,
    dimensions={key: Dimension(key, NAME) for key in DIMENSIONS},
    attributes=ATTRIBUTES,
    datasets={},
    kpis={key: _kpi(key, text) for key, text in FORMULAS.items()},
    drivers={},
    trees=(),
    documents={},
    digests={},
)
LENGTHS = {"day": 1, "month": 1, "quarter": 3, "year": 12}
FIRST = date(2025, 1, 1)
values = st.one_of(
    st.decimals(-1_000, 100_000, places=4),
    st.integers(1, 9_999).map(Decimal),
    st.just(Decimal(0)),
    st.integers(-50, -1).map(Decimal),
)


@st.composite
def facts(
    draw: st.DrawFn,
    measure: str,
    grain: str,
    depth: Mapping[str, bool],
    months: list[date],
    currencies: list[str],
    width: int,
) -> Fact:
    """One fact: of a day, month or quarter, with each dimension broken down or (mostly where the file lacks it) not."""
    month = draw(st.sampled_from(months))
    start = add_months(month, -((month.month - 1) % LENGTHS[grain]))
    cells = {
        dimension: draw(st.integers(1, width))
        for dimension in sorted(MEASURES[measure].dimensions)
        if depth[dimension] and draw(st.integers(0, 9)) < 9
    }
    return Fact(
        day=start.replace(day=draw(st.integers(1, 28))) if grain == "day" else start,
        grain=grain,
        scenario=draw(st.sampled_from(["actual"] * 6 + ["plan", "forecast"])),
        measure=measure,
        value=draw(values),
        currency=draw(st.sampled_from(currencies)) if MEASURES[measure].unit == "money" else None,
        slice=0,
        sender=draw(st.sampled_from(["self", "D1"])),
        cells=MappingProxyType(cells),
    )


def _months_near(question: Question, calendar: FiscalCalendar, kind: str) -> list[date]:
    """The months that a question may read, and one beside them; of a stock those at whose ends it is read."""
    assert question.period is not None
    periods = [question.period, calendar.prior_year(question.period), calendar.prior_period(question.period)]
    spans = [list(period.months()) for period in periods[: 3 if question.vs else 1]]
    if kind == "stock":
        return sorted({month for months in spans for month in (add_months(months[0], -1), months[-1])})
    return sorted({add_months(month, lag) for months in spans for month in months for lag in (0, -1)})


@st.composite
def rows(draw: st.DrawFn, question: Question, calendar: FiscalCalendar, is_plain: bool = False) -> Rows:
    """A small world around a question: how each measure is broken down, and its grain, differ from world to world.

    A plain one has one currency, and no quarters, so that all that a year says can be said by month too.
    """
    found: list[Fact] = []
    width, few = draw(st.sampled_from([(3, 0), (2, 0), (2, 3), (2, 2), (1, 3), (1, 2)]))
    is_dense = bool(few)
    currencies = ["USD"] if is_plain or is_dense else draw(st.sampled_from([["USD"], ["CNY", "USD"]]))
    asked = {leaf.measure for key in question.kpis for leaf in leaves(TRADE.kpis[key].formula)}  # type: ignore[union-attr]
    for measure in sorted(asked):
        described = MEASURES[measure]
        depth = {dimension: draw(st.integers(0, 7)) < 7 for dimension in sorted(described.dimensions)}
        grains = (
            ["month", "month", "quarter"] if described.kind == "stock" else ["month", "month", "month", "day", "quarter", "year"]
        )
        grain = draw(st.sampled_from(["month"] if is_plain else [*["month"] * 3 * is_dense, *grains]))
        one = facts(measure, grain, depth, _months_near(question, calendar, described.kind)[-few:], currencies, width)
        found += draw(st.lists(one, min_size=draw(st.sampled_from([20] * 7 + [0])), max_size=25))
    changes = st.builds(
        Change,
        value=st.integers(1, 3),
        attribute=st.sampled_from(["platform", "line"]),
        text=st.sampled_from(["own", "other", "none", "a"]),
        valid_from=st.integers(0, 23).map(lambda months: add_months(FIRST, months)),
    )
    described_by = st.lists(changes, min_size=draw(st.sampled_from([0, 6])), max_size=9, unique_by=_place)
    found = in_slices(found)
    slices = sorted({fact.slice for fact in found}) or [1]
    return Rows(
        facts=tuple(found),
        changes=tuple(draw(described_by)),
        dead=draw(st.frozensets(st.sampled_from(slices), max_size=len(slices) // 5)),
        outranked=draw(st.frozensets(st.sampled_from(pairs), max_size=6)) if (pairs := _contests(found)) else frozenset(),
        trade=TRADE,
        calendar=calendar,
    )


def in_slices(found: list[Fact]) -> list[Fact]:
    """Number the slices: what one sender says of one scenario, account and month (or quarter)."""

    def key(fact: Fact) -> tuple[object, ...]:
        return fact.sender, fact.scenario, fact.cells.get("account"), fact.day.replace(day=1), LENGTHS[fact.grain]

    numbers = {one: number for number, one in enumerate(dict.fromkeys(map(key, found)), 1)}
    return [replace(fact, slice=numbers[key(fact)]) for fact in found]


def _contests(found: list[Fact]) -> list[tuple[int, str, int]]:
    """The slices of which another sender's speaks too: of the same measure and scenario, from the same month on."""
    told = {(fact.slice, fact.measure): fact for fact in found}
    return [
        (one, measure, other)
        for (one, measure), here in told.items()
        for (other, of), there in told.items()
        if of == measure and there.sender != here.sender and there.scenario == here.scenario
        if there.day.replace(day=1) == here.day.replace(day=1)
    ]


def _place(change: Change) -> tuple[int, str, date]:
    return change.value, change.attribute, change.valid_from


grants = st.builds(
    Grant,
    accounts=st.sampled_from([None, None, None, frozenset({1}), frozenset({2, 3})]),
    countries=st.sampled_from([None, None, None, frozenset({1}), frozenset({1, 2})]),
    classes=st.sampled_from([None, frozenset({"internal"}), frozenset({"finance"}), frozenset()]),
)
narrow = st.frozensets(grants, min_size=1, max_size=3)
scopes: st.SearchStrategy[Scope] = st.sampled_from([st.just(EVERYTHING)] * 6 + [narrow] * 3 + [st.just(frozenset())] * 3).flatmap(
    lambda s: s
)


@st.composite
def filters(draw: st.DrawFn, period: Period, calendar: FiscalCalendar) -> Filter:
    """Values of one field: ids, words, senders, or names of months."""
    field = draw(
        st.sampled_from(["account", "country", "channel", "product", "vendor", "platform", "line", "sender", "source", "month"])
    )
    if field == "month":
        known = [calendar.bucket(month, "month") for month in period.months()]
    else:
        known = {"platform": ["own", "other"], "line": ["a"], "sender": ["self", "D1"]}.get(field, [1, 2, 3])
    return Filter(field, draw(st.frozensets(st.sampled_from(known), min_size=1, max_size=2)))


@st.composite
def questions(draw: st.DrawFn, calendar: FiscalCalendar) -> Question:
    """One to three KPIs by up to three fields, with up to two filters, over 1 to 14 months, beside a base or none."""
    start = add_months(FIRST, draw(st.one_of(st.sampled_from([9, 12, 15, 18]), st.integers(6, 23))))
    months = draw(st.one_of(st.sampled_from([3, 6, 12]), st.integers(1, 14)))
    period = draw(st.sampled_from([Period(start, add_months(start, months)), calendar.to_date(start)]))
    fields = [*DIMENSIONS, *ATTRIBUTES, "sender", "currency", *TIMES]
    return Question(
        kpis=tuple(draw(st.lists(st.sampled_from([*FORMULAS, *QUOTIENTS]), min_size=1, max_size=3, unique=True))),
        by=tuple(draw(st.lists(st.sampled_from(fields), max_size=draw(st.sampled_from([0, 1, 2, 3])), unique=True))),
        where=tuple(draw(st.lists(filters(period, calendar), max_size=draw(st.sampled_from([0, 0, 1, 2])), unique_by=_field))),
        period=period,
        vs=draw(st.sampled_from([None, None, "prior_year", "prior_period", "plan", "forecast"])),
        structure=draw(st.sampled_from(["as_is", "as_was"])),
    )


def _field(kept: Filter) -> str:
    return kept.field


@dataclass(frozen=True)
class Case:
    """Rows, and someone's question to them."""

    rows: Rows
    question: Question
    scope: Scope

    def speakers(self) -> set[str]:
        """The fields that tell who speaks by which it is grouped or filtered."""
        return {"sender", "source"} & {*self.question.by, *(kept.field for kept in self.question.where)}

    def labels(self) -> set[str]:
        """What is in it, so that a run can show that it tried everything often enough."""
        asked = {word for key in self.question.kpis for word in FORMULAS[key].split()}
        return {
            label
            for label, is_in in {
                "null dimension": any(set(f.cells) < TRADE.measures[f.measure].dimensions for f in self.rows.facts),
                "empty scope": not self.scope,
                "narrow scope": bool(self.scope) and self.scope != EVERYTHING,
                "ratio": "/" in asked,
                "stock": any("stock" in word for word in asked),
                "dead slice": any(fact.slice in self.rows.dead for fact in self.rows.facts),
                "outranked": bool(self.rows.outranked),
                "outranked where who speaks is asked": bool(self.rows.outranked) and bool(self.speakers()),
                "long beside short": len({LENGTHS[f.grain] for f in self.rows.facts if TRADE.measures[f.measure].kind == "flow"})
                > 1,
                "quarter grain": any(fact.grain == "quarter" for fact in self.rows.facts),
                "changing attribute": len({(c.value, c.attribute) for c in self.rows.changes}) < len(self.rows.changes),
                "base": self.question.vs is not None,
                "filter": bool(self.question.where),
                "by time": bool(set(self.question.by) & set(TIMES)),
                "two currencies": len({f.currency for f in self.rows.facts if f.currency}) > 1,
                "negative": any(fact.value < 0 for fact in self.rows.facts),
            }.items()
            if is_in
        }


@st.composite
def anything(draw: st.DrawFn) -> Case:
    """A world, a question, a scope."""
    calendar = FiscalCalendar(draw(st.sampled_from([7, 1, 4, 2])))
    question = draw(questions(calendar))
    return Case(draw(rows(question, calendar)), question, draw(scopes))


KEPT: Mapping[str, int | str] = {"platform": "own", "line": "a", "channel": 1}
"""A word of each field that a filter may keep."""


@st.composite
def patchy(draw: st.DrawFn) -> Case:
    """Three months of one account by month, with little that hides a figure: some of its cells, fields and attributes lack."""
    start = add_months(FIRST, draw(st.integers(6, 23)))
    key = draw(st.sampled_from(["price", "month_price", "country_price", "promised_price"] * 2 + ["share", "rest", "own_price"]))
    question = Question(
        (key,),
        by=draw(st.sampled_from([(), (), (), ("platform",), ("line",), ("channel",), ("month",)])),
        where=draw(st.sampled_from([(), (), *((Filter(field, frozenset({word})),) for field, word in KEPT.items())])),
        period=Period(start, add_months(start, 3)),
        structure=draw(st.sampled_from(["as_is", "as_was"])),
    )
    places = [(name, month, channel) for name in ("units", "revenue") for month in question.period.months() for channel in (1, 2)]
    told = [place for place in places if draw(st.integers(0, 3))]
    found = [
        Fact(
            day=month,
            grain="month",
            scenario="actual",
            measure=measure,
            value=Decimal(draw(st.integers(1, 9_999))),
            currency="USD" if measure == "revenue" else None,
            slice=0,
            sender="self",
            cells=MappingProxyType({"account": 1, "country": 1, "product": product} | ({"channel": channel} if channel else {})),
        )
        for measure, month, channel in (*told, *draw(st.sampled_from([(), (), (("units", start, None),)])))
        for product in (1, 2)
    ]
    changes = st.builds(
        Change,
        value=st.integers(1, 2),
        attribute=st.sampled_from(["platform", "line"]),
        text=st.sampled_from(["own", "other", "a"]),
        valid_from=st.integers(-1, 2).map(lambda months: add_months(start, months)),
    )
    described = tuple(draw(st.lists(changes, min_size=draw(st.sampled_from([4, 4, 4, 0])), max_size=8, unique_by=_place)))
    known = Rows(tuple(in_slices(found)), described, frozenset(), frozenset(), trade=TRADE, calendar=FiscalCalendar())
    return Case(known, question, draw(st.sampled_from([EVERYTHING] * 7 + [frozenset()])))


def world(known: Rows, folder: Path) -> World:
    """The same rows as the program's files: two batches, one a sender, and the attributes as stretches."""
    files, batches = [], {}
    for number, sender in enumerate(sorted({fact.sender for fact in known.facts}), 1):
        sent = [fact for fact in known.facts if fact.sender == sender]
        path = folder / f"{number}.parquet"
        _write(path, number, sent)
        files.append(FactFile(path, min(f.day for f in sent), max(f.day for f in sent)))
        batches[number] = BatchName(f"B{number}", sender)
    attributes = _write_stretches(folder / "attributes.parquet", known.changes)
    return World(
        files=tuple(files),
        dead=known.dead,
        outranked=known.outranked,
        attributes=attributes,
        batches=batches,
        trade=known.trade,
        calendar=known.calendar,
        ledger=1,
        known_on=date(2027, 1, 1),
    )


def _write(path: Path, batch: int, sent: list[Fact]) -> None:
    lines = [{**vars(fact), **fact.cells, "batch": batch, "row": row} for row, fact in enumerate(sent, 2)]
    write(path, {**FIXED_COLUMNS, **dict.fromkeys(DIMENSIONS, "INTEGER")}, lines)


def _write_stretches(path: Path, changes: tuple[Change, ...]) -> Path:
    columns = {"value": "INTEGER", "attribute": "VARCHAR", "text": "VARCHAR", "valid_from": "DATE", "valid_to": "DATE"}
    lines = []
    for change in changes:
        others = [c.valid_from for c in changes if (c.value, c.attribute) == (change.value, change.attribute)]
        later = min((start for start in others if start > change.valid_from), default=date.max)
        start = date.min if change.valid_from == min(others) else change.valid_from
        lines.append({**vars(change), "valid_from": start, "valid_to": later})
    return write(path, columns, lines)
