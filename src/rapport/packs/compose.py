"""How packs stand together: in which order, and what one changes of those it uses."""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from rapport.core.refusals import SLIP, nearest
from rapport.packs.faults import Fault, refusal, unknown_word
from rapport.packs.source import Pack

_WORDS = ("names", "headers")
"""Keys of word lists: a later pack adds to them, any other value it replaces. So it does to the words of a `values` table."""


def in_order(packs: Sequence[Pack], known: Iterable[str] = ()) -> list[Pack]:
    """The packs so that each stands after those it uses; otherwise as they come. `known`: names that could be used, too."""
    by_name = {pack.name: pack for pack in packs}
    faults = [
        unknown_word(("pack", pack.name, "use", name), "pack", name, {*by_name, *known})
        for pack in packs
        for name in pack.uses
        if name not in by_name
    ]
    if len(by_name) < len(packs):
        twice = next(pack.name for pack in packs if by_name[pack.name] is not pack)
        faults.append(Fault(("pack", twice), "twice", "two packs have this name; rename the folder and the table of one"))
    if faults:
        raise refusal(faults, packs)
    return _after_used(by_name)


def _after_used(packs: Mapping[str, Pack]) -> list[Pack]:
    try:
        return [packs[name] for name in TopologicalSorter({pack.name: pack.uses for pack in packs.values()}).static_order()]
    except CycleError as error:
        circle = error.args[1]
        fault = Fault(("pack", circle[0], "use"), "circle", f"packs use each other in a circle: {' → '.join(circle)}")
        raise refusal([fault], [packs[circle[0]]]) from None


def merged(base: Mapping[str, Any], over: Mapping[str, Any], words: bool = False) -> dict[str, Any]:
    """The tables of `base` as changed by `over`: tables key by key, words added, anything else replaced."""
    result = dict(base)
    for key, value in over.items():
        known = result.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            result[key] = merged(known, value, key == "values")
        elif isinstance(known, list) and isinstance(value, list) and (words or key in _WORDS):
            result[key] = [*known, *value]
        else:
            result[key] = value
    return result


def changes_unused(pack: Pack, earlier: Sequence[Pack]) -> list[Fault]:
    """Entries of another pack that this one changes without saying that it uses that pack."""
    return [
        Fault((section, key), "override", f"changes an entry of the pack “{other.name}”; write use = [“{other.name}”]")
        for other in earlier
        if other.name not in pack.uses
        for section in pack.tables.keys() & other.tables.keys()
        for key in pack.tables[section].keys() & other.tables[section].keys()
    ]


def changes_nothing(pack: Pack, earlier: Sequence[Pack], faults: Iterable[Fault]) -> list[Fault]:
    """Entries that lack what a new one needs, and are called as one of an earlier pack, but for a slip of the pen."""
    lacking = dict.fromkeys(fault.where[:2] for fault in faults if fault.rule.startswith("missing") and len(fault.where) > 1)
    found = []
    for section, key in lacking:
        known = {name for other in earlier for name in other.tables.get(section, ())}
        if key in pack.tables.get(section, ()) and key not in known and (near := nearest(key, known, least=SLIP)):
            text = f"“{key}” is new, and lacks what a new one needs; nearest of those to change: {', '.join(near)}"
            found.append(Fault((section, key), "unknown-word", text, near[0]))
    return found
