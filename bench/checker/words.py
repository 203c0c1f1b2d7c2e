"""What the words of an update mean, in English and Chinese: names of the trade, heads of tables, ways to say more and less."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bench.checker.figures import FIGURE, tight
from rapport.core.pack import Trade

HEADS = {
    "en": {
        "Measure": "kpi", "12 months": "line", "Actual": "value", "Plan": "base plan", "Δ plan": "change plan",
        "Prior year": "base prior_year", "Δ year": "change prior_year", "Prior month": "base prior_period",
        "Δ month": "change prior_period", "Forecast": "base forecast", "Month": "month", "Change": "delta",
        "Contribution to growth": "contribution", "Effect": "effect", "Points of base": "points", "Driver": "driver",
        "Standing": "state", "Against": "against",
    },
    "zh-hans": {
        "指标": "kpi", "近12个月": "line", "实际": "value", "计划": "base plan", "较计划": "change plan",
        "去年同期": "base prior_year", "同比": "change prior_year", "上月": "base prior_period", "环比": "change prior_period",
        "预测": "base forecast", "月份": "month", "变化": "delta", "增长贡献": "contribution", "影响": "effect",
        "占基数": "points", "驱动因素": "driver", "状态": "state", "对比": "against",
    },
}  # fmt: skip
"""The heads of columns: what stands below them, and of which base."""

BASES = {
    "en": {"plan": "plan", "prior year": "prior_year"},
    "zh-hans": {"计划": "plan", "去年同期": "prior_year"},
}
TOTALS = {"en": {"All", "Change", "Residual"}, "zh-hans": {"合计", "变化", "未解释余额"}}
UNNAMED = {"en": "what is not broken down", "zh-hans": "未细分部分"}
"""What a place is called that has no name."""
STATES = {
    "en": {"on track": "on_track", "watch": "watch", "at risk": "at_risk"},
    "zh-hans": {"正常": "on_track", "关注": "watch", "有风险": "at_risk"},
}
SIZES = {
    "en": {"units": 1, "thousands": 10**3, "millions": 10**6, "K": 10**3, "M": 10**6, "": 1},
    "zh-hans": {"台（件）": 1, "千": 10**3, "百万": 10**6, "": 1},
}
AGAINST = {
    "en": {
        "on plan": "plan", "on the prior year": "prior_year", "on the month before": "prior_period",
        "on the prior month": "prior_period",
    },
    "zh-hans": {"较计划": "plan", "同比": "prior_year", "环比": "prior_period"},
}  # fmt: skip
OUTSIDE = {
    "en": rf"{FIGURE['en']} (?:above|below) its band of {FIGURE['en']} to {FIGURE['en']}",
    "zh-hans": rf"较{FIGURE['zh-hans']}至{FIGURE['zh-hans']}的合理区间[高低]{FIGURE['zh-hans']}",
}
"""How far outside its band a figure lies."""
SIDES = {"above": 1, "below": -1, "高": 1, "低": -1}
MORE = {
    "en": {"up": 1, "down": -1, "rose": 1, "fell": -1, "gained": 1, "lost": -1, "gain": 1, "loss": -1, "rise": 1, "fall": -1},
    "zh-hans": {"增加": 1, "减少": -1, "上升": 1, "下降": -1, "增长": 1},
}
TAGS = {
    "en": {
        ", new": "new", ", no plan": "no plan", ", no forecast": "no forecast",
        ", not reported in the base": "not reported in the base",
        ", reported in part in the base": "reported in part in the base", ", lost": "lost",
        ", not reported yet": "not reported yet", ", reported in part": "reported in part",
        " as it is new": "new", " and has no plan": "no plan",
        " as it was not reported in the base": "not reported in the base",
        " and was reported in part in the base": "reported in part in the base", " as it is gone": "lost",
        " as it is not reported yet": "not reported yet", " and is reported in part": "reported in part",
        "new": "new", "gone": "lost", "not reported yet": "not reported yet",
        "not reported in the base": "not reported in the base", "reported in part": "reported in part",
        "reported in part in the base": "reported in part in the base",
    },
    "zh-hans": {
        "，新增": "new", "，无计划": "no plan", "，无预测": "no forecast", "，基期未报送": "not reported in the base",
        "，基期部分未报送": "reported in part in the base", "，流失": "lost", "，尚未报送": "not reported yet",
        "，部分未报送": "reported in part",
        "，因其为新增": "new", "，且无计划": "no plan", "，因其基期未报送": "not reported in the base",
        "，且基期部分未报送": "reported in part in the base", "，因其已流失": "lost", "，因其尚未报送": "not reported yet",
        "，且部分未报送": "reported in part",
        "新增": "new", "流失": "lost", "尚未报送": "not reported yet", "基期未报送": "not reported in the base",
        "部分未报送": "reported in part", "基期部分未报送": "reported in part in the base",
    },
}  # fmt: skip
"""What is said of who reported, after a name, as a reason, or in a cell."""
PHRASES = {
    "en": {
        "a larger market": ("market", 1), "a smaller market": ("market", -1), "partner share gain": ("partner_share", 1),
        "partner share loss": ("partner_share", -1), "higher shipments": ("shipments", 1), "lower shipments": ("shipments", -1),
        "richer edition mix": ("edition_mix", 1), "poorer edition mix": ("edition_mix", -1), "higher volume": ("volume", 1),
        "lower volume": ("volume", -1), "richer mix": ("mix", 1), "poorer mix": ("mix", -1), "higher prices": ("price", 1),
        "lower prices": ("price", -1), "higher rates": ("rate", 1), "lower rates": ("rate", -1), "a shift in mix": ("mix", 0),
        "a shift in edition mix": ("edition_mix", 0), "what has no plan": ("no_plan", 0),
        "what has no forecast": ("no_forecast", 0), "what was not reported in the base": ("unreported", 0),
        "what is not reported yet": ("unreported", 0), "what is not reported on one side": ("unreported", 0),
    },
    "zh-hans": {
        "市场扩大": ("market", 1), "市场萎缩": ("market", -1), "合作伙伴市场份额提升": ("partner_share", 1),
        "合作伙伴市场份额下降": ("partner_share", -1), "出货增加": ("shipments", 1), "出货减少": ("shipments", -1),
        "版本结构改善": ("edition_mix", 1), "版本结构走弱": ("edition_mix", -1), "销量增加": ("volume", 1),
        "销量减少": ("volume", -1), "结构改善": ("mix", 1), "结构走弱": ("mix", -1), "价格上升": ("price", 1),
        "价格下降": ("price", -1), "比率提升": ("rate", 1), "比率下降": ("rate", -1), "结构变化": ("mix", 0),
        "版本结构变化": ("edition_mix", 0), "无计划部分": ("no_plan", 0), "无预测部分": ("no_forecast", 0),
        "基期未报送部分": ("unreported", 0), "尚未报送部分": ("unreported", 0), "一方未报送部分": ("unreported", 0),
    },
}  # fmt: skip
"""How a driver is called when it helped (1) and when it hurt (-1)."""
SMALLER = {"en": "Other", "zh-hans": "其他"}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
CAPTIONS = {
    "en": {
        "month": r"(?P<month>{month})",
        "to_date": r"FY(?P<year>\d\d) to date, (?P<since>{month}) to (?P<month>{month})",
        "trend": r"(?P<kpi>{kpi}) by month",
        "across": r"By (?P<fields>{fields})(?P<together>; rounded together)?",
        "places": r"(?P<kpi>{kpi}) by (?P<fields>{fields})"
        r"(?P<rounded>; changes are taken before rounding)?(?P<together>; rounded together)?",
        "bridge": r"(?P<kpi>{kpi}): from (?P<base>{base}) to actual",
        "effects": r"(?P<kpi>{kpi}): exact effects on the change from (?P<base>{base})",
        "cells": r"(?P<kpi>{kpi}): effects by (?P<fields>{fields}) on the change from (?P<base>{base})(?:; rounded together)?",
        "strip": r"How it stands",
        "said": r"What was forecast for this month, and what happened",
        "messages": r"Three messages",
        "ask": r"The ask",
        "notes": r"Notes",
        "notes_to_date": r"Notes on the figures to date",
        "without": r"Without figures",
        "without_to_date": r"Without figures to date",
    },
    "zh-hans": {
        "month": r"(?P<month>{month})",
        "to_date": r"(?P<year>\d\d)财年累计，(?P<since>{month})至(?P<month>{month})",
        "trend": r"(?P<kpi>{kpi})（按月）",
        "across": r"按(?P<fields>{fields})(?P<together>；统一取整)?",
        "places": r"按(?P<fields>{fields})的(?P<kpi>{kpi})(?P<rounded>；变化按未取整的数值计算)?(?P<together>；统一取整)?",
        "bridge": r"(?P<kpi>{kpi})：从(?P<base>{base})到实际",
        "effects": r"(?P<kpi>{kpi})：相对(?P<base>{base})变化的精确分解",
        "cells": r"(?P<kpi>{kpi})：相对(?P<base>{base})的变化，按(?P<fields>{fields})分解(?:；统一取整)?",
        "strip": r"总体状态",
        "said": r"本月的预测与实际",
        "messages": r"三条要点",
        "ask": r"一项请求",
        "notes": r"说明",
        "notes_to_date": r"累计数字说明",
        "without": r"暂无数据",
        "without_to_date": r"累计暂无数据",
    },
}
UNIT_LINES = {
    "en": r"(?P<scale>.*?)(?:, (?P<month>{month}); rounded together)?",
    "zh-hans": r"(?P<scale>.*?)(?:，(?P<month>{month})；统一取整)?",
}


def longest_first(words: Mapping[str, object]) -> str:
    """A pattern of any of the words, the longest where several would do."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


@dataclass(frozen=True)
class Words:
    """The words of a trade in one language."""

    trade: Trade
    lang: str

    def _tight(self, text: str) -> str:
        return text if self.lang == "en" else tight(text)

    @cached_property
    def kpis(self) -> Mapping[str, str]:
        """KPIs by what they are called."""
        return {self._tight(kpi.label(self.lang)): key for key, kpi in self.trade.kpis.items()}

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """Kinds of place by what they are called."""
        known = {**self.trade.attributes, **self.trade.dimensions}
        return {self._tight(one.label(self.lang)).lower(): key for key, one in known.items()}

    @cached_property
    def drivers(self) -> Mapping[str, str]:
        """Drivers by what they are called at the head of a row, in small letters."""
        return {self._tight(label(self.lang)).lower(): key for key, label in self.trade.drivers.items()}

    @cached_property
    def phrases(self) -> Mapping[str, tuple[str, int]]:
        """Drivers by what they are called in a sentence, with the way that it says they went (0: none)."""
        plain = {self._tight(label(self.lang)): (key, 0) for key, label in self.trade.drivers.items()}
        return plain | PHRASES[self.lang]

    @cached_property
    def slots(self) -> Mapping[str, str]:
        """What may stand in the slots of a pattern."""
        field = f"(?:{longest_first(self.fields)})"
        figure, against = FIGURE[self.lang], f"(?:{longest_first(AGAINST[self.lang])})"
        slots = {
            "kpi": longest_first(self.kpis),
            "fields": f"{field}(?:/{field})*",
            "base": longest_first(BASES[self.lang]),
            "month": rf"(?:{'|'.join(MONTHS)}) \d{{4}}" if self.lang == "en" else r"\d{4}年\d{1,2}月",
            "figure": figure,
            "tag": longest_first(TAGS[self.lang]),
            "phrase": longest_first(self.phrases),
            "against": against,
            "outside": OUTSIDE[self.lang],
            "change": f"{OUTSIDE[self.lang]}|" + (f"{figure} {against}" if self.lang == "en" else f"{against}{figure}"),
            "way": longest_first(MORE[self.lang]),
            "driver": longest_first(self.drivers),
        }
        return {key: f"(?:{pattern})" for key, pattern in slots.items()}

    def pattern(self, text: str) -> re.Pattern[str]:
        """A pattern with its slots filled."""
        return re.compile(re.sub(r"\{([a-z]+)\}", lambda slot: self.slots[slot[1]], text))

    @cached_property
    def captions(self) -> Mapping[str, re.Pattern[str]]:
        """The captions of tables and lists."""
        return {key: self.pattern(text) for key, text in CAPTIONS[self.lang].items()}

    def caption(self, text: str) -> tuple[str, Mapping[str, str]] | None:
        """Which caption a text is, and what stands in its slots."""
        found = ((key, match) for key, one in self.captions.items() if (match := one.fullmatch(self._tight(text))))
        return next(((key, match.groupdict()) for key, match in found), None)

    def place(self, name: str) -> str:
        """A place by the name that answers give it: its values alone, those that are told."""
        return "/".join(self._values.get(part, part) for part in name.split("/") if part != UNNAMED[self.lang])

    @cached_property
    def _values(self) -> Mapping[str, str]:
        """The values of attributes by what they are called, with the name of their attribute."""
        colon = ": " if self.lang == "en" else "："
        return {
            f"{self._tight(attribute.label(self.lang))}{colon}{word}": value
            for attribute in self.trade.attributes.values()
            for value, others in attribute.values.items()
            for word in (value, *others)
        }

    def field_keys(self, text: str) -> tuple[str, ...]:
        """The kinds of place that a caption or head names."""
        return tuple(self.fields[word] for word in text.lower().split("/") if word in self.fields)


def month_of(text: str, lang: str) -> str:
    """A month as 2026-10."""
    if lang == "en":
        name, year = text.split()
        return f"{year}-{MONTHS.index(name) + 1:02}"
    year, month = text.removesuffix("月").split("年")
    return f"{year}-{int(month):02}"
