"""A question as SQL: trees of sqlglot over the views of `engine.opened`; names come from the trade, values are literals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from rapport.core.kpi import Condition
from rapport.core.pack import Measure, Trade
from rapport.core.periods import Period, add_months
from rapport.core.question import Filter, Scope
from rapport.facts.engine import LONGEST_GRAIN
from rapport.facts.scope import lets_through
from rapport.facts.windows import Window
from rapport.facts.world import World

DIALECT = "duckdb"
ALWAYS = ("sender", "currency")
"""Fields that facts have besides the trade's dimensions and attributes."""

_CARRIED = ("measure", "scenario", "grain", "value", "currency", "batch", "slice")
_UNTIL = """CAST(CASE grain WHEN 'day' THEN day + INTERVAL 1 DAY WHEN 'month' THEN day + INTERVAL 1 MONTH
    WHEN 'quarter' THEN day + INTERVAL 3 MONTH ELSE day + INTERVAL 1 YEAR END AS DATE)"""
_KEPT_APART = ("measure", "scenario", "grain", "since", "until", "currency", "batch", "sender", "rank")
_WHOLE = "tally.since >= windows.start AND tally.until <= windows.stop"
_SPOKEN_OF = """array_agg(DISTINCT row(CAST(date_trunc('month', tally.since) AS DATE),
    CASE WHEN tally.grain = 'day' THEN 'month' ELSE tally.grain END))
    FILTER (WHERE tally.facts > 0 AND windows.stop > windows.start + INTERVAL 31 DAY)"""
_STANDS_IN = f"CAST(date_trunc('month', {_UNTIL} - INTERVAL 1 DAY) AS DATE)"


def can_have(trade: Trade, measure: Measure, field: str) -> bool:
    """Whether facts of a measure can be broken down by a field at all: every fact has a sender, money a currency."""
    if field == "currency":
        return measure.unit == "money"
    return field == "sender" or trade.dimension_of(field) in measure.dimensions


def written(query: exp.Select) -> str:
    """The query as text, every name quoted."""
    return query.sql(DIALECT, identify=True)


@dataclass(frozen=True)
class Reading:
    """What a question reads: its windows, the fields of its groups, its filters, and the sets of conditions it adds up by."""

    world: World
    scope: Scope
    structure: Literal["as_is", "as_was"]
    windows: tuple[Window, ...]
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    conditions: tuple[tuple[Condition, ...], ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures of its windows, each once."""
        return tuple(self.world.trade.measures[key] for key in sorted({window.measure for window in self.windows}))

    @property
    def days(self) -> Period:
        """The days that its windows span."""
        return Period(min(window.start for window in self.windows), max(window.stop for window in self.windows))

    @property
    def tested(self) -> tuple[str, ...]:
        """The fields that filters and conditions look at, each once."""
        named = (*(kept.field for kept in self.where), *(c.field for part in self.conditions for c in part))
        return tuple(dict.fromkeys(named))

    def without(self, field: str) -> list[str]:
        """The measures that a field never breaks down: it leaves them whole."""
        return [measure.key for measure in self.measures if not can_have(self.world.trade, measure, field)]


def standing(reading: Reading, fields: Iterable[str]) -> exp.Select:
    """The facts that count and that the scope sees, one row each.

    Columns: `measure scenario grain value currency batch slice since until sender rank` and each of `fields` under its own
    name. [since, until) is what a fact speaks of; a stock speaks of the month at whose end it stands, and of the days that a
    slice tells only the last counts. `rank`: `outranked` where a more trusted sender speaks of the same, `contested` for what
    that one says. Attributes are as the fact's month had them (`as_was`) or as they are now.
    """
    named = [field for field in dict.fromkeys(fields) if field not in ("sender", "currency")]
    attributes = [field for field in named if field in reading.world.trade.attributes]
    query = exp.select(
        *(exp.column(name, "live") for name in (*_CARRIED, "since", "until")),
        *(_field(field, "text" if field in attributes else field, field if field in attributes else "live") for field in named),
        exp.column("sender", "batches"),
        _rank(reading.world).as_("rank"),
    )
    query = query.from_(_live(reading).subquery("live")).join("batches", on="live.batch = batches.batch", join_type="left")
    if reading.world.outranked:
        on = "live.slice = outranked.slice AND live.measure = outranked.measure"
        query = query.join("outranked", on=on, join_type="left")
    for attribute in attributes:
        query = query.join(exp.to_table("attributes").as_(attribute), on=_dated(reading, attribute), join_type="left")
    return query


def _field(name: str, column: str, table: str) -> exp.Expr:
    return exp.alias_(exp.column(column, table), name)


def _rank(world: World) -> exp.Expr:
    if not world.outranked:
        return exp.Literal.string("counted")
    return _parsed("""CASE WHEN NOT outranked.slice IS NULL THEN 'outranked'
        WHEN count(outranked.slice) OVER (PARTITION BY live.measure, live.scenario, live.account, live.country, live.since) > 0
        THEN 'contested' ELSE 'counted' END""")


def _live(reading: Reading) -> exp.Select:
    """The rows of the files that are not dead, near the days asked for, and within the scope."""
    stocks = [measure.key for measure in reading.measures if measure.kind == "stock"]
    is_stock = exp.column("measure").isin(*stocks) if stocks else exp.false()
    since = exp.case().when(is_stock, _parsed(_STANDS_IN)).else_(exp.column("day"))
    until = exp.case().when(is_stock, _parsed(f"CAST({_STANDS_IN} + INTERVAL 1 MONTH AS DATE)")).else_(_parsed(_UNTIL))
    days = reading.days
    query = (
        exp.select(exp.Star(), since.as_("since"), until.as_("until"))
        .from_("facts")
        .where(
            exp.column("measure").isin(*(measure.key for measure in reading.measures)),
            exp.column("scenario").isin(*sorted({window.scenario for window in reading.windows})),
            exp.column("day") >= _date(add_months(days.start, -LONGEST_GRAIN)),
            exp.column("day") < _date(days.end),
            lets_through(reading.scope, reading.measures),
        )
    )
    if reading.world.dead:
        query = query.join("dead", on="facts.slice = dead.slice", join_type="anti")
    if stocks:
        last = _parsed("day = max(day) OVER (PARTITION BY slice, measure)")
        query.set("qualify", exp.Qualify(this=exp.or_(exp.not_(is_stock), last)))
    return query


def _dated(reading: Reading, attribute: str) -> exp.Expr:
    of = reading.world.trade.attributes[attribute].of
    stretch: list[exp.Expr] = [exp.column("valid_to", attribute).eq(_date_text("9999-12-31"))]
    if reading.structure == "as_was":
        month = exp.column("since", "live")
        stretch = [month >= exp.column("valid_from", attribute), month < exp.column("valid_to", attribute)]
    return exp.and_(
        exp.column("attribute", attribute).eq(attribute),
        exp.column("value", attribute).eq(exp.column(of, "live")),
        *stretch,
    )


def totals(reading: Reading) -> exp.Select:
    """What the facts of each window come to, one row a group, sender and currency.

    Columns: `window` (its place in the reading), the group's fields `by_0 …` (NULL where a field leaves the measure
    whole), `sender outlet currency rank`; `facts`: how many the filters let through; `cut`: the grain of facts that
    the window cuts through; `batches`; `spoken_of`: the months, quarters and years that they begin, where the window
    has several months; for each set of conditions its sum `sum_0 …`; for each tested field, over the facts
    without it, their number and their sum `without_0, lost_0 …`.
    """
    groups = [f"by_{place}" for place in range(len(reading.by))]
    sums = [f"sum_{place}" for place in range(len(reading.conditions))]
    tests = [f"{word}_{place}" for place in range(len(reading.tested)) for word in ("without", "lost")]
    whole = _parsed(_WHOLE)
    query = exp.select(
        exp.column("window", "windows"),
        *(exp.column(name, "tally") for name in (*groups, "sender", "outlet", "currency", "rank")),
        _sum("facts", whole).as_("facts"),
        _parsed(f"max(tally.grain) FILTER (WHERE tally.facts > 0 AND NOT ({_WHOLE}))").as_("cut"),
        _parsed("array_agg(DISTINCT tally.batch) FILTER (WHERE tally.facts > 0)").as_("batches"),
        _parsed(_SPOKEN_OF).as_("spoken_of"),
        *(_sum(name, whole).as_(name) for name in (*sums, *tests)),
    )
    overlap = """tally.measure = windows.measure AND tally.scenario = windows.scenario AND tally.since < windows.stop
        AND tally.until > windows.start AND (windows.grains = 'all' OR (windows.grains = 'days') = (tally.grain = 'day'))"""
    fields = (*reading.by, *reading.tested, "channel")
    return (
        query.from_("tally")
        .join(_window_rows(reading.windows), on=_parsed(overlap))
        .group_by(exp.column("window"), *(exp.column(name) for name in (*groups, "sender", "outlet", "currency", "rank")))
        .with_("fact", as_=standing(reading, fields))
        .with_("tally", as_=_tally(reading))
    )


def depth(reading: Reading) -> exp.Select:
    """By which fields the facts of each window are broken down at all, filters apart: `window`, then one truth a field."""
    fields = (*reading.world.trade.dimensions, *(f for f in reading.tested if f in reading.world.trade.attributes))
    known = [exp.column(field, "fact").is_(exp.null()).not_() for field in fields]
    told = [exp.LogicalOr(this=test).as_(field) for field, test in zip(fields, known, strict=True)]
    overlap = """fact.measure = windows.measure AND fact.scenario = windows.scenario AND fact.since < windows.stop
        AND fact.until > windows.start"""
    query = exp.select(exp.column("window", "windows"), *told).from_(standing(reading, fields).subquery("fact"))
    return query.join(_window_rows(reading.windows), on=_parsed(overlap)).group_by(exp.column("window", "windows"))


def _tally(reading: Reading) -> exp.Select:
    """The facts that the filters let through (and those they cannot judge), added up by group, batch and days."""
    kept = exp.and_(exp.true(), *(_passes(reading, kept) for kept in reading.where))
    judged = [exp.or_(_passes(reading, kept), exp.column(kept.field).is_(exp.null())) for kept in reading.where]
    groups = [_group(reading, field).as_(f"by_{place}") for place, field in enumerate(reading.by)]
    plain = [exp.column(name) for name in _KEPT_APART]
    query = exp.select(*groups, *plain, _outlet(reading).as_("outlet"), _counted(kept).as_("facts"))
    for place, part in enumerate(reading.conditions):
        query = query.select(_summed(exp.and_(kept.copy(), *(_meets(c) for c in part))).as_(f"sum_{place}"))
    filtered = {kept.field for kept in reading.where}
    for place, field in enumerate(reading.tested):
        missing: exp.Expr = exp.column(field).is_(exp.null())
        missing = missing if field in filtered else exp.and_(missing, kept.copy())
        query = query.select(_counted(missing).as_(f"without_{place}"), _summed(missing.copy()).as_(f"lost_{place}"))
    grouped = (*(group.this.copy() for group in groups), *(column.copy() for column in plain), _outlet(reading))
    return query.from_("fact").where(*judged).group_by(*grouped)


def _passes(reading: Reading, kept: Filter) -> exp.Expr:
    column = exp.column(kept.field)
    passes = exp.func("coalesce", column.isin(*sorted(kept.values, key=str)), exp.false()) if kept.values else exp.false()
    whole = reading.without(kept.field)
    return exp.or_(passes, exp.column("measure").isin(*whole)) if whole else passes


def _meets(condition: Condition) -> exp.Expr:
    """A fact without the field meets neither a condition nor its opposite."""
    listed = exp.cast(exp.column(condition.field), "VARCHAR").isin(*condition.values)
    return exp.not_(listed) if condition.negated else listed


def _group(reading: Reading, field: str) -> exp.Expr:
    column, whole = exp.column(field), reading.without(field)
    return exp.case().when(exp.column("measure").isin(*whole), exp.null()).else_(column) if whole else column


def _outlet(reading: Reading) -> exp.Expr:
    """The distributor that reports, for the measures that distributors are trusted with first."""
    told = [measure.key for measure in reading.measures if measure.trust[:1] == ("distributor",)]
    return exp.case().when(exp.column("measure").isin(*told), exp.column("channel")).else_(exp.null()) if told else exp.null()


def _window_rows(windows: Sequence[Window]) -> exp.Expr:
    rows = [
        (place, window.measure, window.scenario, _date(window.start), _date(window.stop), window.grains)
        for place, window in enumerate(windows)
    ]
    return exp.values(rows, alias="windows", columns=["window", "measure", "scenario", "start", "stop", "grains"])


def _sum(name: str, condition: exp.Expr) -> exp.Filter:
    return exp.Filter(this=exp.Sum(this=exp.column(name, "tally")), expression=exp.Where(this=condition.copy()))


def _summed(condition: exp.Expr) -> exp.Filter:
    return exp.Filter(this=exp.Sum(this=exp.column("value")), expression=exp.Where(this=condition))


def _counted(condition: exp.Expr) -> exp.Filter:
    return exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=condition.copy()))


def _date(day: object) -> exp.Expr:
    return _date_text(str(day))


def _date_text(text: str) -> exp.Expr:
    return exp.cast(exp.Literal.string(text), "DATE")


def _parsed(text: str) -> exp.Expr:
    return exp.maybe_parse(text, dialect=DIALECT)


def latest(reading: Reading) -> exp.Select:
    """The latest stretch `since until` that a fact the filters let through speaks of; of two that end together the finer."""
    kept = [_passes(reading, kept) for kept in reading.where]
    query = exp.select("since", "until").from_(standing(reading, reading.tested).subquery("fact")).where(*kept)
    return query.order_by("until DESC", "since DESC").limit(1)
