"""The fixed words of documents in both languages, and sentences made of them with figures between."""

from collections.abc import Iterable, Mapping, Sequence
from string import Formatter

from rapport.core.pack import Label, Lang
from rapport.reports.blocks import Delta, Number, Sentence
from rapport.reports.spacing import spaced

Part = str | Number | Delta

DOCUMENT: Mapping[str, Label] = {
    "title": Label("{month} business update", "{month}业务更新"),
    "title_of": Label("{label}, {month}", "{month}{label}"),
    "accounts": Label("{count} accounts", "{count} 个客户"),
    "scope": Label("{account} · {countries}", "{account} · {countries}"),
    "position": Label("{year} Q{quarter}, month {month} of 12", "{year}第{quarter}季度，第{month}个月（共 12 个月）"),
    "known": Label(
        "Facts as known on {known}; ledger {ledger}; written {today}.", "数据截至{known}；台账第{ledger}号；{today}生成。"
    ),
    "unknown": Label("No facts yet; ledger {ledger}; written {today}.", "尚无数据；台账第{ledger}号；{today}生成。"),
    "coverage": Label("Coverage: {covered}.", "覆盖：{covered}。"),
    "coverage_unknown": Label("Coverage: nobody has reported this month.", "覆盖：本月尚无来源报送。"),
    "pack": Label("{name} ({digest})", "{name}（{digest}）"),
    "packs": Label("Definitions: {packs}.", "指标定义：{packs}。"),
    "none": Label("no country", "未分国家"),
    "comma": Label(", ", "、"),
    "fiscal_year": Label("FY{year}", "{year}财年"),
    "to_date": Label("{year} to date, {months}", "{year}累计，{months}"),
    "months": Label("{first} to {last}", "{first}至{last}"),
}
"""What stands in the head and the foot."""

UNITS: Mapping[str, Label] = {
    "units": Label("units", "台（件）"),
    "money": Label("money", "金额"),
    "percent": Label("percent", "百分比"),
    "ratio": Label("ratio", "比值"),
    "weeks": Label("weeks", "周"),
    "days": Label("days", "天"),
}
"""What KPIs are counted in."""

WORKBOOK: Mapping[str, Label] = {
    "cover": Label("Cover", "封面"),
    "opening": Label("At a glance", "概要"),
    "scope": Label("Scope", "范围"),
    "position": Label("Position", "进度"),
    "stand": Label("Facts", "数据"),
    "missing": Label("Not there", "缺少"),
    "notation": Label("Notation", "图示"),
    "notation_says": Label(
        "Actual solid, prior year pale, plan outlined, forecast hatched. Green is better, red is worse. A grey dash has its "
        "reason as a note on the cell.",
        "实际为实心，去年为浅色，计划为空心，预测为斜线。绿色为好，红色为差。灰色短横线的原因见单元格批注。",
    ),
    "import": Label("Import", "再导入"),
    "import_says": Label(
        "Sheet “{data}” holds the facts as they were loaded; rapport import takes it back and reads no other sheet.",
        "“{data}”表为已导入的原始数据；rapport import 可将其导回，且不读取其他工作表。",
    ),
    "sheets": Label("Sheets", "目录"),
    "definitions": Label("Definitions", "指标定义"),
    "coverage": Label("Coverage", "覆盖"),
    "figures": Label("Figures", "数值"),
    "figures_says": Label(
        "Every figure of this document as stored, with the question that it answers. Percents and points are fractions.",
        "本文件的每个数值（原始存储值）及其对应的查询。百分比与百分点均以小数表示。",
    ),
    "data": Label("Data", "数据"),
    "data_says": Label(
        "The facts under this document as they were loaded, one row each: rapport import takes this sheet back.",
        "本文件所依据的原始数据，每行一条：rapport import 可将此表导回。",
    ),
    "partial": Label(
        "Left out: {count} slices of which only a part is open to the author.",
        "未列出：{count}个数据切片，作者仅可查看其中一部分。",
    ),
    "too_many": Label("{count} facts, too many for a sheet: none is listed here.", "共{count}条，超出工作表的容量，此处未列出。"),
    "kpi": Label("KPI", "指标"),
    "says": Label("Definition", "定义"),
    "unit": Label("Unit", "单位"),
    "formula": Label("Formula", "公式"),
    "step": Label("Step", "项目"),
    "value": Label("Value", "值"),
    "level": Label("Level", "累计"),
    "floor": Label("Floor", "底"),
    "total": Label("Total", "合计"),
    "up": Label("Up", "增"),
    "down": Label("Down", "减"),
    "residual": Label("Residual", "残差"),
    "drawn": Label("Drawn", "作图"),
    "cut": Label("{caption}, {unit}; axis cut", "{caption}，{unit}；坐标轴截断"),
    "whole": Label("{caption}, {unit}", "{caption}，{unit}"),
}
"""What only workbooks say."""

TABLES: Mapping[str, Label] = {
    "measure": Label("Measure", "指标"),
    "line": Label("12 months", "近 12 个月"),
    "actual": Label("Actual", "实际"),
    "plan": Label("Plan", "计划"),
    "delta_plan": Label("Δ plan", "较计划"),
    "prior_year": Label("Prior year", "去年同期"),
    "delta_prior_year": Label("Δ year", "同比"),
    "prior_period": Label("Prior month", "上月"),
    "delta_prior_period": Label("Δ month", "环比"),
    "forecast": Label("Forecast", "预测"),
    "month": Label("Month", "月份"),
    "as_table": Label("As table", "以表格显示"),
    "all": Label("All", "合计"),
    "across": Label("By {place}", "按{place}"),
    "by": Label("{kpi} by {place}", "按{place}的{kpi}"),
    "rounded_last": Label("{caption}; changes are taken before rounding", "{caption}；变化按未取整的数值计算"),
    "together": Label("{caption}; rounded together", "{caption}；统一取整"),
    "change": Label("Change", "变化"),
    "contribution": Label("Contribution to growth", "增长贡献"),
    "of_base": Label("Points of base", "占基数"),
    "driver": Label("Driver", "驱动因素"),
    "effect": Label("Effect", "影响"),
    "residual": Label("Residual", "未解释余额"),
    "other": Label("Other", "其他"),
    "new": Label("new", "新增"),
    "gone": Label("gone", "流失"),
    "not reported yet": Label("not reported yet", "尚未报送"),
    "not reported in the base": Label("not reported in the base", "基期未报送"),
    "reported in part": Label("reported in part", "部分未报送"),
    "reported in part in the base": Label("reported in part in the base", "基期部分未报送"),
    "thousand": Label("thousands", "千"),
    "money_one": Label("{symbol}", "{symbol}"),
    "money_thousand": Label("{symbol}K", "千{symbol}"),
    "money_million": Label("{symbol}M", "百万{symbol}"),
    "million": Label("millions", "百万"),
    "one": Label("units", "台（件）"),
    "percent": Label("percent, changes in points", "百分比，变化为百分点"),
    "trend": Label("{kpi} by month", "{kpi}（按月）"),
    "bridge": Label("{kpi}: from {base} to actual", "{kpi}：从{base}到实际"),
    "drawn": Label("{unit}, {month}; rounded together", "{unit}，{month}；统一取整"),
    "effects": Label("{kpi}: exact effects on the change from {base}", "{kpi}：相对{base}变化的精确分解"),
    "cells": Label("{kpi}: effects by {place} on the change from {base}", "{kpi}：相对{base}的变化，按{place}分解"),
}
"""Heads, captions and labels."""

SENTENCES: Mapping[str, Label] = {
    "headline": Label("{kpi} came to {value}", "{kpi}为{value}"),
    "above": Label("{far} above its band of {low} to {high}", "较{low}至{high}的合理区间高{far}"),
    "below": Label("{far} below its band of {low} to {high}", "较{low}至{high}的合理区间低{far}"),
    "outside_in": Label("{kpi} lay outside its band of {low} to {high} in ", "{kpi}不在{low}至{high}合理区间内的有"),
    "at": Label("{name} ({value})", "{name}（{value}）"),
    "on_plan": Label("{change} on plan", "较计划{change}"),
    "on_prior_year": Label("{change} on the prior year", "同比{change}"),
    "on_prior_period": Label("{change} on the month before", "环比{change}"),
    "brackets": Label(" (", "（"),
    "brackets_end": Label(")", "）"),
    "between": Label("; ", "；"),
    "from": Label("The change came from ", "变化主要来自"),
    "moved_most": Label("It moved most in ", "变动最大的是"),
    "against": Label("; against it stood ", "；反向的有"),
    "comma": Label(", ", "、"),
    "stop": Label(".", "。"),
    "space": Label(" ", ""),
    "and": Label(" and ", "和"),
    "part": Label("{name} ({delta}{tag})", "{name}（{delta}{tag}）"),
    "residual": Label(
        "Residual {residual}: the effects add up to the change exactly", "未解释余额{residual}：各项影响之和等于变化额"
    ),
    "residual_left": Label(
        "Residual {residual}: the effects do not add up to the change", "未解释余额{residual}：各项影响之和不等于变化额"
    ),
    "line_says": Label("{kpi} from {first} to {last}", "{kpi}从{first}到{last}"),
    "trend_says": Label(
        "{kpi} by month, from {first} in {start} to {last} in {end}.", "{kpi}按月，从{start}的{first}到{end}的{last}。"
    ),
    "bridge_says": Label("{kpi} from {base} to {actual}: ", "{kpi}从{base}到{actual}："),
    "bridge_part": Label("{driver} {amount}", "{driver} {amount}"),
    "notes": Label("Notes", "说明"),
    "notes_to_date": Label("Notes on the figures to date", "累计数字说明"),
    "uncompared": Label("{base}: no comparison.", "{base}：无可比数据。"),
    "without": Label("Without figures", "暂无数据"),
    "without_to_date": Label("Without figures to date", "累计暂无数据"),
    "why": Label(": {why}.", "：{why}。"),
}
"""Sentences with slots for words and figures."""

OPENING: Mapping[str, Label] = {
    "messages": Label("Three messages", "三条要点"),
    "ask": Label("The ask", "一项请求"),
    "no_ask": Label("No ask this month: nothing on the strip is behind.", "本月无请求：各项指标均未落后。"),
    "come_back": Label(
        "Agree how {kpi} comes back to {base}: it stands at {value}, {change} from it.",
        "请共同商定{kpi}如何回到{base}：目前为{value}，相差 {change}。",
    ),
    "come_within": Label(
        "Agree how {kpi} comes back: it stands at {value}, ", "请共同商定{kpi}如何回到合理区间：目前为{value}，"
    ),
    "strip": Label("How it stands", "总体状态"),
    "state": Label("Standing", "状态"),
    "against": Label("Against", "对比"),
    "band": Label("Band {low} to {high}", "合理区间{low}至{high}"),
    "on_track": Label("on track", "正常"),
    "watch": Label("watch", "关注"),
    "at_risk": Label("at risk", "有风险"),
    "rule": Label(
        "Against plan, else prior year: watch from 1% (of percentages 0.5 pp) behind, at risk from 5% (2 pp). "
        "What has a band, against it: watch outside, at risk from 5% (2 pp) beyond its limit.",
        "对比计划，无计划时对比去年同期：落后 1%（百分比指标 0.5 个百分点）起关注，落后 5%（2 个百分点）起有风险。"
        "有合理区间的指标对比区间：超出区间即关注，超出界限 5%（2 个百分点）起有风险。",
    ),
    "last_month": Label("What was forecast for this month, and what happened", "本月的预测与实际"),
    "corrections": Label("What was promised, and what came of it", "已承诺的纠正措施及结果"),
    "kept": Label(
        "{text} ({owner}): kept; {kpi} went from {then} to {now}.", "{text}（{owner}）：已兑现；{kpi}从{then}到{now}。"
    ),
    "missed": Label(
        "{text} ({owner}): missed; {kpi} went from {then} to {now}.", "{text}（{owner}）：未兑现；{kpi}从{then}到{now}。"
    ),
    "unproved": Label("{text} ({owner}): no KPI proves it.", "{text}（{owner}）：没有可证明的指标。"),
}
"""The words of what a document opens with."""

REMARKS: Mapping[str, Label] = {
    "caption": Label("Note {number}", "批注{number}"),
    "caption_by": Label("Note {number}, {author}", "批注{number}，{author}"),
    "given": Label("as given in {file}, not checked against the facts", "按{file}原样给出，未与数据核对"),
    "given_by": Label("as given by {author} in {file}, not checked against the facts", "{author}按{file}原样给出，未与数据核对"),
    "what": Label("What happened", "发生了什么"),
    "why": Label("Why", "原因"),
    "correction": Label("Correction", "纠正措施"),
    "by_when": Label("Who, by when", "负责人与期限"),
    "owner": Label("{owner}, by {due}", "{owner}，{due}前"),
    "proof": Label("; proved by {kpi}", "；以{kpi}为证"),
    "foreign": Label("{text} (written in Chinese only)", "{text}（仅有英文）"),
}
"""The words around what people wrote."""

MISSING: Mapping[str, tuple[Label, Label]] = {
    "actuals": (
        Label("No actuals for this month.", "本月没有实际数据。"),
        Label(
            "Drop a shipment or sales file: month, account, country, product, units or amount.",
            "请导入出货或销售文件：月份、客户、国家、产品、数量或金额。",
        ),
    ),
    "untold": (
        Label("The figures of this month cannot be told.", "本月的数字无法得出。"),
        Label(
            "The reasons stand below; amounts in several currencies can be told in one, as in --currency USD.",
            "原因见下；多种币种的金额可折算为一种，如 --currency USD。",
        ),
    ),
    "unclassified": (
        Label("Some products are not classified.", "尚有产品未分类。"),
        Label(
            "Drop a list of products (dataset products) with the properties that the notes name.",
            "请导入产品清单（数据集 products），补全说明中所列的属性。",
        ),
    ),
    "figures": (
        Label("No figures: {datasets}.", "没有数据：{datasets}。"),
        Label("Drop a file of {datasets} (dataset {keys}).", "请导入{datasets}文件（数据集 {keys}）。"),
    ),
    "records": (
        Label("Nothing is recorded for this section.", "本节尚无记录。"),
        Label("Write it with “rapport note”.", "请用“rapport note”撰写。"),
    ),
    "plan": (
        Label("No plan for this month.", "本月没有计划。"),
        Label(
            "Drop a plan file (dataset plan): month, account, country, and the same measures as planned.",
            "请导入计划文件（数据集 plan）：月份、客户、国家及各项计划值。",
        ),
    ),
    "prior_year": (
        Label("No figures of the same month a year ago.", "没有去年同月的数据。"),
        Label("Drop last year's file of the same kind.", "请导入去年的同类文件。"),
    ),
    "forecast": (
        Label("No forecast for the next three months.", "没有未来三个月的预测。"),
        Label(
            "Drop a forecast file (dataset forecast): month, account, country, and the forecast measures.",
            "请导入预测文件（数据集 forecast）：月份、客户、国家及各项预测值。",
        ),
    ),
    "coverage": (
        Label("Not every expected source has reported.", "尚有来源未报送。"),
        Label("Ask those that are late for their files.", "请催收未报送的来源。"),
    ),
    "bridge": (
        Label("The change of revenue cannot be explained.", "无法解释收入变化。"),
        Label("It takes revenue and units by product for this month and its base.", "需要本月及基期按产品的收入与数量。"),
    ),
    "residual": (
        Label("The effects do not add up to the change.", "各项影响之和不等于变化额。"),
        Label("Do not publish; report it as a fault.", "请勿发布，并作为故障上报。"),
    ),
    "messages": (
        Label(
            "There are no messages and no ask: no figure has a base of all that it counts.",
            "没有要点与请求：没有完全可比的数据。",
        ),
        Label(
            "Drop a plan or last year's file, or write them with “rapport note --section messages”.",
            "请导入计划或去年的文件，或用“rapport note --section messages”撰写。",
        ),
    ),
    "half": (
        Label("A note does not say what happened, or not why.", "有批注未写明发生了什么或原因。"),
        Label("Withdraw it and write both with “rapport note”.", "请撤回，并用“rapport note”写全。"),
    ),
    "translation": (
        Label("A note stands in one language only.", "有批注仅有一种语言。"),
        Label("Withdraw it and write it in both with “rapport note”.", "请撤回，并用“rapport note”以两种语言撰写。"),
    ),
    "commentary": (
        Label("What happened, why and the correction are not written.", "发生了什么、原因与纠正措施尚未撰写。"),
        Label("Only a person can: write them with “rapport note”.", "须由人撰写：请用“rapport note”。"),
    ),
}
"""What can be missing, and what would bring it."""


def filled(template: Label, lang: Lang, **words: object) -> str:
    """The template with words in its slots."""
    pieces = Formatter().parse(template(lang))
    return spaced([piece for text, slot, _, _ in pieces for piece in (text, str(words[slot]) if slot else "") if piece])


def sentence(template: Label, lang: Lang, **slots: Part) -> Sentence:
    """The template with its slots filled; figures stay figures."""
    pieces = Formatter().parse(template(lang))
    return Sentence(tuple(part for text, slot, _, _ in pieces for part in (text, slots[slot] if slot else "") if part))


def listed(parts: Sequence[Sentence], lang: Lang) -> Sentence:
    """One, two and three."""
    first = joined(parts[:-1], SENTENCES["comma"](lang))
    return joined([first, *parts[-1:]] if first.parts else parts, SENTENCES["and"](lang))


def said(sentences: Iterable[Sentence], lang: Lang) -> Sentence:
    """Whole sentences one after the other, each with its full stop."""
    stopped = (Sentence((*each.parts, SENTENCES["stop"](lang))) for each in sentences)
    return joined(stopped, SENTENCES["space"](lang))


def joined(sentences: Iterable[Sentence], between: str = "") -> Sentence:
    """Sentences one after the other, with `between` between them."""
    parts: list[str | Number | Delta] = []
    for i, each in enumerate(sentences):
        parts += [between, *each.parts] if i and between else each.parts
    return Sentence(tuple(parts))
