"""An explanation as a person reads it: the sentence, the effects, and the cells they come from."""

from decimal import Decimal
from typing import cast

from rapport.cli import output
from rapport.cli.answer_table import headline, partly_covered
from rapport.cli.words import listed, said, word
from rapport.core import figures
from rapport.core.bridge import CellEffects, Effect, Explanation, Places
from rapport.core.pack import Lang, Trade
from rapport.core.question import Base
from rapport.core.search import ENOUGH
from rapport.core.wording import told, way_out

MOST = 20
"""How many cells are printed, the largest movements first; the JSON form holds all."""


MOST_PLACES = 5
"""How many places stand for themselves."""


def show(found: Explanation, sentence: str, trade: Trade, lang: Lang) -> None:
    """The sentence and the tables on stdout."""
    output.show(sentence)
    base = Base(found.against, found.base_period, found.base_known_on)
    output.show(headline(found.period, base, found.known_on, lang))
    if found.effects:
        headings = [word("driver", lang), word("effect", lang), ""]
        effects = [_effect(effect, found, trade, lang) for effect in found.moving]
        change = [word("change", lang), _amount(found.delta, found, lang), ""]
        output.table(headings, [*effects, change], words=1)
    if found.cells and found.cells[0].by:
        _show_cells(found, trade, lang)
    if found.places and found.places.found:
        _show_places(found, found.places, trade, lang)
    for note in found.notes:
        output.show(told(note, trade, lang))
    for remark in partly_covered((found.coverage, found.actual), (found.base_coverage, found.base), lang):
        output.show(remark)
    for advice in dict.fromkeys(way_out(why, lang) for why in (found.why, *found.notes) if why):
        if advice:
            output.show(advice)


def _effect(effect: Effect, found: Explanation, trade: Trade, lang: Lang) -> list[str]:
    parts = listed((f"{word(tag, lang)} {_amount(amount, found, lang)}" for tag, amount in (effect.parts or {}).items()), lang)
    driver, tag = trade.drivers[effect.driver](lang), word(effect.tag, lang) if effect.tag else ""
    return [driver, _amount(effect.amount, found, lang), parts or ("" if tag == driver else tag)]


def _show_cells(found: Explanation, trade: Trade, lang: Lang) -> None:
    fields = [output.label(field, trade, lang) for field in found.cells[0].by]
    drivers = [trade.drivers[effect.driver](lang) for effect in found.moving]
    drivers += [f"{trade.drivers[driver](lang)}{word('centred', lang)}" for driver in _centred(found)]
    rows = [_cell(cell, found, lang) for cell in found.cells[:MOST]]
    output.table([*fields, word("change", lang), *drivers], rows, words=len(fields))
    if len(found.cells) > MOST:
        output.show(said(word("more", lang), len(found.cells) - MOST, lang))


def _show_places(found: Explanation, places: Places, trade: Trade, lang: Lang) -> None:
    """The places that tell most, and what all others come to; where that is not enough, how much of all that moved they tell."""
    shown = places.found[:MOST_PLACES]
    rows = [
        [
            " / ".join(f"{output.label(field, trade, lang)} {output.cell(value, lang)}" for field, value in place.at.items())
            or word("everywhere", lang),
            trade.drivers[place.driver](lang),
            _amount(place.amount, found, lang),
        ]
        for place in shown
    ]
    others = places.other + sum((place.amount for place in places.found[MOST_PLACES:]), Decimal(0))
    if others:
        rows.append([word("other", lang), "", _amount(others, found, lang)])
    output.table([word("place", lang), word("driver", lang), word("effect", lang)], rows, words=2)
    told, found_all = (sum(abs(place.amount) for place in of) for of in (shown, places.found))
    if (share := places.share * float(told / found_all)) < ENOUGH - 1e-9:
        output.show(word("places_share", lang).format(share=figures.text(share, "percent", lang, decimals=0)))


def _cell(cell: CellEffects, found: Explanation, lang: Lang) -> list[str]:
    amounts = {effect.driver: effect.amount for effect in cell.effects}
    shifts = {effect.driver: effect.centred for effect in cell.effects}
    shown = [cell.total, *(amounts.get(effect.driver, Decimal(0)) for effect in found.moving)]
    shown += [shifts.get(driver) or Decimal(0) for driver in _centred(found)]
    return [*(output.cell(value, lang) for value in cell.by.values()), *(_amount(amount, found, lang) for amount in shown)]


def _centred(found: Explanation) -> list[str]:
    """The drivers of which it is told, beside what they did, which shift helped."""
    return list(dict.fromkeys(e.driver for cell in found.cells for e in cell.effects if e.centred is not None))


def _amount(amount: Decimal | None, found: Explanation, lang: Lang) -> str:
    """An amount with the digits of all of them, since they were rounded together and add up as they stand."""
    is_percent = found.unit == "percent"
    unit = "points" if is_percent else cast("figures.Unit", found.unit)
    digits = 0 if found.delta is None else -cast("int", found.delta.as_tuple().exponent)
    return figures.text(amount, unit, lang, currency=found.currency, signed=True, decimals=digits - 2 if is_percent else digits)
