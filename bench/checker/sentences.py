"""Reads sentences by pattern, in both languages: every slot is a claim; what no pattern reads whole is unread."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bench.checker import figures
from bench.checker.claims import About, Claim, Unread
from bench.checker.page import Line
from bench.checker.patterns import PATTERNS
from bench.checker.words import AGAINST, BASES, MORE, SIDES, SMALLER, TAGS, UNIT_LINES, Words, month_of

Found = Iterator[Claim | Unread]

WHOLE = (
    "title",
    "scope",
    "known",
    "coverage",
    "uncovered",
    "packs",
    "headline",
    "moved",
    "bridge",
    "residual",
    "come_back",
    "come_within",
    "outside_in",
    "no_ask",
    "rule",
)


class NotReadError(Exception):
    """A piece of a sentence that no pattern reads."""


@dataclass(frozen=True)
class SentenceReader:
    """Running text in a section of a page."""

    words: Words

    @property
    def lang(self) -> str:
        """The language."""
        return self.words.lang

    @cached_property
    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        """The patterns with the words of the trade."""
        own = {"driver": rf"(?i:{self.words.slots['driver']})"}
        texts = {key: text.replace("{driver}", own["driver"]) for key, text in PATTERNS[self.lang].items()}
        return {key: self.words.pattern(text) for key, text in texts.items()}

    def read(self, line: Line, section: int) -> Found:
        """All that a line claims."""
        text = line.text if self.lang == "en" else figures.tight(line.text)
        for key in WHOLE:
            if match := self.patterns[key].fullmatch(text):
                try:
                    yield from list(_Read(self, section, line.text, line.caption, match.groupdict()).of(key))
                except NotReadError:
                    break
                return
        yield Unread(section, line.caption or line.kind, line.text)


@dataclass(frozen=True)
class _Read:
    """A sentence that a pattern reads, with what stands in its slots."""

    reader: SentenceReader
    section: int
    text: str
    caption: str
    slots: Mapping[str, str | None]

    def of(self, key: str) -> Found:
        """Its claims."""
        readers: Mapping[str, Callable[[], Found]] = {
            "headline": self._headline, "moved": self._moved, "bridge": self._bridge, "come_back": self._come_back,
            "come_within": self._come_within, "scope": self._scope, "known": self._known, "coverage": self._coverage,
            "packs": self._packs, "outside_in": self._outside_in,
        }  # fmt: skip
        if key in readers:
            yield from readers[key]()
        elif key == "title":
            yield self.claim(About("month"), month_of(str(self.slots["month"]), self.lang))
        elif key == "residual":
            yield self._figure(About("note residual"), "residual")
        else:
            yield self.claim(About(key), key)

    @property
    def lang(self) -> str:
        return self.reader.lang

    @property
    def kpi(self) -> str:
        return self.reader.words.kpis[str(self.slots["kpi"])]

    def claim(self, about: About, said: object, **more: object) -> Claim:
        return Claim(self.section, about, said, "sentence", self.text, **more)

    def _printed(self, about: About, text: str | None, **more: object) -> Claim:
        said = figures.read(text or "", self.lang)
        if said is None:
            raise NotReadError(text)
        return self.claim(about, said, **more)

    def _figure(self, about: About, slot: str, **more: object) -> Claim:
        return self._printed(about, self.slots[slot], **more)

    def _split(self, text: str, item: str, joint: str) -> Iterator[Mapping[str, str | None]]:
        """The items of a list, each with its slots; refuses what is none."""
        place = 0
        while True:
            found = self.reader.patterns[item].match(text, place)
            if found is None:
                raise NotReadError(text[place:])
            yield found.groupdict()
            place = found.end()
            if place == len(text):
                return
            between = self.reader.patterns[joint].match(text, place)
            if between is None:
                raise NotReadError(text[place:])
            place = between.end()

    def _against(self, words: str | None) -> str:
        return AGAINST[self.lang][str(words)]

    def _headline(self) -> Found:
        yield self.claim(About("lead", self.kpi), "headline")
        yield self._figure(About("value", self.kpi), "value")
        bases = []
        for change in self._split(str(self.slots["changes"]), "change", "between") if self.slots["changes"] else ():
            if change["side"]:
                bases.append("band")
                yield from self._outside(change)
                continue
            bases.append(self._against(change["against"]))
            yield self._printed(About("change", self.kpi, bases[-1]), change["figure"])
        yield self.claim(About("bases", self.kpi), tuple(bases))
        for slot in ("along", "opposed", "most"):
            names = []
            for item in self._split(str(self.slots[slot]), "item", "joint") if self.slots[slot] else ():
                names.append(self.reader.words.place(str(item["name"])))
                yield self._printed(About("moved", self.kpi, "prior_year", place=names[-1]), item["figure"])
                tag = TAGS[self.lang][str(item["tag"])] if item["tag"] else ""
                yield self.claim(About("tag", self.kpi, "prior_year", place=names[-1]), tag)
            if names:
                yield self.claim(About(slot, self.kpi, "prior_year"), tuple(names))

    def _moved(self) -> Found:
        kpi, vs = self.kpi, self._against(self.slots["against"])
        yield self.claim(About("lead", kpi, vs), "moved")
        actual = self._figure(About("actual", kpi, vs), "actual")
        yield actual
        if self.slots["still"]:
            yield self.claim(About("still", kpi, vs), actual.said)
        else:
            yield self._figure(About("size", kpi, vs), "delta")
            yield self.claim(About("way", kpi, vs), MORE[self.lang][str(self.slots["way"])])
        for slot in ("growth", "constant"):
            if self.slots[slot]:
                yield self._figure(About(slot, kpi, vs), slot)
        if self.slots["why"]:
            yield self.claim(About("why", kpi, vs), self.slots["why"])
        for slot in ("ahead", "behind"):
            if self.slots[slot]:
                yield from self._drivers(kpi, vs, slot)
        if self.slots["cell"]:
            place = self.reader.words.place(str(self.slots["cell"]))
            yield self._figure(About("told cell", kpi, vs, place=place), "total")
            yield self.claim(About("best", kpi, vs, place=place), MORE[self.lang][str(self.slots["move"])])
            yield self.claim(
                About("cell tag", kpi, vs, place=place), TAGS[self.lang][str(self.slots["tag"])] if self.slots["tag"] else ""
            )
        if self.slots["other"]:
            yield from self._other(kpi, vs, str(self.slots["other"]))

    def _drivers(self, kpi: str, vs: str, slot: str) -> Found:
        for item in self._split(str(self.slots[slot]), "item", "joint"):
            known = self.reader.words.phrases.get(str(item["name"]))
            if known is None:
                raise NotReadError(item["name"])
            driver, way = known
            yield self._printed(About("told effect", kpi, vs, driver=driver), item["figure"], context=way)
            yield self.claim(About(slot, kpi, vs, driver=driver), slot)

    def _other(self, kpi: str, vs: str, text: str) -> Found:
        match = self.reader.patterns["other"].fullmatch(text)
        if match is None:
            raise NotReadError(text)
        place, because = self.reader.words.place(match["cell"]), match["because"]
        yield self._printed(About("told cell", kpi, vs, place=place), match["size"], context="size")
        yield self.claim(About("opposite", kpi, vs, place=place), MORE[self.lang][match["way"]])
        if not because:
            return
        if because in TAGS[self.lang]:
            yield self.claim(About("cell tag", kpi, vs, place=place), TAGS[self.lang][because])
        elif through := self.reader.patterns["through"].fullmatch(because):
            driver, way = self.reader.words.phrases[through["phrase"]]
            yield self._printed(About("cell effect", kpi, vs, place=place, driver=driver), through["figure"], context=way)
        elif facts := self.reader.patterns["facts"].fullmatch(because):
            joint = "joint"
            for fact in self._split(facts["facts"], "fact", joint):
                yield from self._fact(kpi, vs, place, fact)
        else:
            raise NotReadError(because)

    def _fact(self, kpi: str, vs: str, place: str, fact: Mapping[str, str | None]) -> Found:
        driver = self.reader.words.drivers[str(fact["name"]).lower()]
        about = About("", kpi, vs, place=place, driver=driver)
        if fact["way"]:
            yield self.claim(about._replace(part="fact way"), MORE[self.lang][fact["way"]])
            yield self._printed(about._replace(part="fact move" if fact["level"] else "fact share"), fact["size"])
            if fact["level"]:
                yield self._printed(about._replace(part="fact level"), fact["level"])
        else:
            yield self._printed(about._replace(part="fact before"), fact["before"])
            yield self._printed(about._replace(part="fact level"), fact["after"])

    def _bridge(self) -> Found:
        caption = self.reader.words.caption(self.caption)
        if caption is None or caption[0] != "bridge":
            raise NotReadError(self.caption)
        vs = BASES[self.lang][caption[1]["base"]]
        yield self.claim(About("kpi of section", self.reader.words.kpis[caption[1]["kpi"]], vs), "bridge")
        yield self._figure(About("bridge base", self.kpi, vs), "base")
        yield self._figure(About("bridge actual", self.kpi, vs), "actual")
        bars = []
        for bar in self._split(str(self.slots["bars"]), "bar", "joint"):
            word = str(bar["driver"])
            driver = self.reader.words.drivers.get(word.lower(), "smaller" if word == SMALLER[self.lang] else "residual")
            yield self._printed(About("told effect", self.kpi, vs, driver=driver), bar["figure"])
            bars.append((driver, figures.read(str(bar["figure"]), self.lang)))
        ends = tuple(figures.read(str(self.slots[slot]), self.lang) for slot in ("base", "actual"))
        yield self.claim(About("bars", self.kpi, vs), (ends, tuple(bars)))

    def _come_back(self) -> Found:
        vs = BASES[self.lang][str(self.slots["base"])]
        yield self.claim(About("worst", self.kpi, vs), "ask")
        yield self._figure(About("value", self.kpi), "value")
        yield self._figure(About("change", self.kpi, vs), "change")

    def _come_within(self) -> Found:
        yield self.claim(About("worst", self.kpi, "band"), "ask")
        yield self._figure(About("value", self.kpi), "value")
        for outside in self._split(str(self.slots["outside"]), "change", "between"):
            yield from self._outside(outside)

    def _outside(self, slots: Mapping[str, str | None]) -> Found:
        """How far outside its band a figure lies."""
        yield self._printed(About("outside", self.kpi, "band"), slots["figure"], context=SIDES[str(slots["side"])])
        yield from self._limits(slots)

    def _limits(self, slots: Mapping[str, str | None]) -> Found:
        for limit in ("low", "high"):
            yield self._printed(About(limit, self.kpi, "band"), slots[limit])

    def _outside_in(self) -> Found:
        """The places that lie outside a band."""
        yield from self._limits(self.slots)
        names = []
        for item in self._split(str(self.slots["places"]), "item", "joint"):
            names.append(self.reader.words.place(str(item["name"])))
            yield self._printed(About("across", self.kpi, place=names[-1]), item["figure"])
        yield self.claim(About("outside in", self.kpi, "band"), tuple(names))

    def _scope(self) -> Found:
        yield self.claim(About("account"), self.slots["account"])
        between = ", " if self.lang == "en" else "、"
        yield self.claim(About("countries"), tuple(str(self.slots["countries"]).split(between)))
        for slot in ("year", "quarter", "number"):
            yield self.claim(About(f"fiscal {slot}"), self.slots[slot])

    def _known(self) -> Found:
        for slot in ("known", "ledger", "today"):
            yield self.claim(About(slot), self.slots[slot])

    def _coverage(self) -> Found:
        for slot in ("reporting", "expected"):
            yield self.claim(About(slot), self.slots[slot])
        if self.slots["volume"]:
            yield self._figure(About("volume"), "volume")

    def _packs(self) -> Found:
        for pack in self._split(str(self.slots["packs"]), "pack", "joint"):
            yield self.claim(About("pack"), (pack["name"], pack["version"], pack["digest"]))


def unit_line(line: Line, section: int, words: Words) -> Found:
    """What stands beside a caption: the scale of its figures, and of a bridge its month."""
    text = line.text if words.lang == "en" else figures.tight(line.text)
    match = words.pattern(UNIT_LINES[words.lang]).fullmatch(text)
    found = words.caption(line.caption)
    if match is None or found is None or "kpi" not in found[1]:
        yield Unread(section, line.caption, line.text)
        return
    if match["month"]:
        yield Claim(section, About("month"), month_of(match["month"], words.lang), line.caption, line.text)
    vs = BASES[words.lang].get(found[1].get("base") or "", "")
    about = About("scale", words.kpis[found[1]["kpi"]], vs, period=found[0])
    yield Claim(section, about, match["scale"], line.caption, line.text)
