"""Which facts a quotient divides: the matched cells of docs/decisions/0008-matched-cells.md, by loops over the rows."""

from collections.abc import Iterable, Sequence
from datetime import date

from rapport.core.kpi import Aggregate, divides, leaves
from rapport.core.pack import Kpi, Trade
from rapport.core.periods import Period, add_months
from tests.oracle.rows import Fact, touches

PLACES = ("account", "country", "channel")
KINDS = ("sum", "opening", "closing", "per_week")
Place = tuple[int | None, ...]
Cell = tuple[Place, date | None]


def is_matched(kpi: Kpi) -> bool:
    """Whether the KPI divides one measure by another, and looks at no other cells or months than its own."""
    found = list(leaves(kpi.formula))
    return (
        bool(kpi.match)
        and divides(kpi.formula)
        and all(isinstance(leaf, Aggregate) and leaf.kind in KINDS and not leaf.is_whole for leaf in found)
        and len({leaf.measure for leaf in found if isinstance(leaf, Aggregate)}) >= 2
    )


def common_fields(kpi: Kpi, trade: Trade) -> list[str]:
    """The fields of a place that all measures of the KPI can be matched by."""
    measures = [trade.measures[leaf.measure] for leaf in leaves(kpi.formula) if isinstance(leaf, Aggregate)]
    return [field for field in PLACES if field in kpi.match and all(field in measure.dimensions for measure in measures)]


class Matched:
    """One side of a KPI: its facts, and the months of each group of time that the question has on that side."""

    def __init__(self, kpi: Kpi, trade: Trade, facts: Iterable[Fact], groups: Sequence[Sequence[Period]]) -> None:
        self.trade = trade
        self.leaves = [leaf for leaf in leaves(kpi.formula) if isinstance(leaf, Aggregate)]
        self.flows = {leaf.measure for leaf in self.leaves if self.sums_a_flow(leaf)}
        self.others = {leaf.measure for leaf in self.leaves if not self.sums_a_flow(leaf)}
        self.facts = list(facts)
        looked = {tuple(months): self.looked_at(months) for months in groups}
        everything = [pair for pairs in looked.values() for pair in pairs]
        self.is_off = {fact.measure for _, fact in everything} != self.flows | self.others
        self.fields = [
            field
            for field in common_fields(kpi, trade)
            if {fact.measure for _, fact in everything if field in fact.cells} == self.flows | self.others
        ]
        self.is_by_month = (
            "month" in kpi.match
            and len(self.flows) >= 2
            and all(fact.grain in ("day", "month") for leaf, fact in everything if self.sums_a_flow(leaf))
        )
        self.complete = {months: self.all_complete(pairs) for months, pairs in looked.items()}

    def sums_a_flow(self, leaf: Aggregate) -> bool:
        """Whether an aggregate adds what happened on its days, and is so matched by month."""
        return leaf.kind == "sum" and self.trade.measures[leaf.measure].kind == "flow"

    def looked_at(self, months: Sequence[Period]) -> list[tuple[Aggregate, Fact]]:
        """Each aggregate of the formula with each fact that lies wholly in its window in a group of time."""
        return [
            (leaf, fact)
            for leaf in self.leaves
            for fact in self.facts
            if fact.measure == leaf.measure and months
            if touches(fact, self.trade.measures[leaf.measure], leaf, [m.shifted(-leaf.lag) for m in months]) == "inside"
        ]

    def place(self, fact: Fact) -> Place:
        """Where a fact stands; None is a place too."""
        return tuple(fact.cells.get(field) for field in self.fields)

    def cell(self, leaf: Aggregate, fact: Fact) -> Cell:
        """Where and when a fact stands; a lag moves it to the month that it is set beside."""
        return self.place(fact), add_months(fact.day.replace(day=1), leaf.lag) if self.is_by_month else None

    def keeps(self, leaf: Aggregate, fact: Fact, months: Sequence[Period]) -> bool:
        """Whether a fact in the window of an aggregate counts for it in a group of time."""
        if self.is_off:
            return True
        cells, places = self.complete[tuple(months)]
        if self.sums_a_flow(leaf):
            return self.cell(leaf, fact) in cells and self.place(fact) in places
        return self.place(fact) in places and (not self.flows or self.place(fact) in {place for place, _ in cells})

    def all_complete(self, looked: Sequence[tuple[Aggregate, Fact]]) -> tuple[set[Cell], set[Place]]:
        """The cells and the places of a group of time that all measures concerned have a fact in."""
        cells = {self.cell(leaf, fact) for leaf, fact in looked if self.sums_a_flow(leaf)}
        places = {self.place(fact) for _, fact in looked}
        return (
            {cell for cell in cells if self.in_cell(cell, looked) == self.flows},
            {place for place in places if self.in_place(place, looked) == self.others},
        )

    def in_cell(self, cell: Cell, looked: Iterable[tuple[Aggregate, Fact]]) -> set[str]:
        """The measures that a sum of a flow finds in a cell."""
        return {fact.measure for leaf, fact in looked if self.sums_a_flow(leaf) and self.cell(leaf, fact) == cell}

    def in_place(self, place: Place, looked: Iterable[tuple[Aggregate, Fact]]) -> set[str]:
        """The measures that any other aggregate finds in a place."""
        return {fact.measure for leaf, fact in looked if not self.sums_a_flow(leaf) and self.place(fact) == place}
