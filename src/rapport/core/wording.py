"""The words of an explanation in both languages: templates with slots, phrases of drivers, reasons for missing figures."""

import re
from collections.abc import Mapping

from rapport.core.figures import text
from rapport.core.pack import FIELDS, Attribute, Dimension, Label, Lang, Measure, Trade
from rapport.core.question import Coverage
from rapport.core.refusals import is_chinese

TEMPLATES: Mapping[str, Label] = {
    "moved": Label("{kpi} {was} {actual}, {way} {delta}{growth} {against}", "{kpi}{actual}，{against}{way}{delta}{growth}"),
    "still": Label("{kpi} {was} {actual}, unchanged {against}", "{kpi}{actual}，{against}持平"),
    "no_actual": Label("{kpi}: no figure ({why}).", "{kpi}：暂无数据（{why}）。"),
    "no_base": Label("{kpi} {was} {actual}; no comparison {against} ({why}).", "{kpi}{actual}；{against}无可比数据（{why}）。"),
    "unexplained": Label("; why cannot be told ({why}).", "；原因无法分解（{why}）。"),
    "growth": Label(" ({growth})", "（{growth}）"),
    "constant": Label(" ({growth}; {constant} constant currency)", "（{growth}，固定汇率口径{constant}）"),
    "driver": Label("{phrase} ({amount})", "{phrase}（{amount}）"),
    "listed": Label(": {ahead}.", "：{ahead}。"),
    "outweighed": Label(": {ahead} outweighed {behind}.", "：{ahead}超过{behind}的影响。"),
    "offset": Label(": {ahead} offset {behind}.", "：{ahead}抵消了{behind}的影响。"),
    "place": Label(" The {move} came from {cell} ({total}{tag}){opposite}.", "{move}主要来自{cell}（{total}{tag}）{opposite}。"),
    "opposite": Label("; {cell} {move} {total}{because}", "；{cell}{move}{total}{because}"),
    "because": Label(" as its {facts}", "，因其{facts}"),
    "through": Label(" through {driver}", "，主要因{driver}"),
    "level_fact": Label("{name} {way} {size} to {level}", "{name}{way}{size}至{level}"),
    "percent_fact": Label("{name} {way} {size}", "{name}{way}{size}"),
    "ends_fact": Label("{name} went from {size} to {level}", "{name}由{size}变为{level}"),
}

JOINED: Mapping[str, Label] = {
    "comma": Label(", ", "、"),
    "ahead": Label(" and ", "和"),
    "behind": Label(" and ", "与"),
    "facts": Label(" and ", "、"),
    "stop": Label(".", "。"),
}
"""What stands between the items of a list."""

UNNAMED = Label("what is not broken down", "未细分部分")
"""What a place is called where a field does not tell it."""

_BARE = re.compile(r"yes|no|true|false|none|other|unknown|[是否有无]|其他|未知|[-+−]?[\d.,]+%?", re.IGNORECASE)
"""The values of attributes that say nothing without the name of the attribute."""

WAYS: Mapping[tuple[str, bool], tuple[Label, Label]] = {
    ("headline", False): (Label("up", "增加"), Label("down", "减少")),
    ("headline", True): (Label("up", "上升"), Label("down", "下降")),
    ("place", False): (Label("gain", "增长"), Label("loss", "下降")),
    ("place", True): (Label("rise", "上升"), Label("fall", "下降")),
    ("cell", False): (Label("gained", "增加"), Label("lost", "减少")),
    ("cell", True): (Label("gained", "上升"), Label("lost", "下降")),
    ("fact", False): (Label("rose", "上升"), Label("fell", "下降")),
    ("fact", True): (Label("rose", "上升"), Label("fell", "下降")),
}
"""Verbs for more and for less, by place; True: of a figure that moves by points."""

TAGS: Mapping[str, tuple[Label, Label]] = {
    "new": (Label(", new", "，新增"), Label(" as it is new", "，因其为新增")),
    "no plan": (Label(", no plan", "，无计划"), Label(" and has no plan", "，且无计划")),
    "no forecast": (Label(", no forecast", "，无预测"), Label(" and has no forecast", "，且无预测")),
    "not reported in the base": (
        Label(", not reported in the base", "，基期未报送"),
        Label(" as it was not reported in the base", "，因其基期未报送"),
    ),
    "reported in part in the base": (
        Label(", reported in part in the base", "，基期部分未报送"),
        Label(" and was reported in part in the base", "，且基期部分未报送"),
    ),
    "lost": (Label(", lost", "，流失"), Label(" as it is gone", "，因其已流失")),
    "not reported yet": (Label(", not reported yet", "，尚未报送"), Label(" as it is not reported yet", "，因其尚未报送")),
    "reported in part": (Label(", reported in part", "，部分未报送"), Label(" and is reported in part", "，且部分未报送")),
}
"""What is added to the name of a cell that stands on one side alone or is reported in part, and said as why it moved."""

UNHEARD = ("not reported in the base", "reported in part in the base", "not reported yet", "reported in part")
"""Of cells that only lack a report nobody says that they gained or lost."""

PHRASES: Mapping[str, tuple[Label, Label]] = {
    "no_plan": (Label("what has no plan", "无计划部分"), Label("what has no plan", "无计划部分")),
    "no_forecast": (Label("what has no forecast", "无预测部分"), Label("what has no forecast", "无预测部分")),
    "market": (Label("a larger market", "市场扩大"), Label("a smaller market", "市场萎缩")),
    "partner_share": (Label("partner share gain", "合作伙伴市场份额提升"), Label("partner share loss", "合作伙伴市场份额下降")),
    "shipments": (Label("higher shipments", "出货增加"), Label("lower shipments", "出货减少")),
    "edition_mix": (Label("richer edition mix", "版本结构改善"), Label("poorer edition mix", "版本结构走弱")),
    "volume": (Label("higher volume", "销量增加"), Label("lower volume", "销量减少")),
    "mix": (Label("richer mix", "结构改善"), Label("poorer mix", "结构走弱")),
    "price": (Label("higher prices", "价格上升"), Label("lower prices", "价格下降")),
    "rate": (Label("higher rates", "比率提升"), Label("lower rates", "比率下降")),
    "other": (Label("other movements", "其他变动"), Label("other movements", "其他变动")),
}
"""How a driver is called when it helped and when it hurt; the others go by the label of their pack."""

UNREPORTED: Mapping[str | None, Label] = {
    "not reported in the base": Label("what was not reported in the base", "基期未报送部分"),
    "not reported yet": Label("what is not reported yet", "尚未报送部分"),
    None: Label("what is not reported on one side", "一方未报送部分"),
}
"""How the driver of what nobody told is called, by its tag: of a ratio no sign says which side lacks it."""

NEUTRAL: Mapping[str, tuple[Label, Label]] = {
    "mix": (Label("a shift in mix", "结构变化"), Label("a shift in mix", "结构变化")),
    "edition_mix": (Label("a shift in edition mix", "版本结构变化"), Label("a shift in edition mix", "版本结构变化")),
}
"""What drivers are called for figures of which more is not simply better, such as stock in weeks."""

COVERAGE: Mapping[bool, Label] = {
    False: Label("{reporting} of {expected} sources reported in full", "{expected} 个来源中有 {reporting} 个已全部报送"),
    True: Label(
        "{reporting} of {expected} sources reported in full, {volume} of volume",
        "{expected} 个来源中有 {reporting} 个已全部报送，占销量 {volume}",
    ),
}
"""How many of those expected reported; True: with the share of volume that they stand for."""

AGAINST: Mapping[str, Label] = {
    "prior_year": Label("on the prior year", "同比"),
    "plan": Label("on plan", "较计划"),
    "forecast": Label("on forecast", "较预测"),
    "prior_month": Label("on the prior month", "环比"),
    "prior_quarter": Label("on the prior quarter", "环比"),
    "prior_period": Label("on the prior period", "环比"),
}

_REASONS = (
    (r"not reported", "未上报"),
    (r"nothing that was told stood under it then", "当时其下没有已上报的数据"),
    (r"not recorded yet", "尚未记录"),
    (r"there are no actuals", "没有实际数据"),
    (r"not visible to you", "您无权查看"),
    (r"opening ([a-z_]+) not visible to you", r"您无权查看期初 \1"),
    (r"([a-z_]+) not visible to you", r"您无权查看 \1"),
    (r"opening ([a-z_]+) not reported", r"期初 \1 未上报"),
    (r"([a-z_]+) not reported", r"\1 未上报"),
    (r"([a-z_]+) below zero: check what was reported", r"\1 为负数：请核对上报数据"),
    (r"above (\d+%): check", r"高于 \1：请核对"),
    (r"base moved by its working days: (.+) ÷ (.+)", r"基数按工作日调整：\1 ÷ \2"),
    (r"base moved by its working days of (\w+): (.+) ÷ (.+)", r"基数按 \1 工作日调整：\2 ÷ \3"),
    (r"weekdays alone: holidays of (\w+) are not known for all years", r"仅按周一至周五计：\1 部分年份的节假日未知"),
    (r"no base", "无基数"),
    (r"no movement", "无出货"),
    (r"quota met", "配额已完成"),
    (r"low base", "基数偏小"),
    (r"net returns", "净退货"),
    (r"(.+) and (.+) are never added", r"\1 与 \2 不能相加"),
    (r"no rate (\S+) for (.+)", r"没有 \2 的 \1 汇率"),
    (r"no budget rate (\S+) for (.+)", r"没有 \2 的 \1 预算汇率"),
    (r"(.+) in ([A-Z]{3}) at monthly average rates", r"\1 按月平均汇率折算为 \2"),
    (r"(.+) in ([A-Z]{3}) at monthly average rates of the base period", r"\1 按基期月平均汇率折算为 \2"),
    (r"(.+) in ([A-Z]{3}) at budget rates", r"\1 按预算汇率折算为 \2"),
    (r"(.+) in ([A-Z]{3}) at budget rates of the base period", r"\1 按基期预算汇率折算为 \2"),
    (r"the rate (\S+) for (.+) is the mean of (\d+) days?", r"\2 的 \1 汇率为 \3 天的平均值"),
    (
        r"(.+) is published by (?P<names>.+), each with its own definition: never added or averaged; ask --by (.+)",
        r"\1 按 \2 公布，口径各不相同，不能相加或平均：请用 --by \3 查询",
    ),
    (
        r"(.+) is published by (?P<names>.+): never added or averaged; ask --by (.+)",
        r"\1 按 \2 公布，不能相加或平均：请用 --by \3 查询",
    ),
    (r"(.+) is published several times a month: never added or averaged", r"\1 每月公布多次，不能相加或平均"),
    (
        r"others published this ratio: without its numerator and denominator it has no drivers",
        "该比率由外部公布，没有分子和分母，因此没有驱动因素",
    ),
    (r"as its source defines it: .+ / (.+)", r"来源口径：\1"),
    (r"as its source defines it: (.+)", r"来源口径：\1"),
    (r"its source gave no definition", "来源未给出口径"),
    (r"all amounts are in ([A-Z]{3}) already: nothing to convert", r"所有金额已是 \1：无需折算"),
    (r"in ([A-Z]{3})", r"币种为 \1"),
    (r"(.+) exists only by (.+), not by (.+)", r"\1 仅按 \2 提供，未按 \3 细分"),
    (r"(.+) exists only as a whole, not by (.+)", r"\1 仅有总数，未按 \2 细分"),
    (r"(.+) is reported by (.+)", r"\1 按 \2 上报"),
    (r"(.+): reported for others, not for this (.+)", r"\1：仅报送了其他 \2，未报送此 \2"),
    (r"(?P<names>.+): never of the same (.+)", r"\1：从不属于同一 \2"),
    (r"(.+): no (.+) is known of any (.+)", r"\1：没有任何 \3 标注了 \2"),
    (r"(.+) of (.+) and (\d+) more without plan: (.+)", r"\2 等（另有 \3 个）的 \1 无计划：\4"),
    (r"(.+) of (.+) without plan: (.+)", r"\2 的 \1 无计划：\3"),
    (r"(.+) of (.+) and (\d+) more without forecast: (.+)", r"\2 等（另有 \3 个）的 \1 无预测：\4"),
    (r"(.+) of (.+) without forecast: (.+)", r"\2 的 \1 无预测：\3"),
    (r"no facts of (.+) for (.+)", r"\2 没有 \1 的数据"),
    (r"([-\d.,]+) units without ([a-z_]+)", r"\1 台未标注 \2"),
    (r"([-\d.,]+(?: [A-Z]{3})?)(?: money| ratio)? without ([a-z_]+)", r"\1 未标注 \2"),
    (r"no facts of (.+)", r"\1 没有数据"),
    (r"(.+) only up to (.+); left out", r"\1 仅截至 \2，未纳入"),
    (r"(.+) only up to (.+)", r"\1 仅截至 \2"),
    (r"run-rate (.+) at (\d+) of (\d+) working days", r"按 \2/\3 个工作日的进度，全月约 \1"),
    (r"run-rate (.+) at (\d+) of (\d+) working days of (\w+)", r"按 \4 \2/\3 个工作日的进度，全月约 \1"),
    (r"(.+) up to (.+), as many working days of (\w+)", r"\1 截至 \2，\3 工作日数相同"),
    (r"(.+) up to (.+), as many working days", r"\1 截至 \2，工作日数相同"),
    (r"(.+): no facts of (.+) for (.+)", r"\1：\3 没有 \2 的数据"),
    (r"(.+): no facts of (.+)", r"\1：\2 没有数据"),
    (r"two speak of the same and are never added: use --where (.+)", r"多方上报同一范围，不可相加：请用 --where \1"),
    (r"figures of (?P<names>.+) together", r"\1 的数字合在一起"),
    (r"periods of (?P<names>.+) mapped to months by day weights", r"\1 的财务期间按天数折算到各月"),
    (r"as of the period ends of (?P<names>.+)", r"为 \1 财务期末的数值"),
    (r"no (.+) in common", r"没有共同的 \1"),
    (r"(.+) units of (.+) left out: unmatched by (.+)", r"\2 有 \1 台未计入：\3 无法对应"),
    (r"some (.+) left out: unmatched by (.+)", r"部分 \1 未计入：\2 无法对应"),
    (r"(.+) of (.+) left out: unmatched by (.+)", r"\2 有 \1 未计入：\3 无法对应"),
    (r"facts are monthly: the last month ÷ (.+)", r"数据按月上报：最后一个月 ÷ \1"),
    (r"(.+) reports (.+) in cells of which nothing counts; not added", r"\1 上报 \2，所在单元没有计入的数据；未重复计入"),
    (r"(.+) reports (.+) where (.+) counts, (.+) more; not added", r"\1 上报 \2，同一范围计入 \3，多 \4；未重复计入"),
    (r"(.+) reports (.+) where (.+) counts, (.+) less; not added", r"\1 上报 \2，同一范围计入 \3，少 \4；未重复计入"),
    (r"(.+): (\d+) of (\d+) expected have reported", r"\1：应报 \3 方，已报 \2 方"),
    (r"numerator and denominator are forecast apart", "分子与分母分别预测"),
    (
        r"amounts of products that no driver counts, without the units that belong to them, or of units that add up to nothing",
        "不属于任何驱动因素的产品金额、没有对应数量的金额，或数量合计为零的金额",
    ),
    (r"rounded together, so that the parts add up", "统一取整，各项之和等于合计"),
    (r"base as first printed", "基数为首次公布的数值"),
    (r"base as first printed, at the rates known now", "基数为首次公布的数值，按现有汇率折算"),
    (r"base as known on (.+)", r"基数截至 \1"),
)
"""What is said in English, and in Chinese; in a group `names` stand names with “and” between them."""

SCENARIOS: Mapping[str, str] = {"actual": "实际", "plan": "计划", "budget": "预算", "forecast": "预测"}
"""What scenarios are called in Chinese."""

_LISTED = re.compile(r", |(?<=\b[A-Z]{3}) and (?=[A-Z]{3}\b)")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff）]) (?=[\u4e00-\u9fff])")
_ABOUT = {"base: ": "基数：", "base as restated: ": "重述后的基数：", "other movements: ": "其他变动："}


_WAYS_OUT = (
    (
        r"base: not reported",
        Label(
            "to compare, import the file of that period (of a plan: dataset plan)",
            "如需比较，请导入该期间的文件（计划：数据集 plan）",
        ),
    ),
    (
        r".* and ([A-Z]{3}) are never added",
        Label(
            r"keep to one currency, as in --where currency=\1, or ask for all of it in one, as in --currency \1",
            r"可只看一种币种，如 --where currency=\1；或全部折算为一种，如 --currency \1",
        ),
    ),
    (
        r"(?:base: )?no (?:budget )?rate [A-Z]{3}→([A-Z]{3}) for .*",
        Label(
            r"import a file of rates for these months, or keep to amounts in \1 with --where currency=\1",
            r"请导入这些月份的汇率文件，或用 --where currency=\1 只看 \1 金额",
        ),
    ),
)


def way_out(why: str, lang: Lang) -> str | None:
    """What to do where a figure is missing for this reason; None where there is nothing to be done on the command line."""
    known = ((match, words) for said, words in _WAYS_OUT if (match := re.fullmatch(said, why)))
    return next((match.expand(words(lang)) for match, words in known), None)


def reason(why: str, lang: Lang) -> str:
    """Why a figure is missing, or what is to be said of it, in words of `lang`."""
    if lang == "en":
        return re.sub(r"(as its source defines it: .+) / .+", r"\1", why)
    for before, words in _ABOUT.items():
        if why.startswith(before):
            return words + reason(why.removeprefix(before), lang)
    if "; no " in why:
        return "；".join(reason(part, lang) for part in why.split("; "))
    known = ((match, words) for said, words in _REASONS if (match := re.fullmatch(said, why)))
    return next((_listed(match).expand(words) for match, words in known), why)


def _listed(match: re.Match[str]) -> re.Match[str]:
    """The match with its names as Chinese lists them."""
    *names, last = match.groupdict().get("names", "").split(" and ")
    if not names:
        return match
    listed = f"{match.string[: match.start('names')]}{'、'.join(names)} 与 {last}{match.string[match.end('names') :]}"
    return match.re.fullmatch(listed) or match


def about(side: str, lang: Lang) -> str:
    """What a remark begins with that is about something else than the figure, such as its base."""
    return side if lang == "en" else _ABOUT.get(side, "")


def covered(coverage: Coverage, lang: Lang) -> str:
    """How many of those expected reported, and what share of the volume they stand for, where that is known."""
    volume = text(coverage.volume, "percent", lang)
    words = COVERAGE[coverage.volume is not None](lang)
    return words.format(reporting=coverage.reporting, expected=coverage.expected, volume=volume)


def place_name(cell: Mapping[str, object], trade: Trade, lang: Lang) -> str:
    """A place as people call it: CN, CN/D1; by an attribute whose value says nothing alone, with its name: Premium: no."""
    return "/".join(UNNAMED(lang) if value is None else _named(field, str(value), trade, lang) for field, value in cell.items())


def _named(field: str, value: str, trade: Trade, lang: Lang) -> str:
    attribute = trade.attributes.get(field)
    if attribute is None or not _BARE.fullmatch(value):
        return value
    chinese = next(filter(is_chinese, attribute.values.get(value, ())), value)
    return f"{attribute.label.en}: {value}" if lang == "en" else f"{attribute.label.zh_hans}：{chinese}"


def told(why: str, trade: Trade, lang: Lang) -> str:
    """The same for a person: measures, dimensions and attributes by their labels, but as they are in what may be typed."""
    known: Mapping[str, Measure | Dimension | Attribute] = {**trade.dimensions, **trade.attributes, **trade.measures}
    labels = {key: label(lang) for key, label in FIELDS.items()}
    labels |= {key: each.label(lang).lower() for key, each in known.items()}
    labels |= {} if lang == "en" else {f" ({key})": f"（{label}）" for key, label in SCENARIOS.items()}
    words = re.sub(r"--(?:by|where) \S+| \([a-z]+\)|\b[a-z_]+", lambda key: labels.get(key[0], key[0]), reason(why, lang))
    return words if lang == "en" else _BETWEEN_HAN.sub("", _LISTED.sub("、", words))
