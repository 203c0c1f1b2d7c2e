"""The worlds whose months are read: demo homes of several seeds, sent whole or with something lacking; and their texts."""

import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.homes import Home

FIRST, MONTHS = date(2023, 11, 1), 36
LANGS = {"en": "en", "zh-hans": "zh"}
RETURNS = """month,account,country,channel,product,units
{month},Contoso Devices,{country},{channel},Book 13,-350
{month},Contoso Devices,{country},{channel},Studio 16,-20
"""


@dataclass(frozen=True)
class World:
    """A demo home of a seed, and what happened to it: `lacks` a dataset, a sender, or has `returns` as its last word."""

    seed: int
    change: str = "as sent"

    @property
    def name(self) -> str:
        """What its folder is called."""
        return f"{self.seed} {self.change}".replace(" ", "-")

    def make(self, folder: Path) -> Home:
        """The home of this world under `folder`, made once."""
        home = Home(folder / self.name / "home")
        if not (folder / self.name / "made").exists():
            assert home.run("demo", "--seed", str(self.seed), "--no-serve").code == 0
            CHANGES[self.change](home)
            (folder / self.name / "made").touch()
        return home


def _as_sent(home: Home) -> None:
    """Nothing."""


def _undo(home: Home, column: str, word: str) -> None:
    batches = home.answer("batches")
    for batch in batches if isinstance(batches, list) else batches["batches"]:
        if word in str(batch.get(column)):
            assert home.run("undo", batch["batch"]).code == 0


def _without_plan(home: Home) -> None:
    _undo(home, "file", "plan_fy")


def _late(home: Home) -> None:
    _undo(home, "file", "2026-10")


def _returns(home: Home) -> None:
    """More came back than was shipped, in three months of three countries."""
    for month, (country, channel) in RETURNED.items():
        file = home.path / f"returns_{month}.csv"
        file.write_text(RETURNS.format(month=month, country=country, channel=channel), encoding="utf-8")
        ran = home.run("import", file, "--dataset", "shipments", "--sender", "Contoso Devices")
        assert ran.code == 0, ran.err


RETURNED = {"2025-11": ("CN", ""), "2026-03": ("IN", ""), "2026-07": ("US", "Alpine Wholesale")}
"""In which months more came back than was shipped, and where: the last in all of a country, the others by nobody's name."""
TOUCHED = {"returns": tuple(RETURNED), "last month late": ("2026-10",)}
"""The months that tell most of what happened to a world: they are read first."""
CHANGES = {"as sent": _as_sent, "no plan": _without_plan, "last month late": _late, "returns": _returns}
WORLDS = (World(1), World(2, "no plan"), World(3, "returns"), World(5, "last month late"))


def months() -> list[date]:
    """The months of a demo, in order."""
    return [date(FIRST.year + (FIRST.month - 1 + i) // 12, (FIRST.month - 1 + i) % 12 + 1, 1) for i in range(MONTHS)]


def write(world: World, folder: Path, count: int) -> Iterator[Path]:
    """Write `count` account-months of a world (all where there are fewer), with the dossier of each; the folder of each.

    This process must be its own: Django serves one home a process. What stands there already is not written again.
    """
    os.environ["RAPPORT_HOME"] = str(world.make(folder).path)
    from rapport.cli import session

    with session.opened() as home:
        from bench.checker.dossier import Case, of
        from rapport.book.performance import queries
        from rapport.core.periods import Period
        from rapport.core.question import Question
        from rapport.reports.actions import Edition
        from rapport.reports.actions import write as write_update

        now = queries.standing(by=None, today=home.today, trade=home.trade)
        history: dict[str, Any] = {}
        whole = Period(months()[0], home.today)
        everyone = queries.ask(
            Question(("revenue", "pc_shipments"), by=("account",), period=whole), by=None, today=home.today, trade=home.trade
        )
        cases = [(str(row.by["account"]), month) for row in everyone.rows if row.by["account"] for month in months()]
        random.Random(world.name).shuffle(cases)  # noqa: S311 — which months are read first, no secret
        cases.sort(key=lambda case: f"{case[1]:%Y-%m}" not in TOUCHED.get(world.change, ()))
        for account, month in cases[:count]:
            place = folder / world.name / f"{re.sub(r'[^a-z]+', '-', account.lower())}_{month:%Y-%m}"
            if not (place / "dossier.json").exists():
                edition = Edition(tuple(LANGS), ("md",))
                period = home.calendar.parse(f"{month:%Y-%m}")
                write_update(
                    accounts=(account,), period=period, edition=edition, out=place, by=None, trade=home.trade, today=home.today
                )
                dossier = of(Case(account, month, home.trade, home.today, now, history))
                words = json.dumps(dossier, default=str, ensure_ascii=False)
                (place / "beside.json").write_text(words, encoding="utf-8")
                (place / "beside.json").replace(place / "dossier.json")
            yield place


def written(world: World, folder: Path, count: int) -> list[Path]:
    """The same, all of it, for a process of its own."""
    return list(write(world, folder, count))


def texts(place: Path) -> dict[str, str]:
    """The text of a month in each language."""
    return {lang: next(place.glob(f"*_{ending}.md")).read_text("utf-8") for lang, ending in LANGS.items()}


def dossier(place: Path) -> dict[str, Any]:
    """What `ask` and `explain` said of a month."""
    return dict(json.loads((place / "dossier.json").read_text("utf-8"), parse_float=Decimal))
