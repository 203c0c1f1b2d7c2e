"""Two senders of one measure are never added: where both speak of the same cells, the more trusted one counts alone."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.core.refusals import Refused
from tests.laws.homes import empty_home, load, seldom, standing
from tests.staged import staged

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CELLS = st.tuples(st.sampled_from(["2026-10", "2026-11"]), st.sampled_from(["CN", "HK"]))
TRUSTED = ("Contoso", "self", "D1")
"""Of shipped units a partner's own word counts most, then ours, then a distributor's."""
reports = st.dictionaries(CELLS, st.integers(1, 99), min_size=1)


def rows(report: dict[tuple[str, str], int]) -> list[dict[str, object]]:
    return [
        {"month": month, "account": "Contoso", "country": country, "channel": "D1", "product": "P", "value": value}
        for (month, country), value in report.items()
    ]


def counted() -> Counter[tuple[str, Decimal]]:
    found: Counter[tuple[str, Decimal]] = Counter()
    for (day, _, _, _, value, *_), times in standing().items():
        found[f"{day:%Y-%m}", value] += times
    return found


@seldom
@given(st.dictionaries(st.sampled_from(TRUSTED), reports, min_size=2), st.permutations(TRUSTED))
def test_the_most_trusted_word_counts_alone(said: dict[str, dict[tuple[str, str], int]], order: list[str]) -> None:
    with empty_home():
        for sender in order:
            if sender in said:
                load(staged(*rows(said[sender]), sender=sender))
        best: dict[tuple[str, str], int] = {}
        for sender in reversed(TRUSTED):
            best |= said.get(sender, {})
        assert counted() == Counter((month, Decimal(value)) for (month, _), value in best.items())


@seldom
@given(reports, reports)
def test_of_two_that_are_trusted_alike_the_second_is_refused(first: dict, second: dict) -> None:
    with empty_home():
        load(staged(*rows(first), sender="stranger"))
        before = standing()
        if first.keys() & second.keys():
            with pytest.raises(Refused, match="stranger"):
                load(staged(*rows(second), sender="another"))
            assert standing() == before
        else:
            load(staged(*rows(second), sender="another"))
            assert sum(standing().values()) == len(first) + len(second)
