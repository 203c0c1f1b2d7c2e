"""How a forecast was made and why so, in words of both languages."""

from collections.abc import Mapping

from rapport.core import figures
from rapport.core.forecasting import Choice, Forecast, Method
from rapport.core.pack import Label, Lang

METHODS: Mapping[Method, Label] = {
    "median": Label("the median of {naive}, damped smoothing and Theta", "{naive}、阻尼平滑法和 Theta 法的中位数"),
    "seasonal_growth": Label("last year with half its growth", "去年同期加一半增幅"),
    "seasonal_naive": Label("last year", "去年同期"),
    "naive": Label("the last value", "最近一期"),
    "zero": Label("nothing", "零"),
}
"""What the methods are called; a median names the naive that is part of it."""

_CHOICES: Mapping[Choice, Label] = {
    "better": Label(
        "{other}: from {origins} past origins its error (WAPE) was {other_wape}, that of {naive} {naive_wape}",
        "{other}：{origins} 个历史起点回测误差（WAPE）为 {other_wape}，{naive}为 {naive_wape}",
    ),
    "not_better": Label(
        "{naive}, not beaten: from {origins} past origins its error (WAPE) was {naive_wape}, that of {other} {other_wape}",
        "{naive}，未被超越：{origins} 个历史起点回测误差（WAPE）为 {naive_wape}，{other}为 {other_wape}",
    ),
    "untried": Label(
        "{naive}: there are {origins} past origins to try anything better from, and it takes 6",
        "{naive}：历史上仅有 {origins} 个起点可检验其他方法，至少需要 6 个",
    ),
    "too_short": Label(
        "{naive}, without an interval: a history of {values} is too short for more",
        "{naive}，不给出区间：历史仅 {values} 期，太短",
    ),
    "stopped": Label("nothing: it has been zero for longer than ever before", "预测为零：已连续为零，且比以往任何一次都久"),
    "silent": Label("not forecast: nothing is known of the last 6 times or longer", "未作预测：最近 6 期或更久没有数据"),
}


def method(of: Method, naive: Method, lang: Lang) -> str:
    """What a method is called; `naive` is that which it is held against."""
    return METHODS[of](lang).format(naive=METHODS[naive](lang))


def reason(found: Forecast, lang: Lang) -> str:
    """How a forecast was made, and why so."""
    tried = found.backtest
    return _CHOICES[found.choice](lang).format(
        naive=method(found.naive, found.naive, lang),
        other=method(found.other, found.naive, lang),
        origins=tried.origins,
        values=found.values,
        naive_wape=figures.text(tried.naive_wape, "percent", lang),
        other_wape=figures.text(tried.other_wape, "percent", lang),
    )
