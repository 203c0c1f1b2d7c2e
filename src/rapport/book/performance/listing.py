"""Facts in words, in the layout of files that import takes back: `rapport.core.tidy` names its columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapport.book.catalogue import queries as catalogue
from rapport.book.performance.models import Batch
from rapport.book.performance.queries import Standing
from rapport.core import tidy
from rapport.core.kpi import aggregates
from rapport.core.pack import Trade
from rapport.core.periods import Period
from rapport.facts.listed import Fact, listed

Cell = str | Decimal | None


@dataclass(frozen=True)
class Listing:
    """Facts as rows of a tidy file; `partial`: how many slices are left out because only a part of each is open to one."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    partial: int


def of_account(account: str, kpis: Iterable[str], period: Period, now: Standing, trade: Trade) -> Listing:
    """The facts of a period that KPIs of an account rest on, those told without any account among them, as `now` sees them.

    `account`: a word that names it. Of dimensions those that occur, by code and name, or by name where there is no code.
    """
    measures = {aggregate.measure for kpi in kpis for aggregate in aggregates(trade.kpis[kpi].formula)}
    accounts = catalogue.find("account", account, by=now.by, on=now.on, within=now.values("account"))
    ids = {one for one in accounts if isinstance(one, int)}
    found = listed(now.world, now.scope, period, ids, measures)
    dimensions = tuple(trade.dimensions)
    told = [place for place, _ in enumerate(dimensions) if any(fact.cell[place] is not None for fact in found.facts)]
    values = {fact.cell[place] for fact in found.facts for place in told}
    names = catalogue.coded({value for value in values if value is not None})
    coded = [place for place in told if any(names[fact.cell[place]][0] for fact in found.facts if fact.cell[place])]  # type: ignore[index]
    batches = Batch.objects.in_bulk({fact.batch for fact in found.facts})
    words = [dimensions[place] for place in told]
    columns = (*tidy.BEFORE, *words, *(tidy.name_of(dimensions[place]) for place in coded), *tidy.AFTER)
    rows = tuple(_row(fact, batches[fact.batch], told, coded, names) for fact in found.facts)
    return Listing(columns, rows, found.partial)


def _row(
    fact: Fact, batch: Batch, told: Sequence[int], coded: Sequence[int], names: Mapping[int, tuple[str, str]]
) -> tuple[Cell, ...]:
    before = (batch.dataset, batch.sender, batch.known_on.isoformat(), fact.scenario, fact.day.isoformat(), fact.grain)
    words = (_word(fact.cell[place], names) for place in told)
    whole = (names[pk][1] if (pk := fact.cell[place]) is not None and names[pk][0] else None for place in coded)
    return (*before, *words, *whole, fact.currency, fact.measure, fact.value)


def _word(pk: int | None, names: Mapping[int, tuple[str, str]]) -> str | None:
    if pk is None:
        return None
    code, name = names[pk]
    return code or name
