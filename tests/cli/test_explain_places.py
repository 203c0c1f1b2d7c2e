"""Where a number moved, as a person reads it."""

import pytest

from tests.cli.conftest import Load, Rapport


def test_a_place_by_an_attribute_is_told_with_it_and_as_its_table_tells_it(rapport: Rapport, load: Load) -> None:
    """Standard 90 and then 80 at 100 EUR, premium 10 and then 20 at 200: the shift is a good one for both, +150 and +850."""
    load(
        "month,account,country,product,category,platform,premium,units,revenue,currency",
        "2025-10,Contoso,DE,Lux,pc,own,yes,10,2000,EUR",
        "2025-10,Contoso,DE,Std,pc,own,no,90,9000,EUR",
        "2026-10,Contoso,DE,Lux,pc,own,yes,20,4000,EUR",
        "2026-10,Contoso,DE,Std,pc,own,no,80,8000,EUR",
    )
    found = rapport("explain", "revenue", "--period", "2026-10", "--vs", "prior_year", "--by", "premium", "--json").json
    shifts = {
        cell["by"]["premium"]: float(effect["centred"])
        for cell in found["cells"]
        for effect in cell["effects"]
        if "centred" in effect
    }
    assert shifts == {"yes": 850, "no": 150}
    assert found["sentences"]["en"].endswith(
        "The gain came from Premium: yes (+€2.0K); Premium: no lost €1.0K as its shipments fell 11%."
    )
    assert found["sentences"]["zh-hans"].endswith(
        "增长主要来自高端版本：是（+0.20 万）；高端版本：否减少 0.10 万，因其出货量下降 11%。"
    )


@pytest.mark.parametrize(("moved", "said"), [(100, "4%"), (0, None)])
def test_how_much_the_places_tell_is_said_where_it_is_not_enough(
    rapport: Rapport, load: Load, moved: int, said: str | None
) -> None:
    """Of 50 products 26 gain 100 and 24 lose 100: +200 everywhere of 5,000 that moved. Or one alone gains 5,000."""
    own = 5_000 if not moved else 100
    rows = [f"2025-10,Contoso,P{n},pc,1000" for n in range(50)]
    rows += [f"2026-10,Contoso,P{n},pc,{1000 + (own if not n else moved if n % 2 else -moved)}" for n in range(50)]
    load("month,account,product,category,units", *rows)
    words = ("explain", "pc_shipments", "--period", "2026-10", "--vs", "prior_year", "--by", "product")
    english, chinese = rapport(*words).out, rapport(*words, "--lang", "zh-hans").out
    assert (f"these explain {said} of what moved" in english) == bool(said)
    assert (f"以上解释了变动总量的 {said}" in chinese) == bool(said)
    assert ("of what moved" in english) == bool(said)
