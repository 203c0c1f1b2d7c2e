"""How KPIs stand over a period: each held against plan, prior year and the month before; and the blocks that say so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapport.core import pack
from rapport.core.pack import Kpi, Lang
from rapport.core.periods import Period
from rapport.core.question import UNSEEN, Against, Answer, Figure
from rapport.core.wording import told
from rapport.reports import blocks
from rapport.reports.blocks import KpiRow, KpiTable, Line, List, Missing, Number, Sentence
from rapport.reports.section import BASES, Quote, Subject
from rapport.reports.words import DOCUMENT, MISSING, SENTENCES, TABLES, filled, joined, listed, sentence


@dataclass(frozen=True)
class Standing:
    """One KPI over one period: the same figure held against each base."""

    kpi: Kpi
    against: Mapping[Against, Quote]

    @property
    def now(self) -> Quote:
        """The figure, whatever it is held against."""
        return next(iter(self.against.values()))


@dataclass(frozen=True)
class Sheet:
    """How KPIs stand over one period, by key; and what the answers rest on."""

    standings: Mapping[str, Standing]
    ledger: int
    known_on: date | None

    def of(self, keys: Iterable[str]) -> tuple[Standing, ...]:
        """The standings of those of the KPIs that the trade knows."""
        return tuple(self.standings[key] for key in keys if key in self.standings)

    def first(self, keys: Iterable[str]) -> Standing | None:
        """The first of the KPIs that is reported."""
        return next(iter(reported(self.of(keys))), None)


def read(subject: Subject, kpis: Iterable[str], *, period: Period | None = None, bases: Sequence[Against] = BASES) -> Sheet:
    """How each KPI that the trade knows stands over the subject's month, or another period."""
    known = subject.kpis(dict.fromkeys(kpis))
    answers = {base: subject.ask(known, period=period, vs=base) for base in bases}
    quotes = {base: _only(subject, known, answer) for base, answer in answers.items()}
    standings = {key: Standing(subject.trade.kpis[key], {base: quotes[base][key] for base in bases}) for key in known}
    last = answers[bases[0]]
    return Sheet(standings, last.ledger, last.known_on)


def _only(subject: Subject, kpis: Iterable[str], answer: Answer) -> Mapping[str, Quote]:
    absent = {key: Quote(subject.trade.kpis[key], Figure(None, why="not reported"), {}) for key in kpis}
    return absent | dict(next(iter(subject.quotes(answer)), {}))


def reported(found: Iterable[Standing]) -> tuple[Standing, ...]:
    """Those that have a figure."""
    return tuple(standing for standing in found if standing.now.is_known)


def has(found: Iterable[Standing], base: Against) -> bool:
    """Whether any of them has something of that kind to be held against."""
    return any(base in standing.against and standing.against[base].has_base for standing in found)


def kpi_table(found: Iterable[Standing], caption: str, lang: Lang, lines: Mapping[str, Line] | None = None) -> KpiTable:
    """The KPIs that are reported beside those bases that exist; `lines` are their months."""
    shown = reported(found)
    bases = tuple(base for base in BASES if has(shown, base))
    rows = tuple(
        KpiRow(
            label=standing.kpi.label(lang),
            line=(lines or {}).get(standing.kpi.key),
            actual=whole(standing.now.value()),
            against=tuple(_held(standing.against[base]) for base in bases),
        )
        for standing in shown
    )
    heads = tuple((TABLES[base](lang), TABLES[f"delta_{base}"](lang)) for base in bases)
    return KpiTable(caption, TABLES["measure"](lang), TABLES["line"](lang), TABLES["actual"](lang), heads, rows)


def whole(number: Number) -> Number:
    """Large amounts of money without their cents: nothing in a table of KPIs is added up."""
    is_large = number.unit == "money" and abs(float(number.value or 0)) >= 100_000
    return replace(number, decimals=0) if is_large else number


def _held(quote: Quote) -> blocks.Against:
    return blocks.Against(whole(quote.base()), quote.change())


def headline(standing: Standing, lang: Lang) -> Sentence:
    """What a KPI came to, how far that is outside its band and from each base there is; without its full stop."""
    changes = [outside(standing.now, lang)] if standing.now.beyond else []
    changes += [
        sentence(SENTENCES[f"on_{base}"], lang, change=quote.change())
        for base, quote in standing.against.items()
        if quote.is_like_for_like
    ]
    opening = sentence(SENTENCES["headline"], lang, kpi=standing.kpi.label(lang), value=standing.now.value(short=True))
    if not changes:
        return opening
    between = SENTENCES["between"](lang)
    brackets = (Sentence((SENTENCES["brackets"](lang),)), Sentence((SENTENCES["brackets_end"](lang),)))
    return joined([opening, brackets[0], joined(changes, between), brackets[1]])


def outside(quote: Quote, lang: Lang) -> Sentence:
    """How far outside its band a figure lies, and which band that is."""
    low, high = quote.limits()
    number = quote.outside().number
    far = replace(number, value=abs(quote.beyond), is_signed=False)
    return sentence(SENTENCES["above" if quote.beyond > 0 else "below"], lang, far=far, low=low, high=high)


def not_reported(subject: Subject, found: Iterable[Standing], lang: Lang, caption: str = "without") -> tuple[List, ...]:
    """The KPIs without a figure, once, those that lack it for the same reason together."""
    absent = [(standing.kpi, standing.now.figure.why or "") for standing in found if not standing.now.is_known]
    return _grouped(subject, absent, caption, lang)


def notes(
    subject: Subject, found: Iterable[Standing], lang: Lang, *, said: Iterable[Standing] = (), caption: str = "notes"
) -> tuple[List, ...]:
    """What is to be said of the figures themselves, such as a low base, and was not `said` of the same KPIs of another span.

    Of bases only what nobody reported of them; why there is none stands where it is missing.
    """
    before = {(kpi.key, note) for kpi, note in _notes(said)}
    return _grouped(subject, [(kpi, note) for kpi, note in _notes(found) if (kpi.key, note) not in before], caption, lang)


def _notes(found: Iterable[Standing]) -> Iterator[tuple[Kpi, str]]:
    for standing in reported(found):
        held = [standing.now, *(quote for quote in standing.against.values() if quote.has_base)]
        for note in dict.fromkeys(note for quote in held for note in quote.figure.notes):
            if not note.startswith("base: ") or "no facts of" in note:
                yield standing.kpi, note


def _grouped(subject: Subject, said: Iterable[tuple[Kpi, str]], caption: str, lang: Lang) -> tuple[List, ...]:
    by_words: dict[str, list[Sentence]] = {}
    for kpi, words in said:
        by_words.setdefault(told(words, subject.trade, lang), []).append(Sentence((kpi.label(lang),)))
    items = (joined([listed(kpis, lang), sentence(SENTENCES["why"], lang, why=words)]) for words, kpis in by_words.items())
    return (List(SENTENCES[caption](lang), tuple(items)),) if by_words else ()


def no_actuals(subject: Subject, found: Iterable[Standing], lang: Lang) -> tuple[Missing | List, ...]:
    """Why there is no figure at all: nothing was reported, or what was reported cannot be told, for these reasons."""
    return _untold(subject, found, lang) or (missing("actuals", lang),)


def no_figures(subject: Subject, section: pack.Section, found: Iterable[Standing], lang: Lang) -> tuple[Missing | List, ...]:
    """Why a section has no figure: nobody sent the files that it stands on, or what they say cannot be told."""
    if not section.datasets:
        nothing = (missing("records", lang),) if "figures" in section.requires else ()
        return _untold(subject, found, lang) or nothing
    words, remedy = MISSING["figures"]
    labels = DOCUMENT["comma"](lang).join(subject.trade.datasets[key].label(lang) for key in section.datasets)
    told = {"datasets": labels, "keys": ", ".join(section.datasets)}
    return _untold(subject, found, lang) or (Missing("figures", filled(words, lang, **told), filled(remedy, lang, **told)),)


def _untold(subject: Subject, found: Iterable[Standing], lang: Lang) -> tuple[Missing | List, ...]:
    """Why what was reported cannot be told; nothing where nothing was."""
    untold = [standing for standing in found if not _is_silent(standing.now.figure.why)]
    return (missing("untold", lang), *not_reported(subject, untold, lang)) if untold else ()


def no_base(subject: Subject, found: Iterable[Standing], base: Against, lang: Lang) -> tuple[Missing, ...]:
    """What brings a base that none of them has; where there is one that nothing can be held against, why that is so."""
    quotes = [standing.against[base] for standing in found if base in standing.against]
    if any(quote.figure.base is not None for quote in quotes):
        return ()
    whys = dict.fromkeys(
        told(why, subject.trade, lang) for quote in quotes if (why := quote.why_no_delta) and not _is_silent(why)
    )
    if not whys:
        return (missing(base, lang),)
    words = filled(SENTENCES["uncompared"], lang, base=TABLES[base](lang))
    return (Missing(base, words, f"{'; '.join(whys) if lang == 'en' else '；'.join(whys)}{SENTENCES['stop'](lang)}"),)


def _is_silent(why: str | None) -> bool:
    """Whether there is no figure because nobody has sent one."""
    return why is None or why == "no base" or why.endswith(("not reported", "not recorded yet", UNSEEN))


def unclassified(subject: Subject, found: Iterable[Standing], lang: Lang) -> tuple[Missing, ...]:
    """What is to be done where figures leave products out whose properties nobody has told."""
    properties = {key for key, attribute in subject.trade.attributes.items() if attribute.of == "product"}
    said = (note.rpartition(" without ")[2] for standing in reported(found) for note in standing.now.figure.notes)
    return (missing("unclassified", lang),) if properties & set(said) else ()


def missing(key: str, lang: Lang) -> Missing:
    """What is not there and what would bring it, by the gate's name for it."""
    words, remedy = MISSING[key]
    return Missing(key, words(lang), remedy(lang))
