"""The KPIs of a section side by side: a row for each place, and all of them at the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapport.core.pack import Lang, Section
from rapport.reports import places
from rapport.reports.blocks import Banded, Cell, Column, Lead, Table
from rapport.reports.places import MOST, Fields
from rapport.reports.section import Quote, Subject
from rapport.reports.standings import Standing
from rapport.reports.words import SENTENCES, TABLES, filled, joined, listed, said, sentence

NAMED = 3
"""So many places outside a band are named."""


@dataclass(frozen=True)
class Across:
    """The figures of KPIs in places, those first where the KPI that leads is largest; and of all of them together, by KPI."""

    subject: Subject
    fields: Fields
    rows: tuple[Mapping[str, Quote], ...]
    whole: Mapping[str, Quote]


def read(subject: Subject, section: Section, known: Sequence[Standing], lead: Standing) -> Across | None:
    """The places of the first kind that tells more than one apart in more than one KPI; None where no kind does."""
    for fields in section.across:
        asked = tuple(dict.fromkeys((lead.kpi.key, *(one.kpi.key for one in known))))
        quotes = subject.quotes(subject.ask(asked, by=fields))
        rows = [row for row in quotes if any(row[one.kpi.key].is_known for one in known)]
        whole = {one.kpi.key: one.now for one in known if any(row[one.kpi.key].is_known for row in rows)}
        if len(rows) > 1 and len(whole) > 1:
            return Across(subject, fields, tuple(sorted(rows, key=lambda row: -(row[lead.kpi.key].figure.value or 0))), whole)
    return None


def leads(found: Across, lang: Lang) -> Iterator[Lead]:
    """Of each KPI the places that are at risk outside its band, the farthest first."""
    for key, whole in found.whole.items():
        quotes = [row[key] for row in found.rows if whole.kpi.band and _is_sure(row[key])]
        outside = sorted((quote for quote in quotes if quote.distance <= -1), key=lambda quote: quote.distance)[:NAMED]
        if outside:
            low, high = whole.limits()
            opening = sentence(SENTENCES["outside_in"], lang, kpi=whole.kpi.label(lang), low=low, high=high)
            named = [
                sentence(
                    SENTENCES["at"],
                    lang,
                    name=places.name(quote.cell, found.fields, found.subject.trade, lang),
                    value=quote.value(short=True),
                )
                for quote in outside
            ]
            yield Lead(said([joined([opening, listed(named, lang)])], lang))


def _is_sure(quote: Quote) -> bool:
    """Whether a place has a figure that rests on enough, and on all who were to report it."""
    figure = quote.figure
    return quote.is_known and "low base" not in figure.notes and all(gap.is_base for gap in figure.unheard)


def table(found: Across, lang: Lang) -> Table:
    """A row a place, a column a KPI; of more than twelve places the largest."""
    shown = found.rows[:MOST]
    own = {key: [row[key] for row in shown] for key in found.whole}
    printed = {key: places.as_printed(own[key], whole) for key, whole in found.whole.items()}
    place = places.label(found.subject, found.fields, lang)
    caption = filled(TABLES["across"], lang, place=place.lower())
    if any(places.differ(*pair) for key in own for pair in zip(printed[key], own[key], strict=False)):
        caption = filled(TABLES["together"], lang, caption=caption)
    names = [places.name(next(iter(row.values())).cell, found.fields, found.subject.trade, lang) for row in shown]
    heads = (Column(whole.kpi.label(lang), has_bars=whole.kpi.band is not None) for whole in found.whole.values())
    cells = ([_cell(quote) for quote in column] for column in printed.values())
    rows = zip([*names, TABLES["all"](lang)], *cells, strict=True)
    return Table(caption, (Column(place, is_figures=False), *heads), tuple(rows), has_total=True)


def _cell(quote: Quote) -> Cell:
    """A figure; where it has a band, beside that."""
    if quote.kpi.band is None or not quote.is_known:
        return quote.value()
    return Banded(quote.value(), quote.kpi.band, "worse" if quote.beyond else "neutral")
