"""Faults of packs: what is wrong at which key, and the refusal that names them all with file and line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapport.core.refusals import Refused, nearest
from rapport.packs.source import Pack, Where, problem


@dataclass(frozen=True)
class Fault:
    """Something wrong at the key `where`; `fix` is the nearest right word, where there is one."""

    where: Where
    rule: str
    text: str
    fix: str | None = None


def unknown_word(where: Where, kind: str, word: str, known: Iterable[str]) -> Fault:
    """The fault of a word that names nothing of its kind."""
    near = nearest(word, known)
    hint = f"; nearest: {', '.join(near)}" if near else ""
    return Fault(where, "unknown-word", f"unknown {kind} “{word}”{hint}", near[0] if near else None)


def refusal(faults: Iterable[Fault], packs: Sequence[Pack]) -> Refused:
    """All faults as one refusal, a problem each; a fault stands in the last pack that writes its key."""
    problems = sorted(
        (_problem(fault, packs) for fault in dict.fromkeys(faults)), key=lambda found: (found["file"], found["line"])
    )
    return Refused("\n".join(str(problem["text"]) for problem in problems), problems)


def own(faults: Sequence[Fault], packs: Sequence[Pack]) -> Sequence[Fault]:
    """The faults that stand in the last pack, which may have brought about the others; all where there are none."""
    return [fault for fault in faults if _pack_of(fault, packs) is packs[-1]] or faults


def _pack_of(fault: Fault, packs: Sequence[Pack]) -> Pack:
    return max(reversed(packs), key=lambda pack: pack.place(fault.where)[0])


def _problem(fault: Fault, packs: Sequence[Pack]) -> dict[str, object]:
    pack = _pack_of(fault, packs)
    _, file, line = pack.place(fault.where)
    return problem(f"{pack.name}/{file}", line, fault.rule, f"{'.'.join(fault.where)}: {fault.text}", fault.fix)
