"""A question as SQL: trees of sqlglot over the views of `engine.opened`; names come from the trade, values are literals."""

from collections.abc import Iterable, Sequence
from functools import cache

from sqlglot import exp

from rapport.core.kpi import Condition
from rapport.core.periods import add_months
from rapport.core.question import Filter
from rapport.facts.engine import LONGEST_GRAIN
from rapport.facts.reading import ALWAYS, Reading
from rapport.facts.rollup import dated, risen, rises, stands_under
from rapport.facts.scope import lets_through, narrowed
from rapport.facts.speakers import heard, told_apart
from rapport.facts.unmatched import CELL, leave_out
from rapport.facts.windows import Window
from rapport.facts.world import OWN, World

DIALECT = "duckdb"

_CARRIED = ("measure", "scenario", "grain", "day", "value", "currency", "batch", "slice")
_UNTIL = """CAST(CASE grain WHEN 'day' THEN day + INTERVAL 1 DAY WHEN 'quarter' THEN day + INTERVAL 3 MONTH
    WHEN 'year' THEN day + INTERVAL 1 YEAR ELSE day + INTERVAL 1 MONTH END AS DATE)"""
_LONG = ("quarter", "year")
"""Grains of facts that speak of later months than the one they begin in."""

_KEPT_APART = ("measure", "grain", "day", "currency", "batch")
_PLACES = ("account", "country", "channel")
_CONTESTED_BY = f"""(SELECT list(DISTINCT other.sender ORDER BY other.sender) FROM dated AS other
    WHERE other.is_outranked <> dated.is_outranked AND other.measure = dated.measure AND other.scenario = dated.scenario
    AND other.since < dated.until AND other.until > dated.since
    AND {" AND ".join(f"coalesce(other.{place} = dated.{place}, TRUE)" for place in _PLACES)})"""  # noqa: S608 — names of our own
_MEETS = """{table}.measure = windows.measure AND {table}.scenario = windows.scenario AND since < stop AND until > start
    AND (grains = 'all' OR (grains = 'days') = (grain = 'day'))"""
_WHOLE = "since >= start AND until <= stop"
_EACH_ONCE = "list_distinct(array_agg({of}) FILTER (WHERE {where}))"
"""What stands in a column, each once: the engine reads the whole query again for each `array_agg(DISTINCT …)`."""
_MONTHS_TOLD = _EACH_ONCE.format(
    of="row(CAST(date_trunc('month', since) AS DATE), CASE WHEN grain = 'day' THEN 'month' ELSE grain END)",
    where="facts > 0 AND stop > start + INTERVAL 31 DAY",
)
_SHARED = _EACH_ONCE.format(of="grain", where=f"facts > 0 AND is_whole AND starts_with(grain, '{OWN}')")
_MONTHS = "[CAST(date_trunc('month', since) AS DATE), CAST(date_trunc('month', until - INTERVAL 1 DAY) AS DATE)]"
_STANDS_IN = f"CAST(date_trunc('month', {_UNTIL} - INTERVAL 1 DAY) AS DATE)"


def written(query: exp.Expr) -> str:
    """A query, or a piece of one, as text, every name quoted; the tree is used up."""
    return query.sql(DIALECT, identify=True, copy=False)


def standing(reading: Reading, fields: Iterable[str]) -> exp.Select:
    """The facts that count and that the scope sees, one row each.

    Columns: `measure scenario grain day value currency batch slice since until is_outranked` and each of `fields` under its
    own name, with those of the groups that tell who speaks. [since, until) is what a fact speaks of; a stock speaks of the month
    at whose end it stands, and of the days that a slice tells only the last counts. `is_outranked`: a more trusted sender
    speaks of the same, one of those whom the question names where it names any. Attributes are as the fact's month had them
    (`as_was`) or as they are now; so are the trees through which a dimension that is asked for and the fact lacks is told by a
    finer one that it has.
    """
    sources = reading.sources
    fields = tuple(dict.fromkeys((*fields, *told_apart(reading))))
    is_by_sender, named = "sender" in fields, [field for field in fields if field not in ALWAYS]
    attributes = [field for field in named if field in reading.world.trade.attributes]
    query = exp.select(
        *(exp.column(name, "live") for name in (*_CARRIED, "since", "until")),
        *((exp.column("text", field) if field in attributes else risen(field, sources)).as_(field) for field in named),
        *([exp.column("sender", "batches")] if is_by_sender else []),
        _is_outranked(reading.world).as_("is_outranked"),
    )
    query.from_(_live(reading).subquery("live", copy=False), copy=False)
    if is_by_sender:
        query.join(exp.to_table("batches"), on=_parsed("live.batch = batches.batch"), join_type="left", copy=False)
    if reading.world.outranked:
        outranked, on = _outranked(reading)
        query.join(outranked, on=on, join_type="left", copy=False)
    for above, condition in rises(reading.structure, sources):
        query.join(above, on=condition, join_type="left", copy=False)
    for attribute in attributes:
        table = exp.to_table("attributes").as_(attribute)
        value = risen(reading.world.trade.attributes[attribute].of, sources)
        on = exp.and_(of_value(attribute, value), dated(attribute, exp.column("since", "live"), reading.structure), copy=False)
        query.join(table, on=on, join_type="left", copy=False)
    return query


def _is_outranked(world: World) -> exp.Expr:
    return exp.not_(exp.column("slice", "outranked").is_(exp.null())) if world.outranked else exp.false()


def _outranked(reading: Reading) -> tuple[exp.Expr, exp.Expr]:
    """The measures of slices of which a more trusted sender speaks too, and how they are joined to `live`.

    Where the reading tells apart who speaks only someone who stands in the same group is more trusted, and where it keeps
    some of them only one of these.
    """
    on = _parsed("live.slice = outranked.slice AND live.measure = outranked.measure")
    apart, kept = told_apart(reading), heard(reading)
    if not (apart or kept):
        return exp.to_table("outranked"), on
    of_measures = exp.column("measure").isin(*(measure.key for measure in reading.measures))
    said = exp.select("slice", "measure", *apart).distinct().from_(exp.to_table(reading.table).as_("facts"))
    said = said.join("batches", on="facts.batch = batches.batch", join_type="left", dialect=DIALECT)
    said = said.where(of_measures, *(passes(reading, one) for one in kept))
    spoken = (exp.column(field, "said") for field in apart)
    query = exp.select("rivals.slice", "rivals.measure", *spoken).distinct().from_("rivals")
    query = query.join(said.subquery("said"), on="rivals.better = said.slice AND rivals.measure = said.measure", dialect=DIALECT)
    same = (exp.NullSafeEQ(this=exp.column(field, "outranked"), expression=exp.column(field, _holder(field))) for field in apart)
    return query.subquery("outranked"), exp.and_(on, *same, copy=False)


def _holder(field: str) -> str:
    """The table that tells the sender, or another field of who speaks, of a fact in `standing`."""
    return "batches" if field == "sender" else "live"


def _live(reading: Reading) -> exp.Select:
    """The rows of the files that are not dead, near the days asked for, and within the scope.

    In the table of places nothing is dead, and which day of a month a stock is of does not matter.
    """
    since, until = _spoken_of(reading)
    days = reading.days
    query = (
        exp.select(exp.Star(), since.as_("since", copy=False), until.as_("until", copy=False))
        .from_(exp.to_table(reading.table).as_("facts"), copy=False)
        .where(
            exp.column("measure").isin(*(measure.key for measure in reading.measures)),
            exp.column("scenario").isin(*reading.scenarios),
            exp.column("day") >= day_of(add_months(days.start, -LONGEST_GRAIN)),
            exp.column("day") < day_of(days.end),
            exp.or_(exp.column("day") >= day_of(days.start.replace(day=1)), exp.column("grain").isin(*_LONG), copy=False),
            lets_through(narrowed(reading.scope, reading.bounds), reading.measures),
            copy=False,
        )
    )
    if reading.table == "places":
        return query
    if reading.world.dead:
        query.join(exp.to_table("dead"), on=_parsed("facts.slice = dead.slice"), join_type="anti", copy=False)
    if stocks := _stocks(reading):
        last = _parsed("day = max(day) OVER (PARTITION BY slice, account, measure)")
        query.set("qualify", exp.Qualify(this=exp.or_(exp.not_(exp.column("measure").isin(*stocks)), last, copy=False)))
    return query


def _stocks(reading: Reading) -> list[str]:
    return [measure.key for measure in reading.measures if measure.kind == "stock"]


def _spoken_of(reading: Reading) -> tuple[exp.Expr, exp.Expr]:
    """The first day that a fact speaks of, and the day after the last one, from its measure, grain and day."""
    since, until = exp.column("day"), _parsed(_UNTIL)
    if stocks := _stocks(reading):
        is_stock = exp.column("measure").isin(*stocks)
        stands_in, stands_until = _parsed(_STANDS_IN), _parsed(f"CAST({_STANDS_IN} + INTERVAL 1 MONTH AS DATE)")
        return exp.case().when(is_stock, stands_in).else_(since), exp.case().when(is_stock, stands_until).else_(until)
    return since, until


def of_value(attribute: str, value: exp.Expr) -> exp.Expr:
    """The condition that a row of `attributes`, joined under an attribute's name, is one of that value."""
    return exp.and_(exp.column("attribute", attribute).eq(attribute), exp.column("value", attribute).eq(value), copy=False)


def totals(reading: Reading) -> exp.Select:
    """What the facts of each window come to, one row a group, sender, currency and stretch, what is outranked apart.

    Columns: `window` (its place in the reading), the group's fields `by_0 …` (NULL where a field leaves the measure whole),
    `sender outlet currency`; `is_outranked` where a more trusted sender speaks of the same, and `contested_by`: of what counts
    the less trusted senders that speak of the same cells and days, of what is outranked those that count there; `stretch`: of
    money in another currency than the reading's the first and last month; `facts`: how many the filters let through; `cut`: the
    grain of facts that the window cuts through; `batches`; `spoken_of`: the months, quarters and years that they begin, where
    the window has several months; `shared`: the periods of the sender's calendar of which they are shares; for each set of
    conditions its sum `sum_0 …`; for each tested field how many facts have it not, `without_0 …`; for each of `unjudged` what
    the facts without the field come to that meet the set's other conditions as far as is known, `lost_0 …`, NULL without any.
    """
    groups = [f"by_{place}" for place in range(len(reading.by))]
    sums = [f"sum_{place}" for place in range(len(reading.conditions))]
    tests = [*(f"without_{n}" for n in range(len(reading.tested))), *(f"lost_{n}" for n in range(len(reading.unjudged)))]
    apart = ("window", *groups, "sender", "outlet", "currency", "is_outranked", "contested_by")
    query = exp.select(
        *map(exp.column, apart),
        stretch_of(reading).as_("stretch"),
        _parsed("sum(facts) FILTER (WHERE is_whole) AS facts"),
        _parsed("max(grain) FILTER (WHERE facts > 0 AND NOT is_whole) AS cut"),
        _parsed(f"{_EACH_ONCE.format(of='batch', where='facts > 0')} AS batches"),
        _parsed(f"{_MONTHS_TOLD} AS spoken_of"),
        _parsed(f"{_SHARED} AS shared"),
        *(_parsed(f"sum({name}) FILTER (WHERE is_whole) AS {name}") for name in (*sums, *tests)),
    )
    query.from_(exp.to_table("met"), copy=False).group_by(*map(exp.column, (*apart, "stretch")), copy=False)
    query.with_("fact", as_=standing(reading, (*reading.by, *reading.tested, *_PLACES)), copy=False)
    query.with_("tally", as_=_tally(reading), copy=False)
    query.with_("ranked", as_=_ranked(reading), copy=False)
    return query.with_("met", as_=met(reading, "ranked"), copy=False)


def stretch_of(reading: Reading) -> exp.Expr:
    """The months by which money is kept apart, as each has its rate; NULL where there is nothing to convert."""
    if reading.currency is None:
        return exp.null()
    is_other = exp.column("currency").neq(exp.Literal.string(reading.currency))
    return exp.case().when(is_other, _parsed(_MONTHS))


def met(reading: Reading, table: str) -> exp.Select:
    """The rows of a table beside each window that they meet: wholly, or cut by it."""
    read = (exp.column(exp.Star(), table), *map(exp.column, ("window", "start", "stop")))
    query = exp.select(*read, _parsed(f"{_WHOLE} AS is_whole"))
    windows = _table(reading.windows).subquery("windows", copy=False)
    query.from_(exp.to_table(table), copy=False).join(windows, on=_parsed(_MEETS.format(table=table)), copy=False)
    return leave_out(query, table) if reading.is_matched else query


def _table(windows: Sequence[Window]) -> exp.Select:
    """Windows as a table, written column by column: row by row takes three times as long to write and to plan."""
    columns = {
        "window": ("INTEGER", range(len(windows))),
        "measure": ("VARCHAR", [window.measure for window in windows]),
        "scenario": ("VARCHAR", [window.scenario for window in windows]),
        "start": ("DATE", [window.start for window in windows]),
        "stop": ("DATE", [window.stop for window in windows]),
        "grains": ("VARCHAR", [window.grains for window in windows]),
        "apart": ("INTEGER", [window.apart for window in windows]),
    }
    lists = {
        name: exp.cast(exp.Array(expressions=[exp.Literal.string(str(value)) for value in values]), f"{kind}[]", copy=False)
        for name, (kind, values) in columns.items()
    }
    return exp.select(*(exp.func("unnest", values, copy=False).as_(name, copy=False) for name, values in lists.items()))


def _ranked(reading: Reading) -> exp.Select:
    """The tally with the sender and days of each line, whether it is outranked, and who else speaks of the same."""
    since, until = _spoken_of(reading)
    read = (exp.column(exp.Star(), "tally"), exp.column("sender", "batches"))
    dated = exp.select(*read, since.as_("since"), until.as_("until")).from_(exp.to_table("tally"), copy=False)
    dated.join(exp.to_table("batches"), on=_parsed("tally.batch = batches.batch"), join_type="left", copy=False)
    if len(reading.scenarios) == 1:
        dated.select(exp.Literal.string(reading.scenarios[0]).as_("scenario"), copy=False)
    if reading.world.outranked:
        query = exp.select(exp.column(exp.Star(), "dated"), _parsed(_CONTESTED_BY).as_("contested_by", copy=False))
    else:
        query = exp.select(exp.Star(), exp.false().as_("is_outranked"), exp.null().as_("contested_by"))
    return query.from_(exp.to_table("dated"), copy=False).with_("dated", as_=dated, copy=False)


def _tally(reading: Reading) -> exp.Select:
    """The facts that the filters let through (and those they cannot judge), added up by group, batch and days."""
    kept = exp.select(
        exp.Star(),
        exp.and_(exp.true(), *(passes(reading, kept) for kept in reading.where), copy=False).as_("is_kept", copy=False),
    )
    judged = [exp.or_(_without(kept.field), *_tests(reading, kept), copy=False) for kept in reading.where]
    kept.from_(exp.to_table("fact"), copy=False).where(*judged, copy=False)
    is_kept = [exp.column("is_kept")] if reading.where else []
    apart = [*_KEPT_APART, *(["scenario"] if len(reading.scenarios) > 1 else [])]
    apart += ["is_outranked", *_PLACES] if reading.world.outranked else []
    apart += CELL if reading.is_matched else []
    query = exp.select(
        *(group_of(reading, field).as_(f"by_{place}") for place, field in enumerate(reading.by)),
        *map(exp.column, dict.fromkeys(apart)),
        outlet_of(reading).as_("outlet"),
        _counted(*is_kept).as_("facts"),
        *(_summed(*is_kept, *map(_meets, part)).as_(f"sum_{n}") for n, part in enumerate(reading.conditions)),
    )
    filtered = {kept.field for kept in reading.where}
    for place, field in enumerate(reading.tested):
        missing = [_without(field), *([] if field in filtered else is_kept)]
        query.select(_counted(*missing).as_(f"without_{place}"), copy=False)
    for place, (part, field) in enumerate(reading.unjudged):
        perhaps = [exp.func("coalesce", _meets(condition), exp.true()) for condition in part if condition.field != field]
        missing = [_without(field), *(is_kept if part else []), *perhaps]
        query.select(_summed(*missing).as_(f"lost_{place}"), copy=False)
    return query.from_(kept.subquery("fact", copy=False), copy=False).group_by("ALL", copy=False)


def depth(reading: Reading) -> exp.Select:
    """By which fields the facts of each window are broken down at all, filters apart: `window`, then one truth a field."""
    fields = (*reading.world.trade.dimensions, *(f for f in reading.tested if f in reading.world.trade.attributes))
    apart = ("measure", "scenario", "grain", "day", *(CELL if reading.is_matched else ()))
    told = [exp.Count(this=exp.column(field)).as_(f"has_{n}") for n, field in enumerate(fields)]
    days = exp.select(*apart, *told).from_(standing(reading, fields).subquery("fact")).where(_parsed("NOT is_outranked"))
    since, until = _spoken_of(reading)
    place = exp.select(exp.Star(), since.as_("since"), until.as_("until")).from_(days.group_by(*apart).subquery("days"))
    has = [exp.LogicalOr(this=exp.column(f"has_{n}") > 0).as_(field) for n, field in enumerate(fields)]
    query = exp.select(exp.column("window"), *has).from_(exp.to_table("met"), copy=False)
    query.group_by(exp.column("window"), copy=False).with_("place", as_=place, copy=False)
    return query.with_("met", as_=met(reading, "place"), copy=False)


def passes(reading: Reading, kept: Filter) -> exp.Expr:
    """The condition that a filter lets a fact through."""
    return exp.func("coalesce", exp.or_(exp.false(), *_tests(reading, kept), copy=False), exp.false())


def _tests(reading: Reading, kept: Filter) -> list[exp.Expr]:
    """What lets a fact through a filter, each alone: one of its values, what stands under them, or a measure that the field
    never breaks down.
    """
    tests: list[exp.Expr] = [exp.column(kept.field).isin(*sorted(kept.values, key=str))] if kept.values else []
    if kept.values and reading.world.ancestors and reading.world.trade.nests(kept.field):
        tests.append(stands_under(kept, reading.structure))
    whole = reading.without(kept.field)
    return [*tests, exp.column("measure").isin(*whole)] if whole else [*tests]


def _meets(condition: Condition) -> exp.Expr:
    return meets(condition, exp.column(condition.field))


def meets(condition: Condition, field: exp.Expr) -> exp.Expr:
    """That a field meets a condition; a fact without the field meets neither that nor its opposite."""
    listed = exp.cast(field, "VARCHAR").isin(*condition.values)
    return exp.not_(listed) if condition.negated else listed


def group_of(reading: Reading, field: str) -> exp.Expr:
    """What facts are grouped by for a field: nothing where it leaves their measure whole."""
    column, whole = exp.column(field), reading.without(field)
    return exp.case().when(exp.column("measure").isin(*whole), exp.null()).else_(column) if whole else column


def outlet_of(reading: Reading) -> exp.Expr:
    """The distributor that reports, for the measures that distributors report."""
    told = [measure.key for measure in reading.measures if measure.is_of_distributors]
    return exp.case().when(exp.column("measure").isin(*told), exp.column("channel")).else_(exp.null()) if told else exp.null()


def _without(field: str) -> exp.Expr:
    return exp.column(field).is_(exp.null())


def _summed(*conditions: exp.Expr) -> exp.Expr:
    return _filtered(exp.Sum(this=exp.column("value")), conditions)


def _counted(*conditions: exp.Expr) -> exp.Expr:
    return _filtered(exp.Count(this=exp.Star()), conditions)


def _filtered(aggregate: exp.Expr, conditions: Sequence[exp.Expr]) -> exp.Expr:
    return exp.Filter(this=aggregate, expression=exp.Where(this=exp.and_(*conditions, copy=False))) if conditions else aggregate


def day_of(day: object) -> exp.Expr:
    """A day as a literal."""
    return exp.cast(exp.Literal.string(str(day)), exp.DataType.Type.DATE)


def _parsed(text: str) -> exp.Expr:
    """A fixed piece of SQL, a condition in parentheses: parsed and written once, for as often as it is used."""
    return exp.Var(this=_written_once(text))


@cache
def _written_once(text: str) -> str:
    piece: exp.Expr = exp.maybe_parse(text, dialect=DIALECT)
    return written(exp.paren(piece) if isinstance(piece, exp.Condition) else piece)


def latest(reading: Reading) -> exp.Select:
    """The latest stretch `since until` that a fact the filters let through speaks of; of two that end together the finer."""
    return _kept(reading, "since", "until").order_by("until DESC", "since DESC").limit(1)


def telling(reading: Reading) -> exp.Select:
    """The batches with a fact that the filters let through."""
    return _kept(reading, "batch").distinct()


def _kept(reading: Reading, *columns: str) -> exp.Select:
    """Columns of the facts that the filters let through."""
    kept = [passes(reading, kept) for kept in reading.where]
    return exp.select(*columns).from_(standing(reading, reading.tested).subquery("fact")).where(*kept)
