"""What stands on one side alone because its reporter told nothing on the other is neither new nor lost."""

from decimal import Decimal

from rapport.core.bridge import Explanation
from rapport.core.question import Coverage
from tests.facts.small import Fact, Small, fact
from tests.facts.worked import totals, why


def sold(month: str, channel: str, product: str, units: int, **told: object) -> Fact:
    return fact(month, units, measure="sell_through_units", channel=channel, product=product, account="A", country="CN", **told)


def four(absent: str) -> list[Fact]:
    """D1..D4 sell 4,500, 1,980, 900 and 1,620 of P in each month; D4 tells nothing of the `absent` one."""
    units = {"D1": 4500, "D2": 1980, "D3": 900, "D4": 1620}
    months = ("2026-07", "2026-08", "2026-09", "2026-10")
    return [sold(month, d, "P", sells) for month in months for d, sells in units.items() if (month, d) != (absent, "D4")]


def tags(small: Small, found: Explanation) -> dict[tuple[object, ...], object]:
    """The tag of each cell that moved, by names."""
    names = {number: name for name, number in small.ids.items()}
    told = {tuple(names.get(v, v) for v in cell.by.values()): {e.tag for e in cell.effects if e.amount} for cell in found.cells}
    return {cell: tag.pop() for cell, tag in told.items() if len(tag) == 1}


def monthly(small: Small, facts: list[Fact], kpi: str = "sell_through", **told: object) -> Explanation:
    return why(small, small.world(facts, **told.pop("world", {})), kpi, **{"vs": "prior_period", **told})


def test_whose_report_is_late_is_not_lost(small: Small) -> None:
    found = monthly(small, four("2026-10"), by=("channel",))
    assert (found.delta, totals(small, found)[("D4",)]) == (-1620, -1620)
    assert tags(small, found) == {("D4",): "not reported yet"}
    assert (found.coverage, found.base_coverage) == (Coverage(3, 4, 0.82), Coverage(4, 4, 1.0))


def test_whose_base_was_late_is_not_new(small: Small) -> None:
    found = monthly(small, four("2026-09"), by=("channel",))
    assert (found.delta, tags(small, found)) == (1620, {("D4",): "not reported in the base"})
    assert (found.coverage, found.base_coverage) == (Coverage(4, 4, 1.0), Coverage(3, 4, 0.82))


def quarters(absent: str) -> list[Fact]:
    """D1..D4 sell the same in each month; D4 tells nothing of the `absent` one, and D1 sells Q in May alone."""
    units = {"D1": 4500, "D2": 1980, "D3": 900, "D4": 1620}
    told = [
        sold(f"2026-{m:02}", d, "P", sells) for m in range(1, 10) for d, sells in units.items() if (m, d) != (int(absent), "D4")
    ]
    return [*told, sold("2026-05", "D1", "Q", 70), sold("2026-08", "D4", "R", 20), sold("2026-05", "D4", "S", 30)]


def test_who_missed_one_month_of_several_has_not_lost(small: Small) -> None:
    """Leaf by leaf, those too that stand on one side alone: of these too a month is missing."""
    found = monthly(small, quarters("9"), by=("channel",), period="2026-Q3")
    assert totals(small, found)[("D4",)] == -1620 + 20 - 30
    assert tags(small, found) == {("D4",): "reported in part", ("D1",): None}
    assert found.effects[0].parts == {"continuing": -70, "reported in part": -1630}
    leaves = monthly(small, quarters("9"), by=("channel", "product"), period="2026-Q3")
    assert {tag for (channel, _), tag in tags(small, leaves).items() if channel == "D4"} == {"reported in part"}
    assert tags(small, leaves)[("D1", "Q")] == "lost"


def test_who_missed_one_month_of_the_base_has_not_gained(small: Small) -> None:
    found = monthly(small, quarters("6"), by=("channel",), period="2026-Q3")
    assert totals(small, found)[("D4",)] == 1620 + 20 - 30
    assert tags(small, found) == {("D4",): "reported in part in the base", ("D1",): None}


def test_who_is_expected_no_more_is_lost_and_who_never_was_is_new(small: Small) -> None:
    facts = [*four(""), *(sold(f"2026-0{month}", "D5", "P", 10) for month in (1, 2)), sold("2026-10", "D6", "P", 9)]
    found = monthly(small, facts, by=("channel",), period="2026-10", vs="prior_period")
    assert tags(small, found) == {("D6",): "new"}
    old = why(small, small.world([*facts, sold("2025-10", "D7", "P", 8)]), "sell_through", by=("channel",))
    assert tags(small, old)[("D7",)] == "lost"


def test_what_others_who_reported_no_longer_sell_is_lost(small: Small) -> None:
    """D4 is late; of Q, which D1 and D4 sold, that of D4 is not reported yet and that of D1 is lost, leaf by leaf."""
    facts = [*four("2026-10"), sold("2026-09", "D1", "Q", 70), sold("2026-09", "D4", "Q", 30)]
    found = monthly(small, facts, by=("channel", "product"))
    assert tags(small, found) == {
        ("D4", "P"): "not reported yet",
        ("D4", "Q"): "not reported yet",
        ("D1", "Q"): "lost",
    }
    assert [(effect.driver, effect.amount, effect.tag) for effect in found.effects] == [
        ("unreported", -1650, "not reported yet"),
        ("volume", -70, "lost"),
    ]


def test_a_sender_is_late_for_one_account(small: Small) -> None:
    """One sender tells of A and B, and in October of A alone; what it no longer ships to A is lost."""
    ships = {"measure": "shipped_units", "country": "CN"}
    facts = [
        *(fact(m, 40, account="A", product="P", **ships) for m in ("2026-09", "2026-10")),
        fact("2026-09", 7, account="A", product="Q", **ships),
        fact("2026-09", 25, account="B", product="P", **ships),
    ]
    attributes = {"P": {"category": "pc"}, "Q": {"category": "pc"}}
    found = monthly(small, facts, "pc_shipments", by=("account", "product"), world={"attributes": attributes})
    assert tags(small, found) == {("B", "P"): "not reported yet", ("A", "Q"): "lost"}


def test_a_quotient_tells_it_too(small: Small) -> None:
    """D4 sells a third of what it buys, the others half; its sell-in comes and its sell-through does not."""
    bought = [
        fact(f.when, (3 if f.of["channel"] == "D4" else 2) * int(f.value), measure="sell_in_units", **f.of) for f in four("")
    ]
    found = monthly(small, [*four("2026-10"), *bought], "sell_through_to_sell_in", by=("channel",))
    assert (float(found.base or 0), found.actual) == (round(9000 / 19620, 4), Decimal("0.5"))
    assert sum(effect.amount for effect in found.effects) == found.delta
    assert tags(small, found)[("D4",)] == "not reported yet"
    assert (found.coverage, found.base_coverage) == (Coverage(3, 4, 0.82), Coverage(4, 4, 1.0))


def test_beside_a_plan_what_has_none_is_not_new(small: Small) -> None:
    money = {"measure": "revenue", "currency": "EUR"}
    facts = [
        fact("2026-10", 3000, account="Contoso", **money),
        fact("2026-10", 2500, account="Contoso", scenario="plan", **money),
        fact("2026-10", 500, account="Fabrikam", **money),
    ]
    found = monthly(small, facts, "revenue", by=("account",), vs="plan")
    assert (found.delta, tags(small, found)[("Fabrikam",)]) == (1000, "no plan")
