"""What a trade answers to: keys, labels in both languages, other names; anything else is refused with the nearest words."""

from collections.abc import Callable

import pytest

from rapport.core.pack import Attribute, Column, Dataset, Dimension, Label, Measure, Trade
from rapport.core.refusals import Refused

TRADE = Trade(
    measures={"units": Measure("units", Label("Units", "数量"), "flow", "units", frozenset({"country"}))},
    dimensions={"country": Dimension("country", Label("Country", "国家"), ("Land",))},
    attributes={"line": Attribute("line", Label("Product line", "产品线"), "product")},
    datasets={
        "sales": Dataset(
            "sales",
            Label("Sales", "销售"),
            (
                Column("qty", "measure", "units", ("Qty",)),
                Column("month", "time", "month", ()),
                Column("boxes", "measure", "units", ()),
            ),
        )
    },
    kpis={},
    drivers={},
    trees=(),
    documents={},
    digests={},
)


def test_a_label_speaks_both_languages() -> None:
    assert [Label("Country", "国家")(lang) for lang in ("en", "zh-hans")] == ["Country", "国家"]


@pytest.mark.parametrize(
    ("word", "key"),
    [("country", "country"), ("COUNTRY", "country"), ("land", "country"), ("国家", "country"), ("product line", "line")],
)
def test_a_dimension_or_attribute_answers_to_its_words(word: str, key: str) -> None:
    assert TRADE.field(word) == key


def test_an_attribute_stands_on_its_dimension() -> None:
    assert TRADE.dimension_of("line") == "product"
    assert TRADE.dimension_of("country") == "country"


def test_a_dataset_fills_each_measure_once() -> None:
    assert TRADE.dataset("sales").measures == ("units",)


@pytest.mark.parametrize(
    ("ask", "word", "says"),
    [
        (TRADE.field, "contry", "unknown dimension “contry”; nearest: country"),
        (TRADE.dataset, "sale", "unknown dataset “sale”; nearest: sales"),
        (TRADE.kpi, "revenue", "unknown KPI “revenue”: there is none yet"),
        (TRADE.field, "国加", "unknown dimension “国加”; nearest: 国家"),
    ],
)
def test_an_unknown_word_is_refused_with_the_nearest(ask: Callable[[str], object], word: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(word)
    assert str(refused.value) == says
