"""The sentences of an update, and the pieces of lists in them, as patterns in both languages."""

PATTERNS = {
    "en": {
        "headline": r"(?P<kpi>{kpi}) came to (?P<value>{figure})(?: \("
        r"(?P<changes>{change}(?:; {change})*)\))?\."
        r"(?: The change came from (?P<along>.+?)(?:; against it stood (?P<opposed>.+))?\.| It moved most in (?P<most>.+)\.)?",
        "moved": r"(?P<kpi>{kpi}) (?:was|were) (?P<actual>{figure}), (?:(?P<way>up|down) (?P<delta>{figure})"
        r"(?: \((?P<growth>{figure})(?:; (?P<constant>{figure}) constant currency)?\))?|"
        r"(?P<still>unchanged)) (?P<against>{against})"
        r"(?:; why cannot be told \((?P<why>.+?)\)|: (?P<ahead>.+?)(?: (?:outweighed|offset) (?P<behind>.+?))?)?\."
        r"(?: The (?P<move>gain|loss|rise|fall) came from (?P<cell>.+?) \("
        r"(?P<total>{figure})(?P<tag>{tag})?\)(?:; (?P<other>.+))?\.)?",
        "bridge": r"(?P<kpi>{kpi}) from (?P<base>{figure}) to (?P<actual>{figure}): (?P<bars>.+)\.",
        "residual": r"Residual (?P<residual>{figure}): the effects add up to the change exactly\.",
        "come_back": r"Agree how (?P<kpi>{kpi}) comes back to (?P<base>{base}): it stands at "
        r"(?P<value>{figure}), (?P<change>{figure}) from it\.",
        "come_within": r"Agree how (?P<kpi>{kpi}) comes back: it stands at (?P<value>{figure}), (?P<outside>{outside})\.",
        "outside_in": r"(?P<kpi>{kpi}) lay outside its band of (?P<low>{figure}) to (?P<high>{figure}) in (?P<places>.+)\.",
        "no_ask": r"No ask this month: nothing on the strip is behind\.",
        "rule": r"Against plan, else prior year: watch from 1% \(of percentages 0\.5 pp\) behind, at risk from 5% \(2 pp\)\. "
        r"What has a band, against it: watch outside, at risk from 5% \(2 pp\) beyond its limit\.",
        "title": r"(?P<month>{month}) business update",
        "scope": r"(?P<account>.+?) · (?P<countries>.+) · FY(?P<year>\d\d) Q(?P<quarter>\d), month (?P<number>\d+) of 12",
        "known": r"Facts as known on (?P<known>\d+ [A-Z][a-z]+ \d{4}); ledger "
        r"(?P<ledger>\d+); written (?P<today>\d+ [A-Z][a-z]+ \d{4})\.",
        "coverage": r"Coverage: (?P<reporting>\d+) of (?P<expected>\d+) sources reported in full"
        r"(?:, (?P<volume>{figure}) of volume)?\.",
        "uncovered": r"Coverage: nobody has reported this month\.",
        "packs": r"Definitions: (?P<packs>.+)\.",
        "item": r"(?P<name>.+?) \((?P<figure>{figure})(?P<tag>{tag})?\)",
        "joint": r", | and ",
        "change": r"(?P<figure>{figure}) (?:(?P<against>{against})|"
        r"(?P<side>above|below) its band of (?P<low>{figure}) to (?P<high>{figure}))",
        "band": r"Band (?P<low>{figure}) to (?P<high>{figure})",
        "between": r"; ",
        "other": r"(?P<cell>.+?) (?P<way>gained|lost|rose|fell) (?P<size>{figure})(?P<because>.*)",
        "through": r" through (?P<phrase>{phrase}) \((?P<figure>{figure})\)",
        "facts": r" as its (?P<facts>.+)",
        "fact": r"(?P<name>{driver}) (?:(?P<way>rose|fell) (?P<size>{figure})(?: to "
        r"(?P<level>{figure}))?|went from (?P<before>{figure}) to (?P<after>{figure}))",
        "bar": r"(?P<driver>{driver}|Other|Residual) (?P<figure>{figure})",
        "pack": r"(?P<name>.+?) (?P<version>\d+) \((?P<digest>[0-9a-f]+)\)",
    },
    "zh-hans": {
        "headline": r"(?P<kpi>{kpi})为(?P<value>{figure})(?:（(?P<changes>{change}(?:；{change})*)）)?。"
        r"(?:变化主要来自(?P<along>.+?)(?:；反向的有(?P<opposed>.+))?。|变动最大的是(?P<most>.+)。)?",
        "moved": r"(?P<kpi>{kpi})(?P<actual>{figure})，(?P<against>{against})(?:(?P<way>增加|减少|上升|下降)(?P<delta>{figure})"
        r"(?:（(?P<growth>{figure})(?:，固定汇率口径(?P<constant>{figure}))?）)?|(?P<still>持平))"
        r"(?:；原因无法分解（(?P<why>.+?)）|：(?P<ahead>.+?)(?:(?:超过|抵消了)(?P<behind>.+?)的影响)?)?。"
        r"(?:(?P<move>增长|下降|上升)主要来自(?P<cell>.+?)（(?P<total>{figure})(?P<tag>{tag})?）(?:；(?P<other>.+))?。)?",
        "bridge": r"(?P<kpi>{kpi})从(?P<base>{figure})到(?P<actual>{figure})：(?P<bars>.+)。",
        "residual": r"未解释余额(?P<residual>{figure})：各项影响之和等于变化额。",
        "come_back": r"请共同商定(?P<kpi>{kpi})如何回到(?P<base>{base})：目前为(?P<value>{figure})，相差(?P<change>{figure})。",
        "come_within": r"请共同商定(?P<kpi>{kpi})如何回到合理区间：目前为(?P<value>{figure})，(?P<outside>{outside})。",
        "outside_in": r"(?P<kpi>{kpi})不在(?P<low>{figure})至(?P<high>{figure})合理区间内的有(?P<places>.+)。",
        "no_ask": r"本月无请求：各项指标均未落后。",
        "rule": r"对比计划，无计划时对比去年同期：落后1%（百分比指标0\.5个百分点）起关注，落后5%（2个百分点）起有风险。"
        r"有合理区间的指标对比区间：超出区间即关注，超出界限5%（2个百分点）起有风险。",
        "title": r"(?P<month>{month})业务更新",
        "scope": r"(?P<account>.+?) ?· ?(?P<countries>.+?) ?· ?(?P<year>\d\d)财年第"
        r"(?P<quarter>\d)季度，第(?P<number>\d+)个月（共12个月）",
        "known": r"数据截至(?P<known>\d{4}年\d+月\d+日)；台账第(?P<ledger>\d+)号；(?P<today>\d{4}年\d+月\d+日)生成。",
        "coverage": r"覆盖：(?P<expected>\d+)个来源中有(?P<reporting>\d+)个已全部报送(?:，占销量(?P<volume>{figure}))?。",
        "uncovered": r"覆盖：本月尚无来源报送。",
        "packs": r"指标定义：(?P<packs>.+)。",
        "item": r"(?P<name>.+?)（(?P<figure>{figure})(?P<tag>{tag})?）",
        "joint": r"、|和|与",
        "change": r"(?:(?P<against>{against})|较(?P<low>{figure})至(?P<high>{figure})的合理区间(?P<side>高|低))"
        r"(?P<figure>{figure})",
        "band": r"合理区间(?P<low>{figure})至(?P<high>{figure})",
        "between": r"；",
        "other": r"(?P<cell>.+?)(?P<way>增加|减少|上升|下降)(?P<size>{figure})(?P<because>.*)",
        "through": r"，主要因(?P<phrase>{phrase})（(?P<figure>{figure})）",
        "facts": r"，因其(?P<facts>.+)",
        "fact": r"(?P<name>{driver})(?:(?P<way>上升|下降)(?P<size>{figure})(?:至"
        r"(?P<level>{figure}))?|由(?P<before>{figure})变为(?P<after>{figure}))",
        "bar": r"(?P<driver>{driver}|其他|未解释余额) ?(?P<figure>{figure})",
        "pack": r"(?P<name>.+?) (?P<version>\d+)（(?P<digest>[0-9a-f]+)）",
    },
}
"""Whole sentences and the pieces of lists in them. Chinese is read without the spaces beside Han characters."""
