"""How cells of a workbook look: fonts that Office has, hairlines, and number formats that say sign, unit and scale."""

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]

from rapport.core import figures
from rapport.core.figures import MINUS
from rapport.core.pack import Lang
from rapport.reports.blocks import Number
from rapport.reports.writers.cells import arrow_of

INK, INK_2, INK_3, RULE, RULE_2 = "#14201E", "#43514D", "#5C6A66", "#DBE2DD", "#B7C3BD"
ACTUAL, PRIOR, WHITE = "#22302D", "#B9C5BF", "#FFFFFF"
BETTER, WORSE, BETTER_INK, WORSE_INK, LINK, INPUT = "#1F8A72", "#CF4B2C", "#0B6E5C", "#B1311A", "#24478A", "#E4EAF6"
PALE, PALE_BETTER, PALE_WORSE = "#EEF2EF", "#CDE6DC", "#F6D9CD"

SANS: dict[Lang, str] = {"en": "Calibri", "zh-hans": "Microsoft YaHei"}
SERIF: dict[Lang, str] = {"en": "Cambria", "zh-hans": "SimSun"}
TITLE: dict[Lang, str] = {"en": "Cambria", "zh-hans": "Microsoft YaHei"}


TOTAL: dict[str, object] = {"bold": True, "top": 1, "top_color": INK, "bottom": 2, "bottom_color": INK}
"""What tells the cells of a total: ink lines above and below."""


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook, lang: Lang) -> None:
        self.book, self.lang = book, lang
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **properties: object) -> Format:
        """The format with these properties; sans, 10 points and ink unless told."""
        whole = {"font_name": SANS[self.lang], "font_size": 10, "font_color": INK, "valign": "vcenter", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(whole)
        return self._made[key]

    def title(self) -> Format:
        """A sheet's title."""
        return self.of(font_name=TITLE[self.lang], font_size=18 if self.lang == "en" else 16, bold=True)

    def prose(self) -> Format:
        """A sentence that a person reads."""
        return self.of(font_name=SERIF[self.lang], font_size=11, text_wrap=True, valign="top")

    def caption(self) -> Format:
        """What a table or chart is called."""
        return self.of(bold=True, font_size=11)

    def note(self, *, is_wrapped: bool = True) -> Format:
        """A remark, a label."""
        return self.of(font_size=9, font_color=INK_3, text_wrap=is_wrapped, valign="top")

    def head(self, *, is_figures: bool) -> Format:
        """A column's head."""
        side = {"align": "right"} if is_figures else {}
        return self.of(font_size=9, font_color=INK_3, text_wrap=True, bottom=1, bottom_color=INK_3, valign="bottom", **side)

    def cell(self, **more: object) -> Format:
        """A cell of a table, with a hairline below."""
        return self.of(**{"bottom": 1, "bottom_color": RULE, **more})

    def figure(self, number: Number, *, is_delta: bool = False, **more: object) -> Format:
        """A cell with a figure."""
        return self.cell(**{"align": "right", "num_format": number_format(number, self.lang, is_delta=is_delta), **more})


def number_format(number: Number, lang: Lang, *, is_delta: bool = False) -> str:
    """The number format that shows a value as stored as `cells.written` prints it; a change has its arrow.

    Points are shown of a cell that holds them times a hundred (`shown`): Excel multiplies by itself only for percents.
    """
    core, moved = digits_of(number, lang), arrow_of(number, lang)
    up, down = ("▲ ", "▼ ") if moved and is_delta else ("", "")
    plus = "+" if moved and number.is_signed else ""
    return f"{_quoted(up + plus)}{core};{_quoted(down + MINUS)}{core};{core}"


def digits_of(number: Number, lang: Lang) -> str:
    """The number format of its digits and unit, without a sign."""
    before, places, after = _shape(number, lang)
    digits = "#,##0" + (f".{'0' * places}" if places else "") + {1: "", 10**3: ",", 10**6: ",,"}[number.scale]
    return _quoted(before) + digits + ("%" if after == "%" else _quoted(after))


def places_of(number: Number, lang: Lang) -> int:
    """To how many decimals of what its cell holds a figure is printed; of thousands and millions below zero."""
    _, places, after = _shape(number, lang)
    return places + (2 if after == "%" else 0) - 3 * {1: 0, 10**3: 1, 10**6: 2}[number.scale]


def _shape(number: Number, lang: Lang) -> tuple[str, int, str]:
    """What stands before the digits, how many decimals there are, and what stands after them."""
    if number.scale == 1:
        return figures.shape(number.value or 0, number.unit, lang, number.currency, number.decimals)
    return "", 2 if number.decimals is None else number.decimals, ""


def _quoted(words: str) -> str:
    return f'"{words}"' if words else ""


def shown(number: Number) -> float:
    """The value that a cell holds: as stored, points times a hundred."""
    value = float(number.value or 0)
    return value * 100 if number.unit == "points" else value
