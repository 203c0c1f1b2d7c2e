"""Blocks: what a document says, as values with their units; the writers draw them and compute nothing."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from rapport.core.figures import Unit
from rapport.core.pack import Band, Lang
from rapport.core.question import Number as Amount

Verdict = Literal["better", "worse", "neutral"]
Kind = Literal["actual", "plan", "prior_year", "prior_period", "forecast"]
"""What a bar or column shows, drawn the same everywhere: actual solid, prior pale, plan outlined, forecast hatched."""


@dataclass(frozen=True)
class Number:
    """A figure, and where it comes from.

    `value` is as stored: percents and points (differences of percents) are fractions, money stands in whole units of
    `currency`; None is missing and `why` says the reason. `kpi` and `cell` (the question as a query string) name the
    answer it was read from. `is_short` lets a sentence say $9.8M, and with a `step` $0.11M where several were rounded together
    to such steps; with a `scale` (1000, 1000000) the bare number is printed in thousands or millions, and the caption says
    so. `decimals` None is the unit's usual number. `numerator` and `denominator` of a quotient as it was asked, where known.
    """

    value: Amount | None
    unit: Unit
    kpi: str
    cell: str
    currency: str | None = None
    decimals: int | None = None
    step: Decimal | None = None
    scale: int = 1
    is_short: bool = False
    is_signed: bool = False
    why: str | None = None
    numerator: Amount | None = None
    denominator: Amount | None = None


@dataclass(frozen=True)
class Delta:
    """A change, signed, and whether it is good news; the sign chooses ▲ or ▼, the verdict the colour."""

    number: Number
    verdict: Verdict = "neutral"


@dataclass(frozen=True)
class Banded:
    """A figure beside the band that it belongs in; the verdict says whether it lies outside."""

    number: Number
    band: Band
    verdict: Verdict


@dataclass(frozen=True)
class State:
    """How something stands, in words and in a shape: ● on track or watch, ◆ at risk."""

    standing: Literal["on_track", "watch", "at_risk"]
    words: str


@dataclass(frozen=True)
class Sentence:
    """Words and the figures between them."""

    parts: tuple[str | Number | Delta, ...]


@dataclass(frozen=True)
class Line:
    """A small line of the last months; a month without a figure is a gap. `says` is the finding in words."""

    numbers: tuple[Number | None, ...]
    says: Sentence


Cell = str | Number | Delta | Banded | State | Line | Sentence


@dataclass(frozen=True)
class Lead:
    """The sentence that a section opens with: what the tables below it prove."""

    sentence: Sentence


@dataclass(frozen=True)
class Column:
    """A column's head; words stand left, figures right. `has_bars`: what it holds is drawn, too, to compare it at a glance."""

    words: str
    is_figures: bool = True
    has_bars: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first cell naming the row; `has_total`: the last row is the total of those above."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str = ""
    has_total: bool = False


@dataclass(frozen=True)
class Against:
    """What a figure is held against, and how far it is from it."""

    base: Number
    delta: Delta


@dataclass(frozen=True)
class KpiRow:
    """One KPI: its months as a line, the actual figure, and a comparison for each of the table's bases."""

    label: str
    line: Line | None
    actual: Number
    against: tuple[Against, ...]

    def cells(self, has_line: bool) -> tuple[Cell, ...]:
        """Its row of a plain table."""
        line: tuple[Cell, ...] = (self.line or "",) if has_line else ()
        return (self.label, *line, self.actual, *(cell for held in self.against for cell in (held.base, held.delta)))


@dataclass(frozen=True)
class KpiTable:
    """KPIs side by side with their bases; `bases` are the words for each: the base itself, and the change from it."""

    caption: str
    label: str
    months: str
    actual: str
    bases: tuple[tuple[str, str], ...]
    rows: tuple[KpiRow, ...]

    def as_table(self) -> Table:
        """The same as plain columns; there is one of lines only if a row has a line."""
        has_line = any(row.line for row in self.rows)
        lines = (Column(self.months, is_figures=False),) if has_line else ()
        heads = (Column(self.label, is_figures=False), *lines, Column(self.actual))
        bases = tuple(Column(words) for pair in self.bases for words in pair)
        return Table(self.caption, heads + bases, tuple(row.cells(has_line) for row in self.rows))


@dataclass(frozen=True)
class Bar:
    """One step of a bridge."""

    label: str
    delta: Delta


@dataclass(frozen=True)
class Bridge:
    """From the base to the actual figure in steps that sum to the change; `residual` is what they miss.

    `says` is the finding with its numbers, for those who do not see the drawing.
    """

    caption: str
    unit: str
    base_label: str
    base_kind: Kind
    base: Number
    bars: tuple[Bar, ...]
    actual_label: str
    actual: Number
    residual: Number
    says: Sentence


@dataclass(frozen=True)
class Month:
    """A month of a trend: figures by kind; a kind without a figure is left out of the drawing."""

    label: str
    figures: tuple[tuple[Kind, Number], ...]


@dataclass(frozen=True)
class Trend:
    """A figure by month; `kinds` are the words for each kind that occurs, in the order of the legend."""

    caption: str
    unit: str
    kinds: tuple[tuple[Kind, str], ...]
    months: tuple[Month, ...]
    says: Sentence
    month: str
    summary: str

    def as_table(self) -> Table:
        """The same as a table, a row a month; `summary` is what the fold that holds it is called."""
        heads = (Column(self.month, is_figures=False), *(Column(words) for _, words in self.kinds))
        rows = tuple((month.label, *(dict(month.figures).get(kind, "") for kind, _ in self.kinds)) for month in self.months)
        return Table(self.caption, heads, rows, self.unit)


@dataclass(frozen=True)
class Note:
    """A remark under a table: coverage, rounding, what a figure rests on."""

    sentence: Sentence


@dataclass(frozen=True)
class Missing:
    """What is not there, why, and what would bring it. `key` is the gate's name for it."""

    key: str
    words: str
    remedy: str


@dataclass(frozen=True)
class List:
    """Items in a row, each a sentence."""

    caption: str
    items: tuple[Sentence, ...]


Block = Lead | Table | KpiTable | Bridge | Trend | Note | Missing | List


@dataclass(frozen=True)
class Section:
    """A numbered part of a document; it always holds at least one block. `requires`: what it must hold, by the gate's names."""

    number: int
    key: str
    title: str
    blocks: tuple[Block, ...]
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definition:
    """What a KPI of the document is: in words, its unit, and the formula as the pack writes it."""

    kpi: str
    label: str
    words: str
    unit: str
    formula: str


@dataclass(frozen=True)
class Facts:
    """The facts under a document as they were loaded, in the layout that an import takes back: columns, and a row a fact.

    Whole slices only; `partial` counts those of which one sees a part, which are left out: a part would replace the whole.
    `total`: how many facts there are; rows are missing where they would be too many.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | Decimal | None, ...], ...] = ()
    partial: int = 0
    total: int = 0


@dataclass(frozen=True)
class Document:
    """A whole document in one language: what its head says, what it opens with and lacks as a whole, its sections, its foot.

    `definitions`: of the KPIs that occur. `facts`: what all of it rests on.
    """

    lang: Lang
    title: str
    account: str
    scope: str
    position: str
    stand: tuple[str, ...]
    opening: tuple[Block, ...]
    missing: tuple[Missing, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
    definitions: tuple[Definition, ...] = ()
    facts: Facts = field(default=Facts(), repr=False)

    @property
    def parts(self) -> tuple[Section, ...]:
        """What it opens with, as a part of number 0 without a title, and its sections."""
        return (Section(0, "opening", "", self.opening), *self.sections) if self.opening else self.sections
