"""A home with the worked example of the bridge in it: three distributors of a PC maker, in two Octobers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rapport.core.pack import Trade
from rapport.core.periods import month_of
from rapport.packs import load as load_packs
from tests.core.worked import CELLS, Side

if TYPE_CHECKING:
    from rapport.reports.actions import Written

TODAY = date(2026, 11, 9)
OCTOBER = month_of(date(2026, 10, 1))
EDITIONS = ("Home", "Pro", "Ent")


@pytest.fixture(scope="session")
def trade() -> Trade:
    return load_packs()


def rows(account: str, month: str, place: tuple[str, str], side: Side, **more: object) -> list[dict[str, object]]:
    """A cell's units with and without the own platform, and the platform's revenue in USD."""
    own = side.pcs * side.share
    where = {"account": account, "month": month, "country": place[0], "channel": place[1], **more}
    told = [where | {"product": "Bare", "value": round(side.pcs - own, 4)}]
    for edition, (mix, price) in side.editions.items():
        if mix:
            told.append(where | {"product": edition, "value": round(own * mix, 4)})
            amount = {"measure": "revenue", "currency": "USD", "value": round(own * mix * price * side.fx, 4)}
            told.append(where | {"product": edition} | amount)
    return told


@pytest.fixture
def bring(_own_home: None, db: None, settings, trade: Trade) -> Callable[..., None]:
    """Loads rows as one batch; products are PCs, on the own platform but for Bare, premium but for Home."""

    from rapport.book.performance.actions import load
    from tests.staged import staged

    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)

    def bring_rows(told: list[dict[str, object]], dataset: str = "shipments") -> None:
        words = [("product", "Bare", "platform", "other"), *(("product", name, "platform", "own") for name in EDITIONS)]
        words += [("product", name, "category", "pc") for name in (*EDITIONS, "Bare")]
        words += [("product", name, "premium", "no" if name == "Home" else "yes") for name in EDITIONS]
        named = {row["product"] for row in told}
        attributes = [(*word, "2025-01") for word in words if word[1] in named]
        load(by=None, staged=[staged(*told, dataset=dataset, attributes=attributes)], trade=trade, today=TODAY)

    return bring_rows


@pytest.fixture
def contoso(bring: Callable[..., None]) -> str:
    """The account, with both Octobers loaded."""
    told = [
        row
        for place, sides in CELLS.items()
        for month, side in zip(("2025-10", "2026-10"), sides, strict=True)
        for row in rows("Contoso Devices", month, place, side)
    ]
    bring(told)
    return "Contoso Devices"


@pytest.fixture
def write(tmp_path: Path, trade: Trade) -> Callable[..., tuple["Written", ...]]:
    """Writes October's update, in both languages and formats unless told."""
    from rapport.reports import actions

    def write_update(account: str, **more: object) -> tuple["Written", ...]:
        told = {"period": OCTOBER, "langs": ("en", "zh-hans"), "to": ("md", "html"), "out": tmp_path / "out", "by": None}
        return actions.write(account=account, trade=trade, today=TODAY, **{**told, **more})

    return write_update
