"""The worked example of the bridge as blocks made by hand, in both languages; names are as hostile as names can be."""

from decimal import Decimal

from rapport.core.pack import Lang
from rapport.reports.blocks import (
    Against,
    Bar,
    Bridge,
    Column,
    Delta,
    Document,
    KpiRow,
    KpiTable,
    Lead,
    Line,
    List,
    Missing,
    Month,
    Note,
    Number,
    Section,
    Sentence,
    State,
    Table,
    Trend,
)

HOSTILE = "<script>alert('1')</script> | *Ümlaut* & “Co” 😀 שלום [x](y) `#1`"
REVENUE = {"kpi": "revenue", "cell": "period=2026-10", "unit": "money", "currency": "USD"}
EFFECTS = {
    "market": ("Market", "市场规模", "-187893.79"),
    "partner_share": ("Partner share", "合作伙伴份额", "457166.09"),
    "channel_mix": ("Channel mix", "渠道结构", "260727.83"),
    "platform_share": ("Platform share", "平台预装率", "163246.71"),
    "edition_mix": ("Edition mix", "版本结构", "377839.69"),
    "platform_price": ("Platform price", "平台价格", "-42053.06"),
    "suite_attach": ("Suite attach", "套件搭载", "129941.74"),
    "suite_price": ("Suite price", "套件价格", "-18953.03"),
    "currency": ("Currency", "汇率", "-112332.43"),
}


def money(amount: str, **more) -> Number:
    return Number(Decimal(amount), **{**REVENUE, **more})


def delta(amount: str, **more) -> Delta:
    number = money(amount, is_signed=True, **more)
    return Delta(number, "better" if number.value > 0 else "worse")


def share(value: float | None, **more) -> Number:
    return Number(value, "percent", "platform_share", "period=2026-10", **more)


def bridge(lang: Lang) -> Bridge:
    en = lang == "en"
    says = (
        ("Revenue rose by ", money("1027689.75", is_short=True), ".")
        if en
        else ("收入增加 ", money("1027689.75", is_short=True), "。")
    )
    return Bridge(
        caption="Why revenue rose" if en else "收入为何增加",
        unit="$M, October 2026; axis cut" if en else "百万美元，2026 年 10 月；坐标轴截断",
        base_label="Prior year" if en else "去年同期",
        base_kind="prior_year",
        base=money("8752640.00", scale=10**6),
        bars=tuple(Bar(words[0 if en else 1], delta(words[2], scale=10**6)) for words in EFFECTS.values()),
        actual_label="Actual" if en else "实际",
        actual=money("9780329.75", scale=10**6),
        residual=money("0"),
        says=Sentence(says),
    )


def trend(lang: Lang) -> Trend:
    en = lang == "en"
    kinds = (
        ("actual", "Actual" if en else "实际"),
        ("prior_year", "Prior year" if en else "去年同期"),
        ("plan", "Plan" if en else "计划"),
    )
    months = tuple(
        Month(
            f"{m:02}",
            (
                ("prior_year", units(m * 900 + 4000)),
                ("actual" if m < 11 else "forecast", units(m * 1000 + 5000, is_short=True)),
                ("plan", units(12000)),
            ),
        )
        for m in range(1, 13)
    )
    return Trend(
        "PC shipments by month" if en else "按月 PC 出货量",
        "units" if en else "台",
        (*kinds, ("forecast", "Forecast" if en else "预测")),
        months,
        Sentence(("Shipments rose to ", units(17000), ".") if en else ("出货量升至 ", units(17000), "。")),
        "Month" if en else "月份",
        "As table" if en else "以表格显示",
    )


def units(value: int, **more) -> Number:
    return Number(Decimal(value), "units", "pc_shipments", "period=2026-10", **more)


def kpis(lang: Lang) -> KpiTable:
    en = lang == "en"
    points = Number(0.0248, "points", "platform_share", "period=2026-10&part=delta", is_signed=True)
    line = Line(tuple(share(v) for v in (0.75, 0.76, None, 0.79, 0.795)), Sentence(("From ", share(0.75), " to ", share(0.795))))
    none = share(None, why="not reported")
    rows = (
        KpiRow(
            "Platform share" if en else "平台预装率",
            line,
            share(139200 / 175000),
            (Against(share(131000 / 170000), Delta(points, "better")),),
        ),
        KpiRow("Premium mix" if en else "高端版本占比", None, share(95000 / 139200), (Against(none, Delta(none)),)),
    )
    words = ("Measure", "12 months", "Actual") if en else ("指标", "近 12 个月", "实际")
    return KpiTable(
        "All measures" if en else "全部指标", *words, (("Prior year", "Δ year") if en else ("去年同期", "同比"),), rows
    )


def cells(lang: Lang) -> Table:
    en = lang == "en"
    rows = (
        ("CN/D1", money("1450136.60"), State("on_track", "on track")),
        (HOSTILE, money("-422446.85"), State("at_risk", "at risk")),
    )
    heads = (
        Column("Place" if en else "地点", is_figures=False),
        Column("Revenue" if en else "收入"),
        Column("State" if en else "状态", is_figures=False),
    )
    return Table(
        "By place" if en else "按地点", heads, (*rows, ("All" if en else "合计", money("1027689.75"), "")), has_total=True
    )


def document(lang: Lang = "en") -> Document:
    """Every kind of block once."""
    en = lang == "en"
    opening = (
        Sentence(("Revenue was ", money("9780329.75", is_short=True), " at ", HOSTILE, "."))
        if en
        else Sentence(("收入为 ", money("9780329.75", is_short=True), "。"))
    )
    blocks = (
        Lead(opening),
        kpis(lang),
        bridge(lang),
        cells(lang),
        trend(lang),
        List("Not reported" if en else "未报告", (Sentence(("Server attach",)),)),
        Note(Sentence(("3 of 4 sources.",)) if en else Sentence(("4 个来源中的 3 个。",))),
        Missing("plan", "No plan." if en else "没有计划。", "Drop a plan file." if en else "请导入计划文件。"),
    )
    return Document(
        lang=lang,
        title="October business update" if en else "十月业务更新",
        account=HOSTILE,
        scope=f"{HOSTILE} · CN",
        position="FY27 Q2, month 4 of 12" if en else "27 财年第二季度，第 4 个月（共 12 个月）",
        stand=("Facts to 31 October 2026",) if en else ("数据截至 2026 年 10 月 31 日",),
        opening=(),
        missing=(),
        sections=(Section(4, "premium_and_revenue", "Premium, Pro mix and revenue" if en else "高端版本占比与收入", blocks),),
        foot=("partner 1: 0123abcd",),
    )
