"""The words by which a row says that it sums up others, as patterns for SQL."""

_WORD = r"(?:(?:grand|sub|overall|all)[- ]?)?totals?"
_HAN = r"(?:合计|总计|小计|总和|共计|合計|總計|小計)"
SIGNS = ("otal", "OTAL", "计", "計", "和")
"""One of these stands in every label: a quick look tells most rows apart."""
ALONE = rf"(?i)(?:{_WORD}|(?:本?[年季月]度?|全部|所有)?{_HAN})[:：]?"
"""A cell that says that its row sums up others."""
BESIDE = rf"(?i).*[\s_-]{_WORD}[:：]?|{_WORD}(?: (?:of|for))?[\s:：_-].*|.*{_HAN}[:：]?|{_HAN}[:：].*"
"""A cell that says so of what it names: “CN Total”. Only in a row with a gap, for a product may be called Total War."""
LABEL = rf"(?i)[\s_-]*{_WORD}[:：]?$|^{_WORD}(?: (?:of|for))?[\s:：_-]*|(?:本?[年季月]度?|全部|所有)?{_HAN}[:：]?"
"""What to take off a cell to see what it names."""
