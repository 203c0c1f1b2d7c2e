"""Plants one error in a text: a digit, a sign, a unit, a word, a name, a month, a row; never one that leaves the text true."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bench.checker.words import MONTHS


@dataclass(frozen=True)
class Planted:
    """A text with one error: of which kind, and what stood there before and stands there now."""

    kind: str
    before: str
    after: str
    text: str


Lines = list[str]
Change = tuple[int, str]
"""A line and what it becomes."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SWAPPED = {
    "en": [("up", "down"), ("rose", "fell"), ("gained", "lost"), ("gain", "loss"), ("rise", "fall"), ("higher", "lower"),
           ("richer", "poorer"), ("larger", "smaller"), ("gain", "loss"), ("above", "below")],
    "zh-hans": [("增加", "减少"), ("上升", "下降"), ("改善", "走弱"), ("扩大", "萎缩"), ("增长主要", "下降主要"),
                ("的合理区间高", "的合理区间低")],
}  # fmt: skip
_UNITS = {
    "en": [("%", " pp"), (" pp", "%"), (" weeks", " days"), ("CN¥", "$"), ("HK$", "NT$"), ("NT$", "HK$"), ("€", "£"), ("₩", "¥"),
           ("$", "€"), ("£", "€"), ("¥", "CN¥")],
    "zh-hans": [("%", " 个百分点"), (" 个百分点", "%"), (" 周", " 天"), ("人民币", "美元"), ("美元", "欧元"), ("欧元", "英镑"),
                ("新台币", "日元"), ("日元", "韩元"), ("韩元", "日元"), ("港元", "美元")],
}  # fmt: skip
_SCALED = {
    "en": [(r"(?<=\d)M\b", "K"), (r"(?<=\d)B\b", "M"), (r"(?<=\d)K\b", "M"), (r"(?<=\*\* )(\S*)M\b", r"\1K"),
           (r"(?<=\*\* )thousands", "millions"), (r"(?<=\*\* )units", "thousands")],
    "zh-hans": [(r"(?<=\d )万", "亿"), (r"(?<=\d )亿", "万"), (r"(?<=\*\* )百万", "千"), (r"(?<=\*\* )千(?!万)", "百万")],
}  # fmt: skip
_ITEM = {
    "en": re.compile(
        r"(?:(?<=from )|(?<= in )|(?<=stood )|(?<=and )|(?<=, )|(?<=: )|(?<=outweighed )|(?<=offset ))"
        r"(?P<name>[A-Za-z][^(,;:.]*?) \((?P<figure>[^()]+)\)"
    ),
    "zh-hans": re.compile(r"(?<=[自是有、和])(?P<name> ?[^（、；：。和]+?)（(?P<figure>[^（）]+)）"),
}
_SAID_OF_BASES = {
    "en": (r"(?P<x>\S+(?: pp)?) on plan; (?P<y>\S+(?: pp)?) on the prior year", r"\g<x> on the prior year; \g<y> on plan"),
    "zh-hans": (r"较计划 ?(?P<x>[^；（）]+)；同比 ?(?P<y>[^；（）]+)", r"同比 \g<x>；较计划 \g<y>"),
}
_TOTALS = ("| All |", "| Change |", "| 合计 |", "| 变化 |")


def plant(text: str, lang: str, clean: set[int], chance: random.Random, kind: str) -> Planted | None:
    """The text with one error of that kind in one of the `clean` lines; None where there is no place for one."""
    lines = text.split("\n")
    changes = list(KINDS[kind](lines, lang, clean))
    if not changes:
        return None
    made = chance.choice(changes)(chance)
    if made is None or made == lines:
        return None
    at = next(i for i, (old, new) in enumerate(zip(lines, [*made, ""], strict=False)) if old != new)
    after = made[at] if at < len(made) else ""
    return Planted(kind, lines[at], after, "\n".join(made))


Maker = Callable[[random.Random], Lines | None]


def _at(lines: Lines, place: int, words: str) -> Lines:
    return [*lines[:place], words, *lines[place + 1 :]]


def _matches(lines: Lines, clean: set[int], pattern: str | re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for place in sorted(clean):
        if not lines[place].startswith("| :-"):
            yield from ((place, match) for match in re.finditer(pattern, lines[place]))


def _put(lines: Lines, place: int, match: re.Match[str], words: str) -> Lines:
    return _at(lines, place, lines[place][: match.start()] + words + lines[place][match.end() :])


def _digits(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """Another digit in any number."""
    del lang
    for place, match in _matches(lines, clean, _NUMBER):
        yield lambda chance, place=place, match=match: _put(lines, place, match, _another_digit(match[0], chance))


def _another_digit(number: str, chance: random.Random) -> str:
    at = chance.choice([i for i, char in enumerate(number) if char.isdigit()])
    return number[:at] + chance.choice([digit for digit in "0123456789" if digit != number[at]]) + number[at + 1 :]


def _signs(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """Plus for minus, an arrow up for one down."""
    del lang
    other = {"+": "−", "−": "+", "▲": "▼", "▼": "▲"}
    for place, match in _matches(lines, clean, r"[+−](?=[^\s\d]{0,3} ?\d)|[▲▼](?= )"):
        yield lambda _, place=place, match=match: _put(lines, place, match, other[match[0]])


def _units(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """Points for percent, one currency for another."""
    for word, other in _UNITS[lang]:
        near = (
            rf"(?<=\d){re.escape(word)}|(?<=[万亿] ){re.escape(word)}|(?<=\d ){re.escape(word)}"
            if lang != "en" or word in ("%", " pp", " weeks")
            else rf"(?<![A-Za-z$¥]){re.escape(word)}(?=\d)"
        )
        for place, match in _matches(lines, clean, near):
            if not lines[place].startswith(">"):
                yield lambda _, place=place, match=match, other=other: _put(lines, place, match, other)


def _scales(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """Thousands for millions, 亿 for 万."""
    for pattern, other in _SCALED[lang]:
        for place, match in _matches(lines, clean, pattern):
            is_something = _has_amounts(lines, place) if lines[place].startswith("**") else _is_something(lines[place], match)
            if is_something:
                yield lambda _, place=place, match=match, other=other: _put(lines, place, match, match.expand(other))


def _is_something(line: str, match: re.Match[str]) -> bool:
    """Whether the figure before a scale is not nought, which is the same in any."""
    before = re.search(r"[\d.,]+ ?$", line[: match.start()])
    return before is not None and re.search("[1-9]", before[0]) is not None


def _has_amounts(lines: Lines, place: int) -> bool:
    """Whether anything but nought stands in the table under a caption: nought is nought in thousands, too."""
    row, end = next((found for found in _tables(lines) if found[0] > place), (0, 0))
    return any(re.search("[1-9]", cell) for line in lines[row:end] for cell in _cells(line)[1:])


def _directions(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """A word for more where there was less."""
    prose = {place for place in clean if lines[place] and lines[place][0] not in "|*#>●◆"}
    for pair in _SWAPPED[lang]:
        for word, other in (pair, pair[::-1]):
            pattern = rf"\b{word}\b" if lang == "en" else word
            for place, match in _matches(lines, prose, pattern):
                if _says_way(lines[place], match, lang):
                    yield lambda _, place=place, match=match, other=other: _put(lines, place, match, other)


def _says_way(line: str, match: re.Match[str], lang: str) -> bool:
    """Whether the word says which way something moved (and is no part of a name): a figure or the rest of its phrase follows."""
    rest = line[match.end() : match.end() + 30]
    if lang == "en":
        after = {"gain": r" came| \(", "loss": r" came| \(", "rise": " came", "fall": " came", "up": r" \S*\d", "down": r" \S*\d",
                 "rose": r" \S*\d", "fell": r" \S*\d", "gained": r" \S*\d", "lost": r" \S*\d",
                 "above": " its band", "below": " its band"}  # fmt: skip
        return re.match(after.get(match[0], r" [a-z ]+\("), rest) is not None
    return match[0].endswith("主要") or re.match(r" ?\d|（|主要", rest) is not None


def _tables(lines: Lines) -> Iterator[tuple[int, int]]:
    """The first and the one after the last row of each table."""
    for place, line in enumerate(lines):
        if line.startswith("| :-"):
            end = place + 1
            while end < len(lines) and lines[end].startswith("| "):
                end += 1
            yield place + 1, end


def _cells(line: str) -> list[str]:
    return line.strip("|").split("|")


def _names(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """Two names in each other's place, whose figures differ."""
    for first, end in _tables(lines):
        if first in clean:
            rows = [(place, _cells(lines[place])) for place in range(first, end)]
            for i, (place, cells) in enumerate(rows):
                for other, cells_of_other in rows[i + 1 :]:
                    if cells[1:] != cells_of_other[1:] and not any(lines[at].startswith(_TOTALS) for at in (place, other)):
                        yield lambda _, a=place, b=other, x=cells, y=cells_of_other: _with_rows(
                            lines, {a: [y[0], *x[1:]], b: [x[0], *y[1:]]}
                        )
    for place in sorted(clean):
        found = [(match, match["name"], match["figure"]) for match in _ITEM[lang].finditer(lines[place])]
        for i, (one, name, figure) in enumerate(found):
            for other, name_of_other, figure_of_other in found[i + 1 :]:
                if figure != figure_of_other and name.strip() != name_of_other.strip() and lines[place][0] not in "|*#>●◆":
                    yield lambda _, place=place, a=one, b=other, x=name, y=name_of_other: _swapped(lines, place, a, b, x, y)


def _with_rows(lines: Lines, rows: Mapping[int, list[str]]) -> Lines:
    return [f"|{'|'.join(rows[place])}|" if place in rows else line for place, line in enumerate(lines)]


def _swapped(lines: Lines, place: int, one: re.Match[str], other: re.Match[str], name: str, name_of_other: str) -> Lines:
    line = lines[place]
    first, second = (match.start() + match[0].index(words) for match, words in ((one, name), (other, name_of_other)))
    changed = line[:first] + name_of_other + line[first + len(name) : second] + name + line[second + len(name_of_other) :]
    return _at(lines, place, changed)


def _bases(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """Plan for prior year, where the two differ."""
    plan, year = ("Plan", "Prior year") if lang == "en" else ("计划", "去年同期")
    for first, end in _tables(lines):
        heads = [cell.strip() for cell in _cells(lines[first - 2])]
        if first in clean and plan in heads and year in heads:
            a, b = heads.index(plan), heads.index(year)
            if any(cells[a] != cells[b] for cells in map(_cells, lines[first:end])):
                yield lambda _, at=first - 2, a=a, b=b: _at(lines, at, _heads_swapped(lines[at], a, b))
    said = _SAID_OF_BASES[lang]
    for place, match in _matches(lines, clean, said[0]):
        if match["x"] != match["y"]:
            yield lambda _, place=place, match=match: _put(lines, place, match, match.expand(said[1]))
    for pattern, other in (
        (r"(?<=from )plan\b(?! to)", "prior year"),
        (r"(?<=from )prior year\b(?! to)", "plan"),
        ("(?<=相对)计划", "去年同期"),
        ("(?<=相对)去年同期", "计划"),
    ):
        for place, match in _matches(lines, {place for place in clean if lines[place].startswith("**")}, pattern):
            yield lambda _, place=place, match=match, other=other: _put(lines, place, match, other)


def _heads_swapped(line: str, a: int, b: int) -> str:
    cells = _cells(line)
    cells[a], cells[b] = cells[b], cells[a]
    return f"|{'|'.join(cells)}|"


def _months(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """The month before or after."""
    if lang == "en":
        for pattern, known in (
            (rf"\b(?:{'|'.join(MONTHS)})\b(?= \d{{4}})", MONTHS),
            (r"(?<=^\| )(?:" + "|".join(m[:3] for m in MONTHS) + r")\b", [m[:3] for m in MONTHS]),
        ):
            for place, match in _matches(lines, clean, pattern):
                yield lambda chance, place=place, match=match, known=known: _put(
                    lines, place, match, known[(known.index(match[0]) + chance.choice((-1, 1))) % 12]
                )
    else:
        for place, match in _matches(lines, clean, r"\b\d{1,2}(?=[ \xa0]月)"):
            yield lambda chance, place=place, match=match: _put(
                lines, place, match, str((int(match[0]) - 1 + chance.choice((-1, 1))) % 12 + 1)
            )


def _rows(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """A row less, or one twice."""
    del lang
    for first, end in _tables(lines):
        for place in range(first, end):
            if place in clean:
                yield lambda _, place=place: [*lines[:place], *lines[place + 1 :]]
                yield lambda _, place=place: [*lines[: place + 1], *lines[place:]]


def _totals(lines: Lines, lang: str, clean: set[int]) -> Iterator[Maker]:
    """Another digit in a total."""
    yield from _digits(lines, lang, {place for place in clean if lines[place].startswith(_TOTALS)})


KINDS: Mapping[str, Callable[[Lines, str, set[int]], Iterator[Maker]]] = {
    "digit": _digits, "sign": _signs, "unit or currency": _units, "scale": _scales, "direction word": _directions,
    "names swapped": _names, "plan and prior year swapped": _bases, "month shifted": _months, "row dropped or twice": _rows,
    "total": _totals,
}  # fmt: skip
