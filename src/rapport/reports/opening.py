"""What a document opens with: how its KPIs stand, three messages and one ask by stated rules, and what was said last month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from rapport.core.pack import Lang
from rapport.core.periods import Period, month_of
from rapport.core.question import Against
from rapport.reports import places, remarks
from rapport.reports.blocks import Block, Cell, Column, List, Note, Sentence, State, Table
from rapport.reports.comments import Comment, of_section
from rapport.reports.section import AT_RISK, Quote, Subject, moved
from rapport.reports.sections.figures import Figures
from rapport.reports.standings import Sheet, Standing, headline, missing, outside, whole
from rapport.reports.words import OPENING, TABLES, Part, joined, said, sentence

BASES: tuple[Against, ...] = ("plan", "prior_year")
"""What a KPI stands against: the first of these that there is."""

WATCH = (0.01, 0.005)
"""How far behind its base a KPI is watched: an amount as a share of the base, a percentage in points."""

MESSAGES = 3
"""So many messages open a document."""


@dataclass(frozen=True)
class Held:
    """A KPI beside the base that it stands against; one with a band stands against that."""

    standing: Standing
    base: Against
    quote: Quote

    @property
    def state(self) -> Literal["on_track", "watch", "at_risk"]:
        """How it stands: on track, watched or at risk; what has a band is watched as soon as it lies outside."""
        watch = WATCH[self.standing.kpi.unit == "percent"] / AT_RISK[self.standing.kpi.unit == "percent"]
        far = self.quote.distance
        is_watched = far < 0 if self.standing.kpi.band else far <= -watch
        return "at_risk" if far <= -1 else "watch" if is_watched else "on_track"


Findings = dict[str, tuple[Held, places.Places | None]]


@dataclass(frozen=True)
class Proof:
    """A correction that was due, and its KPI in the month in which it was promised and now; None where nothing proves it."""

    comment: Comment
    then: Quote | None
    now: Quote | None

    @property
    def outcome(self) -> Literal["kept", "missed", "unproved"]:
        """Kept where the KPI stands better than when it was promised."""
        if not (self.then and self.now and self.then.is_known and self.now.is_known):
            return "unproved"
        then, now = self.then.figure.value or 0, self.now.figure.value or 0
        return "kept" if moved(self.now.kpi, then, now) == "better" else "missed"


@dataclass(frozen=True)
class Opening:
    """What was asked for it: the strip, the findings of the sections, and what came of what was said before."""

    subject: Subject
    strip: tuple[Held, ...]
    findings: tuple[tuple[Held, places.Places | None], ...]
    said: tuple[Quote, ...]
    proofs: tuple[Proof, ...]


def read(subject: Subject, sheet: Sheet, strip: Sequence[str], readings: Sequence[Figures]) -> Opening:
    """Take what sections found, also what lies outside its band, and ask what was forecast and what corrections came to."""
    held = [one for standing in sheet.of(strip) if (one := _held(standing))]
    beyond: Findings = {one.standing.kpi.key: (one, None) for one in held if one.quote.beyond}
    led = {one.standing.kpi.key: (one, each.places) for each in readings if each.lead and (one := _held(each.lead))}
    leads = tuple(each.lead.kpi.key for each in readings if each.lead and each.section.has_months)
    return Opening(
        subject,
        tuple(held),
        tuple((beyond | led).values()),
        tuple(_said(subject, leads)),
        tuple(_proof(subject, one) for one in subject.promised),
    )


def _held(standing: Standing) -> Held | None:
    base = next((base for base in BASES if standing.against[base].is_judged), None)
    return Held(standing, base, standing.against[base]) if base else None


def _said(subject: Subject, kpis: tuple[str, ...]) -> Iterator[Quote]:
    """The month's figures beside what the forecast said of them while it was not over."""
    if kpis:
        rows = subject.quotes(subject.ask(kpis, vs="forecast", base_as_of=subject.month.end - timedelta(days=1)))
        yield from (quote for row in rows for quote in row.values() if quote.has_base)


def _proof(subject: Subject, comment: Comment) -> Proof:
    kpis = subject.kpis([comment.kpi])
    then, now = (_only(subject, kpis, month) for month in (month_of(comment.month), subject.month))
    return Proof(comment, then, now)


def _only(subject: Subject, kpis: tuple[str, ...], month: Period) -> Quote | None:
    rows = subject.quotes(subject.ask(kpis, period=month)) if kpis else ()
    return rows[0][kpis[0]] if rows else None


def write(found: Opening, lang: Lang) -> tuple[Block, ...]:
    """The messages, the ask, the strip, and what was said last month; without figures none but what people wrote."""
    messages, asks = _messages(found, lang), _asks(found, lang)
    return (
        *([List(OPENING["messages"](lang), messages)] if messages else []),
        *([List(OPENING["ask"](lang), asks)] if asks else []),
        *_strip(found, lang),
        *_last_month(found, lang),
        *(() if messages and asks else (missing("messages", lang),)),
    )


def _messages(found: Opening, lang: Lang) -> tuple[Sentence, ...]:
    """What people wrote; else the KPIs that lie farthest from their bases, with where they moved, of those all reported."""
    written = tuple(remarks.sentences(of_section(found.subject.comments, "messages"), lang))
    known = [(held, where) for held, where in found.findings if held.quote.is_whole]
    farthest = sorted(known, key=lambda one: -abs(one[0].quote.distance))
    return written or tuple(_message(held, where, lang) for held, where in farthest[:MESSAGES])


def _message(held: Held, where: places.Places | None, lang: Lang) -> Sentence:
    standing = held.standing
    bases = {base: standing.against[base] for base in BASES}
    return said([headline(replace(standing, against=bases), lang), *(places.told(where, lang) if where else ())], lang)


def _asks(found: Opening, lang: Lang) -> tuple[Sentence, ...]:
    """What people wrote; else to agree how the KPI comes back that is farthest behind; where none is, that there is no ask."""
    written = tuple(remarks.sentences(of_section(found.subject.comments, "ask"), lang))
    held = [one for one in (*found.strip, *(one for one, _ in found.findings)) if one.quote.is_whole]
    if written or not held:
        return written
    worst = min(held, key=lambda one: one.quote.distance)
    if worst.state == "on_track":
        return (Sentence((OPENING["no_ask"](lang),)),)
    if worst.standing.kpi.band:
        come = sentence(OPENING["come_within"], lang, kpi=worst.standing.kpi.label(lang), value=worst.quote.value(short=True))
        return (said([joined([come, outside(worst.quote, lang)])], lang),)
    base = TABLES[worst.base](lang)
    words = {"kpi": worst.standing.kpi.label(lang), "base": base.lower() if lang == "en" else base}
    return (sentence(OPENING["come_back"], lang, **words, value=worst.quote.value(short=True), change=worst.quote.change()),)


def _strip(found: Opening, lang: Lang) -> Iterator[Block]:
    """How the KPIs of the strip stand against their bases, and by which rule."""
    rows: list[tuple[Cell, ...]] = [
        (
            held.standing.kpi.label(lang),
            State(held.state, OPENING[held.state](lang)),
            whole(held.quote.value()),
            *_beside(held, lang),
        )
        for held in found.strip
    ]
    if rows:
        heads = [(TABLES["measure"], False), (OPENING["state"], False), (TABLES["actual"], True)]
        heads += [(OPENING["against"], False), (TABLES["change"], True)]
        columns = tuple(Column(label(lang), is_figures) for label, is_figures in heads)
        yield Table(OPENING["strip"](lang), columns, tuple(rows))
        yield Note(Sentence((OPENING["rule"](lang),)))


def _beside(held: Held, lang: Lang) -> tuple[Cell, Cell]:
    """What a KPI stands against, and how far it is from there; of one within its band nothing."""
    if not held.standing.kpi.band:
        return TABLES[held.base](lang), held.quote.change()
    low, high = held.quote.limits()
    return sentence(OPENING["band"], lang, low=low, high=high), held.quote.outside() if held.quote.beyond else ""


def _last_month(found: Opening, lang: Lang) -> Iterator[Block]:
    """What the forecast said of this month while it was not over, and what came of the corrections that were due."""
    rows = tuple((one.kpi.label(lang), one.base(), one.value(), one.change()) for one in found.said)
    if rows:
        heads = (TABLES["measure"], TABLES["forecast"], TABLES["actual"], TABLES["change"])
        columns = tuple(Column(label(lang), is_figures=place > 0) for place, label in enumerate(heads))
        yield Table(OPENING["last_month"](lang), columns, rows)
    if found.proofs:
        yield List(OPENING["corrections"](lang), tuple(_came_to(proof, lang) for proof in found.proofs))


def _came_to(proof: Proof, lang: Lang) -> Sentence:
    slots: dict[str, Part] = {"text": remarks.text(proof.comment, "correction", lang), "owner": proof.comment.owner}
    if proof.then and proof.now and proof.outcome != "unproved":
        slots |= {"kpi": proof.now.kpi.label(lang), "then": proof.then.value(short=True), "now": proof.now.value(short=True)}
    return sentence(OPENING[proof.outcome], lang, **slots)
