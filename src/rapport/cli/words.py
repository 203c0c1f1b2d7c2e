"""The command line's own words in both languages; the words of the trade come from the packs."""

from collections.abc import Iterable

from rapport.core.pack import FIELDS, Label, Lang

_WORDS = {
    **FIELDS,
    "agrees": Label("agree", "一致"),
    "agrees_rounded": Label("agree but for rounding", "除舍入误差外一致"),
    "apart": Label("apart by at most", "最多相差"),
    "base": Label("base", "基期"),
    "batch": Label("batch", "批次"),
    "bias": Label("bias", "偏差"),
    "centred": Label(", centred", "（以均值为中心）"),
    "change": Label("change", "变化"),
    "column": Label("column", "列"),
    "columns": Label("its columns", "所需列"),
    "continuing": Label("continuing", "存续"),
    "coverage80": Label("inside the interval", "区间覆盖率"),
    "dataset": Label("dataset", "数据集"),
    "differs": Label("differ", "不一致"),
    "digest": Label("digest", "摘要"),
    "document": Label("for", "用于"),
    "driver": Label("driver", "驱动因素"),
    "drop_next": Label("drop these files next", "接下来请导入这些文件"),
    "effect": Label("effect", "影响"),
    "every_document": Label("every document", "所有报告"),
    "everywhere": Label("everywhere", "全部"),
    "file": Label("file", "文件"),
    "file_totals": Label("totals in the file", "文件内合计"),
    "forecast": Label("forecast", "预测"),
    "gate": Label("ready to publish", "发布就绪度"),
    "gone": Label("no longer there", "不再出现"),
    "ignored": Label("ignored", "行忽略"),
    "ignored_columns": Label("columns not used", "未使用的列"),
    "known_on": Label("known on", "发布于"),
    "last_sent": Label("last sent", "最近报送"),
    "ledger": Label("ledger", "台账"),
    "live": Label("live", "有效"),
    "loaded": Label("loaded", "行载入"),
    "loaded_by": Label("loaded by", "载入人"),
    "lost": Label("lost", "流失"),
    "mapped": Label("mapped by day weights", "按天数折算"),
    "missing": Label("missing", "缺报"),
    "more": Label("more", "其余"),
    "naive_wape": Label("naive error", "朴素法误差"),
    "near": Label("near", "相近"),
    "none_missing": Label("nobody who is expected is missing", "无待报送的来源"),
    "new": Label("new", "新增"),
    "no forecast": Label("no forecast", "无预测"),
    "no plan": Label("no plan", "无计划"),
    "not reported in the base": Label("not reported in the base", "基期未报送"),
    "not reported yet": Label("not reported yet", "尚未报送"),
    "note": Label("note", "批注"),
    "no_batch": Label("no batch", "未生成批次"),
    "not_broken_down": Label("(not broken down)", "（未细分）"),
    "operator": Label("operator", "运维"),
    "origins": Label("origins", "起点数"),
    "other": Label("other", "其他"),
    "out": Label("taken out", "已撤出"),
    "p10": Label("low (10%)", "低值（10%）"),
    "p50": Label("forecast", "预测"),
    "p90": Label("high (90%)", "高值（90%）"),
    "place": Label("where it moved most", "变动集中于"),
    "places_share": Label("these explain {share} of what moved", "以上解释了变动总量的 {share}"),
    "plan": Label("plan", "计划"),
    "prior_period": Label("prior period", "上期"),
    "prior_year": Label("prior year", "去年同期"),
    "problems": Label("problems", "问题"),
    "read": Label("read", "行读取"),
    "rejected": Label("rejected", "行拒绝"),
    "reported in part": Label("reported in part", "部分未报送"),
    "reported in part in the base": Label("reported in part in the base", "基期部分未报送"),
    "residual": Label("residual", "残差"),
    "restates": Label("restates", "重述"),
    "rests_on": Label("from", "依据"),
    "rounded_last": Label("changes are taken before rounding", "变化按未取整的数值计算"),
    "rows": Label("rows", "行数"),
    "slices": Label("slices", "个切片"),
    "state": Label("state", "状态"),
    "stock_of": Label("stock at its end, taken for that of", "期末库存，视为"),
    "sure": Label("sure", "把握"),
    "table": Label("table", "表格"),
    "to": Label("is", "识别为"),
    "total": Label("total {}", "{}合计"),
    "waiver": Label("waiver", "豁免"),
    "withdrawn": Label("withdrawn", "已撤回"),
    "unchanged": Label("slices unchanged", "未变的切片"),
    "held_rows": Label("held back", "行暂不载入"),
    "unchanged_rows": Label("unchanged", "行未变"),
    "unconfirmed": Label("new, unconfirmed {}", "待确认的新{}"),
    "wape": Label("error (WAPE)", "误差（WAPE）"),
    "waived": Label("waived by", "豁免人"),
    "whole": Label("whole", "完整"),
    "why": Label("because", "依据"),
}


def listed(items: Iterable[str], lang: Lang) -> str:
    """The items side by side: a, b or a、b."""
    return (", " if lang == "en" else "、").join(items)


def said(what: str, text: object, lang: Lang) -> str:
    """Something and what is said of it: “rows: 12” or “行数：12”."""
    return f"{what}{': ' if lang == 'en' else '：'}{text}"


def aside(text: str, lang: Lang) -> str:
    """A remark in brackets, as it follows a word."""
    return f" ({text})" if lang == "en" else f"（{text}）"


def word(key: str, lang: Lang) -> str:
    """The word for `key` in `lang`."""
    return _WORDS[key](lang)
