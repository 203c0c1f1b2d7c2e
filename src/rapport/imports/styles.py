"""Which number formats of a workbook show a number as a day, a month or a year."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

Shown = Literal["day", "month", "year"]

_BUILT_IN: Mapping[int, Shown] = {17: "month", **dict.fromkeys((14, 15, 16, 22, *range(27, 32), 36, *range(50, 59)), "day")}
"""Ids whose codes do not stand in the file; those of Chinese and Japanese (27 and on) are dates that openpyxl does not know."""


def shown_by(styles: Sequence[int], codes: Mapping[int, str]) -> list[Shown | None]:
    """For each cell style, by its number format id, what it shows a number as; None: as a number."""
    return [_shown(codes[style]) if style in codes else _BUILT_IN.get(style) for style in styles]


def _shown(code: str) -> Shown | None:
    """What a format code shows, by its letters outside of quotes, brackets and escapes."""
    letters = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", code.split(";", maxsplit=1)[0]).lower()
    if letters == "general":
        return None
    is_era = "g" in letters and "e" in letters
    if "d" in letters or "a" in letters.replace("am/pm", "").replace("a/p", ""):
        return "day"
    if "y" in letters or is_era:
        return "month" if "m" in letters else "year"
    return None
