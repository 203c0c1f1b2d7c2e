"""KPIs that belong in a band: how far outside they lie, what is better news, how they stand, and what is said of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapport.core.question import Coverage, Figure
from rapport.reports.blocks import List
from rapport.reports.comments import Comment
from rapport.reports.opening import Held, Opening, Proof
from rapport.reports.opening import write as opening_in
from rapport.reports.section import Quote, moved
from rapport.reports.standings import Standing, headline
from rapport.reports.writers.cells import plain
from tests.reports.october import TRADE, subject
from tests.reports.stuffed import text

WEEKS, RATIO, STOCK = (TRADE.kpis[key] for key in ("weeks_of_inventory", "sell_through_to_sell_in", "channel_inventory"))
HALF = Coverage(reporting=1, expected=2, volume=0.5)


@pytest.mark.parametrize(
    ("kpi", "value", "beyond"),
    [
        (WEEKS, "7.2", "1.2"),
        (WEEKS, "6.04", "0"),  # prints 6.0 weeks
        (WEEKS, "6.05", "0.1"),  # prints 6.1 weeks
        (WEEKS, "3", "0"),
        (WEEKS, "2.5", "-0.5"),
        (RATIO, "0.81", "-0.09"),
        (RATIO, "0.8995", "0"),  # prints 90.0%
        (RATIO, "1.25", "0.15"),
        (STOCK, "52000", "0"),  # has no limits
    ],
)
def test_how_far_outside_its_band_a_figure_lies_as_it_is_printed(kpi, value, beyond):
    assert kpi.beyond(Decimal(value)) == Decimal(beyond)


@pytest.mark.parametrize(
    ("kpi", "before", "now", "news"),
    [
        (WEEKS, "7.2", "6.4", "better"),
        (WEEKS, "6.4", "7.2", "worse"),
        (WEEKS, "2.0", "3.5", "better"),
        (WEEKS, "5.0", "2.9", "worse"),
        (WEEKS, "3.5", "5.5", "neutral"),
        (WEEKS, "2.0", "7.0", "neutral"),  # a week below, a week above
        (RATIO, "0.81", "1.15", "better"),  # 9 points below, 5 above
        (STOCK, "100", "200", "neutral"),
    ],
)
def test_a_change_is_better_where_it_comes_closer_to_the_band(kpi, before, now, news):
    then, value = Decimal(before), Decimal(now)
    quote = Quote(kpi, Figure(value, base=then, delta=value - then), {"vs": "prior_year"})
    assert (moved(kpi, then, value), quote.delta().verdict) == (news, news)


def standing(kpi, value: str, base: str | None = None, coverage: Coverage | None = None) -> Standing:
    """A figure held against plan and prior year."""
    now, then = Decimal(value), None if base is None else Decimal(base)
    figure = Figure(now, base=then, delta=None if then is None else now - then, base_coverage=coverage)
    return Standing(kpi, {vs: Quote(kpi, figure, {"vs": vs}) for vs in ("plan", "prior_year")})


def held(one: Standing) -> Held:
    """The same on the strip."""
    return Held(one, "plan", one.now)


@pytest.mark.parametrize(
    ("kpi", "value", "state"),
    [
        (WEEKS, "3", "on_track"),
        (WEEKS, "6", "on_track"),
        (WEEKS, "6.1", "watch"),
        (WEEKS, "6.2", "watch"),
        (WEEKS, "6.3", "at_risk"),  # 5% of 6 is 0.3
        (WEEKS, "2.9", "watch"),
        (WEEKS, "2.8", "at_risk"),  # 5% of 3 is 0.15
        (RATIO, "0.899", "watch"),
        (RATIO, "0.881", "watch"),
        (RATIO, "0.88", "at_risk"),  # 2 points below 90%
        (RATIO, "1.12", "at_risk"),
    ],
)
def test_how_a_kpi_stands_against_its_band(kpi, value, state):
    assert held(standing(kpi, value, base="5")).state == state


@pytest.mark.parametrize(
    ("one", "en", "zh"),
    [
        (
            standing(WEEKS, "7.2", "6.4"),
            "Weeks of inventory came to 7.2 weeks (1.2 weeks above its band of 3.0 to 6.0; +0.8 weeks on the prior year)",
            "库存周数为 7.2 周（较 3.0 至 6.0 的合理区间高 1.2 周；同比 +0.8 周）",
        ),
        (
            standing(RATIO, "0.81"),
            "Sell-through to sell-in came to 81.0% (9.0 pp below its band of 90.0% to 110.0%)",
            "销进比为 81.0%（较 90.0% 至 110.0% 的合理区间低 9.0 个百分点）",
        ),
        (
            standing(WEEKS, "4.1", "6.4"),
            "Weeks of inventory came to 4.1 weeks (−2.3 weeks on the prior year)",
            "库存周数为 4.1 周（同比 −2.3 周）",
        ),
    ],
)
def test_a_headline_says_how_far_outside_which_band_and_nothing_inside(one, en, zh):
    only = replace(one, against={"prior_year": one.against["prior_year"]})
    assert plain(headline(only, "en"), "en") == en
    assert plain(headline(only, "zh-hans"), "zh-hans") == zh


@pytest.mark.parametrize(
    ("lang", "ask"),
    [
        ("en", "Agree how Weeks of inventory comes back: it stands at 7.2 weeks, 1.2 weeks above its band of 3.0 to 6.0."),
        ("zh-hans", "请共同商定库存周数如何回到合理区间：目前为 7.2 周，较 3.0 至 6.0 的合理区间高 1.2 周。"),
    ],
)
def test_the_ask_is_of_what_lies_farthest_outside(lang, ask):
    """1.2 weeks are four times 5% of 6; a base of which nobody told all does not matter for a band."""
    far, near = (held(standing(WEEKS, value, coverage=HALF)) for value in ("7.2", "6.2"))
    asks = next(block for block in opening_in(Opening(subject(), (near, far), (), (), ()), lang) if isinstance(block, List))
    assert [plain(item, lang) for item in asks.items] == [ask]


@pytest.mark.parametrize(("then", "now", "came"), [("8", "7", "kept"), ("4", "7", "missed"), ("4", "5", "missed")])
def test_a_promise_is_kept_where_the_kpi_comes_closer_to_its_band(then, now, came):
    promised = Comment(1, date(2026, 9, 1), "sell_through", {}, "Ann", None, WEEKS.key, is_partner_safe=False, author="Ann")
    assert Proof(promised, *(standing(WEEKS, value).now for value in (then, now))).outcome == came


@pytest.mark.django_db
def test_the_update_of_a_stuffed_channel_tells_it(stuffed):
    opening, _, rest = text(stuffed, "en.md").partition("## 1 ")
    message = "Weeks of inventory came to 7.2 weeks (1.2 weeks above its band of 3.0 to 6.0; +0.8 weeks on the prior year)."
    assert f"- {message}\n" in opening
    assert "| Weeks of inventory | ◆ at risk | 7.2 weeks | Band 3.0 to 6.0 | ▲ +1.2 weeks |\n" in opening
    stood = "Sell-through to sell-in came to 66.7% (23.3 pp below its band of 90.0% to 110.0%; −33.3 pp on the prior year)."
    assert f"{stood} It moved most in D2 (−50.0 pp).\n" in rest
    assert "| 库存周数 | ◆ 有风险 | 7.2 周 | 合理区间 3.0 至 6.0 | ▲ +1.2 周 |\n" in text(stuffed, "zh.md")
