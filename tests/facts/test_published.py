"""Ratios that others published: one figure a source and month, never added, never averaged, each with its definition."""

from decimal import Decimal

import pytest

from rapport.core.question import EVERYTHING, Figure, Filter, Question
from rapport.facts.bridge import explain
from rapport.facts.world import World
from tests.facts.small import Small, fact

SHARE = "published_platform_share"
FIRST = "web page views / 网页浏览量"


@pytest.fixture
def world(small: Small) -> World:
    """Two sources, three months; the first tells its definition, and both tell a platform that is not ours."""
    told = [("Contoso Counter", ["0.5654", "0.6205", "0.72"]), ("Contoso Survey", ["0.941", "0.9385", "0.96"])]
    facts = [
        fact(month, value, measure="published_share", source=source, product=product)
        for source, values in told
        for month, own in zip(("2026-06", "2026-05", "2025-06"), values, strict=True)
        for product, value in (("P-own", own), ("P-other", "0.0221"))
    ]
    attributes = {
        "P-own": {"platform": "own"},
        "P-other": {"platform": "other"},
        "Contoso Counter": {"definition": FIRST},
    }
    return small.world(facts, attributes=attributes)


def asked(small: Small, world: World, **words: object) -> Figure:
    return small.ask(world, SHARE, **{"period": "2026-06", **words}).rows[0].kpis[SHARE]


def test_each_source_has_its_own_figure(small: Small, world: World) -> None:
    answer = small.ask(world, SHARE, by=("source",), period="2026-06")
    assert small.table(answer, SHARE) == {("Contoso Survey",): Decimal("0.941"), ("Contoso Counter",): Decimal("0.5654")}
    survey, counter = (row.kpis[SHARE] for row in answer.rows)
    assert counter.notes == (f"as its source defines it: {FIRST}",)
    assert survey.notes == ("its source gave no definition",)
    assert (survey.numerator, survey.denominator, survey.coverage) == (None, None, None)


def test_one_source_may_be_filtered_for(small: Small, world: World) -> None:
    figure = asked(small, world, where={"source": "Contoso Counter"}, vs="prior_year")
    assert (figure.value, figure.base, figure.delta) == tuple(map(Decimal, ("0.5654", "0.72", "-0.1546")))


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ({}, "source (2), each with its own definition"),
        ({"where": {"source": "Contoso Counter|Contoso Survey"}}, "source (2), each with its own definition"),
        ({"period": "2026-05..2026-06"}, "month and source (2), each with its own definition"),
        ({"period": "2026-05..2026-06", "by": ("source",)}, "month"),
        ({"period": "2026", "where": {"source": "Contoso Survey"}}, "month"),
    ],
)
def test_above_the_grain_of_a_source_there_is_no_figure(small: Small, world: World, words: dict[str, object], by: str) -> None:
    figure = asked(small, world, **words)
    assert figure.value is None
    assert figure.why is not None
    assert figure.why.startswith(f"published_share is published by {by}: never added or averaged; ask --by ")


def test_the_only_figure_of_a_longer_period_is_not_that_of_the_period(small: Small, world: World) -> None:
    figure = asked(small, world, period="2026-06..2026-07", where={"source": "Contoso Survey"})
    assert (figure.value, figure.why) == (None, "published_share is published by month: never added or averaged; ask --by month")


def test_platforms_are_never_added(small: Small, world: World) -> None:
    figure = small.ask(world, "published_share", by=("source",), period="2026-06").rows[0].kpis["published_share"]
    assert (figure.value, figure.why) == (
        None,
        "published_share is published by product (2): never added or averaged; ask --by product",
    )
    each = small.ask(world, "published_share", by=("source", "product"), period="2026-06")
    assert len(small.table(each, "published_share")) == 4


def test_by_a_dimension_that_the_figures_lack_there_is_none(small: Small, world: World) -> None:
    figure = asked(small, world, by=("country",), where={"source": "Contoso Survey"})
    assert (figure.value, figure.why) == (None, "published_share exists only by product, source, not by country")


def test_a_platform_that_a_source_does_not_tell_is_not_nought(small: Small) -> None:
    facts = [fact("2026-06", "0.02", measure="published_share", source="S", product="P-other")]
    world = small.world(facts, attributes={"P-other": {"platform": "other"}})
    assert (asked(small, world).value, asked(small, world).why) == (None, "not reported")


def test_where_nobody_said_which_platform_is_ours_that_is_said(small: Small) -> None:
    world = small.world([fact("2026-06", "0.02", measure="published_share", source="S", product="P")])
    assert asked(small, world).why == "published_share: no platform is known of any product"


def test_the_figure_of_a_year_answers_a_year_and_no_month(small: Small) -> None:
    facts = [fact("2025", "0.599", grain="year", measure="published_share", source="S", product="P")]
    world = small.world(facts, attributes={"P": {"platform": "own"}})
    assert asked(small, world, period="2025").value == Decimal("0.599")
    assert asked(small, world, period="2025-06").why == "published_share is reported by year"


def test_figures_told_by_day_are_no_month(small: Small) -> None:
    facts = [
        fact(day, "0.85", grain="day", measure="published_share", source="S", product="P") for day in ("2026-06-01", "2026-06-08")
    ]
    world = small.world(facts, attributes={"P": {"platform": "own"}})
    assert asked(small, world).why == "published_share is published several times a month: never added or averaged"


def test_a_change_of_it_has_no_drivers(small: Small, world: World) -> None:
    kept = (Filter("source", frozenset({small.id("Contoso Counter")})),)
    found = explain(Question((SHARE,), where=kept, period=small.calendar.parse("2026-06"), vs="prior_year"), world, EVERYTHING)
    assert found.effects == ()
    assert found.why == "others published this ratio: without its numerator and denominator it has no drivers"
