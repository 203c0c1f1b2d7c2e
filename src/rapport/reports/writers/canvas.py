"""What charts are drawn with: values to heights, bars in slots side by side, labels that fit under them."""

import unicodedata
from dataclasses import dataclass

from django.utils.safestring import SafeString

from rapport.core.pack import Lang
from rapport.reports.blocks import Number
from rapport.reports.writers.cells import written
from rapport.reports.writers.markup import join, tag

WIDTH, TOP, BOTTOM, HEIGHT = 760, 20, 160, 194
"""The drawing's size and the band between which values stand, in its own units."""
LETTER = 7.2
"""About how wide a Latin letter of a label is; a Han character is two."""


@dataclass(frozen=True)
class Canvas:
    """A chart of `slots` side by side, on which `low` stands on the bottom line and `high` at the top.

    `is_cut`: the bottom line is not zero.
    """

    low: float
    high: float
    slots: int
    lang: Lang
    is_cut: bool = False

    @property
    def slot(self) -> float:
        """How wide one slot is."""
        return WIDTH / (self.slots or 1)

    @property
    def foot(self) -> float:
        """How far down bars begin: at zero, or at the bottom of a cut axis."""
        return BOTTOM if self.is_cut else self.y(0)

    def y(self, value: float) -> float:
        """How far down `value` stands."""
        return round(BOTTOM - (value - self.low) / ((self.high - self.low) or 1) * (BOTTOM - TOP), 1)

    def x(self, index: float) -> float:
        """How far right slot `index` begins; at a half, its middle."""
        return round(index * self.slot, 1)

    def axis(self) -> SafeString:
        """The line that bars stand on."""
        return tag("line", x1=0, x2=WIDTH, y1=self.foot, y2=self.foot, class_="axis")

    def value(self, number: Number, x: float, is_above: bool, kind: str, at: float | None = None) -> SafeString:
        """A figure as text over (or under) the height of `at`, which is its own value unless told."""
        y = self.y(float(number.value or 0) if at is None else at)
        height = y - 5 if is_above else y + 14
        return tag(
            "text", written(number, self.lang), x=round(x, 1), y=round(height, 1), class_=f"value {kind}", **source(number)
        )

    def label(self, words: str, index: int, kind: str = "step") -> SafeString:
        """Words under a slot, on at most two lines."""
        lines = wrap(words, max(int(self.slot / LETTER), 4))
        x = self.x(index + 0.5)
        return join(tag("text", part, x=x, y=BOTTOM + 16 + 14 * i, class_=kind) for i, part in enumerate(lines))


def source(number: Number) -> dict[str, object]:
    """The attributes that say where a drawn figure comes from."""
    return {"data_value": number.value, "data_kpi": number.kpi, "data_cell": number.cell}


def rect(left: float, width: float, y1: float, y2: float, kind: str, **attributes: object) -> SafeString:
    """A bar between two heights, never so thin that it is not seen."""
    height = max(round(abs(y2 - y1), 1), 0.8)
    return tag("rect", x=round(left, 1), y=round(min(y1, y2), 1), width=round(width, 1), height=height, class_=kind, **attributes)


def wrap(words: str, room: int) -> list[str]:
    """At most two lines of `room` Latin letters (a Han character is two), broken at spaces where there are any."""
    first, rest = _fit(words, room)
    second, more = _fit(rest, room)
    return [part for part in (first, second[:-1] + "…" if more else second) if part]


def _fit(words: str, room: int) -> tuple[str, str]:
    """As much of `words` as fits on a line, and what is left."""
    taken = 0
    for i, letter in enumerate(words):
        taken += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if taken > room:
            space = words.rfind(" ", 0, i + 1)
            at = space if space > 0 else i
            return words[:at].strip(), words[at:].strip()
    return words, ""
