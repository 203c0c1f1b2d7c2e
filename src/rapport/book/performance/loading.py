"""What a file would change: its slices beside those that are live."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapport.book.performance import worlds
from rapport.book.performance.models import Slice
from rapport.book.performance.staging import HeldBack, Staged
from rapport.book.performance.trust import Report, contested_measures, contests, kinds_of, reports_of, undeclared
from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.facts.store import Draft, DraftSlice
from rapport.facts.world import OWN


@dataclass(frozen=True)
class Live:
    """The version of a slice that counts now."""

    content: int
    digest: str
    batch: str


@dataclass(frozen=True)
class Change:
    """What a file does to the slices: `fresh` ones are written, `same` ones point to the content that says the same.

    `restates`: by batch, how many of its slices are replaced. `held`: slices that stay because a row was rejected.
    """

    fresh: tuple[DraftSlice, ...]
    same: tuple[tuple[DraftSlice, Live], ...]
    restates: Mapping[str, int]
    held: tuple[HeldBack, ...]


def live_slices(dataset: str, sender: str, release: date) -> dict[str, Live]:
    """By identity, the versions of this sender's slices of a dataset as known on the day of a release."""
    batches = worlds.live_batches(as_of=release).filter(dataset=dataset, sender=sender)
    rows = Slice.objects.of_batches(batches).values_list("identity", "content_id", "digest", "batch__code")
    return {identity: Live(content, digest, batch) for identity, content, digest, batch in rows}


def compare(draft: Draft, staged: Staged, live: Mapping[str, Live], doubtful: frozenset[int]) -> Change:
    """Sort a draft's slices into fresh, unchanged and held back."""
    fresh, same, held, restates = [], [], [], Counter[str]()
    for part in draft.slices():
        before = live.get(part.key.identity(staged.dataset, staged.sender))
        if before and part.number in doubtful:
            held.append(HeldBack(place(part), before.batch, part.facts))
        elif before and before.digest == part.digest:
            same.append((part, before))
        else:
            fresh.append(part)
            restates.update([before.batch] if before else [])
    return Change(tuple(fresh), tuple(same), restates, tuple(held))


def place(part: DraftSlice) -> str:
    """Where a slice lies, for a person: its month, and the scenario where that is not the actual one."""
    return f"{part.key.month:%Y-%m}" + ("" if part.key.scenario == "actual" else f" ({part.key.scenario})")


def reports(change: Change, staged: Staged, ids: Mapping[int, int]) -> list[Report]:
    """What the fresh slices report, a line a measure; `ids` as of a part of a load."""
    return [
        Report(ids[part.number], staged.dataset, staged.sender, key.scenario, measure, key.month, key.span, cells(part))
        for part, key in ((part, part.key) for part in change.fresh)
        for measure in part.measures
    ]


def refuse_double_counting(coming: Sequence[Report], trade: Trade) -> None:
    """Refuse reports of cells of which another sender speaks too, where no order of trust says whose word is taken."""
    live = Slice.objects.of_batches(worlds.live_batches())
    contested = contested_measures(live, coming)
    if contested:
        found = [report for report in (*coming, *reports_of(live)) if report.measure in contested]
        for contest in contests(found, trade, kinds_of(report.sender for report in found)):
            if contest.lower is None:
                undeclared(contest)


def refuse_remapped(change: Change, staged: Staged) -> None:
    """Refuse a sender's own periods that lay in other months when they were loaded before: those shares would be left over."""
    told: dict[tuple[str, str], set[date]] = defaultdict(set)
    for part in (*change.fresh, *(part for part, _ in change.same)):
        for measure in part.measures if part.key.span.startswith(OWN) else ():
            told[part.key.span, measure].add(part.key.month)
    if not told:
        return
    batches = worlds.live_batches().filter(dataset=staged.dataset, sender=staged.sender)
    live = Slice.objects.of_batches(batches).filter(span__in={span for span, _ in told})
    for span, month, measures, batch in live.values_list("span", "month", "measures", "batch__code"):
        if any(month not in told.get((span, measure), {month}) for measure in measures):
            raise Refused(
                f"{span} of “{staged.sender}” lay in {month:%Y-%m} too when batch {batch} was loaded: its calendar was another; "
                f"undo {batch} first, and load its file again by the calendar as it is now"
            )


def cells(part: DraftSlice) -> tuple[int | None, int | None, int | None]:
    """The account, country and channel that all facts of a slice share."""
    return part.cells["account"], part.cells["country"], part.cells["channel"]
