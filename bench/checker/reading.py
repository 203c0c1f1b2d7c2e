"""Reads a whole text into claims, judges them, and holds the two languages against each other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.checker import figures, page, sentences, tables
from bench.checker.claims import About, Claim, Unread
from bench.checker.figures import COUNTED, Printed
from bench.checker.judge import Judge
from bench.checker.page import Line, Table
from bench.checker.truth import Truth
from bench.checker.words import Words, longest_first
from rapport.core.pack import LANGS, Trade

MISSING = {
    "en": {
        "No actuals for this month.": "actuals", "No plan for this month.": "plan",
        "No figures of the same month a year ago.": "prior_year", "No forecast for the next three months.": "forecast",
        "No figures: ": "figures",
    },
    "zh-hans": {
        "本月没有实际数据。": "actuals", "本月没有计划。": "plan", "没有去年同月的数据。": "prior_year",
        "没有未来三个月的预测。": "forecast", "没有数据：": "figures",
    },
}  # fmt: skip
"""How a text says that something is not there."""


@dataclass(frozen=True)
class Wrong:
    """Something in a text that is not true, or was not read."""

    lang: str
    section: int
    kind: str
    where: str
    text: str
    why: str


@dataclass
class Result:
    """What was found in the texts of one month: numbers, claims, what is wrong (`across`: between the languages)."""

    numbers: int = 0
    unread: int = 0
    claims: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    across: list[Wrong] = field(default_factory=list)


class Checker:
    """Reads and judges texts that speak the words of a trade."""

    def __init__(self, trade: Trade) -> None:
        self.trade = trade
        self._readers = {lang: sentences.SentenceReader(Words(trade, lang)) for lang in LANGS}

    def read(self, text: str, lang: str) -> list[Claim | Unread]:
        """The claims of a text, in order."""
        reader = self._readers[lang]
        found: list[Claim | Unread] = []
        for section in page.parse(text, lang).sections:
            if section.number or section.title:
                found.append(Claim(section.number, About("title"), section.title, "title", section.title))
            for block in section.blocks:
                found += _block(block, section.number, reader.words, reader)
        return found

    def judged(self, found: list[Claim | Unread], lang: str, truth: Truth) -> Iterator[Wrong]:
        """What is wrong in a text by itself: what no rule reads, and claims that are not true."""
        judge, told = Judge(truth, self._readers[lang].words), dict[object, Claim]()
        for each in found:
            if isinstance(each, Unread):
                yield Wrong(lang, each.section, "unread", each.where, each.text, f"no rule reads “{each.text}”")
                continue
            why = judge.wrong(each)
            if why is None and each.about.part == "told effect":
                why = _twice(told.setdefault(each.about, each), each)
            if why:
                yield Wrong(lang, each.section, each.about.part, each.where, each.text, f"{each.about.kpi}: {why}")
        yield from _sections(found, lang, truth)

    def check(self, texts: Mapping[str, str], dossier: Mapping[str, Any]) -> Result:
        """Read and judge the texts of a month in both languages, and hold one against the other."""
        truth, result = Truth(dossier, self.trade), Result()
        of_lang = {lang: self.read(text, lang) for lang, text in texts.items()}
        for lang, found in of_lang.items():
            result.numbers += numbers(texts[lang])
            result.unread += sum(numbers(each.text) for each in found if isinstance(each, Unread))
            result.claims += sum(isinstance(each, Claim) for each in found)
            result.wrong += self.judged(found, lang, truth)
        result.across += across(*of_lang.values())
        return result


def _block(block: Line | Table, section: int, words: Words, reader: sentences.SentenceReader) -> Iterator[Claim | Unread]:
    if isinstance(block, Table):
        yield from tables.read(block, section, words)
    elif block.kind == "unit":
        yield from sentences.unit_line(block, section, words)
    elif block.kind == "missing":
        yield from _missing(block, section, words)
    elif (
        block.kind == "item"
        and (caption := words.caption(block.caption))
        and caption[0] in ("notes", "notes_to_date", "without", "without_to_date")
    ):
        yield from _note(block, section, words, caption[0])
    elif block.kind != "rule":
        yield from reader.read(block, section)


def _missing(line: Line, section: int, words: Words) -> Iterator[Claim | Unread]:
    known = next((key for start, key in MISSING[words.lang].items() if line.text.startswith(start)), None)
    if known:
        yield Claim(section, About("missing"), known, "missing", line.text)
    elif COUNTED.search(line.text):
        yield Unread(section, "missing", line.text)


def _note(line: Line, section: int, words: Words, caption: str) -> Iterator[Claim | Unread]:
    text = line.text if words.lang == "en" else figures.tight(line.text)
    kpi, joint = f"(?:{longest_first(words.kpis)})", ", | and " if words.lang == "en" else "、|和"
    colon, stop = (": ", r"\.") if words.lang == "en" else ("：", "。")
    match = re.fullmatch(f"(?P<kpis>{kpi}(?:(?:{joint}){kpi})*){colon}(?P<why>.+){stop}", text)
    if match is None:
        yield Unread(section, line.caption, line.text)
        return
    for name in re.findall(kpi, match["kpis"]):
        yield Claim(section, About("note", words.kpis[name]), (caption, match["why"]), line.caption, line.text)


def numbers(text: str) -> int:
    """How many numbers stand in a text."""
    return len(COUNTED.findall(text))


def _twice(before: Claim, claim: Claim) -> str | None:
    """Why the same amount, told twice, is not the same."""
    if isinstance(before.said, Printed) and isinstance(claim.said, Printed) and before.said.value != claim.said.value:
        return f"says {claim.said.text} here and {before.said.text} there"
    return None


def _sections(found: list[Claim | Unread], lang: str, truth: Truth) -> Iterator[Wrong]:
    """That the sections are those of the document, in order."""
    titles = [each.said for each in found if isinstance(each, Claim) and each.about.part == "title"]
    true = [section.label(lang) for section in truth.document.sections]
    if titles != true:
        yield Wrong(lang, 0, "sections", "titles", str(titles), f"they are {true}")


def across(first: list[Claim | Unread], second: list[Claim | Unread]) -> Iterator[Wrong]:
    """Where two languages say different things, or in another order."""
    for section in sorted({each.section for each in (*first, *second)}):
        ours, theirs = ([each for each in found if each.section == section] for found in (first, second))
        if len(ours) != len(theirs):
            yield Wrong("both", section, "across", "section", "", f"{len(ours)} claims in one, {len(theirs)} in the other")
        for one, other in zip(ours, theirs, strict=False):
            if isinstance(one, Claim) and isinstance(other, Claim) and not _alike(one, other):
                yield Wrong("both", section, "across", one.where, f"{one.text} | {other.text}", f"{one.about} | {other.about}")


def _alike(one: Claim, other: Claim) -> bool:
    if one.about != other.about:
        return False
    if isinstance(one.said, Printed) and isinstance(other.said, Printed):
        steps = {one.said.step, other.said.step}
        return abs(one.said.value - other.said.value) <= (sum(steps) / 2 if len(steps) > 1 else 0)
    if isinstance(one.said, Printed) or isinstance(other.said, Printed) or one.about.part in FREE:
        return one.about.part in FREE
    return one.said == other.said or (one.said is None) == (other.said is None)


FREE = ("title", "note", "known", "today", "sums", "across sums", "bars", "scale", "countries", "why", "account")
"""Claims whose words differ by language; their figures are judged in each."""
