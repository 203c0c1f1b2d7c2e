"""The worked example of a bridge, given as files: every effect to the cent, by cell and by edition, both sentences."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rapport.cli.app import run
from tests.cli.conftest import Rapport, runner
from tests.core.worked import CELLS, MARKET
from tests.packs.trial import write_pack

WORDS = """
[driver]
platform_share = { label = { en = "share of Windows", zh-hans = "Windows 预装率" } }
suite_attach = { label = { en = "Office attach", zh-hans = "Office 搭载" } }
"""
PERIODS = ("2025-10", "2026-10")
MONEY = {"CN": "CNY", "HK": "HKD"}
WHY = ("explain", "revenue", "--period", "2026-10", "--vs", "prior_year", "--currency", "USD")


def of_each_cell() -> Iterator[tuple[str, str, str, Any]]:
    """Each side of each cell: its month, country, channel, and what the table of the example says."""
    for (country, channel), sides in CELLS.items():
        for month, side in zip(PERIODS, sides, strict=True):
            yield month, country, channel, side


def shipments() -> Iterator[str]:
    yield "month,account,country,channel,product,category,platform,units"
    for month, country, channel, side in of_each_cell():
        own = side.pcs * Decimal(str(side.share))
        yield f"{month},Contoso,{country},{channel},Other OS,pc,other,{side.pcs - own:f}"
        for edition, (mix, _) in side.editions.items():
            if mix:
                yield f"{month},Contoso,{country},{channel},{edition},pc,own,{own * Decimal(str(mix)):f}"


def licences() -> Iterator[str]:
    yield "Licence Month,account,country,channel,product,category,Licences"
    for month, country, channel, side in of_each_cell():
        yield f"{month},Contoso,{country},{channel},Office,suite,{side.pcs * Decimal(str(side.attach)):f}"


def revenue() -> Iterator[str]:
    yield "Invoice Month,account,country,channel,product,category,currency,Net Revenue"
    for month, country, channel, side in of_each_cell():
        own = side.pcs * Decimal(str(side.share))
        sold = [(name, "pc", own * Decimal(str(mix)) * price) for name, (mix, price) in side.editions.items() if mix]
        sold.append(("Office", "suite", side.pcs * Decimal(str(side.attach)) * side.suite_price))
        for product, category, amount in sold:
            yield f"{month},Contoso,{country},{channel},{product},{category},{MONEY[country]},{amount:.2f}"


def rates() -> Iterator[str]:
    yield "month,base,quote,rate"
    yield from dict.fromkeys(f"{month},{MONEY[country]},USD,{side.fx}" for month, country, _, side in of_each_cell())


def market() -> Iterator[str]:
    yield "month,region,Market Units,source"
    for month, units in zip(PERIODS, MARKET, strict=True):
        yield f"{month},CN+HK,{units},Tracker"


@pytest.fixture(scope="module")
def _example(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from django.db import transaction
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("example")
    write_pack(folder / "home" / "packs", WORDS, "words")
    with django_db_blocker.unblock(), override_settings(HOME=folder / "home"), transaction.atomic():
        for name, lines in FILES.items():
            path = folder / f"{name}.csv"
            path.write_text("\n".join(lines()) + "\n", encoding="utf-8")
            assert run(["import", str(path)]) == 0
        yield folder / "home"
        transaction.set_rollback(True)


@pytest.fixture
def example(_example: Path, db: None, settings: Any, capsys: pytest.CaptureFixture[str]) -> Rapport:
    """The command line on a home with the example in it, whose words are those of its trade."""
    settings.HOME = _example
    capsys.readouterr()
    return runner(capsys)


FILES = {"shipments": shipments, "licences": licences, "revenue": revenue, "market": market, "rates": rates}


def effects(found: Any) -> dict[str, str]:
    return {effect["driver"]: effect["amount"] for effect in found["effects"]}


DRIVERS = {
    "market": "-187893.79",
    "partner_share": "457166.09",
    "channel_mix": "260727.83",
    "platform_share": "163246.71",
    "edition_mix": "377839.69",
    "platform_price": "-42053.06",
    "suite_attach": "129941.74",
    "suite_price": "-18953.03",
    "currency": "-112332.43",
}


def test_every_effect_to_the_cent(example: Rapport) -> None:
    found = example(*WHY, "--json").json
    assert effects(found) == DRIVERS
    assert list(effects(found)) == list(DRIVERS)
    assert found["residual"] == "0.00"
    assert (found["base"], found["actual"], found["delta"]) == ("8752640.00", "9780329.75", "1027689.75")


def test_cells_add_up_and_the_sentences_say_it_word_for_word(example: Rapport) -> None:
    found = example(*WHY, "--by", "country,channel", "--json").json
    assert effects(found) == DRIVERS
    totals = {cell["by"]["channel"]: Decimal(cell["total"]) for cell in found["cells"]}
    assert {channel: round(total, 1) for channel, total in totals.items()} == {
        "D1": Decimal("1450136.6"),
        "D2": Decimal("-668034.4"),
        "D3": Decimal("245587.6"),
    }
    assert sum(totals.values()) == Decimal(found["delta"])
    assert found["sentences"]["en"] == (
        "Revenue was $9.78M, up $1.03M (+11.7%; +13.0% constant currency) on the prior year: partner share gain (+$0.46M), "
        "richer edition mix (+$0.38M), channel mix (+$0.26M), share of Windows (+$0.16M) and Office attach (+$0.13M) outweighed "
        "a smaller market (−$0.19M) and currency (−$0.11M). The gain came from CN/D1 (+$1.45M); CN/D2 lost $0.67M as its "
        "shipments fell 20% and share of Windows fell 4.0 pp to 66%."
    )
    assert found["sentences"]["zh-hans"] == (
        "收入 978 万美元，同比增加 103 万美元（+11.7%，固定汇率口径 +13.0%）：合作伙伴市场份额提升（+46 万）、"
        "版本结构改善（+38 万）、渠道结构（+26 万）、Windows 预装率（+16 万）"
        "和 Office 搭载（+13 万）超过市场萎缩（−19 万）与汇率（−11 万）的影响。"
        "增长主要来自 CN/D1（+145 万）；CN/D2 减少 67 万，因其出货量下降 20%、Windows 预装率下降 4.0 个百分点至 66%。"
    )


def test_currency_ties_to_growth_at_constant_currency(example: Rapport) -> None:
    asked = ("ask", "revenue", "--period", "2026-10", "--vs", "prior_year", "--currency", "USD", "--json")
    now, constant = (example(*asked, *more).json["rows"][0]["kpis"]["revenue"] for more in ((), ("--constant-currency",)))
    assert round(Decimal(now["value"]) - Decimal(constant["value"]), 2) == Decimal(DRIVERS["currency"])


def test_by_edition_the_mix_is_told_as_it_was_and_which_shift_helped(example: Rapport) -> None:
    found = example(*WHY, "--by", "country,channel,product", "--json").json
    assert effects(found) == DRIVERS
    mixes = {
        (cell["by"]["channel"], cell["by"]["product"]): effect
        for cell in found["cells"]
        for effect in cell["effects"]
        if effect["driver"] == "edition_mix" and "centred" in effect
    }
    assert {at: round(float(mixes[at]["centred"]), -2) for at in (("D1", "Home"), ("D1", "Pro"), ("D3", "Ent"))} == {
        ("D1", "Home"): 113_100,
        ("D1", "Pro"): 219_600,
        ("D3", "Ent"): 75_300,
    }
    assert {at: round(float(mixes[at]["amount"]), -2) for at in (("D1", "Home"), ("D1", "Pro"))} == {
        ("D1", "Home"): -338_600,
        ("D1", "Pro"): 671_300,
    }
    shares = [effect for cell in found["cells"] for effect in cell["effects"] if effect["driver"] == "platform_share"]
    assert sum(Decimal(effect["amount"]) for effect in shares) == Decimal(DRIVERS["platform_share"])
    said = example(*WHY, "--by", "channel,product").out
    assert "edition mix, centred" in said


@pytest.mark.parametrize("by", ["country", "channel", "product"])
def test_what_of_a_driver_is_new_is_the_same_by_anything(example: Rapport, by: str) -> None:
    whole, told = (example(*WHY, *more, "--json").json["effects"] for more in ((), ("--by", by)))
    assert told == whole


def test_the_fewest_places_that_tell_most(example: Rapport) -> None:
    found = example(*WHY, "--json").json
    places = found["places"]
    assert places["share"] >= 0.8
    assert sum(Decimal(place["amount"]) for place in places["found"]) + Decimal(places["other"]) == Decimal(found["delta"])
    assert {"at": {"channel": "D1"}, "driver": "channel_mix"}.items() <= next(
        place for place in places["found"] if place["at"]
    ).items()
    said = example(*WHY).out
    assert "where it moved most" in said
    assert "变动集中于" in example(*WHY, "--lang", "zh-hans").out


def test_without_a_market_shipments_say_it(example: Rapport) -> None:
    found = example(*WHY, "--where", "country=CN", "--json").json
    assert list(effects(found))[:2] == ["shipments", "channel_mix"]
