"""Loading facts, taking them back, and putting them back again."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from rapport.book.accounts.actions import lock_home
from rapport.book.catalogue import actions as catalogue_actions
from rapport.book.catalogue import queries as catalogue
from rapport.book.journal import actions as journal
from rapport.book.performance import (
    compaction,
    depths,
    loading,
    manifests,
    naming,
    queries,
    restating,
    scopes,
    senders,
    strays,
    worlds,
)
from rapport.book.performance.hierarchies import Row, above
from rapport.book.performance.loading import Change
from rapport.book.performance.models import Batch, Event, Slice
from rapport.book.performance.staging import Loaded, Replaced, Staged, TakenFor, Unconfirmed
from rapport.book.performance.trust import Report
from rapport.book.team.models import User
from rapport.core.pack import Trade
from rapport.core.question import Scope
from rapport.core.refusals import Refused
from rapport.facts import store
from rapport.facts.store import Draft, DraftSlice, LeftOut, Written

ATTEMPTS = 5


class Moved(Exception):  # noqa: N818 — no error: another load was faster
    """The home changed between the comparison with what is live and the commit."""


@dataclass(frozen=True)
class Head:
    """Where a load starts from; it commits only if the home still stands there."""

    ledger: int
    batch: int
    slice: int
    value: int


@dataclass(frozen=True)
class Part:
    """One batch to be: its draft and what it changes. `pk` is None where nothing is new.

    `ids`: by number in the draft, the ids that its slices get in the home.
    """

    staged: Staged
    draft: Draft
    change: Change
    pk: int | None
    ids: Mapping[int, int]
    rows: int

    @property
    def code(self) -> str:
        """The name of the batch."""
        return f"B{self.pk:04}"

    @cached_property
    def left_out(self) -> LeftOut:
        """What the slices that were held back tell."""
        return self.draft.left_out(self.change.held) if self.change.held else LeftOut()

    def unchanged(self) -> dict[tuple[str, str | None], int]:
        """How many rows of each sheet and scenario bring nothing new; those that were held back are none of them."""
        held, again = self.left_out.rows, self.draft.left_alone() if self.change.same else {}
        found: dict[tuple[str, str | None], int] = {place: count - held.get(place, 0) for place, count in again.items()}
        return found | ({(sheet, None): count for sheet, count in self.staged.quotes.items()} if self.pk is None else {})


def load(
    *,
    by: User | None,
    staged: Sequence[Staged],
    trade: Trade,
    today: date,
    source: Path | None = None,
    dry_run: bool = False,
) -> list[Loaded]:
    """Load the releases of a file, each as one batch, all or nothing. Answers for each what was (on a dry run: would be) done.

    The comparison with what is live and the writing of the files need no lock; if someone else loaded meanwhile, it is
    done again. `source` is kept in the home under its digest, so that every number can be opened in its file.
    Refuses figures of which two senders speak and nobody said whom to trust, or one sender at two depths (by channel, and
    without), values that stand under each other in a circle, and facts that `by` may not see.
    """
    scope = scopes.scope_of(by, today)
    for one in staged:
        naming.refuse_long("sender", one.sender)
        scopes.refuse_list(scope, trade.dataset(one.dataset))
    if not dry_run:
        strays.sweep()
    values = queries.open_values(by=by, today=today, trade=trade)
    whose = senders.unconfirmed((one.sender for one in staged), by=by, today=today, trade=trade)
    renamed = cache(partial(queries.renamed, trade=trade))
    for _ in range(ATTEMPTS):
        with ExitStack() as stack:
            head = _head()
            names, parts = _matched(staged, trade, renamed, head, stack)
            unconfirmed, taken = (*whose, *names.unconfirmed(values, by, today)), names.taken()
            seen = [(*loading.cells(one)[:2], one.measures) for part in parts for one in part.draft.slices()]
            _refuse_circles(parts, names)
            scopes.refuse_beyond(scope, seen, trade)
            depths.refuse_coming([(part.staged, part.draft, part.change) for part in parts], trade)
            answer = partial(_answers, staged, parts, unconfirmed, taken, _replaced(parts, trade, scope))
            if dry_run or all(part.pk is None for part in parts):
                return answer(head.ledger, is_dry=True)
            written = {
                part.pk: part.draft.write(worlds.folder(), part.code, part.pk) for part in parts if part.pk and part.change.fresh
            }
            if source:
                _keep(source, staged[0].sha256)
            try:
                ledger = _commit(by, head, names, parts, written, trade)
            except (Moved, IntegrityError):
                for file in written.values():
                    file.path.unlink(missing_ok=True)
                continue
            return answer(ledger, is_dry=False)
    raise Refused("others load into this home at this very moment; nothing was loaded, try again")


def _head() -> Head:
    batch, part = Batch.objects.aggregate(last=Max("pk"))["last"], Slice.objects.aggregate(last=Max("pk"))["last"]
    return Head(worlds.ledger(), (batch or 0) + 1, (part or 0) + 1, catalogue.next_id())


def _matched(
    staged: Sequence[Staged], trade: Trade, renamed: Callable[[str], Mapping[str, int]], head: Head, stack: ExitStack
) -> tuple[naming.Naming, list[Part]]:
    """The names of a file and its parts beside what is live. What only slices name that are held back is not new with it."""
    names = naming.match([one.names for one in staged], renamed)
    parts = _compare(staged, trade, names, head, stack)
    told = [part.draft.values(part.change.held) for part in parts] if any(part.change.held for part in parts) else []
    idle = {value for held, _ in told for value in held}.difference(*(loaded for _, loaded in told))
    if idle.isdisjoint(value.pk for value in names.new):
        return names, parts
    names = naming.match([naming.without(one.names, names, idle) for one in staged], renamed)
    return names, _compare(staged, trade, names, head, stack)


def _compare(staged: Sequence[Staged], trade: Trade, names: naming.Naming, head: Head, stack: ExitStack) -> list[Part]:
    parts: list[Part] = []
    batch, number = head.batch, head.slice
    known: dict[str, loading.Live] = {}
    coming: list[Report] = []
    for one in sorted(staged, key=lambda one: one.release):
        keys = trade.dataset(one.dataset).slice_keys
        draft = stack.enter_context(Draft(one.facts, {d: names.ids[d] for d in one.names}, trade.dimensions, keys))
        live = loading.live_slices(one.dataset, one.sender, one.release) | known
        change = loading.compare(draft, one, live)
        loading.refuse_remapped(change, one)
        is_new = bool(change.fresh) or _changes_attributes(one, names) or _changes_rates(one) or _changes_moves(one, names)
        ids = {part.number: number + place for place, part in enumerate((*change.fresh, *(same for same, _ in change.same)))}
        coming += loading.reports(change, one, ids)
        loading.refuse_double_counting(coming, trade)
        rows = draft.keep({fresh.number: ids[fresh.number] for fresh in change.fresh})
        part = Part(one, draft, change, batch if is_new else None, ids, rows + (sum(one.quotes.values()) if is_new else 0))
        parts.append(part)
        if is_new:
            batch, number = batch + 1, number + len(ids)
            known |= {
                fresh.key.identity(one.dataset, one.sender): loading.Live(ids[fresh.number], fresh.digest, part.code)
                for fresh in change.fresh
            }
    return parts


def _changes_attributes(staged: Staged, names: naming.Naming) -> bool:
    return bool(staged.attributes) and catalogue.differs(_attributes(staged, names), _live_codes())


def _changes_moves(staged: Staged, names: naming.Naming) -> bool:
    return bool(staged.moves) and catalogue.differs_in_moves(_moves(staged, names), _live_codes())


def _moves(staged: Staged, names: naming.Naming) -> list[catalogue.MoveOf]:
    found: dict[tuple[int, str, date], int | None] = {}
    for of, text, level, name, day, _, _ in store.rows(staged.moves) if staged.moves else ():
        value, parent = names.ids[of][text], names.ids[level][name] if name else None
        if found.setdefault((value, level, day), parent) != parent:
            raise Refused(f"“{text}” stands under two of {level} from the same day on; nothing was loaded")
    return [(value, level, parent, day) for (value, level, day), parent in found.items()]


def _refuse_circles(parts: Sequence[Part], names: naming.Naming) -> None:
    coming = [(move, part.staged.is_dated) for part in parts if part.pk for move in _moves(part.staged, names)]
    if coming:
        rows = {pair: row for part in parts if part.pk for pair, row in _rows_of_moves(part.staged, names)}
        above(_live_codes(), coming, {value.pk: value.name for value in names.new}, rows)


def _rows_of_moves(staged: Staged, names: naming.Naming) -> Iterator[tuple[tuple[int, int], Row]]:
    """Which row of a list says what stands under what."""
    for of, text, level, name, _, sheet, row in store.rows(staged.moves) if staged.moves else ():
        if name:
            yield (names.ids[of][text], names.ids[level][name]), Row(staged.file, sheet, row)


def _live_codes() -> list[str]:
    return list(worlds.live_batches().order_by("pk").values_list("code", flat=True))


def _changes_rates(staged: Staged) -> bool:
    live = worlds.in_order_of_release(worlds.live_batches(as_of=staged.release))
    return bool(staged.rates) and catalogue.differs_in_rates(_rates(staged), live)


def _rates(staged: Staged) -> list[catalogue.RateOf]:
    return [] if staged.rates is None else store.rows(staged.rates)


def _attributes(staged: Staged, names: naming.Naming) -> list[tuple[int, str, str, date]]:
    if staged.attributes is None:
        return []
    told = store.rows(staged.attributes)
    for attribute, word in dict.fromkeys((attribute, word) for _, _, attribute, word, _ in told):
        naming.refuse_long(attribute, word)
    return [
        (names.ids[dimension][text], attribute, word, valid_from)
        for dimension, text, attribute, word, valid_from in told
        if text in names.ids[dimension]
    ]


def _commit(
    by: User | None, head: Head, names: naming.Naming, parts: Sequence[Part], written: dict[int, Written], trade: Trade
) -> int:
    with transaction.atomic():
        lock_home()
        if _head() != head:
            raise Moved
        at, ledger = timezone.now(), head.ledger
        rows = catalogue_actions.add_values(names.new)
        for part in parts:
            if part.pk is not None:
                batch = _record_batch(part, part.pk, written.get(part.pk), by, at)
                is_dated = part.staged.is_dated
                catalogue_actions.record_attributes(_attributes(part.staged, names), batch=batch.code, is_dated=is_dated)
                catalogue_actions.record_moves(_moves(part.staged, names), batch=batch.code, is_dated=is_dated)
                catalogue_actions.record_rates(_rates(part.staged), batch=batch.code)
                ledger += 1
                Event.objects.create(number=ledger, verb="load", batch=batch, at=at)
        codes = {part.code: manifests.digest(part.code) for part in parts if part.pk is not None}
        payload = {"file": parts[0].staged.file, "sha256": parts[0].staged.sha256, "batches": codes, "ledger": ledger}
        journal.record(by=by, verb="load", object=batch, payload=payload, at=at, rows=rows)
        compaction.renew(trade)
        return ledger


def _record_batch(part: Part, pk: int, written: Written | None, by: User | None, at: datetime) -> Batch:
    staged, change = part.staged, part.change
    batch = Batch.objects.create(
        pk=pk, code=part.code, file=staged.file, sha256=staged.sha256, dataset=staged.dataset, sender=staged.sender,
        known_on=staged.release, loaded_at=at, loaded_by=by, rows=part.rows, facts_sha256=written.sha256 if written else "",
        first=written.first if written else None, last=written.last if written else None,
    )  # fmt: skip
    fresh = [_version(batch, part.ids[one.number], part.ids[one.number], one) for one in change.fresh]
    same = [_version(batch, part.ids[one.number], live.content, one) for one, live in change.same]
    Slice.objects.bulk_create([*fresh, *same])
    return batch


def _version(batch: Batch, pk: int, content: int, part: DraftSlice) -> Slice:
    account, country, channel = loading.cells(part)
    return Slice(
        pk=pk, batch=batch, identity=part.key.identity(batch.dataset, batch.sender), content_id=content, digest=part.digest,
        scenario=part.key.scenario, month=part.key.month, span=part.key.span, measures=list(part.measures),
        account_id=account, country_id=country, channel_id=channel, facts=part.facts,
    )  # fmt: skip


def _keep(source: Path, sha256: str) -> None:
    folder = Path(settings.HOME) / "files"
    if not (folder / sha256).exists():
        beside = folder / f"{sha256}.{os.getpid()}.part"
        shutil.copyfile(source, beside)
        store.publish(beside, folder / sha256)


def _replaced(parts: Sequence[Part], trade: Trade, scope: Scope) -> dict[int, dict[str, Replaced]]:
    """Of each part, what becomes of the slices that it replaces."""
    own = {part.code for part in parts if part.pk}
    return {
        id(part): restating.replaced(part.draft, part.change, trade.dataset(part.staged.dataset), trade, scope, own)
        for part in parts
    }


def _answers(
    staged: Sequence[Staged],
    parts: Sequence[Part],
    unconfirmed: tuple[Unconfirmed, ...],
    taken: tuple[TakenFor, ...],
    replaced: Mapping[int, Mapping[str, Replaced]],
    ledger: int,
    *,
    is_dry: bool,
) -> list[Loaded]:
    """What became of each release, in the order in which they were given."""
    found = {
        id(part.staged): Loaded(
            batch=None if is_dry or part.pk is None else part.code,
            ledger=ledger,
            rows=part.rows,
            restates=part.change.restates,
            unchanged_slices=len(part.change.same),
            unconfirmed=unconfirmed,
            held_back=part.change.held_back,
            left_out=part.left_out,
            totals=part.draft.totals(),
            taken=taken,
            unchanged=part.unchanged(),
            replaced=replaced[id(part)],
        )
        for part in parts
    }
    return [found[id(one)] for one in staged]


def undo(*, by: User | None, batch: str, trade: Trade, today: date) -> int:
    """Take a batch out: everything is as if it had not been loaded. Returns the ledger number of the event."""
    return _turn(by, scopes.visible_batch(batch, by, on=today, trade=trade), "undo", trade)


@transaction.atomic
def redo(*, by: User | None, batch: str, trade: Trade, today: date) -> int:
    """Put a batch that was taken out back. Refuses where its figures would now be counted twice."""
    found = scopes.visible_batch(batch, by, on=today, trade=trade)
    naming.refuse_renamed(found, partial(queries.renamed, trade=trade))
    number = _turn(by, found, "redo", trade)
    depths.refuse_returning(found, trade)
    worlds.world(trade=trade)
    return number


@transaction.atomic
def _turn(by: User | None, batch: Batch, verb: str, trade: Trade) -> int:
    lock_home()
    batch.refresh_from_db()
    if batch.is_live == (verb == "redo"):
        raise Refused(f"batch {batch.code} is {'live' if batch.is_live else 'taken out'} already; nothing was changed")
    batch.is_live = verb == "redo"
    batch.save(update_fields=["is_live"])
    at, number = timezone.now(), worlds.ledger() + 1
    Event.objects.create(number=number, verb=verb, batch=batch, at=at)
    above(_live_codes())
    journal.record(by=by, verb=verb, object=batch, payload={"batch": batch.code, "ledger": number}, at=at)
    compaction.renew(trade)
    return number
