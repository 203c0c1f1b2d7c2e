"""What a document opens with: the strip by its stated rule, messages and the ask, the forecast, what was promised."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rapport.book.accounts.queries import account as account_of
from rapport.core.pack import Label
from rapport.core.question import Coverage, Figure
from rapport.reports import comments
from rapport.reports.blocks import Missing
from rapport.reports.comments import Written
from rapport.reports.opening import Held, Opening
from rapport.reports.opening import write as opening_in
from rapport.reports.section import Quote
from rapport.reports.standings import Standing
from tests.reports.october import ACCOUNT, OCTOBER, TRADE, bring, subject, write

pytestmark = [pytest.mark.django_db]
CELL = {"month": "2026-10", "account": ACCOUNT, "country": "CN", "channel": "D1", "product": "Home"}


def held(kpi: str, value: float, base: float) -> Held:
    quote = Quote(TRADE.kpis[kpi], Figure(value, base=base, delta=value - base, currency="USD"), {})
    return Held(Standing(TRADE.kpis[kpi], {"plan": quote, "prior_year": quote}), "plan", quote)


@pytest.mark.parametrize(
    ("kpi", "value", "base", "state"),
    [
        ("revenue", 99.1, 100, "on_track"),
        ("revenue", 99.0, 100, "watch"),
        ("revenue", 95.1, 100, "watch"),
        ("revenue", 95.0, 100, "at_risk"),
        ("revenue", 140.0, 100, "on_track"),
        ("platform_share", 0.7951, 0.80, "on_track"),
        ("platform_share", 0.794, 0.80, "watch"),
        ("platform_share", 0.78, 0.80, "at_risk"),
    ],
)
def test_how_a_kpi_stands_by_the_stated_rule(kpi: str, value: float, base: float, state: str) -> None:
    assert held(kpi, value, base).state == state


def test_where_less_is_better_more_is_behind() -> None:
    of = held("reporting_gap", 110, 100)
    kpi = replace(of.standing.kpi, better="lower", unit="units")
    more, less = (replace(held("revenue", value, 100).quote, kpi=kpi) for value in (110, 90))
    assert (replace(of, quote=more).state, replace(of, quote=less).state) == ("at_risk", "on_track")


def test_without_figures_it_is_said_that_there_are_no_messages() -> None:
    (block,) = opening_in(Opening(subject(), (), (), (), ()), "en")
    assert (type(block), block.key) == (Missing, "messages")


def test_the_three_farthest_from_their_bases_are_told_whichever_way() -> None:
    """8% behind, 6% ahead and 2.5 points behind lie beyond 5% and 2 points; 1% behind and 1 point ahead do not."""
    moves = {"revenue": (99, 100), "pc_shipments": (92, 100), "platform_share": (0.775, 0.8), "sell_in": (106, 100)}
    findings = tuple((held(kpi, *pair), None) for kpi, pair in {**moves, "premium_mix": (0.41, 0.4)}.items())
    messages, *_ = opening_in(Opening(subject(), (), findings, (), ()), "en")
    assert [one.parts[0] for one in messages.items] == ["PC shipments", "Platform share", "Sell-in"]


def test_what_not_everybody_reported_is_no_message_and_no_ask() -> None:
    late, whole = held("revenue", 60, 100), held("pc_shipments", 90, 100)
    figure = replace(late.quote.figure, coverage=Coverage(reporting=3, expected=4, volume=0.8))
    late = replace(late, quote=replace(late.quote, figure=figure))
    messages, asks, *_ = opening_in(Opening(subject(), (late,), ((late, None), (whole, None)), (), ()), "en")
    assert [one.parts[0] for one in messages.items] == ["PC shipments"]
    assert "PC shipments" in asks.items[0].parts


def text(out: Path, lang: str = "en") -> str:
    (written,) = write(ACCOUNT, out, langs=(lang,), to=("md",))
    return written.files[0].read_text("utf-8").split("## 1 ")[0]


def test_a_plan_of_some_countries_is_no_base_of_all(tmp_path: Path) -> None:
    """CN and HK ship 10 each; the plan is of 15 in CN alone: 20 against 15 would be ahead, and what has a plan is behind."""
    rows = [{**CELL, "value": 10}, {**CELL, "country": "HK", "value": 10}, {**CELL, "value": 15, "scenario": "plan"}]
    bring(rows)
    (written,) = write(ACCOUNT, tmp_path)
    text = next(file for file in written.files if file.name.endswith("en.md")).read_text("utf-8")
    assert "on plan" not in text.partition("## 1")[0]
    assert "shipped units of Contoso Devices (HK) without plan: 10" in text


def test_messages_and_the_ask_tell_what_is_farthest_from_its_base(tmp_path: Path) -> None:
    bring([CELL | {"value": 90}, CELL | {"value": 100, "month": "2025-10"}])
    (written,) = write(ACCOUNT, tmp_path)
    assert (0, "messages") not in {(item.section, item.key) for item in written.gate.missing}
    said = text(tmp_path)
    assert "- PC shipments came to 90 (−10.0% on the prior year)." in said
    assert "- No ask this month: nothing on the strip is behind." not in said
    assert "Agree how PC shipments comes back to prior year: it stands at 90, −10.0% from it." in said
    assert "请共同商定PC 出货量如何回到去年同期" in text(tmp_path, "zh-hans").replace("商定 PC", "商定PC")


def test_what_people_wrote_goes_before_the_rules(tmp_path: Path) -> None:
    bring([CELL | {"value": 90}, CELL | {"value": 100, "month": "2025-10"}])
    for section, what in (("messages", "We lost a tender"), ("ask", "Decide on the bundle by Friday")):
        comments.note(
            by=None,
            account=account_of(ACCOUNT),
            month=OCTOBER.start,
            section=section,
            written=Written(Label(what, what)),
            trade=TRADE,
        )
    said = text(tmp_path)
    assert "- We lost a tender" in said
    assert "- Decide on the bundle by Friday" in said
    assert "PC shipments came to" not in said


def test_the_forecast_of_a_month_is_the_last_one_before_its_end(tmp_path: Path) -> None:
    bring([CELL | {"value": 90}])
    for value, release in ((80, date(2026, 10, 5)), (60, date(2026, 11, 4))):
        bring([CELL | {"value": value, "scenario": "forecast"}], dataset="forecast", release=release)
    assert "| PC shipments | 80 | 90 | ▲ +12.5% |" in text(tmp_path)


@pytest.mark.parametrize(
    ("kpi", "before", "due", "says"),
    [
        ("pc_shipments", 80, date(2026, 10, 31), "Ship more (Ann): kept; PC shipments went from 80 to 90."),
        ("pc_shipments", 95, date(2026, 9, 1), "Ship more (Ann): missed; PC shipments went from 95 to 90."),
        ("", 80, date(2026, 10, 1), "Ship more (Ann): no KPI proves it."),
        ("pc_shipments", 80, date(2026, 11, 1), None),
        ("pc_shipments", 80, date(2026, 8, 31), None),
    ],
)
def test_what_was_promised_is_kept_or_missed_in_the_month_it_was_due(
    tmp_path: Path, kpi: str, before: int, due: date, says: str | None
) -> None:
    bring([CELL | {"value": 90}, CELL | {"value": before, "month": "2026-08"}, CELL | {"value": 100, "month": "2025-10"}])
    promise = Written(correction=Label("Ship more", "多出货"), owner="Ann", due=due, kpi=kpi)
    august = {"account": account_of(ACCOUNT), "month": date(2026, 8, 1), "section": "performance", "trade": TRADE}
    comments.note(by=None, written=promise, **august)
    said = text(tmp_path)
    assert (says in said) if says else ("Ship more" not in said)
