"""The words by which a row says that it sums up others, as patterns for SQL."""

from collections.abc import Sequence

from rapport.imports.sql import literal

_WORD = r"(?:(?:(?:grand|sub|overall|all|sum)[- ]?)?totals?|ttl|(?:gesamt|zwischen)?summe|(?:ins)?gesamt)"
_HAN = r"(?:合计|总计|小计|总和|共计|汇总|合計|總計|小計|總和|匯總)"
_KINDS = "channel|countrie|region|territorie|market|product|model|sku|account|partner|customer|vendor|distributor|disti|reseller"
_HAN_KINDS = "渠道|国家|地区|市场|产品|机型|型号|客户|合作伙伴|厂商|经销商|分销商"
_ALL = rf"(?:all|all (?:the )?(?:{_KINDS})s|alle|world[- ]?wide|ww|(?:全部|所有|全体|全體)(?:{_HAN_KINDS})?)"
_EVERY = rf"(?:[(（]{_ALL}[)）]|{_ALL}(?: {_WORD})?|{_WORD} (?:{_KINDS})s|{_WORD} {_ALL})[:：]?"
_PERIOD = "(?:本?[年季月]度?|全部|所有)?"
SIGNS = (
    "otal", "OTAL", "ｏｔａｌ", "ＯＴＡＬ", "tl", "TL", "verall", "VERALL", "Σ", "sum", "Sum", "SUM", "ＳＵＭ", "umme", "UMME",
    "esamt", "ESAMT", "计", "計", "和", "汇", "匯",
)  # fmt: skip
"""One of these stands in every label: a quick look tells most rows apart."""
ALONE = rf"(?i)(?:{_WORD}|sums?|overall|Σ|{_PERIOD}{_HAN})[:：]?"
"""A cell that says that its row sums up others: in a row with a gap. A row without one may be of an account of that name."""
BESIDE = rf"(?i).*[\s_-]{_WORD}[:：]?|{_WORD}(?: (?:of|for))?[\s:：_-].*|.*{_HAN}[:：]?|{_HAN}[:：].*"
"""A cell that says so of what it names: “CN Total”. Only in a row with a gap, or beside rows of what it names: a product may
be called Total War."""
PERHAPS = rf"(?i){_EVERY}"
"""A cell that may say so and may be a name: “All”, “All channels”, “Total channels” and “Worldwide”."""
_WHOLE = rf"^(?:{_EVERY}|(?:sums?|overall|Σ)[:：]?)$"
LABEL = rf"(?i){_WHOLE}|[\s_-]*{_WORD}[:：]?$|^{_WORD}(?: (?:of|for))?[\s:：_-]*|{_PERIOD}{_HAN}[:：]?"
"""What to take off a cell to see what it names."""
PART = r"(?i).*(?:sub[- ]?totals?|zwischensumme|小计|小計).*"
"""A label that says of itself that it sums a part."""
_ANY = f"(?:{ALONE})|(?:{BESIDE})|(?:{PERHAPS})"
_ANY_SIGNS = (*SIGNS, "all", "All", "ALL", "orld", "ORLD", "ww", "WW", "全", "所有")
_NARROW = "".join(map(chr, range(ord("A"), ord("z") + 1)))
_WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in _NARROW)


def says(text: str, pattern: str) -> str:
    """SQL: whether `pattern` describes a text; false for an empty one."""
    return f"coalesce(regexp_full_match({narrow(text)}, {literal(pattern)}), false)"


def is_any(text: str) -> str:
    """SQL: whether a text has any of the words that a total has or may have."""
    return f"CASE WHEN {hints(text, _ANY_SIGNS)} THEN {says(text, _ANY)} ELSE false END"


def hints(text: str, signs: Sequence[str] = SIGNS) -> str:
    """SQL: the quick look: whether one of `signs` stands in a text."""
    return " OR ".join(f"contains({text}, {literal(sign)})" for sign in signs)


def narrow(text: str) -> str:
    """SQL: `text` with its full-width letters and spaces as plain ones."""
    return f"translate({text}, '{_WIDE}　', '{_NARROW} ')"
