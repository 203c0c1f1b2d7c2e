"""Small worlds for tests, written as rows: a fact is a line, names become ids as they come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from rapport.core import kpi
from rapport.core.money import quote_order
from rapport.core.pack import Kpi, Label, Trade
from rapport.core.periods import FiscalCalendar
from rapport.core.question import EVERYTHING, Answer, Filter, Question, Row, Scope
from rapport.facts.ask import ask
from rapport.facts.world import FIXED_COLUMNS, RATE_COLUMNS, BatchName, FactFile, World
from rapport.packs import load
from tests.parquet import write

TRADE = load()


def day(text: str) -> date:
    """A day, or the first of a month or year, written 2026-10-31, 2026-10 or 2026."""
    return date.fromisoformat((text + "-01-01")[:10])


@dataclass(frozen=True)
class Fact:
    """One fact; `of`: the names of its dimensions."""

    when: str
    value: str | int
    measure: str = "shipped_units"
    grain: str = "month"
    scenario: str = "actual"
    currency: str | None = None
    batch: int = 1
    slice: int | None = None
    of: Mapping[str, str] = field(default_factory=dict)


def fact(when: str, value: str | int, **told: object) -> Fact:
    """A fact of a month: what is no column of every fact is a dimension."""
    fixed = {key: told.pop(key) for key in list(told) if key in Fact.__dataclass_fields__}
    return Fact(when, value, **fixed, of=told)


@dataclass
class Small:
    """A world in the making, in a folder."""

    folder: Path
    trade: Trade = TRADE
    calendar: FiscalCalendar = field(default_factory=FiscalCalendar)
    ids: dict[str, int] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """The id of a value, by its name."""
        return self.ids.setdefault(name, len(self.ids) + 1)

    def world(
        self,
        facts: Iterable[Fact],
        *,
        attributes: Mapping[str, Mapping[str, object]] | None = None,
        dead: Iterable[int] = (),
        outranked: Iterable[tuple[int, str, int]] = (),
        senders: Mapping[int, str] | None = None,
        rates: Iterable[tuple[str, str, str, float]] = (),
        budget: Iterable[tuple[str, str, str, float]] = (),
        ledger: int = 1,
    ) -> World:
        """A world of these facts: each its own slice unless it says so, one file a batch.

        `attributes`: for each product what it is; an attribute is a text, or a list of (from month, text). `rates` (of the
        month) and `budget`: (month, from, to, rate).
        """
        numbered = [f if f.slice else replace(f, slice=number) for number, f in enumerate(facts, 1001)]
        senders = senders or {}
        batches = sorted({f.batch for f in numbered})
        return World(
            files=tuple(self._file(batch, [f for f in numbered if f.batch == batch]) for batch in batches),
            dead=frozenset(dead),
            outranked=frozenset(outranked),
            attributes=self._attributes(attributes or {}),
            batches={batch: BatchName(f"B{batch}", senders.get(batch, "self")) for batch in batches},
            trade=self.trade,
            calendar=self.calendar,
            ledger=ledger,
            known_on=date(2026, 11, 3),
            rates=self._rates([("average", *one) for one in rates] + [("budget", *one) for one in budget]),
        )

    def _file(self, batch: int, facts: list[Fact]) -> FactFile:
        columns = {**FIXED_COLUMNS, **dict.fromkeys(self.trade.dimensions, "INTEGER")}
        rows = [
            {
                "day": day(f.when),
                **{key: getattr(f, key) for key in ("grain", "scenario", "measure", "currency", "batch", "slice")},
                "value": Decimal(f.value),
                **{dimension: self.id(name) for dimension, name in f.of.items()},
            }
            for f in facts
        ]
        path = self.folder / f"{batch}-{len(list(self.folder.iterdir()))}.parquet"
        write(path, columns, rows)
        return FactFile(path, min(day(f.when) for f in facts), max(day(f.when) for f in facts))

    def _attributes(self, told: Mapping[str, Mapping[str, object]]) -> Path | None:
        columns = {"value": "INTEGER", "attribute": "VARCHAR", "text": "VARCHAR", "valid_from": "DATE", "valid_to": "DATE"}
        rows = []
        for product, known in told.items():
            for attribute, said in known.items():
                turns = [(date.min, said)] if isinstance(said, str) else [(day(when), text) for when, text in said]
                starts = [date.min, *(start for start, _ in turns[1:])]
                ends = [*starts[1:], date.max]
                rows += [
                    dict(zip(columns, (self.id(product), attribute, text, start, end), strict=True))
                    for (_, text), start, end in zip(turns, starts, ends, strict=True)
                ]
        if not rows:
            return None
        path = self.folder / f"attributes-{len(list(self.folder.iterdir()))}.parquet"
        write(path, columns, rows)
        return path

    def _rates(self, told: list[tuple[str, str, str, str, float]]) -> Path | None:
        if not told:
            return None
        rows = [(kind, *_as_the_market_quotes(base, quote, rate), day(month)) for kind, month, base, quote, rate in told]
        path = self.folder / f"rates-{len(list(self.folder.iterdir()))}.parquet"
        columns = ("kind", "base", "quote", "rate", "month")
        write(path, RATE_COLUMNS, [dict(zip(columns, row, strict=True)) | {"days": None} for row in rows])
        return path

    def ask(self, world: World, *kpis: str, scope: Scope = EVERYTHING, base_world: World | None = None, **told: object) -> Answer:
        """Ask with words: `period="2026-10"`, `where={"country": "CN"}`, `by=("country",)`."""
        if isinstance(told.get("period"), str):
            told["period"] = self.calendar.parse(str(told["period"]))
        where = told.pop("where", {})
        attributes = {*self.trade.attributes, "sender", "currency", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"}
        filters = tuple(
            Filter(name, frozenset(word if name in attributes else self.id(word) for word in words.split("|")))
            for name, words in where.items()
        )
        return ask(Question(kpis, where=filters, **told), world, scope, base_world=base_world)

    def named(self, row: Row) -> tuple[object, ...]:
        """The cell of a row, by names."""
        names = {number: name for name, number in self.ids.items()}
        return tuple(names[part] if isinstance(part, int) else part for part in row.by.values())

    def table(self, answer: Answer, kpi: str) -> dict[tuple[object, ...], object]:
        """The values of a KPI by cell, in the answer's order."""
        return {self.named(row): row.kpis[kpi].value for row in answer.rows}


def _as_the_market_quotes(base: str, quote: str, rate: float) -> tuple[str, str, float]:
    return (base, quote, rate) if quote_order(base) < quote_order(quote) else (quote, base, 1 / rate)


def with_kpis(**formulas: str) -> Trade:
    """The shipped trade and more KPIs, given as formulas; a KPI whose key ends in `_money` is told in money."""
    fields = (*TRADE.dimensions, *TRADE.attributes, "scenario", "month")
    made = {key: _kpi(key, kpi.parse(text, TRADE.measures, fields), text) for key, text in formulas.items()}
    return replace(TRADE, kpis={**TRADE.kpis, **made})


def _kpi(key: str, formula: kpi.Formula, text: str) -> Kpi:
    model, label = TRADE.kpis["pc_shipments"], Label(key, key)
    unit = "money" if key.endswith("_money") else "units"
    return replace(model, key=key, label=label, formula=formula, text=text, unit=unit, names=(), examples=())
