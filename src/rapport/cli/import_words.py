"""What an import says of rows, sheets and columns, in the words of a language; the texts themselves are in `import_texts`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter

from rapport.cli.import_texts import SAID
from rapport.core.pack import FIELDS, Attribute, Column, Dimension, Lang, Measure, Trade
from rapport.core.wording import SCENARIOS

_SLOT = re.compile(r"\\\{(\w+)\\\}")
_LACKING = re.compile(r" \(nearest headings: (.*?)\)(?=, |$)|, | or |[a-z_]+")
_PARTS = re.compile(r"; (?=“[^”]*” would be )")
_BETWEEN = {", ": "、", " or ": "或"}

_COLUMNS = {
    "base": "基准货币",
    "day": "日期",
    "kind": "汇率类型",
    "name_zh": "中文名称",
    "pair": "货币对",
    "parent": "上级",
    "period": "期间",
    "published": "发布日期",
    "quote": "计价货币",
    "rate": "汇率",
    "scenario": "场景",
    "unit": "单位",
    "valid_from": "生效日期",
    "value": "数值",
}
"""Columns of files that are no measure, dimension or attribute."""
_KINDS_OF_FACTS = {**SCENARIOS, "average": "平均"}
"""What facts are called by their scenario, and rates by their kind."""


def told(text: str, trade: Trade, lang: Lang, dataset: str | None = None) -> str:
    """What is said of a row, a sheet or a column (of a table of `dataset`) in `lang`; in English what has no other words."""
    return text if lang == "en" else _Chinese(trade, dataset).of(text)


def called(key: str, trade: Trade, lang: Lang, dataset: str | None = None) -> str:
    """What a column (of a table of `dataset`), a dimension or a sender is called in `lang`; in English by its key."""
    return key if lang == "en" else _Chinese(trade, dataset).label(key)


def held(table: Mapping[str, str], trade: Trade, lang: Lang) -> str:
    """What a table holds: its dataset and its scenario (of rates, their kinds)."""
    if lang == "en":
        return f"{table['dataset']} ({table['scenario']})"
    kinds = "、".join(_KINDS_OF_FACTS.get(kind, kind) for kind in table["scenario"].split(", "))
    return f"{_Chinese(trade, None).dataset(table['dataset'])}（{kinds}）"


@dataclass(frozen=True)
class Form:
    """What an English text looks like: its slots are the groups of `pattern`, between them stand `pieces`; and its Chinese."""

    pattern: re.Pattern[str]
    pieces: tuple[str, ...]
    chinese: str

    def match(self, text: str) -> re.Match[str] | None:
        """The slots of a text of this form; the pieces are looked for first, since a cell may be very long."""
        return self.pattern.fullmatch(text) if all(piece in text for piece in self.pieces) else None


@cache
def forms() -> Sequence[Form]:
    """The forms of all texts, in their order."""
    return [Form(re.compile(_pattern(label.en), re.DOTALL), tuple(_pieces(label.en)), label.zh_hans) for label in SAID]


def _pattern(english: str) -> str:
    """The slots as groups; one that comes again is the same text."""
    seen: set[str] = set()

    def group(slot: re.Match[str]) -> str:
        is_new = slot[1] not in seen
        seen.add(slot[1])
        return f"(?P<{slot[1]}>.*)" if is_new else f"(?P={slot[1]})"

    return _SLOT.sub(group, re.escape(english))


def _pieces(english: str) -> Iterator[str]:
    return (piece for piece, *_ in Formatter().parse(english) if piece)


class _Chinese:
    """The Chinese for texts about files of a trade, and about columns of one `dataset` where that is known."""

    def __init__(self, trade: Trade, dataset: str | None) -> None:
        of_trade: Mapping[str, Measure | Dimension | Attribute] = {**trade.dimensions, **trade.attributes, **trade.measures}
        labels = {key: label("zh-hans") for key, label in FIELDS.items()} | _COLUMNS
        labels |= {key: each.label("zh-hans") for key, each in of_trade.items()}
        columns = trade.datasets[dataset].columns if dataset and dataset in trade.datasets else ()
        self.trade = trade
        self.labels = labels | {column.key: _called(column, labels) for column in columns}

    def of(self, text: str) -> str:
        """A whole text, or a part of one."""
        matches = ((match, form.chinese) for form in forms() if (match := form.match(text)))
        match, chinese = next(matches, (None, text))
        if match is None:
            return text
        words = _Chinese(self.trade, match["dataset"]) if "dataset" in match.groupdict() else self
        return chinese.format(**{slot: words.slot(slot, said) for slot, said in match.groupdict().items()})

    def slot(self, slot: str, said: str) -> str:
        """What stands in a slot, by the kind that its name tells."""
        kind = KINDS.get(slot.rstrip("0123456789"))
        return kind(self, said) if kind else said

    def label(self, key: str) -> str:
        """What a key is called; the text itself where it is none."""
        return self.labels.get(key, key)

    def dataset(self, key: str) -> str:
        """What a kind of file is called."""
        found = self.trade.datasets.get(key)
        return found.label("zh-hans") if found else key

    def values(self, said: str) -> str:
        """The words that an attribute knows, by the first Chinese one that files may have for each."""
        known = ((word, others) for attribute in self.trade.attributes.values() for word, others in attribute.values.items())
        chinese = {word: next((other for other in others if not other.isascii()), word) for word, others in known}
        return "、".join(chinese.get(word, word) for word in said.split(", "))

    def lacking(self, keys: str) -> str:
        """The columns that a sheet lacks, some with the headings that are most like them."""

        def each(found: re.Match[str]) -> str:
            return f"（相近的列标题：{_names(found[1])}）" if found[1] else _BETWEEN.get(found[0]) or self.label(found[0])

        return _LACKING.sub(each, keys)


def _called(column: Column, labels: Mapping[str, str]) -> str:
    of = labels.get(column.to, column.to)
    if column.role == "code":
        return f"{of}编码"
    if column.role == "parent":
        return labels.get(column.key, of) if column.key != column.to else f"所属{of}"
    return of


def _names(said: str) -> str:
    return re.sub(r" and ([\d,]+) more$", r"，另有 \1 个", said).replace("”, “", "”“").replace(", ", "、")


def _rows(said: str) -> str:
    """Numbers of rows, as they stand before the word for a row."""
    listed, *more = said.removesuffix(", …").split(" and ")
    numbers = listed.replace(", ", "、")
    if more:
        return f"{numbers} 行及另外 {more[0].removesuffix(' more')} "
    return numbers + (" 等" if said.endswith("…") else " ")


def _where(said: str) -> str:
    """The place of a slice: its month, its scenario unless that is the actual one, its names."""
    scenarios = "|".join(SCENARIOS)
    return re.sub(rf" \(({scenarios})\)", lambda found: f"（{SCENARIOS[found[1]]}）", said, count=1).replace(", ", "、")


KINDS: Mapping[str, Callable[[_Chinese, str], str]] = {
    "told": _Chinese.of,
    "parts": lambda words, said: "；".join(map(words.of, _PARTS.split(said))),
    "key": _Chinese.label,
    "caption": lambda words, said: words.label(said.lower()),
    "dataset": _Chinese.dataset,
    "lacking": _Chinese.lacking,
    "values": _Chinese.values,
    "names": lambda _, said: _names(said),
    "scenarios": lambda _, said: "、".join(SCENARIOS.get(scenario, scenario) for scenario in said.split(", ")),
    "months": lambda _, said: re.sub(r" \((\d+)\)", r"（\1 天）", _names(said)),
    "heads": lambda _, said: "".join(f"“{heading}”" for heading in said.split(", ")),
    "rows": lambda _, said: _rows(said),
    "where": lambda _, said: _where(said),
}
"""How what stands in a slot is told: a text that is told itself, or several; keys, names, days of months, headings, rows."""
