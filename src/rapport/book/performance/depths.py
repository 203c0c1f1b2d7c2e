"""One sender at two depths: what it told by channel and tells without channel too would be counted twice.

A batch that tells both says that they belong together, as direct sales beside those of channels; such a pair is let be.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapport.book.catalogue import queries as catalogue
from rapport.book.performance import loading, worlds
from rapport.book.performance.models import Batch, Slice, SliceQuerySet
from rapport.book.performance.staging import Staged
from rapport.core.pack import Trade
from rapport.core.refusals import Refused
from rapport.facts import audit
from rapport.facts.store import Draft, DraftSlice

CELLS = ("account", "country", "channel")
"""What the manifest keeps of a slice; values of other slice keys are read from the facts."""
Stretch = tuple[str, date, str]


@dataclass(frozen=True)
class Word:
    """A slice as it is told: its scenario, month and span; its amounts that are ever added; None among `cells`: not told apart.

    `batch`: where it stands, "" for a slice of the file that is coming; `known_on`: its release.
    """

    identity: str
    stretch: Stretch
    measures: frozenset[str]
    cells: tuple[int | None, ...]
    batch: str
    known_on: date

    @property
    def shape(self) -> tuple[bool, ...]:
        """Which of the cells are told apart."""
        return tuple(cell is not None for cell in self.cells)


Pair = tuple[Word, Word]


def refuse_coming(coming: Sequence[tuple[Staged, Draft, loading.Change]], trade: Trade) -> None:
    """Refuse a file with a slice that overlaps one which stays beside it, in the home or in an earlier release of the file."""
    before: dict[tuple[str, str], list[Word]] = defaultdict(list)
    for staged, draft, change in coming:
        own, others = (staged.dataset, staged.sender), _other_keys(staged.dataset, trade)
        words = [_of_draft(part, staged, draft, others, trade) for part in change.fresh]
        live = _live(*own).filter(month__in={word.stretch[1] for word in words})
        there = [*_words(live, others, trade), *before[own]] if words else []
        told = {part.key.identity(*own) for part in draft.slices()} if there else set[str]()
        _refuse(words, [word for word in there if word.identity not in told], staged.sender, staged.file, (*CELLS, *others))
        before[own] += words


def refuse_returning(batch: Batch, trade: Trade) -> None:
    """Refuse a batch that was put back where a slice of it overlaps one of another batch that counts too."""
    others = _other_keys(batch.dataset, trade)
    words = _words(_live(batch.dataset, batch.sender), others, trade)
    told = set(batch.slices.values_list("identity", flat=True))
    mine = [word for word in words if word.batch == batch.code]
    rest = [word for word in words if word.identity not in told]
    _refuse(mine, rest, batch.sender, f"batch {batch.code}", (*CELLS, *others))


def _live(dataset: str, sender: str) -> SliceQuerySet:
    return Slice.objects.of_batches(worlds.live_batches().filter(dataset=dataset, sender=sender))


def _other_keys(dataset: str, trade: Trade) -> tuple[str, ...]:
    return tuple(key for key in trade.dataset(dataset).slice_keys if key not in CELLS)


def _of_draft(part: DraftSlice, staged: Staged, draft: Draft, others: Sequence[str], trade: Trade) -> Word:
    keys = dict(zip(draft.slice_keys, part.key.keys, strict=True))
    stretch = (part.key.scenario, part.key.month, part.key.span)
    cells = (*loading.cells(part), *(keys[key] for key in others))
    identity = part.key.identity(staged.dataset, staged.sender)
    return Word(identity, stretch, _added(part.measures, trade), cells, "", staged.release)


def _added(measures: Iterable[str], trade: Trade) -> frozenset[str]:
    """Ratios that others published are never added, so they may be told at any depth."""
    return frozenset(key for key in measures if trade.measures[key].kind != "published")


def _words(slices: SliceQuerySet, others: Sequence[str], trade: Trade) -> list[Word]:
    """The given versions of slices as words."""
    rows = slices.values_list(
        "identity", "scenario", "month", "span", "measures", *CELLS, "batch__code", "batch__known_on", "content_id"
    )
    found = list(rows)
    keys = _keys_in_files({row[-1] for row in found}, others)
    return [
        Word(identity, (scenario, month, span), _added(measures, trade), (*cells, *keys.get(content, ())), batch, known_on)
        for identity, scenario, month, span, measures, *cells, batch, known_on, content in found
    ]


def _keys_in_files(contents: Collection[int], keys: Sequence[str]) -> dict[int, tuple[int | None, ...]]:
    if not (keys and contents):
        return {}
    stored = Slice.objects.filter(pk__in=contents).values_list("batch_id", flat=True).distinct()
    files = [worlds.file_of(batch) for batch in Batch.objects.filter(pk__in=stored)]
    return audit.keys(files, contents, keys)


def _refuse(coming: Sequence[Word], standing: Sequence[Word], sender: str, what: str, fields: Sequence[str]) -> None:
    pairs = list(_overlapping(coming, standing))
    together = _told_together(pairs) if pairs else []
    pairs = [pair for pair in pairs if not any({word.identity for word in pair} <= batch for batch in together)]
    if pairs:
        raise Refused(_sentence(pairs, sender, what, fields))


def _overlapping(coming: Sequence[Word], standing: Sequence[Word]) -> Iterator[Pair]:
    """The pairs that differ in nothing but what one of the two does not tell apart, and that share an amount."""
    for shape in {word.shape for word in coming}:
        for other in {word.shape for word in standing}:
            shared = [place for place, (a, b) in enumerate(zip(shape, other, strict=True)) if a and b]
            beside: dict[tuple[object, ...], list[Word]] = defaultdict(list)
            for word in standing:
                if word.shape == other:
                    beside[word.stretch, *(word.cells[place] for place in shared)].append(word)
            for word in coming:
                found = beside.get((word.stretch, *(word.cells[place] for place in shared)), ()) if word.shape == shape else ()
                yield from ((word, old) for old in found if word.identity != old.identity and word.measures & old.measures)


def _told_together(pairs: Sequence[Pair]) -> list[set[str]]:
    """What each batch tells, live or not, of the months of these pairs."""
    meant = {word.identity for pair in pairs for word in pair}
    told: dict[int, set[str]] = defaultdict(set)
    for batch, identity in Slice.objects.filter(month__in={new.stretch[1] for new, _ in pairs}).values_list("batch", "identity"):
        if identity in meant:
            told[batch].add(identity)
    return list(told.values())


def _sentence(pairs: Sequence[Pair], sender: str, what: str, fields: Sequence[str]) -> str:
    """The refusal: whose amount of what, how it is told there and here, and what to do."""
    new, old = min(pairs, key=lambda pair: (pair[1].batch, pair[1].stretch))
    scenario, month, span = new.stretch
    same = [(field, cell) for field, cell, other in zip(fields, old.cells, new.cells, strict=True) if cell == other and cell]
    where = [word for field, cell in same for word in catalogue.labels(field, [cell]).values()]
    when = f"{month:%Y-%m}" + "".join(f" ({word})" for word, usual in ((span, "month"), (scenario, "actual")) if word != usual)
    amount = f"{', '.join(sorted(new.measures & old.measures))} of {', '.join(where) or 'all accounts'} for {when}"
    there, here = _depth(old, new, fields), _depth(new, old, fields)
    if not old.batch:
        releases = f"{there} in its release of {old.known_on} and {here} in that of {new.known_on}"
        return f"{what} tells {amount} {releases}: both together would count it twice; leave one of the two out"
    batches = ", ".join(sorted({old.batch for _, old in pairs}))
    return (
        f"“{sender}” told {amount} {there} in batch {old.batch}, and {what} tells it {here}: both together would count it twice. "
        f"Undo {batches} first if {what} stands in its place, or name another sender with --sender"
    )


def _depth(word: Word, beside: Word, fields: Sequence[str]) -> str:
    """By what one of two words tells its amount that the other does not, and without what the other does."""
    cells = list(zip(fields, word.cells, beside.cells, strict=True))
    by = [field for field, own, other in cells if own is not None and other is None]
    without = [field for field, own, other in cells if own is None and other is not None]
    parts = ((word, ", ".join(told)) for word, told in (("by", by), ("without", without)) if told)
    return " and ".join(f"{word} {told}" for word, told in parts)
