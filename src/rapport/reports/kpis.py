"""The page of all KPIs, docs/kpis.md, from the packs: `python -m rapport.reports.kpis docs/kpis.md`."""

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from rapport.core import figures
from rapport.core.kpi import Amounts, Binary, Formula, Number, aggregates
from rapport.core.pack import LANGS, Example, Kpi, Lang, Trade
from rapport.packs import load
from rapport.reports.spacing import spaced

_TITLE = """# The KPIs · 指标

Made from the packs by `just kpis`: what is written here is what is calculated. A ratio is always a sum over sums. Below its
minimum base a figure is shown with “low base”.

本页由业务包生成，内容即计算口径。比率一律为总和之比；低于最小基数的数值标注“基数偏小”。
"""
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "min": 3}
_BETTER = {
    "higher": "higher is better · 越高越好",
    "lower": "lower is better · 越低越好",
    "band": "best within a band · 区间内为佳",
}
_RECORDS = "records kept in the home · 系统内记录"


def written(trade: Trade) -> str:
    """The page in Markdown: the scorecards, then each KPI with its definition, formula, example, base and files."""
    return "\n".join((_TITLE, *_scorecards(trade), *(line for kpi in trade.kpis.values() for line in _kpi(kpi, trade))))


def _scorecards(trade: Trade) -> Iterator[str]:
    if trade.scorecards:
        yield "## Scorecards · 记分卡\n"
        for card in trade.scorecards.values():
            links = ", ".join(f"[{trade.kpis[key].label('en')}](#{key})" for key in card.kpis)
            yield f"- `{card.key}` · {card.label('en')} · {card.label('zh-hans')}: {links}"
        yield ""


def _kpi(kpi: Kpi, trade: Trade) -> Iterator[str]:
    yield f'## <a id="{kpi.key}"></a>`{kpi.key}` · {kpi.label("en")} · {kpi.label("zh-hans")}\n'
    for lang in LANGS:
        yield f"{kpi.says(lang)}{_STOPS[lang]}\n"
    yield f"- `{kpi.text}`"
    for example in kpi.examples:
        yield f"- {_term(kpi.formula, example.amounts)} = **{_printed(kpi, example)}**"
    base = f"; minimum base · 最小基数 {kpi.minimum_base:f}" if kpi.minimum_base else ""
    yield f"- {_best(kpi)}{base}"
    yield f"- from · 来源: {', '.join(_sources(kpi, trade))}\n"


def _best(kpi: Kpi) -> str:
    if kpi.band is None:
        return _BETTER[kpi.better]
    en, zh = ([figures.text(limit, kpi.unit, lang, decimals=kpi.decimals) for limit in kpi.band] for lang in LANGS)
    return f"best within its band, {en[0]} to {en[1]} · {spaced(['合理区间为', zh[0], '至', zh[1]])}"


_STOPS: dict[Lang, str] = {"en": ".", "zh-hans": "。"}


def _term(formula: Formula, amounts: Amounts, binds: int = 0) -> str:
    """A formula with the amounts of an example in place of its aggregates."""
    if isinstance(formula, Number):
        return f"{formula.value:f}"
    if not isinstance(formula, Binary):
        return f"{Decimal(amounts[formula] or 0):,f}"
    if formula.op == "min":
        return f"min({_term(formula.left, amounts)}, {_term(formula.right, amounts)})"
    own = _BINDS[formula.op]
    told = f"{_term(formula.left, amounts, own)} {_SIGNS[formula.op]} {_term(formula.right, amounts, own + 1)}"
    return f"({told})" if own < binds else told


def _printed(kpi: Kpi, example: Example) -> str:
    places = -int(example.value.as_tuple().exponent) - (2 if kpi.unit == "percent" else 0)
    return figures.text(example.value, kpi.unit, "en", decimals=max(0, places))


def _sources(kpi: Kpi, trade: Trade) -> Iterator[str]:
    """The datasets whose files fill the KPI's measures."""
    measures = dict.fromkeys(aggregate.measure for aggregate in aggregates(kpi.formula))
    filled = (f"`{d.key}`" for measure in measures for d in trade.datasets.values() if measure in d.measures)
    yield from dict.fromkeys(filled)
    if any(trade.measures[measure].is_recorded for measure in measures):
        yield _RECORDS


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(load()), encoding="utf-8")
