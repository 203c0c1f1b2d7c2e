"""How many errors, planted into texts that are true, the checker finds; by kind."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from bench.checker import planted, worlds
from bench.checker.claims import Claim, Unread
from bench.checker.planted import Planted
from bench.checker.reading import Checker, Wrong, across
from bench.checker.truth import Truth


@dataclass(frozen=True)
class Try:
    """An error that was planted: where, and whether the checker found it, in the text alone or beside the other language."""

    place: str
    lang: str
    error: Planted
    is_found: bool
    is_found_alone: bool


def clean_lines(text: str, wrong: Iterable[Wrong]) -> set[int]:
    """The lines of those sections of a text of which nothing is wrong."""
    spoiled, section, clean = {each.section for each in wrong}, 0, set()
    for place, line in enumerate(text.split("\n")):
        if line.startswith("## "):
            section = int(line.split()[1])
        if section not in spoiled and not line.startswith(("● ", "---")):
            clean.add(place)
    return clean


@dataclass(frozen=True)
class Known:
    """A month before anything is planted: what is true of it, its texts, their claims, and what is wrong in them."""

    truth: Truth
    texts: Mapping[str, str]
    claims: Mapping[str, list[Claim | Unread]]
    wrong: Mapping[str, list[Wrong]]

    @classmethod
    def of(cls, place: Path, checker: Checker) -> "Known":
        """What is known of the month in a folder."""
        truth, texts = Truth(worlds.dossier(place), checker.trade), worlds.texts(place)
        claims = {lang: checker.read(text, lang) for lang, text in texts.items()}
        return cls(truth, texts, claims, {lang: list(checker.judged(found, lang, truth)) for lang, found in claims.items()})


def tries(places: Sequence[Path], checker: Checker, count: int, seed: int = 1) -> Iterator[Try]:
    """Plant `count` errors, each kind as often, each into a text drawn by chance, one at a time."""
    chance, kinds = random.Random(seed), list(planted.KINDS)  # noqa: S311 — where errors go, no secret
    known = lru_cache(maxsize=128)(lambda place: Known.of(place, checker))
    for i in range(count):
        made = None
        while made is None:
            place, lang = chance.choice(places), chance.choice(list(worlds.LANGS))
            made = tried(known(place), lang, kinds[i % len(kinds)], checker, chance)
        yield replace(made, place=f"{place.parent.name}/{place.name}")


def tried(known: Known, lang: str, kind: str, checker: Checker, chance: random.Random) -> Try | None:
    """Plant an error of a kind in a text and look for it; None where the text has no place for one."""
    text, wrong = known.texts[lang], known.wrong[lang]
    error = planted.plant(text, lang, clean_lines(text, wrong), chance, kind)
    if error is None:
        return None
    other = next(one for one in known.texts if one != lang)
    found, beside = checker.read(error.text, lang), known.claims[other]
    alone = _keys(checker.judged(found, lang, known.truth)) - _keys(wrong)
    apart = _keys(across(found, beside)) - _keys(across(known.claims[lang], beside))
    return Try("", lang, error, is_found=bool(alone or apart), is_found_alone=bool(alone))


def _keys(wrong: Iterable[Wrong]) -> Counter[tuple[object, ...]]:
    return Counter((each.section, each.kind, each.where, each.why) for each in wrong)


def shares(found: Iterable[Try]) -> Mapping[str, tuple[int, int, int]]:
    """By kind: how many were planted, found, and found in the text alone."""
    kinds: dict[str, list[int]] = {}
    for each in found:
        counts = kinds.setdefault(each.error.kind, [0, 0, 0])
        counts[0] += 1
        counts[1] += each.is_found
        counts[2] += each.is_found_alone
    return {kind: (made, seen, alone) for kind, (made, seen, alone) in kinds.items()}
