"""What an import remarks on rows that were loaded as they stand, in Chinese."""

import re

from rapport.core.pack import Lang

_SAID = (
    (
        r"exact repeats of other rows: (.+), the first is row (.+); they were added up, .+",
        r"与其他行完全相同的行：\1，首行为第 \2 行；已相加，如系误重复请删除",
    ),
    (
        r"rows without an account: (.+), the first is row (.+); loaded as figures of no account, .+",
        r"未填客户的行：\1，首行为第 \2 行；已作为无客户的数字载入，如系漏填请补上",
    ),
)


def remark(text: str, lang: Lang) -> str:
    """The text of a problem in words of `lang`; in English what has no others."""
    known = ((match, words) for said, words in _SAID if lang != "en" and (match := re.fullmatch(said, text)))
    return next((match.expand(words) for match, words in known), text)
