"""Signs of currencies inside of cells, which may speak against the currency that an amount is told in."""

from collections.abc import Iterable
from functools import cache

import duckdb

from rapport.core.currencies import codes
from rapport.imports.sql import literal

SIGNS = ("$", "€", "£", "¥", "￥", "元")
_CHINESE = frozenset({"CNY", "CNH"})
_MEANT = {
    "€": frozenset({"EUR"}),
    "¥": _CHINESE | {"JPY"},
    "￥": _CHINESE | {"JPY"},
    "元": _CHINESE | {"HKD", "MOP", "TWD", "SGD"},
}
_NAMED = {"$": ("Dollar", "Peso"), "£": ("Pound", "Lira")}
_OTHERS = {"$": frozenset({"BRL", "CVE", "MOP", "NIO", "TOP", "WST"}), "£": frozenset[str]()}


@cache
def meant(sign: str) -> frozenset[str]:
    """The ISO codes of the currencies that are written with a sign: of “$” all dollars and pesos, of “¥” yuan and yen."""
    if sign in _MEANT:
        return _MEANT[sign]
    from babel import Locale

    names = Locale.parse("en").currencies
    return _OTHERS[sign] | {code for code in codes() if any(name in names.get(code, "") for name in _NAMED[sign])}


def found(db: duckdb.DuckDBPyConnection, source: str, columns: Iterable[str]) -> list[tuple[str, ...]]:
    """The signs that stand in the cells of each of these columns of `source`."""
    tests = [f"bool_or(contains({column}, {literal(sign)}))" for column in columns for sign in SIGNS]
    seen = (db.execute(f"SELECT {', '.join(tests)} FROM {source}").fetchone() or ()) if tests else ()
    return [
        tuple(sign for sign, is_there in zip(SIGNS, seen[first : first + len(SIGNS)], strict=True) if is_there)
        for first in range(0, len(seen), len(SIGNS))
    ]


def contradicts(cell: str, signs: Iterable[str], currency: str) -> str:
    """SQL: whether a cell holds one of the signs that `currency` (SQL) is never written with; empty where there are none."""
    tests = (f"contains({cell}, {literal(sign)}) AND {currency} NOT IN ({_listed(sign)})" for sign in signs)
    return " OR ".join(f"({test})" for test in tests)


def _listed(sign: str) -> str:
    return ", ".join(map(literal, sorted(meant(sign))))


def contradicting(cell: str, currency: str) -> str | None:
    """The sign in a cell that its currency is never written with; None where there is none."""
    return next((sign for sign in SIGNS if sign in cell and currency not in meant(sign)), None)
