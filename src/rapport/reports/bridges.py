"""Why a KPI moved, as blocks: the two sentences, the drawing, the exact effects by driver and by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast
from urllib.parse import urlencode

from rapport.core.bridge import TOGETHER, CellEffects, Explanation
from rapport.core.figures import Unit
from rapport.core.pack import Kpi, Lang
from rapport.core.question import Number as Amount
from rapport.core.scales import Scale
from rapport.core.sentences import Ref, sentences
from rapport.core.steps import RESIDUAL, Step, scale_of, steps
from rapport.reports import dates, places, scales
from rapport.reports.blocks import Bar, Block, Bridge, Cell, Column, Delta, Kind, Lead, Note, Number, Sentence, Table
from rapport.reports.section import Subject, verdict
from rapport.reports.words import SENTENCES, TABLES, filled, joined, said, sentence

Named = tuple[str, Decimal, Mapping[str, str]]
"""An effect's name, its amount, and what tells it from the others."""


@dataclass(frozen=True)
class Told:
    """An explanation of a movement, told in one language; `fields` are what its cells were asked by."""

    found: Explanation
    fields: places.Fields
    subject: Subject
    lang: Lang

    @property
    def kpi(self) -> Kpi:
        """What moved."""
        return self.subject.trade.kpis[self.found.kpi]

    @property
    def base(self) -> str:
        """What it moved from, inside a sentence."""
        return self.word(self.found.against).lower()

    def number(self, value: Amount | None, part: str, *, signed: bool = False, **where: str) -> Number:
        """An amount of the explanation; `part` and `where` name the place in it where it stands. `signed`: it is a change."""
        found = self.found
        cell = {**self.subject.cell, "period": f"{found.period.start}..{found.period.end}", "vs": found.against}
        is_points = found.unit == "percent" and (signed or part == "residual")
        unit: Unit = "points" if is_points else cast("Unit", found.unit)
        cell_of_it = urlencode({**cell, **where, "part": part})
        return Number(value, unit, found.kpi, cell_of_it, currency=found.currency, is_signed=signed)

    def delta(self, value: Decimal, part: str, **where: str) -> Delta:
        """An amount by which the KPI moved."""
        return Delta(self.number(value, part, signed=True, **where), verdict(self.kpi, value))

    def driver(self, key: str) -> str:
        """A driver's name, as the head of a row."""
        known = self.subject.trade.drivers
        words = known[key](self.lang) if key in known else TABLES["other"](self.lang)
        return words[:1].upper() + words[1:]

    def place(self, cell: CellEffects, lang: Lang) -> str:
        """The name of a cell."""
        return places.name(cell.by, self.fields, self.subject.trade, lang)

    def word(self, key: str) -> str:
        """A fixed word."""
        return TABLES[key](self.lang)


def lead(told: Told) -> Lead:
    """The two sentences: what moved it, and where."""
    parts = sentences(told.found, told.subject.trade)[told.lang].parts
    return Lead(Sentence(tuple(part if isinstance(part, str) else _quoted(told, part) for part in parts)))


def _quoted(told: Told, ref: Ref) -> Number:
    number = told.number(ref.value, ref.what, signed=ref.signed)
    return replace(number, unit=ref.unit, currency=ref.currency, decimals=ref.decimals, step=ref.step, is_short=True)


def blocks(told: Told) -> tuple[Block, ...]:
    """The drawing, the exact table of drivers, what is left unexplained, and the table of places where there are several."""
    if not told.found.effects:
        return ()
    residual = told.number(told.found.residual, "residual")
    left = SENTENCES["residual_left" if told.found.residual else "residual"]
    note = Note(said([sentence(left, told.lang, residual=residual)], told.lang))
    return (_drawing(told), _drivers(told), note, *_cells(told))


def _drawing(told: Told) -> Bridge:
    found, lang = told.found, told.lang
    base, actual = (amount or Decimal(0) for amount in found.ends)
    scale = scale_of(found)
    bars = (Bar(_words(told, step), _scaled(scale, told.delta(step.amount, "drawn"))) for step in steps(found))
    month = dates.month(found.period.start, lang)
    return Bridge(
        caption=filled(TABLES["bridge"], told.lang, kpi=told.kpi.label(lang), base=told.base),
        unit=filled(TABLES["drawn"], lang, unit=scales.words(scale, found.unit, found.currency, lang), month=month),
        base_label=told.word(found.against),
        base_kind=cast("Kind", found.against),
        base=scales.shown(scale, told.number(base, "base")),
        bars=tuple(bars),
        actual_label=told.word("actual"),
        actual=scales.shown(scale, told.number(actual, "actual")),
        residual=told.number(found.residual, "residual"),
        says=_says(told),
    )


def _words(told: Told, step: Step) -> str:
    return told.word(RESIDUAL) if step.driver == RESIDUAL else told.driver(step.driver)


def _scaled(scale: Scale, delta: Delta) -> Delta:
    return replace(delta, number=scales.shown(scale, delta.number))


def _says(told: Told) -> Sentence:
    """What the drawing shows, for those who do not see it."""
    found, lang = told.found, told.lang
    ends = {part: _at_scale(told, told.number(amount, part)) for part, amount in zip(("base", "actual"), found.ends, strict=True)}
    opening = sentence(SENTENCES["bridge_says"], lang, kpi=told.kpi.label(lang), **ends)
    parts = [
        sentence(SENTENCES["bridge_part"], lang, driver=_words(told, step), amount=_said(told, step)) for step in steps(found)
    ]
    return joined([opening, joined(parts, SENTENCES["comma"](lang)), Sentence((SENTENCES["stop"](lang),))])


def _said(told: Told, step: Step) -> Number:
    return _at_scale(told, told.number(step.amount, "drawn", signed=True))


def _at_scale(told: Told, number: Number) -> Number:
    """A figure beside others in a sentence, at the one scale of all of them."""
    return replace(number, is_short=True, step=scale_of(told.found).step)


def _drivers(told: Told) -> Table:
    """Every driver's effect to the last printed digit; they add up to the change."""
    found = told.found
    rows = _rows(told, [(told.driver(effect.driver), effect.amount, {"driver": effect.driver}) for effect in found.moving])
    rows += [(told.word("residual"), told.number(found.residual, "residual"), ""), _change(told)]
    caption = filled(TABLES["effects"], told.lang, kpi=told.kpi.label(told.lang), base=told.base)
    return Table(caption, _columns(told, told.word("driver")), tuple(rows), has_total=True)


def _cells(told: Told) -> tuple[Table, ...]:
    """What each place did to the change; the first ones where there are many."""
    cells = told.found.cells
    if len(cells) < 2:
        return ()
    place = places.label(told.subject, told.fields, told.lang)
    rows = _rows(
        told, [(told.place(cell, told.lang), cell.total, {"cell": told.place(cell, "en")}) for cell in cells[: places.MOST]]
    )
    is_whole = len(cells) <= places.MOST
    rows += [_change(told)] if is_whole else []
    words = {"kpi": told.kpi.label(told.lang), "base": told.base, "place": place.lower()}
    caption = filled(TABLES["cells"], told.lang, **words)
    if TOGETHER in told.found.notes:
        caption = filled(TABLES["together"], told.lang, caption=caption)
    return (Table(caption, _columns(told, place), tuple(rows), has_total=is_whole),)


def _columns(told: Told, head: str) -> tuple[Column, ...]:
    return (Column(head, is_figures=False), Column(told.word("effect")), Column(told.word("of_base")))


def _rows(told: Told, effects: Sequence[Named]) -> list[tuple[Cell, ...]]:
    """A row an effect: its name, its amount, and what it adds to growth."""
    shares = scales.contributions([amount for _, amount, _ in effects], told.found.delta, told.found.base)
    return [
        _row(told, words, amount, share, "effect", where) for (words, amount, where), share in zip(effects, shares, strict=True)
    ]


def _change(told: Told) -> tuple[Cell, ...]:
    """The row of the whole change."""
    delta = told.found.delta or Decimal(0)
    return _row(told, told.word("change"), delta, scales.contributions([delta], delta, told.found.base)[0], "delta", {})


def _row(told: Told, words: str, amount: Decimal, share: Amount | None, part: str, where: Mapping[str, str]) -> tuple[Cell, ...]:
    points = replace(told.number(share, f"{part}-contribution", signed=True, **where), unit="points", currency=None)
    delta = told.delta(amount, part, **where)
    if delta.number.unit == "points":
        delta = replace(delta, number=replace(delta.number, decimals=_DIGITS))
    return (words, delta, Delta(points, verdict(told.kpi, share)))


_DIGITS = 2
"""Decimals of points, to which effects are rounded together."""
