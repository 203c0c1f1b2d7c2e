"""Who may see which facts, as a condition that is compiled into the query before anything is added up."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport.core.kpi import Condition, Formula, aggregates, keeping
from rapport.core.pack import DriverTree, Measure, Trade
from rapport.core.question import Grant, Scope

if TYPE_CHECKING:
    from sqlglot import exp


def like_for_like(trade: Trade, scope: Scope) -> Trade:
    """The trade as someone with this scope asks by it: what is divided by public figures is taken from the same countries.

    Alone a public measure is seen whole; beside a measure of which only some countries are seen (in the same formula, or in
    the steps of the same tree), it is read in those.
    """
    if not scope or any(grant.countries is None for grant in scope):
        return trade
    countries = frozenset[int]().union(*(grant.countries or frozenset() for grant in scope))
    seen = Condition("country", tuple(sorted(map(str, countries))))
    public = {key for key, measure in trade.measures.items() if measure.sensitivity == "public"}

    def narrowed(*formulas: Formula) -> tuple[Formula, ...]:
        measures = {aggregate.measure for formula in formulas for aggregate in aggregates(formula)}
        return tuple(keeping(formula, public, seen) for formula in formulas) if measures - public else formulas

    def narrowed_tree(tree: DriverTree) -> DriverTree:
        steps = zip(tree.factors, narrowed(*(factor.of for factor in tree.factors)), strict=True)
        return replace(tree, factors=tuple(replace(factor, of=of) for factor, of in steps))

    kpis = {key: replace(kpi, formula=narrowed(kpi.formula)[0]) for key, kpi in trade.kpis.items()}
    return replace(trade, kpis=kpis, trees=tuple(narrowed_tree(tree) for tree in trade.trees))


def narrowed(scope: Scope, bounds: Mapping[str, frozenset[int | str]]) -> Scope:
    """The scope of a question that asks only for these accounts and countries: nothing else of it need be looked at.

    A grant of all accounts (all countries) stays one: facts without account are seen through it.
    """

    def within(field: str, held: frozenset[int] | None) -> frozenset[int] | None:
        return held if held is None or field not in bounds else held & bounds[field]

    return frozenset(
        replace(grant, accounts=within("account", grant.accounts), countries=within("country", grant.countries))
        for grant in scope
    )


def hides(scope: Scope, measure: Measure) -> bool:
    """Whether a scope lets no fact of a measure through, whatever it is of: that tells of the grants, and of no fact."""
    is_within = (
        grant.accounts != frozenset() and grant.countries != frozenset()
        for grant in scope
        if grant.classes is None or measure.sensitivity in grant.classes
    )
    return measure.sensitivity != "public" and not any(is_within)


FEW = 8
"""So many ids are compared faster than they are looked up."""

Reach = Mapping[frozenset[int] | None, frozenset[int] | None]
"""Accounts that may be seen, by the set of countries they may be seen in; None: all of them."""


def lets_through(scope: Scope, measures: Iterable[Measure]) -> "exp.Expr":
    """The condition on a fact's measure, account and country under which this scope sees it; TRUE where it sees all.

    A fact without account (or country) is seen only through a grant of all accounts (all countries).
    """
    from sqlglot import exp

    by_reach: dict[tuple[tuple[frozenset[int] | None, frozenset[int] | None], ...], list[str]] = {}
    for measure in measures:
        by_reach.setdefault(tuple(_reach(scope, measure).items()), []).append(measure.key)
    if list(by_reach) == [_ALL]:
        return exp.true()
    seen = [
        exp.and_(
            exp.column("measure").isin(*keys),
            exp.or_(*(_within(accounts, lands) for lands, accounts in reach), copy=False),
            copy=False,
        )
        for reach, keys in by_reach.items()
        if reach
    ]
    return exp.or_(*seen, copy=False) if seen else exp.false()


_ALL = ((None, None),)


def _reach(scope: Scope, measure: Measure) -> Reach:
    """The grants that hold for a measure, those of the same countries taken together."""
    if measure.sensitivity == "public":
        return {None: None}
    grants = [grant for grant in scope if grant.classes is None or measure.sensitivity in grant.classes]
    if any(grant.accounts is None and grant.countries is None for grant in grants):
        return {None: None}
    countries = sorted({grant.countries for grant in grants}, key=lambda c: (c is not None, sorted(c or ())))
    return {held: _union(grants, held) for held in countries}


def _union(grants: list[Grant], countries: frozenset[int] | None) -> frozenset[int] | None:
    accounts = [grant.accounts for grant in grants if grant.countries == countries]
    if None in accounts:
        return None
    return frozenset[int]().union(*(held for held in accounts if held is not None))


def _within(accounts: frozenset[int] | None, countries: frozenset[int] | None) -> "exp.Expr":
    from sqlglot import exp

    held = {"account": accounts, "country": countries}
    listed = {name: ids for name, ids in held.items() if ids is not None}
    tests = (_one_of(exp.column(name), sorted(ids)) if ids else exp.false() for name, ids in listed.items())
    return exp.and_(exp.true(), *tests, copy=False)


def _one_of(column: "exp.Column", ids: list[int]) -> "exp.Expr":
    """Many ids are looked up, not compared one by one."""
    from sqlglot import exp

    if len(ids) <= FEW:
        return column.isin(*ids)
    listed = exp.func("unnest", exp.Array(expressions=[exp.Literal.number(one) for one in ids]), copy=False)
    return exp.In(this=column, query=exp.Select(expressions=[listed]).subquery(copy=False))
