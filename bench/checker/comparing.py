"""Why a figure that was read is not the one that it should be: its unit, its sign, its value."""

from decimal import Decimal

from bench.checker import figures
from bench.checker.claims import Claim
from bench.checker.figures import Printed
from bench.checker.words import SIZES

BARE_IN_CHINESE = ("told effect", "told cell", "cell effect", "fact move", "fact level", "fact before")
"""Amounts that Chinese sentences tell without their currency, which the sentence has named."""

Wrong = str | None
"""Why something is not true; None where it is."""


def close(said: Printed, exact: Decimal | None, *, together: bool = False) -> Wrong:
    """Why a figure is not this one, rounded."""
    if exact is None:
        return f"says {said.text}; there is none"
    return None if said.agrees(exact, together=together) else f"says {said.text}; it is {exact:f}"


def wrong_unit(claim: Claim, unit: str, currency: str | None) -> Wrong:
    """Why the unit of a figure is not this one."""
    said = claim.said
    assert isinstance(said, Printed)
    expected = {"units": "plain", "ratio": "plain"}.get(unit, unit)
    if expected == "money" and (said.unit, said.currency) != ("money", currency):
        is_bare = said.unit == "plain" and (currency is None or claim.about.part in BARE_IN_CHINESE)
        return None if is_bare else f"says {said.text}; it is in {currency}"
    return None if said.unit == expected else f"says {said.text}; its unit is {expected}"


def wrong_arrow(claim: Claim) -> Wrong:
    """Why the arrow before a figure is not its sign; a figure that is told with an arrow has a sign."""
    said = claim.said
    assert isinstance(said, Printed)
    if claim.arrow is None or (not claim.arrow and not said.sign):
        is_change = claim.about.part in ("change", "outside", "delta", "contribution", "effect", "cell", "whole")
        return f"says {claim.text} without a sign" if claim.arrow is not None and is_change and said.value else None
    true = {"+": "▲", "−": "▼"}.get(said.sign, "")
    if claim.arrow == "" and claim.about.part in ("value", "base", "residual", "low", "high", "across"):
        return None
    return None if claim.arrow == true and said.value else f"says {claim.text}: arrow and sign differ"


def wrong_figure(claim: Claim, exact: Decimal | None, unit: str, currency: str | None, *, together: bool = False) -> Wrong:
    """All that is wrong with a figure: its unit, its sign, its value."""
    if claim.said is None:
        return None if exact is None else f"says there is none; it is {exact:f}"
    assert isinstance(claim.said, Printed)
    found = (wrong_unit(claim, unit, currency), wrong_arrow(claim), close(claim.said, exact, together=together))
    return "; ".join(filter(None, found)) or None


def scale_of(text: str, lang: str) -> tuple[int, str | None, bool]:
    """What the figures beside a caption were divided by, their currency, and whether the text says something known."""
    tight = text if lang == "en" else figures.tight(text)
    if tight in SIZES[lang]:
        return SIZES[lang][tight], None, True
    for symbol, code in figures.SYMBOLS[lang].items():
        rest = tight.removeprefix(symbol) if lang == "en" else tight.removesuffix(symbol)
        if rest != tight and rest in SIZES[lang]:
            return SIZES[lang][rest], code, True
    return 1, None, False
