"""Who reports several accounts or countries is expected to report all of them again, if it always did."""

import pytest

from rapport.core.mentions import mention
from rapport.core.question import Coverage, Figure, Gap
from tests.facts.small import Fact, Small, fact

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")


def sold(month: str, country: str | None, units: int, **told: object) -> Fact:
    of = {"country": country} if country else {}
    return fact(month, units, measure="sell_through_units", channel="D3", **of, **told)


def figure_of(small: Small, facts: list[Fact], period: str = "2026-10", **told: object) -> Figure:
    return small.ask(small.world(facts), "sell_through", period=period, **told).rows[0].kpis["sell_through"]


def without_france(*silent: str) -> list[Fact]:
    """D3 sells 180 a month in DE and 90 in FR, of which it told nothing in the `silent` months."""
    return [sold(m, c, n) for m in MONTHS for c, n in (("DE", 180), ("FR", 90)) if c == "DE" or m not in silent]


def test_a_country_that_was_told_every_month_is_missed(small: Small) -> None:
    figure = figure_of(small, without_france("2026-10"))
    assert (figure.value, figure.coverage) == (180, Coverage(0, 1, pytest.approx(2 / 3)))
    assert figure.notes == (
        f"no facts of {mention('channel', small.id('D3'))} ({mention('country', small.id('FR'))}) for 2026-10",
    )
    assert [(gap.is_whole, gap.place) for gap in figure.unheard] == [(True, (("account", None), ("country", small.id("FR"))))]


def test_it_is_missed_in_the_base_as_well(small: Small) -> None:
    figure = figure_of(small, without_france("2026-09"), vs="prior_period")
    assert (figure.coverage, figure.base_coverage) == (Coverage(1, 1, 1.0), Coverage(0, 1, pytest.approx(2 / 3)))


def test_of_several_months_only_those_are_missed(small: Small) -> None:
    """Of 3 × 270 in August to October 90 are missing."""
    figure = figure_of(small, without_france("2026-10"), "2026-08..2026-10")
    assert figure.coverage == Coverage(0, 1, pytest.approx(720 / 810))


def test_an_account_that_was_told_every_month_is_missed(small: Small) -> None:
    facts = [sold(m, "DE", n, account=a) for m in MONTHS for a, n in (("A", 60), ("B", 40)) if (m, a) != ("2026-10", "B")]
    figure = figure_of(small, facts)
    assert figure.coverage == Coverage(0, 1, 0.6)
    assert figure.notes == (
        f"no facts of {mention('channel', small.id('D3'))} ({mention('account', small.id('B'))}) for 2026-10",
    )
    by_account = small.ask(small.world(facts), "sell_through", period="2026-10", by=("account",)).rows
    assert [row.kpis["sell_through"].coverage for row in by_account] == [Coverage(1, 1, 1.0)]


def test_who_buys_now_and_then_is_not_missed(small: Small) -> None:
    """A buys every month, B in July and September only, C in July alone: of October nothing is known to be missing."""
    told = [*((m, "A") for m in MONTHS), ("2026-07", "B"), ("2026-09", "B"), ("2026-07", "C")]
    facts = [sold(month, "DE", 10, account=account) for month, account in told]
    assert figure_of(small, facts).coverage == Coverage(1, 1, 1.0)
    rows = small.ask(small.world(facts), "sell_through", period="2026-10", by=("account",), vs="prior_period").rows
    assert {row.by["account"]: row.kpis["sell_through"].unheard for row in rows}[small.id("B")] == frozenset()


def test_nor_is_it_where_that_account_alone_is_asked_for(small: Small) -> None:
    facts = [sold(m, "DE", 10, account=a) for m in MONTHS for a in ("A", "B") if a == "A" or m in {"2026-07", "2026-09"}]
    figure = figure_of(small, facts, where={"account": "B"}, vs="prior_period")
    assert (figure.value, figure.base, figure.unheard) == (None, 10, frozenset())
    silent = figure_of(small, [each for each in facts if each.when != "2026-10"], where={"account": "B"}, vs="prior_period")
    assert silent.unheard == {Gap("sell_through_units", mention("channel", small.id("D3")), is_whole=True)}


def test_it_is_missed_up_to_three_months_after_it_was_told_last(small: Small) -> None:
    """FR stops in June: of July to September each is missed, of October no more."""
    facts = [sold(f"2026-{month:02}", c, 10) for month in range(1, 11) for c in ("DE", "FR") if c == "DE" or month < 7]
    figure = figure_of(small, facts, "2026-05..2026-10")
    assert figure.notes == (
        f"no facts of {mention('channel', small.id('D3'))} ({mention('country', small.id('FR'))}) for 2026-07..2026-09",
    )


@pytest.mark.parametrize(("before", "now"), [(("DE", "FR"), (None,)), ((None,), ("DE", "FR"))])
def test_what_is_told_less_or_more_finely_is_not_missed(small: Small, before: tuple[str, ...], now: tuple[str, ...]) -> None:
    facts = [sold(month, country, 10) for month in MONTHS for country in (now if month == "2026-10" else before)]
    assert figure_of(small, facts).coverage == Coverage(1, 1, 1.0)


def test_a_part_without_what_meets_the_conditions_is_not_missed(small: Small) -> None:
    """FR has PCs alone, and is silent in October: of servers nothing is missing."""
    told = [("DE", "Server"), ("DE", "PC"), ("FR", "PC")]
    facts = [fact(m, 9, country=c, product=p) for m in MONTHS for c, p in told if (c, m) != ("FR", "2026-10")]
    world = small.world(facts, attributes={"Server": {"category": "server"}, "PC": {"category": "pc"}})
    figures = small.ask(world, "server_shipments", "pc_shipments", period="2026-10").rows[0].kpis
    assert figures["server_shipments"].coverage == Coverage(1, 1, 1.0)
    assert figures["pc_shipments"].coverage == Coverage(0, 1, 0.5)


def test_who_buys_now_and_then_weighs_nothing_where_it_is_silent(small: Small) -> None:
    """A buys 100 and C 60 every month, B 500 in July and September: of October's 160 expected 100 came."""
    told = [(m, a, n) for m in MONTHS for a, n in (("A", 100), ("C", 60)) if (m, a) != ("2026-10", "C")]
    facts = [sold(m, "DE", n, account=a) for m, a, n in (*told, ("2026-07", "B", 500), ("2026-09", "B", 500))]
    assert figure_of(small, facts).coverage == Coverage(0, 1, pytest.approx(100 / 160))


def test_who_has_no_row_is_said_beside_the_rows(small: Small) -> None:
    """FR is silent in October: by country it has no row, and is named."""
    world = small.world(without_france("2026-10"))
    answer = small.ask(world, "sell_through", period="2026-10", by=("country",))
    assert [row.by["country"] for row in answer.rows] == [small.id("DE")]
    late = f"no facts of {mention('channel', small.id('D3'))} ({mention('country', small.id('FR'))}) for 2026-10"
    assert answer.notes == (late,)
    by_product = small.ask(world, "sell_through", period="2026-10", by=("country", "channel"))
    assert by_product.notes == (late,)
    assert small.ask(world, "sell_through", period="2026-10", by=("country",), vs="prior_period").notes == ()
    assert small.ask(world, "sell_through", period="2026-10").notes == ()


def test_many_parts_are_counted(small: Small) -> None:
    countries = [f"C{number}" for number in range(8)]
    facts = [sold(month, c, 10) for month in MONTHS for c in countries if month != "2026-10" or c == "C0"]
    (note,) = figure_of(small, facts).notes
    assert note.count("⟨country") == 5
    assert note.endswith(", +2) for 2026-10")
