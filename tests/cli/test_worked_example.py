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
RATES = {"CN": Decimal("0.160"), "HK": Decimal("0.129")}
WHY = ("explain", "revenue", "--period", "2026-10", "--vs", "prior_year")


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
            yield f"{month},Contoso,{country},{channel},{product},{category},USD,{amount * RATES[country]:.2f}"


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


FILES = {"shipments": shipments, "licences": licences, "revenue": revenue, "market": market}


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
}


def test_every_effect_to_the_cent(example: Rapport) -> None:
    found = example(*WHY, "--json").json
    assert effects(found) == DRIVERS
    assert list(effects(found)) == list(DRIVERS)
    assert found["residual"] == "0.00"
    assert found["base"] == "8752640.00"


def test_by_edition_the_mix_is_told_centred_and_raw(example: Rapport) -> None:
    found = example(*WHY, "--by", "country,channel,product", "--json").json
    assert effects(found) == DRIVERS
    mixes = {
        (cell["by"]["channel"], cell["by"]["product"]): effect
        for cell in found["cells"]
        for effect in cell["effects"]
        if effect["driver"] == "edition_mix" and "raw" in effect
    }
    assert {at: round(float(mixes[at]["amount"]), -2) for at in (("D1", "Home"), ("D1", "Pro"), ("D3", "Ent"))} == {
        ("D1", "Home"): 113_100,
        ("D1", "Pro"): 219_600,
        ("D3", "Ent"): 75_300,
    }
    assert {at: round(float(mixes[at]["raw"]), -2) for at in (("D1", "Home"), ("D1", "Pro"))} == {
        ("D1", "Home"): -338_600,
        ("D1", "Pro"): 671_300,
    }


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
