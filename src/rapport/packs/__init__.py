"""The words and rules of a trade, as data: folders of TOML, checked and composed into one `Trade`."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.packs.check import changed_unversioned, check
from rapport.packs.compose import changes_nothing, changes_unused, in_order, merged
from rapport.packs.faults import Fault, own, refusal
from rapport.packs.read import read
from rapport.packs.source import Pack, misplaced, read_pack

__all__ = ["changed_unversioned", "load"]

SHIPPED = {folder.parent.name: folder.parent for folder in sorted(Path(__file__).parent.glob("*/pack.toml"))}
ALWAYS = ("partner", "global_account")
"""The shipped packs that every home has; the others it has where one of its own packs uses them."""


def load(*folders: Path) -> Trade:
    """The trade of the shipped packs and of the packs that lie in `folders`, each changing those it uses.

    Refuses with every fault of the first pack that has any: file, line, reason, nearest right word. What it brings about in
    packs before it is told where it has none of its own.
    """
    if stray := [found for folder in folders for found in misplaced(folder)]:
        raise Refused("\n".join(str(found["text"]) for found in stray), stray)
    added = [read_pack(folder) for folder in dict.fromkeys(file.parent for f in folders for file in sorted(f.glob("*/*.toml")))]
    packs = in_order([*_shipped((*ALWAYS, *(name for pack in added for name in pack.uses))), *added], SHIPPED)
    packs.sort(key=lambda pack: pack.name not in ALWAYS)
    trade = _always()
    for count in range(len(ALWAYS) + 1, len(packs) + 1):
        trade = _extended(trade, packs[:count])
    return trade


def _shipped(names: Iterable[str]) -> list[Pack]:
    """The shipped packs among these names, and those that they use."""
    found: dict[str, Pack] = {}
    waiting = [name for name in names if name in SHIPPED]
    for name in waiting:
        if name not in found:
            found[name] = _read_once(name)
            waiting += [used for used in found[name].uses if used in SHIPPED]
    return list(found.values())


@cache
def _read_once(name: str) -> Pack:
    """A shipped pack, which stays as it is as long as the program runs."""
    return read_pack(SHIPPED[name])


@cache
def _always() -> Trade:
    """The trade that every home has."""
    return _extended(None, in_order([_read_once(name) for name in ALWAYS]))


def _extended(before: Trade | None, packs: list[Pack]) -> Trade:
    """The trade of these packs, of which all but the last already stand as `before`."""
    tables: dict[str, Any] = {}
    for pack in packs:
        tables = merged(tables, pack.tables)
    faults = changes_unused(packs[-1], packs[:-1])
    trade = read(tables, {f"{pack.name} {pack.version}": pack.digest for pack in packs}, faults)
    faults += changes_nothing(packs[-1], packs[:-1], faults)
    broken = {fault.where[:2] for fault in faults}
    faults += [fault for fault in check(trade) if fault.where[:2] not in broken]
    for key in changed_unversioned(before, trade) if before else ():
        faults.append(Fault(("kpi", key, "formula"), "version", "the formula changed; raise the version"))
    if faults:
        raise refusal(own(faults, packs), packs)
    return trade
