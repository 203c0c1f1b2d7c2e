"""Which facts a quotient divides: the matched cells of docs/decisions/0008-matched-cells.md, by loops over the rows."""

from collections.abc import Iterable, Sequence
from datetime import date

from rapport.core.kpi import Aggregate, divides, leaves
from rapport.core.pack import Kpi, Trade
from rapport.core.periods import Period, add_months
from tests.oracle.rows import MONTHS, Fact, touches

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
        self.is_by_time = "month" in kpi.match and len(self.flows) >= 2
        self.grains = {fact.grain for leaf, fact in everything if self.sums_a_flow(leaf)}
        self.long = {months: self.long_stretches(pairs) for months, pairs in looked.items()}
        self.complete = {months: self.all_complete(months, pairs) for months, pairs in looked.items()}

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

    def matched_by(self) -> list[str]:
        """The fields and the longest grain that facts are matched by."""
        grain = next((grain for grain in ("year", "quarter") if grain in self.grains), "month")
        return [*self.fields, *[grain] * self.is_by_time]

    def spoken_of(self, leaf: Aggregate, fact: Fact) -> tuple[date, date]:
        """The first month that a fact speaks of and the one after its last; a lag moves it to the months it is set beside."""
        first = add_months(fact.day.replace(day=1), leaf.lag)
        return first, add_months(first, MONTHS.get(fact.grain, 1))

    def long_stretches(self, looked: Sequence[tuple[Aggregate, Fact]]) -> list[tuple[Place, date, date]]:
        """Where and of what stretches facts of quarters and years stand that a sum of a flow looks at."""
        return [
            (self.place(fact), *self.spoken_of(leaf, fact))
            for leaf, fact in looked
            if self.sums_a_flow(leaf) and MONTHS.get(fact.grain, 1) > 1
        ]

    def cell(self, months: Sequence[Period], leaf: Aggregate, fact: Fact) -> Cell:
        """Where a fact stands, and when: in the first of the long stretches of its place that hold it, else in its own month."""
        if not self.is_by_time:
            return self.place(fact), None
        first, after = self.spoken_of(leaf, fact)
        starts = [
            start
            for place, start, end in self.long[tuple(months)]
            if place == self.place(fact) and start <= first and after <= end
        ]
        return self.place(fact), min([first, *starts])

    def keeps(self, leaf: Aggregate, fact: Fact, months: Sequence[Period]) -> bool:
        """Whether a fact in the window of an aggregate counts for it in a group of time."""
        if self.is_off:
            return True
        cells, places = self.complete[tuple(months)]
        if self.sums_a_flow(leaf):
            return self.cell(months, leaf, fact) in cells and self.place(fact) in places
        return self.place(fact) in places and (not self.flows or self.place(fact) in {place for place, _ in cells})

    def all_complete(self, months: Sequence[Period], looked: Sequence[tuple[Aggregate, Fact]]) -> tuple[set[Cell], set[Place]]:
        """The cells and the places of a group of time that all measures concerned have a fact in."""
        found: dict[Cell, set[str]] = {}
        for leaf, fact in looked:
            if self.sums_a_flow(leaf):
                found.setdefault(self.cell(months, leaf, fact), set()).add(fact.measure)
        places = {self.place(fact) for _, fact in looked}
        return (
            {cell for cell, measures in found.items() if measures == self.flows},
            {place for place in places if self.in_place(place, looked) == self.others},
        )

    def in_place(self, place: Place, looked: Iterable[tuple[Aggregate, Fact]]) -> set[str]:
        """The measures that any other aggregate finds in a place."""
        return {fact.measure for leaf, fact in looked if not self.sums_a_flow(leaf) and self.place(fact) == place}
