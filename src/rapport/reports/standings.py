"""How KPIs stand over a period: each held against plan, prior year and the month before; and the blocks that say so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapport.core.pack import Kpi, Lang
from rapport.core.periods import Period
from rapport.core.question import Against, Figure
from rapport.core.wording import reason
from rapport.reports import blocks
from rapport.reports.blocks import KpiRow, KpiTable, Line, List, Missing, Sentence
from rapport.reports.section import BASES, Quote, Subject
from rapport.reports.words import MISSING, SENTENCES, TABLES, joined, sentence


@dataclass(frozen=True)
class Standing:
    """One KPI over one period: the same figure held against each base."""

    kpi: Kpi
    against: Mapping[Against, Quote]

    @property
    def now(self) -> Quote:
        """The figure, whatever it is held against."""
        return next(iter(self.against.values()))


def standings(
    subject: Subject, kpis: Sequence[str], *, period: Period | None = None, bases: Sequence[Against] = BASES
) -> tuple[Standing, ...]:
    """How each KPI that the trade knows stands over the subject's month, or another period."""
    known = subject.kpis(kpis)
    by_base = {base: _only(subject, known, period, base) for base in bases} if known else {}
    return tuple(Standing(subject.trade.kpis[key], {base: quotes[key] for base, quotes in by_base.items()}) for key in known)


def _only(subject: Subject, kpis: tuple[str, ...], period: Period | None, vs: Against) -> Mapping[str, Quote]:
    rows = subject.quotes(subject.ask(kpis, period=period, vs=vs))
    absent = {key: Quote(subject.trade.kpis[key], Figure(None, why="not reported"), {}) for key in kpis}
    return absent | dict(rows[0]) if rows else absent


def reported(found: Iterable[Standing]) -> tuple[Standing, ...]:
    """Those that have a figure."""
    return tuple(standing for standing in found if standing.now.is_known)


def has(found: Iterable[Standing], base: Against) -> bool:
    """Whether any of them has something of that kind to be held against."""
    return any(base in standing.against and standing.against[base].has_base for standing in found)


def kpi_table(found: Sequence[Standing], caption: str, lang: Lang, lines: Mapping[str, Line] | None = None) -> KpiTable:
    """The KPIs that are reported beside those bases that exist; `lines` are their months."""
    shown = reported(found)
    bases = tuple(base for base in BASES if has(shown, base))
    rows = tuple(
        KpiRow(
            label=standing.kpi.label(lang),
            line=(lines or {}).get(standing.kpi.key),
            actual=standing.now.value(),
            against=tuple(_held(standing.against[base]) for base in bases),
        )
        for standing in shown
    )
    heads = tuple((TABLES[base](lang), TABLES[f"delta_{base}"](lang)) for base in bases)
    return KpiTable(caption, TABLES["measure"](lang), TABLES["line"](lang), TABLES["actual"](lang), heads, rows)


def _held(quote: Quote) -> blocks.Against:
    return blocks.Against(quote.base(), quote.change())


def headline(standing: Standing, lang: Lang) -> Sentence:
    """What a KPI came to and how far that is from each base there is; without its full stop."""
    changes = [
        sentence(SENTENCES[f"on_{base}"], lang, change=quote.change())
        for base, quote in standing.against.items()
        if quote.has_base
    ]
    opening = sentence(SENTENCES["headline"], lang, kpi=standing.kpi.label(lang), value=standing.now.value(short=True))
    if not changes:
        return opening
    between = SENTENCES["between"](lang)
    brackets = (Sentence((SENTENCES["brackets"](lang),)), Sentence((SENTENCES["brackets_end"](lang),)))
    return joined([opening, brackets[0], joined(changes, between), brackets[1]])


def not_reported(found: Iterable[Standing], lang: Lang) -> tuple[List, ...]:
    """The KPIs without a figure, once, each with its reason."""
    items = tuple(
        sentence(
            SENTENCES["not_reported_item"],
            lang,
            kpi=standing.kpi.label(lang),
            why=reason(standing.now.figure.why or "not reported", lang),
        )
        for standing in found
        if not standing.now.is_known
    )
    return (List(SENTENCES["not_reported"](lang), items),) if items else ()


def missing(key: str, lang: Lang) -> Missing:
    """What is not there and what would bring it, by the gate's name for it."""
    words, remedy = MISSING[key]
    return Missing(key, words(lang), remedy(lang))
