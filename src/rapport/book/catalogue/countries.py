"""What countries are called: ISO codes of two and three letters, names in English and Chinese, and usual others."""

from collections import defaultdict
from functools import cache

from rapport.book.catalogue.names import fold

OTHERS = {
    "AE": ("UAE", "阿联酋"),
    "BN": ("Brunei Darussalam",),
    "CD": ("DR Congo", "Democratic Republic of the Congo"),
    "CI": ("Ivory Coast",),
    "CN": ("PRC", "P.R. China", "People's Republic of China", "China Mainland", "Mainland China", "中华人民共和国", "中国大陆"),
    "CV": ("Cabo Verde",),
    "CZ": ("Czech Republic",),
    "GB": ("U.K.", "大不列颠及北爱尔兰联合王国"),
    "HK": ("Hong Kong", "Hong Kong SAR", "Hong Kong, China", "香港", "中国香港"),
    "KR": ("Republic of Korea", "Korea, Republic of", "Korea (South)", "大韩民国"),
    "LA": ("Lao PDR",),
    "MD": ("Republic of Moldova",),
    "MM": ("Myanmar",),
    "MO": ("Macao", "Macau", "Macao SAR", "Macau SAR", "Macao, China", "澳门", "中国澳门"),
    "NL": ("The Netherlands",),
    "PH": ("The Philippines",),
    "RU": ("Russian Federation", "俄联邦"),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland",),
    "TR": ("Turkey",),
    "TW": ("Taiwan, China", "Chinese Taipei", "中国台湾", "臺灣"),
    "US": ("U.S.", "U.S.A.", "United States of America", "美利坚合众国"),
    "VN": ("Viet Nam",),
}
"""Usual names that are not those of the locales; each means one country only."""
_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
_LOCALES = ("en", "zh_Hans", "zh_Hant")


@cache
def words() -> dict[str, frozenset[str]]:
    """By each folded word that means one country, all the words for that country."""
    from babel.core import Locale, get_global

    of: dict[str, set[str]] = defaultdict(set)
    for locale in _LOCALES:
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == len("CN") and code.isalpha() and code not in _NO_COUNTRIES:
                of[code] |= {fold(code), fold(name)}
    for alias, meant in get_global("territory_aliases").items():
        if alias.isalpha() and len(meant) == 1 and meant[0] in of:
            of[meant[0]].add(fold(alias))
    for code, names in OTHERS.items():
        of[code] |= set(map(fold, names))
    codes: dict[str, set[str]] = defaultdict(set)
    for code, said in of.items():
        for word in said:
            codes[word].add(code)
    return {word: frozenset(of[next(iter(meant))]) for word, meant in codes.items() if len(meant) == 1}


def same(*texts: str) -> frozenset[str]:
    """The words for the country that all of these texts name; none where one names no country, or they name several."""
    meant = {words().get(fold(text), frozenset()) for text in texts}
    return next(iter(meant)) if len(meant) == 1 else frozenset()
