"""The demo in a home: everything loads and reconciles, twice is once, its people see their part, its events show."""

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rapport.core.periods import add_months
from rapport.demo import files
from rapport.demo.events import Event
from rapport.demo.key import SIGNS
from rapport.demo.people import PEOPLE
from rapport.demo.world import COUNTRIES, LAST
from tests.demo.tour import quoted, tour
from tests.demo.worlds import event, world
from tests.homes import Home

pytestmark = pytest.mark.slow
WORLD = world(1)


@dataclass(frozen=True)
class Demo:
    """A home with the demo in it, and what its loading said, a line a file."""

    home: Home
    report: list[str]

    def values(self, kpi: str, *words: str) -> dict[Any, float | None]:
        """The values of a KPI by the one dimension that is asked for."""
        rows = self.home.answer("ask", kpi, *words)["rows"]
        return {next(iter(row["by"].values()), ""): _number(row["kpis"][kpi]["value"]) for row in rows}

    def around(self, found: Event, kpi: str, *words: str) -> tuple[float, float]:
        """A KPI at the place of an event, in the month before it and in its own."""
        before, month = f"{add_months(found.month, -1):%Y-%m}", f"{found.month:%Y-%m}"
        values = self.values(kpi, *place(found), "--by", "month", "--period", f"{before}..{month}", *words)
        return values[before] or 0.0, values[month] or 0.0


def _number(value: str | float | None) -> float | None:
    return None if value is None else float(value)


def place(found: Event) -> list[str]:
    """Where an event happened, as `ask` is told."""
    parts = {"account": found.account, "country": found.country, "channel": found.channel}
    return [word for field, name in parts.items() if name for word in ("--where", f"{field}={name}")]


@pytest.fixture(scope="module")
def demo(new_home) -> Demo:
    home = new_home()
    ran = home.run("demo", "--json")
    assert ran.code == 0, ran.err
    return Demo(home, ran.err.splitlines())


def test_every_file_is_loaded_whole_and_its_totals_agree(demo: Demo) -> None:
    assert [line.split(" → ")[0] for line in demo.report] == [sent.name for sent in files.sent(WORLD)]
    for line in demo.report:
        assert re.search(r" → B\d{4} · .*\b0 rejected", line), line
        assert "differ" not in line
        assert "problems" not in line
    assert sum("agree" in line for line in demo.report) == 9, "three workbooks of shipments from each of three partners"
    assert len(demo.report) <= 62


def test_what_is_loaded_is_what_happened(demo: Demo) -> None:
    kpis = ("pc_shipments", "server_shipments", "sell_in", "sell_through", "channel_inventory")
    rows = demo.home.answer("ask", *kpis, "--by", "account", "--period", "2026-10")["rows"]
    silent = event(WORLD, "stopped_reporting").channel
    for row in rows:
        sold = [one for one in WORLD.sold if one.cell.month == LAST and one.cell.partner.name == row["by"]["account"]]
        stocks = [
            one
            for one in WORLD.stocks
            if one.cell.month == LAST and one.cell.partner.name == row["by"]["account"] and one.cell.outlet.channel != silent
        ]
        expected = {
            "pc_shipments": _units(one.units for one in sold if one.device.category == "pc"),
            "server_shipments": _units(one.units for one in sold if one.device.category == "server"),
            "sell_in": _units(one.sell_in for one in stocks),
            "sell_through": _units(one.sell_through for one in stocks),
            "channel_inventory": _units(one.closing for one in stocks),
        }
        assert {kpi: _units([row["kpis"][kpi]["value"] or 0]) for kpi in kpis} == expected
    assert sum(bool(row["kpis"]["sell_in"]["value"]) for row in rows) == 6


def _units(counts: Iterable[float]) -> int:
    return int(sum(counts))


def test_revenue_is_billed_in_the_currency_of_each_contract(demo: Demo) -> None:
    rows = demo.home.answer("ask", "revenue", "--by", "account,currency", "--period", "2026-10")["rows"]
    loaded = {row["by"]["account"]: (row["by"]["currency"], float(row["kpis"]["revenue"]["value"])) for row in rows}
    for name in {one.cell.partner.name for one in WORLD.billed}:
        mine = [one for one in WORLD.billed if one.cell.partner.name == name and one.cell.month == LAST]
        assert loaded[name] == (mine[0].cell.partner.currency, pytest.approx(sum(one.amount for one in mine), abs=0.01))


def test_twice_is_the_same_as_once(demo: Demo) -> None:
    before, batches = demo.home.answer("verify"), demo.home.answer("batches")
    demo.home.answer("demo")
    assert (demo.home.answer("verify"), demo.home.answer("batches")) == (before, batches)


def test_another_world_is_not_mixed_in(demo: Demo) -> None:
    before = demo.home.answer("batches")
    ran = demo.home.run("demo", "--seed", "2")
    assert ran.code == 2
    assert "set RAPPORT_HOME to another folder" in ran.err
    assert demo.home.answer("batches") == before


def test_the_commands_it_names_work(demo: Demo, tmp_path) -> None:
    from rapport.cli.demo import TRY

    for line in TRY:
        ran = demo.home.run(*shlex.split(line.replace("--out update", f"--out {tmp_path}")))
        assert (ran.code, ran.err) == (0, "")
        assert ran.out


def test_its_people_see_their_part(demo: Demo) -> None:
    def seen(user: str) -> tuple[set[str], set[str]]:
        words = ("ask", "revenue", "--by", "account,country", "--period", "2026-10", "--as", user)
        rows = [row["by"] for row in demo.home.answer(*words)["rows"] if row["kpis"]["revenue"]["value"]]
        return {row["account"] for row in rows}, {row["country"] for row in rows}

    assert [len(part) for part in seen("lin")] == [8, len(COUNTRIES)]
    assert seen("chen") == ({"Contoso Devices"}, {"CN"})
    assert seen("lind")[1] == {"DE", "GB", "FR"}
    assert seen("meyer") == (set(), set())
    assert len(PEOPLE) == 10


def test_the_home_does_not_hold_the_answer_key(demo: Demo) -> None:
    held = [path for path in demo.home.path.rglob("*") if path.is_file()]
    assert len(held) > 100
    assert not [path for path in held if any(kind.encode() in path.read_bytes() for kind in SIGNS)]


def test_share_is_lost_where_and_when_it_was_planted(demo: Demo) -> None:
    found = event(WORLD, "share_loss")
    before, after = demo.around(found, "platform_share")
    assert before - after == pytest.approx(found.size, abs=0.03)


def test_a_stuffed_channel_takes_in_much_more_than_it_sells(demo: Demo) -> None:
    before, after = demo.around(event(WORLD, "channel_stuffing"), "sell_through_to_sell_in")
    assert before == pytest.approx(1, abs=0.12)
    assert after < 0.75


def test_suites_are_missing_since_the_bundle_ended(demo: Demo) -> None:
    found = event(WORLD, "bundle_ended")
    before, after = demo.around(found, "suite_attach")
    assert 1 - after / before == pytest.approx(found.size, abs=0.06)


def test_the_new_model_makes_the_mix_richer(demo: Demo) -> None:
    before, after = demo.around(event(WORLD, "new_sku"), "premium_mix")
    assert after - before > 0.06


def test_a_delisted_model_is_a_net_loss_of_listings(demo: Demo) -> None:
    before, after = demo.around(event(WORLD, "delisted_sku"), "assortment_net_wins")
    assert before >= -1
    assert after <= -3


def test_a_price_cut_is_seen_in_the_revenue_of_one(demo: Demo) -> None:
    found = event(WORLD, "price_cut")
    before, after = demo.around(found, "platform_asp")
    assert 1 - after / before == pytest.approx(found.size, abs=0.03)


def test_a_currency_shock_is_seen_in_dollars_alone(demo: Demo) -> None:
    found = event(WORLD, "currency_shock")
    local = demo.around(found, "revenue")
    dollars = demo.around(found, "revenue", "--currency", "USD")
    assert (dollars[1] / dollars[0]) / (local[1] / local[0]) == pytest.approx(1 / (1 + found.size), abs=0.01)


def test_a_restatement_changes_what_was_known(demo: Demo) -> None:
    found = event(WORLD, "restatement")
    words = (*place(found), "--period", f"{found.month:%Y-%m}")
    (first,) = demo.values("pc_shipments", *words, "--as-of", "2026-10-31").values()
    (now,) = demo.values("pc_shipments", *words).values()
    assert first is not None
    assert now is not None
    assert first / now == pytest.approx(1 + found.size, abs=0.01)


def test_who_stopped_reporting_is_missed(demo: Demo) -> None:
    found = event(WORLD, "stopped_reporting")
    missing = demo.home.answer("batches", "--missing")["missing"]
    assert {one["sender"] for one in missing} == {found.channel}
    rows = demo.home.answer("ask", "sell_through", "--period", "2026-10")["rows"]
    coverage = rows[0]["kpis"]["sell_through"]["coverage"]
    assert (coverage["reporting"], coverage["expected"]) == (9, 10)
    channels = demo.values("sell_through", "--by", "channel", "--period", "2026-10")
    assert not channels.get(found.channel)


def test_a_lapsed_agreement_takes_recurring_revenue_away(demo: Demo) -> None:
    found = event(WORLD, "agreement_lapsed")
    before, after = demo.around(found, "arr")
    assert 1 - after / before > 0.4
    rate = demo.values("renewal_rate_value", *place(found), "--period", f"{found.month:%Y-%m}")
    assert next(iter(rate.values())) in (0.0, pytest.approx(0.22, abs=0.01)), "the small agreement may expire beside it"


def test_history_is_three_years(demo: Demo) -> None:
    months = demo.values("pc_shipments", "--by", "month", "--period", "2023-01..2027-12")
    filled = [month for month, value in months.items() if value]
    assert (filled[0], filled[-1], len(filled)) == ("2023-11", f"{date(2026, 10, 1):%Y-%m}", 36)


def test_the_tour_of_the_readme_prints_what_it_says(demo: Demo, tmp_path: Path) -> None:
    home, steps = demo.home.copy(tmp_path / "home"), tour()
    places = {"var/demo": f"{home.path}/demo", "--out update": f"--out {tmp_path}/update"}
    assert {step.command.split()[0] for step in steps} == {
        "ask", "explain", "forecast", "undo", "redo", "update", "note", "waive", "import",
    }  # fmt: skip
    for step in steps:
        command = step.command
        for told, place in places.items():
            command = command.replace(told, place)
        ran = home.run(*shlex.split(command))
        assert (ran.code, step.prints(ran.out.replace(f"{tmp_path}/", ""))) == (0, step.said), step.command
    explain = next(step.command for step in steps if step.command.startswith("explain"))
    assert home.run(*shlex.split(explain), "--lang", "zh-hans").out.splitlines()[0] == quoted()
    home.drop()
