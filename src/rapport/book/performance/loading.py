"""What a file would change: its slices beside those that are live."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapport.book.catalogue import queries as catalogue
from rapport.book.performance import worlds
from rapport.book.performance.models import Slice
from rapport.book.performance.staging import HeldBack, Staged
from rapport.book.performance.trust import Report, contested_measures, contests, kinds_of, reports_of, undeclared
from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.facts.store import Draft, DraftSlice, SliceKey
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

    `replaced`: by number of a fresh one, the version that it replaces. `held`: the numbers of those whose live version stays
    because a row was rejected; `held_back`: what stays, also where every row of its new version was rejected.
    """

    fresh: tuple[DraftSlice, ...]
    same: tuple[tuple[DraftSlice, Live], ...]
    replaced: Mapping[int, Live]
    held: frozenset[int]
    held_back: tuple[HeldBack, ...]

    @property
    def restates(self) -> Mapping[str, int]:
        """By batch, how many of its slices are replaced."""
        return Counter(live.batch for live in self.replaced.values())


def live_slices(dataset: str, sender: str, release: date) -> dict[str, Live]:
    """By identity, the versions of this sender's slices of a dataset as known on the day of a release."""
    batches = worlds.live_batches(as_of=release).filter(dataset=dataset, sender=sender)
    rows = Slice.objects.of_batches(batches).values_list("identity", "content_id", "digest", "batch__code")
    return {identity: Live(content, digest, batch) for identity, content, digest, batch in rows}


def compare(draft: Draft, staged: Staged, live: Mapping[str, Live]) -> Change:
    """Sort a draft's slices into fresh, unchanged and held back; held back are also those of which all rows were rejected."""
    fresh, same, held = [], [], []
    replaced: dict[int, Live] = {}
    doubtful = draft.touched(staged.rejected) if staged.rejected else {}
    stay: list[tuple[SliceKey, str, str]] = []
    for part in draft.slices():
        before = live.get(part.key.identity(staged.dataset, staged.sender))
        if before and part.number in doubtful:
            held.append(part.number)
            stay.append((part.key, before.batch, doubtful[part.number]))
        elif before and before.digest == part.digest:
            same.append((part, before))
        else:
            fresh.append(part)
            replaced |= {part.number: before} if before else {}
    for key, sheet in draft.lost(staged.rejected).items() if staged.rejected else ():
        if lost := live.get(key.identity(staged.dataset, staged.sender)):
            stay.append((key, lost.batch, sheet))
    return Change(
        tuple(fresh),
        tuple(same),
        replaced,
        frozenset(held),
        tuple(sorted(_held_back(stay, draft.slice_keys), key=lambda one: one.where)),
    )


def _held_back(stay: Sequence[tuple[SliceKey, str, str]], slice_keys: Sequence[str]) -> Iterator[HeldBack]:
    """The slices that stay as they are, by month, and by account, country and the like as far as they are told apart."""
    cells = [(key.account, *key.keys) for key, _, _ in stay]
    labels = [
        catalogue.labels(field, {cell for told in cells if (cell := told[place])})
        for place, field in enumerate(("account", *slice_keys))
    ]
    for (key, batch, sheet), told in zip(stay, cells, strict=True):
        scenario = "" if key.scenario == "actual" else f" ({key.scenario})"
        names = [of[cell] for of, cell in zip(labels, told, strict=True) if cell]
        yield HeldBack(", ".join([f"{key.month:%Y-%m}{scenario}", *names]), batch, sheet)


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
