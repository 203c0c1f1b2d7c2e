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
MOST = 40_000
"""So many facts are listed in a few seconds; more are told by their number."""


@dataclass(frozen=True)
class Listing:
    """Facts as rows of a tidy file; `partial`: how many slices are left out because only a part of each is open to one.

    `total`: how many facts there are; where they are too many for a file that people open, no rows.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    partial: int
    total: int


@dataclass(frozen=True)
class _Layout:
    """The columns of a listing between the fixed ones: dimensions (by place), those of them with codes, attributes (by place)."""

    dimensions: tuple[int, ...]
    coded: tuple[int, ...]
    attributes: tuple[int, ...]
    names: Mapping[int, tuple[str, str]]

    def cells(self, fact: Fact) -> tuple[Cell, ...]:
        """What stands in them for a fact."""
        named = [self.names[pk] if (pk := fact.cell[place]) is not None else None for place in self.dimensions]
        words = (name and (name[0] or name[1]) for name in named)
        whole = (
            name[1] if (pk := fact.cell[place]) is not None and (name := self.names[pk])[0] else None for place in self.coded
        )
        return (*words, *whole, *(fact.words[place] for place in self.attributes))


def of_accounts(names: Iterable[str], kpis: Iterable[str], period: Period, now: Standing, trade: Trade) -> Listing:
    """The facts of a period that KPIs of accounts rest on, those told without any account among them, as `now` sees them.

    `names`: a word for each of them. Of dimensions those that occur, by code and name, or by name where there is no code; of
    attributes those by which the KPIs choose.
    """
    leaves = [aggregate for kpi in kpis for aggregate in aggregates(trade.kpis[kpi].formula)]
    chosen_by = {condition.field for leaf in leaves for condition in leaf.conditions}
    attributes = tuple(key for key in trade.attributes if key in chosen_by)
    within = now.values("account")
    accounts = {pk for name in names for pk in catalogue.find("account", name, by=now.by, on=now.on, within=within)}
    found = listed(now.world, now.scope, period, accounts, {leaf.measure for leaf in leaves}, attributes, most=MOST)
    layout = _layout(found.facts, len(trade.dimensions), len(attributes))
    dimensions, batches = tuple(trade.dimensions), Batch.objects.in_bulk({fact.batch for fact in found.facts})
    between = (
        *(dimensions[place] for place in layout.dimensions),
        *(tidy.name_of(dimensions[place]) for place in layout.coded),
        *(attributes[place] for place in layout.attributes),
    )
    rows = tuple(_row(fact, batches[fact.batch], layout) for fact in found.facts)
    return Listing((*tidy.BEFORE, *between, *tidy.AFTER), rows, found.partial, found.total)


def _layout(facts: Sequence[Fact], dimensions: int, attributes: int) -> _Layout:
    names = catalogue.coded({pk for fact in facts for pk in fact.cell if pk is not None})
    values = [{fact.cell[place] for fact in facts} - {None} for place in range(dimensions)]
    return _Layout(
        tuple(place for place, told in enumerate(values) if told),
        tuple(place for place, told in enumerate(values) if any(names[pk][0] for pk in told if pk is not None)),
        tuple(place for place in range(attributes) if any(fact.words[place] is not None for fact in facts)),
        names,
    )


def _row(fact: Fact, batch: Batch, layout: _Layout) -> tuple[Cell, ...]:
    before = (batch.dataset, batch.sender, batch.known_on.isoformat(), fact.scenario, fact.day.isoformat(), fact.grain)
    return (*before, *layout.cells(fact), fact.currency, fact.measure, fact.value)
