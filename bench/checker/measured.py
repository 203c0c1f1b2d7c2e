"""How many errors, planted into texts that are true, the checker finds; by kind."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bench.checker import planted, reading, worlds
from bench.checker.claims import Claim, Unread
from bench.checker.planted import Planted
from bench.checker.reading import Wrong
from bench.checker.truth import Truth
from rapport.core.pack import Trade


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


def tries(places: Sequence[Path], trade: Trade, count: int, seed: int = 1) -> Iterator[Try]:
    """Plant `count` errors, each kind as often, each into a text drawn by chance, one at a time."""
    chance, kinds = random.Random(seed), list(planted.KINDS)  # noqa: S311 — where errors go, no secret
    for i in range(count):
        kind = kinds[i % len(kinds)]
        made = None
        while made is None:
            place, lang = chance.choice(places), chance.choice(list(worlds.LANGS))
            made = _tried(place, lang, kind, trade, chance)
        yield made


def _tried(place: Path, lang: str, kind: str, trade: Trade, chance: random.Random) -> Try | None:
    truth, texts, wrong, claims = _known(place, id(trade), _Held(trade))
    other = next(one for one in texts if one != lang)
    error = planted.plant(texts[lang], lang, clean_lines(texts[lang], wrong[lang]), chance, kind)
    if error is None:
        return None
    found = reading.read(error.text, lang, trade)
    is_found_alone = bool(_keys(reading.judged(found, lang, truth)) - _keys(wrong[lang]))
    across = _keys(reading.across(found, claims[other])) - _keys(reading.across(claims[lang], claims[other]))
    return Try(f"{place.parent.name}/{place.name}", lang, error, is_found_alone or bool(across), is_found_alone)


class _Held:
    """A trade that a cache does not look at."""

    def __init__(self, trade: Trade) -> None:
        self.trade = trade

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


Found = dict[str, list[Claim | Unread]]


@lru_cache(maxsize=128)
def _known(place: Path, key: int, held: _Held) -> tuple[Truth, dict[str, str], dict[str, list[Wrong]], Found]:
    """What is true of a month, its texts, what is wrong in them before anything is planted, and their claims."""
    del key
    truth, texts = Truth(worlds.dossier(place), held.trade), worlds.texts(place)
    claims = {lang: reading.read(text, lang, held.trade) for lang, text in texts.items()}
    return truth, texts, {lang: list(reading.judged(found, lang, truth)) for lang, found in claims.items()}, claims


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
