"""KPIs side by side: which places and KPIs the table has, in which order, and which places are named outside a band."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from rapport.core.question import Figure, Gap
from rapport.reports import standings
from rapport.reports.across import Across, leads, read, table
from rapport.reports.blocks import Banded
from rapport.reports.section import Quote
from rapport.reports.writers.cells import number_of, plain, written
from tests.reports.october import TRADE, subject
from tests.reports.stuffed import text

pytestmark = [pytest.mark.django_db]
SECTION = next(one for one in TRADE.documents["update"].sections if one.key == "sell_through")
TABLE = """
| Channel | Sell-in | Sell-through | Sell-through to sell-in | Channel inventory | Weeks of inventory |
| :--- | ---: | ---: | ---: | ---: | ---: |
| D1 | 2,000 | 2,000 | 100.0% | 2,000 | 4.0 weeks |
| D2 | 4,000 | 2,000 | 50.0% | 5,200 | 10.4 weeks |
| All | 6,000 | 4,000 | 66.7% | 7,200 | 7.2 weeks |
"""


def test_a_section_sets_its_kpis_side_by_side_by_channel(stuffed: Path) -> None:
    assert f"**By channel**\n{TABLE}" in text(stuffed, "en.md")
    chinese = text(stuffed, "zh.md").partition("**按渠道**\n")[2]
    assert chinese.startswith("\n| 渠道 | 渠道进货量 | 渠道销售量 | 销进比 | 渠道库存 | 库存周数 |\n")
    assert "| 合计 | 6,000 | 4,000 | 66.7% | 7,200 | 7.2 周 |\n" in chinese


def test_the_place_outside_a_band_is_named(stuffed: Path) -> None:
    english, chinese = text(stuffed, "en.md"), text(stuffed, "zh.md")
    assert "\nSell-through to sell-in lay outside its band of 90.0% to 110.0% in D2 (50.0%).\n" in english
    assert "\nWeeks of inventory lay outside its band of 3.0 to 6.0 in D2 (10.4 weeks).\n" in english
    assert "\n库存周数不在 3.0 至 6.0 合理区间内的有 D2（10.4 周）。\n" in chinese


def test_a_dot_is_drawn_for_each_place_in_the_colour_of_what_it_says(stuffed: Path) -> None:
    """Two KPIs with a band, one distributor inside both and one outside."""
    page = text(stuffed, "en.html")
    assert (page.count('class="band"'), page.count("<circle")) == (4, 4)
    assert [page.count(f'r="3" class="{verdict}"') for verdict in ("neutral", "worse")] == [2, 2]


@pytest.mark.parametrize(
    ("kinds", "kpis", "fields"),
    [
        ([("product",), ("channel",)], SECTION.kpis, ("channel",)),  # one product only
        ([("product",)], SECTION.kpis, None),
        ([("channel",)], ("sell_through", "revenue"), None),  # nobody reported revenue
        ([], SECTION.kpis, None),
    ],
)
def test_places_are_of_the_first_kind_that_tells_several_apart(stuffed: Path, settings, kinds, kpis, fields) -> None:
    settings.HOME = stuffed
    month = standings.reported(standings.read(subject(), kpis).of(kpis))
    lead = next(one for one in month if one.kpi.key == "sell_through")
    found = read(subject(), replace(SECTION, across=tuple(kinds)), month, lead)
    assert (found and found.fields) == fields


def test_the_largest_stand_first(stuffed: Path, settings) -> None:
    """D2 took in more than D1."""
    settings.HOME = stuffed
    month = standings.read(subject(), SECTION.kpis).of(SECTION.kpis)
    found = read(subject(), SECTION, month, next(one for one in month if one.kpi.key == "sell_in"))
    assert [row["sell_in"].cell["channel"] for row in found.rows] == ["D2", "D1"]


def quote(kpi: str, value: str | None, channel: str = "", **more: object) -> Quote:
    now = None if value is None else Decimal(value)
    return Quote(TRADE.kpis[kpi], Figure(now, currency="USD", **more), {"channel": channel})


def across(*rows: tuple[str, ...], whole: tuple[str, ...], kpis: tuple[str, ...]) -> Across:
    """Channels D0, D1 … with a figure of each KPI."""
    told = [{kpi: quote(kpi, value, f"D{n}") for kpi, value in zip(kpis, row, strict=True)} for n, row in enumerate(rows)]
    return Across(subject(), ("channel",), tuple(told), {kpi: quote(kpi, value) for kpi, value in zip(kpis, whole, strict=True)})


def printed(found: Across) -> list[list[str]]:
    rows = table(found, "en").rows
    return [[str(row[0]), *(written(number_of(cell), "en") for cell in row[1:])] for row in rows]


def test_of_more_than_twelve_places_the_first_twelve_stand_above_all() -> None:
    found = across(*((str(40 - n), "1") for n in range(13)), whole=("442", "13"), kpis=("sell_in", "sell_through"))
    rows = printed(found)
    assert [row[0] for row in rows] == [*(f"D{n}" for n in range(12)), "All"]
    assert rows[-1] == ["All", "442", "13"]


def test_amounts_are_rounded_so_that_they_add_up_and_it_is_said() -> None:
    """Two thirds thrice are 2.00; 0.67 thrice would be 2.01."""
    found = across(("0.6666", "1"), ("0.6666", "1"), ("0.6668", "1"), whole=("2.0000", "3"), kpis=("revenue", "sell_in"))
    assert sum(Decimal(row[1].removeprefix("$")) for row in printed(found)[:3]) == 2
    assert table(found, "en").caption == "By channel; rounded together"
    assert table(found, "zh-hans").caption == "按渠道；统一取整"


def test_a_figure_has_its_band_beside_it_and_a_missing_one_has_none() -> None:
    found = across(("6.04", "1"), ("6.1", "1"), (None, "1"), whole=("6.05", "3"), kpis=("weeks_of_inventory", "sell_in"))
    cells = [row[1] for row in table(found, "en").rows]
    assert [cell.verdict for cell in cells if isinstance(cell, Banded)] == ["neutral", "worse", "worse"]
    assert [isinstance(cell, Banded) for cell in cells] == [True, True, False, True]


def named(found: Across) -> list[str]:
    return [plain(lead.sentence, "en") for lead in leads(found, "en")]


@pytest.mark.parametrize(
    ("values", "places"),
    [
        (("6.3", "9.0", "1.0", "12.0"), ["D3 (12.0 weeks), D2 (1.0 weeks) and D1 (9.0 weeks)"]),  # all of 6, ⅔ of 3, half of 6
        (("6.2", "6.3", "4.0"), ["D1 (6.3 weeks)"]),  # 5% of 6 is 0.3: 6.2 is only watched
        (("6.2", "2.9", "4.0"), []),
    ],
)
def test_the_three_farthest_outside_are_named_and_what_is_only_watched_is_not(values, places) -> None:
    found = across(*((value, "1") for value in values), whole=("5", "6"), kpis=("weeks_of_inventory", "sell_in"))
    assert named(found) == [f"Weeks of inventory lay outside its band of 3.0 to 6.0 in {words}." for words in places]


@pytest.mark.parametrize(
    ("more", "is_named"),
    [
        ({}, True),
        ({"notes": ("low base",)}, False),
        ({"unheard": frozenset({Gap("inventory_units", "D0", is_whole=False, is_base=False)})}, False),
        ({"unheard": frozenset({Gap("inventory_units", "D0", is_whole=False, is_base=True)})}, True),
    ],
)
def test_a_place_that_rests_on_little_is_not_named(more: dict[str, object], is_named: bool) -> None:
    found = across(("9", "1"), ("4", "1"), whole=("5", "2"), kpis=("weeks_of_inventory", "sell_in"))
    first, *rest = found.rows
    first = {**first, "weeks_of_inventory": quote("weeks_of_inventory", "9", "D0", **more)}
    assert bool(named(replace(found, rows=(first, *rest)))) is is_named
