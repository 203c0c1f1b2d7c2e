"""The worked example of the bridge as facts: three distributors of a PC maker, in two Octobers."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings

from rapport import packs
from rapport.book.performance.actions import load
from rapport.core.pack import Label
from rapport.core.periods import FiscalCalendar, month_of
from rapport.reports import actions
from rapport.reports.actions import Edition, Written
from rapport.reports.section import Subject
from tests.core.worked import CELLS, Side
from tests.staged import Row, staged

TRADE = packs.load()
TODAY = date(2026, 11, 9)
OCTOBER = month_of(date(2026, 10, 1))
ACCOUNT = "Contoso Devices"
EDITIONS = ("Home", "Pro", "Ent")


def of_cell(month: str, place: tuple[str, str], side: Side) -> list[Row]:
    """A cell's units with and without the own platform, and the platform's revenue in USD."""
    own = side.pcs * side.share
    where = {"account": ACCOUNT, "month": month, "country": place[0], "channel": place[1]}
    told: list[Row] = [where | {"product": "Bare", "value": round(side.pcs - own, 4)}]
    for edition, (mix, price) in side.editions.items():
        if mix:
            told.append(where | {"product": edition, "value": round(own * mix, 4)})
            amount = {"measure": "revenue", "currency": "USD", "value": round(own * mix * price * side.fx, 4)}
            told.append(where | {"product": edition} | amount)
    return told


def both() -> list[Row]:
    """The facts of both Octobers."""
    months = ("2025-10", "2026-10")
    return [
        row
        for place, sides in CELLS.items()
        for month, side in zip(months, sides, strict=True)
        for row in of_cell(month, place, side)
    ]


def plan() -> list[Row]:
    """A plan of this October for one distributor."""
    where = {"account": ACCOUNT, "month": "2026-10", "country": "CN", "channel": "D1", "scenario": "plan"}
    return [where | {"product": "Home", "value": 70000}, where | {"product": "Pro", "value": 30000}]


def bring(told: Sequence[Row], dataset: str = "shipments", **more: object) -> None:
    """Load rows as one batch; products are PCs, on the own platform but for Bare, premium but for Home."""
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True, exist_ok=True)
    words = [("product", "Bare", "platform", "other"), *(("product", name, "platform", "own") for name in EDITIONS)]
    words += [("product", name, "category", "pc") for name in (*EDITIONS, "Bare")]
    words += [("product", name, "premium", "no" if name == "Home" else "yes") for name in EDITIONS]
    named = {row.get("product") for row in told}
    attributes = [(*word, "2025-01") for word in words if word[1] in named]
    load(by=None, staged=[staged(*told, dataset=dataset, attributes=attributes, **more)], trade=TRADE, today=TODAY)


def write(account: str | tuple[str, ...], out: Path, **more: object) -> tuple[Written, ...]:
    """Write October's update, in both languages and formats unless told."""
    asked = {"langs": ("en", "zh-hans"), "to": ("md", "html"), **more}
    whose = {key: asked.pop(key, default) for key, default in (("by", None), ("period", OCTOBER))}
    names = (account,) if isinstance(account, str) else account
    return actions.write(accounts=names, out=out, trade=TRADE, today=TODAY, edition=Edition(**asked), **whose)


def subject() -> Subject:
    """Whose October it is, as the operator writes it."""
    return Subject((ACCOUNT,), Label(ACCOUNT, "康拓"), OCTOBER, None, TRADE, FiscalCalendar(), TODAY)
