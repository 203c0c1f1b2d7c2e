"""What is missing and why: a null has its reason, and what a filter cannot judge is told beside the figure."""

from dataclasses import replace

import pytest

from tests.facts.small import Small, fact, with_kpis

PC = {"category": "pc", "platform": "own"}


def test_a_filter_on_what_these_facts_lack_says_by_what_they_exist(small: Small) -> None:
    plan = [fact("2026-10", 9, scenario="plan", country="CN", account="A"), fact("2026-10", 5, account="A", product="P")]
    small = replace(small, trade=with_kpis(shipped="sum(shipped_units)"))
    answer = small.ask(small.world(plan), "shipped", where={"product": "P"}, period="2026-10", vs="plan")
    figure = answer.rows[0].kpis["shipped"]
    assert (figure.value, figure.base) == (5, None)
    assert "base: shipped_units (plan) exists only by account, country, not by product" in figure.notes


@pytest.mark.parametrize(
    ("where", "grain"), [({"product": "P"}, "month"), ({"product": "P"}, "quarter"), ({"product": "P", "country": "HK"}, "month")]
)
def test_what_they_exist_by_is_said_beside_other_filters_and_of_longer_stretches(small: Small, where, grain) -> None:
    small = replace(small, trade=with_kpis(shipped="sum(shipped_units)"))
    world = small.world([fact("2026-10", 9, grain=grain, country="CN"), fact("2025-10", 1, country="HK", product="P")])
    why = small.ask(world, "shipped", where=where, period="2026-10").rows[0].kpis["shipped"].why
    assert why == "shipped_units exists only by country, not by product"


def test_a_group_that_these_facts_lack_says_by_what_they_exist(small: Small) -> None:
    world = small.world([fact("2026-10", 9, measure="revenue", currency="USD", country="CN")])
    answer = small.ask(world, "revenue", by=("product",), period="2026-10")
    assert (small.named(answer.rows[0]), answer.rows[0].kpis["revenue"].why) == (
        (None,),
        "revenue exists only by country, not by product",
    )


def test_a_condition_of_the_formula_that_no_fact_can_meet_says_so(small: Small) -> None:
    answer = small.ask(small.world([fact("2026-10", 9, country="CN")]), "pc_shipments", period="2026-10")
    assert answer.rows[0].kpis["pc_shipments"].why == "shipped_units exists only by country, not by category"


def test_an_attribute_that_nobody_told_says_so(small: Small) -> None:
    world = small.world([fact("2026-10", 9, product="P")], attributes={"P": {"category": "pc"}})
    assert small.ask(world, "platform_share", period="2026-10").rows[0].kpis["platform_share"].why == (
        "shipped_units: no platform is known of any product"
    )


def test_what_lacks_an_attribute_meets_neither_a_condition_on_it_nor_its_opposite(small: Small) -> None:
    small = replace(
        small, trade=with_kpis(own="sum(shipped_units[platform = 'own'])", rest="sum(shipped_units[platform != 'own'])")
    )
    facts = [fact("2026-10", units, product=product) for product, units in (("Own", 1), ("Other", 10), ("Unknown", 100))]
    world = small.world(facts, attributes={"Own": {"platform": "own"}, "Other": {"platform": "other"}})
    kpis = small.ask(world, "own", "rest", period="2026-10").rows[0].kpis
    assert {key: figure.value for key, figure in kpis.items()} == {"own": 1, "rest": 10}


@pytest.mark.parametrize("scenario", ["actual", "plan"])
def test_a_longer_stretch_that_began_before_is_no_silence(small: Small, scenario: str) -> None:
    small = replace(small, trade=with_kpis(shipped=f"sum(shipped_units[scenario = '{scenario}'])"))
    for start, grain in (("2026-07", "quarter"), ("2026-01", "year")):
        world = small.world([fact(start, 9, grain=grain, scenario=scenario), fact("2026-09", 5, scenario=scenario)])
        why = small.ask(world, "shipped", period="2026-09").rows[0].kpis["shipped"].why
        assert why is not None
        assert f"reported by {grain}" in why


def test_a_measure_that_never_has_the_dimension_stays_whole(small: Small) -> None:
    world = small.world(
        [
            fact("2026-10", 30, account="A", country="CN", product="P"),
            fact("2026-10", 20, account="B", country="CN", product="P"),
            fact("2026-10", 200, measure="market_units", country="CN"),
        ],
        attributes={"P": PC},
    )
    by_account = small.ask(world, "partner_share", by=("account",), period="2026-10")
    assert small.table(by_account, "partner_share") == {("A",): 0.15, ("B",): 0.10}
    filtered = small.ask(world, "partner_share", where={"account": "A"}, period="2026-10")
    assert filtered.rows[0].kpis["partner_share"].value == 0.15
    alone = small.ask(world, "market_units", by=("account",), period="2026-10")
    assert small.table(alone, "market_units") == {(None,): 200}


def test_facts_without_the_attribute_are_told_and_not_dropped_in_silence(small: Small) -> None:
    facts = [fact("2026-10", 900, product="P"), fact("2026-10", 1_200, product="Q")]
    world = small.world(facts, attributes={"P": PC})
    figure = small.ask(world, "pc_shipments", period="2026-10").rows[0].kpis["pc_shipments"]
    assert (figure.value, figure.notes) == (900, ("1,200 units without category",))


def test_a_filter_lets_only_such_through_as_its_condition_can_judge(small: Small) -> None:
    """As many facts without the attribute as with it hide nothing."""
    facts = [fact("2026-10", 900, product="P"), fact("2026-10", 1_200, product="Q")]
    world = small.world(facts, attributes={"P": PC})
    figure = small.ask(world, "pc_shipments", where={"category": "pc"}, period="2026-10").rows[0].kpis["pc_shipments"]
    assert (figure.value, figure.notes) == (900, ("1,200 units without category",))


def test_facts_that_are_not_broken_down_by_a_filter_are_told(small: Small) -> None:
    facts = [fact("2026-10", 900, product="P", country="CN"), fact("2026-10", 70, product="P")]
    figure = small.ask(small.world(facts, attributes={"P": PC}), "pc_shipments", where={"country": "CN"}, period="2026-10").rows[
        0
    ]
    assert (figure.kpis["pc_shipments"].value, figure.kpis["pc_shipments"].notes) == (900, ("70 units without country",))


def test_facts_that_are_only_in_part_broken_down_are_a_row_of_their_own(small: Small) -> None:
    facts = [fact("2026-10", 900, product="P", country="CN"), fact("2026-10", 70, product="P")]
    answer = small.ask(small.world(facts, attributes={"P": PC}), "pc_shipments", by=("country",), period="2026-10")
    assert small.table(answer, "pc_shipments") == {("CN",): 900, (None,): 70}


def test_a_condition_that_no_reported_fact_meets_is_zero(small: Small) -> None:
    world = small.world([fact("2026-10", 9, product="P")], attributes={"P": {"category": "pc", "platform": "other"}})
    figure = small.ask(world, "platform_share", period="2026-10").rows[0].kpis["platform_share"]
    assert (figure.value, figure.numerator, figure.denominator) == (0, 0, 9)


def test_zero_and_negative_denominators(small: Small) -> None:
    for units, why in ((0, "no base"), (-5, "net returns")):
        world = small.world([fact("2026-10", units, product="P")], attributes={"P": PC})
        figure = small.ask(world, "platform_share", period="2026-10").rows[0].kpis["platform_share"]
        assert (figure.value, figure.why, figure.denominator) == (None, why, units)


def test_a_small_denominator_is_shown_with_low_base(small: Small) -> None:
    world = small.world([fact("2026-10", 49, product="P")], attributes={"P": PC})
    assert small.ask(world, "platform_share", period="2026-10").rows[0].kpis["platform_share"].notes == ("low base",)


def money(value: str, currency: str, **told: object) -> object:
    return fact("2026-10", value, measure="revenue", currency=currency, **told)


def test_currencies_are_never_added(small: Small) -> None:
    world = small.world([money("110", "CNY", country="CN"), money("20", "HKD", country="HK")])
    answer = small.ask(world, "revenue", period="2026-10")
    assert (answer.rows[0].kpis["revenue"].value, answer.rows[0].kpis["revenue"].why) == (
        None,
        "CNY and HKD are never added",
    )
    assert answer.currency is None
    by_country = small.ask(world, "revenue", by=("country",), period="2026-10")
    assert {small.named(row): (row.kpis["revenue"].value, row.kpis["revenue"].currency) for row in by_country.rows} == {
        ("CN",): (110, "CNY"),
        ("HK",): (20, "HKD"),
    }
    by_currency = small.ask(world, "revenue", by=("currency",), period="2026-10")
    assert small.table(by_currency, "revenue") == {("CNY",): 110, ("HKD",): 20}


def test_a_quotient_over_two_currencies_is_missing(small: Small) -> None:
    world = small.world([money("6.8", "USD"), fact("2026-10", 10, measure="quota_amount", currency="EUR")])
    figure = small.ask(world, "quota_attainment", period="2026-10").rows[0].kpis["quota_attainment"]
    assert (figure.value, figure.why) == (None, "EUR and USD are never added")


def test_a_base_in_another_currency_is_not_compared(small: Small) -> None:
    world = small.world([money("110", "CNY"), replace(money("90", "USD"), when="2025-10")])  # type: ignore[type-var]
    figure = small.ask(world, "revenue", period="2026-10", vs="prior_year").rows[0].kpis["revenue"]
    assert (figure.value, figure.base, figure.delta, figure.notes) == (110, None, None, ("base: in USD",))


def test_plan_and_forecast_are_bases_in_the_same_period(small: Small) -> None:
    facts = [fact("2026-10", n, product="P", scenario=s) for n, s in ((90, "actual"), (100, "plan"), (95, "forecast"))]
    world = small.world(facts, attributes={"P": PC})
    for against, delta in (("plan", -10), ("forecast", -5)):
        figure = small.ask(world, "pc_shipments", period="2026-10", vs=against).rows[0].kpis["pc_shipments"]
        assert (figure.value, figure.delta) == (90, delta)


def test_a_formula_may_name_its_scenario(small: Small) -> None:
    small = replace(small, trade=with_kpis(of_plan="sum(shipped_units) / sum(shipped_units[scenario = 'plan'])"))
    world = small.world([fact("2026-10", 90), fact("2026-10", 100, scenario="plan")])
    assert small.ask(world, "of_plan", period="2026-10").rows[0].kpis["of_plan"].value == 0.9


def test_the_absolute_difference_is_taken_cell_by_cell(small: Small) -> None:
    """Forecast 120, 80, 60, 40 against actual 100, 90, 75, 30: 55 of 295 is 18.6%."""
    both = "sum(shipped_units[scenario = 'forecast']), sum(shipped_units)"
    small = replace(small, trade=with_kpis(wape=f"abs_diff({both}, product, month) / sum(shipped_units)"))
    cells = {("P", "2026-09"): (120, 100), ("Q", "2026-09"): (80, 90), ("P", "2026-10"): (60, 75), ("Q", "2026-10"): (40, 30)}
    world = small.world(
        [
            fact(month, units, product=product, scenario=scenario)
            for (product, month), pair in cells.items()
            for scenario, units in zip(("forecast", "actual"), pair, strict=True)
        ]
    )
    figure = small.ask(world, "wape", period="2026-09..2026-10").rows[0].kpis["wape"]
    assert (figure.numerator, figure.denominator) == (55, 295)
    by_product = small.ask(world, "wape", by=("product",), period="2026-09..2026-10")
    assert small.table(by_product, "wape") == {("P",): pytest.approx(35 / 175), ("Q",): pytest.approx(20 / 120)}


def test_dead_slices_do_not_count(small: Small) -> None:
    world = small.world([fact("2026-10", 9, slice=1), fact("2026-10", 5, slice=2)], dead=[1])
    small = replace(small, trade=with_kpis(shipped="sum(shipped_units)"))
    world = replace(world, trade=small.trade)
    assert small.ask(world, "shipped", period="2026-10").rows[0].kpis["shipped"].value == 5


def test_a_less_trusted_sender_is_named_and_held_against_the_same_cells(small: Small) -> None:
    """Contoso tells D1 100 and D2 50, D1 itself 120: 170 count, and Contoso is 20 short of D1's own word."""
    at = {"measure": "sell_through_units", "account": "Contoso", "country": "CN", "product": "P"}
    facts = [
        fact("2026-10", 100, channel="D1", slice=1, batch=1, **at),
        fact("2026-10", 50, channel="D2", slice=2, batch=1, **at),
        fact("2026-10", 120, channel="D1", slice=3, batch=2, **at),
        fact("2026-10", 10, channel="D1", slice=1, batch=1, **{**at, "product": "Q"}),
    ]
    world = small.world(facts[:3], outranked=[(1, "sell_through_units", 3)], senders={1: "Contoso", 2: "D1"})
    figure = small.ask(world, "sell_through", period="2026-10").rows[0].kpis["sell_through"]
    assert (figure.value, figure.notes) == (170, ("Contoso reports 100 where 120 counts, 20 less; not added",))

    world = small.world(facts, outranked=[(1, "sell_through_units", 3)], senders={1: "Contoso", 2: "D1"})
    rows = small.ask(world, "sell_through", period="2026-10", by=("channel", "product")).rows
    assert [(row.kpis["sell_through"].value, row.kpis["sell_through"].notes) for row in rows] == [
        (
            120,
            (
                "Contoso reports 100 where 120 counts, 20 less; not added",
                "Contoso reports 10 in cells of which nothing counts; not added",
            ),
        ),
        (50, ("Contoso reports 10 in cells of which nothing counts; not added",)),
    ]


def test_what_a_less_trusted_sender_breaks_down_makes_no_rows_and_cuts_nothing(small: Small) -> None:
    small = replace(small, trade=with_kpis(shipped="sum(shipped_units)"))
    facts = [
        fact("2026-10", 1_000, account="A", slice=1, batch=1),
        fact("2026-10", 900, account="A", channel="D1", slice=2, batch=2),
        fact("2026-10", 2_500, account="A", grain="quarter", slice=3, batch=3),
    ]
    world = small.world(facts, outranked=[(2, "shipped_units", 1), (3, "shipped_units", 1)])
    assert small.ask(world, "shipped", period="2026-10").rows[0].kpis["shipped"].value == 1_000
    by_channel = small.ask(world, "shipped", by=("channel",), period="2026-10")
    assert [row.kpis["shipped"].why for row in by_channel.rows] == ["shipped_units exists only by account, not by channel"]


def test_attributes_as_they_are_and_as_they_were(small: Small) -> None:
    premium = {"P": {"category": "pc", "premium": [("2025-07", "no"), ("2026-07", "yes")]}}
    world = small.world([fact("2026-06", 3, product="P"), fact("2026-07", 4, product="P")], attributes=premium)
    asked = {"where": {"premium": "yes"}, "period": "2026-06..2026-07"}
    assert small.ask(world, "pc_shipments", **asked).rows[0].kpis["pc_shipments"].value == 7
    assert small.ask(world, "pc_shipments", structure="as_was", **asked).rows[0].kpis["pc_shipments"].value == 4


def test_by_sender_and_where_sender(small: Small) -> None:
    small = replace(small, trade=with_kpis(shipped="sum(shipped_units)"))
    world = small.world([fact("2026-10", 3, batch=1), fact("2026-10", 4, batch=2)], senders={1: "self", 2: "D1"})
    assert small.table(small.ask(world, "shipped", by=("sender",), period="2026-10"), "shipped") == {("D1",): 4, ("self",): 3}
    assert small.ask(world, "shipped", where={"sender": "D1"}, period="2026-10").rows[0].kpis["shipped"].value == 4


def test_the_base_may_lie_in_another_world(small: Small) -> None:
    """The fourth quarter of 2022 was printed as 65,292 thousand and restated to 63,179; that of 2023 is 63,350."""
    quarter = {"measure": "market_units", "grain": "quarter"}
    now = small.world([fact("2023-10", 63_350, **quarter), fact("2022-10", 63_179, **quarter)])
    first = small.world([fact("2022-10", 65_292, **quarter)])
    for base_world, growth in ((None, 0.003), (first, -0.030)):
        answer = small.ask(now, "market_units", period="2023-Q4", vs="prior_year", base_world=base_world)
        figure = answer.rows[0].kpis["market_units"]
        assert float(figure.delta or 0) / float(figure.base or 1) == pytest.approx(growth, abs=5e-4)


def test_months_without_facts_are_told(small: Small) -> None:
    world = small.world([fact(month, 3, product="P") for month in ("2026-07", "2026-09")], attributes={"P": PC})
    figure = small.ask(world, "pc_shipments", period="FY27", vs="prior_year").rows[0].kpis["pc_shipments"]
    assert (figure.value, figure.notes) == (6, ("no facts of 2026-08", "no facts of 2026-10..2027-06", "base: not reported"))
    quarterly = small.world([fact("2026-07", 9, measure="market_units", grain="quarter")])
    assert small.ask(quarterly, "market_units", period="FY27-H1").rows[0].kpis["market_units"].notes == ("no facts of 2026-Q4",)


def test_a_quarter_is_missed_though_a_less_trusted_sender_tells_the_year(small: Small) -> None:
    """Three quarters of 2023 by one publisher, the year by another: 186,776 of 241,800 thousand."""
    told = {"measure": "market_units", "country": "World"}
    quarters = {"2023-04": 59_676, "2023-07": 63_750, "2023-10": 63_350}
    facts = [fact(month, units, grain="quarter", batch=1, **told) for month, units in quarters.items()]
    facts.append(fact("2023", 241_800, grain="year", batch=2, slice=9, **told))
    world = small.world(facts, outranked=[(9, "market_units", 1001)], senders={1: "Gartner"})
    figure = small.ask(world, "market_units", period="2023").rows[0].kpis["market_units"]
    assert (figure.value, figure.notes) == (
        186_776,
        ("self reports 241,800 where 186,776 counts, 55,024 more; not added", "no facts of 2023-Q1"),
    )


def test_an_estimate_as_a_scenario_is_a_series_of_its_own(small: Small) -> None:
    small = replace(small, trade=with_kpis(told="sum(market_units)", guess="sum(market_units[scenario = 'estimate'])"))
    facts = [
        fact("2026-10", n, measure="market_units", country="CN", scenario=s) for n, s in ((900, "actual"), (950, "estimate"))
    ]
    answer = small.ask(small.world(facts), "told", "guess", period="2026-10")
    assert {key: figure.value for key, figure in answer.rows[0].kpis.items()} == {"told": 900, "guess": 950}


def test_a_measure_whose_months_are_missing_is_named_where_there_are_several(small: Small) -> None:
    facts = [fact(f"2026-{month:02}", 100, measure="quota_amount", currency="USD") for month in (7, 8, 9)]
    world = small.world([*facts, fact("2026-07", 70, measure="revenue", currency="USD")])
    figure = small.ask(world, "quota_attainment", period="2026-07..2026-09").rows[0].kpis["quota_attainment"]
    assert (figure.value, figure.notes) == (pytest.approx(70 / 300), ("revenue: no facts of 2026-08..2026-09",))


def test_what_is_of_other_products_is_not_called_unreported(small: Small) -> None:
    """Suites over PCs, by product: no product is both. In FR nobody told of PCs at all."""
    world = small.world(
        [
            fact("2026-10", 11, measure="licence_units", country="CN", product="S"),
            fact("2026-10", 200, country="CN", product="P"),
            fact("2026-10", 3, measure="licence_units", country="FR", product="S"),
        ],
        attributes={"P": PC, "S": {"category": "suite"}},
    )
    answer = small.ask(world, "suite_attach", by=("country", "product"), period="2026-10")
    assert {small.named(row): row.kpis["suite_attach"].why for row in answer.rows} == {
        ("CN", "P"): "licence_units: reported for others, not for this product",
        ("CN", "S"): "shipped_units: reported for others, not for this product",
        ("FR", "S"): "shipped_units not reported",
    }
    by_category = small.ask(world, "suite_attach", by=("category",), period="2026-10")
    assert {row.kpis["suite_attach"].why for row in by_category.rows} == {
        "licence_units: reported for others, not for this category",
        "shipped_units: reported for others, not for this category",
    }
    assert small.table(small.ask(world, "suite_attach", by=("country",), period="2026-10"), "suite_attach")["CN",] == 0.055
