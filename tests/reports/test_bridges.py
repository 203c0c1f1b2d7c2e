"""A bridge and its sentences: the same number never appears with two values."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.bridge import Effect
from rapport.core.figures import read
from rapport.core.pack import LANGS
from rapport.reports import bridges
from rapport.reports.blocks import Number
from rapport.reports.bridges import Told
from rapport.reports.writers.cells import written
from tests.core.worked import explanation
from tests.reports.october import TRADE, subject

SIZES = [10**3, 10**5, 10**7, 10**9]


@st.composite
def moved(draw):
    """Revenue that any of the drivers moved, of any size."""
    drivers = draw(st.lists(st.sampled_from(sorted(TRADE.drivers)), min_size=2, max_size=12, unique=True))
    size = draw(st.sampled_from(SIZES))
    effects = tuple(Effect(driver, draw(st.decimals(-size, size, places=2))) for driver in drivers)
    base, delta = draw(st.decimals(0, 3 * size, places=2)), sum(effect.amount for effect in effects)
    return replace(explanation(), computed=None, base=base, actual=base + delta, delta=delta, effects=effects)


@pytest.mark.parametrize("lang", LANGS)
@given(found=moved())
def test_every_driver_in_the_sentence_has_the_amount_of_its_bar(lang, found):
    told = Told(found, ("country", "channel"), subject(), lang)
    bars = {bar.label: bar.delta.number for bar in bridges.blocks(told)[0].bars}

    for part in bridges.lead(told).sentence.parts:
        if isinstance(part, Number) and "part=effects." in part.cell:
            bar = bars[told.driver(part.cell.rpartition("effects.")[2])]
            assert read(written(part, lang), lang) == read(written(bar, lang), lang) * bar.scale


def test_the_worked_example_says_what_it_draws():
    told = Told(explanation(), ("country", "channel"), subject(), "en")
    drawing = bridges.blocks(told)[0]

    assert [written(bar.delta.number, "en") for bar in drawing.bars] == [
        "−0.19", "+0.46", "+0.26", "+0.16", "+0.38", "+0.13", "−0.11", "−0.06",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_drawing_says_stands_at_one_scale(lang):
    """No “8.0 万 … −0.51 万”."""
    effects = (Effect("volume", Decimal("-22200")), Effect("price", Decimal("4000")))
    moved = replace(explanation(), computed=None, base=Decimal(80098), actual=Decimal(61898), delta=Decimal(-18200))
    drawing = bridges.blocks(Told(replace(moved, effects=effects), (), subject(), lang))[0]

    said = [written(part, lang) for part in drawing.says.parts if isinstance(part, Number)]
    assert (
        said
        == {
            "en": ["$80.1K", "$61.9K", "−$22.2K", "+$4.0K"],
            "zh-hans": ["8.01 万美元", "6.19 万美元", "−2.22 万美元", "+0.40 万美元"],
        }[lang]
    )
