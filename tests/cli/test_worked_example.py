"""The worked example of a bridge, given as files: every effect to the cent, by cell and by edition, both sentences."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Rapport
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


@pytest.fixture
def example(rapport: Rapport, tmp_path: Path, settings: Any) -> Rapport:
    """The example, loaded into a home whose words are those of its trade."""
    write_pack(settings.HOME / "packs", WORDS, "words")
    for name, lines in (("shipments", shipments), ("licences", licences), ("revenue", revenue), ("market", market)):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(lines()) + "\n", encoding="utf-8")
        loaded = rapport("import", path, "--json")
        assert loaded.code == 0, loaded.err
        assert loaded.json["tables"][0]["dataset"] == name
    return rapport


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


def test_without_a_market_shipments_say_it(example: Rapport) -> None:
    found = example(*WHY, "--where", "country=CN", "--json").json
    assert list(effects(found))[:2] == ["shipments", "channel_mix"]


def test_a_base_that_was_restated_is_told_first(rapport: Rapport, tmp_path: Path) -> None:
    told = {"first": ("2024-11-05", 170), "restated": ("2024-12-05", 168), "after": ("2025-11-05", 175)}
    for name, (published, units) in told.items():
        month = "2025-10" if name == "after" else "2024-10"
        lines = ("month,account,country,category,product,units,published", f"{month},Contoso,CN,pc,P1,{units},{published}")
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
        assert rapport("import", tmp_path / f"{name}.csv").code == 0
    words = ("explain", "pc_shipments", "--period", "2025-10", "--vs", "prior_year", "--by", "country", "--json")
    assert effects(rapport(*words).json) == {"volume": 7}
    for known in ("first", "2024-11-30"):
        found = rapport(*words, "--base-as-of", known).json
        assert (found["base"], found["delta"], effects(found)) == (170, 5, {"restatement": -2, "volume": 7})
        assert effects(found["cells"][0]) == {"restatement": -2, "volume": 7}
