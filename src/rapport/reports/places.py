"""Where a KPI's change came from: the places that can be told apart, and what each of them did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from rapport.core.bridge import TagWord
from rapport.core.money import exact, rounded
from rapport.core.pack import Lang, Trade
from rapport.core.question import Against
from rapport.core.question import Number as Amount
from rapport.core.wording import TAGS, place_name
from rapport.reports import scales
from rapport.reports.blocks import Cell, Column, Sentence, Table
from rapport.reports.section import Quote, Subject
from rapport.reports.words import SENTENCES, TABLES, filled, joined, listed, sentence

MOST = 12
"""So many places a table shows; of more it shows the first and no total."""

NOT_REPORTED = "not reported"
"""How the facts say that a place has none."""

Fields = tuple[str, ...]

_SIDES = (attrgetter("value"), attrgetter("base"), attrgetter("delta"))


@dataclass(frozen=True)
class Places:
    """A KPI's quotes beside a base, a place each, those first that moved most; and all of them together."""

    subject: Subject
    fields: Fields
    quotes: tuple[Quote, ...]
    whole: Quote


def read(subject: Subject, whole: Quote, vs: Against, kinds: Iterable[Fields]) -> Places:
    """The places of the first kind that tells more than one apart; none where no kind does, or nothing moved."""
    for fields in kinds if whole.has_base else ():
        answer = subject.ask((whole.kpi.key,), vs=vs, by=fields)
        quotes = [_sided(quote) for row in subject.quotes(answer) if _is_told(quote := row[whole.kpi.key])]
        if sum(quote.has_base for quote in quotes) > 1:
            return Places(subject, fields, tuple(sorted(quotes, key=lambda quote: -abs(float(quote.figure.delta or 0)))), whole)
    return Places(subject, (), (), whole)


def _is_told(quote: Quote) -> bool:
    """Whether a place has anything on either side."""
    return quote.figure.value is not None or quote.figure.base is not None


def _sided(quote: Quote) -> Quote:
    """A place that reports on one side only moved by all it is there; that holds for amounts, which are nothing elsewhere."""
    figure = quote.figure
    if not _is_amount(quote):
        return quote
    if figure.base is None and figure.value is not None and quote.base_why == NOT_REPORTED:
        return replace(quote, figure=replace(figure, delta=figure.value))
    if figure.value is None and figure.base is not None and figure.why == NOT_REPORTED:
        return replace(quote, figure=replace(figure, delta=-figure.base))
    return quote


def label(subject: Subject, fields: Fields, lang: Lang) -> str:
    """What the places are: Country, Country/Channel."""
    trade = subject.trade
    return "/".join((trade.attributes[f] if f in trade.attributes else trade.dimensions[f]).label(lang) for f in fields)


def name(cell: Mapping[str, object], fields: Fields, trade: Trade, lang: Lang) -> str:
    """The place of a cell as sentences call it: CN, CN/D1."""
    return place_name({field: cell.get(field) for field in fields}, trade, lang)


def told(places: Places, lang: Lang) -> tuple[Sentence, ...]:
    """The places that moved most the way the whole moved, and then those that moved the other way.

    Of what does not add up over places, such as a ratio, those that moved most, either way.
    """
    if not _is_amount(places.whole):
        most = [quote for quote in places.quotes if quote.figure.delta][:3]
        return (joined([Sentence((SENTENCES["moved_most"](lang),)), _named(places, most, lang)]),) if most else ()
    is_gain = (places.whole.figure.delta or 0) > 0
    moved = [quote for quote in places.quotes if quote.figure.delta]
    along = [quote for quote in moved if ((quote.figure.delta or 0) > 0) == is_gain]
    against = [quote for quote in moved if quote not in along]
    if not along:
        return ()
    parts = [Sentence((SENTENCES["from"](lang),)), _named(places, along[:3], lang)]
    parts += [Sentence((SENTENCES["against"](lang),)), _named(places, against[:2], lang)] if against else []
    return (joined(parts),)


def _named(places: Places, quotes: Sequence[Quote], lang: Lang) -> Sentence:
    named = [
        sentence(
            SENTENCES["part"],
            lang,
            name=name(quote.cell, places.fields, places.subject.trade, lang),
            delta=quote.delta(short=True),
            tag=TAGS[tag][0](lang) if (tag := _unheard(quote)) else "",
        )
        for quote in quotes
    ]
    return listed(named, lang)


def _unheard(quote: Quote) -> TagWord | None:
    """Where one side has nothing, or not all, of whom it was expected: that, and no gain or loss."""
    figure = quote.figure
    lacking = {(gap.is_base, gap.is_whole and not gap.place) for gap in figure.unheard}
    if figure.value is None and (False, True) in lacking:
        return "not reported yet"
    if figure.base is None and (True, True) in lacking:
        return "not reported in the base"
    sides = {is_base for is_base, _ in lacking}
    return "reported in part" if False in sides else "reported in part in the base" if sides else None


def tables(places: Places, lang: Lang) -> tuple[Table, ...]:
    """Each place's figure, prior year and change; of amounts also what it contributed to the growth of all."""
    if not places.quotes:
        return ()
    shown, whole = places.quotes[:MOST], places.whole
    is_whole = shown == places.quotes
    shares = scales.contributions([quote.figure.delta for quote in shown], whole.figure.delta, whole.figure.base)
    *printed, total = as_printed(shown, whole)
    rows = [
        _row(name(own.cell, places.fields, places.subject.trade, lang), told, own, share, lang)
        for told, own, share in zip(printed, shown, shares, strict=True)
    ]
    rows += [_row(TABLES["all"](lang), total, whole, whole.share, lang)] if is_whole else []
    keys = ["actual", "prior_year", "change", *(("delta_prior_year", "contribution") if _is_amount(whole) else ())]
    heads = (Column(TABLES[key](lang), has_bars=key == "change") for key in keys)
    place = label(places.subject, places.fields, lang)
    caption = filled(TABLES["by"], lang, kpi=whole.kpi.label(lang), place=place.lower())
    if _is_amount(whole) and not all(map(_subtracts, (*printed, total))):
        caption = filled(TABLES["rounded_last"], lang, caption=caption)
    if any(map(differ, printed, shown)):
        caption = filled(TABLES["together"], lang, caption=caption)
    columns = (Column(place, is_figures=False), *heads)
    return (Table(caption, columns, tuple(rows), has_total=is_whole and _is_amount(whole)),)


def as_printed(quotes: Sequence[Quote], whole: Quote) -> list[Quote]:
    """The quotes and at last the whole, of amounts with what a table prints: values, bases and changes whose parts add up."""
    if not _is_amount(whole):
        return [*quotes, whole]
    columns = [scales.column([side(quote.figure) for quote in quotes], side(whole.figure), whole.kpi.decimals) for side in _SIDES]
    rows = zip(*([*parts, total] for parts, total in columns), strict=True)
    return [
        replace(quote, figure=replace(quote.figure, value=value, base=base, delta=delta))
        for quote, (value, base, delta) in zip([*quotes, whole], rows, strict=True)
    ]


def differ(printed: Quote, quote: Quote) -> bool:
    """Whether a place is printed other than it would be alone."""
    pairs = ((side(printed.figure), side(quote.figure)) for side in _SIDES)
    return _is_amount(quote) and any(shown != rounded(own, quote.kpi.decimals) for shown, own in pairs if own is not None)


def _subtracts(quote: Quote) -> bool:
    """Whether an amount less its base is the change, as the three are printed."""
    value, base, delta = quote.figure.value, quote.figure.base, quote.figure.delta
    return delta is None or exact(value or 0) - exact(base or 0) == delta


def _is_amount(quote: Quote) -> bool:
    """Whether its places add up."""
    return quote.kpi.unit in ("units", "money") and quote.figure.denominator is None


def _row(name: str, printed: Quote, own: Quote, share: Amount | None, lang: Lang) -> tuple[Cell, ...]:
    """A place as the table prints it; in percent it changed by what it `own`s, before rounding."""
    amounts = (name, printed.value(), printed.base(), printed.delta())
    if not _is_amount(own):
        return amounts
    alone = "new" if own.figure.base is None else "gone" if own.figure.value is None else ""
    change = TABLES[_unheard(own) or alone](lang) if alone else own.change()
    return (*amounts, change, printed.contribution(share))
